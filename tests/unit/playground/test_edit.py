"""Changing and deleting messages, and answering pressed buttons."""

from typing import Any

import pytest

from bot.playground import Person, World, people
from bot.playground.api import BotApi

from .conftest import Clock, Refusal

Json = dict[str, Any]
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
KEYBOARD = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


@pytest.fixture
async def sent(api: BotApi, reader: Person) -> Json:
    message: Json = await api.call(
        "sendMessage", {"chat_id": reader.id, "text": "before", "reply_markup": KEYBOARD}
    )
    return message


def at(message: Json, **params: Any) -> Json:
    return {"chat_id": message["chat"]["id"], "message_id": message["message_id"], **params}


async def test_text_is_changed_and_the_keyboard_goes(
    api: BotApi, world: World, reader: Person, sent: Json, clock: Clock
) -> None:
    clock.seconds += 5
    changed = await api.call("editMessageText", at(sent, text="<i>after</i>", parse_mode="HTML"))
    expected = {key: value for key, value in sent.items() if key != "reply_markup"}
    expected |= {
        "text": "after",
        "entities": [{"offset": 0, "length": 5, "type": "italic"}],
        "edit_date": int(clock.seconds),
    }
    assert changed == expected
    assert sent["text"] == "before"
    assert world.private_chat(reader).messages == {1: changed}


async def test_nothing_changed_is_refused(api: BotApi, refusal: Refusal, sent: Json) -> None:
    same = at(sent, text="before", reply_markup=KEYBOARD)
    assert await refusal("editMessageText", **same) == NOT_MODIFIED
    assert await refusal("editMessageReplyMarkup", **at(sent, reply_markup=KEYBOARD)) == (
        NOT_MODIFIED
    )
    assert (await api.call("editMessageText", at(sent, text="before")))["text"] == "before"


async def test_the_keyboard_alone_is_changed(api: BotApi, sent: Json) -> None:
    other = {"inline_keyboard": [[{"text": "Stop", "callback_data": "stop"}]]}
    changed = await api.call("editMessageReplyMarkup", at(sent, reply_markup=other))
    assert (changed["text"], changed["reply_markup"]) == ("before", other)
    bare = await api.call("editMessageReplyMarkup", at(sent))
    assert "reply_markup" not in bare


async def test_what_cannot_be_edited(
    api: BotApi, refusal: Refusal, world: World, reader: Person, sent: Json
) -> None:
    own = people.say(world, reader, "mine")
    missing = sent | {"message_id": 99}
    for method, message, params, reason in (
        ("editMessageText", own, {"text": "x"}, "message can't be edited"),
        ("editMessageText", missing, {"text": "x"}, "message to edit not found"),
        ("editMessageCaption", sent, {"caption": "x"},
         "there is no caption in the message to edit"),
        ("editMessageText", sent, {"text": "x", "reply_markup": {"force_reply": True}},
         "inline keyboard expected"),
        ("editMessageText", sent, {"text": ""}, "message text is empty"),
    ):  # fmt: skip
        assert await refusal(method, **at(message, **params)) == f"Bad Request: {reason}"
    assert await refusal("editMessageText", text="x") == (
        "Bad Request: message identifier is not specified"
    )


async def test_a_message_is_deleted_once(
    api: BotApi, refusal: Refusal, world: World, reader: Person, sent: Json
) -> None:
    assert await api.call("deleteMessage", at(sent)) is True
    assert world.private_chat(reader).messages == {}
    assert await refusal("deleteMessage", **at(sent)) == (
        "Bad Request: message to delete not found"
    )


async def test_a_bot_deletes_what_it_may(
    api: BotApi, refusal: Refusal, world: World, reader: Person, sent: Json, clock: Clock
) -> None:
    private = people.say(world, reader, "x")
    assert await api.call("deleteMessage", at(private)) is True
    group = world.add_group("Newsroom", reader)
    theirs = people.say(world, reader, "/x", chat=group)
    forbidden = "Bad Request: message can't be deleted for everyone"
    assert await refusal("deleteMessage", **at(theirs)) == forbidden
    world.set_bot_status(group, "administrator", by=reader)
    assert await api.call("deleteMessage", at(theirs)) is True
    clock.seconds += 48 * 3600
    assert await refusal("deleteMessage", **at(sent)) == forbidden


async def test_many_messages_are_deleted_and_missing_ones_passed_over(
    api: BotApi, refusal: Refusal, world: World, reader: Person, sent: Json
) -> None:
    other = await api.call("sendMessage", {"chat_id": reader.id, "text": "x"})
    numbers = [sent["message_id"], other["message_id"], 99, sent["message_id"]]
    assert await api.call("deleteMessages", {"chat_id": reader.id, "message_ids": numbers}) is True
    assert world.private_chat(reader).messages == {}
    for wrong, reason in (
        ([], "message identifiers are not specified"),
        ("{", "can't parse message_ids JSON object"),
        ({}, "expected an Array of message identifiers"),
        ([0], "invalid message identifier specified"),
        (["x"], "can't parse message identifier as a Number"),
        ([None], "message identifier must be a Number"),
        (list(range(1, 102)), "too many message identifiers specified"),
    ):
        refused = await refusal("deleteMessages", chat_id=reader.id, message_ids=wrong)
        assert refused == f"Bad Request: {reason}"


async def test_a_pressed_button_is_answered_once(
    api: BotApi, refusal: Refusal, world: World, reader: Person, sent: Json
) -> None:
    query = people.press(world, reader, sent, "go")
    assert await api.call("answerCallbackQuery", {"callback_query_id": query, "text": "ok"})
    assert await refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD
    assert await refusal("answerCallbackQuery", callback_query_id="1") == TOO_OLD


async def test_a_pressed_button_cannot_be_answered_late(
    refusal: Refusal, world: World, reader: Person, sent: Json, clock: Clock
) -> None:
    query = people.press(world, reader, sent, "go")
    clock.seconds += 31
    assert await refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD


async def test_an_answer_has_at_most_200_characters(
    refusal: Refusal, world: World, reader: Person, sent: Json
) -> None:
    query = people.press(world, reader, sent, "go")
    refused = await refusal("answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert refused == "Bad Request: MESSAGE_TOO_LONG"


async def test_actions(api: BotApi, refusal: Refusal, reader: Person) -> None:
    assert await api.call("sendChatAction", {"chat_id": reader.id, "action": "typing"}) is True
    assert await refusal("sendChatAction", chat_id=reader.id, action="sing") == (
        "Bad Request: wrong parameter action in request"
    )
    reader.blocked = True
    assert await refusal("sendChatAction", chat_id=reader.id, action="typing") == (
        "Forbidden: bot was blocked by the user"
    )
