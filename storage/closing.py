"""Chats and threads where Telegram lets nothing be sent: what stops there, and who is told.

Callers in a transaction hold no lock of a lane, or of these chats and of `owners` of them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import insert as upsert
from .deliveries import (
    ChatKind,
    ChatState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Subscription,
    SubscriptionState,
)
from .delivery_models import ChatRow, DeliveryRow, SubscriptionRow
from .delivery_rows import SUBSCRIPTION, put, subscription_of
from .expansion import AT_ONCE, last_done
from .lanes import is_waiting

# The error of what was dropped since its chat was closed: a chat that opens again gets it.
CLOSED = "closed: "


async def owners(
    connection: AsyncConnection, chat_ids: Collection[int], subscription_ids: Collection[int]
) -> set[int]:
    """Who would be told if these stopped. Not locked."""
    if not chat_ids and not subscription_ids:
        return set()
    found = await connection.scalars(
        select(SubscriptionRow.made_by).where(
            SubscriptionRow.chat_id.in_(chat_ids) | SubscriptionRow.id.in_(subscription_ids),
            SubscriptionRow.made_by > 0,
        )
    )
    return set(found) - set(chat_ids)


async def close_chats(
    connection: AsyncConnection, reasons: Mapping[int, str], now: datetime
) -> tuple[Subscription, ...]:
    """Stop all that is active in these chats, and drop what waits. Gives what stopped."""
    stopped: list[Subscription] = []
    for chat_id, reason in sorted(reasons.items()):
        await _mark(connection, chat_id, reason, now)
        here = SubscriptionRow.chat_id == chat_id
        stopped += await _stop(connection, here, reason, now, thread=False)
        await drop(connection, DeliveryRow.chat_id == chat_id, now, CLOSED + reason)
    return tuple(stopped)


async def close_threads(
    connection: AsyncConnection, reasons: Mapping[int, str], now: datetime
) -> tuple[Subscription, ...]:
    """Stop these subscriptions, and drop what waits of them. Gives what stopped."""
    stopped: list[Subscription] = []
    for number, reason in sorted(reasons.items()):
        this = SubscriptionRow.id == number
        found = await _stop(connection, this, reason, now, thread=True)
        for one in found:
            await drop_waiting(connection, one, now, CLOSED + reason)
        stopped += found
    return tuple(stopped)


async def drop_waiting(
    connection: AsyncConnection, one: Subscription, now: datetime, error: str | None = None
) -> None:
    """Uses ix_deliveries_open."""
    which = (DeliveryRow.chat_id == one.chat_id) & (DeliveryRow.subscription_id == one.id)
    await drop(connection, which, now, error)


async def drop(
    connection: AsyncConnection, which: ColumnElement[bool], now: datetime, error: str | None
) -> None:
    await connection.execute(
        update(DeliveryRow)
        .where(which, is_waiting())
        .values(state=DeliveryState.DROPPED, done_at=now, error=error)
    )


def kind_of(chat_id: int) -> ChatKind:
    """As far as the number tells: those of groups are short, others' begin with -100."""
    if chat_id > 0:
        return ChatKind.PRIVATE
    return ChatKind.SUPERGROUP if chat_id < -1_000_000_000_000 else ChatKind.GROUP


async def _mark(connection: AsyncConnection, chat_id: int, reason: str, now: datetime) -> None:
    values = {"state": ChatState.CLOSED, "reason": reason, "changed_at": now}
    statement = upsert(connection, ChatRow).on_conflict_do_update(
        index_elements=["chat_id"], set_=values
    )
    new = {"chat_id": chat_id, "kind": kind_of(chat_id), "title": "", "username": None}
    await connection.execute(statement, new | values)


async def _stop(
    connection: AsyncConnection,
    which: ColumnElement[bool],
    reason: str,
    now: datetime,
    *,
    thread: bool,
) -> Sequence[Subscription]:
    done = await last_done(connection)
    rows = await connection.execute(
        update(SubscriptionRow)
        .where(which, SubscriptionRow.state == SubscriptionState.ACTIVE)
        .values(
            state=SubscriptionState.STOPPED,
            reason=reason,
            changed_at=now,
            # A digest has all in it that came since the last.
            seen=case((SubscriptionRow.mode.in_(AT_ONCE), done), else_=SubscriptionRow.seen),
        )
        .returning(*SUBSCRIPTION)
    )
    stopped = sorted((subscription_of(row) for row in rows), key=lambda one: one.id)
    titles = await _titles(connection, {one.chat_id for one in stopped})
    await put(connection, list(_notices(stopped, titles, reason, thread)), now)
    return stopped


async def _titles(connection: AsyncConnection, chat_ids: Collection[int]) -> dict[int, str]:
    if not chat_ids:
        return {}
    rows = await connection.execute(
        select(ChatRow.chat_id, ChatRow.title).where(ChatRow.chat_id.in_(chat_ids))
    )
    return {row.chat_id: row.title for row in rows}


def _notices(
    stopped: Iterable[Subscription], titles: Mapping[int, str], reason: str, thread: bool
) -> Iterable[Delivery]:
    """One to each person, however many subscriptions of theirs stopped in a chat."""
    told: set[tuple[int, int]] = set()
    for one in stopped:
        if one.made_by <= 0 or one.made_by == one.chat_id or (one.made_by, one.chat_id) in told:
            continue
        told.add((one.made_by, one.chat_id))
        payload = {
            "what": "stopped",
            "chat_id": one.chat_id,
            "title": titles.get(one.chat_id, ""),
            "reason": reason,
            "thread": thread,
        }
        yield Delivery(0, DeliveryKind.NOTICE, one.made_by, payload=payload)
