"""The one sender: everything that Caravan says to Telegram's chats goes through here.

It reads out of an answer only what it needs (ok, the message's id, the error), waits where
Telegram says so, and tries again where the network failed.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.transport.request import AiohttpRequest
from bot.views.actions import encode
from bot.views.message import Button, Message

# Seconds to wait after failures of the network or of Telegram's servers in a row.
BACK_OFF = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
GIVE_UP_AFTER = 600.0  # seconds of failures
LONGEST_WAIT = 300  # seconds of flood control that an answer to a person waits out
# Telegram's words, in lower case since the framework capitalises them: for an edit that changes
# nothing, one that comes too late, and an answer that nobody waits for.
_NOT_MODIFIED = "message is not modified"
_CANNOT_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")
_TOO_LATE = "query is too old"

log = logging.getLogger(__name__)


class Sender:
    """root: the Bot API with the token, without a slash at its end.

    Raises the framework's errors: Forbidden (blocked, kicked), BadRequest, and NetworkError after
    GIVE_UP_AFTER. A request whose answer is lost is sent again: at least once.
    """

    def __init__(
        self,
        request: AiohttpRequest,
        root: str,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._request = request
        self._root = root
        self._sleep = sleep
        self._clock = clock

    async def send(self, chat_id: int, message: Message, *, thread_id: int | None = None) -> int:
        """A new message. Gives its id."""
        payload = _payload(message) | {"chat_id": chat_id}
        if thread_id is not None:
            payload["message_thread_id"] = thread_id
        sent = await self._call("sendMessage", payload)
        return int(sent["message_id"])

    async def edit(self, chat_id: int, message_id: int, message: Message) -> bool:
        """Put another text in place of a message's. False where it cannot be edited any more."""
        payload = _payload(message) | {"chat_id": chat_id, "message_id": message_id}
        try:
            await self._call("editMessageText", payload)
        except BadRequest as error:
            said = error.message.casefold()
            if _NOT_MODIFIED in said:
                return True
            if any(reason in said for reason in _CANNOT_EDIT):
                return False
            raise
        return True

    async def answer(self, query_id: str, text: str = "", *, alert: bool = False) -> None:
        """End the waiting of a pressed button, with a word about it if there is one."""
        payload: dict[str, Any] = {"callback_query_id": query_id}
        if text:
            payload |= {"text": text[:200], "show_alert": alert}
        try:
            await self._call("answerCallbackQuery", payload)
        except BadRequest as error:
            # Nobody waits any more.
            if _TOO_LATE not in error.message.casefold():
                raise

    async def _call(self, method: str, payload: dict[str, Any]) -> Any:
        begun = self._clock()
        failures = 0
        while True:
            try:
                return await self._try(method, payload)
            except _Flooded as flood:
                if flood.seconds > LONGEST_WAIT:
                    raise NetworkError(f"flood control of {flood.seconds} s") from None
                log.warning("%s: flood control, waiting %d s", method, flood.seconds)
                await self._sleep(flood.seconds)
            except ChatMigrated as moved:
                # A group became a supergroup; what was to be said is said there.
                payload = payload | {"chat_id": moved.new_chat_id}
            except BadRequest:
                # A kind of NetworkError in the framework's tree, but trying again would not help.
                raise
            except NetworkError as error:
                if self._clock() - begun > GIVE_UP_AFTER:
                    raise
                pause = BACK_OFF[min(failures, len(BACK_OFF) - 1)]
                failures += 1
                log.warning("%s: %s; again in %.1f s", method, error.message, pause)
                await self._sleep(pause * random.uniform(0.8, 1.2))

    async def _try(self, method: str, payload: dict[str, Any]) -> Any:
        status, body = await self._request.post_json(f"{self._root}/{method}", payload)
        try:
            answer = orjson.loads(body)
            if answer["ok"]:
                return answer["result"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise NetworkError(f"an answer that is none of Telegram's, status {status}") from None
        raise _error(answer.get("error_code", status), answer)


class _Flooded(TelegramError):
    def __init__(self, seconds: int) -> None:
        super().__init__(f"flood control of {seconds} s")
        self.seconds = seconds


def _error(code: int, answer: dict[str, Any]) -> TelegramError:
    said = str(answer.get("description", ""))
    parameters = answer.get("parameters") or {}
    if code == 429:
        return _Flooded(int(parameters.get("retry_after", 1)))
    if "migrate_to_chat_id" in parameters:
        return ChatMigrated(int(parameters["migrate_to_chat_id"]))
    if code == 403:
        return Forbidden(said)
    if code == 401:
        return InvalidToken(said)
    if 400 <= code < 500:
        return BadRequest(said)
    return NetworkError(f"{code} {said}")


def _payload(message: Message) -> dict[str, Any]:
    payload: dict[str, Any] = {"text": message.text}
    if message.entities:
        payload["entities"] = message.entities
    if message.keyboard:
        payload["reply_markup"] = {
            "inline_keyboard": [[_button(button) for button in row] for row in message.keyboard]
        }
    if not message.preview:
        payload["link_preview_options"] = {"is_disabled": True}
    return payload


def _button(button: Button) -> dict[str, str]:
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    if button.action is None:
        raise ValueError(f"the button {button.label!r} does nothing")
    return {"text": button.label, "callback_data": encode(button.action)}
