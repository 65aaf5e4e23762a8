"""How the site does: how many there are of everything, and what people looked for in vain."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, String, delete, func, literal_column, select, text, union
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

from . import limits
from .database import Database, insert
from .deliveries import ChatKind, ChatState, DeliveryKind, DeliveryState, SubscriptionState
from .delivery_models import ChatRow, DeliveryRow, SubscriptionRow
from .loading import FeedState
from .loading_models import FeedRow, MissRow
from .models import ArticleRow, PersonRow, SavedRow
from .records import ArticleStatus
from .text import clip, one_line

MOST_MISSES = 5_000  # kept; of more, those that were asked for longest ago go
_CHANGES = (DeliveryKind.EDIT, DeliveryKind.DELETE)  # of messages that were counted when sent
_HOUR = "%Y-%m-%dT%H"

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Counts:
    """people: who set, saved or subscribed something.  chats: that the bot may write in.

    deliveries: those waiting and dead.  failing: feeds with a problem at the last look.
    articles_by_day: live ones by their dates.  sent_by_day: messages to those who subscribed.
    Of the last days only; one of nothing is left out.
    """

    people: int
    chats: Mapping[ChatKind, int]
    subscriptions: Mapping[SubscriptionState, int]
    articles: Mapping[ArticleStatus, int]
    deliveries: Mapping[DeliveryState, int]
    feeds: Mapping[FeedState, int]
    failing: int
    articles_by_day: Mapping[date, int]
    sent_by_day: Mapping[date, int]


class Stats:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def miss(self, words: str) -> None:
        """Someone looked for this, and there was nothing. Who it was is not kept."""
        said = clip(one_line(words).casefold(), limits.KEY)
        if not said:
            return
        now = self._clock()
        async with self._database.writing() as connection:
            values = {"count": MissRow.count + 1, "last_at": now}
            await connection.execute(
                insert(connection, MissRow)
                .values(words=said, count=1, last_at=now)
                .on_conflict_do_update(index_elements=[MissRow.words], set_=values)
            )
            latest = (
                select(MissRow.last_at)
                .order_by(MissRow.last_at.desc())
                .offset(MOST_MISSES)
                .limit(1)
            )
            too_old = await connection.scalar(latest)
            if too_old is not None:
                await connection.execute(delete(MissRow).where(MissRow.last_at <= too_old))

    async def misses(self, limit: int) -> tuple[tuple[str, int], ...]:
        """What was looked for in vain, and how often, most often first."""
        most = select(MissRow.words, MissRow.count).order_by(
            MissRow.count.desc(), MissRow.last_at.desc(), MissRow.words
        )
        async with self._database.reading() as connection:
            rows = await connection.execute(most.limit(limit))
            return tuple((row[0], row[1]) for row in rows)

    async def counts(self, days: int, zone: tzinfo) -> Counts:
        """days: that are counted one by one, today among them, as they are in this zone.

        An hour counts to the day in which it begins.
        Reads all deliveries of the last 30 days: for an admin who asks.
        """
        today = self._clock().astimezone(zone).date()
        since = datetime.combine(today - timedelta(days=days - 1), time.min, zone).astimezone(UTC)
        unsent = DeliveryRow.state.in_([DeliveryState.WAITING, DeliveryState.DEAD])
        live = (ArticleRow.status == ArticleStatus.LIVE, ArticleRow.sorted_at >= since)
        sent = (
            DeliveryRow.state == DeliveryState.SENT,
            DeliveryRow.kind.not_in(_CHANGES),
            DeliveryRow.done_at >= since,
        )
        failing = FeedRow.problem.is_not(None)
        async with self._database.reading() as connection:
            return Counts(
                people=await connection.scalar(select(func.count()).select_from(_people())) or 0,
                chats=await _by(connection, ChatRow.kind, ChatRow.state == ChatState.OPEN),
                subscriptions=await _by(connection, SubscriptionRow.state),
                articles=await _by(connection, ArticleRow.status),
                deliveries=await _by(connection, DeliveryRow.state, unsent),
                feeds=await _by(connection, FeedRow.state),
                failing=await connection.scalar(select(func.count()).where(failing)) or 0,
                articles_by_day=await _by_day(connection, ArticleRow.sorted_at, zone, *live),
                sent_by_day=await _by_day(connection, DeliveryRow.done_at, zone, *sent),
            )


def _people() -> Any:
    private = ChatRow.kind == ChatKind.PRIVATE
    return union(
        select(PersonRow.person_id),
        select(SavedRow.person_id),
        select(ChatRow.chat_id).where(private),
    ).subquery()


async def _by(
    connection: AsyncConnection, state: InstrumentedAttribute[State], *which: ColumnElement[bool]
) -> Mapping[State, int]:
    """How many rows have each state."""
    rows = await connection.execute(select(state, func.count()).where(*which).group_by(state))
    return Counter({row[0]: row[1] for row in rows})


async def _by_day(
    connection: AsyncConnection, moment: Any, zone: tzinfo, *which: ColumnElement[bool]
) -> Mapping[date, int]:
    """How many rows there are of each day."""
    if connection.dialect.name == "sqlite":
        hour = func.substr(moment, 1, 13, type_=String)
    else:
        in_utc = func.timezone(literal_column("'UTC'"), moment)
        hour = func.to_char(in_utc, literal_column("""'YYYY-MM-DD"T"HH24'"""), type_=String)
    by_hour = select(hour.label("hour"), func.count()).where(*which).group_by(text("hour"))
    days: Counter[date] = Counter()
    for name, count in await connection.execute(by_hour):
        begin = datetime.strptime(name, _HOUR).replace(tzinfo=UTC)
        days[begin.astimezone(zone).date()] += count
    return days
