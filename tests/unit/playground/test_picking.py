"""Keyboards under a chat, and Telegram's own choosers of chats and people."""

from typing import Any

import pytest

from bot.playground import Chat, Person, Phone, World
from bot.playground.api import BotApi

from .conftest import Refusal
from .test_chats import updates

Json = dict[str, Any]
POST = {"can_post_messages": True}
CHANNEL: Json = {
    "request_id": 7,
    "chat_is_channel": True,
    "user_administrator_rights": POST | {"can_promote_members": True},
    "bot_administrator_rights": POST,
    "request_title": True,
    "request_username": True,
}
GROUP: Json = {"request_id": 8, "chat_is_channel": False, "bot_is_member": True}


@pytest.fixture
def phone(world: World, reader: Person) -> Phone:
    return Phone(world, reader)


async def show(api: BotApi, person: Person, *keys: Json | str, **more: Any) -> Json:
    markup = {"keyboard": [list(keys)], "resize_keyboard": True} | more
    message: Json = await api.call(
        "sendMessage", {"chat_id": person.id, "text": "Where?", "reply_markup": markup}
    )
    return message


async def test_a_keyboard_is_under_the_chat_until_it_is_removed(
    api: BotApi, world: World, phone: Phone, reader: Person
) -> None:
    message = await show(api, reader, "Here", {"text": "There"})
    assert "reply_markup" not in message
    assert phone.keys == [{"text": "Here"}, {"text": "There"}]
    said = await phone.press_key("There")
    assert said["text"] == "There"
    assert phone.keys != []
    place = {"chat_id": reader.id, "text": "x", "reply_markup": {"remove_keyboard": True}}
    await api.call("sendMessage", place)
    assert phone.keys == []
    with pytest.raises(ValueError, match="no key 'There'"):
        await phone.press_key("There")
    assert world.complaints == []


async def test_a_keyboard_for_one_time_goes_with_its_use(
    api: BotApi, phone: Phone, reader: Person
) -> None:
    await show(api, reader, "Here", one_time_keyboard=True)
    await phone.press_key("Here")
    assert phone.keys == []


async def test_picking_a_channel_adds_the_bot_and_tells_it(
    api: BotApi, world: World, phone: Phone, reader: Person
) -> None:
    channel = world.add_channel("News", reader, username="news_kg", bot="left")
    await show(api, reader, {"text": "Channel", "request_chat": CHANNEL})
    said = await phone.pick_chat("Channel", channel)
    added, shared = await updates(api)
    member = added["my_chat_member"]["new_chat_member"]
    assert (member["status"], member["can_post_messages"]) == ("administrator", True)
    assert member["can_edit_messages"] is False
    assert added["my_chat_member"]["from"]["id"] == reader.id
    assert shared["message"] == said
    assert said["chat_shared"] == {
        "chat_id": channel.id, "title": "News", "username": "news_kg", "request_id": 7,
    }  # fmt: skip
    assert (await api.call("sendMessage", {"chat_id": channel.id, "text": "x"}))["text"] == "x"
    assert world.complaints == []


async def test_a_bot_that_is_there_with_the_rights_is_left_as_it_is(
    api: BotApi, world: World, phone: Phone, reader: Person
) -> None:
    channel = world.add_channel("News", reader)
    await show(api, reader, {"text": "Channel", "request_chat": CHANNEL})
    await phone.pick_chat("Channel", channel)
    (update,) = await updates(api)
    assert "chat_shared" in update["message"]


async def test_a_right_that_is_missing_is_added_to_those_it_has(
    api: BotApi, world: World, phone: Phone, reader: Person
) -> None:
    channel = world.add_channel("News", reader)
    edits = frozenset({"can_edit_messages"})
    world.set_bot_status(channel, "administrator", by=reader, rights=edits)
    await show(api, reader, {"text": "Channel", "request_chat": CHANNEL})
    await phone.pick_chat("Channel", channel)
    bot = channel.members[world.bot["id"]]
    assert bot.rights == {"can_edit_messages", "can_post_messages", "can_manage_chat"}


async def test_picking_a_group_adds_the_bot_as_a_member(
    api: BotApi, world: World, phone: Phone, reader: Person
) -> None:
    group = world.add_group("Newsroom", reader, bot="left")
    await show(api, reader, {"text": "Group", "request_chat": GROUP})
    said = await phone.pick_chat("Group", group)
    assert said["chat_shared"] == {"chat_id": group.id, "request_id": 8}
    added, greeting, shared = await updates(api)
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert greeting["message"]["new_chat_members"] == [world.bot]
    assert shared["message"] == said


async def test_an_app_does_not_offer_what_the_key_does_not_ask_for(
    api: BotApi, world: World, phone: Phone, reader: Person
) -> None:
    owner = world.add_person("Owner")
    helper = world.add_channel("Helped", owner, reader, bot="left")
    world.set_member(helper, reader, "administrator", frozenset({"can_post_messages"}))
    forum = world.add_supergroup("Forum", reader, forum=True)
    cases: list[tuple[Json, Chat, str]] = [
        (CHANNEL, world.add_group("Group", reader), "is no channel"),
        (CHANNEL, world.add_channel("Foreign", owner), "not a member"),
        (CHANNEL, helper, "lacks the right can_promote_members"),
        (CHANNEL | {"user_administrator_rights": POST}, helper, "may not promote"),
        (CHANNEL | {"chat_has_username": True}, world.add_channel("X", reader), "public"),
        (GROUP, world.add_channel("News", reader), "is no group or supergroup"),
        (GROUP | {"chat_is_forum": False}, forum, "forums"),
        (GROUP | {"chat_is_created": True}, world.add_group("Y", owner, reader), "own"),
    ]
    for wish, chat, reason in cases:
        await show(api, reader, {"text": "Chat", "request_chat": wish})
        with pytest.raises(ValueError, match=reason):
            await phone.pick_chat("Chat", chat)
    assert not any("chat_shared" in message for message in phone.messages)


async def test_people_are_picked(api: BotApi, world: World, phone: Phone, reader: Person) -> None:
    others = [world.add_person(name, username=name.lower()) for name in ("Marat", "Asel")]
    wish = {"request_id": 9, "max_quantity": 2, "request_name": True, "user_is_bot": False}
    await show(api, reader, {"text": "People", "request_users": wish})
    said = await phone.pick_users("People", *others)
    assert said["users_shared"] == {
        "user_ids": [other.id for other in others],
        "users": [
            {"user_id": others[0].id, "first_name": "Marat"},
            {"user_id": others[1].id, "first_name": "Asel"},
        ],
        "request_id": 9,
    }
    with pytest.raises(ValueError, match="1 to 2 people"):
        await phone.pick_users("People", *others, reader)


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ({"text": "a", "request_chat": {}},
         'can\'t parse keyboard button: Can\'t find field "request_id"'),
        ({"text": "a", "request_chat": 1},
         'can\'t parse keyboard button: Field "request_chat" must be of type Object'),
        ({"text": "a", "request_users": {"request_id": "x"}},
         'can\'t parse keyboard button: Field "request_id" must be a valid Number'),
        ({"text": "a", "web_app": {"url": "http://24.kg"}},
         "keyboard button Web App URL 'http://24.kg' is invalid: Only HTTPS links are allowed"),
    ],
)  # fmt: skip
async def test_wrong_keys_are_refused(
    refusal: Refusal, reader: Person, key: Json, reason: str
) -> None:
    markup = {"keyboard": [[key]]}
    refused = await refusal("sendMessage", chat_id=reader.id, text="x", reply_markup=markup)
    assert refused == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"request_chat": CHANNEL}, "chats can be requested in private chats only"),
        ({"request_users": {"request_id": 1}}, "users can be requested in private chats only"),
        ({"request_contact": True}, "phone number can be requested in private chats only"),
    ],
)
async def test_groups_and_channels_refuse_keys_that_ask(
    refusal: Refusal, world: World, reader: Person, wish: Json, reason: str
) -> None:
    markup = {"keyboard": [[{"text": "a"} | wish]]}
    group = world.add_group("Newsroom", reader)
    refused = await refusal("sendMessage", chat_id=group.id, text="x", reply_markup=markup)
    assert refused == f"Bad Request: {reason}"
    channel = world.add_channel("News", reader)
    refused = await refusal("sendMessage", chat_id=channel.id, text="x", reply_markup=markup)
    assert refused == "Bad Request: inline keyboard expected"


async def test_a_key_may_ask_no_more_of_the_bot_than_of_the_person(
    api: BotApi, world: World, reader: Person
) -> None:
    wish = CHANNEL | {"bot_administrator_rights": {"can_edit_messages": True}}
    await show(api, reader, {"text": "Channel", "request_chat": wish})
    assert world.complaints == [
        "a key asks for rights of the bot that it does not ask of the person"
    ]
