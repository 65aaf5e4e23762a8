"""Claiming what is due, and writing down what became of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import Article, Store
from storage.deliveries import (
    ChatState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Mode,
    SubscriptionState,
    Wants,
)
from storage.lanes import LEASE
from storage.outbox import LOOK_AGAIN
from storage.outcomes import Closed, Dead, Dropped, Finished, Later, Sent, ThreadClosed
from tests.storage.delivering import (
    ME,
    PERSON,
    all_deliveries,
    channel,
    claim,
    claim_one,
    drain,
    expand,
    lanes,
    load,
    private,
    publish,
    send,
    waiting,
)
from tests.storage.outbox_time import pass_time

LEASED = LEASE.total_seconds()


async def notify(store: Store, *chat_ids: int) -> None:
    async with store.transaction() as connection:
        await store.outbox.put(
            connection,
            [Delivery(0, DeliveryKind.NOTICE, chat_id, payload={"n": 1}) for chat_id in chat_ids],
        )


async def test_a_chat_gets_one_after_another_in_their_order(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON)
    await publish(store, "One", "Two", "Three")
    claimed = await claim_one(store)
    assert [one.title for one in claimed.articles] == ["One"]
    assert claimed.subscription is not None
    assert claimed.chat == private()
    assert await claim(store, "another") == ()
    await send(store, claimed, 11)
    assert [title for _, title in await drain(store)] == ["Two", "Three"]
    assert await store.outbox.next_due() is None
    assert await lanes(store) == set()


async def test_a_chat_rests_between_posts(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON)
    await publish(store, "One", "Two")
    await send(store, await claim_one(store), 11, rest=3.0)
    assert await claim(store) == ()
    due = await store.outbox.next_due()
    assert due is not None
    assert 2 < due <= 3
    await pass_time(store, 3)
    assert [title for _, title in await drain(store)] == ["Two"]


async def test_rest_outlives_the_last_post(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON)
    await publish(store, "One")
    await send(store, await claim_one(store), 11, rest=3.0)
    await publish(store, "Two")
    assert await claim(store) == ()
    await pass_time(store, 3)
    assert [title for _, title in await drain(store)] == ["Two"]


async def test_those_due_longest_come_first_up_to_the_limit(store: Store) -> None:
    for chat_id in (30, 10, 20):
        await notify(store, chat_id)
    found = [one.chat_id for one in await claim(store, limit=2)]
    found += [one.chat_id for one in await claim(store, limit=2)]
    assert found == [30, 10, 20]


async def test_of_many_workers_each_gets_others(store: Store) -> None:
    await notify(store, *range(1, 41))
    found = await asyncio.gather(*(claim(store, f"worker {n}", 10) for n in range(8)))
    assert sorted(one.chat_id for some in found for one in some) == list(range(1, 41))


async def test_what_a_dead_worker_had_comes_back_and_is_known_as_such(store: Store) -> None:
    await notify(store, 1)
    assert not (await claim_one(store, "dead")).taken_over
    assert await claim(store) == ()
    await pass_time(store, LEASED + 1)
    assert (await claim_one(store)).taken_over


async def test_a_heartbeat_holds_it(store: Store) -> None:
    await notify(store, 1)
    await claim_one(store)
    await pass_time(store, LEASED - 1)
    await store.outbox.extend(ME, [1])
    await pass_time(store, LEASED - 1)
    assert await claim(store, "another") == ()
    await pass_time(store, 2)
    await claim_one(store, "another")
    await store.outbox.extend(ME, [1])
    await pass_time(store, LEASED + 1)
    assert len(await claim(store, "third")) == 1


async def test_what_is_released_is_anyones_at_once(store: Store) -> None:
    await notify(store, 1, 2, 3)
    await claim(store, ME)
    await store.outbox.release("another")
    assert await claim(store, "another") == ()
    await store.outbox.release(ME, [1])
    assert [one.chat_id for one in await claim(store, "another")] == [1]
    await store.outbox.release(ME)
    found = await claim(store, "another")
    assert sorted(one.chat_id for one in found) == [2, 3]
    assert not any(one.taken_over for one in found)


async def test_a_clock_that_is_wrong_disturbs_nothing(
    store: Store, database_url: str, tmp_path: Path
) -> None:
    other = Store(
        database_url, tmp_path / "other", clock=lambda: datetime.now(UTC) + timedelta(minutes=2)
    )
    await other.open()
    await notify(store, 1)
    await notify(other, 2)
    assert len(await claim(store, ME)) == 2
    assert await claim(other, "another") == ()
    await other.close()


async def test_a_late_outcome_counts_where_nobody_was_quicker(store: Store) -> None:
    await notify(store, 1)
    late = await claim_one(store, "late")
    await pass_time(store, LEASED + 1)
    taken = await claim_one(store)
    assert await send(store, late, 11, owner="late") == Finished(copies=0)
    assert await claim(store, "third") == (), "the lane is still the other's"
    assert await send(store, taken, 12) == Finished(copies=1)
    (delivery,) = await all_deliveries(store)
    assert (delivery.state, delivery.message_id) == (DeliveryState.SENT, 11)


async def test_later_keeps_its_place_and_counts_attempts(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON)
    await publish(store, "One", "Two")
    for counts, attempts in ((True, 1), (False, 1), (True, 2)):
        claimed = await claim_one(store)
        later = Later(claimed.deliveries[0], 60, "502 Bad Gateway", counts)
        assert await store.outbox.finish(ME, [later]) == Finished()
        (first, _) = await all_deliveries(store)
        assert (first.attempts, first.error) == (attempts, "502 Bad Gateway")
        assert await claim(store) == ()
        await pass_time(store, 60)
    assert [title for _, title in await drain(store)] == ["One", "Two"]
    assert (await all_deliveries(store))[0].error is None


async def test_what_is_dead_or_dropped_lets_the_next_go(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON)
    await publish(store, "One", "Two", "Three")
    await store.outbox.finish(ME, [Dead((await claim_one(store)).deliveries[0], "too long")])
    await store.outbox.finish(ME, [Dropped((await claim_one(store)).deliveries[0])])
    assert [title for _, title in await drain(store)] == ["Three"]
    found = await all_deliveries(store)
    assert [(one.state, one.error) for one in found] == [
        (DeliveryState.DEAD, "too long"),
        (DeliveryState.DROPPED, None),
        (DeliveryState.SENT, None),
    ]


async def test_a_closed_chat_stops_and_who_made_it_is_told_once(store: Store) -> None:
    await store.subscriptions.add(channel(), PERSON)
    second = await store.subscriptions.add(channel(), PERSON, thread_id=3)
    await publish(store, "One", "Two")
    claimed = await claim_one(store)
    finished = await store.outbox.finish(ME, [Closed(claimed.chat_id, "bot was kicked")])
    assert [one.state for one in finished.stopped] == [SubscriptionState.STOPPED] * 2
    changed = await store.subscriptions.get(second.id)
    assert changed is not None
    assert changed.reason == "bot was kicked"
    chat = await store.subscriptions.chat(channel().chat_id)
    assert chat is not None
    assert (chat.state, chat.reason, chat.title) == (
        *(ChatState.CLOSED, "bot was kicked"),
        channel().title,
    )
    (notice,) = await waiting(store)
    assert (notice.kind, notice.chat_id) == (DeliveryKind.NOTICE, PERSON)
    assert notice.payload == {
        **{"what": "stopped", "chat_id": -1001, "title": "The Daily"},
        **{"reason": "bot was kicked", "thread": False},
    }
    await publish(store, "Three")
    assert await drain(store) == [(PERSON, "notice")]


async def test_nobody_is_told_in_the_chat_that_is_closed(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON)
    await publish(store, "One")
    await store.outbox.finish(ME, [Closed((await claim_one(store)).chat_id, "bot was blocked")])
    assert await waiting(store) == []
    assert await claim(store) == ()


async def test_a_closed_thread_stops_its_subscription_alone(store: Store) -> None:
    await store.subscriptions.add(channel(), PERSON, thread_id=3)
    other = await store.subscriptions.add(channel(), PERSON)
    await publish(store, "One", "Two")
    claimed = await claim_one(store)
    finished = await store.outbox.finish(ME, [ThreadClosed(claimed.deliveries[0], "no thread")])
    assert [one.thread_id for one in finished.stopped] == [3]
    found = await waiting(store)
    assert sorted((one.kind.value, one.chat_id, one.subscription_id or 0) for one in found) == [
        ("notice", PERSON, 0),
        ("post", channel().chat_id, other.id),
        ("post", channel().chat_id, other.id),
    ]


async def test_what_is_no_longer_wanted_is_dropped_before_it_is_sent(store: Store) -> None:
    one = await store.subscriptions.add(private(1), 1)
    await store.subscriptions.add(private(2), 2)
    await publish(store, "One")
    async with store.transaction() as connection:
        await store.articles.retract(connection, [1])
    await publish(store, "Two")
    await store.subscriptions.change(one.id, state=SubscriptionState.PAUSED)
    assert await drain(store) == [(2, "Two")]


async def test_one_dropped_while_it_was_on_its_way_is_sent_all_the_same(store: Store) -> None:
    one = await store.subscriptions.add(private(), PERSON)
    await publish(store, "One")
    claimed = await claim_one(store)
    await store.subscriptions.remove(one.id)
    assert await send(store, claimed, 11) == Finished()
    (delivery,) = await all_deliveries(store)
    assert (delivery.state, delivery.message_id) == (DeliveryState.SENT, 11)


@pytest.mark.parametrize(("count", "posts"), [(3, 1), (2, 2)])
async def test_a_load_of_many_is_one_post_where_that_is_wanted(
    store: Store, count: int, posts: int
) -> None:
    await store.subscriptions.add(private(), PERSON, mode=Mode.BUNDLE, bundle_from=3)
    await publish(store, "Before")
    await publish(store, *("One", "Two", "Three")[:count])
    got = [title for _, title in await drain(store)]
    assert len(got) == 1 + posts
    assert " + ".join(got) == " + ".join(("Before", "One", "Two", "Three")[: 1 + count])


async def test_a_bundle_waits_until_its_load_is_expanded(store: Store) -> None:
    await store.subscriptions.add(private(1), 1, mode=Mode.BUNDLE, bundle_from=2)
    await store.subscriptions.add(private(2), 2)
    await load(store, "One", "Two")
    await store.outbox.expand(_all)
    assert [one.chat_id for one in await claim(store)] == [2]
    await expand(store)
    assert await claim(store) == ()
    await pass_time(store, LOOK_AGAIN)
    assert [one.title for one in (await claim_one(store)).articles] == ["One", "Two"]


async def test_uncertain_attempts_and_known_copies_are_counted(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON)
    await publish(store, "One")
    first = await claim_one(store)
    await pass_time(store, LEASE.total_seconds() + 1)
    second = await claim_one(store, "another")
    assert second.taken_over
    sent = Sent(first.deliveries[0], 11)
    await store.outbox.finish("another", [replace(sent, message_id=12)], uncertain=1)
    assert await store.outbox.finish(ME, [sent]) == Finished(copies=1)
    await store.outbox.finish(ME, [], uncertain=2)
    state = await store.outbox.state()
    assert (state.uncertain, state.copies) == (3, 1)


async def test_a_change_of_one_article_corrects_its_bundle(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON, mode=Mode.BUNDLE, bundle_from=2)
    await publish(store, "One", "Two", "Three")
    bundle = await claim_one(store)
    assert bundle.of == 3
    await send(store, bundle, 11)
    async with store.transaction() as connection:
        await store.retract(connection, [2])
    await expand(store)
    claimed = await claim_one(store)
    assert claimed.deliveries[0].kind is DeliveryKind.DELETE
    assert claimed.target is not None
    assert (claimed.target.message_id, claimed.target.article_id) == (11, 2)
    assert [one.id for one in claimed.articles] == [1, 2, 3]
    await store.outbox.finish(ME, [Sent(claimed.deliveries[0], 11)])
    assert await waiting(store) == []


async def test_an_article_taken_back_is_left_out_of_a_bundle(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON, mode=Mode.BUNDLE, bundle_from=2)
    await publish(store, "One", "Two", "Three")
    async with store.transaction() as connection:
        await store.articles.retract(connection, [1])
    assert await drain(store) == [(PERSON, "Two + Three")]
    assert await waiting(store) == []


async def _all(article: Article, wants: Sequence[Wants]) -> list[bool]:
    return [True] * len(wants)
