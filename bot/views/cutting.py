"""Where a text that is too long is cut, and what shows that it was."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from bot.views.characters import boundary_before, close_isolates, fit, is_visible, utf16_len
from bot.views.stops import sentence_ends

ELLIPSIS = "…"
AFTER_SENTENCE = " …"
# Loose ends before an ellipsis: dots that would double it, commas, dashes, opening marks.
_LOOSE = " \t\n\u00a0.…,;:—–-([{«“„‘/"
_DOTS = re.compile(r"[.…,;:]{1,4}(?=\s|$)")
_WORD = re.compile(r"\S*")

By = Literal["sentence", "word"]


class Cut(NamedTuple):
    """A text is kept up to `end` (an index of characters), and `suffix` follows."""

    end: int
    suffix: str


def cut_text(text: str, limit: int, *, by: By = "sentence") -> str:
    """A text of at most `limit` UTF-16 code units: the text itself where it fits.

    Otherwise it is cut as `find_cut` says; "…" alone where nothing of it fits, and an empty text
    where not even that does.
    """
    cut = find_cut(text, limit, by=by)
    if cut is None:
        return ELLIPSIS if limit >= 1 else ""
    if cut.end == len(text):
        return text
    return close_isolates(text[: cut.end]) + cut.suffix


def find_cut(
    text: str,
    room: int,
    *,
    by: By = "sentence",
    prefix: int = 0,
    whole_room: int | None = None,
) -> Cut | None:
    """Where to cut a text so that it takes at most `room` UTF-16 code units with its suffix.

    At the end of the last sentence that fits, unless that wastes more than half of the room; then
    at the end of the last word. None where not even a word fits.
    prefix: so many characters (the number of an item) do not count as something kept.
    whole_room: a word longer than this would fit nowhere, and only such a word is broken, between
    two grapheme clusters; by default it is `room`.
    """
    fitting = fit(text, room)
    if fitting == len(text):
        return Cut(fitting, "")
    if by == "sentence" and (cut := _at_sentence(text, room, fitting, prefix)):
        return cut
    return _at_word(text, room, prefix, room if whole_room is None else whole_room)


def _at_sentence(text: str, room: int, fitting: int, prefix: int) -> Cut | None:
    with_suffix = fit(text, room - len(AFTER_SENTENCE))
    least = prefix + (fitting - prefix) // 2
    best: Cut | None = None
    for found, _ in sentence_ends(text, max(prefix, least - 4), fitting):
        end = len(text[:found].rstrip())
        if end < least or not is_visible(text[prefix:end]):
            continue
        if text[:end].endswith((ELLIPSIS, "...")):
            best = Cut(end, "")
        elif end <= with_suffix:
            best = Cut(end, AFTER_SENTENCE)
    return best


def _at_word(text: str, room: int, prefix: int, whole_room: int) -> Cut | None:
    fitting = fit(text, room - len(ELLIPSIS))
    end = fitting
    while end > prefix and not _may_break(text, end):
        end -= 1
    begun = end
    while begun < len(text) and text[begun].isspace():
        begun += 1
    word = _WORD.match(text, begun, begun + whole_room + 1)
    if begun < fitting and word and utf16_len(word[0]) + len(ELLIPSIS) > whole_room:
        inside = boundary_before(text, fitting)
        if inside > begun:
            return Cut(inside, ELLIPSIS)
    head = text[:end].rstrip(_LOOSE)
    if len(head) <= prefix or not is_visible(head[prefix:]):
        head = text[:end].rstrip()
    if len(head) <= prefix or not is_visible(head[prefix:]):
        return None
    return Cut(len(head), ELLIPSIS)


def _may_break(text: str, at: int) -> bool:
    """Whether a word ends here: before white space or dots and it, and between ideographs."""
    return (
        text[at].isspace()
        or (text[at] in ".…,;:" and _DOTS.match(text, at) is not None)
        or (_is_ideograph(text[at]) and _is_ideograph(text[at - 1]))
    )


def _is_ideograph(character: str) -> bool:
    """Of a script without spaces between words: Han, Hiragana, Katakana."""
    return (
        "\u3041" <= character <= "\u30ff"
        or "\u3400" <= character <= "\u9fff"
        or "\U00020000" <= character <= "\U0003ffff"
    )
