"""What people do: write, send files, press buttons, block the bot. Each makes its update."""

from typing import Any

from bot.playground.detect import find_entities
from bot.playground.entities import as_json, clean_text
from bot.playground.files import StoredFile
from bot.playground.records import (
    IN_CHAT,
    Chat,
    Event,
    Json,
    Member,
    Person,
    PressedButton,
)
from bot.playground.world import ANONYMOUS_BOT, CHANNEL_BOT, World


def say(
    world: World,
    person: Person,
    text: str,
    *,
    chat: Chat | None = None,
    reply_to: Json | None = None,
    thread: int = 0,
    as_chat: Chat | None = None,
) -> Json:
    """The person writes. Gives the message as the bot would see it.

    chat: their private one where left out. as_chat: in whose name, see send.
    Raises ValueError for text that cannot be sent.
    """
    text = clean_text(text).strip(" \n")
    if not text:
        raise ValueError("an empty message cannot be sent")
    if len(text) > 4096:
        raise ValueError("a message has at most 4096 characters")
    content: Json = {"text": text}
    entities = find_entities(text)
    if entities:
        content["entities"] = as_json(entities)
    return send(
        world, person, content, chat=chat, reply_to=reply_to, thread=thread, as_chat=as_chat
    )


def send_file(
    world: World,
    person: Person,
    file: StoredFile,
    *,
    caption: str = "",
    chat: Chat | None = None,
    reply_to: Json | None = None,
    thread: int = 0,
) -> Json:
    """The person sends a document or a photo. Gives the message."""
    content: Json = {}
    if file.kind == "photo":
        content["photo"] = file.as_photo()
    else:
        content["document"] = file.as_document()
    caption = clean_text(caption).strip(" \n")
    if caption:
        content["caption"] = caption
        entities = find_entities(caption)
        if entities:
            content["caption_entities"] = as_json(entities)
    return send(world, person, content, chat=chat, reply_to=reply_to, thread=thread)


def edit(world: World, person: Person, message: Json, text: str) -> Json:
    """The person changes what they wrote. Gives the new message."""
    chat = world.chats[message["chat"]["id"]]
    old = chat.messages[message["message_id"]]
    if old.get("from", {}).get("id") != person.id or "via_bot" in old:
        raise ValueError("only one's own messages can be edited")
    text = clean_text(text).strip(" \n")
    if not text:
        raise ValueError("an empty message cannot be sent")
    field = "text" if "text" in old else "caption"
    marks = "entities" if field == "text" else "caption_entities"
    new = {key: value for key, value in old.items() if key != marks}
    new |= {field: text, "edit_date": world.now()}
    entities = find_entities(text)
    if entities:
        new[marks] = as_json(entities)
    chat.messages[new["message_id"]] = new
    world.publish(Event("edit", chat.id, message=new, person_id=person.id))
    world.updates.push("edited_message", new)
    return new


def press(world: World, person: Person, message: Json, data: str) -> str:
    """The person presses the inline button with this callback data. Gives the query's id.

    Raises ValueError where the message shows no such button any more.
    """
    chat = world.chats[message["chat"]["id"]]
    shown = chat.messages.get(message["message_id"])
    buttons = [] if shown is None else keyboard_buttons(shown)
    if shown is None or not any(button.get("callback_data") == data for button in buttons):
        raise ValueError("the message has no such button")
    query_id = world.next_query_id()
    world.pressed[query_id] = PressedButton(
        person, chat, shown["message_id"], pressed_at=world.clock()
    )
    query: Json = {"id": query_id, "from": person.user()}
    inline_id = world.inline.id_of(chat.id, shown["message_id"])
    if inline_id:
        query["inline_message_id"] = inline_id
    else:
        query["message"] = shown
    query |= {"chat_instance": str(chat.id * 2654435761 % 2**63), "data": data}
    world.updates.push("callback_query", query)
    return query_id


def keyboard_buttons(message: Json) -> list[dict[str, Any]]:
    """All inline buttons of a message, row after row."""
    markup = message.get("reply_markup") or {}
    return [button for row in markup.get("inline_keyboard", ()) for button in row]


def set_blocked(world: World, person: Person, blocked: bool) -> None:
    """The person blocks the bot or lets it write again."""
    if person.blocked == blocked:
        return
    person.blocked = blocked
    chat = world.private_chat(person)
    standing = Member(world.bot, "kicked"), Member(world.bot, "member")
    new, old = standing if blocked else standing[::-1]
    world.tell_membership(chat, person, old, new)
    world.publish(Event("person", chat.id, person_id=person.id))


def set_language(world: World, person: Person, language_code: str) -> None:
    """The person changes the language of their app."""
    person.language_code = language_code
    world.publish(Event("person", person.id, person_id=person.id))


def clear(world: World, person: Person) -> None:
    """The person empties their chat with the bot, on both sides."""
    chat = world.private_chat(person)
    numbers = list(chat.messages)
    chat.messages.clear()
    for number in numbers:
        world.publish(Event("cleared", chat.id, message_id=number))


def send(
    world: World,
    person: Person,
    content: Json,
    *,
    chat: Chat | None = None,
    reply_to: Json | None = None,
    thread: int = 0,
    as_chat: Chat | None = None,
) -> Json:
    """The person sends a message that holds this. Gives it.

    as_chat: in whose name they write in a group, the group's own or that of a channel of theirs;
    that of an anonymous administrator is the group's where left out.
    Raises ValueError where they cannot write to the chat.
    """
    chat = chat or world.private_chat(person)
    _check_may_write(chat, person, thread)
    message: Json = {"message_id": chat.take_message_id()}
    message |= _sender(chat, person, as_chat)
    message |= {"chat": chat.as_json(), "date": world.now()}
    if thread:
        message |= {"message_thread_id": thread, "is_topic_message": True}
    if reply_to is not None:
        target = chat.messages.get(reply_to["message_id"])
        if target is None:
            raise ValueError("the message to reply to is gone")
        message["reply_to_message"] = without_reply(target)
    elif thread in chat.messages:
        # What is written in a topic answers the message that opened it.
        message["reply_to_message"] = chat.messages[thread]
    message |= content
    chat.messages[message["message_id"]] = message
    if chat.type == "private":
        person.started = True
    world.publish(Event("said", chat.id, message=message, person_id=person.id))
    if _reaches_bot(world, chat, message):
        world.updates.push("channel_post" if chat.type == "channel" else "message", message)
    return message


def _check_may_write(chat: Chat, person: Person, thread: int) -> None:
    name = person.first_name
    if person.deactivated:
        raise ValueError(f"{name} has no account any more")
    if chat.type == "private":
        if person.blocked:
            raise ValueError(f"{name} has blocked the bot and cannot write to it")
        return
    member = chat.members.get(person.id)
    if member is None or member.status not in IN_CHAT:
        raise ValueError(f"{name} is not a member of {chat.title}")
    if chat.type == "channel" and not member.may("can_post_messages"):
        raise ValueError(f"{name} may not post in {chat.title}")
    if member.status == "restricted" and "can_send_messages" not in member.rights:
        raise ValueError(f"{name} may not write in {chat.title}")
    if chat.migrated_to or chat.deleted:
        raise ValueError(f"{chat.title} is no more")
    if thread and thread not in chat.threads:
        raise ValueError(f"{chat.title} has no topic {thread}")
    if thread in chat.closed_threads and not member.may("can_manage_topics"):
        raise ValueError(f"the topic {chat.threads[thread]} is closed")


def _sender(chat: Chat, person: Person, as_chat: Chat | None) -> Json:
    """The fields that say from whom a message is."""
    if chat.type == "channel":
        return {"sender_chat": chat.as_json()}
    member = chat.members.get(person.id)
    if as_chat is None and member is not None and member.is_anonymous:
        as_chat = chat
    if as_chat is None:
        return {"from": person.user()}
    standing = as_chat.members.get(person.id)
    if standing is None or standing.status not in {"creator", "administrator"}:
        raise ValueError(f"{person.first_name} may not write as {as_chat.title}")
    bot = ANONYMOUS_BOT if as_chat is chat else CHANNEL_BOT
    return {"from": bot, "sender_chat": as_chat.as_json()}


def without_reply(message: Json) -> Json:
    """A message as it is quoted: without the one it replies to itself."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def _reaches_bot(world: World, chat: Chat, message: Json) -> bool:
    """Whether privacy mode lets the bot see a message.

    In groups a bot that is no administrator sees commands, answers to itself, mentions and what
    was sent via it.
    """
    if chat.type == "private":
        return True
    member = chat.members.get(world.bot["id"])
    if member is None or member.status not in IN_CHAT:
        return False
    if member.status == "administrator" or "via_bot" in message:
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("id") == world.bot["id"]:
        return True
    text = message.get("text") or message.get("caption") or ""
    name = f"@{world.bot['username']}".lower()
    if text.startswith("/"):
        command = text.split(maxsplit=1)[0].lower()
        return "@" not in command or command.endswith(name)
    return name in text.lower()
