"""What people write: the table, and what holds for every text."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.money import Asking
from bot.config import load_settings
from bot.money.errors import NotUnderstood, Reason
from bot.money.request import LARGEST, parse_amount
from tests.unit.money.reading import TICKER, TODAY, Row, read, table

ROWS = list(table())
LOCALES = {"en": ("en", "en_GB", "en_US"), "ru": ("ru", "ru_KZ")}
ASKING = Asking(load_settings(), TICKER, TODAY)

amounts = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(0, 10**15),
    st.integers(0, 6),
)


def test_the_table_has_hundreds_of_requests_in_both_languages() -> None:
    for language in ("en", "ru"):
        assert sum(row.language == language for row in ROWS) >= 300


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.language}: {row.text}" for row in ROWS])
def test_a_request_means_what_a_careful_reader_takes_it_for(row: Row) -> None:
    said = ASKING.answer(row.text, row.language)
    if row.error:
        assert said["error"] == row.error
        assert tuple(said.get("candidates", ())) == row.candidates
        return
    assert said.get("error") in {None, "no_rate"}
    assert Decimal(said["amount"]) == row.amount
    assert (said["from"], tuple(said["to"]), said["date"]) == (row.base, row.targets, row.day)
    assert read(row.text, row.language).pure is not row.more


@pytest.mark.parametrize(
    ("text", "preferred", "code", "others"),
    [
        ("100 som", (), "KGS", ("UZS",)),
        ("100 som", ("UZS",), "UZS", ("KGS",)),
        ("100 som", ("UZS", "KGS"), "KGS", ("UZS",)),
        ("100 manat", ("AZN",), "AZN", ("TMT",)),
        ("$100", ("CAD", "EUR"), "CAD", ("USD", "AUD", "NZD", "SGD", "HKD", "TWD")),
        ("¥100", ("JPY",), "JPY", ("CNY",)),
        ("100 крон", ("SEK",), "SEK", ("NOK", "DKK", "CZK", "ISK")),
        ("100 usd", ("EUR",), "USD", ()),
    ],
)
def test_a_persons_own_currencies_go_before_the_regions(
    text: str, preferred: tuple[str, ...], code: str, others: tuple[str, ...]
) -> None:
    base = read(text, "en", *preferred).base
    assert (base.code, base.others) == (code, others)


def test_two_own_currencies_of_one_name_are_still_ambiguous() -> None:
    with pytest.raises(NotUnderstood) as refused:
        read("100 крон", "ru", "SEK", "NOK")
    assert refused.value.reason is Reason.AMBIGUOUS


@pytest.mark.parametrize(
    ("text", "reason", "amount", "base", "targets"),
    [
        ("100 kroner to usd", Reason.AMBIGUOUS, "100", None, ("USD",)),
        ("100 usd to kroner", Reason.AMBIGUOUS, "100", "USD", ()),
        ("100 usd to quatloos", Reason.UNKNOWN_CURRENCY, "100", "USD", ()),
        ("100 quatloos to usd", Reason.UNKNOWN_CURRENCY, "100", None, ("USD",)),
        ("100 to kzt", Reason.NO_AMOUNT_OR_CURRENCY, "100", None, ("KZT",)),
        ("-5 usd", Reason.NO_AMOUNT_OR_CURRENCY, None, "USD", ()),
        ("9" * 40 + " usd", Reason.TOO_LARGE, None, "USD", ()),
    ],
)
def test_a_refusal_tells_what_was_understood(
    text: str, reason: Reason, amount: str | None, base: str | None, targets: tuple[str, ...]
) -> None:
    with pytest.raises(NotUnderstood) as refused:
        read(text)
    known = refused.value.understood
    assert refused.value.reason is reason
    assert known.amount == (Decimal(amount) if amount else None)
    assert (known.base, known.targets) == (base, targets)


def test_the_unknown_word_is_repeated_but_not_at_any_length() -> None:
    with pytest.raises(NotUnderstood) as refused:
        read("100 " + "x" * 500)
    assert refused.value.word == "x" * 40


def test_brackets_go_32_deep() -> None:
    assert read("(" * 32 + "5" + ")" * 32 + " usd").amount == 5
    with pytest.raises(NotUnderstood) as refused:
        read("(" * 33 + "5" + ")" * 33 + " usd")
    assert refused.value.reason is Reason.TOO_LARGE


def test_a_day_without_a_year_is_the_latest_one_past() -> None:
    assert read("100 usd on 21 Dec").day == date(2024, 12, 21)
    assert read("100 usd on 23 Dec").day == date(2023, 12, 23)


def test_an_amount_without_an_end_stays_exact() -> None:
    asked = read("100/3 usd")
    assert asked.amount == Fraction(100, 3)
    assert str(asked.shown) == "33." + "3" * 26


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        ("1,234", "1234", "1.234"),
        ("1.234", "1.234", "1.234"),
        ("0,125", "0.125", "0.125"),
        ("1234,567", "1234.567", "1234.567"),
        ("1 234,567", "1234.567", "1234.567"),
        ("1,234.56", "1234.56", "1234.56"),
        ("1.234,56", "1234.56", "1234.56"),
        ("12,34,567", "1234567", "1234567"),
        (".5", "0.5", "0.5"),
        ("١٢٣", "123", "123"),
    ],
)
def test_digits_are_read_as_their_language_writes_them(
    text: str, english: str, russian: str
) -> None:
    assert parse_amount(text, "en") == Decimal(english)
    assert parse_amount(text, "ru") == Decimal(russian)


@pytest.mark.parametrize("text", ["1,234.56,7", "1.234,5.6", "1,2,3.4,5", "1.2.3", "1 234.567.890"])
def test_digits_that_nobody_writes_so_are_not_guessed_at(text: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        parse_amount(text, "en")
    assert refused.value.unfit


@given(value=amounts, language=st.sampled_from(["en", "ru"]), data=st.data())
def test_any_amount_printed_in_a_locale_is_read_back_in_its_language(
    value: Decimal, language: str, data: st.DataObject
) -> None:
    locale = data.draw(st.sampled_from(LOCALES[language]))
    code = data.draw(st.sampled_from(["USD", "EUR", "KZT", "KGS", "UZS", "RUB", "GBP", "JPY"]))
    by_name = data.draw(st.booleans())
    written = format_currency(
        value,
        code,
        locale=locale,
        currency_digits=False,
        decimal_quantization=False,
        format_type="name" if by_name else "standard",
    )
    asked = read(written, language)
    # A lone sign means what it means in the region: ¥ is the yuan's here.
    assert asked.amount == value
    assert code in {asked.base.code, *asked.base.others}


@given(value=amounts, language=st.sampled_from(["en", "ru"]), data=st.data())
def test_any_plain_number_is_read_back(value: Decimal, language: str, data: st.DataObject) -> None:
    locale = data.draw(st.sampled_from(LOCALES[language]))
    written = format_decimal(value, locale=locale, decimal_quantization=False)
    assert read(f"{written} kzt", language).amount == value


@given(
    text=st.text(max_size=200)
    | st.text("0123456789.,' \u00a0USDKZTusdkztto=/→->+*()%½вкр", max_size=60)
    | st.lists(st.sampled_from([row.text for row in ROWS]), max_size=3).map(" ".join),
    language=st.sampled_from(["en", "ru"]),
)
def test_any_text_is_a_request_or_has_a_reason(text: str, language: str) -> None:
    try:
        asked = read(text, language)
    except NotUnderstood as error:
        assert len(error.word) <= 40
        return
    assert 0 <= asked.amount <= LARGEST
    assert "E" not in str(asked.shown)
    codes = [asked.base.code, *(target.code for target in asked.targets)]
    assert all(re.fullmatch("[A-Z]{3}", code) for code in codes)
    assert len({target.code for target in asked.targets}) == len(asked.targets)
