"""The clock: one loop that claims what is due and has it done.

What is due is in the database, so any process may die and none need know of another.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Protocol

from storage.errors import DATABASE_ERRORS, brief
from storage.versions import happens

LOOK_EVERY = 5.0  # seconds between looks at what is due; each costs one small query

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]


class Work(Protocol):
    """A kind of due work."""

    async def open(self) -> None:
        """Called before anything else."""

    async def claim(self) -> Sequence[Job]:
        """What is due now, each piece claimed for this process.

        A job is cancelled where the clock stops; it then gives back what it claimed.
        """

    async def close(self) -> None:
        """Called after the last job has ended."""


class Clock:
    """Start it, stop it. What goes wrong with one piece of work is no other's business."""

    def __init__(self, *kinds: Work, look_every: float = LOOK_EVERY) -> None:
        self._kinds = kinds
        self._look_every = look_every
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._woken = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._failing = False

    async def start(self) -> None:
        for kind in self._kinds:
            await kind.open()
        self._loop = asyncio.create_task(self._run(), name="clock")

    async def stop(self) -> None:
        """Between two looks; jobs are cancelled and waited for."""
        self._stopping.set()
        self._woken.set()
        if self._loop:
            await self._loop
        for job in self._running:
            job.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        for kind in self._kinds:
            await kind.close()

    def wake(self) -> None:
        """Something is due now: have it looked for at once."""
        self._woken.set()

    async def look(self) -> None:
        """Claim what is due, and begin it."""
        for kind in self._kinds:
            for job in await kind.claim():
                task = asyncio.create_task(_do(job), name="due")
                self._running.add(task)
                task.add_done_callback(self._running.discard)

    async def idle(self) -> None:
        """Wait until all that was begun has ended."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                await self.look()
                self._failing = False
            except DATABASE_ERRORS as error:
                if not self._failing:
                    log.warning("cannot look for what is due: %s", brief(error))
                self._failing = True
            if not self._stopping.is_set():
                await happens(self._woken, within=self._look_every)


async def whole(writing: Coroutine[Any, Any, None]) -> None:
    """Let a write end where its job is cancelled: cut off, it leaves a connection behind."""
    task = asyncio.create_task(writing)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def _do(job: Job) -> None:
    try:
        await job()
    except DATABASE_ERRORS as error:
        # Its claim runs out, and then it is due again.
        log.warning("what was due could not be finished: %s", brief(error))
    except Exception:  # the edge: one piece of due work
        log.error("what was due failed, error %s", secrets.token_hex(3).upper(), exc_info=True)
