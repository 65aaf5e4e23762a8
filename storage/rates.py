"""Quotes: storing them, and the current ones."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, and_, func, literal, literal_column, select, tuple_, union_all, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from .database import Database
from .models import QuoteRow
from .records import Quote, Tally
from .versions import QUOTES, Versions, raise_counter

BATCH = 500
LOOKED_BACK = 100  # quotes whose predecessors one query finds
HISTORIES_KEPT = 64
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
        self._histories: dict[tuple[str, str, date, str | None], tuple[Quote, ...]] = {}
        self._histories_version = -1

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
            return tuple(Quote(*row) for row in await connection.execute(wanted))

    async def history(
        self, base: str, quote: str, since: date, source: str | None = None
    ) -> tuple[Quote, ...]:
        """The quotes of a pair from a day on, of one source or of all, the oldest first.

        The pair as it is: its inverse is another one. Kept in memory until rates change, for the
        pairs asked for last. Uses uq_quotes_base_quote_source_as_of.
        """
        version = self._versions[QUOTES]
        if version != self._histories_version:
            self._histories.clear()
            self._histories_version = version
        asked = (base, quote, since, source)
        found = self._histories.pop(asked, None)
        if found is None:
            found = await self._read_history(*asked)
            if version != self._versions[QUOTES]:
                return found
            if len(self._histories) >= HISTORIES_KEPT:
                self._histories.pop(next(iter(self._histories)))
        self._histories[asked] = found
        return found

    async def _read_history(
        self, base: str, quote: str, since: date, source: str | None
    ) -> tuple[Quote, ...]:
        wanted = (
            select(*_COLUMNS)
            .where(QuoteRow.base == base, QuoteRow.quote == quote, QuoteRow.as_of >= since)
            .order_by(QuoteRow.as_of, QuoteRow.id)
        )
        if source is not None:
            wanted = wanted.where(QuoteRow.source == source)
        async with self._database.reading() as connection:
            return tuple(Quote(*row) for row in await connection.execute(wanted))

    async def around(self, day: date, within: int = 7) -> tuple[Quote, ...]:
        """Of each pair and source its quote of a day, or the nearest of so many days before it.

        One query, which looks each pair up in uq_quotes_base_quote_source_as_of.
        """
        known = [(one.base, one.quote, one.source) for one in await self.current()]
        if not known:
            return ()
        earliest = date.fromordinal(max(1, day.toordinal() - within))
        async with self._database.reading() as connection:
            found = await connection.execute(_nearest(connection, known, earliest, day))
            return tuple(Quote(**row._mapping) for row in found)

    async def previous(self, quotes: Iterable[Quote]) -> dict[Quote, Quote]:
        """For each quote the one that its source gave for the pair before, where there is one.

        One query for a hundred. Uses uq_quotes_base_quote_source_as_of.
        """
        asked = list(dict.fromkeys(quotes))
        found: dict[Quote, Quote] = {}
        async with self._database.reading() as connection:
            for start in range(0, len(asked), LOOKED_BACK):
                part = asked[start : start + LOOKED_BACK]
                each = [_before(one, place) for place, one in enumerate(part)]
                for place, *values in await connection.execute(union_all(*each)):
                    found[part[place]] = Quote(*values)
        return found

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


def _before(quote: Quote, place: int) -> Any:
    """Selects a place, and the last quote before this one of the same pair and source."""
    last = (
        select(*_COLUMNS)
        .where(
            QuoteRow.base == quote.base,
            QuoteRow.quote == quote.quote,
            QuoteRow.source == quote.source,
            QuoteRow.as_of < quote.as_of,
        )
        .order_by(QuoteRow.as_of.desc())
        .limit(1)
        .subquery()
    )
    # SQLite orders no part of a UNION but what is a table of its own.
    return select(literal(place), last)


def _nearest(connection: AsyncConnection, pairs: object, earliest: date, day: date) -> Any:
    """Selects the last quote of each [base, quote, source] between two days.

    The pairs are one parameter: hundreds would take longer to be written out than to be found.
    """
    listed = literal(pairs, JSON())
    if connection.dialect.name == "sqlite":
        each = func.json_each(listed).table_valued("value")
    else:
        each = func.json_array_elements(listed).table_valued("value")
    base, quote, source = (each.c.value.op("->>")(literal_column(place)) for place in "012")
    other = aliased(QuoteRow)
    last = (
        select(func.max(other.as_of))
        .where(other.base == base, other.quote == quote, other.source == source)
        .where(other.as_of.between(earliest, day))
        .scalar_subquery()
    )
    found = select(
        base.label("base"), quote.label("quote"), source.label("source"), last.label("as_of")
    ).cte("nearest")
    same = [QuoteRow.__table__.c[one.name] == one for one in found.c]
    return select(*_COLUMNS).join(found, and_(*same)).order_by(QuoteRow.id)


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
