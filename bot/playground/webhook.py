"""Delivery of updates to the bot's webhook."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import orjson

from bot.playground.updates import UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST_RETRY = 0.1  # seconds; Telegram waits longer, tests would not
LONGEST_RETRY = 5.0  # seconds
REQUEST_TIMEOUT = 60  # seconds
_BARRED_ANSWERS = ("get", "setwebhook", "deletewebhook", "close", "logout")


class Webhook:
    """Posts the updates one by one, in order, each until it is taken.

    call: executes the method that an answer to an update may ask for.
    """

    def __init__(
        self,
        updates: UpdateQueue,
        url: str,
        *,
        secret: str,
        max_connections: int,
        now: Callable[[], int],
        call: Callable[[str, dict[str, Any]], Awaitable[None]],
    ) -> None:
        self.url = url
        self.max_connections = max_connections
        self.last_error_date = 0
        self.last_error_message = ""
        self._updates = updates
        self._secret = secret
        self._now = now
        self._call = call
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin with what the queue holds already."""
        self._updates.on_push = self._arrived.set
        self._task = asyncio.create_task(self._deliver())

    async def stop(self) -> None:
        """End delivery; what was not taken stays in the queue."""
        self._updates.on_push = None
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _deliver(self) -> None:
        timeout = aiohttp.ClientTimeout(total=REQUEST_TIMEOUT)
        # A self-signed certificate is what a webhook on this machine has.
        connector = aiohttp.TCPConnector(ssl=False)
        async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
            delay = FIRST_RETRY
            while True:
                update = self._updates.first()
                if update is None:
                    self._arrived.clear()
                    await self._arrived.wait()
                    continue
                wait = await self._post(session, orjson.dumps(update))
                if wait is None:
                    # It may have been dropped meanwhile by deleteWebhook.
                    if self._updates.first() is update:
                        self._updates.confirm_first()
                    delay = FIRST_RETRY
                else:
                    await asyncio.sleep(wait or delay)
                    delay = min(delay * 2, LONGEST_RETRY)

    async def _post(self, session: aiohttp.ClientSession, body: bytes) -> float | None:
        """Offer one update. Gives None where it was taken, else the seconds asked to wait."""
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers[SECRET_HEADER] = self._secret
        try:
            async with session.post(self.url, data=body, headers=headers) as answer:
                if not 200 <= answer.status <= 299:
                    self._note_error(
                        f"Wrong response from the webhook: {answer.status} {answer.reason}"
                    )
                    after = answer.headers.get("Retry-After", "")
                    return float(after) if after.isdigit() else 0.0
                asked = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note_error(f"Can't connect to the webhook: {error}")
            return 0.0
        await self._execute(asked)
        return None

    def _note_error(self, message: str) -> None:
        self.last_error_date = self._now()
        self.last_error_message = message

    async def _execute(self, body: bytes) -> None:
        """Run the method named in the answer; its result goes nowhere, as with Telegram."""
        try:
            asked = orjson.loads(body)
        except orjson.JSONDecodeError:
            return
        method = asked.pop("method", None) if isinstance(asked, dict) else None
        if isinstance(method, str) and not method.lower().startswith(_BARRED_ANSWERS):
            await self._call(method, asked)
