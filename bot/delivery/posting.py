"""The worker of the outbox: claims what is due, has it said and sent, writes what became of it.

Any number of them share the work, in one process or in many. The order within a chat is kept by
its lane: whoever has claimed it sends there, and nobody else.
"""

import asyncio
import contextlib
import logging
import math
import secrets
from collections.abc import Iterable, Mapping, Sequence

from bot.delivery.attempts import Attempts, Left, Moved
from bot.delivery.leases import Leases
from bot.delivery.limiter import Limiter
from storage import Store
from storage.errors import DATABASE_ERRORS, brief, will_pass
from storage.lanes import LEASE
from storage.outcomes import Claimed, Outcome
from storage.versions import OUTBOX, happens

LOOK_EVERY = 0.5  # seconds between looks at what is due, where nothing tells of it
AHEAD = 1.0  # seconds of the whole rate that are claimed ahead
GATHER = 0.02  # seconds in which outcomes gather for one write
REST = 1.0  # seconds after the database failed
FINISH_WITHIN = 10.0  # seconds that what is in flight has when the bot stops

log = logging.getLogger(__name__)


class Posting:
    """Start it, wake it when something was put in, stop it."""

    def __init__(
        self,
        store: Store,
        attempts: Attempts,
        limiter: Limiter,
        leases: Leases,
        *,
        owner: str | None = None,
    ) -> None:
        self.owner = owner or secrets.token_hex(8)
        self._store = store
        self._attempts = attempts
        self._limiter = limiter
        self._leases = leases
        pace = limiter.limits.over_all
        self._most = max(4, math.ceil(pace.count / pace.seconds * AHEAD))
        self._busy: dict[int, asyncio.Task[None]] = {}  # by chat, until its outcome is written
        # By chat, to be written; nothing where it is to be given back as it was.
        self._ended: dict[int, Sequence[Outcome]] = {}
        self._told = asyncio.Event()  # there are some
        self._woken = asyncio.Event()  # there may be something due, or room to claim it
        self._stopping = asyncio.Event()
        self._working: list[asyncio.Task[None]] = []
        self._failing = False

    def start(self) -> None:
        self._store.on_change(self._changed)
        for work in (self._claiming(), self._writing(), self._holding()):
            self._working.append(asyncio.create_task(work, name="posting"))

    async def stop(self) -> None:
        """Begin nothing more, finish what is in flight, give the rest back."""
        self._stopping.set()
        self._woken.set()
        self._limiter.stop_posts()
        if self._working:
            await self._working[0]
        if self._busy:
            await asyncio.wait(list(self._busy.values()), timeout=FINISH_WITHIN)
        for task in self._busy.values():
            task.cancel()
        await asyncio.gather(*self._busy.values(), return_exceptions=True)
        self._told.set()
        await asyncio.gather(*self._working[1:])
        if self._working:
            with contextlib.suppress(*DATABASE_ERRORS):
                await self._store.outbox.release(self.owner)

    def wake(self) -> None:
        """Something may be due."""
        self._woken.set()

    def _changed(self, name: str, _value: int) -> None:
        if name == OUTBOX:
            self._woken.set()

    async def _claiming(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            room = self._most - len(self._busy)
            if room < self._most / 4:
                await self._woken.wait()
                continue
            try:
                pause = await self._claim(room)
                self._failing = False
            except DATABASE_ERRORS as error:
                if not self._failing:
                    log.warning("cannot look for what is to be sent: %s", brief(error))
                self._failing, pause = True, REST
            except Exception:  # the edge: one look
                log.error("a look for what is to be sent failed", exc_info=True)
                pause = REST
            if pause > 0:
                await happens(self._woken, within=pause)

    async def _claim(self, room: int) -> float:
        """Seconds until the next look."""
        due = await self._store.outbox.next_due()
        if due is None or due > 0:
            return min(LOOK_EVERY, LOOK_EVERY if due is None else max(due, 0.001))
        asked_at = self._leases.clock()
        claimed = await self._store.outbox.claim(self.owner, room)
        for one in claimed:
            if one.chat_id in self._busy:
                continue  # what is on its way there took longer than its lease: it ends first
            self._leases.hold([one.chat_id], asked_at)
            self._busy[one.chat_id] = asyncio.create_task(self._deliver(one), name="delivery")
        # Fewer than there was room for: what is due next comes a little later.
        return 0.0 if len(claimed) == room else GATHER

    async def _deliver(self, claimed: Claimed) -> None:
        try:
            outcomes = await self._attempts.attempt(claimed)
        except (Left, *DATABASE_ERRORS):
            self._ended[claimed.chat_id] = ()
        except Moved as moved:
            self._ended[claimed.chat_id] = ()
            if moved.chat_id not in self._busy:
                self._ended[moved.chat_id] = ()  # the claim moved too
        except asyncio.CancelledError:
            # It hung until the end: its lease runs out, and then it is sent again.
            self._busy.pop(claimed.chat_id, None)
            raise
        else:
            self._ended[claimed.chat_id] = outcomes
        self._told.set()

    async def _writing(self) -> None:
        while True:
            await self._told.wait()
            if not self._stopping.is_set():
                await happens(self._stopping, within=GATHER)
            self._told.clear()
            await self._write()
            if self._stopping.is_set() and all(task.done() for task in self._busy.values()):
                return

    async def _write(self) -> None:
        """Outcomes are kept until they are written: meanwhile nothing more is sent there."""
        ended, self._ended = self._ended, {}
        while ended:
            try:
                await self._finish(ended)
            except DATABASE_ERRORS as error:
                log.warning("what was sent cannot be written: %s", brief(error))
                if not will_pass(error):
                    await self._write_each(ended)
                    break
                if await happens(self._stopping, within=REST):
                    break  # what is written nowhere is sent again: that cannot be helped
            except Exception:  # the edge: some deliveries
                log.error("what was sent cannot be written", exc_info=True)
                await self._write_each(ended)
                break
            else:
                self._free(ended)
                break

    async def _write_each(self, ended: Mapping[int, Sequence[Outcome]]) -> None:
        """One by one, since one of them cannot be written, whatever is wrong with it."""
        for chat_id, outcomes in ended.items():
            try:
                await self._finish({chat_id: outcomes})
            except Exception:  # the edge: one delivery
                # The chat stays claimed: it would only get the same again and again.
                short_id = secrets.token_hex(3).upper()
                told = "what became of a delivery to %d cannot be written, error %s"
                log.error(told, chat_id, short_id, exc_info=True)
            else:
                self._free([chat_id])

    async def _finish(self, ended: Mapping[int, Sequence[Outcome]]) -> None:
        outcomes = [one for of_chat in ended.values() for one in of_chat]
        if outcomes:
            uncertain = self._attempts.uncertain
            finished = await self._store.outbox.finish(self.owner, outcomes, uncertain=uncertain)
            self._attempts.uncertain -= uncertain
            if finished.copies:
                log.warning("%d posts were sent a second time", finished.copies)
        untouched = [chat_id for chat_id, of_chat in ended.items() if not of_chat]
        if untouched:
            await self._store.outbox.release(self.owner, untouched)

    def _free(self, chat_ids: Iterable[int]) -> None:
        for chat_id in chat_ids:
            self._busy.pop(chat_id, None)
            self._leases.forget(chat_id)
        self._woken.set()

    async def _holding(self) -> None:
        """Hold on to what takes longer."""
        while not await happens(self._stopping, within=LEASE.total_seconds() / 3):
            if self._busy:
                try:
                    asked_at = self._leases.clock()
                    held = await self._store.outbox.extend(self.owner, list(self._busy))
                    self._leases.hold(held & self._busy.keys(), asked_at)
                except DATABASE_ERRORS as error:
                    log.warning("claims could not be held: %s", brief(error))
