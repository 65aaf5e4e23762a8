"""One engine for both databases, and what each needs to behave the same."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Executable, Insert, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from .errors import DatabaseUnavailable, brief

BUSY_TIMEOUT = 10_000  # milliseconds that SQLite waits for another process's write
POOL_SIZE = 5
CACHE = 8_000  # kilobytes of SQLite's pages for each connection, of which mostly one is used
WRITES = "caravan_writes"  # the execution option of a connection that will write


class Database:
    """Reads and writes, each in a transaction of its own.

    On SQLite a write begins with BEGIN IMMEDIATE, so that it waits for the lock at its start
    and cannot fail half-way, and writes of this process queue here, in order, instead of
    polling for the lock.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
        self._writer = self.engine.execution_options(**{WRITES: True})
        self._one_writer = asyncio.Lock()
        self._connect_errors = _connect_errors(self.is_sqlite)

    def __str__(self) -> str:
        return self.url.render_as_string(hide_password=True)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        async with self._connected(self.engine) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        if self.is_sqlite:
            async with (
                self._one_writer,
                self._connected(self._writer) as connection,
                connection.begin(),
            ):
                yield connection
        else:
            async with self._connected(self._writer) as connection, connection.begin():
                yield connection

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """A connection. Raises DatabaseUnavailable where there is none to be had."""
        connection = engine.connect()
        try:
            await connection.start()
        except self._connect_errors as error:
            raise self._unavailable(error) from error
        try:
            yield connection
        finally:
            # To its end even where the task is cancelled, or the pool would lose a connection.
            await asyncio.shield(asyncio.create_task(connection.close()))

    async def check(self) -> None:
        """Raises DatabaseUnavailable with one line if nothing answers."""
        try:
            async with self.reading() as connection:
                await connection.exec_driver_sql("SELECT 1")
        except (OSError, SQLAlchemyError) as error:
            raise self._unavailable(error) from error

    async def close(self) -> None:
        await self.engine.dispose()

    def _unavailable(self, error: Exception) -> DatabaseUnavailable:
        return DatabaseUnavailable(f"the database {self} cannot be used: {brief(error)}")


def insert(connection: AsyncConnection, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT, in the dialect of this connection."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


async def rows_changed(connection: AsyncConnection, statement: Executable | Insert) -> int:
    result = await connection.execute(statement)
    return result.rowcount


def _sqlite(url: str) -> AsyncEngine:
    file = make_url(url).database
    if file:
        folder = Path(file).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnavailable(f"the folder {folder} cannot be made: {error}") from error
    # The last one used comes first: what it has read of the file is still there.
    engine = create_async_engine(url, pool_size=POOL_SIZE, pool_use_lifo=True)

    @event.listens_for(engine.sync_engine, "connect")
    def _(dbapi: Any, _record: Any) -> None:
        # The driver must not begin transactions by itself: "begin" below does.
        dbapi.isolation_level = None
        cursor = dbapi.cursor()
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT}",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            f"cache_size = {-CACHE}",
            "foreign_keys = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _postgresql(url: str) -> AsyncEngine:
    return create_async_engine(url, pool_size=POOL_SIZE, max_overflow=POOL_SIZE, pool_pre_ping=True)


def _connect_errors(is_sqlite: bool) -> tuple[type[Exception], ...]:
    """What connecting may raise. TypeError: for an option that the driver does not know."""
    if is_sqlite:
        return OSError, TypeError, SQLAlchemyError
    import asyncpg  # noqa: PLC0415  (only where it is used)

    # The driver's own get past SQLAlchemy while it connects.
    own = asyncpg.PostgresError, asyncpg.InterfaceError
    return OSError, TypeError, SQLAlchemyError, *own
