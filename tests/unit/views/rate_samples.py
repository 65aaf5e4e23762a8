"""Histories to be shown."""

from datetime import date, timedelta
from decimal import Decimal

from bot.money.history import History, history_of
from bot.money.paths import Leg, Path
from storage import Quote

LAST = date(2026, 3, 2)


def quotes_of(*values: str, pair: str = "USD/KZT", source: str = "nbk") -> list[Quote]:
    """One a day, the last of LAST."""
    base, _, other = pair.partition("/")
    days = (LAST - timedelta(days=back) for back in range(len(values) - 1, -1, -1))
    return [
        Quote(base, other, Decimal(value), day, source)
        for value, day in zip(values, days, strict=True)
    ]


def past(quotes: list[Quote], *, inverse: bool = False, age: int = 0) -> tuple[Path, History]:
    """The path that the last of these is, and its history."""
    last = quotes[-1]
    pair = (last.quote, last.base) if inverse else (last.base, last.quote)
    path = Path(*pair, (Leg(last, inverse),), age)
    history = history_of(path, [quotes])
    assert history is not None
    return path, history


def wave(days: int, least: int = 470, most: int = 490) -> list[Quote]:
    """A rate that goes up and down, within these bounds."""
    steps = [abs(n % 20 - 10) for n in range(days)]
    return quotes_of(*(f"{Decimal(least + (most - least) * step // 10)}.50" for step in steps))
