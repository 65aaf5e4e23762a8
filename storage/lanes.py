"""Lanes: one for each chat for which something waits, so that its order is kept.

Their times are the database's own, so that a process whose clock is wrong disturbs nobody.
Whoever puts deliveries in locks the lanes of their chats first, in the order of the chats; whoever
writes what became of deliveries does the same. So nothing of a chat is put in and written off at
the same moment, and no two wait for each other. The order of all locks: counters of articles and
announcements, an announcement, lanes, chats, subscriptions, deliveries, the counter of the outbox.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Interval,
    bindparam,
    delete,
    exists,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

from .database import insert as upsert
from .delivery_models import DeliveryRow, LaneRow
from .models import FactRow
from .types import UtcTime

LEASE = timedelta(seconds=30)  # after which what a worker claimed is anyone's again

PAUSED = FactRow.name == "delivery", FactRow.value == "paused"


def is_waiting(row: Any = DeliveryRow) -> ColumnElement[bool]:
    """Written out, since an index over waiting deliveries is of no use where a value is bound."""
    return row.state == literal_column("'waiting'")  # type: ignore[no-any-return]


def database_now(connection: AsyncConnection) -> ColumnElement[Any]:
    """PostgreSQL's clock. SQLite has none but that of the machine, which all its processes share.

    When the statement began: an index can be asked with it, unlike with one that moves on.
    """
    if connection.dialect.name == "sqlite":
        return literal(datetime.now(UTC), UtcTime())
    return func.statement_timestamp(type_=DateTime(timezone=True))


def database_later(connection: AsyncConnection, after: timedelta) -> ColumnElement[Any]:
    if connection.dialect.name == "sqlite":
        return literal(datetime.now(UTC) + after, UtcTime())
    return database_now(connection) + literal(after, Interval())


async def open_lanes(connection: AsyncConnection, chat_ids: Collection[int]) -> None:
    """Have lanes for these chats, due at once where they are new, and lock them."""
    if not chat_ids:
        return
    due = database_now(connection)
    statement = _kept(connection, upsert(connection, LaneRow).values(due_at=due))
    await connection.execute(statement, [{"chat_id": chat_id} for chat_id in sorted(chat_ids)])


async def open_lanes_of(
    connection: AsyncConnection,
    column: InstrumentedAttribute[int],
    wanted: Sequence[ColumnElement[bool]],
) -> None:
    """As `open_lanes`, for the chats in a column of the rows that are wanted."""
    chats = select(column, database_now(connection)).where(*wanted).distinct().order_by(column)
    statement = upsert(connection, LaneRow).from_select(["chat_id", "due_at"], chats)
    await connection.execute(_kept(connection, statement))


def _kept(connection: AsyncConnection, statement: Any) -> Any:
    """On SQLite the writer's lock covers all; on PostgreSQL a lane is locked by being written."""
    if connection.dialect.name == "sqlite":
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(
        index_elements=["chat_id"], set_={"chat_id": statement.excluded.chat_id}
    )


async def lock_lanes(connection: AsyncConnection, chat_ids: Collection[int]) -> dict[int, str]:
    """Lock those that there are; gives who holds each that is held."""
    rows = await connection.execute(
        select(LaneRow.chat_id, LaneRow.owner)
        .where(LaneRow.chat_id.in_(chat_ids))
        .order_by(LaneRow.chat_id)
        .with_for_update()
    )
    return {row.chat_id: row.owner for row in rows if row.owner}


async def take_lanes(connection: AsyncConnection, owner: str, limit: int) -> dict[int, bool]:
    """Lease the due lanes that nobody has, those due longest first; none while all is paused.

    Gives the chats, and whether another worker had each and did not finish.
    Uses ix_lanes_due_at.
    """
    now = database_now(connection)
    due = (
        select(LaneRow.chat_id, LaneRow.due_at, LaneRow.owner)
        .where(LaneRow.due_at <= now, is_free(now), not_(exists().where(*PAUSED)))
        .order_by(LaneRow.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = list(await connection.execute(due))
    if found:
        await connection.execute(
            update(LaneRow)
            .where(LaneRow.chat_id.in_([row.chat_id for row in found]))
            .values(owner=owner, lease_until=database_later(connection, LEASE))
        )
    return {row.chat_id: row.owner is not None for row in found}


def is_free(now: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(LaneRow.lease_until.is_(None), LaneRow.lease_until <= now)


async def free_lanes(connection: AsyncConnection, owner: str, rests: Mapping[int, float]) -> None:
    """Give lanes back that are still the owner's, due after so many seconds each."""
    due: ColumnElement[Any] = bindparam("due", type_=UtcTime())
    values: list[dict[str, Any]]
    if connection.dialect.name == "sqlite":
        now = datetime.now(UTC)
        values = [
            {"of_chat": chat_id, "due": now + timedelta(seconds=rest)}
            for chat_id, rest in sorted(rests.items())
        ]
    else:
        due = database_now(connection) + bindparam("due", type_=Interval())
        values = [
            {"of_chat": chat_id, "due": timedelta(seconds=rest)}
            for chat_id, rest in sorted(rests.items())
        ]
    if values:
        await connection.execute(
            update(LaneRow.__table__)  # type: ignore[arg-type]
            .where(LaneRow.chat_id == bindparam("of_chat"), LaneRow.owner == owner)
            .values(due_at=due, lease_until=None, owner=None),
            values,
        )


async def release_lanes(
    connection: AsyncConnection, owner: str, chat_ids: Collection[int] | None
) -> None:
    these = true() if chat_ids is None else LaneRow.chat_id.in_(chat_ids)
    await connection.execute(
        update(LaneRow).where(LaneRow.owner == owner, these).values(lease_until=None, owner=None)
    )


async def close_lanes(connection: AsyncConnection, chat_ids: Collection[int]) -> None:
    """Take away those of these lanes for whose chats nothing waits. They have to be locked.

    By a statement of its own after the lock: what was put in before it is seen then, and what is
    put in later finds no lane and makes one.
    """
    something = exists().where(DeliveryRow.chat_id == LaneRow.chat_id, is_waiting())
    await connection.execute(delete(LaneRow).where(LaneRow.chat_id.in_(chat_ids), not_(something)))
