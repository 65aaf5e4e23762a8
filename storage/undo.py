"""Taking an import back: what is there then is what the other imports alone would have made.

Each thing's touches are a chain, in the order in which the imports came. One that is taken out of
it leaves what was before it to the next; the last one leaves it to the article itself.
See `storage.chains` for what becomes of what was done by hand.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from . import touches
from .articles import Articles
from .chains import EDITED, Chains, later_than
from .deliveries import AnnouncementKind
from .expansion import announce
from .imports import Imports
from .loading_models import ImportChangeRow, ImportQuoteRow
from .models import ArticleRow, ImportRow, QuoteRow
from .pace import Pace, Told
from .records import Import
from .touches import Json, Touch
from .versions import ARTICLES, QUOTES, Versions, raise_counter


class Undo:
    def __init__(
        self,
        imports: Imports,
        versions: Versions,
        clock: Callable[[], datetime],
        articles: Articles,
    ) -> None:
        self._imports = imports
        self._versions = versions
        self._clock = clock
        self._articles = articles

    async def take_back(self, load: Import, pace: Pace, told: Told | None) -> Import:
        """See `storage.loads.Loads.take_back`."""
        while True:
            async with pace.measured(self._versions.writing, pace.size) as connection:
                # In the order in which loads take their locks.
                await raise_counter(connection, ARTICLES, by=0)
                await self._imports.held(connection, load)
                done = await self._some_articles(connection, load.id, pace.size)
                done = done or await self._some_quotes(connection, load.id, pace.size)
                if not done:
                    return await self._imports.taken_back(connection, load)
                counts = {**load.counts, "taken_back": load.taken_back + done}
                load = await self._imports.advance(connection, load, counts=counts)
            if told:
                told(load)

    async def _some_articles(self, connection: AsyncConnection, number: int, size: int) -> int:
        """Take back so many of an import's touches of articles. Gives how many there were."""
        mine = await _touches(connection, ImportChangeRow.import_id == number, limit=size)
        if not mine:
            return 0
        ids = [one.thing_id for one in mine]
        rows = await _rows(connection, ids)
        chains: dict[int, list[Touch]] = {one.thing_id: [] for one in mine}
        for one in await _touches(connection, ImportChangeRow.article_id.in_(ids)):
            if one.import_id != number:
                chains[one.thing_id].append(one)
        work = Chains(rows, chains, await _begun(connection, chains))
        for one in mine:
            work.take_out(one)
        await self._write(connection, work)
        await connection.execute(
            delete(ImportChangeRow).where(
                ImportChangeRow.import_id == number, ImportChangeRow.article_id.in_(ids)
            )
        )
        return len(mine)

    async def _write(self, connection: AsyncConnection, work: Chains) -> None:
        if work.gone:
            await self._articles.delete(connection, work.gone)
            await self._announce(connection, work.gone, AnnouncementKind.RETRACTED)
        if work.values:
            await _free_links(connection, work.values)
            last = await raise_counter(connection, ARTICLES, by=len(work.values))
            first = last - len(work.values) + 1
            for revision, (article_id, values) in enumerate(work.values.items(), start=first):
                work.follow(article_id, revision)
                await connection.execute(
                    update(ArticleRow)
                    .where(ArticleRow.id == article_id)
                    .values(revision=revision, updated_at=self._clock(), **values)
                )
            shown = {"title", "status"}
            changed = [number for number, values in work.values.items() if shown & values.keys()]
            if changed:
                await self._announce(connection, changed, AnnouncementKind.CHANGED)
        await _store(connection, list(work.touched.values()))

    async def _announce(
        self, connection: AsyncConnection, ids: Sequence[int], kind: AnnouncementKind
    ) -> None:
        await announce(connection, ids, kind, None, self._clock())

    async def _some_quotes(self, connection: AsyncConnection, number: int, size: int) -> int:
        """The same for quotes."""
        table = ImportQuoteRow
        await raise_counter(connection, QUOTES, by=0)
        mine = await _quote_touches(connection, table.import_id == number, limit=size)
        if not mine:
            return 0
        ids = [one.thing_id for one in mine]
        found = select(QuoteRow.id, QuoteRow.value, QuoteRow.change).where(QuoteRow.id.in_(ids))
        now = {row.id: touches.said_of(row) for row in await connection.execute(found)}
        others = [
            one
            for one in await _quote_touches(connection, table.quote_id.in_(ids))
            if one.import_id != number
        ]
        changes: dict[int, Json | None] = {}
        for one in mine:
            later = later_than(one, (other for other in others if other.thing_id == one.thing_id))
            if one.is_same:
                continue
            if later:
                await connection.execute(
                    update(table)
                    .where(table.import_id == later[0].import_id, table.quote_id == one.thing_id)
                    .values(before=one.before)
                )
            elif now.get(one.thing_id) == one.after:
                changes[one.thing_id] = one.before
        if changes:
            await raise_counter(connection, QUOTES)
            await _put_quotes_back(connection, changes)
        await connection.execute(
            delete(table).where(table.import_id == number, table.quote_id.in_(ids))
        )
        return len(mine)


async def _touches(
    connection: AsyncConnection, which: Any, limit: int | None = None
) -> list[Touch]:
    table = ImportChangeRow
    wanted = (
        select(
            *(table.import_id, table.article_id.label("thing_id"), table.revision),
            *(table.before, table.said),
        )
        .where(which)
        .order_by(table.article_id)
        .limit(limit)
    )
    return [Touch(**row._mapping) for row in await connection.execute(wanted)]


async def _quote_touches(
    connection: AsyncConnection, which: Any, limit: int | None = None
) -> list[Touch]:
    table = ImportQuoteRow
    wanted = (
        select(
            *(table.import_id, table.quote_id.label("thing_id"), table.revision),
            *(table.before, table.after),
        )
        .where(which)
        .order_by(table.quote_id)
        .limit(limit)
    )
    return [Touch(**row._mapping) for row in await connection.execute(wanted)]


async def _rows(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Any]:
    own = ("id", "status", "revision", "position", "source", "external_key", "first_seen_at")
    names = (*own, *touches.TIMES, *EDITED, "content_hash")
    columns = [getattr(ArticleRow, name) for name in names]
    found = await connection.execute(select(*columns).where(ArticleRow.id.in_(ids)))
    return {row.id: row for row in found}


async def _begun(
    connection: AsyncConnection, chains: dict[int, list[Touch]]
) -> dict[int, datetime]:
    """When each import was decided, by its number."""
    numbers = {one.import_id for chain in chains.values() for one in chain}
    if not numbers:
        return {}
    found = await connection.execute(
        select(ImportRow.id, ImportRow.decided_at, ImportRow.created_at).where(
            ImportRow.id.in_(numbers)
        )
    )
    return {row.id: row.decided_at or row.created_at for row in found}


async def _free_links(connection: AsyncConnection, values: dict[int, dict[str, Any]]) -> None:
    """Links and keys are each one article's: those to be put back may be others' by now."""
    url = ArticleRow.url
    while links := {one["url"]: number for number, one in values.items() if one.get("url")}:
        held = await connection.execute(select(ArticleRow.id, url).where(url.in_(list(links))))
        taken = [row.url for row in held if "url" not in values.get(row.id, ())]
        for link in taken:
            del values[links[link]]["url"]
        if not taken:
            # Two that have exchanged theirs would be in each other's way.
            moving = ArticleRow.id.in_(list(links.values()))
            await connection.execute(update(ArticleRow).where(moving).values(url=None))
            break
    for number, one in values.items():
        if {"source", "external_key"} & one.keys():
            now = (ArticleRow.source, ArticleRow.external_key)
            mine = (await connection.execute(select(*now).where(ArticleRow.id == number))).one()
            wanted = (one.pop("source", mine[0]), one.pop("external_key", mine[1]))
            same = tuple_(*now) == tuple_(*wanted)
            if await connection.scalar(select(ArticleRow.id).where(same)) is None:
                one["source"], one["external_key"] = wanted


async def _store(connection: AsyncConnection, changed: Sequence[Touch]) -> None:
    if not changed:
        return
    table = ImportChangeRow.__table__
    await connection.execute(
        update(table)  # type: ignore[arg-type]
        .where(table.c.import_id == bindparam("of_import"))
        .where(table.c.article_id == bindparam("of_article"))
        .values({name: bindparam(f"new_{name}") for name in ("revision", "before", "said")}),
        [
            {
                "of_import": one.import_id,
                "of_article": one.thing_id,
                "new_revision": one.revision,
                "new_before": one.before,
                "new_said": one.said,
            }
            for one in changed
        ],
    )


async def _put_quotes_back(connection: AsyncConnection, changes: dict[int, Json | None]) -> None:
    made = [number for number, before in changes.items() if before is None]
    if made:
        await connection.execute(delete(QuoteRow).where(QuoteRow.id.in_(made)))
    for number, before in changes.items():
        if before is not None:
            change = before["change"]
            await connection.execute(
                update(QuoteRow)
                .where(QuoteRow.id == number)
                .values(
                    value=Decimal(before["value"]),
                    change=None if change is None else Decimal(change),
                )
            )
