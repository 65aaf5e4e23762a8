"""What a bank is to the rest: where its rates lie, how often they change, how they are read."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.ingest.banks import numbers
from bot.ingest.content import Problem, Unreadable
from storage import Quote

_CODE = re.compile(r"[A-Z]{3}", re.ASCII)
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A rate as its source wrote it: so many units of `base` are `value` units of `quote`.

    What is missing is empty. line: in the file, from 1.
    difference: against the rate before, in the same units as the value.
    """

    line: int
    base: str
    quote: str
    value: str
    day: str
    units: str = "1"
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a bank says. problems: rates that were refused.  warnings: what was assumed."""

    quotes: tuple[Quote, ...]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


class NoRates(Unreadable):
    """The bank's own form, with nothing in it, as for a day without rates."""


@dataclass(frozen=True, slots=True)
class Bank:
    """One source of rates.

    code: as in RATE_SOURCES.  name: in English, for people.
    zone: where its day begins.  every: how often it is worth asking.
    addresses: where a day's rates lie; all of them together are the answer.
    days_back: how many days before are tried where the bank has nothing for a day.
    recognises: whether a text is this bank's, told from a few marks of it.
    read: an answer's bytes to its rates; raises Unreadable.
    """

    code: str
    name: str
    zone: str
    addresses: Callable[[date], tuple[str, ...]]
    recognises: Callable[[str], bool]
    read: Callable[[bytes], Answer]
    days_back: int = 0
    every: timedelta = timedelta(hours=1)

    def day(self, now: datetime) -> date:
        """The bank's own day at a moment."""
        return now.astimezone(ZoneInfo(self.zone)).date()


def other_layout() -> Unreadable:
    return Unreadable(
        Problem(0, "This is not what the bank publishes: its layout has changed, or it is another.")
    )


def damaged(data: bytes) -> Unreadable:
    """What is wrong with an answer that cannot be parsed: a page that says sorry is another."""
    if _PAGE.match(data):
        return other_layout()
    return Unreadable(Problem(0, "This answer is damaged or breaks off."))


def to_answer(
    rows: Iterable[Row], source: str, mark: str, warnings: tuple[Problem, ...] = ()
) -> Answer:
    """The rows that can be read, with a problem for each other one.

    mark: what the source sets before decimals.
    Raises NoRates where there is no row, and Unreadable where none can be read.
    """
    return sort_out((to_quote(row, source, mark) for row in rows), warnings)


def sort_out(found: Iterable[Quote | Problem], warnings: tuple[Problem, ...] = ()) -> Answer:
    """The same of rows that are read already."""
    quotes: list[Quote] = []
    problems: list[Problem] = []
    for one in found:
        if isinstance(one, Quote):
            quotes.append(one)
        else:
            problems.append(one)
    if not quotes:
        raise (
            Unreadable(problems[0])
            if problems
            else NoRates(Problem(0, "There is no rate in this answer."))
        )
    return Answer(tuple(quotes), tuple(problems), warnings)


def to_quote(row: Row, source: str, mark: str) -> Quote | Problem:
    """The quote that a row is, or what is wrong with it."""
    base, other = row.base.strip(), row.quote.strip()
    for code in (base, other):
        if not _CODE.fullmatch(code):
            return Problem(row.line, "“{code}” is no currency's code.", {"code": code[:40]})
    said: dict[str, object] = {
        "pair": f"{base}/{other}",
        "value": row.value[:40],
        "units": row.units[:40],
        "day": row.day[:40],
    }
    day = numbers.day(row.day) if len(row.day) <= 40 else None
    if day is None:
        return Problem(row.line, "{pair}: “{day}” is no day.", said)
    value, units = numbers.exact(row.value, mark), numbers.exact(row.units, mark)
    if value is not None and value <= 0:
        return Problem(row.line, "{pair}: a rate is above zero, not {value}.", said)
    one = numbers.for_one(value, units) if value is not None and units is not None else None
    if value is None or one is None:
        return Problem(row.line, "{pair}: “{value}” for “{units}” units is no rate.", said)
    difference = numbers.exact(row.difference, mark)
    change = numbers.percent(difference, value) if difference is not None else None
    try:
        return Quote(base, other, one, day, source, change)
    except ValueError:
        return Problem(row.line, "{pair}: “{value}” for “{units}” units is no rate.", said)
