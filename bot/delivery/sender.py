"""The one sender: everything that Caravan says to Telegram's chats goes through here."""

from functools import partial
from typing import Any

from telegram.error import BadRequest

from bot.delivery.leases import Leases
from bot.delivery.limiter import Limiter
from bot.delivery.turns import PostTurns, ReplyTurns
from bot.transport.api import BotApi
from bot.transport.request import UploadedFile
from bot.views.actions import encode
from bot.views.inline import Card, InlineAnswer
from bot.views.message import (
    Button,
    Message,
    PickChat,
    Picker,
    PickPerson,
    Preview,
    WantsReply,
)

# Telegram's words, in lower case since the framework capitalises them: for an edit that changes
# nothing, one that comes too late, and an answer that nobody waits for.
_NOT_MODIFIED = "message is not modified"
_CANNOT_EDIT = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
_TOO_LATE = "query is too old"
_PICTURE = "picture"  # the field of a call that a picture goes in
_DOCUMENT = "file"  # that of a document


class Sender:
    """Raises the framework's errors, see BotApi.

    What a person waits for goes before posts, and is tried again until it is through; of a post
    there is one attempt, and what became of it is for the outbox to remember.
    leases: of the chats that posts may go to.
    """

    def __init__(self, api: BotApi, limiter: Limiter) -> None:
        self.leases = Leases()
        self._call = partial(api.call, turns=ReplyTurns(limiter))
        self._once = partial(api.once, turns=PostTurns(limiter, self.leases))

    async def send(
        self,
        chat_id: int,
        message: Message,
        *,
        thread_id: int | None = None,
        picture: bytes | None = None,
    ) -> int:
        """A new message. Gives its id.  picture: a PNG that the text stands under."""
        there: dict[str, Any] = {"chat_id": chat_id}
        if thread_id is not None:
            there["message_thread_id"] = thread_id
        if picture is None:
            sent = await self._call("sendMessage", _payload(message) | there)
        else:
            photo = {"photo": f"attach://{_PICTURE}"} | _caption(message) | _markup(message)
            sent = await self._call("sendPhoto", photo | there, _file(picture))
        return int(sent["message_id"])

    async def send_document(
        self,
        chat_id: int,
        name: str,
        data: bytes,
        message: Message | None = None,
        *,
        thread_id: int | None = None,
    ) -> int:
        """A file of at most 50 MB, with what is to be said of it. Gives the message's id.

        The type is for Telegram to tell by the name.
        """
        payload: dict[str, Any] = {"chat_id": chat_id, "document": f"attach://{_DOCUMENT}"}
        if thread_id is not None:
            payload["message_thread_id"] = thread_id
        if message is not None:
            payload |= _caption(message) | _markup(message)
        file = UploadedFile(_DOCUMENT, name, data, "application/octet-stream")
        return int((await self._call("sendDocument", payload, file))["message_id"])

    async def edit(
        self, chat_id: int, message_id: int, message: Message, *, picture: bytes | None = None
    ) -> bool:
        """Put another text, or picture, in place of a message's.

        False where it cannot be edited any more, nor a picture become a text.
        """
        there = {"chat_id": chat_id, "message_id": message_id}
        try:
            if picture is None:
                await self._call("editMessageText", _payload(message) | there)
            else:
                media = {"type": "photo", "media": f"attach://{_PICTURE}"} | _caption(message)
                payload = {"media": media} | _markup(message) | there
                await self._call("editMessageMedia", payload, _file(picture))
        except BadRequest as error:
            said = error.message.casefold()
            if _NOT_MODIFIED in said:
                return True
            if any(reason in said for reason in _CANNOT_EDIT):
                return False
            raise
        return True

    async def post(
        self,
        chat_id: int,
        message: Message,
        *,
        thread_id: int = 0,
        silent: bool = False,
    ) -> int:
        """A message that nobody asked for at this moment, tried once. Gives its id.

        thread_id: 0 outside of threads.  silent: without a sound.
        """
        payload = _payload(message) | {"chat_id": chat_id}
        if thread_id:
            payload["message_thread_id"] = thread_id
        if silent:
            payload["disable_notification"] = True
        return int((await self._once("sendMessage", payload))["message_id"])

    async def correct(self, chat_id: int, message_id: int, message: Message) -> None:
        """Another text in place of a post's, tried once."""
        there = {"chat_id": chat_id, "message_id": message_id}
        await self._once("editMessageText", _payload(message) | there)

    async def take_back(self, chat_id: int, message_id: int) -> None:
        """Delete a post, tried once."""
        await self._once("deleteMessage", {"chat_id": chat_id, "message_id": message_id})

    async def answer(self, query_id: str, text: str = "", *, alert: bool = False) -> None:
        """End the waiting of a pressed button, with a word about it if there is one."""
        payload: dict[str, Any] = {"callback_query_id": query_id}
        if text:
            payload |= {"text": text[:200], "show_alert": alert}
        await self._answer("answerCallbackQuery", payload)

    async def answer_inline(self, query_id: str, answer: InlineAnswer) -> None:
        """What an inline query finds."""
        payload: dict[str, Any] = {
            "inline_query_id": query_id,
            "results": [_result(card) for card in answer.cards],
            "cache_time": answer.cache_time,
            "is_personal": True,
            "next_offset": answer.next_offset,
        }
        if answer.otherwise:
            payload["button"] = {"text": answer.otherwise, "start_parameter": answer.payload}
        await self._answer("answerInlineQuery", payload)

    async def _answer(self, method: str, payload: dict[str, Any]) -> None:
        try:
            await self._call(method, payload)
        except BadRequest as error:
            # Nobody waits any more.
            if _TOO_LATE not in error.message.casefold():
                raise


def _payload(message: Message) -> dict[str, Any]:
    return {"text": message.text} | _around(message)


def _around(message: Message) -> dict[str, Any]:
    """What goes with a message's text."""
    payload: dict[str, Any] = {"link_preview_options": _preview(message.preview)}
    if message.entities:
        payload["entities"] = message.entities
    return payload | _markup(message)


def _caption(message: Message) -> dict[str, Any]:
    """A message's text where it stands under a picture."""
    caption: dict[str, Any] = {"caption": message.text}
    if message.entities:
        caption["caption_entities"] = message.entities
    return caption


def _markup(message: Message) -> dict[str, Any]:
    if message.wants is not None:
        return {"reply_markup": _wanted(message.wants)}
    if not message.keyboard:
        return {}
    rows = [[_button(button) for button in row] for row in message.keyboard]
    return {"reply_markup": {"inline_keyboard": rows}}


def _wanted(wants: WantsReply | Picker) -> dict[str, Any]:
    if isinstance(wants, WantsReply):
        return {"force_reply": True, "input_field_placeholder": wants.hint}
    rows = [[_pick(button)] for button in wants.buttons]
    return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}


def _pick(button: PickChat | PickPerson) -> dict[str, Any]:
    """Telegram offers the chats in which the person may give the rights that are asked for."""
    if isinstance(button, PickPerson):
        wanted = {"request_id": button.number, "user_is_bot": False, "request_name": True}
        return {"text": button.label, "request_users": wanted}
    asked: dict[str, Any] = {"request_id": button.number, "chat_is_channel": button.channel}
    if button.channel:
        # A bot may take back its own posts where it may post.
        rights = {"can_manage_chat": True, "can_post_messages": True}
        asked |= {"user_administrator_rights": rights, "bot_administrator_rights": rights}
    else:
        asked |= {"user_administrator_rights": {"can_manage_chat": True}, "bot_is_member": True}
    asked |= {"request_title": True, "request_username": True}
    return {"text": button.label, "request_chat": asked}


def _file(picture: bytes) -> UploadedFile:
    return UploadedFile(_PICTURE, "chart.png", picture, "image/png")


def _preview(preview: Preview | None) -> dict[str, Any]:
    if preview is None:
        return {"is_disabled": True}
    options: dict[str, Any] = {"url": preview.url}
    if preview.large:
        options["prefer_large_media"] = True
    if preview.above:
        options["show_above_text"] = True
    return options


def _result(card: Card) -> dict[str, Any]:
    content = _around(card.message) | {"message_text": card.message.text}
    markup = content.pop("reply_markup", None)
    result: dict[str, Any] = {
        "type": "article",
        "id": card.id,
        "title": card.title,
        "input_message_content": content,
    }
    if markup:
        result["reply_markup"] = markup
    if card.description:
        result["description"] = card.description
    if card.thumbnail:
        result["thumbnail_url"] = card.thumbnail
    return result


def _button(button: Button) -> dict[str, Any]:
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    if button.share is not None:
        return {"text": button.label, "switch_inline_query": button.share}
    if button.copy is not None:
        return {"text": button.label, "copy_text": {"text": button.copy}}
    if button.action is None:
        raise ValueError(f"the button {button.label!r} does nothing")
    return {"text": button.label, "callback_data": encode(button.action)}
