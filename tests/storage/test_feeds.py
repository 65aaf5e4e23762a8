"""Feeds that are followed: who may look at one, when, and what becomes of it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage import Store, limits
from storage.deliveries import DeliveryKind
from storage.feeds import FIRST_EVERY, LEASE, Taken
from storage.loading import Feed, FeedState
from tests.builders import drafts
from tests.storage.timing import Time

BEGIN = datetime(2026, 3, 2, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADMIN = 5_000_000_001
URL = "https://a.example/feed"
PROBLEM = {"line": 0, "message": "{host} is away.", "fields": {"host": "a.example"}}


@pytest.fixture
def store(timed_store: Store) -> Store:
    return timed_store


async def follow(store: Store, *urls: str, title: str = "The Post") -> list[Feed]:
    added = await store.feeds.add([(url, title) for url in urls or (URL,)], by=ADMIN)
    return list(added.new)


async def claim(store: Store) -> Feed:
    (claimed,) = await store.feeds.claim(10)
    return claimed


async def succeed(store: Store, feed: Feed, **given: Any) -> None:
    async with store.transaction() as connection:
        await store.feeds.succeeded(connection, feed, **{"next_run_at": BEGIN + HOUR, **given})


async def current(store: Store, feed: Feed) -> Feed:
    found = await store.feeds.get(feed.id)
    assert found is not None
    return found


async def trail(store: Store) -> list[tuple[str, Any]]:
    page = await store.audit.page(1, size=50)
    return [(deed.action, deed.details) for deed in reversed(page.items)]


async def notices(store: Store) -> list[Any]:
    claimed = await store.outbox.claim("test", 10)
    return [
        (one.chat_id, one.deliveries[0].payload)
        for one in claimed
        if one.deliveries[0].kind is DeliveryKind.NOTICE
    ]


async def test_what_is_added_is_due_at_once_and_claimed_once(store: Store) -> None:
    (feed,) = await follow(store)
    assert (feed.url, feed.title, feed.state) == (URL, "The Post", FeedState.ACTIVE)
    assert (feed.adaptive, feed.announce, feed.loaded) == (True, True, False)
    assert feed.every == FIRST_EVERY.total_seconds()
    assert (await claim(store)).id == feed.id
    assert await store.feeds.claim(10) == ()


async def test_a_feed_is_added_once(store: Store) -> None:
    await follow(store)
    before = await store.feeds.page(1, size=10)
    links = [(URL, "Another title"), ("https://b.example/", "B"), ("https://b.example/", "C")]
    added = await store.feeds.add(links, by=ADMIN)
    assert [(one.url, one.title) for one in added.new] == [("https://b.example/", "B")]
    assert added.known == 1
    assert await store.feeds.at(URL) == before.items[0]
    assert await store.feeds.known([URL, "https://b.example/", "https://c.example/"]) == 2


async def test_a_long_list_keeps_its_order_and_what_is_too_long_is_left_out(store: Store) -> None:
    urls = [f"https://a.example/{number}" for number in range(120)]
    too_long = "https://a.example/" + "x" * limits.URL_BYTES
    added = await follow(store, *urls, too_long)
    assert [one.url for one in added] == urls
    assert (await store.feeds.page(3, size=50)).total == 120


async def test_those_in_trouble_come_first_then_by_title(store: Store, time: Time) -> None:
    titles = ("beta", "Alpha", "Gamma")
    for title in titles:
        await follow(store, f"https://{title}.example/".lower(), title=title)
    gamma = (await store.feeds.claim(10))[2]
    await store.feeds.failed(gamma, next_run_at=time.now + HOUR, problem=PROBLEM)
    page = await store.feeds.page(1, size=2)
    assert [one.title for one in page.items] == ["Gamma", "Alpha"]
    assert [one.title for one in (await store.feeds.page(9, size=2)).items] == ["beta"]


async def test_the_longest_due_are_claimed_first_and_no_more_than_wanted(
    store: Store, time: Time
) -> None:
    urls = [f"https://a.example/{number}" for number in range(3)]
    for url in reversed(urls):
        await follow(store, url)
        time.now += timedelta(seconds=1)
    first = await store.feeds.claim(2)
    assert [one.url for one in first] == [urls[2], urls[1]]
    assert [one.url for one in await store.feeds.claim(2)] == [urls[0]]


async def test_of_many_who_claim_at_once_one_gets_it(store: Store) -> None:
    await follow(store)
    found = await asyncio.gather(*(store.feeds.claim(1) for _ in range(4)))
    assert sorted(map(len, found)) == [0, 0, 0, 1]


async def test_a_claim_runs_out_and_its_late_outcome_changes_nothing(
    store: Store, time: Time
) -> None:
    await follow(store)
    lost = await claim(store)
    time.now += LEASE
    taken = await claim(store)
    with pytest.raises(Taken):
        await store.feeds.failed(lost, next_run_at=time.now, problem=PROBLEM)
    with pytest.raises(Taken):
        await store.feeds.gone(lost, problem=PROBLEM)
    await store.feeds.release(lost)
    assert await store.feeds.claim(10) == ()
    await succeed(store, taken)
    assert await notices(store) == []


async def test_success_is_written_and_the_feed_rests(store: Store, time: Time) -> None:
    await follow(store, title="")
    feed = await claim(store)
    time.now += timedelta(seconds=3)
    learned = {"title": "A\nPost", "every": 900, "entries": 20, "etag": '"x"', "loaded": True}
    learned |= {"last_modified": "Mon", "changed_at": BEGIN, "url": "https://b.example/"}
    await succeed(store, feed, problem=PROBLEM, **learned)
    now = await current(store, feed)
    assert {name: getattr(now, name) for name in learned} == learned | {"title": "A Post"}
    assert (now.succeeded_at, now.tried_at, now.problem) == (time.now, time.now, PROBLEM)
    assert await store.feeds.claim(10) == ()
    time.now = BEGIN + HOUR
    await succeed(store, await claim(store))
    assert (await current(store, feed)).entries == 20


async def test_an_address_that_another_feed_has_is_not_taken(store: Store) -> None:
    one, other = await follow(store, URL, "https://b.example/")
    claimed = {feed.id: feed for feed in await store.feeds.claim(10)}
    await succeed(store, claimed[one.id], url=other.url, etag="x")
    assert (await current(store, one)).url == URL
    await succeed(store, claimed[other.id], url="https://c.example/" + "x" * limits.URL_BYTES)
    assert (await current(store, other)).url == other.url


async def test_failures_are_counted_until_a_success(store: Store, time: Time) -> None:
    await follow(store)
    for count in (1, 2):
        feed = await claim(store)
        due = time.now + HOUR
        await store.feeds.failed(feed, next_run_at=due, problem=PROBLEM, missing_since=BEGIN)
        now = await current(store, feed)
        assert (now.failures, now.problem, now.missing_since) == (count, PROBLEM, BEGIN)
        time.now = due
    await succeed(store, await claim(store))
    now = await current(store, feed)
    assert (now.failures, now.problem, now.missing_since) == (0, None, None)


async def test_what_is_given_back_is_due_again(store: Store) -> None:
    await follow(store)
    await store.feeds.release(await claim(store))
    await claim(store)


async def test_a_feed_that_is_gone_rests_for_ever_and_who_added_it_is_told(
    store: Store, time: Time
) -> None:
    (feed,) = await follow(store)
    await store.feeds.gone(await claim(store), problem=PROBLEM)
    time.now += timedelta(days=365)
    assert await store.feeds.claim(10) == ()
    assert (await current(store, feed)).state is FeedState.GONE
    payload = {"what": "feed", "feed": feed.id, "title": "The Post", "url": URL}
    assert await notices(store) == [(ADMIN, payload)]


async def test_a_feed_that_the_command_line_added_goes_silently(store: Store) -> None:
    await store.feeds.add([(URL, "")], by=0)
    await store.feeds.gone(await claim(store), problem=PROBLEM)
    assert await notices(store) == []


async def test_a_paused_feed_is_not_looked_at_until_it_goes_on(store: Store, time: Time) -> None:
    (feed,) = await follow(store)
    await store.feeds.gone(await claim(store), problem=PROBLEM)
    resumed = await store.feeds.change(feed.id, by=ADMIN, state=FeedState.ACTIVE)
    assert resumed is not None
    assert (resumed.failures, resumed.problem) == (0, None)
    paused = await store.feeds.change(feed.id, by=ADMIN, state=FeedState.PAUSED)
    assert paused is not None and paused.state is FeedState.PAUSED
    assert await store.feeds.claim(10) == ()
    time.now += HOUR
    resumed = await store.feeds.change(feed.id, by=ADMIN, state=FeedState.ACTIVE)
    assert resumed is not None and resumed.next_run_at == time.now
    await claim(store)


async def test_a_shorter_interval_counts_from_the_last_look(store: Store, time: Time) -> None:
    (feed,) = await follow(store)
    await succeed(store, await claim(store), every=3600)
    time.now += timedelta(minutes=2)
    wish: dict[str, Any] = {"adaptive": False, "every": 300}
    changed = await store.feeds.change(feed.id, by=ADMIN, **wish)
    assert changed is not None
    assert (changed.every, changed.adaptive) == (300, False)
    assert changed.next_run_at == BEGIN + timedelta(minutes=5)


async def test_a_wish_takes_the_feed_from_who_looks_at_it(store: Store) -> None:
    """What was read for a feed that is paused or quiet by now is not stored."""
    (feed,) = await follow(store)
    claimed = await claim(store)
    await store.feeds.change(feed.id, by=ADMIN, announce=False)
    with pytest.raises(Taken):
        async with store.transaction() as connection:
            await store.loads.at_once(connection, ADMIN, "x", drafts(2), announce=True)
            await store.feeds.succeeded(connection, claimed, next_run_at=BEGIN)
    assert (await store.articles.latest(1, size=6)).total == 0
    again = await claim(store)
    assert not again.announce


async def test_a_wish_that_is_fulfilled_changes_nothing(store: Store) -> None:
    (feed,) = await follow(store)
    claimed = await claim(store)
    assert await store.feeds.change(feed.id, by=ADMIN, announce=True) == claimed
    await succeed(store, claimed)
    assert [action for action, _ in await trail(store)] == ["feed add"]


async def test_what_is_wanted_now_is_due_now(store: Store, time: Time) -> None:
    (feed,) = await follow(store)
    await succeed(store, await claim(store), next_run_at=BEGIN + timedelta(days=1))
    time.now += timedelta(minutes=1)
    assert await store.feeds.look_now(feed.id) is not None
    await claim(store)
    assert await store.feeds.look_now(feed.id + 1) is None


async def test_a_removed_feed_is_gone_and_its_late_look_stores_nothing(store: Store) -> None:
    (feed,) = await follow(store)
    claimed = await claim(store)
    assert await store.feeds.remove(feed.id, by=ADMIN) == claimed
    assert await store.feeds.remove(feed.id, by=ADMIN) is None
    assert await store.feeds.change(feed.id, by=ADMIN, announce=False) is None
    assert await store.feeds.get(feed.id) is None
    with pytest.raises(Taken):
        await succeed(store, claimed)


async def test_the_trail_tells_what_editors_did(store: Store) -> None:
    (feed,) = await follow(store)
    wish: dict[str, Any] = {"adaptive": False, "every": 300}
    await store.feeds.change(feed.id, by=ADMIN, **wish)
    await store.feeds.change(feed.id, by=ADMIN, state=FeedState.PAUSED)
    await store.feeds.change(feed.id, by=ADMIN, state=FeedState.ACTIVE)
    await store.feeds.remove(feed.id, by=ADMIN)
    named = {"title": "The Post", "url": URL}
    before, after = {"adaptive": True, "every": 3600}, wish
    assert await trail(store) == [
        ("feed add", named),
        ("feed change", named | {"before": before, "after": after}),
        ("feed pause", named | {"before": {"state": "active"}, "after": {"state": "paused"}}),
        ("feed resume", named | {"before": {"state": "paused"}, "after": {"state": "active"}}),
        ("feed remove", named),
    ]


async def test_a_load_at_once_is_whole_and_can_be_taken_back(store: Store) -> None:
    async with store.transaction() as connection:
        load = await store.loads.at_once(connection, ADMIN, "The Post", drafts(3), announce=False)
    assert load.articles.new == 3
    (listed,) = await store.loads.recent(10)
    assert (listed.id, listed.file_name) == (load.id, "The Post")
    assert await store.articles.differing(drafts(4)) == drafts(4)[3:]
    assert await store.loads.undo(load.id) is not None
    assert (await store.articles.latest(1, size=6)).total == 0
