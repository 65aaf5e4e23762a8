"""A group that became a supergroup, and has another number since."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from .closing import drop
from .database import insert as upsert
from .deliveries import ChatKind, ChatState, DeliveryKind
from .delivery_models import ChatRow, DeliveryRow, LaneRow, SubscriptionRow
from .delivery_rows import CHAT
from .lanes import is_waiting, open_lanes
from .versions import OUTBOX, raise_counter

MIGRATED = "the group became a supergroup"


async def migrate(connection: AsyncConnection, old: int, new: int, now: datetime) -> None:
    """All that was for the old chat is for the new one. Twice is the same as once.

    Messages stay behind, so what was to be corrected cannot be.
    """
    await open_lanes(connection, {old, new})
    held = select(LaneRow.owner, LaneRow.lease_until).where(LaneRow.chat_id == old)
    lane = (await connection.execute(held)).one()
    wanted = select(*CHAT).where(ChatRow.chat_id == old)
    known = (await connection.execute(wanted)).one_or_none()
    fresh = {
        "kind": ChatKind.SUPERGROUP,
        "title": known.title if known else "",
        "username": None,
        "state": ChatState.OPEN,
        "reason": None,
        "changed_at": now,
    }
    await connection.execute(
        upsert(connection, ChatRow).on_conflict_do_nothing(), {"chat_id": new, **fresh}
    )
    # Kept, and closed: nothing is corrected there any more.
    await connection.execute(
        update(ChatRow)
        .where(ChatRow.chat_id == old)
        .values(state=ChatState.CLOSED, reason=MIGRATED, changed_at=now)
    )
    await connection.execute(
        update(SubscriptionRow)
        .where(SubscriptionRow.chat_id == old)
        .values(chat_id=new, changed_at=now)
    )
    other = aliased(DeliveryRow)
    has_it = select(other.article_id).where(
        other.article_id == DeliveryRow.article_id,
        other.chat_id == new,
        other.thread_id == DeliveryRow.thread_id,
        other.kind == DeliveryRow.kind,
    )
    is_correction = DeliveryRow.kind.in_([DeliveryKind.EDIT, DeliveryKind.DELETE])
    here = DeliveryRow.chat_id == old
    await drop(connection, here & (is_correction | has_it.exists()), now, MIGRATED)
    await connection.execute(update(DeliveryRow).where(here, is_waiting()).values(chat_id=new))
    # What is on its way may arrive in the old chat yet: until that is known, or the claim has run
    # out, nobody sends it to the new one.
    await connection.execute(
        update(LaneRow)
        .where(LaneRow.chat_id == new, LaneRow.owner.is_(None))
        .values(owner=lane.owner, lease_until=lane.lease_until)
    )
    await connection.execute(delete(LaneRow).where(LaneRow.chat_id == old))
    await raise_counter(connection, OUTBOX)
