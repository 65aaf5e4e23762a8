"""The one door to what is stored."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from . import migrations
from .articles import Articles
from .database import Database
from .imports import Imports
from .inbox import Inbox
from .models import FactRow
from .rates import Rates
from .records import Article, Draft, Found, ImportState, Page, Quote, Tally
from .search.feed import SearchFeed
from .searches import Searches
from .versions import Versions, take_raised


class Store:
    """Open it, ask its parts, close it.

    Each part's reads are one query or two; writes that belong together share a `transaction`.
    """

    def __init__(
        self,
        url: str,
        search_dir: Path,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.database = Database(url)
        self._search_dir = search_dir
        self._versions = Versions(self.database)
        self.articles = Articles(self.database, self._versions, clock)
        self.rates = Rates(self.database, self._versions, clock)
        self.inbox = Inbox(self.database, clock)
        self.imports = Imports(self.database, clock)
        self.searches = Searches(self.database)
        self._feed: SearchFeed | None = None

    async def open(self) -> None:
        """Bring the database up to date and start following its changes.

        Raises DatabaseUnavailable where there is none.
        """
        await self.database.check()
        await migrations.upgrade(self.database)
        await self._versions.refresh()
        self._versions.start()
        async with self.database.reading() as connection:
            identity = await connection.scalar(
                select(FactRow.value).where(FactRow.name == "identity")
            )
        self._feed = SearchFeed(self._search_dir, identity or "", self.articles, self._versions)
        self._feed.start()

    async def close(self) -> None:
        if self._feed:
            await self._feed.stop()
        await self._versions.stop()
        await self.database.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A write transaction: all of it is stored, or nothing. Keep it short."""
        async with self.database.writing() as connection:
            try:
                yield connection
            finally:
                raised = take_raised(connection)
        # Only here is it committed.
        self._versions.learn(raised)

    async def search(self, words: str, page: int, *, size: int) -> Found[Article]:
        """Live articles that have all of the words, best first.

        page: from 1; a page past the end is the last one.
        """
        hits = await self.feed.search(words, offset=(max(1, page) - 1) * size, limit=size)
        last = max(1, -(-hits.total // size))
        if page > last:
            return await self.search(words, last, size=size)
        articles = await self.articles.by_ids(hits.ids)
        return Found(Page(articles, max(1, page), size, hits.total), self.feed.preparing)

    async def load(
        self,
        drafts: Sequence[Draft],
        quotes: Sequence[Quote],
        *,
        person_id: int,
        file_name: str,
        number: int | None = None,
    ) -> tuple[Tally, Tally] | None:
        """Store what an import brings, and that it was loaded, in one transaction.

        number: of the kept import this decides; None for one that nobody was asked about.
        Gives what became of articles and quotes, or None if it was decided before.
        """
        async with self.transaction() as connection:
            if number is None:
                number = await self.imports.record(connection, person_id, file_name)
            elif not await self.imports.decide(connection, number, ImportState.LOADED):
                return None
            articles = await self.articles.put(connection, drafts)
            rates = await self.rates.put(connection, quotes)
            counts = {
                "articles_new": articles.new,
                "articles_changed": articles.changed,
                "quotes_new": rates.new,
                "quotes_changed": rates.changed,
            }
            await self.imports.set_counts(connection, number, counts)
        return articles, rates

    async def cancel(self, number: int) -> bool:
        """Throw away a kept import. False if it was decided before."""
        async with self.transaction() as connection:
            return await self.imports.decide(connection, number, ImportState.CANCELLED)

    def on_change(self, listener: Callable[[str, int], None]) -> None:
        """`listener(counter, value)` is called when articles or quotes changed, anywhere."""
        self._versions.on_change(listener)

    @property
    def feed(self) -> SearchFeed:
        if self._feed is None:
            raise RuntimeError("the store is not open")
        return self._feed
