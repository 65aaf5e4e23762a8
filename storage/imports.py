"""Imports: files that editors sent, while they decide, while they are loaded, and after.

The way of an import is told by `storage.records.ImportState`; what it stores is `storage.loads`'.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, insert, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .audit import note
from .database import Database, rows_changed
from .errors import CaravanError
from .models import ImportRow
from .records import Import, ImportState
from .text import one_line

LEASE = timedelta(seconds=30)  # how long after its last batch a load counts as left alone
KEPT = timedelta(days=30)  # how long an import can be taken back
ERRORS_KEPT = 1_000  # of what was left out; the others are counted only
_NOTED = {  # how the audit trail calls it that an import comes from one state into another
    (ImportState.WAITING, ImportState.LOADING): "load",
    (ImportState.LOADING, ImportState.CANCELLING): "stop load",
    (ImportState.LOADING, ImportState.CANCELLED): "stop load",
    (ImportState.LOADED, ImportState.UNDOING): "undo",
}
UNDER_WAY = (ImportState.LOADING, ImportState.CANCELLING, ImportState.UNDOING)


class Cancelled(CaravanError):
    """The editor stopped the load meanwhile: what was stored of it is to be taken back.

    load: as it is now, for `storage.loads.Loads.take_back`.
    """

    def __init__(self, load: Import) -> None:
        super().__init__(f"the load {load.id} was stopped; what it stored is taken back")
        self.load = load


class Lost(CaravanError):
    """Another process has taken the load over, or it has ended: it is none of ours any more."""


class Imports:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, person_id: int, file_name: str, body: bytes, *, total: int = 0) -> int:
        """A file to decide about. Gives its number.

        total: how many articles and rates it holds, for those who ask how far its load is.
        """
        values = {"state": ImportState.WAITING, "body": body, "counts": {"total": total}}
        async with self._database.writing() as connection:
            kept = await self.make(connection, person_id, file_name, **values)
        return kept.id

    async def open(
        self, person_id: int, file_name: str, *, announce: bool = False, total: int = 0
    ) -> Import:
        """A load that nobody was asked about and that the caller carries out.

        Where it is cut off, its articles stay and it ends as it is: see `claim`.
        """
        async with self._database.writing() as connection:
            load = await self.opened(
                connection, person_id, file_name, announce=announce, total=total
            )
            await self._note(connection, person_id, "load", load)
            return load

    async def opened(
        self,
        connection: AsyncConnection,
        person_id: int,
        file_name: str,
        *,
        announce: bool = False,
        total: int = 0,
    ) -> Import:
        """The same in the caller's transaction, and without a line in the audit trail."""
        now = self._clock()
        return await self.make(
            connection,
            person_id,
            file_name,
            state=ImportState.LOADING,
            counts={"total": total},
            announce=announce,
            decided_at=now,
            lease_until=now + LEASE,
        )

    async def make(
        self, connection: AsyncConnection, person_id: int, file_name: str, **values: Any
    ) -> Import:
        row = await connection.execute(
            insert(ImportRow)
            .values(
                person_id=person_id,
                file_name=one_line(file_name),
                created_at=self._clock(),
                **values,
            )
            .returning(*COLUMNS)
        )
        return _import(row.one())

    async def get(self, number: int) -> Import | None:
        """With its body."""
        return await self._one(number, *COLUMNS, ImportRow.body)

    async def progress(self, number: int) -> Import | None:
        """How far it is, without its body."""
        return await self._one(number, *COLUMNS)

    async def _one(self, number: int, *columns: Any) -> Import | None:
        async with self._database.reading() as connection:
            found = await connection.execute(select(*columns).where(ImportRow.id == number))
            row = found.one_or_none()
        return _import(row) if row else None

    async def recent(self, limit: int) -> tuple[Import, ...]:
        """The last that were decided to be loaded, the latest first, without their bodies."""
        decided = ImportRow.state.not_in([ImportState.WAITING, ImportState.CANCELLED])
        async with self._database.reading() as connection:
            newest = select(*COLUMNS).where(decided).order_by(ImportRow.id.desc()).limit(limit)
            return tuple(_import(row) for row in await connection.execute(newest))

    async def begin(
        self,
        number: int,
        *,
        announce: bool = False,
        chat_id: int | None = None,
        message_id: int | None = None,
        language: str | None = None,
        mine: bool = False,
        by: int | None = None,
    ) -> bool:
        """The editor's word to load what waits; whoever claims it does. False if decided before.

        by: that editor, where it is not the one who sent the file.
        chat_id, message_id, language: of the message that is to tell how it goes.
        mine: it is claimed with it, for the caller; `progress` gives it.
        """
        now = self._clock()
        told = {"chat_id": chat_id, "message_id": message_id, "language": language}
        values = {"announce": announce, "decided_at": now, **told, **_lease(now, mine)}
        return await self._turn(number, ImportState.WAITING, ImportState.LOADING, by=by, **values)

    async def cancel(self, number: int, *, by: int | None = None) -> bool:
        """Throw away what waits, or stop what is being loaded. False if it is neither.

        by: as `begin` takes it.
        What waits for its turn is thrown away at once. What is stored of it already is taken back
        by whoever claims it, or by the loader itself, which hears of it with its next batch.
        """
        now = self._clock()
        gone: dict[str, Any] = {"body": None, "decided_at": now, "ended_at": now}
        untouched = (ImportRow.lease_until.is_(None), ImportRow.place == 0)
        async with self._database.writing() as connection:
            turn = partial(self._turned, connection, number)
            return (
                await turn(ImportState.WAITING, ImportState.CANCELLED, **gone)
                or await turn(ImportState.LOADING, ImportState.CANCELLED, *untouched, by=by, **gone)
                or await turn(ImportState.LOADING, ImportState.CANCELLING, by=by, body=None)
            )

    async def begin_undo(
        self,
        number: int,
        *,
        chat_id: int | None = None,
        message_id: int | None = None,
        language: str | None = None,
        mine: bool = False,
        by: int | None = None,
    ) -> bool:
        """The word to take back what was loaded; whoever claims it does. `begin` has the rest.

        False if it is not loaded, or was longer ago than KEPT.
        """
        now = self._clock()
        told = {"chat_id": chat_id, "message_id": message_id, "language": language}
        known = {name: value for name, value in told.items() if value is not None}
        young = ImportRow.created_at > now - KEPT
        before, after = ImportState.LOADED, ImportState.UNDOING
        values = {"ended_at": None, **known, **_lease(now, mine)}
        return await self._turn(number, before, after, young, by=by, **values)

    async def claim(self) -> Import | None:
        """The load, or the undo, whose turn it is, with its body; it is the caller's for LEASE.

        Its state tells what is to be done. A body is to be read as it was at `created_at`, so
        that `place` means the same as before a crash.
        None while another is under way: they go one after another, in the order in which they
        were decided. Ends loads that their own process was to carry out and does not any more.
        Writes only where there is something to do.
        """
        now = self._clock()
        async with self._database.reading() as connection:
            if (first := await self._first(connection, now)) is None:
                return None
        async with self._database.writing() as connection:
            while (first := await self._first(connection, now)) is not None:
                if first.state is not ImportState.LOADING or first.has_body:
                    break
                # The process that read it has died. What it stored is whole.
                await self._end(connection, first.id, ImportState.LOADED)
            if first is None:
                return None
            free = update(ImportRow).where(ImportRow.id == first.id, _free(now))
            taken = free.values(lease_until=now + LEASE).returning(*COLUMNS, ImportRow.body)
            row = (await connection.execute(taken)).one_or_none()
        return _import(row) if row else None

    async def _first(self, connection: AsyncConnection, now: datetime) -> Any:
        """The one whose turn it is, if none that has a turn is at it."""
        in_order = (
            select(
                ImportRow.id,
                ImportRow.state,
                ImportRow.lease_until,
                (ImportRow.body.is_not(null())).label("has_body"),
            )
            .where(ImportRow.state.in_(UNDER_WAY))
            .order_by(ImportRow.decided_at, ImportRow.id)
        )
        for row in await connection.execute(in_order):
            if row.lease_until is None or row.lease_until <= now:
                return row
            # One that another process reads for itself holds nobody up.
            if row.state is not ImportState.LOADING or row.has_body:
                return None
        return None

    async def extend(self, load: Import) -> Import:
        """Hold it for LEASE from now, while nothing of it is stored. Raises Cancelled, Lost."""
        async with self._database.writing() as connection:
            return await self.advance(connection, load)

    async def release(self, load: Import) -> None:
        """Give it back undone: another may go on with it at once."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(ImportRow).where(*_still(load)).values(lease_until=None)
            )

    async def finish(
        self, load: Import, errors: Sequence[Any] = (), *, errors_total: int = 0
    ) -> Import:
        """It is loaded, whole. Raises Cancelled, Lost.

        errors: what was left out, as JSON knows it, the first ERRORS_KEPT of errors_total.
        """
        async with self._database.writing() as connection:
            return await self.finished(connection, load, errors, errors_total=errors_total)

    async def finished(
        self,
        connection: AsyncConnection,
        load: Import,
        errors: Sequence[Any] = (),
        *,
        errors_total: int = 0,
    ) -> Import:
        """The same in the caller's transaction."""
        await self.held(connection, load)
        counts = {**load.counts, "rejected": max(errors_total, len(errors))}
        values = {"errors": list(errors[:ERRORS_KEPT]) or None, "counts": counts}
        return await self._end(connection, load.id, ImportState.LOADED, **values)

    async def taken_back(self, connection: AsyncConnection, load: Import) -> Import:
        """The end of an undo, or of a load that was stopped."""
        undone = load.state is ImportState.UNDOING
        state = ImportState.UNDONE if undone else ImportState.CANCELLED
        return await self._end(connection, load.id, state, counts=dict(load.counts))

    async def held(self, connection: AsyncConnection, load: Import) -> None:
        """Locks it for this transaction. Raises Cancelled, and Lost where it is not ours."""
        row = (
            await connection.execute(
                select(ImportRow.state, ImportRow.place, ImportRow.lease_until)
                .where(ImportRow.id == load.id)
                .with_for_update()
            )
        ).one_or_none()
        if row is None:
            raise Lost(f"import {load.id} is not there any more")
        if row.state is ImportState.CANCELLING and load.state is ImportState.LOADING:
            raise Cancelled(replace(load, state=row.state))
        if (row.state, row.place, row.lease_until) != (load.state, load.place, load.lease_until):
            raise Lost(f"import {load.id} has gone on elsewhere")

    async def advance(self, connection: AsyncConnection, load: Import, **changes: Any) -> Import:
        """Store how far it is, in the transaction that stores that part of it.

        Raises Cancelled, and Lost where it is not ours: nothing of the transaction is to stay.
        """
        later = replace(load, **changes, lease_until=self._clock() + LEASE)
        advanced = await rows_changed(
            connection,
            update(ImportRow)
            .where(*_still(load), ImportRow.state == load.state, ImportRow.place == load.place)
            .values(place=later.place, counts=dict(later.counts), lease_until=later.lease_until),
        )
        if advanced != 1:
            await self.held(connection, load)
            raise Lost(f"import {load.id} has gone on elsewhere")
        return later

    async def _turn(self, number: int, *conditions: Any, **values: Any) -> bool:
        async with self._database.writing() as connection:
            return await self._turned(connection, number, *conditions, **values)

    async def _turned(
        self,
        connection: AsyncConnection,
        number: int,
        before: ImportState,
        after: ImportState,
        *conditions: ColumnElement[bool],
        by: int | None = None,
        **values: Any,
    ) -> bool:
        statement = (
            update(ImportRow)
            .where(ImportRow.id == number, ImportRow.state == before, *conditions)
            .values(state=after, **values)
            .returning(*COLUMNS)
        )
        row = (await connection.execute(statement)).one_or_none()
        if row is not None and (action := _NOTED.get((before, after))):
            await self._note(connection, by, action, _import(row))
        return row is not None

    async def _note(
        self, connection: AsyncConnection, by: int | None, action: str, load: Import
    ) -> None:
        """What is done with it now, in the audit trail."""
        details: dict[str, Any] = {"file": load.file_name}
        if load.state is ImportState.LOADING:
            details |= {"announce": load.announce, "total": load.total}
        who = load.person_id if by is None else by
        await note(connection, self._clock(), who, action, f"import {load.id}", details)

    async def _end(
        self, connection: AsyncConnection, number: int, state: ImportState, **values: Any
    ) -> Import:
        row = await connection.execute(
            update(ImportRow)
            .where(ImportRow.id == number)
            .values(state=state, body=None, lease_until=None, ended_at=self._clock(), **values)
            .returning(*COLUMNS)
        )
        return _import(row.one())


COLUMNS = (
    ImportRow.id,
    ImportRow.person_id,
    ImportRow.file_name,
    ImportRow.state,
    ImportRow.announce,
    ImportRow.place,
    ImportRow.counts,
    ImportRow.errors,
    ImportRow.created_at,
    ImportRow.decided_at,
    ImportRow.ended_at,
    ImportRow.lease_until,
    ImportRow.chat_id,
    ImportRow.message_id,
    ImportRow.language,
)


def _import(row: Any) -> Import:
    return Import(**{"body": None, **row._mapping, "errors": tuple(row.errors or ())})


def _lease(now: datetime, mine: bool) -> dict[str, Any]:
    return {"lease_until": now + LEASE if mine else None}


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(ImportRow.lease_until.is_(None), ImportRow.lease_until <= now)


def _still(load: Import) -> tuple[ColumnElement[bool], ...]:
    """Whether it is claimed by the same claim, and not by a later one of another process."""
    return ImportRow.id == load.id, ImportRow.lease_until == load.lease_until
