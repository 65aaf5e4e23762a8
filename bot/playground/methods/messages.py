"""Methods that write, change and delete messages, and the answers to pressed buttons."""

from typing import Any

from bot.playground.access import (
    Access,
    check_may_post,
    check_thread_open,
    find_chat,
    find_message,
    find_thread,
    read_message_ids,
    read_reply,
)
from bot.playground.content import read_caption, read_message_text
from bot.playground.errors import bad_request
from bot.playground.inline import is_inline_id
from bot.playground.keyboard import read_markup
from bot.playground.params import Params
from bot.playground.records import Chat, Event, Json
from bot.playground.world import World

CALLBACK_LIFETIME = 30.0  # seconds until a pressed button is too old to be answered; not documented
MAX_ANSWER = 200  # characters; Bot API, answerCallbackQuery
DELETABLE_FOR = 48 * 60 * 60  # seconds; Bot API, deleteMessage

_ACTIONS = frozenset(
    {
        "cancel", "typing", "record_video", "upload_video", "record_audio", "record_voice",
        "upload_audio", "upload_voice", "upload_photo", "upload_document", "choose_sticker",
        "pick_up_location", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip
_CONTENT = ("text", "entities", "caption", "caption_entities", "link_preview_options")
_MEDIA = ("photo", "document", "show_caption_above_media", "has_media_spoiler")


def send_message(world: World, params: Params) -> Json:
    """sendMessage."""
    content = read_message_text(world, params)
    return post(world, params, content)


def post(world: World, params: Params, content: Json, what: str = "text messages") -> Json:
    """Put a message of the bot into the chat the call names. Raises ApiError.

    what: as error texts call it, see check_may_post.
    """
    (message,) = post_all(world, params, [content], what)
    return message


def post_all(
    world: World, params: Params, contents: list[Json], what: str = "text messages"
) -> list[Json]:
    """Put messages of the bot, an album where they are several, into the chat, all or none."""
    chat = find_chat(world, params, Access.WRITE)
    markup = None
    if "reply_markup" in params:
        markup = read_markup(world, params, chat=chat)
    thread = find_thread(chat, params) if "message_thread_id" in params else 0
    reply = read_reply(world, chat, params)
    check_may_post(world, chat, what)
    if thread:
        check_thread_open(world, chat, thread)
    if world.flood is not None:
        world.flood.check(chat, world.clock(), len(contents))
    common = _sender(world, chat)
    common |= {"chat": chat.as_json(), "date": world.now()}
    if thread:
        common |= {"message_thread_id": thread, "is_topic_message": True}
    if not reply and thread in chat.messages:
        reply = {"reply_to_message": chat.messages[thread]}
    common |= reply
    if params.flag("protect_content"):
        common["has_protected_content"] = True
    if markup is not None:
        if "inline_keyboard" in markup:
            common["reply_markup"] = markup
        elif "force_reply" not in markup:
            world.show_keyboard(chat, markup if "keyboard" in markup else None)
    messages = []
    silent = "disable_notification" in params and params.flag("disable_notification")
    for content in contents:
        message = {"message_id": chat.take_message_id()} | common | content
        _keep(world, chat, message, silent)
        messages.append(message)
    return messages


def _sender(world: World, chat: Chat) -> Json:
    if chat.type == "channel":
        return {"sender_chat": chat.as_json()}
    return {"from": world.bot}


def _keep(world: World, chat: Chat, message: Json, silent: bool) -> None:
    number = message["message_id"]
    chat.messages[number] = message
    if chat.type == "channel":
        chat.posted.add(number)
    if not world.messages_kept:
        world.journal.add("sent", chat.id, number, message, silent)
    elif world.messages_kept < len(chat.messages):
        forgotten = next(iter(chat.messages))
        del chat.messages[forgotten]
        chat.posted.discard(forgotten)
    if world.has_listeners(chat.id):
        world.publish(Event("message", chat.id, message=message))


def edit_message_text(world: World, params: Params) -> Json | bool:
    """editMessageText."""
    too_long = "MESSAGE_TOO_LONG" if _is_inline(params) else "Message is too long"
    content = read_message_text(world, params, too_long=too_long)
    chat, message = editable(world, params)
    if "text" not in message:
        raise bad_request("There is no text in the message to edit")
    return edit(world, params, chat, message, content)


def edit_message_caption(world: World, params: Params) -> Json | bool:
    """editMessageCaption."""
    too_long = "MEDIA_CAPTION_TOO_LONG" if _is_inline(params) else "Message caption is too long"
    content = read_caption(world, params, too_long=too_long)
    chat, message = editable(world, params)
    if "document" not in message and "photo" not in message:
        raise bad_request("There is no caption in the message to edit")
    return edit(world, params, chat, message, content)


def edit_message_reply_markup(world: World, params: Params) -> Json | bool:
    """editMessageReplyMarkup."""
    chat, message = editable(world, params)
    content = {name: message[name] for name in _CONTENT if name in message}
    return edit(world, params, chat, message, content)


def _is_inline(params: Params) -> bool:
    """Whether a call means a message sent via the bot, which has no other name for it."""
    return not params.text("chat_id") and not params.integer("message_id")


def editable(world: World, params: Params) -> tuple[Chat, Json]:
    """The message that the call names, if the bot may edit it. Raises ApiError."""
    if _is_inline(params):
        return _sent_via_bot(world, params.text("inline_message_id"))
    chat, message = find_message(world, params, Access.EDIT, "message to edit")
    own = message.get("from", {}).get("id") == world.bot["id"]
    if chat.type == "channel":
        bot = chat.members.get(world.bot["id"])
        right = "can_post_messages" if message["message_id"] in chat.posted else "can_edit_messages"
        own = bot is not None and (bot.may(right) or bot.may("can_edit_messages"))
    if not own:
        raise bad_request("Message can't be edited")
    return chat, message


def _sent_via_bot(world: World, inline_message_id: str) -> tuple[Chat, Json]:
    if not inline_message_id:
        raise bad_request("Message identifier is not specified")
    if not is_inline_id(inline_message_id):
        raise bad_request("Invalid inline message identifier specified")
    chat_id, message_id = world.inline.place(inline_message_id) or (0, 0)
    chat = world.chats.get(chat_id)
    message = chat.messages.get(message_id) if chat is not None else None
    if chat is None or message is None:
        raise bad_request("MESSAGE_ID_INVALID")
    return chat, message


def edit(world: World, params: Params, chat: Chat, message: Json, content: Json) -> Json | bool:
    """Put other content into a message. True in place of one that the bot may not see."""
    # A message sent via the bot shows whose it is: there all buttons are allowed in channels.
    markup = read_markup(world, params, inline_only=True, chat=None if _is_inline(params) else chat)
    if markup is not None:
        content["reply_markup"] = markup
    # Another text or caption leaves the media as they are.
    media = any(name in content for name in _MEDIA)
    compared = (*_CONTENT, *_MEDIA, "reply_markup") if media else (*_CONTENT, "reply_markup")
    if all(message.get(name) == content.get(name) for name in compared):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    if world.flood is not None and world.flood.edits:
        world.flood.check(chat, world.clock())
    changed = {name: value for name, value in message.items() if name not in compared}
    changed["edit_date"] = world.now()
    changed.update(content)
    chat.messages[message["message_id"]] = changed
    if not world.messages_kept:
        world.journal.add("edited", chat.id, message["message_id"], changed)
    if world.has_listeners(chat.id):
        world.publish(Event("edit", chat.id, message=changed))
    return True if _is_inline(params) else changed


def delete_message(world: World, params: Params) -> bool:
    """deleteMessage."""
    if not params.text("chat_id"):
        raise bad_request("Chat identifier is not specified")
    if not params.integer("message_id"):
        raise bad_request("Message identifier is not specified")
    chat, message = find_message(world, params, Access.WRITE, "message to delete")
    _check_deletable(world, chat, message)
    _delete(world, chat, message["message_id"])
    return True


def delete_messages(world: World, params: Params) -> bool:
    """deleteMessages. Those that are not there are passed over."""
    numbers = read_message_ids(params)
    chat = find_chat(world, params, Access.WRITE)
    messages = [chat.messages[number] for number in numbers if number in chat.messages]
    for message in messages:
        _check_deletable(world, chat, message)
    for message in messages:
        _delete(world, chat, message["message_id"])
    return True


def _check_deletable(world: World, chat: Chat, message: Json) -> None:
    bot = chat.members.get(world.bot["id"])
    if bot is not None and bot.may("can_delete_messages"):
        return
    own = message.get("from", {}).get("id") == world.bot["id"]
    if message["message_id"] in chat.posted:
        own = bot is not None and bot.may("can_post_messages")
    recent = world.now() - int(message["date"]) < DELETABLE_FOR
    if not recent or not (own or chat.type == "private"):
        raise bad_request("Message can't be deleted for everyone")


def _delete(world: World, chat: Chat, message_id: int) -> None:
    # deleteMessages may name a message twice.
    if chat.messages.pop(message_id, None) is not None:
        if not world.messages_kept:
            world.journal.add("deleted", chat.id, message_id, None)
        world.publish(Event("delete", chat.id, message_id=message_id))


def answer_callback_query(world: World, params: Params) -> bool:
    """answerCallbackQuery."""
    query_id = params.text("callback_query_id")
    pressed = world.pressed.get(query_id)
    if pressed is None or world.clock() - pressed.pressed_at > CALLBACK_LIFETIME:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = params.text("text")
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    url = params.text("url")
    if url and not url.lower().startswith((f"t.me/{world.bot['username']}", "https://t.me/")):
        raise bad_request("URL_INVALID")
    del world.pressed[query_id]
    if world.has_listeners(pressed.chat.id):
        world.publish(
            Event(
                "answer",
                pressed.chat.id,
                text=text,
                show_alert=params.flag("show_alert"),
                query_id=query_id,
                message_id=pressed.message_id,
                person_id=pressed.person.id,
                url=url,
            )
        )
    return True


def send_chat_action(world: World, params: Params) -> bool:
    """sendChatAction."""
    action = params.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = find_chat(world, params, Access.WRITE)
    check_may_post(world, chat)
    world.publish(Event("action", chat.id, action=action))
    return True


_TARGET = "business_connection_id chat_id message_thread_id direct_messages_topic_id"
OPTIONS = (
    f"{_TARGET} disable_notification protect_content allow_paid_broadcast message_effect_id "
    "suggested_post_parameters reply_parameters reply_markup reply_to_message_id "
    "allow_sending_without_reply"
)
"""Parameters that every sending method has."""
EDITED = "business_connection_id chat_id message_id inline_message_id reply_markup"

HANDLERS: dict[str, tuple[Any, str]] = {
    "sendMessage": (
        send_message,
        f"{OPTIONS} text parse_mode entities link_preview_options disable_web_page_preview",
    ),
    "editMessageText": (
        edit_message_text,
        f"{EDITED} text parse_mode entities link_preview_options disable_web_page_preview",
    ),
    "editMessageCaption": (
        edit_message_caption,
        f"{EDITED} caption parse_mode caption_entities show_caption_above_media",
    ),
    "editMessageReplyMarkup": (edit_message_reply_markup, EDITED),
    "deleteMessage": (delete_message, "chat_id message_id"),
    "deleteMessages": (delete_messages, "chat_id message_ids"),
    "answerCallbackQuery": (
        answer_callback_query,
        "callback_query_id text show_alert url cache_time",
    ),
    "sendChatAction": (send_chat_action, f"{_TARGET} action"),
}
