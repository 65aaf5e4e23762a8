"""What people write to have money converted."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.money.request import LARGEST, NotUnderstood, Reason, Request, parse_amount, parse_request


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        ("100", "100", "100"),
        ("0", "0", "0"),
        ("007", "7", "7"),
        ("1.5", "1.5", "1.5"),
        ("1,5", "1.5", "1.5"),
        (".5", "0.5", "0.5"),
        (",5", "0.5", "0.5"),
        ("1,234", "1234", "1.234"),
        ("1.234", "1.234", "1.234"),
        ("12,345", "12345", "12.345"),
        ("0,125", "125", "0.125"),
        ("1,2345", "1.2345", "1.2345"),
        ("1,234.56", "1234.56", "1234.56"),
        ("1.234,56", "1234.56", "1234.56"),
        ("1,234,567", "1234567", "1234567"),
        ("1.234.567", "1234567", "1234567"),
        ("1,234,567.89", "1234567.89", "1234567.89"),
        ("1.234.567,89", "1234567.89", "1234567.89"),
        ("1 234,5", "1234.5", "1234.5"),
        ("1 234 567", "1234567", "1234567"),
        ("1\u00a0234,5", "1234.5", "1234.5"),
        ("1\u202f234\u2009567", "1234567", "1234567"),
        ("1'234'567.5", "1234567.5", "1234567.5"),
        ("1’234", "1234", "1234"),
        ("0.0000001", "0.0000001", "0.0000001"),
        ("١٢٣", "123", "123"),
    ],
)
def test_an_amount_is_read_as_its_language_writes_it(text: str, english: str, russian: str) -> None:
    assert str(parse_amount(text, "en").normalize()) == str(Decimal(english).normalize())
    assert str(parse_amount(text, "ru").normalize()) == str(Decimal(russian).normalize())


@pytest.mark.parametrize("text", ["1,234.56,7", "1.234,5.6", "1,2,3.4,5"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_amount_with_two_decimal_marks_is_not_guessed_at(text: str, language: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        parse_amount(text, language)
    assert refused.value.reason is Reason.UNREADABLE


@pytest.mark.parametrize(
    ("text", "amount", "base", "quotes"),
    [
        ("100 USD KZT", "100", "USD", ("KZT",)),
        ("100 usd to kzt, kgs", "100", "USD", ("KZT", "KGS")),
        ("usd kzt", "1", "USD", ("KZT",)),
        ("usd", "1", "USD", ()),
        ("  100usd  ", "100", "USD", ()),
        ("1 000,50 EUR", "1000.50", "EUR", ()),
        ("1000 KZT in USD and EUR", "1000", "KZT", ("USD", "EUR")),
        ("100 USD/KZT", "100", "USD", ("KZT",)),
        ("100 USD = KZT", "100", "USD", ("KZT",)),
        ("100 USD → KZT", "100", "USD", ("KZT",)),
        ("100 USD -> KZT; UZS", "100", "USD", ("KZT", "UZS")),
        ("100 USD KZT kzt", "100", "USD", ("KZT",)),
        ("100 USD USD", "100", "USD", ("USD",)),
        ("100 usd в kzt и rub", "100", "USD", ("KZT", "RUB")),
        ("100 usd\nto\tkzt", "100", "USD", ("KZT",)),
        ("1000000000000000000 USD", "1000000000000000000", "USD", ()),
    ],
)
def test_a_request_is_an_amount_a_currency_and_those_wanted(
    text: str, amount: str, base: str, quotes: tuple[str, ...]
) -> None:
    assert parse_request(text, "en") == Request(Decimal(amount), base, quotes)


@pytest.mark.parametrize(
    ("text", "reason", "word"),
    [
        ("", Reason.UNREADABLE, ""),
        ("100", Reason.UNREADABLE, ""),
        ("-5 USD", Reason.UNREADABLE, ""),
        ("$100", Reason.UNREADABLE, ""),
        ("1,2.3,4 USD", Reason.UNREADABLE, ""),
        ("100 USD1", Reason.UNREADABLE, ""),
        ("100 doubloons", Reason.UNKNOWN_CURRENCY, "doubloons"),
        ("100 USD Quatloo", Reason.UNKNOWN_CURRENCY, "Quatloo"),
        ("100 usd " + "x" * 50, Reason.UNKNOWN_CURRENCY, "x" * 40),
        ("1000000000000000000.01 USD", Reason.TOO_LARGE, ""),
        ("9" * 4000 + " USD", Reason.TOO_LARGE, ""),
    ],
)
def test_what_is_not_understood_is_told_why(text: str, reason: Reason, word: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        parse_request(text, "en")
    assert (refused.value.reason, refused.value.word) == (reason, word)


@given(
    text=st.text(max_size=100)
    | st.text("0123456789.,' \u00a0USDKZTusdkztto=/→->в", max_size=40)
    | st.from_regex(r"\d{1,5}[.,]?\d{0,5} [A-Z]{3}( to [A-Z]{3})?", fullmatch=True),
    language=st.sampled_from(["en", "ru"]),
)
def test_any_text_is_a_request_or_has_a_reason(text: str, language: str) -> None:
    try:
        request = parse_request(text, language)
    except NotUnderstood as error:
        assert len(error.word) <= 40
        return
    assert type(request.amount) is Decimal
    assert 0 <= request.amount <= LARGEST
    assert all(re.fullmatch("[A-Z]{3}", code) for code in (request.base, *request.quotes))
    assert len(set(request.quotes)) == len(request.quotes)
