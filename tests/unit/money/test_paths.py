"""Which quotes an answer stands on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.money.convert import Conversion, NoRate, answer, convert
from bot.money.errors import NotUnderstood, Reason
from bot.money.paths import Board, Path, Quotes
from storage import Quote
from tests.unit.money.reading import TICKER, TODAY, quote, quotes, read


def path(pair: str, *given: Quote, day: date | None = None) -> Path:
    base, _, other = pair.partition("/")
    return Quotes(given, TODAY, day).path(base, other)


def values(found: Path) -> list[str]:
    return [str(leg.quote.value) for leg in found.legs]


def test_the_pair_itself_its_inverse_and_a_common_currency_all_lead_there() -> None:
    assert path("KZT/USD", *TICKER).currencies == ("KZT", "USD")
    assert path("USD/KZT", *TICKER).currencies == ("USD", "KZT")
    assert path("KZT/KGS", *TICKER).currencies == ("KZT", "USD", "KGS")
    assert path("USD/USD").currencies == ("USD",)


def test_nothing_is_rounded_between_two_legs() -> None:
    found = path("KGS/KZT", quote("KGS/USD", "1"), quote("KZT/USD", "3"))
    assert found.rate * 3 == 1


def test_the_least_uncertain_path_counts_even_around_a_corner() -> None:
    direct = quote("KZT/KGS", "0.2")
    around = (quote("USD/KZT", "478.21"), quote("USD/KGS", "87.4521"))
    assert values(path("KZT/KGS", direct, *around)) == ["478.21", "87.4521"]
    assert values(path("KZT/KGS", quote("KZT/KGS", "0.182873"), *around)) == ["0.182873"]


def test_a_banks_precise_quote_goes_before_the_tickers() -> None:
    bank = quote("USD/UZS", "12924.63", source="cbu")
    found = convert(Decimal(1_000_000), "UZS", "USD", quotes(*TICKER, bank))
    assert (found.value, found.sources) == (Decimal("77.37"), ("cbu",))


def test_of_equally_exact_paths_the_fresher_counts() -> None:
    old, new = quote("USD/KZT", "478.21", age=3), quote("USD/KZT", "479.11", source="nbk")
    # The same value from two sources, a day apart, is as exact as itself.
    same = quote("USD/KZT", "478.21", age=2, source="nbk")
    assert path("USD/KZT", old, same).as_of == same.as_of
    assert path("USD/KZT", same, old).as_of == same.as_of
    assert values(path("USD/KZT", old, new)) == ["479.11"]  # its last digit weighs a little less


def test_an_older_quote_counts_only_where_there_is_no_other_and_says_so() -> None:
    exact, current = quote("USD/KZT", "478.2134", age=30, source="nbk"), quote("KZT/USD", "0.002")
    assert values(path("USD/KZT", exact, current)) == ["0.002"]
    assert path("USD/KZT", exact, current).age == 0
    alone = path("USD/KZT", exact)
    assert (values(alone), alone.age) == (["478.2134"], 30)


def test_of_older_quotes_the_freshest_count() -> None:
    older = quote("USD/KZT", "478.2134", age=30, source="nbk")
    old = quote("KZT/USD", "0.002", age=9)
    assert values(path("USD/KZT", older, old)) == ["0.002"]


def test_fridays_rate_is_current_on_monday_and_tuesday() -> None:
    friday = Quote("USD", "KZT", Decimal("478.21"), date(2024, 12, 20), "nbk")
    for day, age in ((23, 0), (24, 0), (25, 5)):
        assert Quotes([friday], date(2024, 12, day)).path("USD", "KZT").age == age


def test_what_the_kyrgyz_bank_fixes_for_a_week_is_current_for_a_week() -> None:
    weekly = quote("GBP/KGS", "117.4147", age=7, source="nbkr")
    daily = quote("USD/KGS", "87.4500", age=7, source="nbkr")
    ready = quotes(weekly, daily)
    assert ready.path("GBP", "KGS").age == 0
    assert ready.path("USD", "KGS").age == 7


def test_of_one_source_the_newest_that_is_not_ahead_counts() -> None:
    days = {-1: "469.00", 0: "470.00", 1: "471.00", 2: "472.00"}
    rows = [quote("USD/KZT", value, age=age, source="nbk") for age, value in days.items()]
    assert values(path("USD/KZT", *rows)) == ["470.00"]


def test_a_rate_that_is_only_ahead_is_better_than_none() -> None:
    assert path("USD/KZT", quote("USD/KZT", "470.00", age=-1)).as_of == TODAY + timedelta(days=1)


@pytest.mark.parametrize(("ago", "found"), [(1, "473.00"), (3, "473.00"), (4, "475.00")])
def test_for_a_day_the_quote_of_it_or_the_nearest_before_counts(ago: int, found: str) -> None:
    rows = (quote("USD/KZT", "473.00", age=3), quote("USD/KZT", "475.00", age=5))
    assert values(path("USD/KZT", *rows, day=TODAY - timedelta(days=ago))) == [found]


def test_what_came_after_a_day_is_none_of_it() -> None:
    with pytest.raises(NotUnderstood):
        path("USD/KZT", quote("USD/KZT", "473.00", age=3), day=TODAY - timedelta(days=4))


def test_a_quote_of_eight_days_before_a_day_is_none_of_it() -> None:
    day = TODAY - timedelta(days=20)
    assert values(path("USD/KZT", quote("USD/KZT", "470", age=27), day=day)) == ["470"]
    with pytest.raises(NotUnderstood) as refused:
        path("USD/KZT", quote("USD/KZT", "470", age=28), day=day)
    assert refused.value.reason is Reason.NO_RATE


@pytest.mark.parametrize("pair", ["USD/EUR", "EUR/USD", "EUR/RUB"])
def test_without_a_way_there_is_no_rate(pair: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        path(pair, *TICKER)
    assert (refused.value.reason, refused.value.word) == (Reason.NO_RATE, pair)


def test_a_way_around_two_currencies_is_no_way() -> None:
    rows = (quote("KZT/USD", "1"), quote("USD/EUR", "1"), quote("EUR/JPY", "1"))
    with pytest.raises(NotUnderstood):
        path("KZT/JPY", *rows)


def test_what_was_asked_for_is_answered_in_its_order_and_the_rest_says_no_rate() -> None:
    found = answer(read("100 usd to jpy, kzt and kgs"), quotes(), ("EUR",))
    assert [(type(one), one.quote) for one in found] == [
        (NoRate, "JPY"),
        (Conversion, "KZT"),
        (Conversion, "KGS"),
    ]


def test_without_a_target_the_home_currencies_are_answered_but_the_base() -> None:
    found = answer(read("100 usd"), quotes(), ("USD", "KZT", "JPY"))
    assert [one.quote for one in found] == ["KZT", "JPY"]


def test_where_no_target_has_a_rate_the_request_is_refused_with_what_was_understood() -> None:
    with pytest.raises(NotUnderstood) as refused:
        answer(read("100 usd to jpy"), quotes(), ())
    assert refused.value.reason is Reason.NO_RATE
    assert refused.value.understood.targets == ("JPY",)


def test_the_other_meanings_of_both_words_are_offered() -> None:
    (found,) = answer(read("$100 to som"), quotes(), ())
    assert isinstance(found, Conversion)
    assert found.others[:3] == ("UZS", "CAD", "AUD")


def test_whether_there_is_a_path_is_known_without_finding_the_best() -> None:
    ready = quotes(*TICKER)
    assert ready.leads("KZT", "USD") and ready.leads("USD", "KZT") and ready.leads("KZT", "KGS")
    assert ready.leads("JPY", "JPY") and not ready.leads("USD", "JPY")
    assert ready.path("KZT", "KGS") is ready.path("KZT", "KGS")


def test_quotes_are_made_ready_once_a_day_until_others_come() -> None:
    board = Board()
    ready = board.on(TODAY, TICKER)
    assert board.on(TODAY, TICKER) is ready
    tomorrow = board.on(TODAY + timedelta(1), TICKER)  # it has begun elsewhere
    assert tomorrow is not ready and board.on(TODAY, TICKER) is ready
    other = board.on(TODAY, (quote("USD/KZT", "478.21"),))
    assert other is not ready and not other.leads("USD", "KGS")
