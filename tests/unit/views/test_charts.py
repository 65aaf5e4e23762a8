"""Where a chart's line, labels and marks stand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts import SCALE, Chart
from bot.locales import Words, words_for
from bot.views.charts import LABELS, chart
from bot.views.rate_actions import SPANS
from storage import Quote
from tests.unit.views.rate_samples import past, quotes_of, wave

EN, RU = words_for("en"), words_for("ru")
CREDIT = "National Bank of Kazakhstan"


def drawn(quotes: list[Quote], days: int = 30, words: Words = EN, **given: bool) -> Chart:
    found = chart(past(quotes, **given)[1], days, CREDIT, words)
    assert found is not None
    return found


def test_it_says_what_it_shows() -> None:
    found = drawn(wave(40))
    assert (found.title, found.value, found.span) == ("USD/KZT", "488.50", "30 days")
    assert found.change == "+3.39 %"
    assert found.credit == "2 March 2026 · National Bank of Kazakhstan"


def test_the_line_goes_from_edge_to_edge_with_air_over_and_under_it() -> None:
    found = drawn(quotes_of("500", "520", "510"))
    assert [across for across, _ in found.line] == [0, SCALE // 2, SCALE]
    low, high, last = (up for _, up in found.line)
    assert 0 < low < last < high < SCALE
    assert abs((high + low) - SCALE) <= 1


def test_the_highest_and_the_lowest_are_marked() -> None:
    found = drawn(quotes_of("500.10", "520.20", "510.00", "500.10"))
    assert [(mark.across, mark.text) for mark in found.marks] == [
        (SCALE // 3, "520.20"),
        (SCALE, "500.10"),
    ]
    assert {(mark.across, mark.up) for mark in found.marks} <= set(found.line)


def test_a_rate_that_never_changed_is_a_line_in_the_middle() -> None:
    found = drawn(quotes_of("3.5", "3.5", "3.5"))
    assert {up for _, up in found.line} == {SCALE // 2}
    assert [mark.text for mark in found.marks] == ["3.5"]
    assert len(found.rates) >= 2


def test_less_than_two_points_are_no_chart() -> None:
    assert chart(past(quotes_of("500"))[1], 30, CREDIT, EN) is None


@pytest.mark.parametrize(
    ("days", "words", "labels"),
    [
        (7, EN, ["24 Feb", "26 Feb", "28 Feb", "2 Mar"]),
        (7, RU, ["24 февр.", "26 февр.", "28 февр.", "2 мар."]),
        (30, EN, ["31 Jan", "5 Feb", "10 Feb", "15 Feb", "20 Feb", "25 Feb", "2 Mar"]),
        (365, EN, ["Apr 2025", "Jun 2025", "Aug 2025", "Oct 2025", "Dec 2025", "Feb 2026"]),
        (365, RU, ["апр. 2025", "июнь 2025", "авг. 2025", "окт. 2025", "дек. 2025", "февр. 2026"]),
    ],
)
def test_days_are_named_in_the_readers_language(days: int, words: Words, labels: list[str]) -> None:
    found = drawn(wave(380), days, words)
    assert [text for _, text in found.days] == labels
    assert len(found.days) <= LABELS + 1


def test_rates_are_written_as_the_reader_writes_them() -> None:
    assert "12\u00a0000,50" in {m.text for m in drawn(quotes_of("12000.50", "1"), words=RU).marks}


rates = st.decimals("0.00001", "10000000", places=5)


@given(st.lists(rates, min_size=2, max_size=40), st.sampled_from(SPANS), st.booleans())
def test_everything_is_within_the_plot(values: list[Decimal], days: int, inverse: bool) -> None:
    found = drawn(quotes_of(*map(str, values)), days, inverse=inverse)
    places = [*found.line, *((mark.across, mark.up) for mark in found.marks)]
    assert all(0 <= x <= SCALE and 0 <= y <= SCALE for x, y in places)
    assert all(0 <= x <= SCALE for x, _ in (*found.days, *found.rates))
    assert 1 <= len(found.rates) <= 8
    assert len({text for _, text in found.rates}) == len(found.rates)
    assert Chart.decode(found.encode()) == found
