"""Counters that rise with each change, so that what is kept in memory knows when it is old.

A counter is one row. Raising it takes the row's lock until the transaction commits, so the
order of its numbers is the order of commits, on both databases.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database
from .errors import DATABASE_ERRORS, brief
from .models import CounterRow

ANNOUNCEMENTS = "announcements"
ARTICLES = "articles"
OUTBOX = "outbox"
PEOPLE = "people"
QUOTES = "quotes"
REINDEX = "reindex"
ROLES = "roles"
WATCH_EVERY = 0.25  # seconds between looks at what other processes changed

log = logging.getLogger(__name__)
_RAISED = "caravan_raised"  # where a connection keeps the counters its transaction raised


class Versions:
    """The counters as this process knows them: own changes at once, others' within WATCH_EVERY."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, int] = {}
        self._listeners: list[Callable[[str, int], None]] = []
        self._watch: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    def __getitem__(self, name: str) -> int:
        return self._known.get(name, 0)

    def on_change(self, listener: Callable[[str, int], None]) -> None:
        """`listener(name, value)` is called after each change, in the event loop."""
        self._listeners.append(listener)

    def learn(self, values: dict[str, int]) -> None:
        """What is known already stays: a look may have begun before a change and end after it."""
        for name, value in values.items():
            if value > self._known.get(name, -1):
                self._known[name] = value
                for listener in self._listeners:
                    listener(name, value)

    async def refresh(self) -> None:
        async with self._database.reading() as connection:
            rows = await connection.execute(select(CounterRow.name, CounterRow.value))
            self.learn({row.name: row.value for row in rows})

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A write transaction; what it raises is known here once it is committed."""
        async with self._database.writing() as connection:
            try:
                yield connection
            finally:
                raised = take_raised(connection)
        self.learn(raised)

    def start(self) -> None:
        self._watch = asyncio.create_task(self._keep_watching(), name="versions")

    async def stop(self) -> None:
        """Between two looks: a query that is cut off leaves a connection behind."""
        self._stopping.set()
        if self._watch:
            await self._watch

    async def _keep_watching(self) -> None:
        failing = False
        while not await happens(self._stopping, within=WATCH_EVERY):
            try:
                await self.refresh()
                failing = False
            except DATABASE_ERRORS as error:
                # The database may come back; each answer until then tells of it by itself.
                if not failing:
                    log.warning("cannot look for changes: %s", brief(error))
                failing = True


async def happens(event: asyncio.Event, within: float) -> bool:
    """Wait for an event. within: seconds, after which it is False."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within):
            await event.wait()
    return event.is_set()


async def raise_counter(connection: AsyncConnection, name: str, by: int = 1) -> int:
    """The counter's value after it was raised; known to this process once it is committed."""
    value: int | None = await connection.scalar(
        update(CounterRow)
        .where(CounterRow.name == name)
        .values(value=CounterRow.value + by)
        .returning(CounterRow.value)
    )
    if value is None:
        raise LookupError(f"no counter {name!r}")
    connection.info.setdefault(_RAISED, {})[name] = value
    return value


def raised_to(connection: AsyncConnection, name: str) -> int:
    """The counter's value by this transaction, which has raised it."""
    value: int = connection.info[_RAISED][name]
    return value


def take_raised(connection: AsyncConnection) -> dict[str, int]:
    """What the transaction on this connection raised, once: the connection is used again."""
    raised: dict[str, int] = connection.info.pop(_RAISED, {})
    return raised
