"""Everything of a subscription is changed by buttons, or by a text that is asked for."""

import asyncio
from typing import Any

import pytest

from bot.handlers import membership
from bot.playground import Phone
from bot.playground.records import Member
from storage.deliveries import ChatState, Format, Mode, SubscriptionState, Wants
from tests.builders import draft
from tests.e2e.conftest import World
from tests.e2e.reading import answer_to, button, load, rows, toast
from tests.e2e.subscribing import announce, channel, next_message, only, posts_in


@pytest.fixture
async def managed(world: World) -> dict[str, Any]:
    """The screen of the reader's own subscription."""
    answer = await world.reader.ask("/subscribe")
    return await world.reader.tap(answer, "Change it")


async def through(phone: Phone, message: dict[str, Any], *labels: str) -> dict[str, Any]:
    for label in labels:
        message = await phone.tap(message, label)
    return message


async def test_topics_are_ticked(world: World, managed: dict[str, Any]):
    await load(world, draft("A", topics=("Energy",)), draft("B", topics=("Trade", "Energy")))
    await world.store.feed.caught_up(10)
    shown = await through(world.reader, managed, "Which articles", "Topics", "Trade", "Energy")
    assert ["✓ Trade", "✓ Energy"] in rows(shown)
    one = await only(world, world.reader.person.id)
    assert one.wants == Wants(topics=("Trade", "Energy"))
    shown = await through(world.reader, shown, "✓ Trade", "Back")
    assert "Articles: about Energy" in shown["text"]
    shown = await through(world.reader, shown, "Topics", "All topics")
    assert "everything" in shown["text"]
    assert not (await only(world, world.reader.person.id)).wants


async def test_words_are_asked_for_and_taken_from_the_reply(world: World, managed: dict[str, Any]):
    shown = await through(world.reader, managed, "Which articles")
    await world.reader.press(shown, "Words they have")
    question = await next_message(world.reader)
    assert question["text"].startswith("Which words shall the articles have?")
    sent = world.reader.chat.messages[question["message_id"]]
    await world.reader.say("nuclear  -weapons", reply_to=sent)
    changed = await next_message(world.reader)
    assert "Articles: “nuclear -weapons”" in changed["text"]
    await world.reader.press(changed, "Words they have not")
    question = await next_message(world.reader)
    await world.reader.say("football, horoscope\nfootball", reply_to=question)
    changed = await next_message(world.reader)
    assert "“nuclear -weapons”, without football, horoscope" in changed["text"]
    one = await only(world, world.reader.person.id)
    assert one.wants == Wants((), "nuclear -weapons", ("football", "horoscope"))
    assert [row for row in rows(changed) if "✕" in row] == [
        ["Words they have", "✕"],
        ["Words they have not", "✕"],
    ]
    data = button({"reply_markup": {"inline_keyboard": [
        changed["reply_markup"]["inline_keyboard"][1]]}}, "✕")["callback_data"]  # fmt: skip
    cleared = await world.reader.tap(changed, data=data)
    assert "Articles: everything, without football" in cleared["text"]


async def test_what_is_no_answer_is_searched_for_as_ever(world: World, managed: dict[str, Any]):
    await load(world, draft("Nuclear power"))
    await world.store.feed.caught_up(10)
    shown = await through(world.reader, managed, "Which articles")
    await world.reader.press(shown, "Words they have")
    await next_message(world.reader)
    found = await world.reader.ask("nuclear")
    assert found["text"].startswith("Search: nuclear")
    assert not (await only(world, world.reader.person.id)).wants


async def test_a_text_that_cannot_be_is_asked_for_again(world: World, managed: dict[str, Any]):
    shown = await through(world.reader, managed, "Looks")
    await world.reader.press(shown, "Footer")
    question = await next_message(world.reader)
    await world.reader.say("x" * 201, reply_to=question)
    assert "too long: 200" in (await next_message(world.reader))["text"]
    again = await next_message(world.reader)
    await world.reader.say("Read us\nevery day", reply_to=again)
    assert "Footer: Read us every day" in (await next_message(world.reader))["text"]
    await announce(world, draft("Fresh"))
    assert (await next_message(world.reader))["text"].endswith("Read us\nevery day")


async def test_looks(world: World, managed: dict[str, Any]):
    shown = await through(world.reader, managed, "Looks", "Whole text", "✓ Picture", "Hashtags")
    assert "Looks: the whole text, hashtags" in shown["text"]
    one = await only(world, world.reader.person.id)
    assert (one.format, one.picture, one.hashtags) == (Format.FULL, False, True)


async def test_digests_have_a_time_a_day_and_a_zone(world: World, managed: dict[str, Any]):
    shown = await through(world.reader, managed, "When", "Weekly digest", "Time", "07:00", "Back")
    shown = await through(world.reader, shown, "Day", "Friday", "Back", "Time zone")
    shown = await world.reader.tap(shown, "Bishkek UTC+6")
    assert "Time zone: Bishkek" in shown["text"]
    shown = await through(world.reader, shown, "Back", "Back")
    assert "When: a digest each week: Friday, 07:00\nTime zone: Bishkek, UTC+6" in shown["text"]
    one = await only(world, world.reader.person.id)
    assert (one.mode, one.at, one.weekday) == (Mode.WEEKLY, 420, 4)
    assert one.next_run_at is not None
    shown = await through(world.reader, shown, "When", "Many as a list", "10")
    assert "at once; 10 or more of one load as a list" in shown["text"]


async def test_silent_hours_and_language(world: World, managed: dict[str, Any]):
    shown = await through(world.reader, managed, "Silent hours", "23:00–08:00", "Back")
    assert "Without sound: 23:00–08:00" in shown["text"]
    shown = await through(world.reader, shown, "Language", "Русский", "Back")
    assert "Language: Русский" in shown["text"]
    one = await only(world, world.reader.person.id)
    assert (one.silent_from, one.silent_to, one.language) == (1380, 480, "ru")
    shown = await through(world.reader, shown, "Silent hours", "Always with sound")
    assert "Without sound: none" in shown["text"]


async def test_pause_and_go_on(world: World, managed: dict[str, Any]):
    paused = await world.reader.tap(managed, "Pause")
    assert "Paused: what comes meanwhile is not sent later." in paused["text"]
    await announce(world, draft("Missed"))
    going = await world.reader.tap(paused, "Go on")
    assert "Paused" not in going["text"]
    await announce(world, draft("Fresh"))
    assert (await next_message(world.reader))["text"].startswith("Fresh")


async def test_deleting_asks_once(world: World, managed: dict[str, Any]):
    asked = await world.reader.tap(managed, "Delete")
    assert "Delete the subscription of our private chat?" in asked["text"]
    kept = await world.reader.tap(asked, "Keep it")
    gone = await through(world.reader, kept, "Delete", "Delete it")
    assert "is deleted" in gone["text"]
    assert await world.store.subscriptions.of_chat(world.reader.person.id) == ()
    old = await world.reader.tap(gone, "All subscriptions")
    assert ["Subscribe for myself"] in rows(old)
    back = await world.reader.tap(old, "Subscribe for myself")
    assert back["text"].startswith("You are subscribed.")


async def test_a_preview_shows_the_last_article_as_it_would_look(
    world: World, managed: dict[str, Any]
):
    nothing = await toast(world.reader, managed, "Preview")
    assert nothing.text == "There is no article yet that would be posted."
    await load(world, draft("Apricots", topics=("Fruit",)))
    shown = await through(world.reader, managed, "Looks", "Hashtags", "Back")
    await world.reader.press(shown, "Preview")
    preview = await next_message(world.reader)
    assert preview["text"].startswith("Apricots") and "#Fruit" in preview["text"]
    assert "reply_markup" not in preview


async def test_buttons_of_what_is_gone_say_so(world: World, managed: dict[str, Any]):
    one = await only(world, world.reader.person.id)
    await world.store.subscriptions.remove(one.id)
    assert "is deleted" in (await world.reader.tap(managed, "When"))["text"]
    world.forge(world.reader, await world.reader.ask("/start"), "u:77:t:1+5")
    event = await world.reader.heard()
    assert event.message is not None and "is deleted" in event.message["text"]


async def test_values_that_no_button_has_change_nothing(world: World, managed: dict[str, Any]):
    one = await only(world, world.reader.person.id)
    unsound = ("m:1=hourly", "h:1=1440", "d:1=7", "z:1=Mars/Base", "s:1=60-60", "l:1=xx", "n:1=1")
    for data in unsound:
        world.forge(world.reader, managed, f"u:{one.id}:{data}")
        said = await answer_to(world.reader)
        assert said.text.startswith("I don't know this button")
    assert await only(world, world.reader.person.id) == one


async def test_a_chat_that_is_lost_stops_and_goes_on_when_the_bot_is_back(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(membership, "OFFER_AFTER", 0.0)
    telegram = world.telegram.world
    news = channel(world, username="morning_news")
    heard = posts_in(world, news)
    await world.reader.ask("/subscribe @morning_news")
    telegram.set_bot_status(news, "kicked", by=world.reader.person)
    notice = await next_message(world.reader)
    assert notice["text"].startswith("I cannot post in News any more, so I stopped.")
    assert (await only(world, news.id)).state is SubscriptionState.STOPPED
    await announce(world, draft("Meanwhile"))
    telegram.set_bot_status(news, "administrator", by=world.reader.person)
    assert (await next_message(heard))["text"].startswith("Meanwhile")
    assert (await only(world, news.id)).state is SubscriptionState.ACTIVE


async def test_who_blocks_the_bot_gets_nothing_until_they_come_back(
    world: World, managed: dict[str, Any]
):
    world.reader.block()
    async with asyncio.timeout(10):
        while not await _is_closed(world, world.reader.person.id):
            pass
    await announce(world, draft("Meanwhile"))
    world.reader.unblock()
    assert (await next_message(world.reader))["text"].startswith("Meanwhile")


async def _is_closed(world: World, chat_id: int) -> bool:
    chat = await world.store.subscriptions.chat(chat_id)
    return chat is not None and chat.state is ChatState.CLOSED


@pytest.mark.parametrize("tell_membership", [False, True])
async def test_a_group_that_becomes_a_supergroup_is_followed(world: World, tell_membership: bool):
    group = world.telegram.world.add_group("Talk", world.reader.person)
    phone = posts_in(world, group)
    await phone.ask("/subscribe")
    new = world.telegram.world.migrate(group, tell_membership=tell_membership)
    heard = posts_in(world, new)
    await announce(world, draft("Fresh"))
    assert (await next_message(heard))["text"].startswith("Fresh")
    assert (await only(world, new.id)).chat_id == new.id
    assert await world.store.subscriptions.of_chat(group.id) == ()
    # Nobody is told that anything stopped.
    assert "Talk: everything" in (await world.reader.ask("/subscriptions"))["text"]
    assert len(world.reader.messages) == 2


async def test_being_thrown_out_as_the_group_moves_stops_nothing(world: World):
    """Telegram may tell that first."""
    telegram = world.telegram.world
    group = telegram.add_group("Talk", world.reader.person)
    await posts_in(world, group).ask("/subscribe")
    bot = group.members[telegram.bot["id"]]
    group.migrated_to = telegram.add_supergroup("Talk", world.reader.person).id
    telegram.tell_membership(group, world.reader.person, bot, Member(telegram.bot, "left"))
    heard = posts_in(world, telegram.chats[group.migrated_to])
    async with asyncio.timeout(10):
        while await world.store.subscriptions.of_chat(group.id):
            pass
    await announce(world, draft("Fresh"))
    assert (await next_message(heard))["text"].startswith("Fresh")
    assert not world.reader.messages


async def test_a_topic_that_is_closed_stops_only_its_subscription(world: World):
    telegram = world.telegram.world
    await world.reader.ask("/start")
    forum = telegram.add_supergroup("Forum", world.reader.person, forum=True)
    thread = telegram.add_thread(forum, "News")
    phone = posts_in(world, forum)
    await phone.say("/subscribe", thread=thread)
    await next_message(phone)
    telegram.set_thread_closed(forum, thread)
    await announce(world, draft("Meanwhile"))
    notice = await next_message(world.reader)
    assert notice["text"].startswith("I cannot post in a topic of Forum any more")
    telegram.set_thread_closed(forum, thread, closed=False)
    opened = await world.reader.tap(await world.reader.ask("/subscriptions"), "Forum, one topic")
    assert "Stopped:" in opened["text"]
    going = await world.reader.tap(opened, "Go on")
    assert "Stopped:" not in going["text"]
    post = await next_message(phone)
    assert post["text"].startswith("Meanwhile") and post["message_thread_id"] == thread
