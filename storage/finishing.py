"""Writes down what became of deliveries, and what follows from it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .closing import close_chats, close_threads, owners
from .corrections import correct
from .deliveries import Delivery, DeliveryKind, DeliveryState
from .delivery_models import DeliveryRow
from .lanes import free_lanes, lock_lanes, open_lanes
from .models import ArticleRow
from .outcomes import (
    Closed,
    Dead,
    Dropped,
    Finished,
    Later,
    Outcome,
    Sent,
    ThreadClosed,
)
from .records import ArticleStatus

_IDS = 10_000  # in one statement


async def write_outcomes(
    connection: AsyncConnection, owner: str, outcomes: Sequence[Outcome], now: datetime
) -> Finished:
    """In one transaction. The outcomes of one post belong together in it."""
    closed = {one.chat_id: one.reason for one in outcomes if isinstance(one, Closed)}
    threads = {
        one.delivery.subscription_id: one.reason
        for one in outcomes
        if isinstance(one, ThreadClosed) and one.delivery.subscription_id is not None
    }
    rests = _rests(outcomes)
    if closed or threads:
        await open_lanes(connection, rests.keys() | await owners(connection, closed, threads))
    else:
        await lock_lanes(connection, rests)
    stopped = (
        *await close_chats(connection, closed, now),
        *await close_threads(connection, threads, now),
    )
    by_id = {one.delivery.id: one for one in outcomes if not isinstance(one, Closed)}
    states = await _states(connection, by_id)
    sent = [
        one
        for number, one in by_id.items()
        # One that was dropped while it was on its way is there all the same.
        if isinstance(one, Sent) and states.get(number) is not DeliveryState.SENT
    ]
    copies = {
        (one.delivery.chat_id, one.message_id)
        for number, one in by_id.items()
        if isinstance(one, Sent) and states.get(number) is DeliveryState.SENT
    }
    await _write_sent(connection, sent, now)
    waiting = [one for number, one in by_id.items() if states.get(number) is DeliveryState.WAITING]
    await _write_others(connection, waiting, now)
    await _correct_again(connection, sent, now)
    await free_lanes(connection, owner, rests)
    return Finished(len(copies), stopped)


def _rests(outcomes: Sequence[Outcome]) -> dict[int, float]:
    """After how many seconds each chat may get the next."""
    rests: dict[int, float] = defaultdict(float)
    for one in outcomes:
        match one:
            case Closed(chat_id):
                rests[chat_id] += 0.0
            case Later(delivery, after):
                rests[delivery.chat_id] = max(rests[delivery.chat_id], after)
            case _:
                chat_id = one.delivery.chat_id
                rests[chat_id] = max(rests[chat_id], one.rest)
    return rests


async def _states(connection: AsyncConnection, ids: Collection[int]) -> dict[int, DeliveryState]:
    numbers = sorted(ids)
    states: dict[int, DeliveryState] = {}
    for start in range(0, len(numbers), _IDS):
        rows = await connection.execute(
            select(DeliveryRow.id, DeliveryRow.state)
            .where(DeliveryRow.id.in_(numbers[start : start + _IDS]))
            .order_by(DeliveryRow.id)
            .with_for_update()
        )
        states.update((row.id, row.state) for row in rows)
    return states


async def _write_sent(connection: AsyncConnection, sent: Sequence[Sent], now: datetime) -> None:
    payloads = _bundled(sent)
    values = {
        "message_id": bindparam("new_message_id"),
        "revision": bindparam("new_revision"),
        "state": DeliveryState.SENT,
        "done_at": now,
        "error": None,
    }
    rows = [
        {
            "of_id": one.delivery.id,
            "new_message_id": one.message_id,
            "new_revision": one.revision,
        }
        for one in sent
    ]
    await _update(connection, values, rows)
    await _update(
        connection,
        {"payload": bindparam("new_payload", type_=DeliveryRow.payload.type)},
        [{"of_id": number, "new_payload": payload} for number, payload in payloads.items()],
    )
    await _update(
        connection,
        {"revision": bindparam("new_revision")},
        [
            {"of_id": one.delivery.target_id, "new_revision": one.revision}
            for one in sent
            if one.delivery.kind is DeliveryKind.EDIT and one.revision is not None
        ],
    )
    # A post that is gone is as one that never was: the chat may get the article again.
    await _update(
        connection,
        {"message_id": None, "state": DeliveryState.DROPPED},
        [
            {"of_id": one.delivery.target_id}
            for one in sent
            if one.delivery.kind is DeliveryKind.DELETE and one.message_id is None
        ],
    )


def _bundled(sent: Sequence[Sent]) -> dict[int, dict[str, Any]]:
    """For posts that became one message: each says which is the first, and that one all of them."""
    together: dict[tuple[int, int], list[int]] = defaultdict(list)
    for one in sent:
        if one.delivery.kind is DeliveryKind.POST and one.message_id is not None:
            together[one.delivery.chat_id, one.message_id].append(one.delivery.id)
    payloads: dict[int, dict[str, Any]] = {}
    for ids in together.values():
        if len(ids) > 1:
            payloads |= {number: {"first": ids[0]} for number in ids}
            payloads[ids[0]] = {"first": ids[0], "bundle": ids}
    return payloads


async def _write_others(
    connection: AsyncConnection, outcomes: Sequence[Outcome], now: datetime
) -> None:
    """Of those that wait still: a word about others comes too late."""
    tried: list[dict[str, Any]] = []
    ended: list[dict[str, Any]] = []
    for one in outcomes:
        match one:
            case Later(delivery, _, error, counts):
                tried.append({"of_id": delivery.id, "why": error, "by": int(counts)})
            case Dead(delivery, reason):
                ended.append({"of_id": delivery.id, "why": reason, "as": DeliveryState.DEAD})
            case Dropped(delivery):
                ended.append({"of_id": delivery.id, "why": None, "as": DeliveryState.DROPPED})
            case ThreadClosed(delivery, reason):
                ended.append({"of_id": delivery.id, "why": reason, "as": DeliveryState.DROPPED})
    why: BindParameter[Any] = bindparam("why")
    by: BindParameter[Any] = bindparam("by")
    await _update(connection, {"attempts": DeliveryRow.attempts + by, "error": why}, tried)
    await _update(connection, {"state": bindparam("as"), "done_at": now, "error": why}, ended)


async def _update(
    connection: AsyncConnection, values: dict[str, Any], rows: Sequence[dict[str, Any]]
) -> None:
    if rows:
        await connection.execute(
            update(DeliveryRow.__table__)  # type: ignore[arg-type]
            .where(DeliveryRow.id == bindparam("of_id"))
            .values(values),
            sorted(rows, key=lambda row: row["of_id"]),
        )


async def _correct_again(connection: AsyncConnection, sent: Sequence[Sent], now: datetime) -> None:
    """The article may have changed, or been taken back, while its post was on its way."""
    posts = [
        number
        for one in sent
        if (number := _post_of(one.delivery)) is not None and one.revision is not None
    ]
    outdated: list[int] = []
    for start in range(0, len(posts), _IDS):
        found = await connection.scalars(
            select(DeliveryRow.id)
            .join(ArticleRow, ArticleRow.id == DeliveryRow.article_id)
            .where(
                DeliveryRow.id.in_(posts[start : start + _IDS]),
                or_(
                    DeliveryRow.revision < ArticleRow.revision,
                    ArticleRow.status != ArticleStatus.LIVE,
                ),
            )
        )
        outdated += found
    if outdated:
        await correct(connection, outdated, now)


def _post_of(delivery: Delivery) -> int | None:
    """Which post's message shows an article since."""
    if delivery.kind is DeliveryKind.POST:
        return delivery.id
    return delivery.target_id if delivery.kind is DeliveryKind.EDIT else None
