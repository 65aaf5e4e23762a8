"""Who is no administrator can neither subscribe a chat nor see or change what it has subscribed."""

from typing import Any

import pytest

from bot.playground import Phone
from bot.playground.records import Chat
from tests.builders import draft
from tests.e2e.conftest import World
from tests.e2e.reading import answer_to, load, rows
from tests.e2e.subscribing import channel, next_message, only, posts_in

SECRET = "confidential"


@pytest.fixture
async def news(world: World) -> Chat:
    """A channel of the reader's that has subscribed what not everyone shall know."""
    found = channel(world, username="morning_news")
    await world.reader.ask(f"/subscribe @morning_news {SECRET}")
    return found


@pytest.fixture
def stranger(world: World, news: Chat) -> Phone:
    """A subscriber of the channel who is no administrator."""
    phone = world.phone("Timur")
    world.telegram.world.set_member(news, phone.person, "member")
    return phone


async def test_not_by_a_message(world: World, news: Chat, stranger: Phone):
    before = await only(world, news.id)
    for said in (
        "/subscribe @morning_news",
        f"/subscribe {news.id}",
        "/subscribe t.me/morning_news",
    ):
        refused = await stranger.ask(said)
        assert "Only administrators of News" in refused["text"] and not rows(refused)
    listed = await stranger.ask("/subscriptions")
    assert "News" not in listed["text"] and SECRET not in listed["text"]
    assert await only(world, news.id) == before


async def test_not_by_a_link(world: World, news: Chat, stranger: Phone):
    one = await only(world, news.id)
    for payload in (f"subs_{news.id}", f"u_{one.id}_q", f"u_{one.id}_o"):
        await stranger.open_link(
            f"https://t.me/{world.telegram.world.bot['username']}?start={payload}"
        )
        refused = await next_message(stranger)
        assert "Only administrators" in refused["text"]
        assert SECRET not in refused["text"] and "News" not in refused["text"]


async def test_not_by_a_forged_button(world: World, news: Chat, stranger: Phone):
    one = await only(world, news.id)
    shown = await stranger.ask("/start")
    for data in (
        f"u:{one.id}",
        f"u:{one.id}:f:1",
        f"u:{one.id}:t:1",
        f"u:{one.id}:m:1=daily",
        f"u:{one.id}:q:1=",
        f"u:{one.id}:q?",
        f"u:{one.id}!p",
        f"u:{one.id}!x",
        f"u:{one.id}!v",
        f"u:{one.id}!r",
    ):
        world.forge(stranger, shown, data)
        said = await answer_to(stranger)
        assert said.show_alert and said.text.startswith("Only administrators")
    world.forge(stranger, shown, f"u:+{news.id}")
    event = await stranger.heard()
    assert event.message is not None and "Only administrators of News" in event.message["text"]
    assert await only(world, news.id) == one
    assert all(SECRET not in message.get("text", "") for message in stranger.messages)


async def test_not_by_a_button_in_the_channel_or_a_group(world: World, news: Chat, stranger: Phone):
    one = await only(world, news.id)
    await load(world, draft(f"A {SECRET} letter"))
    world.telegram.world.set_member(news, stranger.person, "administrator")
    group = world.telegram.world.add_supergroup("Talk", stranger.person)
    for chat in (news, group):
        phone = world.telegram.phone(stranger.person, chat)
        message = {"message_id": 1, "date": 1, "chat": chat.as_json(), "text": "x"}
        for data in (f"u:{one.id}", "u", "l:1", "r", "z", "junk"):
            if chat is group and data in {"l:1", "r", "junk"}:
                continue
            world.forge(phone, message, data)
            assert (await answer_to(phone)).text
        assert not [one for one in chat.messages.values() if SECRET in one.get("text", "")]


async def test_not_by_an_answer_to_a_question(world: World, news: Chat, stranger: Phone):
    one = await only(world, news.id)
    asked = {
        "text": "Which words?",
        "entities": [
            {
                "type": "text_link",
                "offset": 0,
                "length": 5,
                "url": f"https://t.me/x?start=u_{one.id}_q",
            }
        ],
    }
    message = {**(await stranger.ask("/start")), **asked}
    update: dict[str, Any] = {
        "message_id": 77,
        "date": 1,
        "from": stranger.person.user(),
        "chat": stranger.chat.as_json(),
        "text": "everything else",
        "reply_to_message": message,
    }
    world.telegram.world.updates.push("message", update)
    refused = await next_message(stranger)
    assert refused["text"].startswith("Only administrators")
    assert await only(world, news.id) == one


async def test_not_any_more_once_one_is_no_administrator(world: World, news: Chat):
    telegram = world.telegram.world
    listed = await world.reader.ask("/subscriptions")
    assert "News" in listed["text"]
    opened = await world.reader.tap(listed, f"News: {SECRET}")
    telegram.set_member(news, world.editor.person, "creator")
    telegram.set_member(news, world.reader.person, "member")
    await world.reader.press(opened, "Pause")
    assert (await answer_to(world.reader)).text.startswith("Only administrators")
    listed = await world.reader.ask("/subscriptions")
    assert "News" not in listed["text"] and "1 more chat is not shown" in listed["text"]
    opened = await world.editor.ask("/subscribe @morning_news")
    assert opened["text"].startswith("News (@morning_news) is subscribed already.")


async def test_a_group_shows_nothing_to_its_members(world: World, stranger: Phone):
    group = world.telegram.world.add_supergroup("Talk", world.reader.person, stranger.person)
    phone = posts_in(world, group)
    await phone.ask(f"/subscribe {SECRET}x")
    theirs = world.telegram.phone(stranger.person, group)
    refused = await theirs.ask("/subscribe")
    assert refused["text"].startswith("Only administrators of Talk")
    hint = await theirs.ask("/subscriptions")
    assert SECRET not in hint["text"]
    (link,) = [one for row in hint["reply_markup"]["inline_keyboard"] for one in row]
    await stranger.open_link(link["url"])
    assert (await next_message(stranger))["text"].startswith("Only administrators")


async def test_another_persons_private_chat_is_theirs(world: World, stranger: Phone):
    await world.reader.ask("/subscribe")
    one = await only(world, world.reader.person.id)
    shown = await stranger.ask("/start")
    for data in (f"u:{one.id}", f"u:{one.id}!x"):
        world.forge(stranger, shown, data)
        assert (await answer_to(stranger)).text.startswith("Only administrators")
    world.forge(stranger, shown, f"u:+{world.reader.person.id}")
    event = await stranger.heard()
    assert event.message is not None and "is subscribed" not in event.message["text"]
    assert await only(world, world.reader.person.id) == one


async def test_writing_in_the_name_of_a_channel_gives_no_rights(world: World, stranger: Phone):
    group = world.telegram.world.add_supergroup("Talk", world.reader.person, stranger.person)
    own = world.telegram.world.add_channel("Own", stranger.person)
    phone = world.telegram.phone(stranger.person, group)
    await phone.say("/subscribe", as_chat=own)
    assert (await next_message(phone))["text"].startswith("Only administrators of Talk")
