"""Articles: what is new in an import, storing it, and reading it back."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, or_, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from . import limits
from .database import Database
from .models import ArticleRow
from .records import Article, ArticleStatus, Draft, Page, Tally
from .versions import ARTICLES, Versions, raise_counter

# One statement's share of drafts: SQLite allows 32,766 variables, an article takes 18.
BATCH = 500
_CACHED_PAGES = 64

_COLUMNS = (
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
    ArticleRow.status,
    ArticleRow.revision,
)
_LIVE = ArticleRow.status == ArticleStatus.LIVE
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
            total = await connection.scalar(select(func.count()).where(_LIVE)) or 0
            number = min(max(1, page), max(1, -(-total // size)))
            wanted = (
                select(*_COLUMNS)
                .where(_LIVE)
                .order_by(*_NEWEST_FIRST)
                .limit(size)
                .offset((number - 1) * size)
            )
            return Page(await _read(connection, wanted), number, size, total)

    async def get(self, article_id: int) -> Article | None:
        """A live article by its number; None if there is none or it was retracted."""
        async with self._database.reading() as connection:
            found = await _read(
                connection, select(*_COLUMNS).where(ArticleRow.id == article_id, _LIVE)
            )
        return found[0] if found else None

    async def by_ids(self, ids: Sequence[int]) -> tuple[Article, ...]:
        """The live ones among these, in the order asked for."""
        if not ids:
            return ()
        async with self._database.reading() as connection:
            found = await _read(connection, select(*_COLUMNS).where(ArticleRow.id.in_(ids), _LIVE))
        by_id = {article.id: article for article in found}
        return tuple(by_id[article_id] for article_id in ids if article_id in by_id)

    async def changed_since(self, revision: int, *, limit: int) -> tuple[Article, ...]:
        """Articles of a higher revision, retracted ones too, in the order they changed."""
        async with self._database.reading() as connection:
            return await _read(
                connection,
                select(*_COLUMNS)
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
                values |= {
                    "source": draft.source,
                    "external_key": one.key,
                    "first_seen_at": now,
                    "sorted_at": draft.published_at or now,
                    "position": draft.position,
                    "status": ArticleStatus.LIVE,
                }
                inserts.append(values)
            else:
                # An article that loses its date keeps its place.
                values["published_at"] = draft.published_at or row.published_at
                values["sorted_at"] = draft.published_at or row.sorted_at
                updates.append(values | {"of_id": row.id})
        if inserts:
            await connection.execute(plain_insert(ArticleRow), inserts)
        if updates:
            columns = [name for name in updates[0] if name != "of_id"]
            await connection.execute(
                update(ArticleRow.__table__)  # type: ignore[arg-type]
                .where(ArticleRow.id == bindparam("of_id"))
                .values({name: bindparam(name) for name in columns}),
                updates,
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
    return Tally.of((one.row is not None, one.differs) for one in compared)


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


def _batches(drafts: Sequence[Draft]) -> Iterable[Sequence[Draft]]:
    return (drafts[start : start + BATCH] for start in range(0, len(drafts), BATCH))


async def _read(
    connection: AsyncConnection, wanted: Select[*tuple[Any, ...]]
) -> tuple[Article, ...]:
    rows = await connection.execute(wanted)
    return tuple(Article(**{**row._mapping, "topics": tuple(row.topics)}) for row in rows)
