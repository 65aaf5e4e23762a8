"""Calls of the Bot API that wait: for flood control, for the network, for Telegram's servers."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

import orjson
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.transport.request import AiohttpRequest, AnswerLost, UploadedFile

# Seconds to wait after failures of the network or of Telegram's servers in a row.
BACK_OFF = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
GIVE_UP_AFTER = 600.0  # seconds of failures
LONGEST_WAIT = 30.0  # seconds of flood control that a call waits out
# Seconds for an answer. Long, for what is asked again after it may be done twice.
ANSWER_TIME = 60.0

log = logging.getLogger(__name__)

T = TypeVar("T")


class Flooded(TelegramError):
    """Flood control: a chat, or all, take nothing more for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"flood control of {seconds:g} s")
        self.seconds = seconds


class Slot(Protocol):
    """The right to send one message now."""

    def answered(self) -> None:
        """Telegram took it, or said why not."""

    def refused(self, seconds: float) -> None:
        """Flood control of so many seconds was the answer."""

    def lost(self) -> None:
        """No answer came."""


class Turns(Protocol):
    """Who may send a message when, see `bot.delivery.limiter`."""

    async def wait(self, method: str, chat_id: int) -> Slot | None:
        """Wait for one's turn; None where what the method does is not counted.

        chat_id: 0 where the method is about no chat.
        Raises Flooded where that would take too long.
        """


class BotApi:
    """root, file_root: the Bot API and its files with the token, without a slash at the end.

    It reads out of an answer only what is needed and builds no objects of the framework. Raises
    the framework's errors: Forbidden (blocked, kicked), BadRequest, and NetworkError after
    GIVE_UP_AFTER. A request whose answer is lost is sent again: at least once.

    turns: who is asked before each attempt; None for what Telegram does not count.
    """

    def __init__(
        self,
        request: AiohttpRequest,
        root: str,
        file_root: str,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._request = request
        self._root = root
        self._file_root = file_root
        self._sleep = sleep
        self._clock = clock

    async def call(
        self,
        method: str,
        payload: dict[str, Any],
        file: UploadedFile | None = None,
        *,
        turns: Turns | None = None,
    ) -> Any:
        """The method's result.  file: sent along."""
        once = self.once
        try:
            return await self._patiently(method, lambda: once(method, payload, file, turns=turns))
        except ChatMigrated as moved:
            # A group became a supergroup; what was to be said is said there.
            there = payload | {"chat_id": moved.new_chat_id}
            return await self._patiently(method, lambda: once(method, there, file, turns=turns))

    async def once(
        self,
        method: str,
        payload: dict[str, Any],
        file: UploadedFile | None = None,
        *,
        turns: Turns | None = None,
    ) -> Any:
        """The same with one attempt, whose failure is the caller's business.

        Raises Flooded, ChatMigrated, and NetworkError at once; AnswerLost of these where Telegram
        may have done it.
        """
        slot = await turns.wait(method, payload.get("chat_id", 0)) if turns is not None else None
        if slot is None:
            return await self._try(method, payload, file)
        try:
            result = await self._try(method, payload, file)
        except Flooded as flood:
            slot.refused(flood.seconds)
            raise
        except NetworkError as error:
            # Of a BadRequest, though it is one in the framework's tree, Telegram did say something.
            (slot.answered if isinstance(error, BadRequest) else slot.lost)()
            raise
        except TelegramError:
            slot.answered()
            raise
        except BaseException:
            slot.lost()
            raise
        slot.answered()
        return result

    async def download(self, file_id: str) -> bytes:
        """A file that someone sent; at most what the request class takes."""
        path = str((await self.call("getFile", {"file_id": file_id}))["file_path"])
        if Path(path).is_absolute():
            # A Bot API server of one's own, run with --local, names the file on its disk.
            return await asyncio.to_thread(Path(path).read_bytes)
        url = f"{self._file_root}/{quote(path)}"
        return await self._patiently("download", lambda: self._request.retrieve(url))

    async def _patiently(self, name: str, attempt: Callable[[], Awaitable[T]]) -> T:
        begun = self._clock()
        failures = 0
        while True:
            try:
                return await attempt()
            except Flooded as flood:
                if flood.seconds > LONGEST_WAIT:
                    raise NetworkError(flood.message) from None
                log.warning("%s: flood control, waiting %g s", name, flood.seconds)
                await self._sleep(flood.seconds)
            except BadRequest:
                # A kind of NetworkError in the framework's tree, but trying again would not help.
                raise
            except NetworkError as error:
                if self._clock() - begun > GIVE_UP_AFTER:
                    raise
                pause = pause_after(failures)
                failures += 1
                log.warning("%s: %s; again in %.1f s", name, error.message, pause)
                await self._sleep(pause)

    async def _try(self, method: str, payload: dict[str, Any], file: UploadedFile | None) -> Any:
        url = f"{self._root}/{method}"
        if file is None:
            status, body = await self._request.post_json(url, payload, read_timeout=ANSWER_TIME)
        else:
            status, body = await self._request.post_file(
                url, payload, file, read_timeout=ANSWER_TIME
            )
        try:
            answer = orjson.loads(body)
            if answer["ok"]:
                return answer["result"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            # A proxy in between, or half an answer: of what Telegram did, nothing is known.
            raise AnswerLost(f"an answer that is none of Telegram's, status {status}") from None
        raise _error(answer.get("error_code", status), answer)


def pause_after(failures: int) -> float:
    """Seconds to wait after so many failures before this one: longer each time, never quite alike.

    Many that failed at once do not come back at once.
    """
    return BACK_OFF[min(failures, len(BACK_OFF) - 1)] * random.uniform(0.8, 1.2)


def _error(code: int, answer: dict[str, Any]) -> TelegramError:
    said = str(answer.get("description") or "")
    parameters = answer.get("parameters") or {}
    if code == 429:
        return Flooded(float(parameters.get("retry_after", 1)))
    if "migrate_to_chat_id" in parameters:
        return ChatMigrated(int(parameters["migrate_to_chat_id"]))
    if code == 403:
        return Forbidden(said)
    if code == 401:
        return InvalidToken(said)
    if 400 <= code < 500:
        return BadRequest(said)
    return NetworkError(f"{code} {said}")
