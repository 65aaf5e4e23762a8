"""Rates as figures, which claim no more than is known."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from bot.locales import words_for
from bot.money.exactness import interval_of
from bot.views.figures import change, figure, short_day, short_month

EN, RU = words_for("en"), words_for("ru")


@pytest.mark.parametrize("own", ["478.21", "500.10", "0.00008", "12345.6789012345"])
def test_a_sources_own_figure_keeps_all_its_digits(own: str) -> None:
    value = Decimal(own)
    shown = figure(Fraction(value), interval_of(value), value, EN)
    assert shown.replace(",", "") == own


@pytest.mark.parametrize(
    ("quoted", "shown"),
    [
        ("478.2145", "0.00209111"),
        ("0.00191", "≈ 524"),
        ("0.00008", "11,700–13,400"),
        ("0.011494", "87.0019"),
    ],
)
def test_one_that_was_worked_out_has_as_many_as_are_known(quoted: str, shown: str) -> None:
    value = Decimal(quoted)
    assert figure(1 / Fraction(value), interval_of(value).inverse(), None, EN) == shown


@pytest.mark.parametrize(
    ("percent", "shown"),
    [("0.55", "+0.55 % ▲"), ("-0.31", "−0.31 % ▼"), ("0", "0 %"), ("0.00", "0 %"), (None, "–")],
)
def test_a_change_has_its_sign_and_an_arrow(percent: str | None, shown: str) -> None:
    assert change(None if percent is None else Decimal(percent), EN) == shown


def test_days_and_months_are_short_in_each_language() -> None:
    day = date(2026, 11, 5)
    assert (short_day(day, EN), short_month(day, EN)) == ("5 Nov", "Nov 2026")
    assert (short_day(day, RU), short_month(day, RU)) == ("5 нояб.", "нояб. 2026")
