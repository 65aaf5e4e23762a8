"""How much all processes together may send, where they share a PostgreSQL."""

import bisect
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import DateTime, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database
from .database import insert as upsert
from .delivery_models import BudgetRow
from .outcomes import Reserved

_ALL = "all"
_SECOND = 1_000_000  # microseconds
# Of what goes evenly: so much earlier than now it may count, to make up for a busy moment, and so
# far ahead it is reserved. Microseconds.
_CATCH_UP = 30_000
_AHEAD = 100_000


class Budget:
    """One row, which is locked for each reservation. Its times are the database's clock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(
        self, want: int, *, most: int, window: float, evenly: bool = False
    ) -> Reserved:
        """Room for as many as are wanted, or fewer, to be sent at once.

        most: messages in any window.  window: seconds.  evenly: one after another over the
        window, whoever sends them. Each may be for a moment that is a little ahead.
        """
        async with self._database.writing() as connection:
            row, now = await self._locked(connection)
            blocked = row.blocked_until and _micros(row.blocked_until) - now
            if blocked and blocked > 0:
                return Reserved(0, blocked / _SECOND)
            length = int(window * _SECOND)
            sent = [at for at, count in row.sent for _ in range(count)]
            taken = sorted(at for at in sent if at > now - length - _CATCH_UP)
            moments: list[int] = []
            at = now
            while len(moments) < want:
                at = _next(taken, now, length, most, evenly=evenly)
                if at > now + _AHEAD:
                    break
                moments.append(at)
                bisect.insort(taken, at)
            if moments:
                await connection.execute(
                    update(BudgetRow)
                    .where(BudgetRow.name == _ALL)
                    .values(sent=[[at, 1] for at in taken])
                )
        wait = 0.0 if len(moments) == want else (at - now - _AHEAD) / _SECOND
        return Reserved(len(moments), wait, tuple((at - now) / _SECOND for at in moments))

    async def block(self, seconds: float) -> None:
        """Have nothing sent by anyone for so long; a longer block that there is stays."""
        async with self._database.writing() as connection:
            row, now = await self._locked(connection)
            until = datetime.fromtimestamp(now / _SECOND, UTC) + timedelta(seconds=seconds)
            if row.blocked_until is None or row.blocked_until < until:
                await connection.execute(
                    update(BudgetRow).where(BudgetRow.name == _ALL).values(blocked_until=until)
                )

    async def blocked_for(self) -> float:
        """Seconds for which nothing may be sent by anyone."""
        async with self._database.reading() as connection:
            until = await connection.scalar(
                select(BudgetRow.blocked_until).where(BudgetRow.name == _ALL)
            )
            now = await _now(connection)
        return max(0.0, (_micros(until) - now) / _SECOND) if until else 0.0

    async def _locked(self, connection: AsyncConnection) -> tuple[BudgetRow, int]:
        """The row, and the time at which its lock was had."""
        wanted = (
            select(BudgetRow.sent, BudgetRow.blocked_until)
            .where(BudgetRow.name == _ALL)
            .with_for_update()
        )
        row = (await connection.execute(wanted)).one_or_none()
        if row is None:
            await connection.execute(
                upsert(connection, BudgetRow).values(name=_ALL, sent=[]).on_conflict_do_nothing()
            )
            row = (await connection.execute(wanted)).one()
        return row, await _now(connection)  # type: ignore[return-value]


async def _now(connection: AsyncConnection) -> int:
    if connection.dialect.name == "sqlite":
        return _micros(datetime.now(UTC))
    # Of the moment, not of the statement's or the transaction's beginning: a lock was waited for.
    now = await connection.scalar(select(func.clock_timestamp(type_=DateTime(timezone=True))))
    assert now is not None
    return _micros(now)


def _next(taken: Sequence[int], now: int, length: int, most: int, *, evenly: bool) -> int:
    """The first moment at which one more makes no window too full.  taken: in order."""
    if not evenly and _fits(taken, now, length, most):
        return now
    at = now - _CATCH_UP if evenly else now
    if taken:
        at = max(at, taken[-1] + (length // most if evenly else 0))
    return max(at, taken[-most] + length) if len(taken) >= most else at


def _fits(taken: Sequence[int], at: int, length: int, most: int) -> bool:
    """Whether one more fits at a moment that others, reserved before, may come after."""
    later = bisect.bisect_right(taken, at)
    ends = [at, *(one for one in taken[later:] if one < at + length)]
    return all(
        bisect.bisect_right(taken, end) - bisect.bisect_right(taken, end - length) < most
        for end in ends
    )


def _micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
