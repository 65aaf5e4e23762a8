"""A long text as pages of messages: all of it, each part once.

Pages are about equally long and end where a reader would pause: at the end of a paragraph where
one is near, else of a sentence, else of a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bot.views.characters import boundary_before, clean, collapse, fit, utf16_len
from bot.views.stops import sentence_ends

PAGE = 3000  # UTF-16 units of one page; titles, notes and buttons have the rest of a message


@lru_cache(maxsize=16)
def article_pages(text: str) -> tuple[str, ...]:
    """The pages of a text, at least one. Blank lines part its paragraphs, as in a Paragraph.

    Kept, for pages of one article are turned one after the other.
    """
    text = collapse(clean(text), paragraphs=True).strip()
    return tuple(_pages(text))


def _pages(text: str) -> Iterator[str]:
    left = utf16_len(text)
    start = 0
    while left > PAGE:
        aim = left // -(-left // PAGE)  # the rest in equal pages
        most = start + fit(text[start : start + PAGE], PAGE)
        best = start + fit(text[start : start + aim], aim)
        end = _page_end(text, start, best, most)
        yield text[start:end].rstrip()
        left -= utf16_len(text[start:end])
        start = end
    yield text[start:].strip()


def _page_end(text: str, start: int, best: int, most: int) -> int:
    """Where the page that begins at `start` ends: near `best`, at `most` at the latest."""
    least = best - (best - start) // 3
    for ends in (_paragraph_ends(text, least, most), _sentence_ends(text, least, most)):
        if near := min(ends, key=lambda end: abs(end - best), default=0):
            return near
    for end in range(most, least, -1):
        if text[end - 1].isspace():
            return end
    inside = boundary_before(text, most)
    return inside if inside > start else most


def _paragraph_ends(text: str, least: int, most: int) -> Iterator[int]:
    end = text.find("\n\n", least, most)
    while end >= 0:
        yield end + 2
        end = text.find("\n\n", end + 2, most)


def _sentence_ends(text: str, least: int, most: int) -> Iterator[int]:
    for _, following in sentence_ends(text, least, most):
        if least < following <= most:
            yield following
