"""Loads: what an import brings, in batches that each are one short transaction.

A batch stores articles and rates, announces them, keeps what it changed, and how far the load has
come. So a crash leaves whole articles only, each announced once, and what is there tells where to
go on.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from . import touches
from .articles import Articles, merge
from .database import Database
from .deliveries import AnnouncementKind
from .expansion import announce
from .imports import KEPT, Imports
from .loading_models import ImportChangeRow, ImportQuoteRow
from .models import ImportRow
from .pace import MOST_TEXT, SMALL, Pace, Told
from .rates import Rates
from .rates import merge as merge_quotes
from .records import Article, ArticleStatus, Draft, Import, ImportState, Quote, Tally
from .sources import Sources
from .undo import Undo
from .versions import ARTICLES, QUOTES, Versions, raise_counter, raised_to

PRUNED = 500  # touches that go in one transaction
_NEVER = datetime.max.replace(tzinfo=UTC)


class Loads(Imports):
    """The way of a load: keep → begin → claim → run (or batch after batch, and finish)."""

    def __init__(
        self,
        database: Database,
        versions: Versions,
        clock: Callable[[], datetime],
        *,
        articles: Articles,
        rates: Rates,
        sources: Sources,
    ) -> None:
        super().__init__(database, clock)
        self._versions = versions
        self._articles = articles
        self._rates = rates
        self._sources = sources
        self._undo = Undo(self, versions, clock, articles)

    async def run(
        self,
        load: Import,
        drafts: Sequence[Draft],
        quotes: Sequence[Quote],
        errors: Sequence[Any] = (),
        *,
        errors_total: int = 0,
        same: bool = True,
        told: Told | None = None,
    ) -> Import:
        """Carry out a load from its place on, to its end.

        drafts, quotes: all of the file, the same ones in the same order as before a crash.
        errors: as `finish` takes them.  same: as `batch` takes it.
        Raises Cancelled, whose load is then to be given to `take_back`, and Lost.
        """
        drafts, quotes = in_order(drafts, announced=load.announce), merge_quotes(quotes)
        total = len(drafts) + len(quotes)
        load = replace(load, counts={**load.counts, "total": total})
        pace = Pace()
        while True:
            size = total if total <= SMALL else pace.size
            some, rates = _part(drafts, quotes, load.place, size)
            async with pace.measured(self._versions.writing, size) as connection:
                load = await self._store(connection, load, some, rates, same=same)
                if load.place >= total:
                    return await self.finished(connection, load, errors, errors_total=errors_total)
            if told:
                told(load)

    async def add(
        self,
        load: Import,
        drafts: Sequence[Draft],
        quotes: Sequence[Quote],
        pace: Pace,
        told: Told | None = None,
    ) -> Import:
        """A part of a file that is read as it is stored, in as many batches as it takes."""
        done = 0
        while done < len(drafts) + len(quotes):
            some, rates = _part(drafts, quotes, done, pace.size)
            done += len(some) + len(rates)
            count = len(some) + len(rates)
            async with pace.measured(self._versions.writing, count) as connection:
                load = await self._store(connection, load, some, rates, same=True)
            if told:
                told(load)
        return load

    async def batch(
        self,
        load: Import,
        drafts: Sequence[Draft],
        quotes: Sequence[Quote] = (),
        *,
        same: bool = True,
    ) -> Import:
        """One transaction's part of a load, see `Pace`. Gives the load as it is then.

        same: whether to keep for an undo that the load held what is unchanged by it.
        Raises Cancelled, whose load is then to be given to `take_back`, and Lost.
        """
        async with self._versions.writing() as connection:
            return await self._store(connection, load, drafts, quotes, same=same)

    async def at_once(
        self,
        connection: AsyncConnection,
        person_id: int,
        file_name: str,
        drafts: Sequence[Draft],
        *,
        announce: bool,
    ) -> Import:
        """A load of few that nobody sent as a file, whole, in the caller's transaction.

        It has no line in the audit trail, and keeps no touches of what is the same.
        """
        load = await self.opened(
            connection, person_id, file_name, announce=announce, total=len(drafts)
        )
        drafts = in_order(drafts, announced=announce)
        load = await self._store(connection, load, drafts, (), same=False)
        return await self.finished(connection, load)

    async def undo(self, number: int, told: Told | None = None) -> Import | None:
        """Take a loaded import back, to its end. None if it cannot be, see `begin_undo`."""
        if not await self.begin_undo(number, mine=True):
            return None
        load = await self.progress(number)
        return await self.take_back(load, told) if load else None

    async def take_back(self, load: Import, told: Told | None = None) -> Import:
        """Carry out an undo that was claimed, or the end of a load that was stopped.

        In batches, which a crash does not matter to: what is taken back is forgotten with it.
        Raises Lost.
        """
        return await self._undo.take_back(load, Pace(), told)

    async def _store(
        self,
        connection: AsyncConnection,
        load: Import,
        drafts: Sequence[Draft],
        quotes: Sequence[Quote],
        *,
        same: bool,
    ) -> Import:
        counts = dict(load.counts)
        if drafts:
            _count(counts, "articles", await self._put(connection, load, drafts, same=same))
        if quotes:
            _count(counts, "quotes", await self._put_quotes(connection, load, quotes, same=same))
        place = load.place + len(drafts) + len(quotes)
        return await self.advance(connection, load, place=place, counts=counts)

    async def _put(
        self, connection: AsyncConnection, load: Import, drafts: Sequence[Draft], *, same: bool
    ) -> Tally:
        if not self._database.is_sqlite:
            # Its lock comes first, so that what is read then is still so when it is written.
            await raise_counter(connection, ARTICLES, by=0)
        before: list[Article] = []
        put = await self._articles.put(connection, drafts, before=before, now=load.decided_at)
        writes = put.tally.new or put.tally.changed
        done = touches.of_put(
            load.id, put, raised_to(connection, ARTICLES) if writes else 0, before
        )
        kept = [one for one in done if same or not one.is_same]
        await touches.keep(connection, kept, met=any(one.row for one in put.seen))
        now = self._clock()
        if load.announce and put.new:
            kinds = (one.draft.status for one in put.seen if one.is_new)
            new = [
                number
                for number, status in zip(put.new, kinds, strict=True)
                if status is ArticleStatus.LIVE
            ]
            await announce(connection, new, AnnouncementKind.NEW, load.id, now)
        if put.changed:
            await announce(connection, put.changed, AnnouncementKind.CHANGED, load.id, now)
        return put.tally

    async def _put_quotes(
        self, connection: AsyncConnection, load: Import, quotes: Sequence[Quote], *, same: bool
    ) -> Tally:
        quotes = merge_quotes(quotes)
        revision = await raise_counter(connection, QUOTES, by=0)
        before = await touches.quote_rows(connection, [quote.key for quote in quotes])
        tally = await self._rates.put(connection, quotes)
        if tally.new or tally.changed:
            revision += 1
        await self._sources.loaded(connection, {quote.source for quote in quotes})
        if same or tally.new or tally.changed:
            await touches.keep_quotes(connection, load.id, quotes, before, revision)
        return tally

    async def prune(self) -> bool:
        """Forget a part of what can no longer be taken back. False where there is nothing."""
        old = self._clock() - KEPT
        async with self._database.writing() as connection:
            waiting = ImportRow.state == ImportState.WAITING
            await connection.execute(
                update(ImportRow)
                .where(waiting, ImportRow.created_at <= old)
                .values(state=ImportState.CANCELLED, body=None, ended_at=self._clock())
            )
            pruned = 0
            for table, thing in (
                (ImportChangeRow, ImportChangeRow.article_id),
                (ImportQuoteRow, ImportQuoteRow.quote_id),
            ):
                touched = exists().where(table.import_id == ImportRow.id)
                loaded = ImportRow.state == ImportState.LOADED
                number = await connection.scalar(
                    select(ImportRow.id)
                    .where(ImportRow.created_at <= old, loaded, touched)
                    .limit(1)
                )
                if number is None:
                    continue
                some = select(thing).where(table.import_id == number).limit(PRUNED)
                ids = list(await connection.scalars(some))
                await connection.execute(
                    delete(table).where(table.import_id == number, thing.in_(ids))
                )
                pruned += len(ids)
        return pruned > 0


def in_order(drafts: Sequence[Draft], *, announced: bool) -> list[Draft]:
    """Each article once. Those to be posted in the order of that: by date, the oldest first,
    and those without one after them as they come."""
    merged = merge(drafts)
    if announced:
        merged.sort(key=lambda draft: draft.published_at or _NEVER)
    return merged


def _part(
    drafts: Sequence[Draft], quotes: Sequence[Quote], place: int, size: int
) -> tuple[Sequence[Draft], Sequence[Quote]]:
    """So many from a place on in the row of all drafts and then all quotes.

    Fewer where their texts are long.
    """
    some = drafts[place : place + size]
    text = 0
    for count, draft in enumerate(some):
        text += len(draft.body)
        if text > MOST_TEXT and count:
            return some[:count], ()
    first = max(0, place - len(drafts))
    return some, quotes[first : first + size - len(some)]


def _count(counts: dict[str, int], kind: str, tally: Tally) -> None:
    for what in ("new", "changed", "unchanged"):
        name = f"{kind}_{what}"
        counts[name] = counts.get(name, 0) + getattr(tally, what)
