"""Feeds on the clock of a test, which looks when it is told to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.config import load_settings
from bot.delivery.clock import Clock
from bot.delivery.polling import FeedPolling
from storage import Store
from storage.deliveries import AnnouncementKind
from storage.delivery_models import AnnouncementRow
from storage.loading import Feed
from tests.e2e.feed_server import FeedServer, rss

BEGIN = datetime(2026, 3, 2, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADMIN = 5_000_000_001
FIRST = ["Number 0", "Number 1", "Number 2"]  # the titles of /rss


@dataclass
class Time:
    now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now


@dataclass
class World:
    store: Store
    server: FeedServer
    time: Time

    @asynccontextmanager
    async def clock(self, **given: Any) -> AsyncIterator[Clock]:
        """One that looks when it is told to."""
        settings = load_settings(**{"_env_file": None, "fetch_private": True, **given})
        work = FeedPolling(self.store, settings, clock=self.time)
        clock = Clock(work)
        await work.open()
        yield clock
        await clock.stop()

    async def look(self, **given: Any) -> None:
        """A process of its own, for one look."""
        async with self.clock(**given) as clock:
            await clock.look()
            await clock.idle()

    async def follow(self, path: str = "/rss", title: str = "") -> Feed:
        added = await self.store.feeds.add([(self.server.root + path, title)], by=ADMIN)
        return added.new[0]

    async def feed(self) -> Feed:
        (feed,) = (await self.store.feeds.page(1, size=10)).items
        return feed

    async def due(self) -> None:
        """The moment at which it is looked at next; and a look."""
        self.time.now = (await self.feed()).next_run_at
        await self.look()

    async def titles(self) -> list[str]:
        return sorted(one.title for one in (await self.store.articles.latest(1, size=20)).items)

    async def announced(self) -> list[tuple[AnnouncementKind, str]]:
        """What is posted, in its order."""
        wanted = select(AnnouncementRow.kind, AnnouncementRow.article_id)
        async with self.store.database.reading() as connection:
            rows = list(await connection.execute(wanted.order_by(AnnouncementRow.id)))
        articles = await self.store.articles.by_ids([row.article_id for row in rows])
        return [(row.kind, one.title) for row, one in zip(rows, articles, strict=True)]


@asynccontextmanager
async def polled(database_url: str, folder: Path) -> AsyncIterator[World]:
    """A server with a feed of an entry an hour, which nobody follows yet."""
    time = Time()
    store = Store(database_url, folder / "search", clock=time)
    await store.open()
    entries = [(f"Number {n}", BEGIN - (3 - n) * HOUR) for n in range(3)]
    async with FeedServer({"/rss": rss(entries)}) as server:
        yield World(store, server, time)
    await store.close()
