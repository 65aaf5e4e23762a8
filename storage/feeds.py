"""Feeds that are followed: when each is to be looked at next, by whom, and how it went."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from . import limits
from .audit import note
from .database import Database, insert
from .deliveries import Delivery, DeliveryKind
from .delivery_rows import put
from .errors import CaravanError
from .leases import end_claim
from .loading import Feed, FeedState
from .loading_models import FeedRow
from .records import Page
from .text import clip, one_line
from .versions import Versions

# How long one process may take for a look; after it another may. A slow server, and then a first
# load of thousands of entries.
LEASE = timedelta(minutes=5)
FIRST_EVERY = timedelta(hours=1)  # between looks, until it is known how often a feed changes
_BATCH = 25  # feeds that are added in one transaction, each with its line in the audit trail


class Taken(CaravanError):
    """The feed was changed or removed meanwhile, or another process looks at it by now."""

    def __init__(self, feed: Feed) -> None:
        super().__init__(f"feed {feed.id} is none of ours any more")


class Learned(TypedDict, total=False):
    """What a look found out about a feed; what is left out stays as it was.

    url: where it is for good by now.
    """

    url: str
    title: str
    every: int
    entries: int
    etag: str | None
    last_modified: str | None
    changed_at: datetime
    loaded: bool


class Wish(TypedDict, total=False):
    """What an editor wants of a feed.

    every: seconds; what it was where it becomes adaptive.
    """

    state: FeedState
    every: int
    adaptive: bool
    announce: bool


@dataclass(frozen=True, slots=True)
class Added:
    """new: in the order given.  known: how many of those given are followed already."""

    new: tuple[Feed, ...]
    known: int


class Feeds:
    """The way of a feed: added → claimed, by one process → succeeded or failed, and so on."""

    def __init__(
        self, database: Database, versions: Versions, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._versions = versions
        self._clock = clock

    async def page(self, number: int, *, size: int) -> Page[Feed]:
        """Those with a problem first, then by title.

        number: from 1; a page past the end is the last one. Reads all feeds, which are few.
        """
        name = func.lower(FeedRow.title)
        order = (FeedRow.problem.is_(None), name, FeedRow.id)
        async with self._database.reading() as connection:
            total = await connection.scalar(select(func.count(FeedRow.id))) or 0
            number = min(max(1, number), max(1, -(-total // size)))
            wanted = select(*_COLUMNS).order_by(*order).limit(size).offset((number - 1) * size)
            rows = await connection.execute(wanted)
            return Page(tuple(Feed(**row._mapping) for row in rows), number, size, total)

    async def get(self, number: int) -> Feed | None:
        async with self._database.reading() as connection:
            return await _one(connection, FeedRow.id == number)

    async def at(self, url: str) -> Feed | None:
        """The one at this very address. Uses uq_feeds_url."""
        async with self._database.reading() as connection:
            return await _one(connection, FeedRow.url == url)

    async def known(self, urls: Sequence[str]) -> int:
        """How many of these are followed."""
        count = 0
        async with self._database.reading() as connection:
            for some in _batches(urls):
                these = select(func.count(FeedRow.id)).where(FeedRow.url.in_(some))
                count += await connection.scalar(these) or 0
        return count

    async def add(self, feeds: Iterable[tuple[str, str]], *, by: int) -> Added:
        """Follow these from now on: each is looked at as soon as may be.

        feeds: address and title.  by: an editor.
        Addresses that are longer than limits.URL_BYTES are left out.
        """
        titles: dict[str, str] = {}
        for url, title in feeds:
            if len(url.encode()) <= limits.URL_BYTES:
                titles.setdefault(url, clip(one_line(title), limits.TITLE))
        new: list[Feed] = []
        for urls in _batches(list(titles)):
            now = self._clock()
            rows = [_new(url, titles[url], by, now) for url in urls]
            async with self._versions.writing() as connection:
                made = await connection.execute(
                    insert(connection, FeedRow)
                    .values(rows)
                    .on_conflict_do_nothing()
                    .returning(*_COLUMNS)
                )
                added = sorted((Feed(**row._mapping) for row in made), key=lambda one: one.id)
                for feed in added:
                    await self._note(connection, by, "feed add", feed)
            new += added
        return Added(tuple(new), len(titles) - len(new))

    async def change(self, number: int, *, by: int, **wish: Unpack[Wish]) -> Feed | None:
        """What an editor wants otherwise. None where there is no such feed.

        Who looks at it meanwhile has looked in vain: it is done again as it shall be now.
        """
        async with self._versions.writing() as connection:
            before = await _one(connection, FeedRow.id == number, lock=True)
            if before is None:
                return None
            changed = {name: was for name in wish if (was := getattr(before, name)) != wish[name]}  # type: ignore[literal-required]
            if not changed:
                return before
            values: dict[str, Any] = {**wish, "lease_until": None}
            if wish.get("state") is FeedState.ACTIVE and "state" in changed:
                values |= {"next_run_at": self._clock(), "failures": 0, "missing_since": None}
                values["problem"] = None
            elif "every" in changed and not before.failures:
                last = before.tried_at or self._clock()
                every = timedelta(seconds=wish.get("every", before.every))
                values["next_run_at"] = min(before.next_run_at, last + every)
            rows = await connection.execute(
                update(FeedRow).where(FeedRow.id == number).values(values).returning(*_COLUMNS)
            )
            after = Feed(**rows.one()._mapping)
            action = _ACTIONS[after.state] if "state" in changed else "feed change"
            told = {"before": changed, "after": {name: getattr(after, name) for name in changed}}
            await self._note(connection, by, action, after, told)
        return after

    async def look_now(self, number: int) -> Feed | None:
        """Have it looked at as soon as may be. None where there is no such feed."""
        async with self._database.writing() as connection:
            due = update(FeedRow).where(FeedRow.id == number).values(next_run_at=self._clock())
            row = (await connection.execute(due.returning(*_COLUMNS))).one_or_none()
            return Feed(**row._mapping) if row else None

    async def remove(self, number: int, *, by: int) -> Feed | None:
        """Follow it no more; its articles stay. Gives it as it was, None where there is none."""
        async with self._versions.writing() as connection:
            gone = delete(FeedRow).where(FeedRow.id == number).returning(*_COLUMNS)
            row = (await connection.execute(gone)).one_or_none()
            if row is None:
                return None
            feed = Feed(**row._mapping)
            await self._note(connection, by, "feed remove", feed)
        return feed

    async def claim(self, limit: int) -> tuple[Feed, ...]:
        """Those that are due and that nobody looks at, the caller's for LEASE.

        The longest due first. Writes only where there is one. Uses ix_feeds_next_run_at.
        """
        now = self._clock()
        due = (
            FeedRow.state == FeedState.ACTIVE,
            FeedRow.next_run_at <= now,
            or_(FeedRow.lease_until.is_(None), FeedRow.lease_until <= now),
        )
        first = select(FeedRow.id).where(*due).order_by(FeedRow.next_run_at, FeedRow.id)
        async with self._database.reading() as connection:
            ids = list(await connection.scalars(first.limit(limit)))
        if not ids:
            return ()
        # Where two processes are here at once, the second finds the lease of the first.
        take = update(FeedRow).where(FeedRow.id.in_(ids), *due).values(lease_until=now + LEASE)
        async with self._database.writing() as connection:
            rows = await connection.execute(take.returning(*_COLUMNS))
            taken = {row.id: Feed(**row._mapping) for row in rows}
        return tuple(taken[number] for number in ids if number in taken)

    async def release(self, claimed: Feed) -> None:
        """Give back what was claimed and not done: another may do it at once."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(FeedRow).where(*_still(claimed)).values(lease_until=None)
            )

    async def succeeded(
        self,
        connection: AsyncConnection,
        claimed: Feed,
        *,
        next_run_at: datetime,
        problem: Mapping[str, Any] | None = None,
        **learned: Unpack[Learned],
    ) -> None:
        """In the transaction that stores its articles.

        problem: with a part of them.  url: kept only while no other feed has it.
        Raises Taken: nothing of the transaction is to stay.
        """
        values: dict[str, Any] = {**learned, "failures": 0, "missing_since": None}
        if (url := learned.get("url")) is not None:
            long = len(url.encode()) > limits.URL_BYTES
            if long or await _one(connection, FeedRow.url == url) is not None:
                del values["url"]
        if "title" in values:
            values["title"] = clip(one_line(values["title"]), limits.TITLE)
        values["succeeded_at"] = self._clock()
        await self._end(connection, claimed, next_run_at, problem, values)

    async def failed(
        self,
        claimed: Feed,
        *,
        next_run_at: datetime,
        problem: Mapping[str, Any],
        missing_since: datetime | None = None,
    ) -> None:
        """What it gave before stays, and so does what its server told. Raises Taken."""
        values = {"failures": claimed.failures + 1, "missing_since": missing_since}
        async with self._database.writing() as connection:
            await self._end(connection, claimed, next_run_at, problem, values)

    async def gone(self, claimed: Feed, *, problem: Mapping[str, Any]) -> None:
        """It is no more: it is looked at no further, and who added it is told. Raises Taken."""
        values = {"failures": claimed.failures + 1, "state": FeedState.GONE}
        payload = {"what": "feed", "feed": claimed.id, "title": claimed.title, "url": claimed.url}
        told = Delivery(0, DeliveryKind.NOTICE, claimed.added_by, payload=payload)
        async with self._versions.writing() as connection:
            await self._end(connection, claimed, claimed.next_run_at, problem, values)
            if claimed.added_by > 0:
                await put(connection, [told], self._clock())

    async def _end(
        self,
        connection: AsyncConnection,
        claimed: Feed,
        next_run_at: datetime,
        problem: Mapping[str, Any] | None,
        values: Mapping[str, Any],
    ) -> None:
        ended = await end_claim(
            connection,
            FeedRow,
            _still(claimed),
            now=self._clock(),
            next_run_at=next_run_at,
            problem=problem,
            values=values,
        )
        if not ended:
            raise Taken(claimed)

    async def _note(
        self,
        connection: AsyncConnection,
        by: int,
        action: str,
        feed: Feed,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        told = {"title": feed.title, "url": feed.url, **(details or {})}
        await note(connection, self._clock(), by, action, f"feed {feed.id}", told)


_COLUMNS = (
    FeedRow.id,
    FeedRow.url,
    FeedRow.title,
    FeedRow.state,
    FeedRow.every,
    FeedRow.adaptive,
    FeedRow.announce,
    FeedRow.loaded,
    FeedRow.entries,
    FeedRow.etag,
    FeedRow.last_modified,
    FeedRow.next_run_at,
    FeedRow.tried_at,
    FeedRow.succeeded_at,
    FeedRow.changed_at,
    FeedRow.missing_since,
    FeedRow.failures,
    FeedRow.problem,
    FeedRow.lease_until,
    FeedRow.added_by,
)
# How the audit trail calls it that a feed comes into this state by an editor's word.
_ACTIONS = {FeedState.ACTIVE: "feed resume", FeedState.PAUSED: "feed pause"}


async def _one(
    connection: AsyncConnection, which: ColumnElement[bool], *, lock: bool = False
) -> Feed | None:
    found = select(*_COLUMNS).where(which)
    row = (await connection.execute(found.with_for_update() if lock else found)).one_or_none()
    return Feed(**row._mapping) if row else None


def _still(claimed: Feed) -> tuple[ColumnElement[bool], ...]:
    """Whether it is claimed by the same claim, and not by a later one of another process."""
    return FeedRow.id == claimed.id, FeedRow.lease_until == claimed.lease_until


def _new(url: str, title: str, by: int, now: datetime) -> dict[str, Any]:
    return {
        "url": url,
        "title": title,
        "state": FeedState.ACTIVE,
        "every": int(FIRST_EVERY.total_seconds()),
        "adaptive": True,
        "announce": True,
        "loaded": False,
        "entries": 0,
        "next_run_at": now,
        "failures": 0,
        "added_by": by,
        "created_at": now,
    }


def _batches(urls: Sequence[str]) -> Iterable[Sequence[str]]:
    return (urls[start : start + _BATCH] for start in range(0, len(urls), _BATCH))
