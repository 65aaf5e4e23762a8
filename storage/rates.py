"""Quotes: storing them, and the current ones."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, tuple_, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database
from .models import QuoteRow
from .records import Quote, Tally
from .versions import QUOTES, Versions, raise_counter

BATCH = 500
_COLUMNS = (
    QuoteRow.base,
    QuoteRow.quote,
    QuoteRow.value,
    QuoteRow.as_of,
    QuoteRow.source,
    QuoteRow.change,
)


class Rates:
    def __init__(
        self, database: Database, versions: Versions, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._versions = versions
        self._clock = clock
        self._current: tuple[Quote, ...] = ()
        self._current_version = -1

    async def current(self) -> tuple[Quote, ...]:
        """The newest quote of each pair and source, in the order they were first stored.

        Kept in memory until rates change. Uses uq_quotes_base_quote_source_as_of.
        """
        version = self._versions[QUOTES]
        if version != self._current_version:
            self._current = await self._read_current()
            self._current_version = version
        return self._current

    async def _read_current(self) -> tuple[Quote, ...]:
        pair = (QuoteRow.base, QuoteRow.quote, QuoteRow.source)
        newest = (
            select(
                *pair, func.max(QuoteRow.as_of).label("at"), func.min(QuoteRow.id).label("first")
            )
            .group_by(*pair)
            .subquery()
        )
        wanted = (
            select(*_COLUMNS)
            .join(
                newest,
                (QuoteRow.base == newest.c.base)
                & (QuoteRow.quote == newest.c.quote)
                & (QuoteRow.source == newest.c.source)
                & (QuoteRow.as_of == newest.c.at),
            )
            .order_by(newest.c.first)
        )
        async with self._database.reading() as connection:
            return tuple(Quote(**row._mapping) for row in await connection.execute(wanted))

    async def compare(self, quotes: Sequence[Quote]) -> Tally:
        """What `put` would do, without doing it."""
        async with self._database.reading() as connection:
            return _tally(await _sort(connection, merge(quotes)))

    async def put(self, connection: AsyncConnection, quotes: Sequence[Quote]) -> Tally:
        """Store quotes in the caller's transaction; a source's quote of a day is there once."""
        found = await _sort(connection, merge(quotes))
        tally = _tally(found)
        if tally.new or tally.changed:
            await raise_counter(connection, QUOTES)
        now = self._clock()
        inserts = [_values(quote) | {"first_seen_at": now} for quote, row in found if row is None]
        if inserts:
            await connection.execute(plain_insert(QuoteRow), inserts)
        for quote, row in found:
            if row is not None and _differs(quote, row):
                await connection.execute(
                    update(QuoteRow)
                    .where(QuoteRow.id == row.id)
                    .values(value=quote.value, change=quote.change)
                )
        return tally


def merge(quotes: Iterable[Quote]) -> list[Quote]:
    """Each pair, day and source once: the last one said."""
    return list({quote.key: quote for quote in quotes}.values())


async def _sort(
    connection: AsyncConnection, quotes: Sequence[Quote]
) -> list[tuple[Quote, Any | None]]:
    """Each quote with the stored row of the same pair, day and source, if there is one."""
    stored: dict[tuple[Any, ...], Any] = {}
    for start in range(0, len(quotes), BATCH):
        keys = [quote.key for quote in quotes[start : start + BATCH]]
        rows = await connection.execute(
            select(QuoteRow.id, *_COLUMNS).where(
                tuple_(QuoteRow.base, QuoteRow.quote, QuoteRow.as_of, QuoteRow.source).in_(keys)
            )
        )
        stored |= {(row.base, row.quote, row.as_of, row.source): row for row in rows}
    return [(quote, stored.get(quote.key)) for quote in quotes]


def _tally(quotes: Iterable[tuple[Quote, Any | None]]) -> Tally:
    return Tally.of((row is not None, _differs(quote, row)) for quote, row in quotes)


def _differs(quote: Quote, row: Any | None) -> bool:
    """Compared digit by digit: 0.50 is another quote than 0.5, for it claims to be more exact."""
    return row is None or (str(quote.value), str(quote.change)) != (str(row.value), str(row.change))


def _values(quote: Quote) -> dict[str, Any]:
    return {
        "base": quote.base,
        "quote": quote.quote,
        "value": quote.value,
        "as_of": quote.as_of,
        "source": quote.source,
        "change": quote.change,
    }
