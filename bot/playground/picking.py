"""What people do with the keyboard under a chat: press a key, choose a chat or people for the bot.

Which chats an app offers follows TDLib's RequestedDialogType.
"""

import contextlib

from bot.playground import people
from bot.playground.records import ADMIN_RIGHTS, ANONYMOUS, IN_CHAT, Chat, Json, Member, Person
from bot.playground.world import World


def press_key(world: World, person: Person, text: str) -> Json:
    """The person presses a key that says only its text. Gives the message that it sends."""
    key = find_key(world, person, text)
    if len(key) > 1:
        raise ValueError(f"the key asks for more than its text: {key}")
    return _send(world, person, {"text": text})


def pick_chat(world: World, person: Person, text: str, chat: Chat) -> Json:
    """The person presses the key that asks for a chat and chooses this one.

    The bot is added or promoted as the key asks, and then told of the choice. Gives the message.
    Raises ValueError for a chat that their app would not offer.
    """
    key = find_key(world, person, text)
    if "request_chat" not in key:
        raise ValueError(f"the key asks for no chat: {key}")
    wish: Json = key["request_chat"]
    _check_offered(wish, person, chat)
    _let_bot_in(world, wish, person, chat)
    shared: Json = {"chat_id": chat.id}
    if wish.get("request_title"):
        shared["title"] = chat.title
    if wish.get("request_username") and chat.username:
        shared["username"] = chat.username
    shared["request_id"] = wish["request_id"]
    return _send(world, person, {"chat_shared": shared})


def offered(world: World, person: Person, text: str) -> list[Chat]:
    """The chats that an app offers at the key with this text. Raises ValueError."""
    key = find_key(world, person, text)
    chats: list[Chat] = []
    if "request_chat" not in key:
        return chats
    for chat in world.chats.values():
        with contextlib.suppress(ValueError):
            _check_offered(key["request_chat"], person, chat)
            chats.append(chat)
    return chats


def pick_users(world: World, person: Person, text: str, *chosen: Person) -> Json:
    """The person presses the key that asks for people and chooses these. Gives the message."""
    key = find_key(world, person, text)
    if "request_users" not in key:
        raise ValueError(f"the key asks for no people: {key}")
    wish: Json = key["request_users"]
    if not 1 <= len(chosen) <= wish["max_quantity"]:
        raise ValueError(f"the key asks for 1 to {wish['max_quantity']} people")
    for other in chosen:
        if wish.get("user_is_bot"):
            raise ValueError(f"{other.first_name} is no bot")
        if wish.get("user_is_premium", other.is_premium) != other.is_premium:
            raise ValueError(f"the key does not offer {other.first_name}")
    shared: Json = {
        "user_ids": [other.id for other in chosen],
        "users": [_shared_user(wish, other) for other in chosen],
        "request_id": wish["request_id"],
    }
    return _send(world, person, {"users_shared": shared})


def find_key(world: World, person: Person, text: str) -> Json:
    """The key of the keyboard under the person's chat with the bot. Raises ValueError."""
    keyboard = world.private_chat(person).keyboard
    keys: list[Json] = [key for row in (keyboard or {}).get("keyboard", ()) for key in row]
    for key in keys:
        if key["text"] == text:
            return key
    raise ValueError(f"no key {text!r} among {[key['text'] for key in keys]}")


def _send(world: World, person: Person, content: Json) -> Json:
    chat = world.private_chat(person)
    if "text" in content:
        message = people.say(world, person, content["text"])
    else:
        message = people.send(world, person, content)
    if chat.keyboard is not None and chat.keyboard.get("one_time_keyboard"):
        world.show_keyboard(chat, None)
    return message


def _shared_user(wish: Json, other: Person) -> Json:
    body: Json = {"user_id": other.id}
    if wish.get("request_name"):
        body["first_name"] = other.first_name
        if other.last_name:
            body["last_name"] = other.last_name
    if wish.get("request_username") and other.username:
        body["username"] = other.username
    return body


def _check_offered(wish: Json, person: Person, chat: Chat) -> None:
    kinds = {"channel"} if wish["chat_is_channel"] else {"group", "supergroup"}
    member = chat.members.get(person.id, Member(person.user(), "left"))
    if chat.type not in kinds or chat.migrated_to or chat.deleted:
        raise ValueError(f"{chat.title} is no {' or '.join(sorted(kinds))}")
    if wish.get("chat_is_forum", chat.is_forum) != chat.is_forum and chat.type != "channel":
        raise ValueError("the key asks for forums, or for none")
    named = bool(chat.username)
    if wish.get("chat_has_username", named) != named:
        raise ValueError("the key asks for public chats, or for none")
    if member.status not in IN_CHAT:
        raise ValueError(f"{person.first_name} is not a member of {chat.title}")
    if wish.get("chat_is_created") and member.status != "creator":
        raise ValueError(f"{chat.title} is not {person.first_name}'s own")
    for right, asked in wish.get("user_administrator_rights", {}).items():
        if asked and right != ANONYMOUS and not member.may(right):
            raise ValueError(f"{person.first_name} lacks the right {right} in {chat.title}")


def _let_bot_in(world: World, wish: Json, person: Person, chat: Chat) -> None:
    """Add or promote the bot where it is less than the key asks for."""
    bot = chat.members.get(world.bot["id"], Member(world.bot, "left"))
    member = chat.members[person.id]
    asked = wish.get("bot_administrator_rights")
    if asked is not None:
        rights = frozenset(right for right in ADMIN_RIGHTS if asked.get(right))
        if all(bot.may(right) for right in rights) and bot.status == "administrator":
            return
        if not member.may("can_promote_members"):
            raise ValueError(f"{person.first_name} may not promote the bot in {chat.title}")
        # The right that every administrator has, and what it was granted before.
        granted = rights | {"can_manage_chat"}
        if bot.status == "administrator":
            granted |= bot.rights
        world.set_bot_status(chat, "administrator", by=person, rights=granted)
    elif wish.get("bot_is_member") and chat.type != "channel" and bot.status not in IN_CHAT:
        can_invite = "can_invite_users" in chat.permissions or member.may("can_invite_users")
        if not can_invite or bot.status == "kicked":
            raise ValueError(f"{person.first_name} may not add the bot to {chat.title}")
        world.set_bot_status(chat, "member", by=person)
