"""The digits of a rate stay those of its bank."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.banks.numbers import exact, for_one, percent

digits = st.text("0123456789", min_size=1, max_size=20)


@given(digits, st.one_of(st.none(), digits), st.sampled_from(".,"))
def test_a_number_is_read_digit_by_digit(whole: str, part: str | None, mark: str) -> None:
    text = whole if part is None else f"{whole}{mark}{part}"
    value = exact(text, mark)
    assert value is not None and value == Decimal(f"{whole}.{part or 0}")
    assert -int(value.as_tuple().exponent) == len(part or "")


@given(digits, digits, st.integers(0, 9))
def test_units_move_the_point_and_nothing_else(whole: str, part: str, zeros: int) -> None:
    value = Decimal(f"{whole}.{part}")
    one = for_one(value, Decimal(10**zeros))
    assert one is not None
    # Compared as whole numbers: a context would round so many digits.
    assert one.as_tuple().digits == value.as_tuple().digits
    assert int(one.as_tuple().exponent) == -len(part) - zeros


@pytest.mark.parametrize(
    ("value", "units", "expected"),
    [
        ("5.4321", "100", "0.054321"),
        ("5.4300", "100", "0.054300"),
        ("500", "1000", "0.500"),
        ("12", "1", "12"),
        ("12", "100.00", "0.12"),
        ("5.40", "5", "1.08"),
        ("1", "8", "0.125"),
        ("10", "3", None),
        ("10", "0", None),
        ("10", "-1", None),
    ],
)
def test_one_unit_costs_its_part(value: str, units: str, expected: str | None) -> None:
    one = for_one(Decimal(value), Decimal(units))
    assert (None if one is None else f"{one:f}") == expected


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("1 234 567,80", ",", "1234567.80"),
        ("12.5", ",", "12.5"),
        ("12,5", ".", "12.5"),
        ("1,234", ",", "1.234"),
        ("1,234", ".", None),
        ("1.234", ",", None),
        ("0,544", ".", "0.544"),
        ("0.186", ",", "0.186"),
        ("1,234.5", ".", None),
        ("12 34", ".", None),
        ("1e-5", ".", "0.00001"),
        ("1.20E-5", ".", "0.0000120"),
        ("1e500", ".", None),
        ("−5", ".", "-5"),
        ("+5", ".", "5"),
        ("٣", ".", None),
        ("NaN", ".", None),
        ("5.", ".", None),
        (".5", ".", None),
        ("", ".", None),
        ("1" * 21, ".", None),
    ],
)
def test_what_is_a_number(text: str, mark: str, expected: str | None) -> None:
    value = exact(text, mark)
    assert (None if value is None else f"{value:f}") == expected


def test_a_change_is_measured_by_what_was_before() -> None:
    assert percent(Decimal("-2.77"), Decimal("478.77")) == Decimal("-0.58")
    assert percent(Decimal(5), Decimal(5)) is None
    assert percent(Decimal(10**19), Decimal("1" + "0" * 19 + "." + "0" * 19 + "1")) == Decimal(
        10**41
    )
