"""The bot's queue of updates and the long polling of it.

The rules are those of the Bot API server: an offset confirms what is older, a poll that has to
wait ends one that already waits, and the offset of the call before, within half a second, gets
one update only. Not kept is its rule that such a repeated call waits at least three seconds for
an update: it would slow down every clean stop of a poller.
"""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from bot.playground.errors import ApiError
from bot.playground.records import Json

LONG_POLL_MAX_TIMEOUT = 50  # seconds
LONG_POLL_WAIT_AFTER = 0.001  # seconds the server waits after the first update for more
REPEATED_WITHIN = 0.5  # seconds
OFFSET_AHEAD = 10  # an offset further ahead than that is taken for a mistake

UPDATE_TYPES = (
    "message", "edited_message", "channel_post", "edited_channel_post", "inline_query",
    "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query", "poll",
    "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost",
    "removed_chat_boost", "message_reaction", "message_reaction_count", "business_connection",
    "business_message", "edited_business_message", "deleted_business_messages",
    "purchased_paid_media",
)  # fmt: skip
DEFAULT_TYPES = frozenset(UPDATE_TYPES) - {
    "chat_member",
    "message_reaction",
    "message_reaction_count",
}

_CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)


class UpdateQueue:
    """Updates until the bot confirms them.

    monotonic: seconds, for the rule of the repeated offset.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.allowed: frozenset[str] = DEFAULT_TYPES
        self.on_push: Callable[[], None] | None = None
        """Called after each new update; a webhook listens here."""
        self._monotonic = monotonic
        self._next_id = random.randint(100_000_000, 900_000_000)
        self._updates: deque[Json] = deque()
        self._waiting: asyncio.Future[None] | None = None
        self._last_offset = 0
        self._last_start = float("-inf")

    def __len__(self) -> int:
        return len(self._updates)

    def push(self, kind: str, payload: Json) -> int | None:
        """Add an update. Gives its id, None where the bot did not ask for the kind."""
        if kind not in self.allowed:
            return None
        number = self._next_id
        self._next_id = number + 1
        self._updates.append({"update_id": number, kind: payload})
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
        if self.on_push is not None:
            self.on_push()
        return number

    def allow(self, names: Any) -> None:
        """Remember which kinds the bot wants. Anything but a list of names changes nothing."""
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            return
        wanted = frozenset(name.lower() for name in names) & frozenset(UPDATE_TYPES)
        self.allowed = wanted or DEFAULT_TYPES

    async def poll(self, offset: int, limit: int, seconds: int) -> list[Json]:
        """The updates from offset on; waits so many seconds for the first.

        Raises ApiError 409 where another poll takes its place.
        """
        now = self._monotonic()
        if offset == self._last_offset and now < self._last_start + REPEATED_WITHIN:
            limit = 1
        self._last_offset, self._last_start = offset, now
        if offset < 0:
            self.keep_last(-offset)
        self._confirm(offset)
        if not self._updates and seconds > 0:
            await self._wait(seconds)
            self._confirm(offset)
        return list(islice(self._updates, limit))

    def first(self) -> Json | None:
        """The oldest update, left in place."""
        return self._updates[0] if self._updates else None

    def confirm_first(self) -> None:
        """Drop the oldest update."""
        self._updates.popleft()

    def keep_last(self, count: int) -> None:
        """Drop all but the newest ones."""
        while len(self._updates) > count:
            self._updates.popleft()

    def interrupt(self, error: ApiError) -> None:
        """End a waiting poll with an error."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)

    def _confirm(self, offset: int) -> None:
        if not 0 < offset <= self._next_id + OFFSET_AHEAD:
            return
        while self._updates and self._updates[0]["update_id"] < offset:
            self._updates.popleft()

    async def _wait(self, seconds: float) -> None:
        self.interrupt(ApiError(409, _CONFLICT))
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        try:
            done, _ = await asyncio.wait({waiting}, timeout=seconds)
            if done:
                waiting.result()
                await asyncio.sleep(LONG_POLL_WAIT_AFTER)
        finally:
            if self._waiting is waiting:
                self._waiting = None


def known_types(names: Iterable[str]) -> list[str]:
    """Names of kinds in Telegram's order."""
    wanted = set(names)
    return [name for name in UPDATE_TYPES if name in wanted]
