"""Feeds that fail, move, are lost, or cannot be looked at."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import polling
from bot.delivery.polling import MISSING
from bot.delivery.rhythm import BACK_OFF, MOST
from bot.ingest.following import read_followed
from storage.deliveries import DeliveryKind
from storage.loading import FeedState
from tests.e2e.feed_server import rss
from tests.e2e.polling import ADMIN, BEGIN, FIRST, HOUR, World, polled


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    async with polled(database_url, tmp_path) as opened:
        yield opened


async def test_a_feed_that_fails_rests_longer_each_time_and_goes_on(world: World) -> None:
    await world.follow()
    await world.look()
    world.server.statuses["/rss"] = 500
    rests = []
    for failures in range(1, len(BACK_OFF) + 2):
        await world.due()
        feed = await world.feed()
        assert feed.failures == failures
        assert feed.problem is not None and "status" in feed.problem["message"]
        rests.append(feed.next_run_at - world.time.now)
    assert rests == [*BACK_OFF, BACK_OFF[-1]]
    assert await world.titles() == FIRST
    del world.server.statuses["/rss"]
    await world.due()
    feed = await world.feed()
    assert (feed.failures, feed.problem, world.server.unchanged) == (0, None, 1)


@pytest.mark.parametrize(
    ("asked_for", "rest"), [("7200", 2 * HOUR), ("1", BACK_OFF[0]), ("9999999", MOST)]
)
async def test_a_server_is_left_alone_for_as_long_as_it_asks(
    world: World, asked_for: str, rest: timedelta
) -> None:
    world.server.statuses["/rss"] = 429
    world.server.heads["/rss"] = {"Retry-After": asked_for}
    await world.follow()
    await world.look()
    assert (await world.feed()).next_run_at == BEGIN + rest


async def test_a_feed_that_moved_for_good_is_remembered_where_it_is_now(world: World) -> None:
    world.server.answers["/new"] = world.server.answers["/rss"]
    world.server.moves = {"/old": "/older", "/older": "/new"}
    world.server.statuses = {"/old": 301, "/older": 308}
    await world.follow("/old")
    await world.look()
    assert (await world.feed()).url == world.server.root + "/new"
    await world.due()
    assert world.server.asked == ["/old", "/older", "/new", "/new"]


async def test_a_feed_that_is_elsewhere_for_now_keeps_its_address(world: World) -> None:
    world.server.moves = {"/old": "/mirror", "/mirror": "/rss"}
    world.server.statuses = {"/old": 302, "/mirror": 301}
    await world.follow("/old")
    await world.look()
    assert await world.titles() == FIRST
    assert (await world.feed()).url == world.server.root + "/old"


async def test_a_move_to_what_is_no_feed_is_not_remembered(world: World) -> None:
    world.server.moves = {"/old": "/parked"}
    world.server.statuses = {"/old": 301}
    world.server.answers["/parked"] = b"<html><body>This domain is for sale.</body></html>"
    await world.follow("/old")
    await world.look()
    feed = await world.feed()
    assert (feed.url, feed.failures) == (world.server.root + "/old", 1)
    assert feed.problem is not None
    assert feed.problem["message"] == "There is a web page and no feed."


async def test_a_feed_that_its_server_calls_gone_is_looked_at_no_more(world: World) -> None:
    await world.follow(title="Lost")
    world.server.statuses["/rss"] = 410
    await world.look()
    feed = await world.feed()
    assert feed.state is FeedState.GONE
    (claimed,) = await world.store.outbox.claim("test", 9)
    delivery = claimed.deliveries[0]
    assert (delivery.kind, claimed.chat_id) == (DeliveryKind.NOTICE, ADMIN)
    assert delivery.payload is not None and delivery.payload["title"] == "Lost"
    world.time.now += timedelta(days=30)
    await world.look()
    assert len(world.server.asked) == 1


async def test_a_feed_that_is_not_found_for_a_week_is_gone(world: World) -> None:
    await world.follow()
    await world.look()
    world.server.statuses["/rss"] = 404
    await world.due()
    since = (await world.feed()).missing_since
    assert since == world.time.now
    while (await world.feed()).state is FeedState.ACTIVE:
        assert world.time.now - since < MISSING + MOST
        await world.due()
    assert world.time.now - since >= MISSING


async def test_a_feed_that_is_found_again_begins_its_week_anew(world: World) -> None:
    await world.follow()
    world.server.statuses["/rss"] = 404
    await world.look()
    world.time.now += MISSING - HOUR
    del world.server.statuses["/rss"]
    await world.look()
    assert (await world.feed()).missing_since is None


async def test_entries_that_cannot_be_read_are_told_and_the_others_taken(world: World) -> None:
    world.server.answers["/rss"] = rss([("Number 0", BEGIN)]).replace(
        b"</channel>", b"<item><category>x</category></item></channel>"
    )
    await world.follow()
    await world.look()
    feed = await world.feed()
    assert feed.failures == 0 and feed.problem is not None
    assert await world.titles() == ["Number 0"]


async def test_addresses_that_are_not_public_are_not_looked_at(world: World) -> None:
    await world.follow()
    await world.look(fetch_private=False)
    feed = await world.feed()
    assert world.server.asked == []
    assert feed.problem is not None and "not a public address" in feed.problem["message"]


async def test_a_fault_of_ours_is_the_trouble_of_one_feed(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(data: bytes, *given: Any, **named: Any) -> Any:
        if b"Broken" in data:
            raise RuntimeError("a fault")
        return read_followed(data, *given, **named)

    monkeypatch.setattr(polling, "read_followed", fail)
    world.server.answers["/broken"] = rss([], title="Broken")
    await world.follow()
    broken = await world.follow("/broken")
    await world.look()
    assert await world.titles() == FIRST
    found = await world.store.feeds.get(broken.id)
    assert found is not None and found.problem is not None
    assert found.next_run_at == BEGIN + BACK_OFF[0]
    assert found.problem["fields"]["id"] in caplog.text and "a fault" in caplog.text
