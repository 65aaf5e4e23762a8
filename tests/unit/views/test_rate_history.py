"""The page of a pair: its last week, high and low, and changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.locales import Words, words_for
from bot.views.message import Message
from bot.views.rate_actions import SPANS, ShowHistory, ShowTable
from bot.views.rate_history import rate_history
from bot.views.render import MAX_CAPTION, utf16_len
from storage import Quote
from tests.unit.views.builders import button, check_sendable, labels, lines
from tests.unit.views.rate_samples import LAST, past, quotes_of, wave

EN, RU = words_for("en"), words_for("ru")
NAMES = {"nbk": "National Bank of Kazakhstan", "world": "ExchangeRate-API"}


def shown(quotes: list[Quote], days: int = 30, *, words: Words = EN, **given: bool) -> Message:
    path, history = past(quotes, **given)
    message = rate_history(path, history, "USD", days, NAMES, words)
    check_sendable(message)
    assert utf16_len(message.text) <= MAX_CAPTION
    return message


def squeezed(message: Message) -> list[str]:
    return [" ".join(line.split()) for line in lines(message)]


def test_a_page_says_what_a_pair_is_and_was() -> None:
    quotes = quotes_of("500.00", "510.00", "505.00", "505.10")
    assert squeezed(shown(quotes)) == [
        "USD/KZT",
        "1 USD = 505.10 KZT",
        "",
        "Day Rate Change",
        "2 Mar 505.10 +0.02 % ▲",
        "1 Mar 505.00 −0.98 % ▼",
        "28 Feb 510.00 +2.00 % ▲",
        "27 Feb 500.00 –",
        "",
        "In 30 days: low 500.00 (27 Feb), high 510.00 (28 Feb)",
        "Change: not known yet",
        "2 March 2026 · National Bank of Kazakhstan",
    ]


def test_the_last_week_is_shown_and_no_more() -> None:
    said = squeezed(shown(wave(40)))
    week = [line for line in said if line.endswith(("▲", "▼", "0 %"))]
    assert len(week) == 7 and week[0].startswith("2 Mar") and week[-1].startswith("24 Feb")


def test_changes_are_told_over_each_span_that_is_known() -> None:
    quotes = quotes_of(*(["500"] + ["400"] * 30 + ["440"]))
    assert "Change: 7 days +10.00 % · 30 days +10.00 %" in shown(quotes).text
    assert "365 days" in shown(wave(380)).text.split("Change: ")[1]


def test_high_and_low_are_those_of_the_span() -> None:
    quotes = quotes_of(*(["900"] + ["400"] * 20 + ["440", "450", "420"]))
    assert "In 7 days: low 400 (27 Feb), high 450 (1 Mar)" in shown(quotes, 7).text
    assert "In 30 days: low 400 (27 Feb), high 900" in shown(quotes, 30).text


@pytest.mark.parametrize("days", SPANS)
def test_buttons_lead_to_the_other_spans_the_other_way_and_the_table(days: int) -> None:
    message = shown(wave(380), days)
    spans = [f"• {one} •" if one == days else f"{one} days" for one in SPANS]
    assert labels(message) == [spans, ["⇄ KZT/USD", "All rates: USD"]]
    assert button(message, "⇄ KZT/USD").action == ShowHistory("KZT", "USD", days, again=True)
    assert button(message, "All rates: USD").action == ShowTable("USD")
    for label, span in zip(spans, SPANS, strict=True):
        assert button(message, label).action == ShowHistory("USD", "KZT", span, again=True)


def test_turned_round_it_claims_no_more_than_is_known() -> None:
    quotes = quotes_of("0.00009", "0.00008", pair="UZS/USD")
    assert "1 USD = 11,700–13,400 UZS" in shown(quotes, inverse=True).text


def test_a_single_quote_is_a_page_too() -> None:
    said = squeezed(shown(quotes_of("500.10")))
    assert "2 Mar 500.10 –" in said and "Change: not known yet" in said


def test_an_old_quote_says_how_old() -> None:
    path, history = past(quotes_of("500.10"), age=12)
    message = rate_history(path, history, "USD", 30, NAMES, EN)
    assert message.text.endswith("· 12 days old")


@pytest.mark.parametrize("words", [EN, RU])
def test_the_longest_page_fits_under_a_picture(words: Words) -> None:
    digits = "1234567890123456789012345678901234.567890"
    quotes = quotes_of(*[digits] * 8)
    message = shown(quotes, words=words)
    assert message.text.endswith("National Bank of Kazakhstan")


def test_days_without_quotes_are_left_out() -> None:
    first, last = quotes_of("500", "510")
    said = squeezed(shown([replace(first, as_of=LAST - timedelta(days=20)), last]))
    assert [line for line in said if line.endswith(("▲", "▼", "–"))] == ["2 Mar 510 +2.00 % ▲"]
