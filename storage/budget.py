"""How much all processes together may send, where they share a PostgreSQL."""

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import DateTime, func, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database
from .database import insert as upsert
from .delivery_models import BudgetRow
from .outcomes import Reserved

_ALL = "all"
_SECOND = 1_000_000  # microseconds
# Of what goes evenly: so much earlier than now it may count, to make up for a busy moment, and so
# far ahead it is reserved. Microseconds.
_CATCH_UP = 100_000
_AHEAD = 100_000


@dataclass(frozen=True, slots=True)
class Rule:
    """Seconds.

    most: messages in any window.  evenly: over which so many are spread, where they go evenly.
    reserved: for which one counts from its moment on, as long as nobody has told more.
    counted: for which it counts from when Telegram had counted it.
    """

    most: int
    evenly: float
    reserved: float
    counted: float


class Budget:
    """One row, which is locked for each reservation. Its times are the database's clock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(
        self,
        want: int,
        rule: Rule,
        *,
        evenly: bool = False,
        ended: Mapping[int, float | None] | None = None,
    ) -> Reserved:
        """Room for as many as are wanted, or fewer, to be sent at once.

        evenly: one after another, whoever sends them. Each may be for a moment a little ahead.
        ended: of what was reserved before, by name, when Telegram had counted it at the latest,
        by the database's clock in seconds; None where it was not sent.
        """
        async with self._database.writing() as connection:
            row, now = await self._locked(connection)
            sent = _told([(name, until) for name, until in row.sent], ended or {}, rule)
            sent = [one for one in sent if one[1] > now - _CATCH_UP]
            blocked = row.blocked_until and _micros(row.blocked_until) - now
            moments: list[tuple[int, int]] = []
            at = now
            taken = sorted(until for _, until in sent)
            last = max((name for name, _ in sent), default=0)
            while len(moments) < want and not (blocked and blocked > 0):
                name, at = _next(taken, last, now, rule, evenly=evenly)
                if at > now + _AHEAD:
                    break
                until = at + int(rule.reserved * _SECOND)
                moments.append((name, at))
                sent.append((name, until))
                bisect.insort(taken, until)
                last = max(last, name)
            if moments or ended:
                await connection.execute(
                    update(BudgetRow)
                    .where(BudgetRow.name == _ALL)
                    .values(sent=[list(one) for one in sent])
                )
        if blocked and blocked > 0:
            wait = blocked / _SECOND
        else:
            wait = 0.0 if len(moments) == want else (at - now - _AHEAD) / _SECOND
        return Reserved(
            len(moments),
            wait,
            tuple((at - now) / _SECOND for _, at in moments),
            tuple(name for name, _ in moments),
            now / _SECOND,
        )

    async def block(self, seconds: float) -> None:
        """Have nothing sent by anyone for so long; a longer block that there is stays."""
        async with self._database.writing() as connection:
            row, now = await self._locked(connection)
            until = datetime.fromtimestamp(now / _SECOND, UTC) + timedelta(seconds=seconds)
            if row.blocked_until is None or row.blocked_until < until:
                await connection.execute(
                    update(BudgetRow).where(BudgetRow.name == _ALL).values(blocked_until=until)
                )

    async def _locked(self, connection: AsyncConnection) -> tuple[BudgetRow, int]:
        """The row, and the time at which its lock was had."""
        locked = (
            select(BudgetRow.sent, BudgetRow.blocked_until)
            .where(BudgetRow.name == _ALL)
            .with_for_update()
            .subquery()
        )
        is_sqlite = connection.dialect.name == "sqlite"
        # Of the moment, not of the statement's or the transaction's beginning: a lock was waited
        # for. Outside of what locks, so that it is looked at afterwards.
        clock = null() if is_sqlite else func.clock_timestamp(type_=DateTime(timezone=True))
        wanted = select(*locked.c, clock.label("now"))
        row = (await connection.execute(wanted)).one_or_none()
        if row is None:
            await connection.execute(
                upsert(connection, BudgetRow).values(name=_ALL, sent=[]).on_conflict_do_nothing()
            )
            row = (await connection.execute(wanted)).one()
        return row, _micros(datetime.now(UTC) if is_sqlite else row.now)  # type: ignore[return-value]


def _told(
    sent: Sequence[tuple[int, int]], ended: Mapping[int, float | None], rule: Rule
) -> list[tuple[int, int]]:
    """With what is known of them by now."""
    told: list[tuple[int, int]] = []
    for name, until in sent:
        at = ended.get(name)
        if at is not None:
            told.append((name, int((at + rule.counted) * _SECOND)))
        elif name not in ended:
            told.append((name, until))
    return told


def _next(
    taken: Sequence[int], last: int, now: int, rule: Rule, *, evenly: bool
) -> tuple[int, int]:
    """The name of one more, and the first moment at which it makes no window too full.

    taken: until when each of the others counts, in order.  last: the highest name. A name is the
    moment at which it would go evenly: one that had to wait does not hold up all that follow.
    """
    if evenly:
        name = max(now - _CATCH_UP, last + int(rule.evenly * _SECOND) // rule.most)
    else:
        name = max(now, last + 1)
    room = taken[-rule.most] if len(taken) >= rule.most else 0
    return name, max(name if evenly else now, room)


def _micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
