"""Rates and conversions as people see them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import Words, words_for
from bot.money.convert import convert
from bot.money.request import NotUnderstood, Reason
from bot.views.message import Message
from bot.views.rates import conversion, not_understood, rates
from storage import Quote
from tests.unit.views.builders import check_sendable, quote

EN, RU = words_for("en"), words_for("ru")
NAMES = {"site": "Caravan"}
TICKER = (
    quote("KGS/USD", "0.01149", "0"),
    quote("KZT/USD", "0.00191", "-0.31"),
    quote("TJS/USD", "0.09217", "0.55"),
    quote("UZS/USD", "0.00008", "0.00"),
    quote("TMT/USD", "0.28615"),
)


def rows(message: Message) -> list[list[str]]:
    """The cells of the table's lines: columns are at least two spaces apart."""
    table = next(entity for entity in message.entities if entity["type"] in {"pre", "code"})
    text = message.text[table["offset"] : table["offset"] + table["length"]]
    return [line.replace("  ", "\0").replace("\0 ", "\0").split("\0") for line in text.split("\n")]


def cells(message: Message) -> list[list[str]]:
    return [[cell.strip() for cell in row if cell.strip()] for row in rows(message)]


def test_the_ticker_is_a_table_with_its_date_and_source() -> None:
    message = rates(TICKER, EN, NAMES)
    check_sendable(message)
    assert message.text.startswith("Currency rates\n")
    assert message.text.endswith("\n21 December 2024 · Caravan")
    assert cells(message) == [
        ["Pair", "Rate", "Change"],
        ["KGS/USD", "0.01149", "0 %"],
        ["KZT/USD", "0.00191", "−0.31 % ▼"],
        ["TJS/USD", "0.09217", "+0.55 % ▲"],
        ["UZS/USD", "0.00008", "0 %"],
        ["TMT/USD", "0.28615", "–"],
    ]


def test_the_ticker_in_russian_has_commas() -> None:
    message = rates(TICKER, RU, NAMES)
    assert message.text.startswith("Курсы валют\n")
    assert cells(message)[0] == ["Пара", "Курс", "Изменение"]
    assert cells(message)[2] == ["KZT/USD", "0,00191", "−0,31 % ▼"]
    assert cells(message)[3] == ["TJS/USD", "0,09217", "+0,55 % ▲"]


def test_rates_of_other_days_and_sources_stand_apart() -> None:
    other = quote("USD/KZT", "520.25", as_of=date(2024, 12, 20), source="nbk")
    message = rates((*TICKER, other), EN, NAMES)
    check_sendable(message)
    assert message.text.index("TMT/USD") < message.text.index("21 December 2024 · Caravan")
    assert message.text.index("USD/KZT") < message.text.index("20 December 2024 · nbk")


def test_without_rates_that_is_said() -> None:
    assert rates((), EN, NAMES).text == "There are no rates yet."
    assert rates((), RU, NAMES).text == "Курсов пока нет."


def test_one_conversion_shows_both_rates_and_where_they_are_from() -> None:
    message = conversion([convert(Decimal(100), "USD", "KZT", TICKER)], EN, NAMES)
    check_sendable(message)
    assert message.text == (
        "100 USD = 52,356.02 KZT\n\n"
        "1 USD = 523.56 KZT\n"
        "1 KZT = 0.00191 USD\n\n"
        "21 December 2024 · Caravan"
    )


def test_one_conversion_in_russian() -> None:
    message = conversion([convert(Decimal("1000.5"), "USD", "KGS", TICKER)], RU, NAMES)
    assert message.text.startswith("1\u00a0000,5 USD = 87\u00a0075,72 KGS")


def test_several_conversions_are_lines_under_each_other() -> None:
    results = [convert(Decimal(1000), "KZT", code, TICKER) for code in ("USD", "KGS", "KZT")]
    message = conversion(results, EN, NAMES)
    assert message.text == (
        "1,000 KZT = 1.91 USD\n1,000 KZT = 166.23 KGS\n1,000 KZT = 1,000.00 KZT\n\n"
        "21 December 2024 · Caravan"
    )


def test_a_currency_in_itself_stands_on_no_rate() -> None:
    message = conversion([convert(Decimal(7), "USD", "USD", ())], EN, NAMES)
    assert message.text == "7 USD = 7.00 USD\n\n1 USD = 1 USD\n1 USD = 1 USD"


def test_all_days_and_sources_of_a_conversion_are_named_once() -> None:
    quotes = (
        quote("USD/KZT", "500", source="nbk"),
        quote("USD/KGS", "87", as_of=date(2024, 12, 20), source="nbkr"),
    )
    results = [convert(Decimal(1), "USD", code, quotes) for code in ("KZT", "KGS")]
    both = conversion([*results, convert(Decimal(1), "KZT", "KGS", quotes)], EN, {"nbk": "NBK"})
    assert both.text.endswith("\n\n20 December 2024 · 21 December 2024 · NBK · nbkr")


@pytest.mark.parametrize(
    ("reason", "word", "said", "russian"),
    [
        (Reason.UNKNOWN_CURRENCY, "quatloo", "“quatloo”", "«quatloo»"),
        (Reason.TOO_LARGE, "", "too large", "слишком велика"),
        (Reason.NO_RATE, "USD/JPY", "no rate for USD/JPY", "Курса USD/JPY пока нет."),
        (Reason.UNREADABLE, "", "an amount and two currencies", "сумму и две валюты"),
    ],
)
def test_who_is_not_understood_is_told_why_and_shown_an_example(
    reason: Reason, word: str, said: str, russian: str
) -> None:
    error = NotUnderstood(reason, word)
    for words, expected in ((EN, said), (RU, russian)):
        message = not_understood(error, words)
        check_sendable(message)
        assert expected in message.text
        assert message.text.endswith("/convert 100 USD KZT")


codes = st.text("ABCXYZ", min_size=3, max_size=3)
any_quote = st.builds(
    Quote,
    codes,
    codes,
    st.builds(
        lambda digits, places: Decimal(digits).scaleb(-places),
        st.integers(1, 10**20 - 1),
        st.integers(0, 20),
    ),
    st.dates(),
    st.text(min_size=1, max_size=64),
    st.none() | st.decimals(-(10**9), 10**9, places=3),
)


@given(
    quotes=st.lists(any_quote, max_size=60),
    words=st.sampled_from([EN, RU]),
    amount=st.decimals(0, 10**18, places=6),
)
def test_any_rates_and_conversions_can_be_sent(
    quotes: list[Quote], words: Words, amount: Decimal
) -> None:
    check_sendable(rates(quotes, words, {}))
    results = [convert(amount, one.base, one.quote, quotes) for one in quotes]
    check_sendable(conversion(results, words, {}))
    for one in results[:1]:
        check_sendable(conversion([one], words, {}))
