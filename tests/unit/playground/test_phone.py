"""A phone: what is said, heard and pressed."""

import asyncio
from typing import Any

import pytest

from bot.playground import Person, Phone, World
from bot.playground.api import BotApi

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Load", "callback_data": "load"}, {"text": "Site", "url": "https://24.kg"}]
    ]
}


@pytest.fixture
def phone(world: World, reader: Person) -> Phone:
    return Phone(world, reader)


async def send(api: BotApi, person: Person, **params: Any) -> dict[str, Any]:
    message: dict[str, Any] = await api.call(
        "sendMessage", {"chat_id": person.id, "text": "x", **params}
    )
    return message


async def test_a_message_carries_what_telegram_sends(
    api: BotApi, world: World, phone: Phone, reader: Person
) -> None:
    reader.is_premium = True
    said = await phone.say("  /load@caravan_bot 24.kg ")
    (update,) = await api.call("getUpdates", {})
    assert update["message"] == said
    assert said == {
        "message_id": 1,
        "from": {
            "id": reader.id, "is_bot": False, "first_name": "Aida", "language_code": "en",
            "is_premium": True,
        },
        "chat": {"id": reader.id, "first_name": "Aida", "type": "private"},
        "date": world.now(),
        "text": "/load@caravan_bot 24.kg",
        "entities": [
            {"offset": 0, "length": 17, "type": "bot_command"},
            {"offset": 18, "length": 5, "type": "url"},
        ],
    }  # fmt: skip


async def test_who_writes_can_be_written_to(api: BotApi, world: World) -> None:
    newcomer = world.add_person("Marat")
    await Phone(world, newcomer).say("/start")
    assert (await send(api, newcomer))["text"] == "x"


async def test_documents_photos_and_replies(api: BotApi, phone: Phone) -> None:
    first = await phone.say("first")
    page = await phone.send_document("page.txt", b"abc", caption="/load x", reply_to=first)
    assert page["document"]["mime_type"] == "text/plain"
    assert page["document"]["file_size"] == 3
    assert page["caption_entities"] == [{"offset": 0, "length": 5, "type": "bot_command"}]
    assert page["reply_to_message"] == first
    photo = await phone.send_photo(b"\xff\xd8")
    assert photo["photo"][0]["file_size"] == 2
    heard = [update["message"] for update in await api.call("getUpdates", {})]
    assert heard == [first, page, photo] == phone.messages


async def test_an_edited_message_is_heard(api: BotApi, phone: Phone) -> None:
    said = await phone.say("a")
    changed = await phone.edit(said, "/b")
    assert (changed["text"], changed["entities"][0]["type"]) == ("/b", "bot_command")
    update = (await api.call("getUpdates", {}))[-1]
    assert update["edited_message"] == changed


async def test_events_come_in_order_and_once(api: BotApi, reader: Person, phone: Phone) -> None:
    sent = await send(api, reader)
    place = {"chat_id": reader.id, "message_id": sent["message_id"]}
    await api.call("sendChatAction", {"chat_id": reader.id, "action": "typing"})
    changed = await api.call("editMessageText", place | {"text": "y"})
    await api.call("deleteMessage", place)
    first = await phone.heard()
    second = await phone.heard()
    third = await phone.heard()
    assert (first.kind, first.message) == ("message", sent)
    assert (second.kind, second.message) == ("edit", changed)
    assert (third.kind, third.message_id) == ("delete", sent["message_id"])
    assert (await phone.heard(actions=True)).action == "typing"
    with pytest.raises(TimeoutError, match="nothing of that kind"):
        await phone.heard(timeout=0.01)


async def test_a_press_becomes_a_query(api: BotApi, reader: Person, phone: Phone) -> None:
    sent = await send(api, reader, reply_markup=KEYBOARD)
    query_id = await phone.press(sent, "Load")
    (update,) = await api.call("getUpdates", {})
    query = update["callback_query"]
    assert (query["id"], query["data"], query["message"]) == (query_id, "load", sent)
    assert query["from"]["id"] == reader.id
    assert await phone.press(sent, data="load") != query_id


async def test_only_buttons_that_are_there_can_be_pressed(
    api: BotApi, reader: Person, phone: Phone
) -> None:
    sent = await send(api, reader, reply_markup=KEYBOARD)
    with pytest.raises(AssertionError, match=r"no button 'Store' among \['Load', 'Site'\]"):
        await phone.press(sent, "Store")
    with pytest.raises(AssertionError, match="does not call the bot"):
        await phone.press(sent, "Site")
    await api.call("deleteMessage", {"chat_id": reader.id, "message_id": sent["message_id"]})
    with pytest.raises(AssertionError, match="no longer there"):
        await phone.press(sent, "Load")


async def test_a_tap_waits_for_the_answer_and_the_message(
    api: BotApi, world: World, reader: Person, phone: Phone
) -> None:
    sent = await send(api, reader, reply_markup=KEYBOARD)

    async def answer_at_once(push: dict[str, Any]) -> None:
        query = push["callback_query"]
        await api.call("editMessageText", {
            "chat_id": reader.id, "message_id": query["message"]["message_id"], "text": "loaded",
        })  # fmt: skip
        await api.call(
            "answerCallbackQuery",
            {"callback_query_id": query["id"], "text": "ok", "show_alert": True},
        )

    tapped = asyncio.create_task(phone.tap(sent, "Load"))
    (update,) = await api.call("getUpdates", {"timeout": 5})
    await answer_at_once(update)
    assert (await tapped)["text"] == "loaded"


async def test_asking_forgets_what_came_before(api: BotApi, reader: Person, phone: Phone) -> None:
    await send(api, reader, text="old news")
    asked = asyncio.create_task(phone.ask("/latest"))
    await api.call("getUpdates", {"timeout": 5})
    await send(api, reader, text="fresh news")
    assert (await asked)["text"] == "fresh news"


async def test_answers_reach_the_one_who_pressed(api: BotApi, world: World, reader: Person) -> None:
    other = world.add_person("Marat")
    group = world.add_group("Newsroom", reader, other)
    mine, theirs = Phone(world, reader, group), Phone(world, other, group)
    sent = await api.call(
        "sendMessage", {"chat_id": group.id, "text": "x", "reply_markup": KEYBOARD}
    )
    query_id = await mine.press(sent, "Load")
    await api.call("answerCallbackQuery", {"callback_query_id": query_id, "text": "ok"})
    assert [(await mine.heard()).kind, (await mine.heard()).text] == ["message", "ok"]
    assert (await theirs.heard()).kind == "message"
    with pytest.raises(TimeoutError):
        await theirs.heard(timeout=0.01)


async def test_who_blocked_the_bot_cannot_write(phone: Phone) -> None:
    phone.block()
    with pytest.raises(ValueError, match="has blocked the bot"):
        await phone.say("x")
    phone.unblock()
    await phone.say("x")


@pytest.mark.parametrize("text", ["", " \n", "x" * 4097])
async def test_what_cannot_be_said(phone: Phone, text: str) -> None:
    with pytest.raises(ValueError, match="message"):
        await phone.say(text)
