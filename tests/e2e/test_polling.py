"""Feeds on the clock: looked at when they are due, over HTTP, into each database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery import polling
from bot.delivery.rhythm import LEAST, MOST
from storage.deliveries import AnnouncementKind
from storage.loading import FeedState
from tests.e2e.feed_server import rss
from tests.e2e.polling import ADMIN, BEGIN, FIRST, HOUR, World, polled


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    async with polled(database_url, tmp_path) as opened:
        yield opened


async def test_a_first_load_is_quiet_and_learns_what_the_feed_is(world: World) -> None:
    await world.follow()
    await world.look()
    assert await world.titles() == FIRST
    assert await world.announced() == []
    feed = await world.feed()
    assert (feed.title, feed.entries, feed.loaded) == ("The Post", 3, True)
    assert (feed.succeeded_at, feed.changed_at, feed.problem) == (BEGIN, BEGIN - HOUR, None)
    (load,) = await world.store.loads.recent(9)
    assert (load.file_name, load.person_id, load.articles.new) == ("The Post", ADMIN, 3)


async def test_new_entries_are_posted_once_and_the_oldest_first(world: World) -> None:
    await world.follow()
    await world.look()
    later = [(f"Number {n}", BEGIN - (3 - n) * HOUR) for n in (6, 5, 4, 2, 1)]
    world.server.answers["/rss"] = rss(later)
    world.time.now = BEGIN + 4 * HOUR
    await world.look()
    new = AnnouncementKind.NEW
    assert await world.announced() == [(new, f"Number {n}") for n in (4, 5, 6)]
    await world.store.feeds.look_now(1)
    world.server.answers["/rss"] = rss([*later, ("Number 0", BEGIN - 3 * HOUR)])
    await world.look()
    assert len(await world.announced()) == 3
    assert len(await world.store.loads.recent(9)) == 2


async def test_a_quiet_feed_posts_nothing(world: World) -> None:
    feed = await world.follow()
    await world.look()
    await world.store.feeds.change(feed.id, by=ADMIN, announce=False)
    world.server.answers["/rss"] = rss([("Number 9", BEGIN)])
    await world.due()
    assert "Number 9" in await world.titles()
    assert await world.announced() == []


async def test_what_did_not_change_is_not_sent_again_and_stores_nothing(world: World) -> None:
    await world.follow()
    await world.look()
    changes: list[str] = []
    world.store.on_change(lambda name, _: changes.append(name))
    await world.due()
    assert (len(world.server.asked), world.server.unchanged) == (2, 1)
    feed = await world.feed()
    assert (feed.succeeded_at, feed.entries) == (world.time.now, 3)
    assert changes == []


async def test_a_busy_feed_is_looked_at_twice_for_each_entry(world: World) -> None:
    await world.follow()
    await world.look()
    assert (await world.feed()).every == HOUR.total_seconds() / 2
    minutely = [(f"Number {n}", BEGIN - timedelta(minutes=n)) for n in range(9)]
    world.server.answers["/rss"] = rss(minutely)
    await world.due()
    feed = await world.feed()
    assert timedelta(seconds=feed.every) == max(LEAST, (world.time.now - BEGIN) / 2)


async def test_a_feed_that_falls_silent_is_looked_at_less_and_less(world: World) -> None:
    await world.follow()
    await world.look()
    rests = []
    for _ in range(12):
        await world.due()
        rests.append((await world.feed()).every)
    assert rests == sorted(rests)
    assert rests[0] > HOUR.total_seconds() / 2
    assert rests[-1] == MOST.total_seconds()


async def test_an_editors_interval_stays(world: World) -> None:
    feed = await world.follow()
    await world.store.feeds.change(feed.id, by=ADMIN, adaptive=False, every=900)
    for _ in range(3):
        await world.due()
    feed = await world.feed()
    assert (feed.every, feed.next_run_at - world.time.now) == (900, timedelta(minutes=15))


@pytest.mark.parametrize(
    ("said", "head", "rest"),
    [
        ("<ttl>120</ttl>", "", 2 * HOUR),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", "", MOST),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            "",
            6 * HOUR,
        ),
        ("<ttl>60000</ttl>", "", MOST),
        ("<ttl>1</ttl>", "", HOUR / 2),
        ("", "public, max-age=5400", 1.5 * HOUR),
        ("", "max-age=5400, no-cache", HOUR / 2),
        ("", "max-age=999999999", MOST),
    ],
)
async def test_no_feed_is_looked_at_more_often_than_it_asks_for(
    world: World, said: str, head: str, rest: timedelta
) -> None:
    entries = [(f"Number {n}", BEGIN - (3 - n) * HOUR) for n in range(3)]
    world.server.answers["/rss"] = rss(entries, said=said)
    world.server.heads["/rss"] = {"Cache-Control": head} if head else {}
    await world.follow()
    await world.look()
    assert (await world.feed()).next_run_at == BEGIN + rest


async def test_a_server_may_ask_for_rest_with_what_is_unchanged(world: World) -> None:
    await world.follow()
    await world.look()
    world.server.heads["/rss"] = {"Cache-Control": "max-age=36000"}
    await world.due()
    assert world.server.unchanged == 1
    assert (await world.feed()).next_run_at == world.time.now + 10 * HOUR


async def test_a_large_feed_comes_whole_and_quietly(world: World) -> None:
    world.server.answers["/rss"] = rss([(f"Number {n}", None) for n in range(450)])
    await world.follow()
    await world.look()
    assert (await world.store.articles.latest(1, size=1)).total == 450
    (load,) = await world.store.loads.recent(9)
    assert (load.state, load.articles.new) == ("loaded", 450)
    assert await world.announced() == []
    world.server.answers["/rss"] = rss([(f"Number {n}", None) for n in range(700)])
    await world.due()
    assert len(await world.announced()) == 250


async def test_of_several_processes_one_looks(world: World) -> None:
    await world.follow()
    async with world.clock() as one, world.clock() as other:
        await asyncio.gather(one.look(), other.look())
        await asyncio.gather(one.idle(), other.idle())
    assert len(world.server.asked) == 1


async def test_one_server_is_asked_for_one_feed_after_the_other(world: World) -> None:
    world.server.held = asyncio.Event()
    for number in range(4):
        await world.follow(f"/rss{number}")
    async with world.clock() as clock:
        await clock.look()
        await asyncio.wait_for(world.server.heard.wait(), 10)
        assert len(world.server.asked) == 1
        world.server.held.set()
        await clock.idle()
    assert sorted(world.server.asked) == [f"/rss{number}" for number in range(4)]


async def test_no_more_than_so_many_are_looked_at_at_once(world: World) -> None:
    world.server.held = asyncio.Event()
    for number in range(polling.AT_ONCE + 3):
        await world.follow(f"/rss{number}")
    async with world.clock() as clock:
        await clock.look()
        await clock.look()
        leased = (await world.store.feeds.page(1, size=50)).items
        assert sum(one.lease_until is not None for one in leased) == polling.AT_ONCE
        world.server.held.set()
        await clock.idle()
        await clock.look()
        await clock.idle()
    assert len(world.server.asked) == polling.AT_ONCE + 3


async def test_a_stop_cuts_off_what_is_looked_at_and_gives_it_back(world: World) -> None:
    await world.follow()
    world.server.held = asyncio.Event()
    async with world.clock() as clock:
        await clock.look()
        await asyncio.wait_for(world.server.heard.wait(), 10)
    assert (await world.feed()).lease_until is None
    world.server.held.set()
    await world.look()
    assert await world.titles() == FIRST


async def test_a_feed_paused_while_it_is_looked_at_stores_nothing(world: World) -> None:
    feed = await world.follow()
    world.server.held = asyncio.Event()
    async with world.clock() as clock:
        await clock.look()
        await asyncio.wait_for(world.server.heard.wait(), 10)
        await world.store.feeds.change(feed.id, by=ADMIN, state=FeedState.PAUSED)
        world.server.held.set()
        await clock.idle()
    assert await world.titles() == []
    assert await world.store.loads.recent(9) == ()
    assert (await world.feed()).state is FeedState.PAUSED
