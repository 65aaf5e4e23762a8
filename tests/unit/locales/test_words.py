"""Numbers, dates and languages as readers know them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import LOCALES, language_of, words_for
from bot.money.request import parse_amount, parse_request

EN, RU = words_for("en"), words_for("ru")
# Anything that a source may give, a stored rate's forty digits on both sides included.
amounts = st.decimals(0, 10**40, allow_nan=False, allow_infinity=False, places=None) | st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(0, 10**25),
    st.integers(0, 40),
)


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        ("0.01149", "0.01149", "0,01149"),
        ("0", "0", "0"),
        ("0.10", "0.10", "0,10"),
        ("1234.5", "1,234.5", "1\u00a0234,5"),
        ("1E+6", "1,000,000", "1\u00a0000\u00a0000"),
        ("0E-8", "0.00000000", "0,00000000"),
        ("1E-7", "0.0000001", "0,0000001"),
        (
            "12345678901234567890.1234567890123456789",
            "12,345,678,901,234,567,890.1234567890123456789",
            "12\u00a0345\u00a0678\u00a0901\u00a0234\u00a0567\u00a0890,1234567890123456789",
        ),
    ],
)
def test_a_number_keeps_all_its_digits(value: str, english: str, russian: str) -> None:
    assert EN.number(Decimal(value)) == english
    assert RU.number(Decimal(value)) == russian


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        ("0", "0 %", "0 %"),
        ("0.00", "0 %", "0 %"),
        ("-0", "0 %", "0 %"),
        ("0.55", "+0.55 %", "+0,55 %"),
        ("-0.31", "−0.31 %", "−0,31 %"),
        ("1234", "+1,234 %", "+1\u00a0234 %"),
    ],
)
def test_a_change_has_a_sign_unless_it_is_none(value: str, english: str, russian: str) -> None:
    assert EN.percent(Decimal(value)) == english
    assert RU.percent(Decimal(value)) == russian


def test_a_date_has_its_month_in_words() -> None:
    assert EN.date(date(2024, 12, 21)) == "21 December 2024"
    assert RU.date(date(2024, 12, 21)) == "21 декабря 2024\u202fг."


@given(value=amounts, language=st.sampled_from(sorted(LOCALES)))
def test_any_number_that_is_written_is_read_back(value: Decimal, language: str) -> None:
    written = words_for(language).number(value)
    assert "E" not in written.upper()
    assert parse_amount(written, language) == value
    if value <= 10**18:
        asked = parse_request(f"{written} USD", language, today=date(2024, 12, 21))
        assert asked.amount == value


def test_fields_are_filled_in() -> None:
    assert EN.gettext("Search: {words}", words="{x}") == "Search: {x}"
    assert RU.gettext("Search: {words}", words="уран") == "Поиск: уран"
    assert EN.ngettext("{n} article", "{n} articles", 1) == "1 article"
    assert EN.ngettext("{n} article", "{n} articles", 1200) == "1,200 articles"


def test_a_text_without_fields_may_hold_braces() -> None:
    assert EN.gettext("no {field} here") == "no {field} here"


@pytest.mark.parametrize(
    ("code", "language"),
    [("ru", "ru"), ("ru-RU", "ru"), ("RU", "ru"), ("en-GB", "en"), ("kk", "ru"), (None, "ru")],
)
def test_people_are_answered_in_their_language_or_the_default(
    code: str | None, language: str
) -> None:
    assert language_of(code, "ru") == language


def test_a_language_not_spoken_here_has_no_words() -> None:
    with pytest.raises(KeyError):
        words_for("tlh")
