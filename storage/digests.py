"""Digests, and the rates of the day: what is due at times that the subscribers chose."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from .articles import COLUMNS, LIVE, read_articles
from .claims import LISTED
from .database import Database, rows_changed
from .deliveries import (
    AnnouncementKind,
    Delivery,
    DeliveryKind,
    Mode,
    Subscription,
    SubscriptionState,
)
from .delivery_models import AnnouncementRow, SubscriptionRow
from .delivery_rows import SUBSCRIPTION, put, subscription_of
from .expansion import Matches, last_announced
from .lanes import open_lanes
from .models import ArticleRow
from .schedule import next_run
from .versions import Versions

DIGESTS = (Mode.DAILY, Mode.WEEKLY, Mode.RATES)
_AT_ONCE = 200  # articles that are read and matched


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a digest is about.

    article_ids: the newest, at most LISTED, oldest first.  more: how many others there are.
    seen: the last announcement that was looked at.
    """

    article_ids: tuple[int, ...]
    more: int
    seen: int


class Digests:
    """The way of one: due → gathered → made, by whoever is first, and due again the next time."""

    def __init__(
        self, database: Database, versions: Versions, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._versions = versions
        self._clock = clock

    async def due_digests(self, now: datetime, limit: int) -> tuple[Subscription, ...]:
        """Those that are due longest. Uses ix_subscriptions_next_run_at."""
        due = (
            select(*SUBSCRIPTION)
            .where(
                SubscriptionRow.next_run_at <= now,
                SubscriptionRow.state == SubscriptionState.ACTIVE,
                SubscriptionRow.mode.in_(DIGESTS),
            )
            .order_by(SubscriptionRow.next_run_at, SubscriptionRow.id)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return tuple(subscription_of(row) for row in await connection.execute(due))

    async def gather(self, subscription: Subscription, matches: Matches) -> Gathered:
        """The live articles that were announced since its last digest, and that it is about."""
        async with self._database.reading() as connection:
            upto = await last_announced(connection)
        if subscription.mode is Mode.RATES:
            return Gathered((), 0, upto)
        found: list[int] = []
        place = subscription.seen
        while place < upto:
            wanted = (
                select(AnnouncementRow.id, AnnouncementRow.article_id)
                .where(
                    AnnouncementRow.id > place,
                    AnnouncementRow.id <= upto,
                    AnnouncementRow.kind == AnnouncementKind.NEW,
                )
                .order_by(AnnouncementRow.id)
                .limit(_AT_ONCE)
            )
            async with self._database.reading() as connection:
                rows = list(await connection.execute(wanted))
                ids = [row.article_id for row in rows]
                articles = await read_articles(
                    connection, select(*COLUMNS).where(ArticleRow.id.in_(ids), LIVE)
                )
            by_id = {one.id: one for one in articles}
            for article_id in ids:
                article = by_id.get(article_id)
                if article and (await matches(article, [subscription.wants]))[0]:
                    found.append(article_id)
            place = rows[-1].id if len(rows) == _AT_ONCE else upto
        distinct = list(dict.fromkeys(found))
        return Gathered(tuple(distinct[-LISTED:]), max(0, len(distinct) - LISTED), upto)

    async def make_digest(
        self,
        subscription: Subscription,
        next_run_at: datetime,
        article_ids: Sequence[int],
        seen: int,
        more: int = 0,
    ) -> bool:
        """Put it in, and have the next one due. False where somebody else did, or it changed.

        Without articles there is none, save in the mode of rates.
        """
        async with self._versions.writing() as connection:
            await open_lanes(connection, [subscription.chat_id])
            made = (
                update(SubscriptionRow)
                .where(
                    SubscriptionRow.id == subscription.id,
                    SubscriptionRow.next_run_at == subscription.next_run_at,
                    SubscriptionRow.state == SubscriptionState.ACTIVE,
                    SubscriptionRow.mode == subscription.mode,
                )
                .values(next_run_at=next_run_at, seen=seen)
            )
            if not await rows_changed(connection, made):
                return False
            is_rates = subscription.mode is Mode.RATES
            if is_rates or article_ids:
                delivery = Delivery(
                    0,
                    DeliveryKind.RATES if is_rates else DeliveryKind.DIGEST,
                    subscription.chat_id,
                    thread_id=subscription.thread_id,
                    subscription_id=subscription.id,
                    payload=None if is_rates else {"articles": list(article_ids), "more": more},
                )
                await put(connection, [delivery], self._clock())
        return True


def next_run_of(subscription: Subscription, after: datetime) -> datetime | None:
    """When its next digest is due; None where it gets none."""
    if subscription.mode not in DIGESTS or subscription.state is not SubscriptionState.ACTIVE:
        return None
    weekday = subscription.weekday if subscription.mode is Mode.WEEKLY else None
    return next_run(subscription.at, weekday, subscription.time_zone, after)
