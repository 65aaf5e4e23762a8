"""Why an article was found: the sentence that has most of the words asked for, with them bold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.views.characters import boundary_before, clean, collapse, utf16_len
from bot.views.cutting import ELLIPSIS, cut_text, find_cut
from bot.views.document import Bold, Inline
from bot.views.sentences import summary
from bot.views.stops import sentence_ends
from storage import Article
from storage.search.query import Query
from storage.search.tree import WORDS, Phrase

LOOKED_AT = 30_000  # characters of a body
PART = 1_200  # characters that are looked at in one go
MOST_BOLD = 8  # words in one excerpt: Telegram takes 100 entities in a message
STEM = 5  # letters; words that begin with the same ones count as one word asked for

Place = tuple[int, int]  # characters, from and before


class Excerpt(NamedTuple):
    """A part of a text, and where the words asked for stand in it."""

    text: str
    places: tuple[Place, ...] = ()

    @property
    def inlines(self) -> tuple[Inline, ...]:
        return bold_at(self.text, self.places)


def excerpt(
    shown: Article, query: Query | None, limit: int, *, looked_at: int = LOOKED_AT
) -> Excerpt:
    """What an article says of what was asked, in at most `limit` UTF-16 units.

    The sentence with the most different words asked for, of the summary where the body has none
    with more, and the one after it where that fits. Two or three first sentences where none has
    any, or nothing was asked.
    looked_at: so many characters of the body.
    """
    wanted = _wanted(query) if query else 0
    if query and wanted:
        best = _best(shown.summary, query, wanted, shown.language)
        if best is None or best.words < wanted:
            in_body = _best(shown.body[:looked_at], query, wanted, shown.language)
            if best is None or (in_body is not None and in_body.words > best.words):
                best = in_body
        if best is not None:
            return _around(best, limit)
    return Excerpt(summary(shown.summary or shown.body, sentences=3, limit=limit))


def bold_words(text: str, query: Query | None, language: str | None) -> tuple[Inline, ...]:
    """A text with the words asked for in bold."""
    return bold_at(text, _apart(query.spans(text, language)) if query else ())


def bold_at(text: str, places: Iterable[Place]) -> tuple[Inline, ...]:
    """A text with what stands at these places in bold. They are in order and do not overlap."""
    parts: list[Inline] = []
    done = 0
    for start, end in tuple(places)[:MOST_BOLD]:
        parts += [text[done:start], Bold(text[start:end])]
        done = end
    return tuple(part for part in (*parts, text[done:]) if part)


class _Match(NamedTuple):
    """A sentence of a text.  words: how many different ones of those asked for it has."""

    text: str
    start: int
    end: int
    places: tuple[Place, ...]  # in the text, all of them
    words: int


def _wanted(query: Query) -> int:
    """How many words a sentence may have of those asked for."""
    return sum(isinstance(node, (*WORDS, Phrase)) for node in query.telling)


def _best(text: str, query: Query, wanted: int, language: str | None) -> _Match | None:
    """Looked for part by part, until a sentence has as many words as are wanted."""
    best: _Match | None = None
    for part in _parts(collapse(clean(text), paragraphs=True)):
        places = _apart(query.spans(part, language))
        for start, end in _sentences_at(part, places):
            inside = {part[a:b].casefold()[:STEM] for a, b in places if start <= a < end}
            if best is None or len(inside) > best.words:
                best = _Match(part, start, end, places, len(inside))
        if best is not None and best.words >= wanted:
            return best
    return best


def _parts(text: str) -> Iterator[str]:
    """A text in parts of whole sentences; one longer than a part is cut, and says so."""
    start = 0
    before = ""
    while start + PART < len(text):
        part = text[start : start + PART]
        # The last sentence of the part is most likely cut off.
        begins = [following for _, following in sentence_ends(part) if following < PART]
        if begins:
            end, after = start + begins[-1], ""
        else:
            cut = start + part.rfind(" ") + 1
            if cut <= start:
                cut = boundary_before(text, start + PART)
            # All of the part may be marks upon one letter.
            end, after = cut if cut > start else start + PART, ELLIPSIS
        yield before + text[start:end].rstrip() + after if after else before + text[start:end]
        start, before = end, after
    yield before + text[start:]


def _apart(places: Iterable[Place]) -> tuple[Place, ...]:
    """Places in order, without those that overlap one before."""
    apart: list[Place] = []
    for start, end in sorted(places):
        if start < end and (not apart or start >= apart[-1][1]):
            apart.append((start, end))
    return tuple(apart)


def _sentences_at(text: str, places: Iterable[Place]) -> Iterator[Place]:
    """Begin and end of each sentence in which one of the places begins."""
    waiting = [start for start, _ in places]
    begun = at = 0
    for end, following in sentence_ends(text):
        if at == len(waiting):
            return
        if waiting[at] < following:
            yield begun, end
        while at < len(waiting) and waiting[at] < following:
            at += 1
        begun = following


def _around(match: _Match, limit: int) -> Excerpt:
    text, start, end = match.text, match.start, match.end
    if utf16_len(text[start:end]) > limit:
        return _within(match, limit)
    for further, _ in sentence_ends(text, end, min(len(text), start + limit)):
        if further > end and utf16_len(text[start:further]) <= limit:
            end = further
            break
    return _part(match, start, end)


def _within(match: _Match, limit: int) -> Excerpt:
    """A part of a sentence that is too long: the one about the first word asked for."""
    text, start = match.text, match.start
    first = next(place for place, _ in match.places if start <= place < match.end)
    before = ""
    if utf16_len(text[start:first]) > limit // 2:
        start = first - limit // 4
        while start < first and not text[start - 1].isspace():
            start += 1
        start = boundary_before(text, start)
        before = ELLIPSIS
    cut = find_cut(text[start : match.end], limit - len(before), by="word")
    if cut is None:
        return Excerpt(cut_text(text[start : match.end], limit, by="word"))
    return _part(match, start, start + cut.end, before, cut.suffix)


def _part(match: _Match, start: int, end: int, before: str = "", after: str = "") -> Excerpt:
    shift = len(before) - start
    places = tuple(
        (max(a, start) + shift, min(b, end) + shift)
        for a, b in match.places
        if a < end and b > start
    )
    # The end of a paragraph becomes a space; of the same length, so that the places hold.
    text = before + match.text[start:end].replace("\n\n", " \n") + after
    return Excerpt(text, places)
