"""Everything out again: articles and rates, one JSON object a line, as `load` takes them back.

What is exported, loaded into an empty database and exported again, is the same byte for byte: the
order leans on nothing that a database gives by itself, and a line has all that a reader could see
a difference by.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Select, collate, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database
from .models import ArticleRow, QuoteRow
from .records import ArticleStatus

READ = 500  # rows at once


class Export:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def counts(self) -> tuple[int, int]:
        """How many articles and rates there are to export."""
        there = ArticleRow.status != ArticleStatus.DELETED
        async with self._database.reading() as connection:
            articles = await connection.scalar(select(func.count(ArticleRow.id)).where(there))
            quotes = await connection.scalar(select(func.count(QuoteRow.id)))
        return articles or 0, quotes or 0

    async def lines(self) -> AsyncGenerator[tuple[bytes, int], None]:
        """All as it is at one moment, in parts: whole lines, and how many they are.

        First the articles by source and key, retracted ones too; then the rates by pair, day and
        source. Memory does not grow with their number.
        """
        async with self._database.reading() as connection:
            if not self._database.is_sqlite:
                # All statements are to see the same moment; SQLite's do in any transaction.
                await connection.execution_options(isolation_level="REPEATABLE READ")
            async with connection.begin():
                async for rows in _streamed(connection, _articles(connection)):
                    yield b"".join(map(_article, rows)), len(rows)
                async for rows in _streamed(connection, _quotes(connection)):
                    yield b"".join(map(_quote, rows)), len(rows)


async def _streamed(
    connection: AsyncConnection, wanted: Select[*tuple[Any, ...]]
) -> AsyncIterator[Sequence[Any]]:
    async with connection.stream(wanted.execution_options(yield_per=READ)) as result:
        async for rows in result.partitions():
            yield rows


def _articles(connection: AsyncConnection) -> Select[*tuple[Any, ...]]:
    """Uses uq_articles_source_external_key on SQLite; PostgreSQL sorts, once."""
    names = ("source", "external_key", "url", "title", "summary", "body", "language", "topics")
    more = ("image", "published_at", "position", "first_seen_at", "status")
    order = (ArticleRow.source, ArticleRow.external_key)
    return (
        select(*(getattr(ArticleRow, name) for name in (*names, *more)))
        .where(ArticleRow.status != ArticleStatus.DELETED)
        .order_by(*(_by_bytes(connection, column) for column in order))
    )


def _quotes(connection: AsyncConnection) -> Select[*tuple[Any, ...]]:
    pair = (QuoteRow.base, QuoteRow.quote, QuoteRow.source)
    base, quote, source = (_by_bytes(connection, column) for column in pair)
    return select(*pair, QuoteRow.as_of, QuoteRow.value, QuoteRow.change).order_by(
        base, quote, source, QuoteRow.as_of
    )


def _by_bytes(connection: AsyncConnection, column: Any) -> Any:
    """The same order on both: PostgreSQL's own depends on the language it was set up with."""
    return column if connection.dialect.name == "sqlite" else collate(column, "C")


def _article(row: Any) -> bytes:
    return _line(
        {
            "kind": "article",
            "source": row.source,
            "guid": None if row.external_key == row.url else row.external_key,
            "url": row.url,
            "title": row.title,
            "summary": row.summary,
            "body": row.body,
            "language": row.language,
            "topics": list(row.topics),
            "image": row.image,
            "published": _moment(row.published_at),
            "position": row.position,
            "first_seen": _moment(row.first_seen_at),
            "status": row.status.value,
        }
    )


def _quote(row: Any) -> bytes:
    return _line(
        {
            "kind": "quote",
            "base": row.base,
            "quote": row.quote,
            "value": format(row.value, "f"),
            "as_of": row.as_of.isoformat(),
            "source": row.source,
            "change": None if row.change is None else format(row.change, "f"),
        }
    )


def _line(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None
