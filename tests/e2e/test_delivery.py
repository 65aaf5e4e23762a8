"""What is announced arrives in subscribed chats: in order, once, and corrected later."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.app import Caravan
from bot.playground import ApiError, Chat
from storage.deliveries import (
    ChatState,
    Delivery,
    DeliveryKind,
    Format,
    Mode,
    SubscriptionState,
    Wants,
)
from tests.builders import draft, quote
from tests.e2e.conftest import World
from tests.e2e.delivering import (
    announce,
    heard,
    numbered,
    subscribe,
    titles,
    until,
    until_empty,
)
from tests.e2e.processes import run

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Site</title><item>
<title>From another process</title><link>https://example.org/elsewhere</link>
<description>It was seen by many.</description></item></channel></rss>"""


@pytest.fixture
def channel(world: World) -> Chat:
    return world.telegram.world.add_channel("Daily", world.reader.person)


async def test_new_articles_arrive_in_order_in_chats_of_all_kinds(
    world: World, channel: Chat
) -> None:
    telegram = world.telegram
    people = telegram.world
    forum = people.add_supergroup("Talk", world.reader.person, forum=True)
    thread = people.add_thread(forum, "News")
    group = people.add_group("Old", world.reader.person)
    chats = [channel, group, forum, world.reader.chat]
    await world.reader.ask("/start")
    for chat in chats:
        await subscribe(world.store, chat, thread_id=thread if chat is forum else 0)
    await announce(world.store, numbered(1, 5))
    await until(telegram, lambda: all(len(titles(telegram, chat)) >= 5 for chat in chats[:3]))
    await until_empty(world.store)
    for chat in chats:
        posts = [one for one in titles(telegram, chat) if one.isdigit()]
        assert posts == ["1", "2", "3", "4", "5"]
    assert {entry.thread for entry in heard(telegram, forum)} == {thread}


async def test_the_first_post_comes_within_two_seconds_of_another_process(
    world: World, channel: Chat, tmp_path: Path
) -> None:
    await subscribe(world.store, channel)
    file = tmp_path / "feed.xml"
    file.write_text(FEED)
    settings = world.caravan.settings
    loaded = await run(
        tmp_path,
        *("load", str(file), "--announce"),
        BOT_TOKEN=settings.token,
        DATABASE_URL=settings.database_url,
        SEARCH_DIR=str(tmp_path / "other"),
    )
    assert loaded.code == 0, loaded.err
    # The other process took a while to end: it was stored before.
    await until(world.telegram, lambda: len(heard(world.telegram, channel)) == 1, within=2.0)
    assert "From another process" in heard(world.telegram, channel)[0].text


async def test_only_what_a_filter_wants_arrives(world: World, channel: Chat) -> None:
    await subscribe(world.store, channel, wants=Wants(query="apricots -snow"))
    await announce(
        world.store,
        [
            draft("Apricots bloom", body="In Batken.", url="https://example.org/1"),
            draft("Apricots freeze", body="Under snow.", url="https://example.org/2"),
            draft("Markets open", body="In Osh.", url="https://example.org/3"),
        ],
    )
    await until_empty(world.store)
    assert titles(world.telegram, channel) == ["1"]


async def test_a_load_of_many_becomes_one_post_where_that_is_wanted(
    world: World, channel: Chat
) -> None:
    await subscribe(world.store, channel, mode=Mode.BUNDLE, bundle_from=3)
    await announce(world.store, numbered(1, 6))
    await until_empty(world.store)
    (entry,) = heard(world.telegram, channel)
    assert all(f"Article number {n}" in entry.text for n in range(1, 7))
    await announce(world.store, numbered(7, 8))
    await until_empty(world.store)
    assert titles(world.telegram, channel)[1:] == ["7", "8"]


async def test_a_corrected_article_is_corrected_in_its_post(world: World, channel: Chat) -> None:
    await subscribe(world.store, channel)
    (first,) = numbered(1, 1)
    await announce(world.store, [first])
    await until_empty(world.store)
    await announce(world.store, [replace(first, title="Article number one, corrected")])
    await until_empty(world.store)
    (message,) = channel.messages.values()
    assert "corrected" in message["text"]
    assert len(heard(world.telegram, channel)) == 1


async def test_a_retracted_article_takes_its_post_with_it(world: World, channel: Chat) -> None:
    await subscribe(world.store, channel)
    await announce(world.store, numbered(1, 2))
    await until_empty(world.store)
    latest = await world.store.articles.latest(1, size=5)
    gone = next(one for one in latest.items if one.title.endswith("1"))
    async with world.store.transaction() as connection:
        await world.store.retract(connection, [gone.id])
    await until_empty(world.store)
    assert ["Article number 2" in one["text"] for one in channel.messages.values()] == [True]


async def test_one_that_telegram_does_not_delete_any_more_is_marked(
    world: World, channel: Chat
) -> None:
    await subscribe(world.store, channel)
    await announce(world.store, numbered(1, 1))
    await until_empty(world.store)

    def refuse(method: str, _params: object) -> None:
        if method.casefold() == "deletemessage":
            raise ApiError(400, "Bad Request: message can't be deleted")

    world.telegram.intercept(refuse)
    (gone,) = (await world.store.articles.latest(1, size=5)).items
    async with world.store.transaction() as connection:
        await world.store.retract(connection, [gone.id])
    await until_empty(world.store)
    (message,) = channel.messages.values()
    assert "taken back" in message["text"]


async def test_a_list_goes_on_without_what_was_taken_back(world: World, channel: Chat) -> None:
    await subscribe(world.store, channel, mode=Mode.BUNDLE, bundle_from=2)
    await announce(world.store, numbered(1, 3))
    await until_empty(world.store)
    latest = await world.store.articles.latest(1, size=5)
    gone = next(one for one in latest.items if one.title.endswith("2"))
    async with world.store.transaction() as connection:
        await world.store.retract(connection, [gone.id])
    await until_empty(world.store)
    (message,) = channel.messages.values()
    assert "number 1" in message["text"] and "number 3" in message["text"]
    assert "number 2" not in message["text"]


async def test_a_refused_chat_is_left_alone_and_its_owner_told_once(
    world: World, channel: Chat
) -> None:
    people = world.telegram.world
    owner = world.reader.person
    await world.reader.ask("/start")
    subscription = await subscribe(world.store, channel, owner.id)
    people.set_bot_status(channel, "kicked", by=owner)
    await announce(world.store, numbered(1, 3))
    await until_empty(world.store)
    stopped = await world.store.subscriptions.get(subscription.id)
    assert stopped is not None and stopped.state is SubscriptionState.STOPPED
    chat = await world.store.subscriptions.chat(channel.id)
    assert chat is not None and chat.state is ChatState.CLOSED
    told = [one for one in heard(world.telegram, world.reader.chat) if "Daily" in one.text]
    assert len(told) == 1
    assert heard(world.telegram, channel) == []


async def test_a_group_that_became_a_supergroup_is_followed(world: World) -> None:
    group = world.telegram.world.add_group("Old", world.reader.person)
    await subscribe(world.store, group)
    new = world.telegram.world.migrate(group)
    await announce(world.store, numbered(1, 3))
    await until_empty(world.store)
    assert titles(world.telegram, new) == ["1", "2", "3"]
    assert await world.store.subscriptions.of_chat(group.id) == ()


async def test_a_closed_thread_stops_its_own_subscription_alone(world: World) -> None:
    forum = world.telegram.world.add_supergroup("Talk", world.reader.person, forum=True)
    closed = world.telegram.world.add_thread(forum, "Closed")
    one = await subscribe(world.store, forum, thread_id=closed)
    other = await subscribe(world.store, forum)
    world.telegram.world.delete_thread(forum, closed)
    await announce(world.store, numbered(1, 2))
    await until_empty(world.store)
    states = [await world.store.subscriptions.get(each.id) for each in (one, other)]
    assert [each.state for each in states if each] == [
        SubscriptionState.STOPPED,
        SubscriptionState.ACTIVE,
    ]
    assert titles(world.telegram, forum) == ["1", "2"]


async def test_what_will_never_be_taken_is_dead_and_the_rest_goes_on(
    world: World, channel: Chat
) -> None:
    await subscribe(world.store, channel)

    def refuse(method: str, params) -> None:
        if method.casefold() == "sendmessage" and "number 2" in params.text("text"):
            raise ApiError(400, "Bad Request: message is too strange")

    world.telegram.intercept(refuse)
    await announce(world.store, numbered(1, 3))
    await until_empty(world.store)
    assert titles(world.telegram, channel) == ["1", "3"]
    assert await world.store.outbox.dead(5) == ((channel.id, "Message is too strange"),)


async def test_silent_hours_send_without_sound(world: World, channel: Chat) -> None:
    await subscribe(world.store, channel, silent_from=0, silent_to=24 * 60 - 1)
    await announce(world.store, numbered(1, 1))
    await until_empty(world.store)
    assert heard(world.telegram, channel)[0].silent


async def test_the_rates_and_a_digest_come_at_their_time(world: World, channel: Chat) -> None:
    await world.store.load([], [quote("USD", "478.21")], person_id=1, file_name="x")
    daily = await subscribe(world.store, channel, mode=Mode.DAILY)
    rates = await subscribe(world.store, channel, mode=Mode.RATES)
    await announce(world.store, numbered(1, 2))
    for subscription in (daily, rates):
        assert subscription.next_run_at is not None
        gathered = await world.store.subscriptions.gather(
            subscription, world.caravan._delivery._expanding.matches
        )
        assert await world.store.subscriptions.make_digest(
            subscription, subscription.next_run_at, gathered.article_ids, gathered.seen
        )
    await until(world.telegram, lambda: len(heard(world.telegram, channel)) == 2)
    digest, table = heard(world.telegram, channel)
    assert "Article number 1" in digest.text and "Article number 2" in digest.text
    assert "Currency rates" in table.text


async def test_a_stopped_bot_leaves_the_rest_for_the_next_run(
    world: World, channel: Chat, make_settings
) -> None:
    await subscribe(world.store, channel, format=Format.TITLE)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def hold(method: str, params) -> None:
        if method.casefold() == "sendmessage" and "number 2" in params.text("text"):
            begun.set()
            await go_on.wait()

    stop_holding = world.telegram.intercept(hold)
    await announce(world.store, numbered(1, 4))
    await asyncio.wait_for(begun.wait(), 10)
    stopping = asyncio.create_task(world.caravan.stop())
    go_on.set()
    await stopping
    stop_holding()
    second = Caravan(make_settings())
    await second.start()
    try:
        await until(world.telegram, lambda: len(heard(world.telegram, channel)) == 4)
        await until_empty(second.store)
    finally:
        await second.stop()
    assert titles(world.telegram, channel) == ["1", "2", "3", "4"]


async def test_alerts_are_posts_too(world: World) -> None:
    await world.reader.ask("/start")
    person_id = world.reader.person.id
    alert = await world.store.alerts.add(
        person_id,
        "USD",
        "KZT",
        reference=quote("USD", "480").value,
        bound=quote("USD", "530").value,
    )
    assert await world.store.alerts.tell(alert, Decimal(531))
    await until_empty(world.store)
    assert "531" in heard(world.telegram, world.reader.chat)[-1].text


async def test_a_word_that_nobody_can_read_any_more_ends(world: World) -> None:
    """To someone who never wrote to the bot."""
    stranger = world.telegram.world.add_person("Stranger")
    async with world.store.transaction() as connection:
        notice = Delivery(0, DeliveryKind.NOTICE, stranger.id, payload={"title": "x"})
        await world.store.outbox.put(connection, [notice])
    await until_empty(world.store)
    assert heard(world.telegram, world.telegram.world.private_chat(stranger)) == []
