"""Who gets what: subscriptions, and the chats they are for."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import Store
from storage.deliveries import (
    Chat,
    ChatKind,
    ChatState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Format,
    Mode,
    Subscription,
    SubscriptionState,
    Wants,
)
from storage.reopening import MOST as MOST_AGAIN
from storage.subscriptions import MOST, TooManySubscriptions
from tests.storage.delivering import (
    ME,
    PERSON,
    all_deliveries,
    channel,
    claim_one,
    drain,
    expand,
    load,
    matches,
    private,
    publish,
    send,
    waiting,
)
from tests.storage.timing import Time

BEGIN = datetime(2026, 11, 25, 12, tzinfo=UTC)
CHANNEL = channel().chat_id


@pytest.fixture
def store(timed_store: Store) -> Store:
    return timed_store


async def test_a_new_one_is_as_it_is_said_to_be(store: Store) -> None:
    added = await store.subscriptions.add(private(), PERSON)
    assert added == Subscription(added.id, PERSON, PERSON)
    assert await store.subscriptions.get(added.id) == added
    assert await store.subscriptions.chat(PERSON) == private()


async def test_what_is_chosen_is_kept(store: Store) -> None:
    wants = Wants(("Energy",), "nuclear -weapons", ("football",))
    added = await store.subscriptions.add(
        channel(),
        PERSON,
        thread_id=3,
        wants=wants,
        mode=Mode.BUNDLE,
        format=Format.FULL,
        silent_from=0,
        silent_to=420,
        header="News",
        language="ru",
    )
    assert added == Subscription(
        added.id,
        CHANNEL,
        PERSON,
        thread_id=3,
        wants=wants,
        mode=Mode.BUNDLE,
        format=Format.FULL,
        silent_from=0,
        silent_to=420,
        header="News",
        language="ru",
    )


async def test_those_of_a_chat_and_those_of_a_person(store: Store) -> None:
    one = await store.subscriptions.add(channel(), PERSON)
    two = await store.subscriptions.add(channel(), 8)
    three = await store.subscriptions.add(private(), PERSON)
    assert await store.subscriptions.of_chat(CHANNEL) == (one, two)
    assert await store.subscriptions.of_person(PERSON) == (one, three)
    assert await store.subscriptions.of_person(9) == ()
    assert await store.subscriptions.get(10**9) is None


async def test_a_chat_has_so_many_and_no_more(store: Store) -> None:
    for _ in range(MOST):
        await store.subscriptions.add(channel(), PERSON)
    with pytest.raises(TooManySubscriptions):
        await store.subscriptions.add(channel(), PERSON)
    await store.subscriptions.add(private(), PERSON)


async def test_a_new_one_gets_the_last_article_and_what_comes(store: Store) -> None:
    await load(store, "Old", "Last")
    await store.subscriptions.add(private(), PERSON, first_article_id=2)
    await publish(store, "New")
    assert [title for _, title in await drain(store)] == ["Last", "New"]


async def test_a_digest_gets_no_first_article(store: Store) -> None:
    await load(store, "Last")
    await store.subscriptions.add(private(), PERSON, first_article_id=1, mode=Mode.DAILY)
    assert await waiting(store) == []


async def test_what_the_chat_has_is_not_sent_again_but_what_was_dropped_is(store: Store) -> None:
    await load(store, "Last")
    one = await store.subscriptions.add(private(), PERSON, first_article_id=1)
    await store.subscriptions.remove(one.id)
    two = await store.subscriptions.add(private(), PERSON, first_article_id=1)
    assert [title for _, title in await drain(store)] == ["Last"]
    await store.subscriptions.remove(two.id)
    await store.subscriptions.add(private(), PERSON, first_article_id=1)
    assert await drain(store) == []


async def test_a_change_leaves_the_rest(store: Store) -> None:
    added = await store.subscriptions.add(private(), PERSON, header="News")
    changed = await store.subscriptions.change(added.id, format=Format.TITLE, wants=Wants(("A",)))
    assert changed is not None
    assert (changed.format, changed.wants, changed.header) == (Format.TITLE, Wants(("A",)), "News")
    assert await store.subscriptions.get(added.id) == changed
    assert await store.subscriptions.change(10**9, header="x") is None


async def test_pausing_drops_what_waits_and_going_on_is_from_then_on(store: Store) -> None:
    added = await store.subscriptions.add(private(), PERSON)
    await publish(store, "One")
    await store.subscriptions.change(added.id, state=SubscriptionState.PAUSED)
    await load(store, "Two")
    await store.subscriptions.change(added.id, state=SubscriptionState.ACTIVE)
    await expand(store)
    await publish(store, "Three")
    assert [title for _, title in await drain(store)] == ["Three"]


async def test_removing_drops_what_waits(store: Store) -> None:
    added = await store.subscriptions.add(private(), PERSON)
    await publish(store, "One")
    assert await store.subscriptions.remove(added.id)
    assert not await store.subscriptions.remove(added.id)
    assert [one.state for one in await all_deliveries(store)] == [DeliveryState.DROPPED]
    assert await drain(store) == []


async def test_a_chat_is_learnt_anew_and_stays_closed(store: Store) -> None:
    await store.subscriptions.learn_chat(channel())
    await store.subscriptions.close_chat(CHANNEL, "kicked")
    await store.subscriptions.learn_chat(Chat(CHANNEL, ChatKind.CHANNEL, "The Weekly"))
    assert await store.subscriptions.chat(CHANNEL) == Chat(
        CHANNEL, ChatKind.CHANNEL, "The Weekly", None, ChatState.CLOSED, "kicked"
    )


async def test_an_unknown_chat_can_be_closed(store: Store) -> None:
    assert await store.subscriptions.close_chat(-5, "kicked") == ()
    assert await store.subscriptions.chat(-5) == Chat(
        -5, ChatKind.GROUP, "", None, ChatState.CLOSED, "kicked"
    )
    assert await store.subscriptions.chat(-6) is None


async def test_a_chat_that_opens_gets_what_waited_and_what_came_meanwhile(store: Store) -> None:
    await store.subscriptions.add(channel(), PERSON, wants=Wants(query="-railway"))
    await publish(store, "Before")
    await drain(store)
    await publish(store, "Waited", "Railway")
    await store.subscriptions.close_chat(CHANNEL, "kicked")
    await publish(store, "Meanwhile", "The railway")
    await load(store, "Not expanded")
    assert await store.subscriptions.reopen_chat(CHANNEL, matches) == 3
    await expand(store)
    await publish(store, "After")
    got = [title for chat_id, title in await drain(store) if chat_id == CHANNEL]
    assert got == ["Waited", "Meanwhile", "Not expanded", "After"]
    chat = await store.subscriptions.chat(CHANNEL)
    assert chat is not None
    assert (chat.state, chat.reason) == (ChatState.OPEN, None)


async def test_what_is_too_old_or_too_much_is_left_out(store: Store, time: Time) -> None:
    await store.subscriptions.add(channel(), PERSON)
    await store.subscriptions.close_chat(CHANNEL, "kicked")
    await publish(store, "Too old")
    time.now += timedelta(hours=24, minutes=1)
    titles = [f"Number {n}" for n in range(MOST_AGAIN + 5)]
    await publish(store, *titles)
    assert await store.subscriptions.reopen_chat(CHANNEL, matches) == MOST_AGAIN
    got = [title for chat_id, title in await drain(store) if chat_id == CHANNEL]
    assert got == titles[5:]
    assert await store.subscriptions.reopen_chat(CHANNEL, matches) == 0


async def test_opening_leaves_what_its_owner_paused(store: Store) -> None:
    one = await store.subscriptions.add(channel(), PERSON)
    await store.subscriptions.change(one.id, state=SubscriptionState.PAUSED)
    assert await store.subscriptions.close_chat(CHANNEL, "kicked") == ()
    await publish(store, "One")
    assert await store.subscriptions.reopen_chat(CHANNEL, matches) == 0
    (found,) = await store.subscriptions.of_chat(CHANNEL)
    assert found.state is SubscriptionState.PAUSED


async def test_a_group_that_migrates_takes_all_with_it(store: Store) -> None:
    group = Chat(-5, ChatKind.GROUP, "Friends")
    await store.subscriptions.add(group, PERSON)
    await publish(store, "One", "Two", "Three")
    await send(store, await claim_one(store), 11)
    on_its_way = await claim_one(store)
    for _ in range(2):
        await store.subscriptions.migrate_chat(-5, -1005)
    assert await store.subscriptions.of_chat(-5) == ()
    assert len(await store.subscriptions.of_chat(-1005)) == 1
    assert await store.subscriptions.chat(-1005) == Chat(-1005, ChatKind.SUPERGROUP, "Friends")
    assert [one.title for one in on_its_way.articles] == ["Two"]
    await publish(store, "Four")
    # While one is on its way to the old chat, nobody sends it to the new one.
    assert await store.outbox.claim("another", 10) == ()
    await store.outbox.release(ME, [-1005])
    assert await drain(store) == [(-1005, "Two"), (-1005, "Three"), (-1005, "Four")]


async def test_messages_that_stayed_behind_are_not_corrected(store: Store) -> None:
    await store.subscriptions.add(Chat(-5, ChatKind.GROUP, "Friends"), PERSON)
    await publish(store, "One")
    await drain(store)
    await store.subscriptions.migrate_chat(-5, -1005)
    async with store.transaction() as connection:
        await store.retract(connection, [1])
    await expand(store)
    assert await waiting(store) == []


async def test_notices_wait_in_the_outbox_of_who_is_told(store: Store) -> None:
    await store.subscriptions.add(channel(), PERSON)
    await store.subscriptions.add(channel(), PERSON)
    await store.subscriptions.add(channel(), 8)
    await store.subscriptions.add(channel(), CHANNEL)
    await store.subscriptions.close_chat(CHANNEL, "kicked")
    await store.subscriptions.close_chat(CHANNEL, "kicked")
    found = [(one.kind, one.chat_id) for one in await waiting(store)]
    assert found == [(DeliveryKind.NOTICE, PERSON), (DeliveryKind.NOTICE, 8)]
    assert await store.outbox.finish(ME, []) is not None
    assert isinstance((await all_deliveries(store))[0], Delivery)
