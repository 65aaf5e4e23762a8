"""The site's figures, in words and as a chart."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts import SCALE, Chart
from bot.locales import words_for
from bot.views.render import MAX_CAPTION, utf16_len
from bot.views.stats import DAYS, chart, stats
from storage import ArticleStatus
from storage.deliveries import ChatKind, DeliveryState, SubscriptionState
from storage.loading import FeedState
from storage.stats import Counts

WORDS = words_for("en")
TODAY = date(2026, 11, 25)
COUNTS = Counts(
    people=1200,
    chats=Counter({ChatKind.GROUP: 1, ChatKind.SUPERGROUP: 2, ChatKind.CHANNEL: 4}),
    subscriptions=Counter({SubscriptionState.ACTIVE: 5}),
    articles=Counter({ArticleStatus.LIVE: 100_000, ArticleStatus.RETRACTED: 2}),
    deliveries=Counter({DeliveryState.WAITING: 7}),
    feeds=Counter({FeedState.ACTIVE: 8, FeedState.GONE: 1}),
    failing=3,
    articles_by_day={TODAY: 4, TODAY - timedelta(days=6): 5, TODAY - timedelta(days=7): 6},
    sent_by_day={TODAY: 9, TODAY - timedelta(days=29): 90},
)


def test_numbers() -> None:
    text = stats(COUNTS, [("thorium", 12)], 4321, TODAY, WORDS).text
    assert "People: 1,200; groups: 3, channels: 4" in text
    assert "Subscriptions: 5 active, 0 paused, 0 stopped" in text
    assert "Articles: 100,000 live, 2 retracted; of today 4, of 7 days 9" in text
    assert "Messages: 9 sent today, 7 waiting, 0 dead" in text
    assert "Feeds: 8 active, 0 paused, 1 gone; with problems: 3" in text
    assert "Updates answered since the start: 4,321" in text
    assert text.endswith("12 × thorium")
    assert "found nothing" not in stats(COUNTS, [], 0, TODAY, WORDS).text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_it_fits_under_a_picture(language: str) -> None:
    misses = [("я" * 255, 10**9)] * 20
    text = stats(COUNTS, misses, 10**12, TODAY, words_for(language)).text
    assert utf16_len(text) <= MAX_CAPTION


def test_the_chart_has_messages_as_a_line_and_articles_as_bars() -> None:
    drawn = chart(COUNTS, TODAY, "The Post", WORDS)
    assert drawn is not None
    assert (drawn.span, drawn.change) == ("99 messages sent", "15 new articles")
    assert [text for _, text in drawn.rates] == ["0", "50", "100"]
    assert drawn.days[-1][1] == "25 Nov"
    assert len(drawn.line) == len(drawn.bars) == DAYS
    assert drawn.tallest is not None and drawn.tallest.text == "6"
    assert (drawn.tallest.across, drawn.tallest.up) == max(drawn.bars, key=lambda bar: bar[1])
    assert Chart.decode(drawn.encode()) == drawn


def test_where_nothing_happened_there_is_no_chart() -> None:
    assert chart(replace(COUNTS, articles_by_day={}, sent_by_day={}), TODAY, "x", WORDS) is None


@given(
    sent=st.lists(st.integers(0, 10**7), min_size=DAYS, max_size=DAYS),
    new=st.lists(st.integers(0, 10**6), min_size=DAYS, max_size=DAYS),
)
def test_all_is_within_the_plot(sent: list[int], new: list[int]) -> None:
    days = [TODAY - timedelta(days=back) for back in range(DAYS)]
    counts = replace(
        COUNTS,
        sent_by_day=dict(zip(days, sent, strict=True)),
        articles_by_day=dict(zip(days, new, strict=True)),
    )
    drawn = chart(counts, TODAY, "The Post", WORDS)
    if drawn is None:
        assert not any(sent) and not any(new)
        return
    for across, up in (*drawn.line, *drawn.bars, *((0, up) for up, _ in drawn.rates)):
        assert 0 <= across <= SCALE and 0 <= up <= SCALE
    assert 2 <= len(drawn.rates) <= 6
