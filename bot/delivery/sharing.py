"""This process's part of the budget that several share."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from bot.delivery.windows import MARGIN, MARGIN_COUNTED, Pace
from storage.budget import Budget, Rule
from storage.errors import DATABASE_ERRORS, brief
from storage.outcomes import Reserved

AT_ONCE = 0.1  # seconds of the whole rate that are reserved in one go
VALID = 0.25  # seconds in which what was reserved is to be sent; later it is given back
TOLD_WITHIN = 0.2  # seconds in which others know when a message was counted
# Until they do, it counts for so much longer than Telegram's window: it may be on its way longer.
MARGIN_SHARED = 1.03
CLOCKS = 30  # looks at the database's clock that are remembered
REST = 1.0  # seconds after the database failed

log = logging.getLogger(__name__)


class SharedBudget:
    """Reserves from the database what the limiter then gives away.

    Posts are reserved a little ahead, each for its own moment; a reply when it is wanted. What
    became of each is told with the next reservation, so that no window grows too full where a
    message was slow, and none is made longer for the others.
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
        self._rule = Rule(
            most=pace.count,
            evenly=pace.seconds * MARGIN,
            reserved=pace.seconds * MARGIN_SHARED,
            counted=pace.seconds * MARGIN_COUNTED,
        )
        self._most = max(1, round(pace.count / pace.seconds * AT_ONCE))
        self._arrived = arrived
        self._clock = clock
        self._offset = _Offset()
        self._replies: deque[tuple[float, int]] = deque()  # when each is good, and its name
        self._posts: deque[tuple[float, int]] = deque()
        self._wanted = {False: 0, True: 0}  # replies, and posts
        self._ended: dict[int, float | None] = {}  # to be told
        self._changed = asyncio.Event()
        self._closing = False
        self._work: asyncio.Task[None] | None = None
        self._blocks: set[asyncio.Task[None]] = set()
        self._failing = False

    def take(self, *, post: bool) -> int | None:
        """One of those that were reserved, to be sent now; its name, for `ended`."""
        now = self._clock()
        for tokens in (self._posts,) if post else (self._replies, self._posts):
            while tokens and tokens[0][0] + VALID < now:
                self._ended[tokens.popleft()[1]] = None
            if tokens and tokens[0][0] <= now:
                return tokens.popleft()[1]
        return None

    def ended(self, name: int, counted_at: float) -> None:
        """counted_at: when Telegram had counted it at the latest."""
        self._ended[name] = self._offset.latest(counted_at)
        self._begin()

    def pause(self, count: int, *, post: bool) -> float | None:
        """Seconds until one of what is reserved may be sent; None where that is to be told.

        count: messages that wait for it. Reserves what is lacking.
        """
        lacking = (not self._replies) if not post else len(self._posts) <= self._most // 2
        if lacking:
            self._fetch(count, post=post)
        tokens = self._posts if post else self._replies
        return max(0.0, tokens[0][0] - self._clock()) if tokens else None

    def block(self, seconds: float) -> None:
        """All processes are to be silent for so long."""
        task = asyncio.create_task(self._block(seconds), name="block")
        self._blocks.add(task)
        task.add_done_callback(self._blocks.discard)

    async def close(self) -> None:
        tasks = [*self._blocks, *((self._work,) if self._work else ())]
        self._wanted = {False: 0, True: 0}
        self._closing = True
        self._changed.set()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _fetch(self, count: int, *, post: bool) -> None:
        if not any(self._wanted.values()) or (not post and not self._wanted[False]):
            self._changed.set()  # a reply does not wait for a post's turn
        self._wanted[post] = min(count, self._most)
        self._begin()

    def _begin(self) -> None:
        if not self._closing and (self._work is None or self._work.done()):
            self._work = asyncio.create_task(self._reserve_all(), name="budget")

    async def _reserve_all(self) -> None:
        while any(self._wanted.values()) or self._ended:
            if not any(self._wanted.values()):
                await self._changes(TOLD_WITHIN)  # most often it is told with a reservation
            self._changed.clear()
            post = not self._wanted[False]
            wanted = self._wanted[post]
            reserved = await self._reserve(wanted, post=post)
            if reserved.granted:
                self._wanted[post] = 0
                at = [reserved.now + moment for moment in reserved.moments]
                tokens = self._posts if post else self._replies
                # What is late is valid from now, for as long as the others.
                now = self._clock()
                good = [max(now, self._offset.own(one)) for one in at]
                tokens.extend(zip(good, reserved.names, strict=True))
                self._arrived()  # which may want more
            elif wanted:
                await self._changes(reserved.wait)

    async def _changes(self, within: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._changed.wait()

    async def _reserve(self, want: int, *, post: bool) -> Reserved:
        ended, self._ended = self._ended, {}
        asked_at = self._clock()
        try:
            reserved = await self._budget.reserve(want, self._rule, evenly=post, ended=ended)
        except DATABASE_ERRORS as error:
            if not self._failing:
                log.warning("the shared budget cannot be read: %s", brief(error))
            self._failing = True
            return Reserved(0, REST)
        self._offset.saw(reserved.now, asked_at, self._clock())
        self._failing = False
        return reserved

    async def _block(self, seconds: float) -> None:
        try:
            await self._budget.block(seconds)
        except DATABASE_ERRORS as error:
            log.warning("flood control could not be told to other processes: %s", brief(error))


class _Offset:
    """How far the database's clock is ahead of this process's, within the narrowest bounds."""

    def __init__(self) -> None:
        self._bounds: deque[tuple[float, float]] = deque(maxlen=CLOCKS)
        self._least = self._most = 0.0

    def saw(self, now: float, asked_at: float, answered_at: float) -> None:
        """It was so late there at some moment between the two."""
        self._bounds.append((now - answered_at, now - asked_at))
        self._least = max(least for least, _ in self._bounds)
        self._most = min(most for _, most in self._bounds)
        if self._least > self._most:  # one of the clocks was set
            self._bounds.clear()
            self._least, self._most = now - answered_at, now - asked_at

    def latest(self, own: float) -> float:
        """The latest that the database's clock can have shown at a moment of this process."""
        return own + self._most

    def own(self, moment: float) -> float:
        """When it is so late there for certain."""
        return moment - self._least
