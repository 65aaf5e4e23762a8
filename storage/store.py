"""The one door to what is stored."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from . import migrations
from .alerts import Alerts
from .articles import Articles
from .audit import Audit
from .database import Database
from .deliveries import AnnouncementKind
from .editing import Editing
from .export import Export
from .feeds import Feeds
from .inbox import Inbox
from .loads import Loads
from .models import FactRow
from .outbox import Outbox
from .people import People
from .rates import Rates
from .records import Article, Draft, Found, Import, Order, Page, Quote, Tally
from .roles import Roles
from .saved import Saved
from .search.analyser import UNQUOTED
from .search.asked import Unknown
from .search.feed import SearchFeed
from .search.index import Hits
from .search.parser import parse
from .search.query import Query
from .search.suggest import Correction
from .searches import Searches
from .sources import Sources
from .stats import Stats
from .subscriptions import Subscriptions
from .versions import REINDEX, Versions, raise_counter

OPEN_WITHIN = 10.0  # seconds that an index which is there takes to be opened


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
        self._clock = clock
        self._search_dir = search_dir
        self._versions = Versions(self.database)
        self.articles = Articles(self.database, self._versions, clock)
        self.rates = Rates(self.database, self._versions, clock)
        self.inbox = Inbox(self.database, clock)
        self.searches = Searches(self.database)
        self.sources = Sources(self.database, clock)
        self.loads = Loads(
            self.database,
            self._versions,
            clock,
            articles=self.articles,
            rates=self.rates,
            sources=self.sources,
        )
        self.editing = Editing(self.database, self._versions, clock, self.articles)
        self.export = Export(self.database)
        self.feeds = Feeds(self.database, self._versions, clock)
        self.saved = Saved(self.database, clock)
        self.people = People(self.database, self._versions, clock)
        self.subscriptions = Subscriptions(self.database, self._versions, clock)
        self.outbox = Outbox(self.database, self._versions, clock)
        self.alerts = Alerts(self.database, self._versions, clock)
        self.roles = Roles(self.database, self._versions, clock)
        self.audit = Audit(self.database, clock)
        self.stats = Stats(self.database, clock)
        self._feed: SearchFeed | None = None

    async def open(self, *, search: bool = True) -> None:
        """Bring the database up to date and start following its changes.

        search: whether to search, and keep the index where no other process does.
        Raises DatabaseUnavailable where there is none.
        """
        await self.database.check()
        await migrations.upgrade(self.database)
        await self._versions.refresh()
        self._versions.start()
        if not search:
            return
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
        async with self._versions.writing() as connection:
            yield connection

    async def search(
        self,
        text: str,
        page: int,
        *,
        size: int,
        order: Order = Order.BEST,
        now: datetime | None = None,
    ) -> Found[Article]:
        """Live articles for what someone typed, see `storage.search.parser`.

        page: from 1; a page past the end is the last one.
        order: where no words are asked for, only a topic and the like, newest first in any case.
        now: what "yesterday" counts from, in the reader's zone.
        """
        now = now or self._clock()
        query = parse(text, now)
        found, unknown = await self._found(query, max(1, page), size, order)
        if not unknown:
            return found
        corrections = await self._corrections(query, unknown)
        if corrections and corrections[0].sure:
            meant = parse(corrections[0].text, now)
            instead, still_unknown = await self._found(meant, max(1, page), size, order)
            if instead.page.total and not still_unknown:
                others = tuple(one.text for one in corrections[1:])
                return replace(instead, corrected=corrections[0].text, suggestions=others)
        return replace(found, suggestions=tuple(one.text for one in corrections))

    async def _found(
        self, query: Query, page: int, size: int, order: Order
    ) -> tuple[Found[Article], tuple[Unknown, ...]]:
        """What is found, and the words asked for that no article has."""
        hits = Hits()
        if query:
            order = order if query.ranks else Order.NEWEST
            asked = {"offset": (page - 1) * size, "limit": size, "order": order}
            hits = await self.feed.ask(self.feed.index.search, query, **asked) or hits
        last = max(1, -(-hits.total // size))
        if page > last:
            return await self._found(query, last, size, order)
        articles = await self.articles.by_ids(hits.ids)
        shown = Page(articles, page, size, hits.total)
        preparing = self.feed.preparing
        return Found(shown, query, hits.any_word, preparing=preparing), hits.unknown

    async def _corrections(self, query: Query, unknown: Sequence[Unknown]) -> list[Correction]:
        """With the guessed words spelled as the articles spell them."""
        guesses = await self.feed.ask(self.feed.index.corrections, query, unknown) or ()
        guessed = list(dict.fromkeys(word for guess in guesses for word in guess.guessed))
        examples = await self.feed.ask(self.feed.index.examples, guessed) or {}
        articles = await self.articles.by_ids(tuple(set(examples.values())))
        texts = [f"{one.title}\n{one.summary}\n{one.body}" for one in articles]
        return [guess.spelled_as(texts) for guess in guesses]

    async def rank_any(self, text: str, *, limit: int) -> tuple[Article, ...]:
        """The best for any of the words, with no heed to quotation marks."""
        query = parse(text.translate(UNQUOTED), self._clock())
        ids = await self.feed.ask(self.feed.index.rank, query, limit=limit)
        return await self.articles.by_ids(ids or ())

    async def related(self, article: Article, *, size: int) -> tuple[Article, ...]:
        """Live articles that are about the same, the nearest first."""
        ids = await self.feed.ask(self.feed.index.related, article, limit=size)
        return await self.articles.by_ids(ids or ())

    async def reindex(self) -> None:
        """Have the search index built anew, by whichever process keeps it, and wait for it."""
        await self.feed.caught_up(OPEN_WITHIN)
        before = self.feed.index.name
        async with self.transaction() as connection:
            await raise_counter(connection, REINDEX)
        await self.feed.rebuilt(before)

    async def indexed(self, idle: float) -> bool:
        """Wait until what is stored is found, see `SearchFeed.caught_up_at_last`."""
        await self._versions.refresh()
        return await self.feed.caught_up_at_last(idle)

    async def topics(self) -> tuple[tuple[str, int], ...]:
        """Each topic and the number of live articles about it, most first."""
        return await self.feed.ask(self.feed.index.topics) or ()

    async def load(
        self,
        drafts: Sequence[Draft],
        quotes: Sequence[Quote],
        *,
        person_id: int,
        file_name: str,
        number: int | None = None,
        announce: bool = False,
    ) -> tuple[Tally, Tally] | None:
        """Store what an import brings, and that it was loaded, as `storage.loads` does.

        number: of the kept import this decides; None for one that nobody was asked about.
        announce: whether its new articles are to be posted.
        Gives what became of articles and quotes, or None if it was decided before.
        """
        if number is None:
            load: Import | None = await self.loads.open(person_id, file_name, announce=announce)
        elif await self.loads.begin(number, announce=announce, mine=True):
            load = await self.loads.progress(number)
        else:
            return None
        if load is None:
            return None
        load = await self.loads.run(load, drafts, quotes)
        return load.articles, load.quotes

    async def cancel(self, number: int) -> bool:
        """Throw away a kept import, or stop its load. False if it was decided before."""
        return await self.loads.cancel(number)

    async def retract(self, connection: AsyncConnection, ids: Sequence[int]) -> int:
        """Take articles back, and have their posts taken back. Gives how many articles."""
        turned = await self.articles.retract(connection, ids)
        await self.outbox.announce(connection, ids, AnnouncementKind.RETRACTED)
        return turned

    async def restore(self, connection: AsyncConnection, ids: Sequence[int]) -> int:
        """Show retracted articles again, also in posts that could only be marked."""
        turned = await self.articles.restore(connection, ids)
        await self.outbox.announce(connection, ids, AnnouncementKind.CHANGED)
        return turned

    async def delete(self, connection: AsyncConnection, ids: Sequence[int]) -> int:
        """Forget articles and all that they said, also in posts. Gives how many articles."""
        turned = await self.articles.delete(connection, ids)
        await self.outbox.announce(connection, ids, AnnouncementKind.RETRACTED)
        return turned

    def on_change(self, listener: Callable[[str, int], None]) -> None:
        """`listener(counter, value)` is called when articles or quotes changed, anywhere."""
        self._versions.on_change(listener)

    @property
    def feed(self) -> SearchFeed:
        if self._feed is None:
            raise RuntimeError("the store is not open")
        return self._feed
