"""The site's own page as text: ticker lines, a date, a results line, titles and excerpts.

  • KGS/USD = 0.01149 0%          the ticker, over and over
21 December 2024

Viewing results 1 - 6 of 65

A title

Its excerpt, on one line or in paragraphs ...
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.dates import get_month_names

from bot.ingest.content import Content, Problem, Unreadable
from storage import Draft, Quote

SOURCE = "site"
LONGEST_TITLE = 250  # characters; a longer line is text

_QUOTE = re.compile(
    r"[\s•·*\-–—]*(?P<base>[A-Z]{3})\s*/\s*(?P<quote>[A-Z]{3})\s*=\s*(?P<value>\S+)"
    r"(?:\s+(?P<change>\S+?)\s*%)?\s*"
)
_LIKE_A_QUOTE = re.compile(r"[\s•·*\-–—]*[A-Z]{3}\s*/\s*[A-Z]{3}\s*=")
_NUMBER = re.compile(r"\d{1,20}(?:[.,]\d{1,20})?", re.ASCII)
_CHANGE = re.compile(r"[+\-−–]?\d{1,9}(?:[.,]\d{1,9})?", re.ASCII)
_RESULTS = re.compile(
    r"\s*(?:Viewing results|Результаты)\s+(\d[\d\s]*)\s*[-–—]\s*(\d[\d\s]*)"
    r"\s+(?:of|из)\s+(\d[\d\s,.]*)\s*",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"\s*(\d{1,2})\s+([^\W\d]+)\s+(\d{4})(?:\s*(?:г\.?|года))?\s*")
_MONTH_FIRST = re.compile(r"\s*([^\W\d]+)\s+(\d{1,2}),?\s+(\d{4})\s*")
# A line that ends like this is text, not a title. A title may well ask or exclaim.
_ENDS_TEXT = re.compile(r"(?:[.…:;,]|\.\s*[\"”»’)\]]+)\s*$")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


def read_page(text: str, today: date) -> Content:
    """Everything a page holds. Raises Unreadable where it holds neither a title nor a rate."""
    quotes: dict[tuple[str, str], Quote] = {}
    errors: list[Problem] = []
    warnings: list[Problem] = []
    day = _find_day(text)
    results: tuple[int, int, int] | None = None
    body: list[_Line] = []
    for line in (_Line(n, t) for n, t in enumerate(text.splitlines(), start=1)):
        if _LIKE_A_QUOTE.match(line.text):
            _take_quote(line, day or today, quotes, errors)
        elif found := _RESULTS.fullmatch(line.text):
            first, last, total = (int(re.sub(r"\D", "", part)) for part in found.groups())
            results, body = (first, last, total), []
        elif not (_day_of(line.text) and not any(one.text.strip() for one in body)):
            body.append(line)
    drafts = _drafts(body, results, errors)
    if not drafts and not quotes:
        raise Unreadable(
            Problem(
                0,
                "This is not the site's page: it has neither ticker lines such as "
                "“KZT/USD = 0.00191 0%” nor titles with their texts.",
            )
        )
    if quotes and day is None:
        warnings.append(Problem(0, "The page has no date: its rates are taken as today's."))
    if results and results[1] - results[0] + 1 != len(drafts):
        said = {"expected": results[1] - results[0] + 1, "found": len(drafts)}
        warnings.append(
            Problem(0, "The page announces {expected} articles, but {found} were found.", said)
        )
    return Content(
        "page",
        tuple(drafts),
        tuple(quotes.values()),
        tuple(errors),
        tuple(warnings),
        results[2] if results else None,
    )


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


def _drafts(
    lines: list[_Line], results: tuple[int, int, int] | None, errors: list[Problem]
) -> list[Draft]:
    blocks = _blocks(lines)
    announced = results[1] - results[0] + 1 if results else None
    offset = results[0] if results else 1
    # Where the count agrees, titles and texts simply take turns, however they look.
    in_turn = announced is not None and len(blocks) == 2 * announced
    entries: list[tuple[_Line, list[str]]] = []
    for place, block in enumerate(blocks):
        if (place % 2 == 0) if in_turn else _is_title(block, entries):
            entries.append((block[0], []))
        elif entries:
            entries[-1][1].append("\n".join(line.text.strip() for line in block))
        else:
            errors.append(Problem(block[0].number, "A text without a title before it."))
    drafts = []
    for position, (title, texts) in enumerate(entries, start=offset):
        body = "\n\n".join(texts)
        if not body:
            errors.append(Problem(title.number, "A title without a text after it."))
            continue
        try:
            drafts.append(Draft(SOURCE, title.text, body, position=position))
        except ValueError:
            errors.append(Problem(title.number, "A title of nothing that can be seen."))
    return drafts


def _is_title(block: list[_Line], entries: list[tuple[_Line, list[str]]]) -> bool:
    if len(block) > 1 or len(block[0].text) > LONGEST_TITLE:
        return False
    # What follows a title is its text, even where it is short.
    after_title = bool(entries) and not entries[-1][1]
    return not after_title and not _ENDS_TEXT.search(block[0].text)


def _blocks(lines: list[_Line]) -> list[list[_Line]]:
    """Runs of lines between blank ones."""
    blocks: list[list[_Line]] = [[]]
    for line in lines:
        if line.text.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _find_day(text: str) -> date | None:
    return next((day for line in text.splitlines() if (day := _day_of(line))), None)


def _day_of(line: str) -> date | None:
    """The day of a line that is nothing but a date."""
    if found := _DAY_FIRST.fullmatch(line):
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(line):
        month, day, year = found.groups()
    else:
        return None
    number = _months().get(month.casefold())
    try:
        return date(int(year), number, int(day)) if number else None
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {
        name.casefold(): number
        for locale in ("en", "ru")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, "format", locale).items()
    }


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ".").translate({ord("−"): "-", ord("–"): "-"}))
