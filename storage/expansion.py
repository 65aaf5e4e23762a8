"""Announcements: that an article is new, changed or taken back, and who has to hear of it.

The way of one: announced (in the transaction that stores the article) → expanded, batch after
batch, each a short transaction that puts deliveries in and stores how far it came → done. One
after another in the order they were made, whoever does it. Its number is the counter's value,
which is raised under a lock, so that the order of numbers is the order of commits.
"""

import bisect
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson
from sqlalchemy import JSON as Json
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from .articles import COLUMNS, read_articles
from .batch_size import BatchSize
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

# Seconds that a batch should take: far below the 50 ms that it may, for it is made as large as the
# last ones let expect, and the machine may be busier the next moment. On SQLite all wait for it; on
# PostgreSQL only who would write to the same chats, and what each batch costs is more.
HELD, HELD_ALONE = 0.02, 0.05
FIRST, FEWEST, MOST = 500, 1_000, 10_000  # posts that are put in, and subscriptions looked at
TOO_MANY = 1.5  # times what a batch may put in
FIRST_POSTS, FEWEST_POSTS, MOST_POSTS = 100, 50, 2_000  # posts that are corrected
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


class Expansion:
    def __init__(
        self, database: Database, versions: Versions, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._versions = versions
        self._clock = clock
        self._looked_at = 1.0  # subscriptions for each post that was put in of late
        held = HELD if database.is_sqlite else HELD_ALONE
        self._puts = BatchSize(held, first=FIRST, fewest=FEWEST, most=MOST)
        self._corrections = BatchSize(held, first=FIRST_POSTS, fewest=FEWEST_POSTS, most=MOST_POSTS)
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
            async with self._storing(one, one.expanded_to, self._puts, 0, is_last=True):
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
            span = min(MOST, int(self._puts.size * self._looked_at))
            upto = min(first + span - 1, last) if first else one.expanded_to
            of_filters = (
                select(SubscriptionRow.wants, func.count())
                .where(*wanting, SubscriptionRow.id <= upto)
                .group_by(SubscriptionRow.wants)
            )
            counts = {row[0]: row[1] for row in await connection.execute(of_filters)}
        unknown = [text for text in counts if text not in one.matches]
        if unknown:
            found = await matches(article, [Wants.load(text) for text in unknown])
            one.matches.update(zip(unknown, found, strict=True))
        matching = [text for text in counts if one.matches[text]]
        puts = sum(counts[text] for text in matching)
        # Few of the next may want it, or all of them.
        self._looked_at = max(1.0, min(2 * self._looked_at, span / (puts or 1)))
        if puts > TOO_MANY * self._puts.size:
            return  # fewer are looked at the next time
        wanting = (*wanting, SubscriptionRow.id <= upto)
        is_last = upto == (last or upto)
        # A subscription may have got another filter meanwhile: then it is all looked at again.
        same = not_(exists().where(*wanting, not_(self._is_filter_in(counts))))
        async with self._storing(one, upto, self._puts, puts, same, is_last=is_last) as connection:
            if connection is not None and matching:
                wanting = (*wanting, self._is_filter_in(matching))
                await _put_posts(connection, one, wanting, self._clock())
                # Between the first and the last, workers are awake already.
                if one.expanded_to == 0 or is_last:
                    await raise_counter(connection, OUTBOX)
        if len(one.matches) > MOST:
            one.matches.clear()

    def _is_filter_in(self, texts: Collection[str]) -> ColumnElement[bool]:
        """They are one value: hundreds would take longer to be written out than to be found."""
        listed = literal(orjson.dumps(list(texts)).decode(), Text)
        if self._database.is_sqlite:
            each = func.json_each(listed).table_valued("value")
        else:
            each = func.json_array_elements_text(cast(listed, Json)).table_valued("value")
        return SubscriptionRow.wants.in_(select(each.c.value))

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
        ids = one.posts[begin : begin + self._corrections.size]
        is_last = begin + len(ids) >= len(one.posts)
        upto = ids[-1] if ids else one.expanded_to
        size = self._corrections
        async with self._storing(one, upto, size, len(ids), is_last=is_last) as connection:
            if connection is not None and ids:
                await correct(connection, ids, self._clock())

    @asynccontextmanager
    async def _storing(
        self,
        one: _Open,
        upto: int,
        size: BatchSize,
        count: int,
        *only_if: ColumnElement[bool],
        is_last: bool,
    ) -> AsyncIterator[AsyncConnection | None]:
        """A transaction that stores how far it came; None where another process was quicker.

        size: is told how long it took.  count: of the batch.  only_if: else None too.
        """
        now = self._clock()
        came = (
            update(AnnouncementRow)
            .where(
                AnnouncementRow.id == one.id,
                AnnouncementRow.expanded_to == one.expanded_to,
                AnnouncementRow.done_at.is_(None),
                *only_if,
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
            held = time.perf_counter() - begun
            self.longest_held = max(self.longest_held, held)
            size.took(held, count)


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
    now: datetime,
) -> None:
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
