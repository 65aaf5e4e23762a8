"""Sources of rates: when each is to be asked next, by whom, and how it went."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, insert
from .leases import end_claim
from .models import SourceRow

# How long one process may take to ask a source; after it another may. The slowest is a bank that
# has a file a day and is asked for the last seven, each with all the time that an answer has.
LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a source.

    next_run_at: when it is to be asked.  tried_at: when that was done last.
    succeeded_at: when it last gave rates, or said that they are the same.
    failures: how often in a row it did not.
    problem: what was wrong at the last try, as it was given; None where nothing was.
    seen: what its server told of each address, as it was given.
    lease_until: until then a process is asking.
    """

    code: str
    next_run_at: datetime
    succeeded_at: datetime | None = None
    tried_at: datetime | None = None
    failures: int = 0
    problem: Mapping[str, Any] | None = None
    seen: Mapping[str, Any] = field(default_factory=dict)
    lease_until: datetime | None = None


class Sources:
    """The way of a source: planned → claimed, by one process → succeeded or failed, and so on."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def all(self) -> dict[str, Source]:
        """By their codes. Those that were never planned nor loaded are not among them."""
        async with self._database.reading() as connection:
            rows = await connection.execute(select(*_COLUMNS).order_by(SourceRow.code))
            return {row.code: Source(**row._mapping) for row in rows}

    async def plan(self, codes: Sequence[str]) -> None:
        """Have these asked: those that never were, at once."""
        if not codes:
            return
        now = self._clock()
        async with self._database.writing() as connection:
            statement = insert(connection, SourceRow).on_conflict_do_nothing()
            await connection.execute(statement, [_new(code, now) for code in codes])

    async def claim(self, codes: Collection[str]) -> tuple[Source, ...]:
        """Those of these that are due and that nobody asks; they are the caller's for LEASE.

        Writes only where there is one.
        """
        now = self._clock()
        due = (
            SourceRow.code.in_(codes),
            SourceRow.next_run_at <= now,
            or_(SourceRow.lease_until.is_(None), SourceRow.lease_until <= now),
        )
        async with self._database.reading() as connection:
            if not (await connection.execute(select(SourceRow.code).where(*due))).first():
                return ()
        # Where two processes are here at once, the second finds the lease of the first.
        take = update(SourceRow).where(*due).values(lease_until=now + LEASE).returning(*_COLUMNS)
        async with self._database.writing() as connection:
            rows = await connection.execute(take)
            return tuple(Source(**row._mapping) for row in rows)

    async def release(self, claimed: Iterable[Source]) -> None:
        """Give back what was claimed and not done: another may do it at once."""
        for one in claimed:
            async with self._database.writing() as connection:
                await connection.execute(
                    update(SourceRow).where(*_still(one)).values(lease_until=None)
                )

    async def succeeded(
        self,
        connection: AsyncConnection,
        claimed: Source,
        *,
        next_run_at: datetime,
        seen: Mapping[str, Any],
        problem: Mapping[str, Any] | None = None,
    ) -> bool:
        """In the transaction that stores its rates. False where the claim had run out.

        problem: with a part of them.
        """
        values = {"succeeded_at": self._clock(), "seen": dict(seen), "failures": 0}
        return await self._end(connection, claimed, next_run_at, problem, values)

    async def failed(
        self, claimed: Source, *, next_run_at: datetime, problem: Mapping[str, Any]
    ) -> bool:
        """What it gave before stays, and so does what its server told. False as above."""
        values = {"failures": claimed.failures + 1}
        async with self._database.writing() as connection:
            return await self._end(connection, claimed, next_run_at, problem, values)

    async def loaded(self, connection: AsyncConnection, codes: Collection[str]) -> None:
        """Rates of these came as a file: a success too, whatever went wrong with asking."""
        now = self._clock()
        for code in sorted(codes):
            statement = insert(connection, SourceRow).on_conflict_do_update(
                index_elements=["code"], set_={"succeeded_at": now}
            )
            await connection.execute(statement, _new(code, now) | {"succeeded_at": now})

    async def _end(
        self,
        connection: AsyncConnection,
        claimed: Source,
        next_run_at: datetime,
        problem: Mapping[str, Any] | None,
        values: Mapping[str, Any],
    ) -> bool:
        return await end_claim(
            connection,
            SourceRow,
            _still(claimed),
            now=self._clock(),
            next_run_at=next_run_at,
            problem=problem,
            values=values,
        )


_COLUMNS = (
    SourceRow.code,
    SourceRow.next_run_at,
    SourceRow.succeeded_at,
    SourceRow.tried_at,
    SourceRow.failures,
    SourceRow.problem,
    SourceRow.seen,
    SourceRow.lease_until,
)


def _still(claimed: Source) -> tuple[ColumnElement[bool], ...]:
    """Whether it is claimed by the same claim, and not by a later one of another process."""
    return SourceRow.code == claimed.code, SourceRow.lease_until == claimed.lease_until


def _new(code: str, now: datetime) -> dict[str, Any]:
    return {"code": code, "next_run_at": now, "failures": 0, "seen": {}}
