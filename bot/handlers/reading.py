"""A file on its way to a preview: fetched, read part by part, compared with what is stored."""

import asyncio
import gzip
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from telegram.error import BadRequest

from bot.delivery.telling import Telling
from bot.handlers.ask import Ask
from bot.ingest import Batch, Content, FeedLink, Problem, Unreadable, iterate
from bot.ingest.detect import archive_kind
from bot.ingest.fetch import Fetcher
from bot.ingest.following import feeds_named
from bot.transport.incoming import Attached
from bot.views import load_progress
from bot.views.load_progress import Reading
from bot.views.loads import Found
from bot.views.message import Message
from storage import Draft, limits
from storage.articles import external_key

LARGEST = 50 * 1024 * 1024  # bytes of what a link leads to
FETCHED_WITHIN = 120.0  # seconds
PACKED_FROM = 1024 * 1024  # bytes of a file that is kept packed
_TOO_LARGE = Problem(0, "The file is too large: a bot may download 20 MB.")


@dataclass(frozen=True, slots=True)
class Pasted:
    text: str


@dataclass(frozen=True, slots=True)
class Address:
    """A link."""

    url: str


Given = Attached | Address | Pasted


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in a file.  data: the file.  links: the feeds that it names."""

    data: bytes
    found: Found
    links: tuple[FeedLink, ...]


class Look:
    """A look into what an editor gave, and how far it is.

    address: where it was fetched from, if it was.  named: the feeds that this page says it has.
    """

    def __init__(self, ask: Ask, given: Given) -> None:
        self._ask = ask
        self._given = given
        self._now = ask.services.clock()
        self._begun = time.monotonic()
        name = ""
        if isinstance(given, Attached):
            # A name that looks like an address would be taken for one later.
            name = given.name.rpartition("/")[2]
        elif isinstance(given, Address):
            name = given.url
        self._shown = Reading(name)
        self._seen: set[int] = set()
        self.address: str | None = None
        self.named: tuple[FeedLink, ...] = ()

    def shown(self) -> Message:
        return load_progress.reading(self._shown, self._ask.words, time.monotonic() - self._begun)

    @asynccontextmanager
    async def told(self, message_id: int) -> AsyncIterator[None]:
        """While it goes on, this message tells how far it is."""
        services, chat_id = self._ask.services, self._ask.incoming.chat_id
        async with Telling(services.sender, chat_id, message_id, self.shown):
            yield

    async def look(self) -> Looked:
        """Raises Unreadable, and FetchError."""
        data, address = await self._data()
        if address is not None:
            self.address = address
            self.named = await asyncio.to_thread(feeds_named, data, address=address)
        name = address or self._shown.name
        self._shown = Reading(name, size=len(data))
        self._begun = time.monotonic()
        zone = ZoneInfo(self._ask.services.settings.default_timezone)
        today = self._now.astimezone(zone).date()
        reading = iterate(data, today, name=name, address=address, now=self._now)
        found = Found(name, len(data))
        links = await self._count(reading, found)
        return Looked(data, found, links)

    async def _count(self, reading: Iterator[Batch], found: Found) -> tuple[FeedLink, ...]:
        """Gives the feeds that it names."""
        links: list[FeedLink] = []
        try:
            while batch := await asyncio.to_thread(next, reading, None):
                await self._compare(batch.content, found)
                links += batch.content.feeds
                self._shown.done, self._shown.size = batch.done, batch.size
                self._shown.lines, self._shown.things = batch.lines, found.total
        except Unreadable as error:
            if not found.total and not links:
                raise
            found.add(Content(found.format, errors=(error.problem,)))
        return tuple(links)

    async def _compare(self, content: Content, found: Found) -> None:
        store = self._ask.store
        found.add(content)
        drafts = [draft for draft in content.drafts if self._is_first(draft)]
        found.articles += await store.articles.compare(drafts)
        found.rates += await store.rates.compare(content.quotes)

    def _is_first(self, draft: Draft) -> bool:
        """Whether no part before had this article; as numbers, for there may be many."""
        keys = {hash((draft.source, external_key(draft)))}
        if draft.url:
            keys.add(hash(draft.url))
        is_first = not keys & self._seen
        self._seen |= keys
        return is_first

    async def _data(self) -> tuple[bytes, str | None]:
        """The bytes of what was given, and the address that links in it are relative to."""
        match self._given:
            case Pasted(text):
                return text.encode("utf-8", "replace"), None
            case Address(url):
                return await self._fetch(url)
            case document:
                self._shown.fetching, self._shown.size = True, document.size
                return await download(self._ask, document), None

    async def _fetch(self, url: str) -> tuple[bytes, str]:
        self._shown.fetching = True
        fetcher = Fetcher(
            private=self._ask.services.settings.fetch_private,
            within=FETCHED_WITHIN,
            limit=LARGEST,
            told=self._received,
        )
        async with fetcher:
            fetched = await fetcher.look(url)
        return fetched.body, fetched.address

    def _received(self, done: int, size: int) -> None:
        self._shown.done, self._shown.size = done, size


async def download(ask: Ask, document: Attached) -> bytes:
    """A document's bytes. Raises Unreadable."""
    if document.size > limits.IMPORT_BYTES:
        raise Unreadable(_TOO_LARGE)
    try:
        data = await ask.services.api.download(document.file_id)
    except BadRequest as error:
        if "too big" in error.message.casefold():
            raise Unreadable(_TOO_LARGE) from error
        said = {"reason": error.message}
        raise Unreadable(Problem(0, "Telegram does not give the file: {reason}", said)) from error
    if len(data) > limits.IMPORT_BYTES:
        raise Unreadable(_TOO_LARGE)
    return data


async def packed(data: bytes) -> bytes:
    """As it is kept: a large file is written faster packed, and reading knows both."""
    if len(data) < PACKED_FROM or archive_kind(data[:4]) is not None:
        return data
    return await asyncio.to_thread(partial(gzip.compress, data, compresslevel=1, mtime=0))
