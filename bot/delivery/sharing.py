"""This process's part of the budget that several share."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from bot.delivery.windows import Pace
from storage.budget import Budget
from storage.errors import DATABASE_ERRORS, brief
from storage.outcomes import Reserved

AT_ONCE = 0.1  # seconds of the whole rate that are reserved in one go
# Seconds in which what was reserved is to be sent; later it would come into another second.
VALID = 0.05
# A window that several processes share is so much longer than Telegram's: unlike one's own, it
# does not know how long each message was on its way.
MARGIN_SHARED = 1.03
REST = 1.0  # seconds after the database failed

log = logging.getLogger(__name__)


class SharedBudget:
    """Reserves from the database what the limiter then gives away.

    Posts are reserved a little ahead, each for its own moment; a reply when it is wanted.
    pace: of all processes together.  arrived: called when there is something.
    """

    def __init__(
        self,
        budget: Budget,
        pace: Pace,
        arrived: Callable[[], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._budget = budget
        self._pace = pace
        self._most = max(1, round(pace.count / pace.seconds * AT_ONCE))
        self._arrived = arrived
        self._clock = clock
        self._replies: deque[float] = deque()  # when each is good
        self._posts: deque[float] = deque()
        self._wanted = {False: 0, True: 0}  # replies, and posts
        self._changed = asyncio.Event()
        self._work: asyncio.Task[None] | None = None
        self._blocks: set[asyncio.Task[None]] = set()
        self._failing = False

    def take(self, *, post: bool) -> bool:
        """Whether one message may be sent now, of those that were reserved."""
        now = self._clock()
        for tokens in (self._posts,) if post else (self._replies, self._posts):
            while tokens and tokens[0] + VALID < now:
                tokens.popleft()
            if tokens and tokens[0] <= now:
                tokens.popleft()
                return True
        return False

    def pause(self, count: int, *, post: bool) -> float | None:
        """Seconds until one of what is reserved may be sent; None where that is to be told.

        count: messages that wait for it. Reserves what is lacking.
        """
        lacking = (not self._replies) if not post else len(self._posts) <= self._most // 2
        if lacking:
            self._fetch(count, post=post)
        tokens = self._posts if post else self._replies
        return max(0.0, tokens[0] - self._clock()) if tokens else None

    def block(self, seconds: float) -> None:
        """All processes are to be silent for so long."""
        task = asyncio.create_task(self._block(seconds), name="block")
        self._blocks.add(task)
        task.add_done_callback(self._blocks.discard)

    async def close(self) -> None:
        tasks = [*self._blocks, *((self._work,) if self._work else ())]
        self._wanted = {False: 0, True: 0}
        self._changed.set()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _fetch(self, count: int, *, post: bool) -> None:
        if not post and not self._wanted[False]:
            self._changed.set()  # a reply does not wait for a post's turn
        self._wanted[post] = min(count, self._most)
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._reserve_all(), name="budget")

    async def _reserve_all(self) -> None:
        while any(self._wanted.values()):
            self._changed.clear()
            post = not self._wanted[False]
            reserved = await self._reserve(post)
            if reserved.granted:
                self._wanted[post] = 0
                now = self._clock()
                tokens = self._posts if post else self._replies
                # What is late is valid from now, for as long as the others.
                tokens.extend(now + max(0.0, moment) for moment in reserved.moments)
                self._arrived()  # which may want more
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(reserved.wait):
                        await self._changed.wait()

    async def _reserve(self, post: bool) -> Reserved:
        try:
            reserved = await self._budget.reserve(
                self._wanted[post],
                most=self._pace.count,
                window=self._pace.seconds * MARGIN_SHARED,
                evenly=post,
            )
        except DATABASE_ERRORS as error:
            if not self._failing:
                log.warning("the shared budget cannot be read: %s", brief(error))
            self._failing = True
            return Reserved(0, REST)
        self._failing = False
        return reserved

    async def _block(self, seconds: float) -> None:
        try:
            await self._budget.block(seconds)
        except DATABASE_ERRORS as error:
            log.warning("flood control could not be told to other processes: %s", brief(error))
