"""What is to be sent to chats: announced, expanded, claimed, and what became of it.

The way of a post: an announcement is expanded into deliveries (`storage.expansion`) → a worker
claims the chat's lane and with it what is first there → it is sent → the outcome is written, and
the lane is given back. What a crash cuts off is claimed again once its lease has run out.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .budget import Budget
from .claims import Heads, read_heads
from .database import Database
from .deliveries import AnnouncementKind, Delivery, DeliveryState
from .delivery_models import DeliveryRow, LaneRow
from .delivery_rows import put
from .expansion import Expansion, Matches, announce
from .finishing import write_outcomes
from .lanes import (
    LEASE,
    PAUSED,
    close_lanes,
    database_later,
    database_now,
    free_lanes,
    is_free,
    is_waiting,
    lock_lanes,
    release_lanes,
    take_lanes,
)
from .outcomes import Claimed, Finished, Outcome
from .queue import COPIES, UNCERTAIN, Queue, count_up
from .versions import Versions

LOOK_AGAIN = 0.25  # seconds after which a bundle that was not complete is looked at again
_ROUNDS = 8  # of looking for lanes that have something to send


class Outbox(Queue):
    def __init__(
        self, database: Database, versions: Versions, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(database, versions, clock)
        self.budget = Budget(database)
        self.expansion = Expansion(database, versions, clock)

    async def announce(
        self,
        connection: AsyncConnection,
        article_ids: Sequence[int],
        kind: AnnouncementKind,
        load_number: int | None = None,
    ) -> int:
        """In the transaction that stores the articles, see `storage.expansion`."""
        return await announce(connection, article_ids, kind, load_number, self._clock())

    async def expand(self, matches: Matches) -> bool:
        """One batch of what was announced. False where nothing is left."""
        return await self.expansion.expand(matches)

    async def put(self, connection: AsyncConnection, deliveries: Sequence[Delivery]) -> None:
        """Have these sent, in their order; their numbers are given here."""
        await put(connection, deliveries, self._clock())

    async def claim(self, owner: str, limit: int) -> tuple[Claimed, ...]:
        """What is first in chats that are due, those due longest first, each for LEASE.

        owner: the worker, in at most 32 characters.  limit: chats.
        What is not wanted any more is dropped here. None while all is paused.
        """
        if not await self._is_due():
            return ()
        claimed: list[Claimed] = []
        for _ in range(_ROUNDS):
            if len(claimed) >= limit:
                break
            async with self._versions.writing() as connection:
                taken = await take_lanes(connection, owner, limit - len(claimed))
            if not taken:
                break
            async with self._database.reading() as connection:
                heads = await read_heads(connection, taken)
            claimed += heads.claimed
            await self._tidy(owner, heads)
        return tuple(claimed)

    async def _is_due(self) -> bool:
        """Without a lock: where nothing is, nobody is disturbed."""
        async with self._database.reading() as connection:
            now = database_now(connection)
            due = select(LaneRow.chat_id).where(LaneRow.due_at <= now, is_free(now))
            return (
                await connection.execute(due.where(not_(exists().where(*PAUSED))).limit(1))
            ).first() is not None

    async def _tidy(self, owner: str, heads: Heads) -> None:
        """Give back the lanes that gave nothing to send."""
        rests = {one.chat_id: 0.0 for one in heads.stale}
        rests |= dict.fromkeys(heads.early, LOOK_AGAIN)
        rests |= dict.fromkeys(heads.empty, 0.0)
        if not rests:
            return
        async with self._versions.writing() as connection:
            held = await lock_lanes(connection, rests)
            mine = [chat_id for chat_id in heads.empty if held.get(chat_id) == owner]
            await free_lanes(connection, owner, rests)
            await close_lanes(connection, mine)
            if heads.stale:
                await connection.execute(
                    update(DeliveryRow)
                    .where(DeliveryRow.id.in_([one.id for one in heads.stale]), is_waiting())
                    .values(state=DeliveryState.DROPPED, done_at=self._clock())
                )

    async def finish(
        self, owner: str, outcomes: Sequence[Outcome], *, uncertain: int = 0
    ) -> Finished:
        """Write down what became of claimed deliveries, and give their lanes back.

        All outcomes of one claim in one call. An outcome counts also where the claim had run out,
        as long as nobody else has sent it meanwhile.
        uncertain: attempts since the last call that may each mean one post more.
        """
        if not outcomes and not uncertain:
            return Finished()
        async with self._versions.writing() as connection:
            finished = await write_outcomes(connection, owner, outcomes, self._clock())
            await count_up(connection, COPIES, finished.copies)
            await count_up(connection, UNCERTAIN, uncertain)
        return finished

    async def extend(self, owner: str, chat_ids: Collection[int]) -> set[int]:
        """Hold these lanes for LEASE from now on. Gives those that are still the owner's."""
        async with self._versions.writing() as connection:
            held = await connection.scalars(
                update(LaneRow)
                .where(LaneRow.chat_id.in_(chat_ids), LaneRow.owner == owner)
                .values(lease_until=database_later(connection, LEASE))
                .returning(LaneRow.chat_id)
            )
            return set(held)

    async def release(self, owner: str, chat_ids: Collection[int] | None = None) -> None:
        """Give lanes back of which nothing was sent: these, or all of the owner's."""
        async with self._versions.writing() as connection:
            await release_lanes(connection, owner, chat_ids)
