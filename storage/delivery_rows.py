"""Rows of the tables of delivery as records, and how deliveries are put in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import insert as upsert
from .deliveries import Chat, Delivery, DeliveryKind, DeliveryState, Subscription, Wants
from .delivery_models import ChatRow, DeliveryRow, SubscriptionRow
from .lanes import open_lanes
from .versions import OUTBOX, raise_counter

CHAT = (
    ChatRow.chat_id,
    ChatRow.kind,
    ChatRow.title,
    ChatRow.username,
    ChatRow.state,
    ChatRow.reason,
)
SUBSCRIPTION = (
    SubscriptionRow.id,
    SubscriptionRow.chat_id,
    SubscriptionRow.made_by,
    SubscriptionRow.thread_id,
    SubscriptionRow.wants,
    SubscriptionRow.mode,
    SubscriptionRow.bundle_from,
    SubscriptionRow.at,
    SubscriptionRow.weekday,
    SubscriptionRow.time_zone,
    SubscriptionRow.next_run_at,
    SubscriptionRow.format,
    SubscriptionRow.picture,
    SubscriptionRow.hashtags,
    SubscriptionRow.header,
    SubscriptionRow.footer,
    SubscriptionRow.silent_from,
    SubscriptionRow.silent_to,
    SubscriptionRow.language,
    SubscriptionRow.state,
    SubscriptionRow.reason,
    SubscriptionRow.seen,
)
DELIVERY = (
    DeliveryRow.id,
    DeliveryRow.kind,
    DeliveryRow.chat_id,
    DeliveryRow.thread_id,
    DeliveryRow.subscription_id,
    DeliveryRow.article_id,
    DeliveryRow.target_id,
    DeliveryRow.load_number,
    DeliveryRow.payload,
    DeliveryRow.state,
    DeliveryRow.attempts,
    DeliveryRow.message_id,
    DeliveryRow.revision,
    DeliveryRow.error,
)


def chat_of(row: Any) -> Chat:
    return Chat(**row._mapping)


def subscription_of(row: Any) -> Subscription:
    return Subscription(**{**row._mapping, "wants": Wants.load(row.wants)})


def delivery_of(row: Any) -> Delivery:
    return Delivery(**row._mapping)


async def put(connection: AsyncConnection, deliveries: Sequence[Delivery], now: datetime) -> None:
    """Have these sent, in their order. Of an article that the chat has got already, nothing.

    Their numbers are given here, whatever they have.
    """
    if not deliveries:
        return
    await open_lanes(connection, {one.chat_id for one in deliveries})
    posts = [one for one in deliveries if one.kind is DeliveryKind.POST]
    if posts:
        await _forget_dropped(connection, posts)
    await connection.execute(
        upsert(connection, DeliveryRow).on_conflict_do_nothing(),
        [_values(one, now) for one in deliveries],
    )
    await raise_counter(connection, OUTBOX)


async def _forget_dropped(connection: AsyncConnection, posts: Sequence[Delivery]) -> None:
    """What was not sent does not stand in the way of what is to be sent after all."""
    await connection.execute(
        delete(DeliveryRow.__table__).where(  # type: ignore[arg-type]
            DeliveryRow.article_id == bindparam("an_article"),
            DeliveryRow.chat_id == bindparam("a_chat"),
            DeliveryRow.thread_id == bindparam("a_thread"),
            DeliveryRow.kind == DeliveryKind.POST,
            DeliveryRow.state == DeliveryState.DROPPED,
        ),
        [
            {"an_article": one.article_id, "a_chat": one.chat_id, "a_thread": one.thread_id}
            for one in posts
        ],
    )


def _values(one: Delivery, now: datetime) -> Mapping[str, Any]:
    return {
        "kind": one.kind,
        "chat_id": one.chat_id,
        "thread_id": one.thread_id,
        "subscription_id": one.subscription_id,
        "article_id": one.article_id,
        "target_id": one.target_id,
        "load_number": one.load_number,
        "payload": None if one.payload is None else dict(one.payload),
        "state": DeliveryState.WAITING,
        "attempts": 0,
        "created_at": now,
    }
