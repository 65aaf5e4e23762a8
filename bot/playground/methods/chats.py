"""Methods that tell about chats and their members."""

from typing import Any

from bot.playground.access import Access, find_chat, read_user
from bot.playground.errors import bad_request
from bot.playground.params import Params
from bot.playground.records import IN_CHAT, PERMISSIONS, Chat, Json, Member
from bot.playground.world import ANONYMOUS_BOT, CHANNEL_BOT, World

_MAX_REACTIONS = 11


def get_chat(world: World, params: Params) -> Json:
    """getChat."""
    chat = find_chat(world, params, Access.READ)
    body = chat.as_json() | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": _MAX_REACTIONS,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    username = chat.username if chat.person is None else chat.person.username
    if username:
        body["active_usernames"] = [username]
    if chat.type in {"group", "supergroup"}:
        body["permissions"] = {name: name in chat.permissions for name in PERMISSIONS}
    return body


def get_chat_member(world: World, params: Params) -> Json:
    """getChatMember."""
    user_id = read_user(world, params)
    access = Access.READ if user_id == world.bot["id"] else Access.READ_MEMBERS
    chat = find_chat(world, params, access)
    if user_id != world.bot["id"]:
        _check_members_seen(world, chat)
    member = _members(world, chat).get(user_id)
    if member is None:
        member = Member(_user(world, user_id), "left")
    return member.as_json(chat.type)


def _check_members_seen(world: World, chat: Chat) -> None:
    """Only its administrators see who is in a channel. Raises ApiError."""
    bot = chat.members.get(world.bot["id"])
    if chat.type == "channel" and (bot is None or bot.status != "administrator"):
        raise bad_request("Member list is inaccessible")


def _user(world: World, user_id: int) -> Json:
    for bot in (world.bot, ANONYMOUS_BOT, CHANNEL_BOT):
        # The last two only lend messages their names: known everywhere, members nowhere.
        if bot["id"] == user_id:
            return bot
    person = world.people.get(user_id)
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return person.user()


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """getChatAdministrators. Telegram leaves other bots out; there are none here."""
    chat = find_chat(world, params, Access.READ_MEMBERS)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    _check_members_seen(world, chat)
    return [
        member.as_json(chat.type)
        for member in chat.members.values()
        if member.status in {"creator", "administrator"}
    ]


def get_chat_member_count(world: World, params: Params) -> int:
    """getChatMemberCount."""
    chat = find_chat(world, params, Access.READ_MEMBERS)
    return sum(member.status in IN_CHAT for member in _members(world, chat).values())


def leave_chat(world: World, params: Params) -> bool:
    """leaveChat."""
    chat = find_chat(world, params, Access.READ)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    old = chat.members.get(world.bot["id"])
    if old is None or old.status not in IN_CHAT:
        return True
    new = Member(world.bot, "left")
    chat.members[world.bot["id"]] = new
    world.tell_membership(chat, world.bot, old, new)
    if chat.type == "group":
        world.serve_removal(chat, world.bot)
    return True


def _members(world: World, chat: Chat) -> dict[int, Member]:
    if chat.person is None:
        return chat.members
    return {chat.id: Member(chat.person.user()), world.bot["id"]: Member(world.bot)}


HANDLERS: dict[str, tuple[Any, str]] = {
    "getChat": (get_chat, "chat_id"),
    "getChatMember": (get_chat_member, "chat_id user_id"),
    "getChatAdministrators": (get_chat_administrators, "chat_id"),
    "getChatMemberCount": (get_chat_member_count, "chat_id"),
    "leaveChat": (leave_chat, "chat_id"),
}
