"""Answers to what an amount is worth, and why there is none."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import Words, words_for
from bot.money.convert import Conversion, NoRate
from bot.money.convert import convert as convert_by
from bot.money.errors import NotUnderstood, Reason, Understood
from bot.money.paths import Quotes
from bot.views.conversion_actions import MOST_TARGETS, Convert, Reread
from bot.views.conversions import Offers, conversion, line, offer_label, small_print
from bot.views.message import Message
from bot.views.rate_actions import ShowHistory
from bot.views.refusals import no_amount, not_understood
from storage import Quote
from tests.unit.views.builders import button, check_sendable, labels, links, quote

EN, RU = words_for("en"), words_for("ru")
NAMES = {"site": "Caravan", "world": "World"}
TICKER = (
    quote("KGS/USD", "0.01149", "0"),
    quote("KZT/USD", "0.00191", "-0.31"),
    quote("UZS/USD", "0.00008", "0.00"),
)
DAY = date(2024, 12, 21)
ASKED = Convert("100", "USD", ("KZT",))


def convert(amount: Decimal, base: str, other: str, quotes: Sequence[Quote]) -> Conversion:
    return convert_by(amount, base, other, Quotes(quotes, DAY))


def answer(
    amount: str = "100", base: str = "USD", *targets: str, quotes: Sequence[Quote] = TICKER
) -> list[Conversion | NoRate]:
    return [convert(Decimal(amount), base, code, quotes) for code in targets or ("KZT",)]


def with_buttons(results: list[Conversion | NoRate], words: Words = EN, **given: object) -> Message:
    first = results[0]
    asked = Convert("100", first.base, tuple(one.quote for one in results))
    offers = Offers(**{"asked": asked, **given})  # type: ignore[arg-type]
    message = conversion(results, words, NAMES, offers=offers)
    check_sendable(message)
    return message


def test_one_conversion_shows_both_rates_and_where_they_are_from() -> None:
    message = conversion(answer(), EN, NAMES)
    check_sendable(message)
    assert message.text == (
        "100 USD = 52,356.02 KZT\n± 138 KZT\n\n"
        "1 USD = 523.56 KZT\n"
        "1 KZT = 0.00191 USD\n\n"
        "21 December 2024 · Caravan"
    )
    assert message.keyboard == ()


def test_one_conversion_in_russian() -> None:
    message = conversion(answer("1000.5", "USD", "KGS"), RU, NAMES)
    assert message.text.startswith("1\u00a0000,5 USD = 87\u00a0075,72 KGS")


def test_several_conversions_are_lines_under_each_other() -> None:
    message = conversion(answer("1000", "KZT", "USD", "KGS", "KZT"), EN, NAMES)
    assert message.text == (
        "1,000 KZT = 1.91 USD\n1,000 KZT = 166.23 KGS\n1,000 KZT = 1,000.00 KZT\n"
        "± 0.005 USD\n± 0.508 KGS\n\n"
        "21 December 2024 · Caravan"
    )


def test_a_currency_in_itself_stands_on_no_rate() -> None:
    message = with_buttons(answer("7", "USD", "USD", quotes=()))
    assert message.text == "7 USD = 7.00 USD"
    assert labels(message) == [["Copy"]]


def test_each_day_names_its_sources_and_a_link_stands_where_one_is_asked_for() -> None:
    quotes = (
        quote("USD/KZT", "500.25", source="world"),
        quote("USD/KGS", "87.45", as_of=date(2024, 12, 20), source="nbkr"),
    )
    message = conversion(answer("1", "USD", "KZT", "KGS", quotes=quotes), EN, NAMES)
    assert message.text.endswith("\n\n21 December 2024 · World\n20 December 2024 · nbkr")
    assert links(message) == [("World", "https://www.exchangerate-api.com")]


def test_where_a_value_would_mislead_the_range_stands_alone() -> None:
    message = with_buttons(answer("1000000", "UZS", "USD"))
    assert message.text.startswith(
        "1,000,000 UZS = 75–85 USD\n\n1 UZS = 0.000075–0.000085 USD\n1 USD = 11,700–13,400 UZS\n"
    )
    assert labels(message)[0] == ["⇄ Swap"]  # there is no one figure to copy


def test_a_rate_older_than_its_sources_rhythm_says_how_old() -> None:
    result = convert_by(Decimal(100), "USD", "KZT", Quotes(TICKER, date(2024, 12, 31)))
    assert conversion([result], EN, NAMES).text.endswith("21 December 2024 · Caravan · 10 days old")
    assert "10 дней назад" in conversion([result], RU, NAMES).text


def test_for_a_day_it_is_said_whether_the_rates_are_of_that_very_day() -> None:
    assert "nearest" not in conversion(answer(), EN, NAMES, day=DAY).text
    later = conversion(answer(), EN, NAMES, day=date(2024, 12, 23)).text
    assert "No rate of 23 December 2024 is known; these are the nearest.\n\n21 December" in later


def test_a_currency_without_a_rate_says_so_among_others() -> None:
    results = [*answer("1", "USD", "USD", quotes=()), NoRate("USD", "JPY")]
    text = conversion(results, EN, NAMES).text
    assert text == "1 USD = 1.00 USD\nThere is no rate for USD/JPY yet."
    of_a_day = line(NoRate("USD", "JPY"), EN, DAY)
    assert of_a_day == "There is no rate for USD/JPY of 21 December 2024 or the week before."


def test_an_amount_without_an_end_is_shown_to_its_coins() -> None:
    result = convert_by(Fraction(100, 3), "USD", "USD", Quotes((), DAY))
    assert conversion([result], EN, NAMES).text.startswith("33.33 USD = 33.33 USD")
    assert offer_label(result.amount, "USD", ["KZT", "EUR"], EN) == "Convert 33.33 USD"


def test_the_buttons_swap_copy_chart_explain_and_add() -> None:
    message = with_buttons(answer(), more=("EUR", "RUB", "KGS", "UZS", "TJS"))
    assert labels(message) == [
        ["⇄ Swap", "Copy"],
        ["Chart", "Alert", "How?"],
        ["+ EUR", "+ RUB", "+ KGS", "+ UZS"],
    ]
    assert button(message, "⇄ Swap").action == Convert("100", "KZT", ("USD",))
    assert button(message, "Copy").copy == "52356.02"
    assert button(message, "Chart").action == ShowHistory("USD", "KZT")
    assert button(message, "How?").action == Convert("100", "USD", ("KZT",), how=True)
    assert button(message, "+ RUB").action == Convert("100", "USD", ("KZT", "RUB"))


def test_the_figure_is_copied_as_the_reader_writes_it() -> None:
    assert button(with_buttons(answer(), RU), "Копировать").copy == "52356,02"


def test_of_several_each_figure_is_copied_unless_they_are_many() -> None:
    few = with_buttons(answer("1000", "KZT", "USD", "KGS"))
    assert labels(few) == [["Copy USD", "Copy KGS"], ["How?"]]
    assert button(few, "Copy KGS").copy == "166.23"
    assert labels(with_buttons(answer("1", "KZT", "USD", "KGS", "UZS", "KZT"))) == [["How?"]]


def test_other_meanings_of_a_name_are_offered() -> None:
    other = Reread("100 som", ("UZS",), DAY)
    message = with_buttons(answer("100", "KGS", "USD"), readings=(other,))
    assert button(message, "UZS?").action == other


def test_a_full_answer_takes_no_more_currencies() -> None:
    full = Offers(Convert("1", "USD", ("KZT",) * MOST_TARGETS), more=("EUR",))
    message = conversion(answer("1"), EN, NAMES, offers=full)
    assert not any(label.startswith("+") for row in labels(message) for label in row)


def test_how_it_was_worked_out_names_each_quote_and_what_its_digits_leave_open() -> None:
    message = with_buttons(answer("1000", "KZT", "KGS"), asked=ASKED.explained())
    assert (
        "\n\nKZT → USD → KGS: Exact to ± 0.306 %\n"
        "1 KZT = 0.00191 USD (0.001905–0.001915) · 21 December 2024 · Caravan\n"
        "1 KGS = 0.01149 USD (0.011485–0.011495) · 21 December 2024 · Caravan\n"
    ) in message.text
    assert button(message, "Less").action == ASKED


def test_the_small_print_of_a_card_is_one_line() -> None:
    assert small_print(answer(), NAMES, EN) == "± 138 KZT · 21 December 2024 · Caravan"
    assert small_print(answer("1", "USD", "USD", quotes=()), NAMES, EN) == ""


@pytest.mark.parametrize(
    ("reason", "word", "said", "russian"),
    [
        (Reason.UNKNOWN_CURRENCY, "quatloo", "“quatloo”", "«quatloo»"),
        (Reason.TOO_LARGE, "", "1,000,000,000,000,000,000 is the most", "слишком велика"),
        (Reason.NO_RATE, "USD/JPY", "no rate for USD/JPY", "Курса USD/JPY пока нет."),
        (Reason.NOT_MONEY, "", "an amount and two currencies", "сумму и две валюты"),
        (Reason.DIVISION_BY_ZERO, "", "divided by zero", "ноль"),
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
    assert not_understood(error, EN, command=False).text.endswith(": 100 USD KZT")


def test_an_ambiguous_name_offers_its_meanings_as_buttons() -> None:
    error = NotUnderstood(Reason.AMBIGUOUS, "krone", candidates=("NOK", "DKK"))
    offered = [Reread("1 krone", (code,), DAY) for code in error.candidates]
    message = not_understood(error, EN, offered=offered)
    check_sendable(message)
    assert message.text == "This may be any of NOK, DKK: which one?"
    assert labels(message) == [["NOK?", "DKK?"]]


def test_what_else_may_be_wrong_is_told() -> None:
    mixed = NotUnderstood(Reason.AMBIGUOUS, candidates=("USD", "EUR"))
    assert "several currencies (USD, EUR)" in not_understood(mixed, EN).text
    unfit = NotUnderstood(Reason.NO_AMOUNT_OR_CURRENCY, unfit=True)
    assert "from zero up" in not_understood(unfit, EN).text
    bare = NotUnderstood(
        Reason.NO_AMOUNT_OR_CURRENCY, understood=Understood(amount=Decimal("1234.5"))
    )
    assert not_understood(bare, EN).text.startswith("1,234.5 of which currency?")
    old = NotUnderstood(Reason.NO_RATE, "USD/JPY", understood=Understood(day=DAY))
    assert "of 21 December 2024 or the week before" in not_understood(old, EN).text
    assert no_amount(EN).text.startswith("I see no amount of money in that message.")


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
    quotes=st.lists(any_quote, max_size=40),
    words=st.sampled_from([EN, RU]),
    amount=st.decimals(0, 10**18, places=6),
    day=st.none() | st.dates(),
    how=st.booleans(),
)
def test_any_conversion_can_be_sent(
    quotes: list[Quote], words: Words, amount: Decimal, day: date | None, how: bool
) -> None:
    results = [convert(amount, one.base, one.quote, quotes) for one in quotes]
    for shown in (results, results[:2], results[:1]):
        targets = tuple(one.quote for one in shown)
        # What is too long for a button is for the handler to put elsewhere.
        asked = Convert("1", "USD", targets[:9] or ("KZT",), how=how)
        offers = Offers(asked, ("EUR", "RUB")[: 2 if len(targets) < 8 else 0])
        check_sendable(conversion(shown, words, {}, day=day, offers=offers))
