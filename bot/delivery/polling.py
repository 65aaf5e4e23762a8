"""Feeds, looked at on the clock.

A feed that fails is left alone for longer each time, and for as long as its server asks; what it
gave before stays. Its new articles are stored together with what its server told, so that a crash
has nothing announced twice.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from weakref import WeakValueDictionary

from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.config import Settings
from bot.delivery.clock import Job, whole
from bot.delivery.problems import our_fault, told
from bot.delivery.rhythm import MOST, adapted, rest_after
from bot.ingest import Problem, Unreadable
from bot.ingest.fetch import Fetched, Fetcher, FetchError, Seen
from bot.ingest.following import Followed, read_followed
from storage import Draft, Store
from storage.errors import DATABASE_ERRORS
from storage.feeds import Learned, Taken
from storage.imports import Cancelled, Lost
from storage.loading import Feed
from storage.pace import SMALL

AT_ONCE = 8  # feeds; of one server one after the other
LARGEST = 10 * 1024 * 1024  # bytes of a feed
MISSING = timedelta(days=7)  # until a feed that is not found counts as gone
_NOT_FOUND = 404
_GONE = 410

log = logging.getLogger(__name__)


class FeedPolling:
    """A kind of work for the clock: the feeds that editors added.

    resolver: what tells the addresses of a name, in place of the system.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._store = store
        self._fetcher = Fetcher(private=settings.fetch_private, limit=LARGEST, resolver=resolver)
        self._clock = clock
        self._begun = 0
        self._servers: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def open(self) -> None:
        await self._fetcher.__aenter__()

    async def close(self) -> None:
        await self._fetcher.__aexit__()

    async def claim(self) -> Sequence[Job]:
        if self._begun >= AT_ONCE:
            return ()
        claimed = await self._store.feeds.claim(AT_ONCE - self._begun)
        self._begun += len(claimed)
        return [partial(self._look, feed) for feed in claimed]

    async def _look(self, feed: Feed) -> None:
        try:
            async with self._alone_at(feed.url):
                seen = Seen(feed.etag, feed.last_modified)
                fetched = await self._fetcher.look(feed.url, seen)
            if fetched.unchanged:
                await whole(self._unchanged(feed, fetched))
            else:
                now = self._clock()
                read = partial(read_followed, now=now, address=fetched.address)
                followed = await asyncio.to_thread(read, fetched.body, now.date())
                await whole(self._changed(feed, fetched, followed))
        except FetchError as error:
            await whole(self._failed(feed, error.problem, error))
        except Unreadable as error:
            await whole(self._failed(feed, error.problem))
        except (Taken, Lost, Cancelled) as error:
            log.info("what was found at %s is not taken: %s", feed.url, error)
        except asyncio.CancelledError:
            await whole(self._store.feeds.release(feed))
            raise
        except DATABASE_ERRORS:
            raise  # no fault of the feed: its claim runs out, and then it is due again
        except Exception:  # the edge: one feed
            # A fault of ours is this feed's trouble, and no reason to look without end.
            short_id = secrets.token_hex(3).upper()
            log.error("%s failed, error %s", feed.url, short_id, exc_info=True)
            await whole(self._failed(feed, our_fault(short_id)))
        finally:
            self._begun -= 1

    async def _unchanged(self, feed: Feed, fetched: Fetched) -> None:
        learned = self._rhythm(feed)
        async with self._store.transaction() as connection:
            await self._store.feeds.succeeded(
                connection,
                feed,
                next_run_at=self._next(feed, learned, fetched),
                problem=None if feed.failures else feed.problem,
                **learned,
            )

    async def _changed(self, feed: Feed, fetched: Fetched, followed: Followed) -> None:
        store, content = self._store, followed.content
        drafts = await store.articles.differing(content.drafts)
        title = feed.title or followed.title or URL(feed.url).host or feed.url
        announce = feed.announce and feed.loaded
        is_new = bool(drafts)
        if len(drafts) > SMALL:
            # Cut off, it is begun anew: what is stored by then counts as known.
            await self._load_many(feed, title, drafts, announce=announce)
            drafts = []
        learned = self._rhythm(feed, followed, is_new=is_new)
        learned |= {
            "entries": len(content.drafts),
            "etag": fetched.seen.etag,
            "last_modified": fetched.seen.last_modified,
            "loaded": True,
        }
        if fetched.lasting != feed.url:
            learned["url"] = fetched.lasting
        if not feed.title and followed.title:
            learned["title"] = followed.title
        problem = content.errors[0] if content.errors else None
        async with store.transaction() as connection:
            if drafts:
                await store.loads.at_once(
                    connection, feed.added_by, title, drafts, announce=announce
                )
            await store.feeds.succeeded(
                connection,
                feed,
                next_run_at=self._next(feed, learned, fetched),
                problem=told(problem) if problem else None,
                **learned,
            )
        level = logging.INFO if is_new or feed.failures else logging.DEBUG
        log.log(level, "%s: %d entries, %s", feed.url, learned["entries"], _new_or_not(is_new))

    async def _load_many(
        self, feed: Feed, title: str, drafts: Sequence[Draft], *, announce: bool
    ) -> None:
        loads = self._store.loads
        async with self._store.transaction() as connection:
            load = await loads.opened(
                connection, feed.added_by, title, announce=announce, total=len(drafts)
            )
        await loads.run(load, drafts, (), same=False)

    def _rhythm(
        self, feed: Feed, followed: Followed | None = None, *, is_new: bool = False
    ) -> Learned:
        """How often it is to be looked at from now on, and when it changed last."""
        now = self._clock()
        drafts = followed.content.drafts if followed else ()
        published = [one.published_at for one in drafts if one.published_at]
        learned: Learned = {}
        if followed and not feed.loaded:
            learned["changed_at"] = max((one for one in published if one <= now), default=now)
        elif is_new:
            learned["changed_at"] = now
        if feed.adaptive:
            every = adapted(
                timedelta(seconds=feed.every),
                now,
                changed_at=feed.changed_at,
                published=published,
                is_new=is_new,
            )
            if followed and followed.every:
                every = max(every, min(followed.every, MOST))
            learned["every"] = int(every.total_seconds())
        return learned

    def _next(self, feed: Feed, learned: Learned, fetched: Fetched) -> datetime:
        rest = timedelta(seconds=learned.get("every", feed.every))
        if fetched.fresh_for is not None:
            rest = max(rest, min(timedelta(seconds=fetched.fresh_for), MOST))
        return self._clock() + rest

    async def _failed(self, feed: Feed, problem: Problem, answer: FetchError | None = None) -> None:
        now = self._clock()
        status = answer.status if answer else None
        missing_since = feed.missing_since
        if status == _NOT_FOUND:
            missing_since = missing_since or now
        try:
            if status == _GONE or (status == _NOT_FOUND and _is_long(missing_since, now)):
                await self._store.feeds.gone(feed, problem=told(problem))
                log.warning("%s: %s; it is not looked at any more", feed.url, problem)
                return
            rest = rest_after(feed.failures, answer.retry_after if answer else None)
            await self._store.feeds.failed(
                feed,
                next_run_at=now + rest,
                problem=told(problem),
                missing_since=missing_since,
            )
        except Taken as error:
            log.info("what became of %s is not noted: %s", feed.url, error)
            return
        # Each first failure is told, not every one of a long outage.
        level = logging.DEBUG if feed.failures else logging.WARNING
        log.log(level, "%s: %s; looking again in %s", feed.url, problem, rest)

    def _alone_at(self, address: str) -> asyncio.Lock:
        server = URL(address).host or ""
        lock = self._servers.get(server)
        if lock is None:
            lock = self._servers[server] = asyncio.Lock()
        return lock


def _is_long(since: datetime | None, now: datetime) -> bool:
    return since is not None and now - since >= MISSING


def _new_or_not(is_new: bool) -> str:
    return "some of them new or changed" if is_new else "all known"
