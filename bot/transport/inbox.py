"""The order of updates: those of one chat one after the other, different chats at once.

What comes in is in the inbox table already. It is handled from memory, and deleted from the
table when it is done, many at a time. An update that fails is tried again, and after the third
time set aside.
"""

import asyncio
import contextlib
import logging
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import orjson

from bot.transport.clearing import Clearing
from storage.errors import DATABASE_ERRORS, brief, will_pass
from storage.inbox import Inbox

# Updates being handled at once. After a crash no more than these, and MAX_UNCLEARED that were just
# handled, are answered twice.
MAX_IN_FLIGHT = 32
MAX_WAITING = 1_000  # updates in memory, above which no more are fetched
MAX_ATTEMPTS = 3
RETRY_AFTER = (0.2, 1.0)  # seconds before the second and the third attempt
# Seconds after which an update counts as failed: longer than the sender waits for a network that
# is gone, so that an outage alone uses up no attempt in its first minutes.
HANDLING_TIME = 1200.0
WAIT_FOR_DATABASE = 2.0  # seconds between attempts that the database's absence ended; they are free
SURVIVED = 5.0  # seconds after which an update is not what kills the process

log = logging.getLogger(__name__)

Update = dict[str, Any]


@dataclass(slots=True)
class _Waiting:
    update_id: int
    update: Update
    attempts: int  # begun before
    # Whether an attempt is written down before it is made. The first one is not, for speed:
    # only what failed, or was left by a crash, may be what kills the process.
    counted: bool
    rest: float = 0.0  # seconds before it is tried again


@dataclass(slots=True)
class _Lane:
    """What waits in one chat. `busy`: one of it is being handled, or rests before a retry."""

    waiting: deque[_Waiting] = field(default_factory=deque)
    busy: bool = False


class UpdateQueue:
    """handle: does the work of one update; what it raises makes it a failure.

    apologise: tells the person the short id of an error, once the update is given up.
    """

    def __init__(
        self,
        inbox: Inbox,
        handle: Callable[[Update], Awaitable[None]],
        apologise: Callable[[Update, str], Awaitable[None]],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._inbox = inbox
        self._handle = handle
        self._apologise = apologise
        self._sleep = sleep
        self._lanes: dict[object, _Lane] = {}
        self._ready: deque[object] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_flight = 0
        self._known: set[int] = set()  # received and not done, those in flight included
        self._stopping = False
        self._room = asyncio.Event()
        self._clearing = Clearing(inbox, self._cleared, sleep)

    @property
    def waiting(self) -> int:
        """Updates received and not done, in flight ones included."""
        return len(self._known)

    @property
    def full(self) -> bool:
        return len(self._known) >= MAX_WAITING

    async def start(self) -> int:
        """Take up what an earlier run left. Gives how many there were."""
        self._clearing.start()
        left = await self._inbox.left_over()
        for one in left:
            try:
                update = parse(one.body)
            except ValueError:
                await self._inbox.set_aside(one.update_id, "not JSON")
                continue
            self._put(_Waiting(one.update_id, update, one.attempts, counted=True))
        return len(left)

    def put(self, update_id: int, update: Update) -> None:
        """Handle an update that is in the table. One that waits already is not taken twice."""
        self._put(_Waiting(update_id, update, 0, counted=False))

    async def room(self) -> None:
        """Wait until there is room for another batch."""
        while self.full:
            self._room.clear()
            await self._room.wait()

    async def stop(self, grace: float) -> None:
        """Begin nothing more, and wait for what is in flight; the rest stays in the table.

        grace: seconds.
        """
        self._stopping = True
        if self._tasks:
            _, unfinished = await asyncio.wait(self._tasks, timeout=grace)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        await self._clearing.stop(grace)

    def _put(self, item: _Waiting) -> None:
        if item.update_id in self._known:
            return
        self._known.add(item.update_id)
        key = chat_of(item.update)
        if key is None:
            key = ("update", item.update_id)
        lane = self._lanes.setdefault(key, _Lane())
        lane.waiting.append(item)
        if not lane.busy and len(lane.waiting) == 1:
            self._ready.append(key)
        self._begin_ready()

    def _begin_ready(self) -> None:
        while self._ready and self._may_begin():
            key = self._ready.popleft()
            self._lanes[key].busy = True
            self._in_flight += 1
            self._spawn(self._work(key, self._lanes[key].waiting[0]))

    def _may_begin(self) -> bool:
        return not (self._stopping or self._in_flight >= MAX_IN_FLIGHT or self._clearing.full)

    async def _work(self, key: object, item: _Waiting) -> None:
        try:
            ended = await self._attempt(item)
        finally:
            self._in_flight -= 1
        if ended:
            self._free(key)
        else:
            self._spawn(self._rest(key, item.rest))
        self._begin_ready()

    async def _rest(self, key: object, seconds: float) -> None:
        """Wait before a retry without keeping others from their turn."""
        await self._sleep(seconds)
        self._ready.append(key)
        self._begin_ready()

    def _free(self, key: object) -> None:
        lane = self._lanes[key]
        lane.waiting.popleft()
        lane.busy = False
        if lane.waiting:
            self._ready.append(key)
        else:
            del self._lanes[key]

    async def _attempt(self, item: _Waiting) -> bool:
        """True where nothing more is to be done: it was handled, or set aside."""
        if item.attempts >= MAX_ATTEMPTS:
            await self._give_up(item, None)
            return True
        try:
            item.attempts += 1
            item.rest = RETRY_AFTER[min(item.attempts, len(RETRY_AFTER)) - 1]
            async with asyncio.timeout(HANDLING_TIME):
                if item.counted:
                    await self._inbox.begin(item.update_id, item.attempts)
                    await self._survive(item)
                else:
                    item.counted = True
                    await self._handle(item.update)
        except asyncio.CancelledError:
            # A stop in good order is not what an update is to blame for.
            await self._take_back(item)
            raise
        except Exception as error:  # noqa: BLE001  (the edge: one update)
            if will_pass(error):
                log.warning("update %d waits for the database: %s", item.update_id, brief(error))
                item.attempts -= 1
                item.rest = WAIT_FOR_DATABASE
                return False
            if item.attempts >= MAX_ATTEMPTS:
                await self._give_up(item, error)
                return True
            log.warning(
                "update %d failed (attempt %d of %d): %s",
                item.update_id,
                item.attempts,
                MAX_ATTEMPTS,
                type(error).__name__,
            )
            return False
        self._clearing.add(item.update_id)
        return True

    async def _survive(self, item: _Waiting) -> None:
        """Handle; an attempt that the process survives for a while does not count against it.

        Else restarts while Telegram does not answer would set innocent updates aside.
        """
        handling = asyncio.ensure_future(self._handle(item.update))
        try:
            done, _ = await asyncio.wait([handling], timeout=SURVIVED)
            if not done:
                await self._inbox.begin(item.update_id, item.attempts - 1)
            await handling
        finally:
            handling.cancel()

    async def _take_back(self, item: _Waiting) -> None:
        with contextlib.suppress(*DATABASE_ERRORS):
            await self._inbox.begin(item.update_id, item.attempts - 1)

    async def _give_up(self, item: _Waiting, error: Exception | None) -> None:
        short_id = secrets.token_hex(3).upper()
        log.error(
            "update %d is set aside after %d attempts, error %s",
            item.update_id,
            item.attempts,
            short_id,
            exc_info=error,
        )
        reason = "the process ended while handling it" if error is None else repr(error)
        try:
            await self._apologise(item.update, short_id)
        except Exception as failure:  # noqa: BLE001  (the edge: one update)
            log.warning("nobody could be told of error %s: %s", short_id, type(failure).__name__)
        try:
            await self._inbox.set_aside(item.update_id, f"{short_id} {reason}")
        except DATABASE_ERRORS as failure:
            log.warning("error %s comes again at the next start: %s", short_id, brief(failure))
        self._cleared([item.update_id])  # from memory only: in the table it stays

    def _cleared(self, update_ids: Collection[int]) -> None:
        self._known.difference_update(update_ids)
        self._room.set()
        self._begin_ready()

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def chat_of(update: Update) -> Any:
    """What an update must be in order with: its chat, else its person, else None."""
    for content in update.values():
        if not isinstance(content, dict):
            continue
        chat = content.get("chat") or (content.get("message") or {}).get("chat")
        owner = chat or content.get("from") or content.get("user")
        if owner:
            return owner.get("id")
    return None


def parse(body: str | bytes) -> Update:
    update = orjson.loads(body)
    if not isinstance(update, dict):
        raise ValueError("an update is an object")
    return update
