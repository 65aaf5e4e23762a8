"""How a pair went: its points, its changes, and what they are worth where days are missing."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from bot.money.history import (
    History,
    change_of,
    first_day,
    history_of,
    own_figure,
    percent,
)
from bot.money.paths import Leg, Path
from storage import Quote

LAST = date(2026, 3, 2)


def quote(value: str, back: int = 0, pair: str = "USD/KZT", change: str | None = None) -> Quote:
    base, _, other = pair.partition("/")
    day = LAST - timedelta(days=back)
    told = None if change is None else Decimal(change)
    return Quote(base, other, Decimal(value), day, "nbk", told)


def direct(*quotes: Quote) -> tuple[Path, History]:
    return _with_history(Path("USD", "KZT", (Leg(quotes[-1], inverse=False),)), quotes)


def inverse(*quotes: Quote) -> tuple[Path, History]:
    return _with_history(Path("KZT", "USD", (Leg(quotes[-1], inverse=True),)), quotes)


def _with_history(path: Path, *each: tuple[Quote, ...]) -> tuple[Path, History]:
    history = history_of(path, each)
    assert history is not None
    return path, history


def test_a_quotes_own_figures_are_kept() -> None:
    _, history = direct(quote("500.10", 1), quote("501.20"))
    assert [(point.own, point.rate) for point in history.points] == [
        (Decimal("500.10"), Fraction("500.10")),
        (Decimal("501.20"), Fraction("501.20")),
    ]
    assert str(history.last.own) == "501.20" and history.sources == ("nbk",)


def test_turned_round_it_has_no_figures_of_its_own() -> None:
    _, history = inverse(quote("500", 1), quote("400"))
    assert [point.rate for point in history.points] == [Fraction(1, 500), Fraction(1, 400)]
    assert history.last.own is None
    assert history.last.interval.low < Fraction(1, 400) < history.last.interval.high


def test_the_last_said_of_a_day_is_its_point() -> None:
    _, history = direct(quote("500", 1), quote("501"), quote("502"))
    assert [point.rate for point in history.points] == [500, 502]


def test_over_two_legs_a_day_has_the_nearest_quote_before_of_the_other() -> None:
    dollars = (quote("1.1", 9, "EUR/USD"), quote("1.2", 1, "EUR/USD"))
    tenge = (quote("500", 30), quote("510", 4), quote("520"))
    legs = tuple(Leg(each[-1], inverse=False) for each in (dollars, tenge))
    _, history = _with_history(Path("EUR", "KZT", legs), dollars, tenge)
    assert [(point.day, point.rate) for point in history.points] == [
        (LAST - timedelta(days=4), Fraction("1.1") * 510),
        (LAST - timedelta(days=1), Fraction("1.2") * 510),
        (LAST, Fraction("1.2") * 520),
    ]
    assert history.last.own is None


def test_a_currency_with_itself_has_no_history() -> None:
    assert history_of(Path("USD", "USD", ()), ()) is None


@pytest.mark.parametrize(
    ("days", "change"), [(7, "10.00"), (30, "37.50"), (365, "-45.00"), (1, "2.80")]
)
def test_a_change_is_against_the_quote_of_that_day_or_the_nearest_before(
    days: int, change: str
) -> None:
    quotes = (quote("1000", 370), quote("400", 30), quote("500", 9), quote("535", 2), quote("550"))
    _, history = direct(*quotes)
    assert history.change(days) == Decimal(change)


def test_a_change_over_a_time_that_is_not_known_is_none() -> None:
    _, history = direct(quote("400", 20), quote("500", 1), quote("550"))
    assert (history.change(7), history.change(30)) == (None, None)
    assert history.change(1) == Decimal("10.00")


def test_a_span_begins_with_the_quote_that_its_first_day_had() -> None:
    _, history = direct(quote("1", 20), quote("2", 9), quote("3", 6), quote("4"))
    assert [point.rate for point in history.span(7)] == [2, 3, 4]
    assert [point.rate for point in history.span(6)] == [3, 4]
    assert [point.rate for point in history.span(365)] == [1, 2, 3, 4]
    assert [point.rate for point in history.span(18)] == [1, 2, 3, 4]
    assert [point.rate for point in history.span(15)] == [1, 2, 3, 4]
    assert [point.rate for point in history.span(12)] == [2, 3, 4]


def test_a_day_is_compared_with_the_one_before_else_with_what_its_source_says() -> None:
    _, history = direct(quote("500", 1, change="0.30"), quote("510", change="9"))
    assert history.moved(1) == Decimal("2.00")
    assert str(history.moved(0)) == "0.30"
    _, history = inverse(quote("500", 1, change="25"), quote("510"))
    assert history.moved(0) == Decimal("-20.00")


def test_the_change_of_a_path_is_computed_from_the_quotes_before() -> None:
    old, new = quote("500", 1), quote("510", change="7")
    path, _ = direct(old, new)
    assert change_of(path, {new: old}) == Decimal("2.00")
    assert change_of(path, {}) == Decimal("7")
    assert change_of(inverse(new)[0], {new: old}) == Decimal("-1.96")
    euro, euro_before = quote("1.1", 0, "EUR/USD"), quote("1", 1, "EUR/USD")
    both = Path("EUR", "KZT", (Leg(euro, inverse=False), Leg(new, inverse=False)))
    assert change_of(both, {new: old, euro: euro_before}) == Decimal("12.20")
    assert change_of(both, {new: old}) is None
    assert change_of(Path("USD", "USD", ()), {}) is None


def test_a_source_that_says_all_was_lost_is_not_believed() -> None:
    new = quote("500", change="-100")
    assert change_of(inverse(new)[0], {}) is None


@pytest.mark.parametrize(
    ("then", "now", "change"), [(200, 200, "0"), (300, 400, "33.33"), (80000, 80001, "0")]
)
def test_percent_has_two_digits_and_a_plain_zero(then: int, now: int, change: str) -> None:
    assert str(percent(Fraction(then), Fraction(now))) == change


def test_a_year_and_what_stands_for_its_first_day_are_asked_for() -> None:
    path, _ = direct(quote("500"))
    assert LAST - first_day(path, date(2027, 1, 1)) >= timedelta(days=365 + 7)
    assert first_day(Path("USD", "USD", ()), LAST) < LAST


def test_only_a_quote_as_it_is_has_figures_of_its_own() -> None:
    one = quote("500.10")
    assert str(own_figure([Leg(one, inverse=False)])) == "500.10"
    assert own_figure([Leg(one, inverse=True)]) is None
    assert own_figure([Leg(one, inverse=False)] * 2) is None


def test_the_bounds_of_a_span_are_its_last_lowest_and_highest() -> None:
    _, history = direct(
        quote("1", 20), quote("5", 6), quote("3", 5), quote("5", 4), quote("3", 2), quote("4")
    )
    low, high = history.bounds(7)
    assert (low.day, high.day) == (LAST - timedelta(days=2), LAST - timedelta(days=4))
    low, _ = history.bounds(30)
    assert low.rate == 1
