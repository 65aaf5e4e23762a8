"""Deleting handled updates from the inbox: those of a moment share a transaction."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection

from storage.errors import DATABASE_ERRORS, brief
from storage.inbox import Inbox

MAX_UNCLEARED = 32  # updates handled and not deleted yet, above which no more are begun
AGAIN_AFTER = 1.0  # seconds after the database failed

log = logging.getLogger(__name__)


class Clearing:
    """cleared: told which updates are deleted, after each transaction."""

    def __init__(
        self,
        inbox: Inbox,
        cleared: Callable[[Collection[int]], None],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._inbox = inbox
        self._cleared = cleared
        self._sleep = sleep
        self._handled: list[int] = []
        self._being_deleted: list[int] = []
        self._wake = asyncio.Event()
        self._ending = False
        self._task: asyncio.Task[None] | None = None

    @property
    def full(self) -> bool:
        return len(self._handled) + len(self._being_deleted) >= MAX_UNCLEARED

    def add(self, update_id: int) -> None:
        """An update is handled."""
        self._handled.append(update_id)
        self._wake.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="inbox-clearing")

    async def stop(self, within: float) -> None:
        """Delete what is left. within: seconds, for a database that does not answer."""
        if self._task is None:
            return
        self._ending = True
        self._wake.set()
        await asyncio.wait([self._task], timeout=within)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        while self._handled or not self._ending:
            await self._wake.wait()
            self._wake.clear()
            self._being_deleted, self._handled = self._handled, []
            if self._being_deleted:
                await self._delete()
                done, self._being_deleted = self._being_deleted, []
                self._cleared(done)

    async def _delete(self) -> None:
        while True:
            try:
                await self._inbox.done(self._being_deleted)
            except DATABASE_ERRORS as error:
                count = len(self._being_deleted)
                log.warning("%d updates cannot be cleared yet: %s", count, brief(error))
                await self._sleep(AGAIN_AFTER)
            else:
                return
