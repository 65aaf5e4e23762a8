"""Methods that tell about chats and their members."""

from typing import Any

from bot.playground.access import Access, find_chat, read_user
from bot.playground.errors import bad_request
from bot.playground.params import Params
from bot.playground.records import IN_CHAT, Chat, Json, Member
from bot.playground.world import World

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
        body["permissions"] = {
            "can_send_messages": True,
            "can_send_audios": True,
            "can_send_documents": True,
            "can_send_photos": True,
            "can_send_videos": True,
            "can_send_video_notes": True,
            "can_send_voice_notes": True,
            "can_send_polls": True,
            "can_send_other_messages": True,
            "can_add_web_page_previews": True,
            "can_change_info": False,
            "can_invite_users": True,
            "can_pin_messages": False,
            "can_manage_topics": False,
        }
    return body


def get_chat_member(world: World, params: Params) -> Json:
    """getChatMember."""
    user_id = read_user(world, params)
    access = Access.READ if user_id == world.bot["id"] else Access.READ_MEMBERS
    chat = find_chat(world, params, access)
    member = _members(world, chat).get(user_id)
    if member is None:
        person = world.people.get(user_id)
        if person is None:
            raise bad_request("PARTICIPANT_ID_INVALID")
        member = Member(person.user(), "left")
    return member.as_json(chat.type)


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """getChatAdministrators. Telegram leaves other bots out; there are none here."""
    chat = find_chat(world, params, Access.READ_MEMBERS)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
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
    if old is not None and old.status in IN_CHAT:
        chat.members[world.bot["id"]] = Member(world.bot, "left")
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
