"""How exact a result is said to be, and that it never claims more."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.money.convert import Conversion, convert
from bot.money.exactness import (
    Exactness,
    exactness_of,
    interval_of,
    round_down,
    round_up,
    round_value,
    significant,
)
from tests.unit.money.reading import quote, quotes, read

values = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(1, 10**12),
    st.integers(0, 12),
)
amounts = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(0, 10**15),
    st.integers(0, 4),
)


def said(text: str, *given: tuple[str, str]) -> Conversion:
    """ "100 USD KZT" by quotes as ("USD/KZT", "478.21"), or by the ticker."""
    amount, base, other = text.split()
    return convert(Decimal(amount), base, other, quotes(*(quote(*one) for one in given)))


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("0.00008", "0.000075", "0.000085"),
        ("0.000080", "0.0000795", "0.0000805"),
        ("478.21", "478.205", "478.215"),
        ("500", "499.5", "500.5"),
        ("1", "0.5", "1.5"),
    ],
)
def test_a_quote_stands_for_half_a_unit_of_its_last_digit_on_each_side(
    value: str, low: str, high: str
) -> None:
    interval = interval_of(Decimal(value))
    assert (interval.low, interval.high) == (Fraction(low), Fraction(high))


def test_an_inverse_turns_the_ends_round_and_a_path_multiplies_them() -> None:
    interval = interval_of(Decimal("0.00008"))
    inverse = interval.inverse()
    assert (inverse.low, inverse.high) == (1 / interval.high, 1 / interval.low)
    both = interval * inverse
    assert both.low == interval.low / interval.high < 1 < both.high


@pytest.mark.parametrize(
    ("value", "exactness"),
    [
        ("1000", Exactness.SILENT),  # u is 0.05 %
        ("999", Exactness.PM),
        ("50", Exactness.PM),  # u is 1 %
        ("49", Exactness.RANGE),
        ("478.21", Exactness.SILENT),
        ("0.00191", Exactness.PM),
        ("0.00008", Exactness.RANGE),
    ],
)
def test_how_exact_a_rate_is_decides_how_it_is_said(value: str, exactness: Exactness) -> None:
    assert exactness_of(interval_of(Decimal(value))) is exactness


def test_an_exact_result_is_a_value_alone() -> None:
    found = said("100 USD KZT", ("USD/KZT", "478.21"))
    assert (found.exactness, found.value) == (Exactness.SILENT, Decimal("47821.00"))
    assert found.pm is found.low is found.high is None
    assert found.rate == Decimal("478.21")


def test_a_less_exact_one_says_give_or_take() -> None:
    found = said("100 USD KZT")
    assert found.exactness is Exactness.PM
    assert (found.value, found.pm) == (Decimal("52356.02"), Decimal(138))  # 137.06 rounded up
    assert found.low is found.high is None


def test_an_inexact_one_is_a_range_alone() -> None:
    found = said("1000000 UZS USD")
    assert (found.exactness, found.value, found.pm) == (Exactness.RANGE, None, None)
    assert (found.low, found.high) == (Decimal(75), Decimal(85))
    back = said("100 USD UZS")
    # 1176470.6 to 1333333.3
    assert (back.low, back.high) == (Decimal(1_170_000), Decimal(1_340_000))


def test_nothing_is_exactly_nothing() -> None:
    found = said("0 UZS USD")
    assert (found.exactness, found.value) == (Exactness.SILENT, Decimal(0))


@pytest.mark.parametrize(
    ("exact", "currency", "value"),
    [
        ("1234.5678", "JPY", "1235"),
        ("1234.5678", "USD", "1234.57"),
        ("1234.5678", "KWD", "1234.568"),
        ("1.005", "USD", "1.00"),
        ("1.015", "USD", "1.02"),
        ("1.0250001", "USD", "1.03"),
        ("0.00191", "USD", "0.00191"),
        ("0.000080", "USD", "0.0000800"),
        ("0.115", "USD", "0.115"),
        ("0.31456", "JPY", "0.315"),
        ("0", "USD", "0.00"),
        ("1000000000000000000", "UZS", "1000000000000000000.00"),
    ],
)
def test_values_go_to_the_coin_half_even_and_keep_three_digits_below_one(
    exact: str, currency: str, value: str
) -> None:
    assert str(round_value(Fraction(exact), currency)) == value


@pytest.mark.parametrize(
    ("exact", "low", "high"),
    [
        ("1176470.588", "1170000", "1180000"),
        ("75", "75", "75"),
        ("0.00012345", "0.000123", "0.000124"),
        ("999.9", "999", "1000"),
        ("100", "100", "100"),
        ("0", "0", "0"),
    ],
)
def test_ends_go_outward_to_three_digits(exact: str, low: str, high: str) -> None:
    assert str(round_down(Fraction(exact))) == low
    assert str(round_up(Fraction(exact))) == high


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        ("523.5602094", 6, "523.56"),
        ("0.0000123456789", 6, "0.0000123457"),
        ("1234567.8", 6, "1234570"),
        ("999999.5", 6, "1000000"),
        ("0.1250", 2, "0.12"),
        ("0", 6, "0"),
        ("100", 6, "100"),
    ],
)
def test_significant_digits_have_no_exponent_and_no_zeros_at_the_end(
    value: str, digits: int, text: str
) -> None:
    assert str(significant(Decimal(value), digits)) == text


@given(amount=amounts, value=values)
def test_there_and_back_again_stays_inside_the_stated_interval(
    amount: Decimal, value: Decimal
) -> None:
    by = quotes(quote("KZT/KGS", str(value)))
    there = convert(amount, "KZT", "KGS", by)
    if there.low is not None and there.high is not None:
        lowest = convert(there.low, "KGS", "KZT", by)
        highest = convert(there.high, "KGS", "KZT", by)
        low, high = lowest.low or lowest.value, highest.high or highest.value
        assert low is not None and high is not None
        assert low <= amount <= high
        return
    assert there.value is not None
    back = convert(there.value, "KGS", "KZT", by)
    assert back.value is not None
    # Beside what is stated, half of each value's last digit, the first one brought back.
    rounding = half_a_digit(there.value) / Fraction(value) + half_a_digit(back.value)
    assert abs(Fraction(back.value) - Fraction(amount)) <= Fraction(back.pm or 0) + rounding


@given(
    parts=st.lists(amounts, min_size=1, max_size=6),
    rate=st.integers(10_000, 10**12).map(lambda digits: Decimal(digits).scaleb(-4)),
)
def test_a_sum_of_parts_equals_the_whole_to_the_minor_unit(
    parts: list[Decimal], rate: Decimal
) -> None:
    by = quotes(quote("KZT/KGS", str(rate)))
    asked = read(" + ".join(f"{part:f} kzt" for part in parts), "ru")
    assert asked.amount == sum(map(Fraction, parts))
    whole = convert(asked.amount, "KZT", "KGS", by).value
    rounded = [convert(part, "KZT", "KGS", by).value for part in parts]
    assert whole is not None and None not in rounded
    slack = sum(half_a_digit(value) for value in (whole, *rounded) if value is not None)
    total = sum(Fraction(value) for value in rounded if value is not None)
    assert abs(total - Fraction(whole)) <= slack


@given(amount=amounts, value=values, other=values)
def test_a_range_holds_the_truth_and_a_figure_never_has_an_exponent(
    amount: Decimal, value: Decimal, other: Decimal
) -> None:
    by = quotes(quote("KZT/USD", str(value)), quote("KGS/USD", str(other)))
    found = convert(amount, "KZT", "KGS", by)
    interval = found.path.interval
    if found.low is not None and found.high is not None:
        assert Fraction(found.low) <= Fraction(amount) * interval.low
        assert Fraction(found.high) >= Fraction(amount) * interval.high
    if found.pm is not None:
        assert Fraction(found.pm) >= Fraction(amount) * interval.half_width
    for figure in (found.value, found.pm, found.low, found.high, found.rate, found.amount):
        assert figure is None or "E" not in str(format(figure, "f"))


def half_a_digit(value: Decimal) -> Fraction:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return Fraction(10) ** exponent / 2
