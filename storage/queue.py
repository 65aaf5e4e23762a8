"""What waits to be sent, as the admins see it, and what they can do about it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

from .audit import note
from .database import Database, rows_changed
from .database import insert as upsert
from .deliveries import DeliveryState, SubscriptionState
from .delivery_models import AnnouncementRow, DeliveryRow, LaneRow, SubscriptionRow
from .lanes import PAUSED, database_now, is_free, is_waiting, open_lanes
from .models import FactRow
from .outcomes import QueueState
from .versions import OUTBOX, Versions, raise_counter

# Facts that are counted.
UNCERTAIN, COPIES = "uncertain attempts", "extra copies"
KEPT = timedelta(days=30)  # of what is done
BATCH = 500  # rows changed in a transaction
_HOUR = timedelta(hours=1)
# Written out: an index over some states is of no use where a value is bound.
_IS_DEAD = DeliveryRow.state == literal_column("'dead'")
_IS_SENT = DeliveryRow.state == literal_column("'sent'")


class Queue:
    def __init__(
        self, database: Database, versions: Versions, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._versions = versions
        self._clock = clock

    async def state(self) -> QueueState:
        """Uses the indexes ix_deliveries_open, _dead and _sent."""
        sent_lately = _IS_SENT, DeliveryRow.done_at > self._clock() - _HOUR
        async with self._database.reading() as connection:
            waiting = select(func.count(), func.min(DeliveryRow.created_at)).where(is_waiting())
            count, oldest = (await connection.execute(waiting)).one()
            now = database_now(connection)
            due = select(func.count()).where(LaneRow.due_at <= now, is_free(now), _has_waiting())
            dead = select(func.count()).where(_IS_DEAD)
            sent = select(func.count()).where(*sent_lately)
            states = select(SubscriptionRow.state, func.count()).group_by(SubscriptionRow.state)
            subscriptions = {row[0]: row[1] for row in await connection.execute(states)}
            announced = select(func.count()).where(AnnouncementRow.done_at.is_(None))
            counts = select(FactRow.name, FactRow.value).where(
                FactRow.name.in_([UNCERTAIN, COPIES])
            )
            known = {row.name: int(row.value) for row in await connection.execute(counts)}
            return QueueState(
                waiting=count,
                due=await connection.scalar(due) or 0,
                announced=await connection.scalar(announced) or 0,
                dead=await connection.scalar(dead) or 0,
                oldest=oldest,
                sent_last_hour=await connection.scalar(sent) or 0,
                is_paused=await _is_paused(connection),
                active=subscriptions.get(SubscriptionState.ACTIVE, 0),
                paused=subscriptions.get(SubscriptionState.PAUSED, 0),
                stopped=subscriptions.get(SubscriptionState.STOPPED, 0),
                uncertain=known.get(UNCERTAIN, 0),
                copies=known.get(COPIES, 0),
            )

    async def next_due(self) -> float | None:
        """Seconds until something can be claimed; None where nothing is ahead, or all is paused.

        Uses ix_lanes_due_at.
        """
        async with self._database.reading() as connection:
            if await _is_paused(connection):
                return None
            now = database_now(connection)
            first = (
                select(LaneRow.due_at, now.label("now"))
                .where(is_free(now))
                .order_by(LaneRow.due_at)
                .limit(1)
            )
            row = (await connection.execute(first)).one_or_none()
        return max(0.0, (row.due_at - row.now).total_seconds()) if row else None

    async def dead(self, limit: int) -> tuple[tuple[int, str], ...]:
        """The last that died: each one's chat and reason."""
        async with self._database.reading() as connection:
            rows = await connection.execute(
                select(DeliveryRow.chat_id, DeliveryRow.error)
                .where(_IS_DEAD)
                .order_by(DeliveryRow.id.desc())
                .limit(limit)
            )
            return tuple((row.chat_id, row.error or "") for row in rows)

    async def retry_dead(self, *, by: int = 0) -> int:
        """Have them sent after all, each first in its chat. Gives how many.  by: an admin."""
        values = {"state": DeliveryState.WAITING, "done_at": None}
        return await self._end_dead(values, by, again=True)

    async def drop_dead(self, *, by: int = 0) -> int:
        """Gives how many.  by: an admin."""
        values = {"state": DeliveryState.DROPPED, "done_at": self._clock()}
        return await self._end_dead(values, by, again=False)

    async def _end_dead(self, values: Mapping[str, Any], by: int, *, again: bool) -> int:
        async with self._database.reading() as connection:
            rows = await connection.execute(
                select(DeliveryRow.id, DeliveryRow.chat_id).where(_IS_DEAD).order_by(DeliveryRow.id)
            )
            dead = list(rows)
        ended = 0
        for start in range(0, len(dead), BATCH):
            batch = dead[start : start + BATCH]
            async with self._versions.writing() as connection:
                if again:
                    await open_lanes(connection, {row.chat_id for row in batch})
                these = DeliveryRow.id.in_([row.id for row in batch])
                changed = update(DeliveryRow).where(these, _IS_DEAD).values(**values)
                ended += await rows_changed(connection, changed)
                if again:
                    await raise_counter(connection, OUTBOX)
                if not start:
                    action = "retry dead" if again else "drop dead"
                    await self._note(connection, by, action, {"count": len(dead)})
        return ended

    async def pause_all(self, is_paused: bool, *, by: int = 0) -> None:
        """Have no worker claim anything, or go on.  by: an admin."""
        async with self._versions.writing() as connection:
            if is_paused:
                await connection.execute(
                    upsert(connection, FactRow)
                    .values(name="delivery", value="paused")
                    .on_conflict_do_nothing()
                )
            else:
                await connection.execute(delete(FactRow).where(*PAUSED))
            await raise_counter(connection, OUTBOX)
            await self._note(connection, by, "pause all" if is_paused else "go on", {})

    async def _note(
        self, connection: AsyncConnection, by: int, action: str, details: Mapping[str, Any]
    ) -> None:
        await note(connection, self._clock(), by, action, "queue", details)

    async def is_paused(self) -> bool:
        async with self._database.reading() as connection:
            return await _is_paused(connection)

    async def prune(self) -> bool:
        """Forget a batch of what ended long ago. False where nothing was left.

        Never the newest: a number that is used again would take another's place.
        """
        before = self._clock() - KEPT
        async with self._database.reading() as connection:
            ended = (DeliveryState.SENT, DeliveryState.DROPPED)
            deliveries = await _old(
                connection,
                DeliveryRow.id,
                DeliveryRow.created_at >= before,
                DeliveryRow.state.in_(ended) & (DeliveryRow.done_at < before),
            )
            announcements = await _old(
                connection,
                AnnouncementRow.id,
                AnnouncementRow.created_at >= before,
                AnnouncementRow.done_at < before,
            )
        if not deliveries and not announcements:
            return False
        async with self._database.writing() as connection:
            await connection.execute(delete(DeliveryRow).where(DeliveryRow.id.in_(deliveries)))
            await connection.execute(
                delete(AnnouncementRow).where(AnnouncementRow.id.in_(announcements))
            )
        return True


async def count_up(connection: AsyncConnection, name: str, by: int) -> None:
    """Add to a fact that is counted. Holds its row until the transaction ends."""
    if not by:
        return
    first = upsert(connection, FactRow).values(name=name, value="0")
    await connection.execute(first.on_conflict_do_nothing())
    of_name = FactRow.name == name
    value = await connection.scalar(select(FactRow.value).where(of_name).with_for_update())
    changed = update(FactRow).where(of_name).values(value=str(int(value or 0) + by))
    await connection.execute(changed)


async def _old(
    connection: AsyncConnection,
    number: InstrumentedAttribute[int],
    is_young: ColumnElement[bool],
    is_old: ColumnElement[bool],
) -> list[int]:
    """Numbers of old rows. They were made in the order of their numbers: the young are not read."""
    young = await connection.scalar(select(number).where(is_young).order_by(number).limit(1))
    if young is None:
        young = await connection.scalar(select(func.max(number)))
    old = select(number).where(number < (young or 0), is_old).order_by(number).limit(BATCH)
    return list(await connection.scalars(old))


def _has_waiting() -> ColumnElement[bool]:
    return exists().where(DeliveryRow.chat_id == LaneRow.chat_id, is_waiting())


async def _is_paused(connection: AsyncConnection) -> bool:
    return await connection.scalar(select(FactRow.name).where(*PAUSED)) is not None
