"""Articles: what is new in an import, storing it, and reading it back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from .bulk import insert_rows, read_rows
from .database import Database
from .differences import Compared, compare, first_values_of, values_of
from .keys import content_hash, external_key, merge
from .models import ArticleRow, SavedRow
from .records import Article, ArticleStatus, Draft, Page, Tally
from .versions import ARTICLES, Versions, raise_counter

__all__ = [
    "ALIVE",
    "COLUMNS",
    "LIVE",
    "Articles",
    "Put",
    "content_hash",
    "external_key",
    "merge",
    "read_articles",
]

# One statement's share of drafts: SQLite allows 32,766 variables, an article takes 18.
BATCH = 500
_CACHED_PAGES = 64

COLUMNS = (
    ArticleRow.id,
    ArticleRow.source,
    ArticleRow.url,
    ArticleRow.title,
    ArticleRow.summary,
    ArticleRow.body,
    ArticleRow.language,
    ArticleRow.topics,
    ArticleRow.image,
    ArticleRow.published_at,
    ArticleRow.sorted_at,
    ArticleRow.position,
    ArticleRow.status,
    ArticleRow.revision,
)
_TOPICS = [column.key for column in COLUMNS].index("topics")
LIVE = ArticleRow.status == ArticleStatus.LIVE
# The same, where rows are asked for by number: of `LIVE` SQLite would rather walk all there are.
ALIVE = ArticleRow.status.not_in([ArticleStatus.RETRACTED, ArticleStatus.DELETED])
_NEWEST_FIRST = (ArticleRow.sorted_at.desc(), ArticleRow.position, ArticleRow.id)

_CHANGED = (
    select(*COLUMNS)
    .where(ArticleRow.revision > bindparam("revision"))
    .order_by(ArticleRow.revision)
    .limit(bindparam("limit"))
)
_MADE = select(ArticleRow.revision, ArticleRow.id).where(
    ArticleRow.revision.between(bindparam("first"), bindparam("last"))
)


@dataclass(frozen=True, slots=True)
class Put:
    """What became of drafts. new, changed: articles' numbers, in the order of the drafts.

    seen: each draft with what was stored before.
    """

    tally: Tally
    new: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    seen: "tuple[Compared, ...]" = ()


class Articles:
    def __init__(
        self, database: Database, versions: Versions, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._versions = versions
        self._clock = clock
        self._pages: dict[tuple[int, int], Page[Article]] = {}
        self._pages_version = -1

    async def latest(self, page: int, *, size: int) -> Page[Article]:
        """Live articles, newest first; what came on one page in that page's order.

        page: from 1; a page past the end is the last one.
        Uses ix_articles_live_latest. Costs a query and a count the first time after a change.
        """
        version = self._versions[ARTICLES]
        if version != self._pages_version or len(self._pages) > _CACHED_PAGES:
            self._pages, self._pages_version = {}, version
        if (page, size) not in self._pages:
            read = await self._read_latest(page, size)
            if version == self._pages_version:
                self._pages[page, size] = read
            return read
        return self._pages[page, size]

    async def _read_latest(self, page: int, size: int) -> Page[Article]:
        async with self._database.reading() as connection:
            total = await connection.scalar(select(func.count()).where(LIVE)) or 0
            number = min(max(1, page), max(1, -(-total // size)))
            wanted = (
                select(*COLUMNS)
                .where(LIVE)
                .order_by(*_NEWEST_FIRST)
                .limit(size)
                .offset((number - 1) * size)
            )
            return Page(await read_articles(connection, wanted), number, size, total)

    async def get(self, article_id: int) -> Article | None:
        """A live article by its number; None if there is none or it was retracted."""
        async with self._database.reading() as connection:
            wanted = select(*COLUMNS).where(ArticleRow.id == article_id, LIVE)
            found = await read_articles(connection, wanted)
        return found[0] if found else None

    async def by_ids(self, ids: Sequence[int]) -> tuple[Article, ...]:
        """The live ones among these, in the order asked for."""
        if not ids:
            return ()
        async with self._database.reading() as connection:
            wanted = select(*COLUMNS).where(ArticleRow.id.in_(ids), ALIVE)
            found = await read_articles(connection, wanted)
        by_id = {article.id: article for article in found}
        return tuple(by_id[article_id] for article_id in ids if article_id in by_id)

    async def neighbours(self, article: Article) -> tuple[Article | None, Article | None]:
        """The live article before this one among the newest, and the one after it.

        Uses ix_articles_live_latest. Costs two queries of one row each.
        """
        row, position, number = ArticleRow.sorted_at, ArticleRow.position, ArticleRow.id
        at = article.sorted_at
        here = (position, number), (article.position, article.id)
        newer = (
            select(*COLUMNS)
            .where(LIVE, row >= at, or_(row > at, tuple_(*here[0]) < tuple_(*here[1])))
            .order_by(row, position.desc(), number.desc())
            .limit(1)
        )
        older = (
            select(*COLUMNS)
            .where(LIVE, row <= at, or_(row < at, tuple_(*here[0]) > tuple_(*here[1])))
            .order_by(*_NEWEST_FIRST)
            .limit(1)
        )
        async with self._database.reading() as connection:
            before = await read_articles(connection, newer)
            after = await read_articles(connection, older)
        return (before[0] if before else None), (after[0] if after else None)

    async def changed_since(self, revision: int, *, limit: int) -> tuple[Article, ...]:
        """Articles of a higher revision, retracted ones too, in the order they changed."""
        async with self._database.reading() as connection:
            rows = await read_rows(connection, _CHANGED, {"revision": revision, "limit": limit})
        for row in rows:
            row[_TOPICS] = tuple(row[_TOPICS])
        return tuple(sorted((Article(*row) for row in rows), key=attrgetter("revision")))

    async def compare(self, drafts: Sequence[Draft]) -> Tally:
        """What `put` would do, without doing it."""
        async with self._database.reading() as connection:
            tally = Tally()
            for batch in _batches(merge(drafts)):
                tally += _tally(await compare(connection, batch))
            return tally

    async def differing(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Those that `put` would store, for they are new or changed."""
        async with self._database.reading() as connection:
            return [
                one.draft
                for batch in _batches(merge(drafts))
                for one in await compare(connection, batch)
                if one.differs
            ]

    async def put(
        self,
        connection: AsyncConnection,
        drafts: Sequence[Draft],
        *,
        before: list[Article] | None = None,
        now: datetime | None = None,
    ) -> Put:
        """Store drafts in the caller's transaction. What is the same is left alone.

        New and changed articles take the next revision numbers, in the order given.
        before: is given the changed articles as they were, in the order of `changed`.
        now: when new ones are first seen: the same for all of a load, however many batches it has.
        Uses uq_articles_source_external_key and the index of url.
        """
        tally = Tally()
        new: list[int] = []
        changed: list[int] = []
        seen: list[Compared] = []
        for batch in _batches(merge(drafts)):
            compared = await compare(connection, batch)
            seen += compared
            touched = [one for one in compared if one.differs]
            others = [one.row.id for one in touched if one.row and not one.is_new]
            if before is not None and others:
                before += await _as_they_are(connection, others)
            changed += others
            new += await self._write(connection, touched, now or self._clock())
            tally += _tally(compared)
        return Put(tally, tuple(new), tuple(changed), tuple(seen))

    async def retract(self, connection: AsyncConnection, ids: Sequence[int]) -> int:
        """Take articles back: nobody sees them, and they can be restored. Gives how many."""
        return await self._turn(connection, ids, ArticleStatus.LIVE, ArticleStatus.RETRACTED)

    async def restore(self, connection: AsyncConnection, ids: Sequence[int]) -> int:
        """Show retracted articles again. Gives how many."""
        return await self._turn(connection, ids, ArticleStatus.RETRACTED, ArticleStatus.LIVE)

    async def delete(self, connection: AsyncConnection, ids: Sequence[int]) -> int:
        """Forget articles and all that they said. Gives how many.

        The bare row stays, so that who follows the revisions hears of it; an article that is
        loaded again is new.
        """
        nothing: dict[str, Any] = {
            **{"url": None, "title": "", "summary": "", "body": "", "topics": [], "image": None},
            **{"language": None, "content_hash": ""},
        }
        here = ArticleRow.status != ArticleStatus.DELETED
        await connection.execute(delete(SavedRow).where(SavedRow.article_id.in_(ids)))
        return await self._change(connection, ids, here, ArticleStatus.DELETED, nothing)

    async def _turn(
        self,
        connection: AsyncConnection,
        ids: Sequence[int],
        before: ArticleStatus,
        after: ArticleStatus,
    ) -> int:
        return await self._change(connection, ids, ArticleRow.status == before, after, {})

    async def _change(
        self,
        connection: AsyncConnection,
        ids: Sequence[int],
        which: ColumnElement[bool],
        status: ArticleStatus,
        values: dict[str, Any],
    ) -> int:
        """Give those of the articles a status, and each a revision of its own."""
        wanted = select(ArticleRow.id).where(ArticleRow.id.in_(ids), which).order_by(ArticleRow.id)
        # The counter's lock comes first, so that what is read then is still so when it is written.
        # No number is left out: who follows the revisions would wait for it.
        await raise_counter(connection, ARTICLES, by=0)
        found = list(await connection.scalars(wanted))
        last = await raise_counter(connection, ARTICLES, by=len(found))
        for start in range(0, len(found), BATCH):
            some = found[start : start + BATCH]
            first = last - len(found) + 1 + start
            # In one statement: many, while another thread is busy, would hold the lock for long.
            revisions = {number: first + place for place, number in enumerate(some)}
            await connection.execute(
                update(ArticleRow)
                .where(ArticleRow.id.in_(some))
                .values(
                    status=status,
                    revision=case(revisions, value=ArticleRow.id),
                    updated_at=self._clock(),
                    **values,
                )
            )
        return len(found)

    async def _write(
        self, connection: AsyncConnection, touched: "list[Compared]", now: datetime
    ) -> list[int]:
        """Give those of the articles that are new, in their order."""
        if not touched:
            return []
        last = await raise_counter(connection, ARTICLES, by=len(touched))
        inserts: list[dict[str, Any]] = []
        updates: list[dict[str, Any]] = []
        for revision, one in enumerate(touched, start=last - len(touched) + 1):
            draft, row = one.draft, one.row
            values = values_of(one, now) | {"revision": revision}
            if row is None:
                values |= {"source": draft.source, "external_key": one.key}
                inserts.append(values | first_values_of(draft, now))
            elif one.is_new:
                updates.append(values | first_values_of(draft, now) | {"of_id": row.id})
            else:
                # An article that loses its date keeps its place.
                values["published_at"] = draft.published_at or row.published_at
                values["sorted_at"] = draft.published_at or row.sorted_at
                updates.append(values | {"of_id": row.id})
        table = ArticleRow.__table__
        await insert_rows(connection, table, inserts)  # type: ignore[arg-type]
        # Those that were deleted get more columns than the others.
        for is_new in (False, True):
            alike = [values for values in updates if ("first_seen_at" in values) is is_new]
            if alike:
                columns = [name for name in alike[0] if name != "of_id"]
                await connection.execute(
                    update(table)  # type: ignore[arg-type]
                    .where(ArticleRow.id == bindparam("of_id"))
                    .values({name: bindparam(name) for name in columns}),
                    alike,
                )
        made = await _made(connection, [values["revision"] for values in inserts])
        return [made.pop() if one.row is None else one.row.id for one in touched if one.is_new]


async def _made(connection: AsyncConnection, revisions: Sequence[int]) -> list[int]:
    """The numbers that the articles of these revisions were given, the last one first."""
    if not revisions:
        return []
    rows = await read_rows(connection, _MADE, {"first": revisions[0], "last": revisions[-1]})
    numbers: dict[int, int] = dict(rows)
    return [numbers[revision] for revision in reversed(revisions)]


async def _as_they_are(connection: AsyncConnection, ids: Sequence[int]) -> list[Article]:
    found = await read_articles(connection, select(*COLUMNS).where(ArticleRow.id.in_(ids)))
    by_id = {article.id: article for article in found}
    return [by_id[number] for number in ids]


def _tally(compared: Iterable[Compared]) -> Tally:
    return Tally.of((not one.is_new, one.differs) for one in compared)


def _batches(drafts: Sequence[Draft]) -> Iterable[Sequence[Draft]]:
    return (drafts[start : start + BATCH] for start in range(0, len(drafts), BATCH))


async def read_articles(
    connection: AsyncConnection, wanted: Select[*tuple[Any, ...]]
) -> tuple[Article, ...]:
    rows = await connection.execute(wanted)
    return tuple(Article(**{**row._mapping, "topics": tuple(row.topics)}) for row in rows)
