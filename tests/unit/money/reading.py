"""Requests read on one day, and the table of what they mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from bot.money.paths import Quotes
from bot.money.request import Request, parse_request
from storage import Quote

TODAY = date(2024, 12, 22)
TABLE = Path(__file__).with_name("requests.txt")


@dataclass(frozen=True)
class Row:
    """What a text means: an error with its candidates, or the parts of a request."""

    language: str
    text: str
    error: str | None = None
    candidates: tuple[str, ...] = ()
    amount: Decimal | None = None
    base: str | None = None
    targets: tuple[str, ...] = ()
    day: str | None = None
    more: bool = False


def table() -> Iterator[Row]:
    language = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        text, column, meaning = line.rpartition(" | ")
        if line in {"[en]", "[ru]"}:
            language = line.strip("[]")
        elif column and language:  # before the first language stands how to read it
            yield _row(language, text, meaning)


def _row(language: str, text: str, meaning: str) -> Row:
    if meaning.startswith("! "):
        error, *candidates = meaning[2:].split()
        return Row(language, text, error, tuple(candidates))
    meaning, _, more = meaning.partition(" + ")
    meaning, _, day = meaning.partition(" @ ")
    money, _, targets = meaning.partition(" > ")
    amount, base = money.split()
    return Row(
        language,
        text,
        amount=Decimal(amount),
        base=base,
        targets=tuple(targets.split()),
        day=day or None,
        more=bool(more),
    )


def read(text: str, language: str = "en", *preferred: str) -> Request:
    return parse_request(text, language, today=TODAY, preferred=preferred)


def quote(pair: str, value: str, *, age: int = 1, source: str = "site") -> Quote:
    """age: days before TODAY."""
    base, _, other = pair.partition("/")
    return Quote(base, other, Decimal(value), TODAY - timedelta(days=age), source)


TICKER = (
    quote("KGS/USD", "0.01149"),
    quote("KZT/USD", "0.00191"),
    quote("TJS/USD", "0.09217"),
    quote("UZS/USD", "0.00008"),
    quote("TMT/USD", "0.28615"),
)


def quotes(*given: Quote) -> Quotes:
    return Quotes(given or TICKER, TODAY)
