"""The site's own page as text: ticker lines, a date, a results line, titles and excerpts.

  • KGS/USD = 0.01149 0%          the ticker, over and over
21 December 2024

Viewing results 1 - 6 of 65

A title

Its excerpt, on one line or in paragraphs ...
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bot.ingest.content import Content, Problem, Unreadable
from bot.ingest.days import day_of
from storage import Draft, Quote
from storage.text import plain

SOURCE = "site"
LONGEST_TITLE = 250  # characters; a longer line is text
MOST_LINES = 1_000_000  # a page has some sixty; these take seconds

_QUOTE = re.compile(
    r"[\s•·*\-–—]*(?P<base>[A-Z]{3})\s*/\s*(?P<quote>[A-Z]{3})\s*=\s*(?P<value>\S+)"
    r"(?:\s+(?P<change>\S+?)\s*%)?\s*"
)
_LIKE_A_QUOTE = re.compile(r"[\s•·*\-–—]*[A-Z]{3}\s*/\s*[A-Z]{3}\s*=")
_NUMBER = re.compile(r"\d{1,20}(?:[.,]\d{1,20})?", re.ASCII)
_CHANGE = re.compile(r"[+\-−–]?\d{1,9}(?:[.,]\d{1,9})?", re.ASCII)
_COUNT = r"(\d{1,3}(?:[\s,.]\d{3}){1,2}|\d{1,9})"
_RESULTS = re.compile(
    rf"(?:Viewing\s+results|(?:[^\W\d]+\s+)?результат\w*)\s+{_COUNT}\s*[-–—]\s*{_COUNT}"
    rf"\s+(?:of|из)\s+{_COUNT}(?:\s+[^\W\d]+)?\.?",
    re.IGNORECASE,
)
# What leads from page to page, under the list.
_PAGER = re.compile(
    r"(?:\d{1,4}|[«»‹›<>◀▶←→…\s]+|(?:next|previous|prev|далее|вперед|вперёд|назад)\b.{0,8})", re.I
)
# A line that ends like this is text, not a title. A title may well ask or exclaim.
_ENDS_TEXT = re.compile(r"(?:[.…:;,]|\.\s*[\"”»’)\]]+)$")


class _Line(NamedTuple):
    """number: from 1.  text: without white space around it."""

    number: int
    text: str


class _Results(NamedTuple):
    """Which of how many articles a page says it shows."""

    first: int
    last: int
    total: int

    @property
    def announced(self) -> int:
        return self.last - self.first + 1 if 1 <= self.first <= self.last else 0


@dataclass(slots=True)
class _Section:
    """A list of articles, and the results line above it, if there is one.

    A file may hold several pages, one after the other.
    """

    results: _Results | None = None
    lines: list[_Line] = field(default_factory=list)

    def add(self, line: _Line) -> None:
        """Blank lines and dates above the first title are no part of the list."""
        if self.lines or (line.text and not day_of(line.text)):
            self.lines.append(line)

    def end(self) -> None:
        """The date of the page that follows is no part of it either."""
        while self.lines and (not self.lines[-1].text or day_of(self.lines[-1].text)):
            self.lines.pop()


def read_page(text: str, today: date) -> Content:
    """Everything a page holds. Raises Unreadable where it holds neither a title nor a rate."""
    errors: list[Problem] = []
    warnings: list[Problem] = []
    ticker: list[_Line] = []
    day: date | None = None
    sections = [_Section()]
    for line in _lines(text):
        if _LIKE_A_QUOTE.match(line.text):
            ticker.append(line)
        elif results := _results_of(line.text):
            # The same line may stand under the list once more.
            if results != sections[-1].results:
                sections[-1].end()
                sections.append(_Section(results))
        else:
            day = day or day_of(line.text)
            sections[-1].add(line)
    if len(sections) > 1:
        del sections[0]  # what stands above the first results line leads around the site
    quotes = _quotes(ticker, day or today, errors)
    drafts: list[Draft] = []
    for section in sections:
        found = _drafts(section, errors)
        drafts += found
        if section.results and section.results.announced != len(found):
            said = {"expected": section.results.announced, "found": len(found)}
            warnings.append(
                Problem(0, "The page announces {expected} articles; found: {found}.", said)
            )
    if not drafts and not quotes:
        raise Unreadable(
            Problem(
                0,
                "This is not the site's page: it has neither ticker lines such as "
                "“KZT/USD = 0.00191 0%” nor titles with their texts.",
            )
        )
    if quotes and day is None:
        warnings.insert(0, Problem(0, "The page has no date: its rates are taken as today's."))
    return Content(
        "page",
        tuple(drafts),
        tuple(quotes),
        tuple(errors),
        tuple(warnings),
        max((section.results.total for section in sections if section.results), default=None),
    )


def _lines(text: str) -> Iterator[_Line]:
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        if number > MOST_LINES:
            raise Unreadable(
                Problem(0, "This file has more than a million lines. Please load it in parts.")
            )
        yield _Line(number, line.strip())


def _results_of(line: str) -> _Results | None:
    found = _RESULTS.fullmatch(line)
    return _Results(*(int(re.sub(r"\D", "", part)) for part in found.groups())) if found else None


def _quotes(ticker: list[_Line], day: date, errors: list[Problem]) -> list[Quote]:
    quotes: dict[tuple[str, str], Quote] = {}
    for line in ticker:
        _take_quote(line, day, quotes, errors)
    return list(quotes.values())


def _take_quote(
    line: _Line, day: date, quotes: dict[tuple[str, str], Quote], errors: list[Problem]
) -> None:
    """The ticker repeats itself: each pair counts once, and saying it differently is an error."""
    found = _QUOTE.fullmatch(line.text)
    if not found or not _NUMBER.fullmatch(found["value"]):
        errors.append(Problem(line.number, "A rate is written as “KZT/USD = 0.00191 0%”."))
        return
    change = found["change"]
    if change is not None and not _CHANGE.fullmatch(change):
        errors.append(
            Problem(line.number, "“{change}” is no change in percent.", {"change": change[:40]})
        )
        return
    try:
        quote = Quote(
            base=found["base"],
            quote=found["quote"],
            value=_decimal(found["value"]),
            as_of=day,
            source=SOURCE,
            change=_decimal(change) if change is not None else None,
        )
    except ValueError:
        errors.append(Problem(line.number, "A rate is above zero."))
        return
    known = quotes.setdefault((quote.base, quote.quote), quote)
    if (str(known.value), known.change) != (str(quote.value), quote.change):
        errors.append(
            Problem(
                line.number,
                "{pair} was said to be {value} before; the first one counts.",
                {"pair": f"{known.base}/{known.quote}", "value": str(known.value)},
            )
        )


def _drafts(section: _Section, errors: list[Problem]) -> list[Draft]:
    results = section.results
    drafts = []
    offset = max(1, results.first) if results else 1
    for position, entry in enumerate(_entries(section, errors), start=offset):
        body = plain("\n\n".join(entry.texts))
        if not body:
            errors.append(Problem(entry.title.number, "A title without a text after it."))
            continue
        try:
            drafts.append(Draft(SOURCE, entry.title.text, body, position=position))
        except ValueError:
            errors.append(Problem(entry.title.number, "A title of nothing that can be seen."))
    return drafts


@dataclass(slots=True)
class _Entry:
    title: _Line
    texts: list[str] = field(default_factory=list)


def _entries(section: _Section, errors: list[Problem]) -> list[_Entry]:
    """Titles with their texts.

    How many there should be is known from the results line: of several ways to tell titles from
    texts the first counts that gives so many. Without one, a title is a line that ends unlike a
    text.
    """
    announced = section.results.announced if section.results else 0
    blocks = _blocks(section.lines)
    if announced:
        unpaged = _without_pager(blocks)
        by_line = [[line] for line in section.lines if line.text]
        for taken in (blocks, unpaged, by_line):
            if len(taken) == 2 * announced:
                return [_Entry(title[0], [_text(text)]) for title, text in _pairs(taken)]
        blocks = unpaged
    misfits: list[Problem] = []
    told_by_their_ends = _group(blocks, _ends_as_a_title, misfits)
    if announced and len(told_by_their_ends) != announced:
        any_short_line = _group(blocks, lambda _: True, [])
        if len(any_short_line) == announced:
            return any_short_line
    errors += misfits
    return told_by_their_ends


def _group(
    blocks: list[list[_Line]], may_be_title: Callable[[str], bool], errors: list[Problem]
) -> list[_Entry]:
    """What follows a title is its text, even where it is short."""
    entries: list[_Entry] = []
    for block in blocks:
        first = block[0]
        one_short_line = len(block) == 1 and len(first.text) <= LONGEST_TITLE
        after_title = bool(entries) and not entries[-1].texts
        if one_short_line and not after_title and may_be_title(first.text):
            entries.append(_Entry(first))
        elif entries:
            entries[-1].texts.append(_text(block))
        else:
            errors.append(Problem(first.number, "A text without a title before it."))
    return entries


def _without_pager(blocks: list[list[_Line]]) -> list[list[_Line]]:
    end = len(blocks)
    while end and all(_PAGER.fullmatch(line.text) for line in blocks[end - 1]):
        end -= 1
    return blocks[:end]


def _ends_as_a_title(text: str) -> bool:
    return not _ENDS_TEXT.search(text)


def _text(block: list[_Line]) -> str:
    return "\n".join(line.text for line in block)


def _pairs(blocks: list[list[_Line]]) -> Iterator[tuple[list[_Line], list[_Line]]]:
    return zip(blocks[::2], blocks[1::2], strict=True)


def _blocks(lines: list[_Line]) -> list[list[_Line]]:
    """Runs of lines between blank ones."""
    blocks: list[list[_Line]] = [[]]
    for line in lines:
        if line.text:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ".").translate({ord("−"): "-", ord("–"): "-"}))
