"""The list of sources: names, counts, and how each does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.ingest.banks import BANKS
from bot.locales import Words, words_for
from bot.views.message import Message
from bot.views.sources import credit, source_names, sources
from storage import Source
from tests.unit.views.builders import check_sendable, labels, lines, links, quote

EN, RU = words_for("en"), words_for("ru")
NOW = datetime(2024, 12, 22, 15, tzinfo=UTC)
BEFORE = NOW - timedelta(hours=2)
PROBLEM = {
    "line": 0,
    "message": "{host} did not answer within {seconds} seconds.",
    "fields": {"host": "bank.example", "seconds": "20"},
}
RATES = (quote("USD/KZT", "500.10", source="nbk"), quote("EUR/KZT", "540.20", source="nbk"))


def source(**given: Any) -> Source:
    return Source(**{"code": "nbk", "next_run_at": NOW + timedelta(hours=1), **given})


def shown(
    *known: Source, asked: tuple[str, ...] = ("nbk",), quotes: Any = RATES, words: Words = EN
) -> Message:
    names = source_names("The Post", words)
    by_code = {one.code: one for one in known}
    message = sources(by_code, asked, quotes, names, NOW, words)
    check_sendable(message)
    return message


def test_a_source_that_works_has_its_name_its_rates_and_its_last_success() -> None:
    message = shown(source(succeeded_at=BEFORE))
    assert lines(message) == [
        "Where the rates come from",
        "",
        "• ✅ National Bank of Kazakhstan",
        "2 rates of 21 December 2024",
        "Last success: 22 December 2024, 13:00",
    ]
    assert labels(message) == [["Currency rates"]]
    (moment,) = [one for one in message.entities if one["type"] == "date_time"]
    assert moment["unix_time"] == BEFORE.timestamp()


def test_one_that_fails_says_why_and_since_when_and_keeps_its_rates() -> None:
    said = lines(shown(source(succeeded_at=BEFORE, failures=3, problem=PROBLEM)))
    assert said[2:] == [
        "• ❌ National Bank of Kazakhstan",
        "2 rates of 21 December 2024",
        "Last success: 22 December 2024, 13:00",
        "bank.example did not answer within 20 seconds.",
        "Failed 3 times in a row. Next try: 22 December 2024, 16:00",
    ]


def test_one_whose_rates_were_partly_refused_says_which() -> None:
    fields = {"pair": "USD/KZT", "value": "0"}
    problem = {"line": 6, "message": "{pair}: a rate is above zero, not {value}.", "fields": fields}
    said = lines(shown(source(succeeded_at=BEFORE, problem=problem)))
    assert said[2].startswith("• ⚠️") and said[-1] == "Line 6: USD/KZT: a rate is above zero, not 0."


@pytest.mark.parametrize("known", [(), (source(),)])
def test_one_that_was_not_asked_yet_says_so(known: tuple[Source, ...]) -> None:
    said = lines(shown(*known, quotes=()))
    assert said[2:] == ["• ⏳ National Bank of Kazakhstan", "no rates", "No success yet"]


def test_rates_of_several_days_are_as_new_as_the_newest() -> None:
    older = quote("CNY/KZT", "70.1", source="nbk", as_of=BEFORE.date() - timedelta(days=9))
    assert "3 rates, the newest of 21 December 2024" in shown(source(), quotes=(older, *RATES)).text


def test_what_comes_as_a_file_stands_beside_those_that_are_asked() -> None:
    files = (quote("KZT/USD", "0.00191"), quote("USD/KZT", "501", source="archive"))
    known = (source(succeeded_at=BEFORE), source(code="site", succeeded_at=BEFORE, problem=PROBLEM))
    said = lines(shown(*known, quotes=(*RATES, *files)))
    assert said[6:] == [
        "• 📄 The Post",
        "1 rate of 21 December 2024",
        "Loaded: 22 December 2024, 13:00",
        "",
        "• 📄 archive",
        "1 rate of 21 December 2024",
    ]


def test_a_source_that_asks_for_a_link_has_it_wherever_its_rates_are() -> None:
    address = "https://www.exchangerate-api.com"
    message = shown(source(code="world"), asked=("world",))
    assert ("Rates By Exchange Rate API", address) in links(message)
    assert credit("nbk", {"nbk": "Bank"}) == "Bank"
    assert credit("gone", {}) == "gone"
    assert getattr(credit("world", {"world": "World"}), "url", None) == address


def test_without_any_source_it_says_so() -> None:
    assert "No source of rates is set" in shown(asked=(), quotes=()).text


@pytest.mark.parametrize("words", [EN, RU])
def test_every_bank_has_a_name(words: Words) -> None:
    names = source_names("The Post", words)
    assert names.keys() == {*BANKS, "site"}
    if words is EN:
        assert {code: names[code] for code in BANKS} == {c: b.name for c, b in BANKS.items()}


def test_all_of_them_in_trouble_fit_into_one_message() -> None:
    long = {**PROBLEM, "fields": {"host": "h" * 200, "seconds": "20"}}
    known = [source(code=code, failures=2, problem=long, succeeded_at=BEFORE) for code in BANKS]
    message = shown(*known, asked=tuple(BANKS), quotes=())
    assert message.text.count("❌") == len(BANKS)
