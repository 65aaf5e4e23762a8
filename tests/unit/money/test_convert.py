"""Conversions: which way they take, and that nothing is lost on it."""

import ast
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.money
from bot.locales import words_for
from bot.money.convert import Conversion, convert, significant
from bot.money.currencies import is_currency, minor_units
from bot.money.request import NotUnderstood, Reason
from storage import Quote

DAY = date(2024, 12, 21)


def quote(pair: str, value: str, *, age: int = 0, source: str = "site") -> Quote:
    """age: days before DAY."""
    base, _, other = pair.partition("/")
    return Quote(base, other, Decimal(value), DAY - timedelta(days=age), source)


TICKER = (
    quote("KGS/USD", "0.01149"),
    quote("KZT/USD", "0.00191"),
    quote("TJS/USD", "0.09217"),
    quote("UZS/USD", "0.00008"),
    quote("TMT/USD", "0.28615"),
)

values = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(1, 10**20),
    st.integers(0, 20),
)
amounts = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(1, 10**18),
    st.integers(0, 6),
)
codes = st.sampled_from(["USD", "EUR", "JPY", "KWD", "CLF", "KZT"])


def said(text: str, *quotes: Quote) -> str:
    """The value of "100 USD KZT"."""
    amount, base, other = text.split()
    return format(convert(Decimal(amount), base, other, quotes or TICKER).value, "f")


def test_a_pair_is_converted_by_its_own_rate() -> None:
    assert said("1000 KZT USD") == "1.91"
    found = convert(Decimal(1000), "KZT", "USD", TICKER)
    assert found == Conversion(
        Decimal(1000), "KZT", "USD", Decimal("1.91"), Decimal("0.00191"), (DAY,), ("site",)
    )


def test_a_pair_is_converted_by_its_inverse() -> None:
    assert said("100 USD KZT") == "52356.02"
    assert said("1 USD UZS") == "12500.00"


def test_two_currencies_meet_in_the_one_that_both_are_quoted_in() -> None:
    # 1000 * 0.00191 / 0.01149, without rounding between the two
    assert said("1000 KZT KGS") == "166.23"
    assert said("3 KGS KZT", quote("KGS/USD", "1"), quote("KZT/USD", "3")) == "1.00"


def test_both_ways_of_quoting_meet_too() -> None:
    quotes = (quote("USD/KZT", "500"), quote("EUR/USD", "1.1"))
    assert said("1 EUR KZT", *quotes) == "550.00"
    assert said("550 KZT EUR", *quotes) == "1.00"


def test_a_currency_in_itself_needs_no_rate() -> None:
    found = convert(Decimal("7.129"), "USD", "USD", ())
    assert found.value == Decimal("7.13")
    assert found.rate == 1 and found.days == found.sources == ()


def test_the_newest_rate_counts() -> None:
    old, new = quote("USD/KZT", "400", age=3), quote("KZT/USD", "0.002", source="nbk")
    for quotes in ((old, new), (new, old)):
        found = convert(Decimal(1), "USD", "KZT", quotes)
        assert found.value == 500
        assert (found.days, found.sources) == ((DAY,), ("nbk",))


def test_a_rate_of_the_pair_goes_before_newer_ones_around_it() -> None:
    direct = quote("KZT/KGS", "0.2", age=300)
    assert said("10 KZT KGS", direct, *TICKER) == "2.00"


def test_of_two_ways_around_the_newer_one_counts() -> None:
    through_dollar = (quote("KZT/USD", "2", age=9), quote("KGS/USD", "1"))
    through_euro = (quote("KZT/EUR", "3", age=5), quote("KGS/EUR", "1", age=5))
    assert said("1 KZT KGS", *through_dollar, *through_euro) == "3.00"


def test_days_and_sources_are_those_of_both_legs_once() -> None:
    quotes = (quote("KZT/USD", "2", age=1, source="nbk"), quote("KGS/USD", "1", source="nbkr"))
    found = convert(Decimal(1), "KZT", "KGS", quotes)
    assert found.days == (DAY - timedelta(days=1), DAY)
    assert found.sources == ("nbk", "nbkr")
    assert convert(Decimal(1), "KZT", "KGS", TICKER).sources == ("site",)


@pytest.mark.parametrize("text", ["1 USD EUR", "1 EUR USD", "1 EUR RUB"])
def test_without_a_rate_there_is_no_answer(text: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        said(text)
    assert refused.value.reason is Reason.NO_RATE
    assert refused.value.word == "/".join(text.split()[1:])


def test_a_way_around_two_currencies_is_no_way() -> None:
    with pytest.raises(NotUnderstood):
        said("1 KZT JPY", quote("KZT/USD", "1"), quote("USD/EUR", "1"), quote("EUR/JPY", "1"))


@pytest.mark.parametrize(
    ("code", "value"),
    [("JPY", "1235"), ("USD", "1234.57"), ("KWD", "1234.568"), ("UZS", "1234.57")],
)
def test_a_value_has_the_digits_of_its_currencys_coins(code: str, value: str) -> None:
    assert said(f"1 XAU {code}", quote(f"XAU/{code}", "1234.5678")) == value


@pytest.mark.parametrize(
    ("rate", "value"),
    [("1.005", "1.00"), ("1.015", "1.02"), ("1.025", "1.02"), ("1.0250001", "1.03")],
)
def test_a_half_goes_to_the_even_digit(rate: str, value: str) -> None:
    assert said("1 XAU USD", quote("XAU/USD", rate)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 UZS USD", "0.0000800"),
        ("1 KZT USD", "0.00191"),
        ("0.5 KZT USD", "0.000955"),
        ("60 KZT USD", "0.115"),
        ("0 KZT USD", "0.00"),
    ],
)
def test_what_is_below_one_keeps_three_significant_digits(text: str, value: str) -> None:
    assert said(text) == value


def test_small_values_of_coinless_currencies_keep_three_digits_too() -> None:
    assert said("1 KZT JPY", quote("KZT/JPY", "0.31456")) == "0.315"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        ("523.5602094", 6, "523.56"),
        ("0.00191", 6, "0.00191"),
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


@given(amount=amounts, value=values, base=codes, other=codes)
def test_there_and_back_is_the_amount_within_what_rounding_allows(
    amount: Decimal, value: Decimal, base: str, other: str
) -> None:
    rates = (Quote(base, other, value, DAY, "site"),)
    there = convert(amount, base, other, rates)
    back = convert(there.value, other, base, rates)
    # Half of the last digit of each value, the first one brought back by the inverse rate.
    allowed = half_a_digit(there.value) / Fraction(value) + half_a_digit(back.value)
    assert abs(Fraction(back.value) - Fraction(amount)) <= allowed
    assert abs(Fraction(there.rate) * Fraction(back.rate) - 1) < Fraction(1, 10**100)


@given(amount=amounts, value=values, other=values, code=codes)
def test_no_conversion_shows_an_exponent_or_is_a_float(
    amount: Decimal, value: Decimal, other: Decimal, code: str
) -> None:
    rates = (Quote("KGS", "XAU", value, DAY, "site"), Quote(code, "XAU", other, DAY, "site"))
    found = convert(amount, "KGS", code, rates)
    assert type(found.amount) is type(found.value) is type(found.rate) is Decimal
    assert found.value >= 0
    for number in (found.amount, found.value, significant(found.rate, 6)):
        for language in ("en", "ru"):
            assert not {*words_for(language).number(number).upper()} & {"E", "N", "∞"}


@given(amount=amounts, value=values, other=values)
def test_a_cross_rate_loses_nothing_on_the_way(
    amount: Decimal, value: Decimal, other: Decimal
) -> None:
    rates = (Quote("KGS", "XAU", value, DAY, "site"), Quote("KZT", "XAU", other, DAY, "site"))
    found = convert(amount, "KGS", "KZT", rates)
    exact = Fraction(amount) * Fraction(value) / Fraction(other)
    assert abs(Fraction(found.value) - exact) <= half_a_digit(found.value)
    assert abs(Fraction(found.rate) * Fraction(amount) / exact - 1) < Fraction(1, 10**100)


def test_no_module_of_money_knows_floats() -> None:
    for file in Path(next(iter(bot.money.__path__))).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Name) and node.id == "float"), file
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), file


@pytest.mark.parametrize(
    ("code", "digits"), [("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("UZS", 2), ("KZT", 2)]
)
def test_coins_are_those_of_iso_4217(code: str, digits: int) -> None:
    assert is_currency(code)
    assert minor_units(code) == digits


@pytest.mark.parametrize("code", ["", "US", "usd", "ABCD", "QQQ"])
def test_what_is_no_currency_is_none(code: str) -> None:
    assert not is_currency(code)


def half_a_digit(value: Decimal) -> Fraction:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return Fraction(1, 2) * Fraction(10) ** exponent
