"""Chats and members, and what the bot hears of them."""

from typing import Any

from bot.playground import Person, World, people
from bot.playground.api import BotApi

from .conftest import Refusal


async def updates(api: BotApi, offset: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await api.call("getUpdates", {"offset": offset})
    return found


async def test_members_of_a_group(
    api: BotApi, refusal: Refusal, world: World, reader: Person
) -> None:
    owner = world.add_person("Owner")
    group = world.add_supergroup("Talk", owner, reader, username="talk_kg", bot="administrator")
    outside = world.add_person("Marat")

    async def status(person_id: int) -> str:
        member = await api.call("getChatMember", {"chat_id": "@talk_kg", "user_id": person_id})
        return str(member["status"])

    assert await status(owner.id) == "creator"
    assert await status(reader.id) == "member"
    assert await status(outside.id) == "left"
    assert await status(world.bot["id"]) == "administrator"
    assert await api.call("getChatMemberCount", {"chat_id": group.id}) == 3
    administrators = await api.call("getChatAdministrators", {"chat_id": group.id})
    assert [a["user"]["id"] for a in administrators] == [owner.id, world.bot["id"]]
    chat = await api.call("getChat", {"chat_id": group.id})
    assert (chat["title"], chat["active_usernames"]) == ("Talk", ["talk_kg"])
    refused = await refusal("getChatMember", chat_id=group.id, user_id=404)
    assert refused == "Bad Request: PARTICIPANT_ID_INVALID"
    refused = await refusal("getChatMember", chat_id=group.id)
    assert refused == "Bad Request: invalid user_id specified"


async def test_a_private_chat_has_no_administrators(
    api: BotApi, refusal: Refusal, reader: Person
) -> None:
    assert await refusal("getChatAdministrators", chat_id=reader.id) == (
        "Bad Request: there are no administrators in the private chat"
    )
    assert await api.call("getChatMemberCount", {"chat_id": reader.id}) == 2
    assert (await api.call("getChat", {"chat_id": reader.id}))["type"] == "private"


async def test_blocking_is_heard_once(api: BotApi, world: World, reader: Person) -> None:
    people.set_blocked(world, reader, True)
    people.set_blocked(world, reader, True)
    people.set_blocked(world, reader, False)
    blocked, unblocked = await updates(api)
    change = blocked["my_chat_member"]
    assert change["old_chat_member"] == {"user": world.bot, "status": "member"}
    assert change["new_chat_member"] == {
        "user": world.bot, "status": "kicked", "until_date": 0,
    }  # fmt: skip
    assert change["from"]["id"] == change["chat"]["id"] == reader.id
    assert unblocked["my_chat_member"]["new_chat_member"]["status"] == "member"


async def test_being_added_and_removed_is_heard(api: BotApi, world: World, reader: Person) -> None:
    group = world.add_group("Newsroom", reader, bot="left")
    for status in ("member", "administrator", "kicked"):
        world.set_bot_status(group, status, by=reader)
    heard = await updates(api)
    changes = [update["my_chat_member"] for update in heard if "my_chat_member" in update]
    assert [c["old_chat_member"]["status"] for c in changes] == [
        "left", "member", "administrator",
    ]  # fmt: skip
    added, removed = (update["message"] for update in heard if "message" in update)
    assert added["new_chat_members"] == [world.bot]
    assert removed["left_chat_member"] == world.bot
    assert changes[1]["new_chat_member"]["can_delete_messages"] is True


async def test_members_are_heard_of_only_where_asked_for(
    api: BotApi, world: World, reader: Person
) -> None:
    group = world.add_group("Newsroom", reader)
    world.set_member(group, world.add_person("Marat"))
    assert await updates(api) == []
    await api.call("getUpdates", {"allowed_updates": ["chat_member"]})
    world.set_member(group, world.add_person("Asel"))
    (update,) = await updates(api)
    assert update["chat_member"]["new_chat_member"]["user"]["first_name"] == "Asel"


async def test_privacy_in_groups(api: BotApi, world: World, reader: Person) -> None:
    group = world.add_group("Newsroom", reader)
    asked = await api.call("sendMessage", {"chat_id": group.id, "text": "yes?"})
    for text in ("hello", "/latest", "/latest@caravan_bot x", "/latest@other_bot", "/", "a /b"):
        people.say(world, reader, text, chat=group)
    people.say(world, reader, "an answer", chat=group, reply_to=asked)
    people.say(world, reader, "ask @Caravan_Bot", chat=group)
    heard = [update["message"]["text"] for update in await updates(api)]
    assert heard == [
        "/latest", "/latest@caravan_bot x", "/", "an answer", "ask @Caravan_Bot",
    ]  # fmt: skip
    world.set_bot_status(group, "administrator", by=reader)
    people.say(world, reader, "hello", chat=group)
    (update,) = await updates(api, -1)
    assert update["message"]["text"] == "hello"


async def test_posts_of_a_channel_are_heard(api: BotApi, world: World, reader: Person) -> None:
    channel = world.add_channel("News", reader)
    people.say(world, reader, "a post", chat=channel)
    (update,) = await updates(api)
    assert update["channel_post"]["sender_chat"]["title"] == "News"


async def test_a_left_chat_is_closed(
    api: BotApi, refusal: Refusal, world: World, reader: Person
) -> None:
    group = world.add_group("Newsroom", reader)
    assert await api.call("leaveChat", {"chat_id": group.id}) is True
    assert await refusal("sendMessage", chat_id=group.id, text="x") == (
        "Forbidden: bot is not a member of the group chat"
    )
