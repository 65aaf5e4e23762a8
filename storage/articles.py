"""Articles: what is new in an import, storing it, and reading it back."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, or_, select, tuple_, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from . import limits
from .database import Database
from .models import ArticleRow, SavedRow
from .records import Article, ArticleStatus, Draft, Page, Tally
from .versions import ARTICLES, Versions, raise_counter

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
LIVE = ArticleRow.status == ArticleStatus.LIVE
# The same, where rows are asked for by number: of `LIVE` SQLite would rather walk all there are.
ALIVE = ArticleRow.status.not_in([ArticleStatus.RETRACTED, ArticleStatus.DELETED])
_NEWEST_FIRST = (ArticleRow.sorted_at.desc(), ArticleRow.position, ArticleRow.id)


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
            return await read_articles(
                connection,
                select(*COLUMNS)
                .where(ArticleRow.revision > revision)
                .order_by(ArticleRow.revision)
                .limit(limit),
            )

    async def compare(self, drafts: Sequence[Draft]) -> Tally:
        """What `put` would do, without doing it."""
        async with self._database.reading() as connection:
            tally = Tally()
            for batch in _batches(merge(drafts)):
                tally += _tally(await _compare(connection, batch))
            return tally

    async def put(self, connection: AsyncConnection, drafts: Sequence[Draft]) -> Tally:
        """Store drafts in the caller's transaction. What is the same is left alone.

        New and changed articles take the next revision numbers, in the order given.
        """
        tally = Tally()
        for batch in _batches(merge(drafts)):
            compared = await _compare(connection, batch)
            await self._write(connection, [one for one in compared if one.differs])
            tally += _tally(compared)
        return tally

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
        for revision, number in enumerate(found, start=last - len(found) + 1):
            await connection.execute(
                update(ArticleRow)
                .where(ArticleRow.id == number)
                .values(status=status, revision=revision, updated_at=self._clock(), **values)
            )
        return len(found)

    async def _write(self, connection: AsyncConnection, touched: "list[_Compared]") -> None:
        if not touched:
            return
        last = await raise_counter(connection, ARTICLES, by=len(touched))
        now = self._clock()
        inserts: list[dict[str, Any]] = []
        updates: list[dict[str, Any]] = []
        for revision, one in enumerate(touched, start=last - len(touched) + 1):
            draft, row = one.draft, one.row
            values = _values(one, now) | {"revision": revision}
            if row is None:
                values |= {"source": draft.source, "external_key": one.key}
                inserts.append(values | _first_seen(draft, now))
            elif one.is_new:
                updates.append(values | _first_seen(draft, now) | {"of_id": row.id})
            else:
                # An article that loses its date keeps its place.
                values["published_at"] = draft.published_at or row.published_at
                values["sorted_at"] = draft.published_at or row.sorted_at
                updates.append(values | {"of_id": row.id})
        if inserts:
            await connection.execute(plain_insert(ArticleRow), inserts)
        # Those that were deleted get more columns than the others.
        for is_new in (False, True):
            alike = [values for values in updates if ("first_seen_at" in values) is is_new]
            if alike:
                columns = [name for name in alike[0] if name != "of_id"]
                await connection.execute(
                    update(ArticleRow.__table__)  # type: ignore[arg-type]
                    .where(ArticleRow.id == bindparam("of_id"))
                    .values({name: bindparam(name) for name in columns}),
                    alike,
                )


def external_key(draft: Draft) -> str:
    """What tells an article of a source from the others: guid, else link, else its title."""
    key = draft.guid or draft.url
    if key is None:
        key = "title:" + hashlib.sha256(draft.title.casefold().encode()).hexdigest()
    if len(key) > limits.KEY:
        key = "hash:" + hashlib.sha256(key.encode()).hexdigest()
    return key


def content_hash(draft: Draft) -> str:
    """The same for the same content. The place on the page is no content."""
    content = asdict(draft)
    for name in ("source", "guid", "position"):
        del content[name]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def merge(drafts: Iterable[Draft]) -> list[Draft]:
    """Each article once, in the order of its first mention, with the text of its last."""
    by_key: dict[tuple[str, str], Draft] = {}
    by_url: dict[str, tuple[str, str]] = {}
    for draft in drafts:
        key = (draft.source, external_key(draft))
        if draft.url is not None:
            key = by_url.setdefault(draft.url, key)
        by_key[key] = draft
    return list(by_key.values())


class _Compared(NamedTuple):
    """A draft, its key and hash, and the stored row of the same article, if there is one."""

    draft: Draft
    key: str
    content_hash: str
    row: Any | None

    @property
    def is_new(self) -> bool:
        return self.row is None or self.row.status is ArticleStatus.DELETED

    @property
    def differs(self) -> bool:
        return self.row is None or self.row.content_hash != self.content_hash


async def _compare(connection: AsyncConnection, drafts: Sequence[Draft]) -> list[_Compared]:
    keys = [external_key(draft) for draft in drafts]
    urls = [draft.url for draft in drafts if draft.url is not None]
    rows = await connection.execute(
        select(
            ArticleRow.id,
            ArticleRow.source,
            ArticleRow.external_key,
            ArticleRow.url,
            ArticleRow.published_at,
            ArticleRow.sorted_at,
            ArticleRow.content_hash,
            ArticleRow.status,
        ).where(or_(ArticleRow.external_key.in_(keys), ArticleRow.url.in_(urls)))
    )
    found = list(rows)
    by_key = {(row.source, row.external_key): row for row in found}
    by_url = {row.url: row for row in found if row.url is not None}
    return [
        _Compared(
            draft,
            key,
            content_hash(draft),
            by_key.get((draft.source, key)) or by_url.get(draft.url),
        )
        for draft, key in zip(drafts, keys, strict=True)
    ]


def _tally(compared: Iterable[_Compared]) -> Tally:
    return Tally.of((not one.is_new, one.differs) for one in compared)


def _values(one: _Compared, now: datetime) -> dict[str, Any]:
    draft = one.draft
    return {
        "url": draft.url,
        "title": draft.title,
        "summary": draft.summary,
        "body": draft.body,
        "language": draft.language,
        "topics": list(draft.topics),
        "image": draft.image,
        "published_at": draft.published_at,
        "updated_at": now,
        "content_hash": one.content_hash,
    }


def _first_seen(draft: Draft, now: datetime) -> dict[str, Any]:
    return {
        "first_seen_at": now,
        "published_at": draft.published_at,
        "sorted_at": draft.published_at or now,
        "position": draft.position,
        "status": ArticleStatus.LIVE,
    }


def _batches(drafts: Sequence[Draft]) -> Iterable[Sequence[Draft]]:
    return (drafts[start : start + BATCH] for start in range(0, len(drafts), BATCH))


async def read_articles(
    connection: AsyncConnection, wanted: Select[*tuple[Any, ...]]
) -> tuple[Article, ...]:
    rows = await connection.execute(wanted)
    return tuple(Article(**{**row._mapping, "topics": tuple(row.topics)}) for row in rows)
