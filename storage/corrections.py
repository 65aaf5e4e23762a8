"""What is to be done to posts whose article is another one now, or is taken back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, insert, literal, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from .deliveries import ChatState, DeliveryKind, DeliveryState
from .delivery_models import ChatRow, DeliveryRow
from .lanes import is_waiting, open_lanes_of
from .models import ArticleRow
from .records import ArticleStatus
from .types import Choice, UtcTime
from .versions import OUTBOX, raise_counter

_IS_LIVE = ArticleRow.status == ArticleStatus.LIVE


async def correct(connection: AsyncConnection, post_ids: Sequence[int], now: datetime) -> None:
    """Put an EDIT or a DELETE in for each of these posts that shows something else than is so.

    Posts of a retracted article that still wait are dropped; others that wait need nothing, since
    their text is made when they are sent. One that is on its way is looked at again, by this same
    function, once it is known to be sent.
    """
    # The lanes first, also of those that wait: whoever is writing that one was sent holds its
    # lane until that can be seen, and whoever will write it sees the article as it is now.
    waits_or_sent = DeliveryRow.state.in_([DeliveryState.WAITING, DeliveryState.SENT])
    await open_lanes_of(
        connection, DeliveryRow.chat_id, (DeliveryRow.id.in_(post_ids), waits_or_sent)
    )
    of_these = DeliveryRow.id.in_(post_ids), ArticleRow.id == DeliveryRow.article_id
    gone = exists().where(ArticleRow.id == DeliveryRow.article_id, not_(_IS_LIVE))
    await connection.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(post_ids), is_waiting(), gone)
        .values(state=DeliveryState.DROPPED, done_at=now)
    )
    older = _IS_LIVE & (DeliveryRow.revision < ArticleRow.revision)
    await _put(connection, DeliveryKind.EDIT, (*of_these, older), now)
    await _put(connection, DeliveryKind.DELETE, (*of_these, not_(_IS_LIVE)), now)
    await raise_counter(connection, OUTBOX)


async def _put(
    connection: AsyncConnection,
    kind: DeliveryKind,
    which: Sequence[ColumnElement[bool]],
    now: datetime,
) -> None:
    other = aliased(DeliveryRow)
    already = exists().where(
        other.chat_id == DeliveryRow.chat_id,
        other.target_id == DeliveryRow.id,
        other.kind == kind,
        is_waiting(other),
    )
    closed = exists().where(
        ChatRow.chat_id == DeliveryRow.chat_id, ChatRow.state == ChatState.CLOSED
    )
    changes = (
        select(
            literal(kind, Choice(DeliveryKind)),
            DeliveryRow.chat_id,
            DeliveryRow.thread_id,
            DeliveryRow.subscription_id,
            DeliveryRow.id,
            literal(DeliveryState.WAITING, Choice(DeliveryState)),
            literal(0),
            literal(now, UtcTime()),
        )
        .where(
            *which,
            DeliveryRow.state == DeliveryState.SENT,
            DeliveryRow.message_id.is_not(None),
            not_(already),
            not_(closed),
        )
        .order_by(DeliveryRow.id)
    )
    columns = (
        *("kind", "chat_id", "thread_id", "subscription_id", "target_id"),
        *("state", "attempts", "created_at"),
    )
    await connection.execute(insert(DeliveryRow).from_select(columns, changes))
