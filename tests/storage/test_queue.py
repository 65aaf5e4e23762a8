"""What the admins see of the outbox, and what they do about it."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import Store
from storage.budget import Rule
from storage.deliveries import Delivery, DeliveryKind, DeliveryState, SubscriptionState
from storage.outcomes import Dead, QueueState
from storage.queue import KEPT
from tests.storage.delivering import (
    ME,
    PERSON,
    all_deliveries,
    channel,
    claim,
    claim_one,
    drain,
    load,
    private,
    publish,
    waiting,
)
from tests.storage.outbox_time import pass_time
from tests.storage.timing import Time

BEGIN = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def store(timed_store: Store) -> Store:
    return timed_store


async def test_an_empty_queue(store: Store) -> None:
    assert await store.outbox.state() == QueueState(0, 0, 0, 0, None, 0, False, 0, 0, 0)
    assert await store.outbox.next_due() is None


async def test_it_tells_how_the_queue_stands(store: Store, time: Time) -> None:
    one = await store.subscriptions.add(private(1), 1)
    await store.subscriptions.add(private(2), 2)
    await store.subscriptions.add(channel(), PERSON)
    await store.subscriptions.close_chat(channel().chat_id, "kicked")
    await drain(store)
    time.now += timedelta(hours=2)
    await publish(store, "One", "Two")
    await load(store, "Three")
    await store.outbox.finish(ME, [Dead((await claim(store))[0].deliveries[0], "too long")])
    await store.outbox.release(ME)
    state = await store.outbox.state()
    assert state == QueueState(
        waiting=3,
        due=2,
        announced=1,
        dead=1,
        oldest=time.now,
        sent_last_hour=0,
        is_paused=False,
        active=2,
        paused=0,
        stopped=1,
    )
    await drain(store)
    await store.subscriptions.change(one.id, state=SubscriptionState.PAUSED)
    state = await store.outbox.state()
    assert (state.waiting, state.due, state.sent_last_hour, state.paused) == (0, 0, 3, 1)


async def test_the_dead_are_sent_again_or_dropped(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON)
    await publish(store, "One", "Two")
    for _ in range(2):
        await store.outbox.finish(ME, [Dead((await claim_one(store)).deliveries[0], "too long")])
    assert await store.outbox.dead(10) == ((PERSON, "too long"), (PERSON, "too long"))
    assert await store.outbox.retry_dead() == 2
    await store.outbox.finish(ME, [Dead((await claim_one(store)).deliveries[0], "too long")])
    assert await store.outbox.drop_dead() == 1
    assert await store.outbox.retry_dead() == 0
    assert [title for _, title in await drain(store)] == ["Two"]
    states = [one.state for one in await all_deliveries(store)]
    assert states == [DeliveryState.DROPPED, DeliveryState.SENT]


async def test_while_all_is_paused_nothing_is_claimed(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON)
    await publish(store, "One")
    for _ in range(2):
        await store.outbox.pause_all(True)
    assert await store.outbox.is_paused()
    assert (await store.outbox.state()).is_paused
    assert await claim(store) == ()
    assert await store.outbox.next_due() is None
    await store.outbox.pause_all(False)
    assert not await store.outbox.is_paused()
    assert await store.outbox.next_due() == 0
    assert [title for _, title in await drain(store)] == ["One"]


async def test_what_ended_long_ago_is_forgotten(store: Store, time: Time) -> None:
    await store.subscriptions.add(private(), PERSON)
    await publish(store, "One", "Two")
    await drain(store)
    await publish(store, "Three")
    assert not await store.outbox.prune()
    time.now += KEPT + timedelta(hours=1)
    await publish(store, "Four")
    assert await store.outbox.prune()
    assert not await store.outbox.prune()
    assert [one.article_id for one in await all_deliveries(store)] == [3, 4]
    assert [title for _, title in await drain(store)] == ["Three", "Four"]


async def test_after_all_is_forgotten_new_articles_are_still_posted(
    store: Store, time: Time
) -> None:
    await store.subscriptions.add(private(), PERSON)
    await publish(store, "One", "Two")
    await drain(store)
    time.now += KEPT + timedelta(hours=1)
    while await store.outbox.prune():
        pass
    await publish(store, "Three")
    (delivery,) = await waiting(store)
    assert delivery.id == 3
    assert [title for _, title in await drain(store)] == ["Three"]


FIVE = Rule(most=5, evenly=1.0, reserved=1.0, counted=1.0)


async def test_all_processes_share_one_budget(store: Store) -> None:
    budget = store.outbox.budget
    assert (await budget.reserve(3, FIVE)).granted == 3
    second = await budget.reserve(3, FIVE)
    assert second.granted == 2
    assert 0 < second.wait <= 1.0
    assert (await budget.reserve(1, FIVE)).granted == 0
    await pass_time(store, 1.0)
    assert (await budget.reserve(5, FIVE)).granted == 5
    assert (await budget.reserve(1, FIVE)).granted == 0


async def test_what_goes_evenly_is_reserved_each_for_its_own_moment(store: Store) -> None:
    slow = Rule(most=5, evenly=0.2, reserved=0.2, counted=0.2)
    reserved = await store.outbox.budget.reserve(3, slow, evenly=True)
    first, second, third = reserved.moments
    assert second - first == pytest.approx(0.04) and third - second == pytest.approx(0.04)
    # Not far ahead: replies come between.
    assert 0 < (await store.outbox.budget.reserve(9, slow, evenly=True)).granted < 9


async def test_a_message_that_was_slow_counts_from_when_it_arrived(store: Store) -> None:
    budget = store.outbox.budget
    reserved = await budget.reserve(5, FIVE)
    late = dict.fromkeys(reserved.names, reserved.now + 0.5)
    await budget.reserve(0, FIVE, ended=late)
    await pass_time(store, 1.0)
    refused = await budget.reserve(1, FIVE)
    assert refused.granted == 0 and 0 < refused.wait <= 0.5
    await pass_time(store, 0.5)
    assert (await budget.reserve(5, FIVE)).granted == 5


async def test_what_was_not_sent_is_given_back(store: Store) -> None:
    budget = store.outbox.budget
    reserved = await budget.reserve(5, FIVE)
    unused = dict.fromkeys(reserved.names[:2])
    assert (await budget.reserve(3, FIVE, ended=unused)).granted == 2


async def test_where_one_is_told_to_wait_all_do(store: Store) -> None:
    budget = store.outbox.budget
    await budget.block(20)
    await budget.block(5)
    refused = await budget.reserve(1, FIVE)
    assert refused.granted == 0
    assert 19 < refused.wait <= 20
    await pass_time(store, 20)
    assert (await budget.reserve(1, FIVE)).granted == 1


async def test_what_is_put_in_is_heard_of(store: Store) -> None:
    heard: list[str] = []
    store.on_change(lambda name, _: heard.append(name))
    async with store.transaction() as connection:
        await store.outbox.put(connection, [Delivery(0, DeliveryKind.NOTICE, 1)])
    assert heard == ["outbox"]
    await load(store, "One")
    assert "announcements" in heard
