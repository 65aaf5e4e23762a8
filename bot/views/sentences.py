"""A text as sentences, and the summary made of its first ones."""

from __future__ import annotations

from bot.views.characters import fit, utf16_len
from bot.views.cutting import cut_text
from bot.views.stops import sentence_ends


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with the white space after it: joined, they are the text."""
    found: list[str] = []
    start = 0
    for _, following in sentence_ends(text):
        found.append(text[start:following])
        start = following
    if start < len(text):
        found.append(text[start:])
    return found


def summary(text: str, *, sentences: int = 3, limit: int = 400) -> str:
    """The first sentences of a text that fit, at most so many; the text itself if all of it fits.

    limit: in UTF-16 code units. Where the first sentence alone is longer, it is cut at the end of
    a word and "…" follows. White space around the text is not part of it.
    """
    text = text.strip()
    if utf16_len(text) <= limit:
        return _in_one_ellipsis(text)
    most = fit(text, limit)
    kept = 0
    for count, (end, _) in enumerate(sentence_ends(text, until=most), start=1):
        if count > sentences:
            break
        kept = end
    return _in_one_ellipsis(text[:kept]) if kept else cut_text(text, limit, by="word")


def _in_one_ellipsis(text: str) -> str:
    """End a text that trails off in "...." or "….", as excerpts do, in one ellipsis."""
    bare = text.rstrip(".…")
    dots = text[len(bare) :]
    return bare + "…" if len(dots) > 3 or (len(dots) > 1 and "…" in dots) else text
