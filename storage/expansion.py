"""Announcements: that an article is new, changed or taken back, and who has to hear of it.

The way of one: announced (in the transaction that stores the article) → expanded, batch after
batch, each a short transaction that puts deliveries in and stores how far it came → done. One
after another in the order they were made, whoever does it. Its number is the counter's value,
which is raised under a lock, so that the order of numbers is the order of commits.
"""

import bisect
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from .articles import COLUMNS, read_articles
from .corrections import correct
from .database import Database, rows_changed
from .database import insert as upsert
from .deliveries import (
    AnnouncementKind,
    DeliveryKind,
    DeliveryState,
    Mode,
    SubscriptionState,
    Wants,
)
from .delivery_models import AnnouncementRow, DeliveryRow, SubscriptionRow
from .lanes import open_lanes_of
from .models import ArticleRow, CounterRow
from .records import Article, ArticleStatus
from .types import Choice, UtcTime
from .versions import ANNOUNCEMENTS, OUTBOX, Versions, raise_counter

# Which of these filters an article matches, in their order.
Matches = Callable[[Article, Sequence[Wants]], Awaitable[Sequence[bool]]]

# Seconds that a batch should take. On SQLite all who write wait for it, on PostgreSQL nobody does.
HELD, HELD_ALONE = 0.025, 0.1
FEWEST, MOST, FIRST = 1_000, 20_000, 1_000  # subscriptions in a batch
MOST_POSTS = 2_000  # posts to be corrected in a batch
_IDS = 10_000  # in one statement
AT_ONCE = (Mode.EACH, Mode.BUNDLE)
_LAST = datetime.max.replace(tzinfo=UTC)


async def announce(
    connection: AsyncConnection,
    article_ids: Sequence[int],
    kind: AnnouncementKind,
    load_number: int | None,
    now: datetime,
) -> int:
    """Write announcements in the transaction that stores the articles. Gives how many.

    article_ids: as they are in their file. New ones are announced oldest first, those without a
    date after the others; of the rest only those that were posted or may yet be.
    """
    if not article_ids:
        return 0
    if kind is AnnouncementKind.NEW:
        dates = await _dates(connection, article_ids, true())
        # What was forgotten and is loaded again may have posts that are still there.
        posted = await _dates(connection, article_ids, _IS_POSTED)
    else:
        dates = await _dates(connection, article_ids, or_(_IS_POSTED, _may_be_posted()))
        posted = {}
    in_order = sorted((one for one in article_ids if one in dates), key=lambda one: dates[one])
    said = [(kind, one) for one in dict.fromkeys(in_order)]
    said += [(AnnouncementKind.CHANGED, one) for one in posted]
    if said:
        last = await raise_counter(connection, ANNOUNCEMENTS, by=len(said))
        rows = [
            {
                "id": number,
                "article_id": article_id,
                "kind": what,
                "load_number": load_number,
                "created_at": now,
                "expanded_to": 0,
            }
            for number, (what, article_id) in enumerate(said, start=last - len(said) + 1)
        ]
        await connection.execute(insert(AnnouncementRow), rows)
    return len(said)


_IS_POSTED = exists().where(
    DeliveryRow.article_id == ArticleRow.id, DeliveryRow.kind == DeliveryKind.POST
)


def _may_be_posted() -> ColumnElement[bool]:
    open_ones = select(AnnouncementRow.article_id).where(AnnouncementRow.done_at.is_(None))
    return ArticleRow.id.in_(open_ones)


async def _dates(
    connection: AsyncConnection, article_ids: Sequence[int], which: ColumnElement[bool]
) -> dict[int, datetime]:
    """When those of these articles were published; far ahead where that is not known."""
    dates: dict[int, datetime] = {}
    for start in range(0, len(article_ids), _IDS):
        rows = await connection.execute(
            select(ArticleRow.id, ArticleRow.published_at).where(
                ArticleRow.id.in_(article_ids[start : start + _IDS]), which
            )
        )
        dates.update((row.id, row.published_at or _LAST) for row in rows)
    return dates


async def last_done(connection: AsyncConnection) -> int:
    """The last announcement that is expanded wholly, and all before it are. Not locked."""
    first_open = await connection.scalar(
        select(AnnouncementRow.id)
        .where(AnnouncementRow.done_at.is_(None))
        .order_by(AnnouncementRow.id)
        .limit(1)
    )
    return await last_announced(connection) if first_open is None else first_open - 1


async def last_announced(connection: AsyncConnection) -> int:
    return (
        await connection.scalar(select(CounterRow.value).where(CounterRow.name == ANNOUNCEMENTS))
        or 0
    )


@dataclass(slots=True)
class _Open:
    """An announcement that is being expanded, and what this process knows of it.

    expanded_to: as it was read; a batch is stored only where it still is so.
    again: there are posts of the article that were dropped once, and stand in the way.
    matches: filters that were looked at.  posts: of an article that changed, by their numbers.
    """

    id: int
    kind: AnnouncementKind
    article: Article | None
    load_number: int | None
    expanded_to: int
    again: bool
    matches: dict[str, bool] = field(default_factory=dict)
    posts: list[int] | None = None


class _Changed(Exception):
    """A subscription has got another filter since the batch was read."""


class Expansion:
    def __init__(
        self, database: Database, versions: Versions, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._versions = versions
        self._clock = clock
        self._size = FIRST
        self._open: _Open | None = None
        self.longest_held = 0.0  # seconds that a batch had the write lock

    async def expand(self, matches: Matches) -> bool:
        """One batch of the first announcement that is not done. False where there is none.

        matches: is asked once for each filter and article.
        """
        one = await self._first()
        if one is None:
            return False
        if one.kind is not AnnouncementKind.NEW:
            await self._correct(one)
        elif one.article and one.article.status is ArticleStatus.LIVE:
            await self._post(one, one.article, matches)
        else:
            async with self._storing(one, one.expanded_to, is_last=True):
                pass
        return True

    async def _first(self) -> _Open | None:
        """Uses ix_announcements_open."""
        columns = (
            AnnouncementRow.id,
            AnnouncementRow.kind,
            AnnouncementRow.article_id,
            AnnouncementRow.load_number,
            AnnouncementRow.expanded_to,
        )
        first = (
            select(*columns)
            .where(AnnouncementRow.done_at.is_(None))
            .order_by(AnnouncementRow.id)
            .limit(1)
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(first)).one_or_none()
            if row is None:
                self._open = None
            elif self._open is None or self._open.id != row.id:
                wanted = select(*COLUMNS).where(ArticleRow.id == row.article_id)
                found = await read_articles(connection, wanted)
                article = found[0] if found else None
                again = select(DeliveryRow.id).where(*_dropped(row.article_id)).limit(1)
                self._open = _Open(
                    row.id,
                    row.kind,
                    article,
                    row.load_number,
                    row.expanded_to,
                    await connection.scalar(again) is not None,
                )
            else:
                self._open.expanded_to = row.expanded_to
        return self._open

    async def _post(self, one: _Open, article: Article, matches: Matches) -> None:
        wanting: tuple[ColumnElement[bool], ...] = (
            SubscriptionRow.id > one.expanded_to,
            SubscriptionRow.state == SubscriptionState.ACTIVE,
            SubscriptionRow.mode.in_(AT_ONCE),
            SubscriptionRow.seen < one.id,
        )
        # A span of numbers: to count what is in it would take longer than what is too much in it.
        after = SubscriptionRow.id > one.expanded_to
        ends = select(
            select(func.min(SubscriptionRow.id)).where(after).scalar_subquery(),
            select(func.max(SubscriptionRow.id)).where(after).scalar_subquery(),
        )
        async with self._database.reading() as connection:
            first, last = (await connection.execute(ends)).one()
            upto = min(first + self._size - 1, last) if first else one.expanded_to
            wanting = (*wanting, SubscriptionRow.id <= upto)
            filters = list(
                await connection.scalars(select(SubscriptionRow.wants).where(*wanting).distinct())
            )
        unknown = [text for text in filters if text not in one.matches]
        if unknown:
            found = await matches(article, [Wants.load(text) for text in unknown])
            one.matches.update(zip(unknown, found, strict=True))
        matching = [text for text in filters if one.matches[text]]
        is_last = upto == (last or upto)
        with contextlib.suppress(_Changed):
            async with self._storing(one, upto, is_last=is_last) as connection:
                if connection is not None:
                    await _put_posts(connection, one, wanting, filters, matching, self._clock())
                    # Between the first and the last, workers are awake already.
                    if matching and (one.expanded_to == 0 or is_last):
                        await raise_counter(connection, OUTBOX)
        if len(one.matches) > MOST:
            one.matches.clear()

    async def _correct(self, one: _Open) -> None:
        """Posts that are sent later see to it themselves, so those there are now suffice."""
        if one.posts is None:
            of_article = (
                DeliveryRow.article_id == (one.article.id if one.article else None),
                DeliveryRow.kind == DeliveryKind.POST,
                DeliveryRow.state.in_([DeliveryState.WAITING, DeliveryState.SENT]),
            )
            async with self._database.reading() as connection:
                wanted = select(DeliveryRow.id).where(*of_article).order_by(DeliveryRow.id)
                one.posts = list(await connection.scalars(wanted))
        begin = bisect.bisect_right(one.posts, one.expanded_to)
        ids = one.posts[begin : begin + min(self._size, MOST_POSTS)]
        is_last = begin + len(ids) >= len(one.posts)
        upto = ids[-1] if ids else one.expanded_to
        async with self._storing(one, upto, is_last=is_last) as connection:
            if connection is not None and ids:
                await correct(connection, ids, self._clock())

    @asynccontextmanager
    async def _storing(
        self, one: _Open, upto: int, *, is_last: bool
    ) -> AsyncIterator[AsyncConnection | None]:
        """A transaction that stores how far it came; None where another process was quicker."""
        now = self._clock()
        came = (
            update(AnnouncementRow)
            .where(
                AnnouncementRow.id == one.id,
                AnnouncementRow.expanded_to == one.expanded_to,
                AnnouncementRow.done_at.is_(None),
            )
            .values(expanded_to=upto, done_at=now if is_last else None)
        )
        begun = time.perf_counter()
        try:
            async with self._versions.writing() as connection:
                begun = time.perf_counter()
                still = await rows_changed(connection, came)
                yield connection if still else None
        finally:
            self._adapt(time.perf_counter() - begun)

    def _adapt(self, held: float) -> None:
        """Make the next batch as large as the lock may be held for."""
        self.longest_held = max(self.longest_held, held)
        wanted = HELD if self._database.is_sqlite else HELD_ALONE
        by = min(1.5, max(0.5, wanted / held))
        self._size = min(MOST, max(FEWEST, int(self._size * by)))


def _dropped(article_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        DeliveryRow.article_id == article_id,
        DeliveryRow.kind == DeliveryKind.POST,
        DeliveryRow.state == DeliveryState.DROPPED,
    )


async def _put_posts(
    connection: AsyncConnection,
    one: _Open,
    wanting: Sequence[ColumnElement[bool]],
    filters: Sequence[str],
    matching: Sequence[str],
    now: datetime,
) -> None:
    other = select(SubscriptionRow.id).where(*wanting, SubscriptionRow.wants.not_in(filters))
    if (await connection.execute(other.limit(1))).first():
        raise _Changed
    if not matching:
        return
    wanting = (*wanting, SubscriptionRow.wants.in_(matching))
    await open_lanes_of(connection, SubscriptionRow.chat_id, wanting)
    if one.again and one.article:
        chats = select(SubscriptionRow.chat_id).where(*wanting)
        dropped = (*_dropped(one.article.id), DeliveryRow.chat_id.in_(chats))
        await connection.execute(delete(DeliveryRow).where(*dropped))
    posts = (
        select(
            literal(DeliveryKind.POST, Choice(DeliveryKind)),
            SubscriptionRow.chat_id,
            SubscriptionRow.thread_id,
            SubscriptionRow.id,
            literal(one.article.id if one.article else None, BigInteger),
            literal(one.load_number, BigInteger),
            literal(DeliveryState.WAITING, Choice(DeliveryState)),
            literal(0),
            literal(now, UtcTime()),
        )
        .where(*wanting)
        .order_by(SubscriptionRow.chat_id, SubscriptionRow.id)
    )
    columns = (
        *("kind", "chat_id", "thread_id", "subscription_id", "article_id", "load_number"),
        *("state", "attempts", "created_at"),
    )
    await connection.execute(
        upsert(connection, DeliveryRow).from_select(columns, posts).on_conflict_do_nothing()
    )
