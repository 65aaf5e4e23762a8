"""Updates between Telegram and their handler: what was received, and is not handled yet.

The way of an update: received (with its whole batch, in one transaction that also stores which
update comes next) → handled from memory → done (deleted). What a crash leaves is handled at the
next start, each attempt counted before it begins, so that an update that kills the process
cannot do so for ever.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from .database import Database, insert
from .models import InboxRow, OffsetRow

# Telegram keeps what it was not told is received for 24 hours, and may draw update numbers anew
# after a week without any: an offset older than this protects from nothing and may mislead.
OFFSET_HOLDS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update as the inbox keeps it. `attempts`: how often it was begun and did not end."""

    update_id: int
    body: str
    attempts: int


class Inbox:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self.handled = 0  # updates, by this process

    async def next_offset(self, bot_id: int) -> int | None:
        """The update to ask Telegram for first; None to take whatever it has."""
        async with self._database.reading() as connection:
            return await connection.scalar(
                select(OffsetRow.next_update_id).where(
                    OffsetRow.bot_id == bot_id, OffsetRow.at > self._clock() - OFFSET_HOLDS
                )
            )

    async def receive(self, bot_id: int, batch: Sequence[tuple[int, str]]) -> int:
        """Keep a batch of (update id, JSON text), and which update comes after it: given back.

        What is kept already stays as it is.
        """
        now = self._clock()
        rows = [
            {"update_id": update_id, "body": body, "attempts": 0, "received_at": now}
            for update_id, body in batch
        ]
        next_update_id = max(update_id for update_id, _ in batch) + 1
        next_one = {"bot_id": bot_id, "next_update_id": next_update_id, "at": now}
        async with self._database.writing() as connection:
            keep = insert(connection, InboxRow).on_conflict_do_nothing()
            await connection.execute(keep, rows)
            move_on = insert(connection, OffsetRow)
            await connection.execute(
                move_on.on_conflict_do_update(
                    index_elements=["bot_id"],
                    set_={
                        "next_update_id": move_on.excluded.next_update_id,
                        "at": move_on.excluded.at,
                    },
                ),
                next_one,
            )
        return next_update_id

    async def left_over(self) -> list[Waiting]:
        """What was received and never done, oldest first; not what was set aside."""
        async with self._database.reading() as connection:
            rows = await connection.execute(
                select(InboxRow.update_id, InboxRow.body, InboxRow.attempts)
                .where(InboxRow.set_aside_at.is_(None))
                .order_by(InboxRow.update_id)
            )
            return [Waiting(*row) for row in rows]

    async def begin(self, update_id: int, attempt: int) -> None:
        """Write an attempt down, before it is made."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(InboxRow).where(InboxRow.update_id == update_id).values(attempts=attempt)
            )

    async def done(self, update_ids: Collection[int]) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(InboxRow).where(InboxRow.update_id.in_(update_ids)))
        self.handled += len(update_ids)

    async def set_aside(self, update_id: int, error: str) -> None:
        """Keep an update that cannot be handled, with its error, out of everyone's way."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(InboxRow)
                .where(InboxRow.update_id == update_id)
                .values(set_aside_at=self._clock(), error=error)
            )

    async def count(self) -> tuple[int, int]:
        """How many wait, and how many were set aside."""
        async with self._database.reading() as connection:
            rows = await connection.execute(
                select(InboxRow.set_aside_at.is_not(None), func.count()).group_by(
                    InboxRow.set_aside_at.is_not(None)
                )
            )
            counts = {bool(aside): count for aside, count in rows}
        return counts.get(False, 0), counts.get(True, 0)
