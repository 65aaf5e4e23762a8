"""Figures about the site, and searches that found nothing."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage import ArticleStatus, Store, stats
from storage.deliveries import (
    Chat,
    ChatKind,
    DeliveryState,
    SubscriptionState,
)
from tests.builders import draft
from tests.storage.delivering import ME, channel, claim_one, expand, private, sent
from tests.storage.outbox_time import pass_time
from tests.storage.timing import Time

BEGIN = datetime(2026, 11, 25, 12, tzinfo=UTC)


async def test_misses_are_counted_whatever_their_letters_most_often_first(timed_store: Store):
    for words in ("Thorium", "plums", " THORIUM  ", "plums", "thorium", ""):
        await timed_store.stats.miss(words)
    await timed_store.stats.miss("x" * 1000)
    assert (await timed_store.stats.misses(2)) == (("thorium", 3), ("plums", 2))
    assert len((await timed_store.stats.misses(3))[2][0]) <= 255


async def test_the_oldest_misses_give_way(
    timed_store: Store, time: Time, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stats, "MOST_MISSES", 3)
    for words in ("a", "a", "b", "c", "d", "e"):
        time.now += timedelta(seconds=1)
        await timed_store.stats.miss(words)
    assert {words for words, _ in await timed_store.stats.misses(10)} == {"c", "d", "e"}


async def test_an_empty_site_has_zeros(timed_store: Store):
    counts = await timed_store.stats.counts(30, UTC)
    assert (counts.people, counts.failing, dict(counts.articles_by_day)) == (0, 0, {})
    assert counts.articles[ArticleStatus.LIVE] == 0


async def test_people_chats_subscriptions_articles_and_deliveries(timed_store: Store):
    await timed_store.people.set(1, language="ru")
    await timed_store.people.set(2, language="ru")
    await timed_store.subscriptions.add(private(2), 2)
    await timed_store.subscriptions.add(channel(), 2)
    paused = await timed_store.subscriptions.add(Chat(-3, ChatKind.GROUP, "Desk"), 2)
    await timed_store.subscriptions.change(paused.id, state=SubscriptionState.PAUSED)
    await timed_store.load(
        [draft("A"), draft("B"), draft("C")], [], person_id=1, file_name="x", announce=True
    )
    await expand(timed_store)
    await timed_store.outbox.finish(ME, sent((await timed_store.outbox.claim(ME, 1))[0], 100))
    first = (await timed_store.articles.latest(1, size=1)).items[0]
    await timed_store.editing.retract(first.id, by=1)
    counts = await timed_store.stats.counts(30, UTC)
    assert counts.people == 2
    assert (counts.chats[ChatKind.CHANNEL], counts.chats[ChatKind.GROUP]) == (1, 1)
    assert counts.subscriptions[SubscriptionState.ACTIVE] == 2
    assert counts.subscriptions[SubscriptionState.PAUSED] == 1
    assert (counts.articles[ArticleStatus.LIVE], counts.articles[ArticleStatus.RETRACTED]) == (2, 1)
    assert counts.deliveries[DeliveryState.WAITING] == 5
    assert counts.sent_by_day == {BEGIN.date(): 1}


async def test_days_are_those_of_the_reader(timed_store: Store, time: Time):
    time.now = datetime(2026, 11, 24, 20, tzinfo=UTC)  # the 25th in Almaty
    moments = (time.now, time.now - timedelta(days=29), time.now - timedelta(days=30, hours=2))
    given = [draft(str(at), published_at=moment) for at, moment in enumerate(moments)]
    await timed_store.load(given, [], person_id=1, file_name="x")
    await timed_store.subscriptions.add(private(), 7, first_article_id=1)
    await timed_store.outbox.finish(ME, sent(await claim_one(timed_store), 100))
    almaty = await timed_store.stats.counts(30, ZoneInfo("Asia/Almaty"))
    assert almaty.sent_by_day == {date(2026, 11, 25): 1}
    assert almaty.articles_by_day == {date(2026, 11, 25): 1, date(2026, 10, 27): 1}
    assert (await timed_store.stats.counts(30, UTC)).sent_by_day == {date(2026, 11, 24): 1}


async def test_corrections_of_posts_are_no_further_messages(timed_store: Store, time: Time):
    await timed_store.load([draft("A")], [], person_id=1, file_name="x")
    await timed_store.subscriptions.add(private(), 7, first_article_id=1)
    await timed_store.outbox.finish(ME, sent(await claim_one(timed_store), 100))
    await timed_store.editing.edit(1, by=1, title="B")
    await expand(timed_store)
    await pass_time(timed_store, 60)
    time.now += timedelta(days=1)
    await timed_store.outbox.finish(ME, sent(await claim_one(timed_store), 100))
    counts = await timed_store.stats.counts(30, UTC)
    assert (counts.deliveries[DeliveryState.WAITING], counts.sent_by_day) == (0, {BEGIN.date(): 1})
