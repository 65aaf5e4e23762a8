"""Amounts as buttons carry them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.money.wording import LONGEST, from_text, to_text


@pytest.mark.parametrize(
    ("amount", "shown", "text"),
    [
        (Fraction(1000), "1000", "1000"),
        (Fraction("1000.5"), "1000.50", "1000.50"),
        (Fraction(100, 3), "33.33333333333333333333333333", "100/3"),
        (Fraction(10**18), "1E+18", "1000000000000000000"),
    ],
)
def test_an_amount_keeps_its_digits(amount: Fraction, shown: str, text: str) -> None:
    assert to_text(amount, Decimal(shown)) == text
    assert from_text(text) == (amount, Decimal(shown))


@given(amount=st.fractions(0, 10**18, max_denominator=10**30))
def test_any_amount_comes_back_exactly(amount: Fraction) -> None:
    text = to_text(amount, Decimal(0))
    assert from_text(text)[0] == amount


def test_digits_that_nobody_wrote_on_purpose_are_cut() -> None:
    text = to_text(Fraction(1, 3**300), Decimal(0))
    assert len(text) <= 200 and 0 < from_text(text)[0] < Fraction(1, 10**100)
    written = Decimal("1." + "3" * 500)
    assert len(to_text(Fraction(written), written)) <= LONGEST
