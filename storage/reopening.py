"""A chat that lets the bot in again, and what it gets of the meantime."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .articles import COLUMNS, LIVE, read_articles
from .closing import CLOSED
from .database import Database
from .deliveries import (
    AnnouncementKind,
    ChatState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Subscription,
    SubscriptionState,
)
from .delivery_models import AnnouncementRow, ChatRow, DeliveryRow, SubscriptionRow
from .delivery_rows import SUBSCRIPTION, put, subscription_of
from .digests import DIGESTS, next_run_of
from .expansion import Matches, last_announced
from .lanes import open_lanes
from .models import ArticleRow
from .versions import ANNOUNCEMENTS, Versions, raise_counter

KEPT = timedelta(hours=24)  # what is older is not sent any more
MOST = 20  # posts for each subscription
_AT_ONCE = 200  # announcements that are read and matched

_IS_LOST = (
    (DeliveryRow.kind == DeliveryKind.POST)
    & (DeliveryRow.state == DeliveryState.DROPPED)
    & DeliveryRow.error.startswith(CLOSED)
)


@dataclass(slots=True)
class _Missed:
    """What a subscription is to get, newest first, as (announcement, article, load)."""

    subscription: Subscription
    posts: list[tuple[int, int, int | None]] = field(default_factory=list)


class Reopening:
    def __init__(
        self, database: Database, versions: Versions, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._versions = versions
        self._clock = clock

    async def reopen(self, chat_id: int, matches: Matches) -> int:
        """Have the stopped subscriptions go on, with what was announced since, and what waited.

        At most MOST posts for each, of the last KEPT; the rest is left out. Gives how many posts
        were put in. Digests are due at their next time, and have all in them.
        """
        posts: int | None = None
        while posts is None:
            async with self._database.reading() as connection:
                upto = await last_announced(connection)
                stopped = await _stopped(connection, chat_id)
            missed = [
                await self._missed(one, upto, matches) for one in stopped if one.mode not in DIGESTS
            ]
            async with self._versions.writing() as connection:
                # Until this is stored nothing new can be announced.
                announced = await raise_counter(connection, ANNOUNCEMENTS, by=0)
                await open_lanes(connection, [chat_id])
                if (announced, await _stopped(connection, chat_id, lock=True)) == (upto, stopped):
                    posts = await self._store(connection, chat_id, stopped, missed, upto)
        return posts

    async def _missed(self, one: Subscription, upto: int, matches: Matches) -> _Missed:
        missed = _Missed(one)
        place = upto + 1
        while len(missed.posts) < MOST:
            async with self._database.reading() as connection:
                rows = list(await connection.execute(self._candidates(one, place)))
                ids = [row.article_id for row in rows]
                wanted = select(*COLUMNS).where(ArticleRow.id.in_(ids), LIVE)
                articles = {found.id: found for found in await read_articles(connection, wanted)}
            for row in rows:
                article = articles.pop(row.article_id, None)
                if article and (await matches(article, [one.wants]))[0]:
                    missed.posts.append((row.id, row.article_id, row.load_number))
                if len(missed.posts) == MOST:
                    break
            if len(rows) < _AT_ONCE:
                break
            place = rows[-1].id
        return missed

    def _candidates(self, one: Subscription, below: int) -> Any:
        """What was announced after it had stopped, or waited then, the newest first."""
        its_post = (
            DeliveryRow.article_id == AnnouncementRow.article_id,
            DeliveryRow.chat_id == one.chat_id,
            DeliveryRow.thread_id == one.thread_id,
            DeliveryRow.kind == DeliveryKind.POST,
        )
        is_missed = (AnnouncementRow.id > one.seen) & not_(exists().where(*its_post))
        waited = exists().where(*its_post, DeliveryRow.subscription_id == one.id, _IS_LOST)
        return (
            select(AnnouncementRow.id, AnnouncementRow.article_id, AnnouncementRow.load_number)
            .where(
                AnnouncementRow.id < below,
                AnnouncementRow.kind == AnnouncementKind.NEW,
                AnnouncementRow.created_at >= self._clock() - KEPT,
                or_(is_missed, waited),
            )
            .order_by(AnnouncementRow.id.desc())
            .limit(_AT_ONCE)
        )

    async def _store(
        self,
        connection: AsyncConnection,
        chat_id: int,
        stopped: Sequence[Subscription],
        missed: Sequence[_Missed],
        upto: int,
    ) -> int:
        now = self._clock()
        await connection.execute(
            update(ChatRow)
            .where(ChatRow.chat_id == chat_id, ChatRow.state == ChatState.CLOSED)
            .values(state=ChatState.OPEN, reason=None, changed_at=now)
        )
        for one in stopped:
            active = replace(one, state=SubscriptionState.ACTIVE)
            await connection.execute(
                update(SubscriptionRow)
                .where(SubscriptionRow.id == one.id)
                .values(
                    state=SubscriptionState.ACTIVE,
                    reason=None,
                    changed_at=now,
                    next_run_at=next_run_of(active, now),
                    seen=one.seen if one.mode in DIGESTS else upto,
                )
            )
        posts = sorted(
            (number, one.subscription.id, article_id, load_number, one.subscription.thread_id)
            for one in missed
            for number, article_id, load_number in one.posts
        )
        deliveries = [
            Delivery(
                0,
                DeliveryKind.POST,
                chat_id,
                thread_id=thread_id,
                subscription_id=subscription_id,
                article_id=article_id,
                load_number=load_number,
            )
            for _, subscription_id, article_id, load_number, thread_id in posts
        ]
        await put(connection, deliveries, now)
        return len(deliveries)


async def _stopped(
    connection: AsyncConnection, chat_id: int, *, lock: bool = False
) -> tuple[Subscription, ...]:
    wanted = (
        select(*SUBSCRIPTION)
        .where(
            SubscriptionRow.chat_id == chat_id,
            SubscriptionRow.state == SubscriptionState.STOPPED,
        )
        .order_by(SubscriptionRow.id)
    )
    if lock:
        wanted = wanted.with_for_update()
    return tuple(subscription_of(row) for row in await connection.execute(wanted))
