"""Updates by long polling, without losing one.

The framework's poller tells Telegram that a batch is received when it asks for the next, before
the batch is handled: a crash loses it. Here each batch is written to the inbox first, with the
number of the next update, in one transaction.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import orjson
from telegram.error import NetworkError

from bot.transport.api import BACK_OFF, pause_after
from bot.transport.inbox import UpdateQueue
from bot.transport.request import AiohttpRequest
from storage import CaravanError
from storage.errors import DATABASE_ERRORS, brief
from storage.inbox import Inbox

POLL = 30  # seconds that Telegram may wait for an update before it answers with none
BATCH = 100
GATHER = 0.005  # seconds after a batch, for more updates to come into the next
# What Caravan answers; Telegram sends nothing else.
ALLOWED_UPDATES = ("message", "callback_query", "inline_query", "my_chat_member")

log = logging.getLogger(__name__)

T = TypeVar("T")


class TokenRefused(CaravanError):
    """Telegram does not know this bot (any more)."""


class Poller:
    """root: the Bot API with the token, without a slash at its end."""

    def __init__(
        self,
        request: AiohttpRequest,
        root: str,
        bot_id: int,
        inbox: Inbox,
        queue: UpdateQueue,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._request = request
        self._root = root
        self._bot_id = bot_id
        self._inbox = inbox
        self._queue = queue
        self._sleep = sleep
        self._failures = 0
        self.heard_at = time.monotonic()  # when Telegram last answered

    async def run(self) -> None:
        """Poll until cancelled. Raises TokenRefused when Telegram knows the bot no more."""
        offset = await self._inbox.next_offset(self._bot_id)
        while True:
            await self._queue.room()
            try:
                updates = await self._fetch(offset)
                if updates:
                    offset = await _whole(self._receive(updates))
                    # A busy moment: what comes in it shares one write.
                    await self._sleep(GATHER)
            except (NetworkError, *DATABASE_ERRORS) as error:
                await self._wait(brief(error))
            else:
                self._failures = 0

    async def _receive(self, updates: list[dict[str, Any]]) -> int:
        batch = [(update["update_id"], orjson.dumps(update).decode()) for update in updates]
        next_offset = await self._inbox.receive(self._bot_id, batch)
        for update in updates:
            self._queue.put(update["update_id"], update)
        return next_offset

    async def _fetch(self, offset: int | None) -> list[dict[str, Any]]:
        question: dict[str, Any] = {
            "limit": BATCH,
            "timeout": POLL,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if offset is not None:
            question["offset"] = offset
        status, body = await self._request.post_json(
            f"{self._root}/getUpdates", question, read_timeout=POLL + 10
        )
        try:
            answer = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise NetworkError(f"an answer that is no JSON, status {status}") from None
        if not isinstance(answer, dict):
            raise NetworkError(f"an answer that is none of Telegram's, status {status}")
        if answer.get("ok"):
            self.heard_at = time.monotonic()
            result = answer.get("result")
            return [one for one in result if _is_update(one)] if isinstance(result, list) else []
        await self._refused(answer.get("error_code", status), answer)
        return []

    async def _refused(self, code: int, answer: dict[str, Any]) -> None:
        said = str(answer.get("description") or "")
        if code == 401:
            raise TokenRefused(f"Telegram refused the token: {said}")
        if code == 409 and "webhook" in said:
            log.warning("a webhook was set; it is removed, since updates are polled for")
            await self._request.post_json(f"{self._root}/deleteWebhook", {})
            return
        if code == 409:
            await self._wait("another program is polling with the same token")
            return
        retry_after = (answer.get("parameters") or {}).get("retry_after")
        if retry_after:
            await self._sleep(float(retry_after))
        else:
            await self._wait(f"{code} {said}")

    async def _wait(self, reason: str) -> None:
        pause = pause_after(self._failures)
        self._failures += 1
        # Each first failure and each long pause is told, not every one of a long outage.
        level = logging.WARNING if self._failures in {1, len(BACK_OFF)} else logging.DEBUG
        log.log(level, "no updates from Telegram: %s; asking again in %.1f s", reason, pause)
        await self._sleep(pause)


def _is_update(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("update_id"), int)


async def _whole(work: Coroutine[Any, Any, T]) -> T:
    """Let a write end where the poller is cancelled: cut off, it leaves a connection behind."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
