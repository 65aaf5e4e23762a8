"""What the demo's page asks about groups, channels and the keys under a chat."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.playground import Person, Playground, add_demo_chats

Json = dict[str, Any]
PATIENCE = 10  # seconds


@pytest.fixture
async def telegram() -> AsyncIterator[Playground]:
    async with Playground() as running:
        yield running


@pytest.fixture
def reader(telegram: Playground) -> Person:
    person = telegram.world.add_person("Aida", language_code="en", started=True)
    telegram.show(person)
    return person


@pytest.fixture
async def http(telegram: Playground) -> AsyncIterator[aiohttp.ClientSession]:
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(telegram.url, timeout=timeout) as session:
        yield session


async def post(http: aiohttp.ClientSession, name: str, **values: Any) -> Json:
    async with http.post(f"/page/{name}", json=values) as answer:
        body: Json = await answer.json()
        return body


async def test_the_demo_has_a_channel_and_a_group(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    other = telegram.world.add_person("Marat")
    channel, group = add_demo_chats(telegram, reader, other)
    assert await telegram.api.call("getUpdates", {}) == []
    post_ = await telegram.api.call("sendMessage", {"chat_id": "@caravan_daily", "text": "News"})
    owner = {"chat_id": "@caravan_daily", "user_id": reader.id}
    assert (await telegram.api.call("getChatMember", owner))["status"] == "creator"
    async with http.get("/page/state") as answer:
        _, shown_channel, shown_group = (await answer.json())["people"]
    assert (shown_channel["id"], shown_channel["role"], shown_channel["viewer"]) == (
        channel.id, "channel", "Aida",
    )  # fmt: skip
    assert shown_channel["messages"] == [post_ | {"out": False}]
    assert (shown_group["id"], shown_group["role"]) == (group.id, "group")
    said = await post(http, "say", person=group.id, text="/latest@caravan_bot")
    assert said["message"]["chat"]["id"] == group.id
    assert list(group.messages.values())[-1]["text"] == "/latest@caravan_bot"


async def test_keys_are_pressed_and_chats_offered_and_picked(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    channel, _ = add_demo_chats(telegram, reader)
    telegram.world.add_channel("Foreign", telegram.world.add_person("Marat"))
    wish = {"request_id": 1, "chat_is_channel": True}
    markup = {"keyboard": [[{"text": "Channel", "request_chat": wish}, "No"]]}
    values = {"chat_id": reader.id, "text": "Where?", "reply_markup": markup}
    async with http.get("/page/events") as events:
        await telegram.api.call("sendMessage", values)
        lines = b""
        while b'"keyboard"' not in lines:
            lines = await events.content.readline()
    assert b'"text":"Channel"' in lines
    offers = await post(http, "offers", person=reader.id, text="Channel")
    assert [chat["id"] for chat in offers["chats"]] == [channel.id]
    assert (await post(http, "offers", person=reader.id, text="No"))["chats"] == []
    picked = await post(http, "pick", person=reader.id, text="Channel", chat=channel.id)
    assert picked["message"]["chat_shared"]["chat_id"] == channel.id
    gone = await post(http, "pick", person=reader.id, text="Channel", chat=1)
    assert gone == {"ok": False, "error": "the chat is gone"}
    pressed = await post(http, "key", person=reader.id, text="No")
    assert (pressed["message"]["text"], pressed["message"]["out"]) == ("No", True)
    refused = await post(http, "key", person=reader.id, text="Maybe")
    assert refused["ok"] is False
