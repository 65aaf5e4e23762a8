"""One currency against others, both ways."""

from datetime import date
from decimal import Decimal

import pytest

from bot.locales import words_for
from bot.money.errors import NotUnderstood, Reason
from bot.money.history import change_of
from bot.money.paths import Leg, Path
from bot.views.message import Message
from bot.views.rate_actions import ShowHistory, ShowTable
from bot.views.rate_refusals import no_rate, not_understood
from bot.views.rate_tables import Rate, as_quoted, origins, rate_table
from storage import Quote
from tests.unit.views.builders import button, check_sendable, labels, lines, links, quote

EN, RU = words_for("en"), words_for("ru")
NAMES = {"site": "The Post", "nbk": "National Bank of Kazakhstan", "world": "ExchangeRate-API"}


def path(one: Quote, *, inverse: bool = False, age: int = 0) -> Path:
    pair = (one.quote, one.base) if inverse else (one.base, one.quote)
    return Path(*pair, (Leg(one, inverse),), age)


def rate(one: Quote, *, inverse: bool = False, age: int = 0) -> Rate:
    found = path(one, inverse=inverse, age=age)
    return Rate(found, change_of(found, {}))


TICKER = (quote("KGS/USD", "0.01149", "0"), quote("TJS/USD", "0.09217", "0.55"))
BANKS = (quote("USD/KZT", "500.10", source="nbk"), quote("USD/CNY", "7.1", source="world"))


def shown(*rates: Rate, inverse: bool, base: str = "USD") -> Message:
    message = rate_table(base, rates, NAMES, EN, inverse=inverse)
    check_sendable(message)
    return message


def squeezed(message: Message) -> list[str]:
    return [" ".join(line.split()) for line in lines(message)]


def test_a_ticker_is_shown_as_it_is_quoted() -> None:
    message = shown(*(rate(one) for one in TICKER), inverse=True)
    assert squeezed(message) == [
        "Currency rates",
        "Pair Rate Change",
        "KGS/USD 0.01149 0 %",
        "TJS/USD 0.09217 +0.55 % ▲",
        "21 December 2024 · The Post",
    ]
    assert labels(message) == [["KGS", "TJS"], ["⇄ As USD/KGS"]]


def test_each_currency_opens_its_history_and_the_last_button_turns_the_table() -> None:
    message = shown(*(rate(one) for one in BANKS), inverse=False)
    assert button(message, "KZT").action == ShowHistory("USD", "KZT")
    assert button(message, "⇄ As KZT/USD").action == ShowTable("USD", inverse=True)
    turned = shown(*(rate(one, inverse=True) for one in BANKS), inverse=True)
    assert button(turned, "KZT").action == ShowHistory("KZT", "USD")
    assert button(turned, "⇄ As USD/KZT").action == ShowTable("USD", inverse=False)
    assert squeezed(turned)[2] == "KZT/USD 0.0019996 –"


def test_quotes_of_several_days_name_each_and_say_what_is_old() -> None:
    new = quote("USD/RUB", "80.1", source="nbk", as_of=date(2024, 12, 24))
    message = shown(rate(BANKS[0], age=9), rate(new), rate(BANKS[1]), inverse=False)
    assert lines(message)[-2:] == [
        "24 December 2024 · National Bank of Kazakhstan",
        "21 December 2024 · National Bank of Kazakhstan · ExchangeRate-API · 9 days old",
    ]
    assert links(message) == [("ExchangeRate-API", "https://www.exchangerate-api.com")]


def test_many_currencies_are_buttons_of_four_to_a_row() -> None:
    codes = ("KGS", "KZT", "TJS", "UZS", "TMT", "RUB")
    message = shown(*(rate(quote(f"USD/{code}", "10.001")) for code in codes), inverse=False)
    assert [len(row) for row in message.keyboard] == [4, 2, 1]


def test_the_digits_of_most_quotes_decide_the_direction() -> None:
    there, back = path(BANKS[0]), path(TICKER[0], inverse=True)
    assert as_quoted([there, back, there])
    assert not as_quoted([back, there, back])
    assert as_quoted([there, back])
    crossed = Path("EUR", "KGS", (*there.legs, *back.legs))
    assert not as_quoted([crossed, crossed, back])
    assert as_quoted([])


def test_without_rates_it_says_so() -> None:
    assert shown(inverse=False).text == "There are no rates yet."
    assert no_rate("JPY", "KZT", EN).text == "There is no rate for JPY/KZT yet."


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotUnderstood(Reason.UNKNOWN_CURRENCY, "doubloon"), "no currency “doubloon”"),
        (NotUnderstood(Reason.AMBIGUOUS, "kr", candidates=("SEK", "NOK")), "any of SEK, NOK"),
        (NotUnderstood(Reason.NOT_MONEY), "Write one currency or two"),
    ],
)
def test_what_is_not_understood_is_answered_with_an_example(
    error: NotUnderstood, said: str
) -> None:
    message = not_understood(error, EN)
    check_sendable(message)
    assert said in message.text and message.text.endswith("For example: /rates KZT")


def test_an_unknown_source_is_named_by_its_code() -> None:
    (note,) = origins([path(quote("USD/KZT", "1", source="archive"))], NAMES, EN)
    assert note.inlines == ("21 December 2024", " · ", "archive")


def test_a_change_that_is_none_is_a_dash() -> None:
    message = shown(Rate(path(BANKS[0]), Decimal("-1.20")), rate(BANKS[1]), inverse=False)
    assert squeezed(message)[2:4] == ["USD/KZT 500.10 −1.20 % ▼", "USD/CNY 7.1 –"]
