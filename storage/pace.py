"""How much one short transaction of a long work may do."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from .records import Import

SMALL = 200  # articles and rates that are stored in one transaction, be it longer than others
MOST_TEXT = 1_000_000  # characters of articles in one transaction
AIM = 0.03  # seconds
# Powers of two, so that statements for so many rows are made once: see `storage.bulk`.
LEAST = 64  # what is the same for each transaction costs more than fewer would
MOST = 256

Told = Callable[[Import], None]  # hears after each batch how far a load is


class Pace:
    """How many things a batch is to have, so that it takes the time that it may.

    A transaction may hold the write lock for 50 ms; this aims below, for a machine that is busier
    the next moment.
    """

    def __init__(self) -> None:
        self.size = LEAST

    @asynccontextmanager
    async def measured(
        self, writing: Callable[[], AbstractAsyncContextManager[AsyncConnection]], count: int
    ) -> AsyncIterator[AsyncConnection]:
        """A transaction for so many; what it takes decides how many the next may have."""
        begun = 0.0
        async with writing() as connection:
            begun = time.perf_counter()
            yield connection
        took = time.perf_counter() - begun
        if took > AIM:
            self.size = max(LEAST, self.size // 2)
        elif count >= self.size and 2 * took < AIM:  # few that were quick tell little of many
            self.size = min(MOST, 2 * self.size)
