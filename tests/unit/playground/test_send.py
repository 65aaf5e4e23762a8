"""sendMessage: what the message becomes, and what is refused."""

from typing import Any

import pytest

from bot.playground import ApiError, Person, World
from bot.playground.api import BotApi

from .conftest import Clock, Refusal


async def send(api: BotApi, person: Person, text: str, **params: Any) -> dict[str, Any]:
    message: dict[str, Any] = await api.call(
        "sendMessage", {"chat_id": person.id, "text": text, **params}
    )
    return message


async def test_a_message_is_what_telegram_gives_back(
    api: BotApi, world: World, reader: Person, clock: Clock
) -> None:
    message = await send(api, reader, "Hello")
    assert message == {
        "message_id": 1,
        "from": {
            "id": 7000000001,
            "is_bot": True,
            "first_name": "Caravan",
            "username": "caravan_bot",
        },
        "chat": {"id": reader.id, "first_name": "Aida", "type": "private"},
        "date": int(clock.seconds),
        "text": "Hello",
    }
    assert world.private_chat(reader).messages == {1: message}
    assert world.complaints == []


async def test_method_names_know_no_case(api: BotApi, reader: Person) -> None:
    message = await api.call("SENDMESSAGE", {"chat_id": reader.id, "text": "x"})
    assert message["text"] == "x"


async def test_text_and_objects_mean_the_same_as_parameters(api: BotApi, reader: Person) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    as_objects = await send(api, reader, "x", reply_markup=keyboard)
    as_text = await api.call(
        "sendMessage",
        {
            "chat_id": str(reader.id),
            "text": "x",
            "reply_markup": '{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}',
        },
    )
    assert as_objects["reply_markup"] == as_text["reply_markup"] == keyboard


@pytest.mark.parametrize("mode", ["HTML", "html"])
async def test_html_is_parsed(api: BotApi, reader: Person, mode: str) -> None:
    message = await send(api, reader, "<b>a</b> &lt;", parse_mode=mode)
    assert message["text"] == "a <"
    assert message["entities"] == [{"offset": 0, "length": 1, "type": "bold"}]


async def test_markdown_v2_is_parsed(api: BotApi, reader: Person) -> None:
    message = await send(api, reader, r"*a* 1\.5", parse_mode="MarkdownV2")
    assert message["text"] == "a 1.5"


@pytest.mark.parametrize("mode", ["Markdown", "BBCode"])
async def test_other_modes_are_refused(refusal: Refusal, reader: Person, mode: str) -> None:
    refused = await refusal("sendMessage", chat_id=reader.id, text="*a*", parse_mode=mode)
    assert refused == "Bad Request: unsupported parse_mode"


async def test_entities_are_given_back_with_those_found(api: BotApi, reader: Person) -> None:
    message = await send(
        api, reader, "Rates: /rates 24.kg",
        entities=[
            {"type": "bold", "offset": 0, "length": 6},
            {"type": "text_link", "offset": 7, "length": 6, "url": "https://24.kg"},
        ],
    )  # fmt: skip
    assert message["entities"] == [
        {"offset": 0, "length": 6, "type": "bold"},
        {"offset": 7, "length": 6, "type": "text_link", "url": "https://24.kg/"},
        {"offset": 14, "length": 5, "type": "url"},
    ]


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        ("x", "can't parse MessageEntity: expected an Object"),
        ({"offset": 0, "length": 1}, 'can\'t parse MessageEntity: Can\'t find field "type"'),
        ({"type": "bold", "length": 1}, 'can\'t parse MessageEntity: Can\'t find field "offset"'),
        ({"type": "bold", "offset": None, "length": 1},
         'can\'t parse MessageEntity: Field "offset" must be a Number'),
        ({"type": "bold", "offset": 1.5, "length": 1},
         'can\'t parse MessageEntity: Field "offset" must be a valid Number'),
        ({"type": "", "offset": 0, "length": 1},
         "can't parse MessageEntity: Type is not specified"),
        ({"type": "marquee", "offset": 0, "length": 1},
         "can't parse MessageEntity: Unsupported type specified"),
        ({"type": "text_link", "offset": 0, "length": 1},
         'can\'t parse MessageEntity: Can\'t find field "url"'),
        ({"type": "text_link", "offset": 0, "length": 1, "url": "nowhere"},
         "entity URL 'nowhere' is invalid: Wrong HTTP URL"),
        ({"type": "custom_emoji", "offset": 0, "length": 1, "custom_emoji_id": "0"},
         "invalid custom emoji identifier specified"),
        ({"type": "date_time", "offset": 0, "length": 1, "unix_time": 0},
         "invalid date specified"),
        ({"type": "date_time", "offset": 0, "length": 1, "unix_time": 1, "date_time_format": "q"},
         "can't parse MessageEntity: Invalid date-time format specified"),
    ],
)  # fmt: skip
async def test_wrong_entities_are_refused(
    refusal: Refusal, reader: Person, entity: object, reason: str
) -> None:
    refused = await refusal("sendMessage", chat_id=reader.id, text="x", entities=[entity])
    assert refused == f"Bad Request: {reason}"


async def test_of_many_entities_the_first_hundred_are_kept(
    api: BotApi, world: World, reader: Person
) -> None:
    entities = [{"type": "bold", "offset": 2 * i, "length": 1} for i in range(101)]
    message = await send(api, reader, "a " * 100 + "a", entities=entities)
    assert len(message["entities"]) == 100
    assert world.complaints == ["101 entities; Telegram keeps the first 100"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "message text is empty"),
        (" \n", "text must be non-empty"),
        ("x" * 4097, "message is too long"),
        ("x" * 32769, "text is too long"),
        ("a\udc80", "strings must be encoded in UTF-8"),
    ],
)
async def test_text_of_a_wrong_length_is_refused(
    refusal: Refusal, reader: Person, text: str, reason: str
) -> None:
    assert await refusal("sendMessage", chat_id=reader.id, text=text) == f"Bad Request: {reason}"


async def test_the_limit_counts_text_without_its_markup(api: BotApi, reader: Person) -> None:
    markup = "<b>&lt;</b>" * 2048 + "y" * 2048
    message = await send(api, reader, markup, parse_mode="HTML")
    assert len(message["text"]) == 4096


@pytest.mark.parametrize("text", ["  x", "a\tb", "a\r\nb"])
async def test_text_that_telegram_repairs_is_complained_of(
    api: BotApi, world: World, reader: Person, text: str
) -> None:
    await send(api, reader, text)
    assert len(world.complaints) == 1


async def test_a_loose_world_does_not_complain(reader: Person, world: World, api: BotApi) -> None:
    world.strict = False
    await send(api, reader, " x\t", no_such_parameter="1")
    assert world.complaints == []


async def test_unknown_parameters_and_nulls_are_complained_of(
    api: BotApi, world: World, reader: Person
) -> None:
    await send(api, reader, "x", disable_preview=True)
    with pytest.raises(ApiError):
        await send(api, reader, "x", parse_mode=None)
    assert world.complaints == [
        "sendMessage has no parameter 'disable_preview'",
        "sendMessage was given a null, which Telegram takes for text",
    ]


@pytest.mark.parametrize(
    ("chat_id", "reason"),
    [
        ("", "chat_id is empty"),
        (404, "chat not found"),
        ("404", "chat not found"),
        ("@nowhere", "chat not found"),
        ("Aida", "chat not found"),
    ],
)
async def test_unknown_chats_are_refused(refusal: Refusal, chat_id: object, reason: str) -> None:
    assert await refusal("sendMessage", chat_id=chat_id, text="x") == f"Bad Request: {reason}"


async def test_somebody_who_never_wrote_cannot_be_written_to(
    refusal: Refusal, world: World
) -> None:
    stranger = world.add_person("Marat")
    refused = await refusal("sendMessage", chat_id=stranger.id, text="x")
    assert refused == "Bad Request: chat not found"
    world.add_group("Newsroom", stranger)
    refused = await refusal("sendMessage", chat_id=stranger.id, text="x")
    assert refused == "Forbidden: bot can't initiate conversation with a user"


async def test_somebody_who_blocked_the_bot_cannot_be_written_to(
    refusal: Refusal, reader: Person
) -> None:
    reader.blocked = True
    refused = await refusal("sendMessage", chat_id=reader.id, text="x")
    assert refused == "Forbidden: bot was blocked by the user"


async def test_groups_and_channels_refuse_a_bot_that_is_not_there(
    refusal: Refusal, world: World, reader: Person
) -> None:
    group = world.add_group("Newsroom", reader, bot="left")
    channel = world.add_channel("News", reader, username="news_kg", bot="left")
    supergroup = world.add_supergroup("Talk", reader)
    world.set_bot_status(supergroup, "kicked", by=reader)
    for chat, reason in (
        (group, "bot is not a member of the group chat"),
        (channel, "bot is not a member of the channel chat"),
        (supergroup, "bot was kicked from the supergroup chat"),
    ):
        refused = await refusal("sendMessage", chat_id=chat.id, text="x")
        assert refused == f"Forbidden: {reason}"


async def test_a_channel_takes_posts_of_administrators_only(
    api: BotApi, refusal: Refusal, world: World, reader: Person
) -> None:
    channel = world.add_channel("News", reader, username="news_kg")
    post = await api.call("sendMessage", {"chat_id": "@News_KG", "text": "x"})
    assert post["sender_chat"] == post["chat"] == channel.as_json()
    assert "from" not in post
    world.set_bot_status(channel, "member", by=reader)
    refused = await refusal("sendMessage", chat_id=channel.id, text="x")
    assert refused == "Bad Request: need administrator rights in the channel chat"


async def test_topics_of_a_forum(
    api: BotApi, refusal: Refusal, world: World, reader: Person
) -> None:
    forum = world.add_supergroup("Talk", reader, forum=True)
    thread = world.add_thread(forum, "Rates")
    message = await api.call(
        "sendMessage", {"chat_id": forum.id, "text": "x", "message_thread_id": thread}
    )
    assert (message["message_thread_id"], message["is_topic_message"]) == (thread, True)
    refused = await refusal("sendMessage", chat_id=forum.id, text="x", message_thread_id=99)
    assert refused == "Bad Request: message thread not found"


async def test_replies(api: BotApi, refusal: Refusal, reader: Person) -> None:
    first = await send(api, reader, "first")
    for wish in (
        {"reply_parameters": {"message_id": first["message_id"]}},
        {"reply_to_message_id": str(first["message_id"])},
    ):
        reply = await send(api, reader, "second", **wish)
        assert reply["reply_to_message"] == first
    nested = await send(api, reader, "third", reply_parameters={"message_id": reply["message_id"]})
    assert "reply_to_message" not in nested["reply_to_message"]
    refused = await refusal(
        "sendMessage", chat_id=reader.id, text="x", reply_parameters={"message_id": 99}
    )
    assert refused == "Bad Request: message to be replied not found"
    lenient = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await send(api, reader, "x", reply_parameters=lenient)


async def test_a_quote_is_part_of_the_message(
    api: BotApi, refusal: Refusal, world: World, reader: Person
) -> None:
    first = await send(api, reader, "one two three")
    wish = {"message_id": first["message_id"], "quote": "two", "quote_position": 4}
    reply = await send(api, reader, "x", reply_parameters=wish)
    assert reply["quote"] == {"text": "two", "position": 4, "is_manual": True}
    refused = await refusal(
        "sendMessage", chat_id=reader.id, text="x", reply_parameters=wish | {"quote": "four"}
    )
    assert refused == "Bad Request: QUOTE_TEXT_INVALID"
    assert world.complaints == []
    await send(api, reader, "x", reply_parameters=wish | {"quote_parse_mode": "HTML"})
    assert world.complaints == ["the marks of a quote are not kept by this server"]


async def test_a_chat_may_be_made_to_forget(api: BotApi, world: World, reader: Person) -> None:
    world.messages_kept = 2
    for text in "abc":
        await send(api, reader, text)
    shown = world.private_chat(reader).messages.values()
    assert [message["text"] for message in shown] == ["b", "c"]
