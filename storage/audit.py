"""The audit trail: who did what to which thing, and when. Only ever added to.

A deed is noted in the transaction that does it, so that there is none without its line.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from . import limits
from .database import Database
from .loading import Deed
from .loading_models import AuditRow
from .records import Page


class Audit:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def note(
        self,
        connection: AsyncConnection,
        person_id: int,
        action: str,
        subject: str,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """In the transaction that does it, see `note`."""
        await note(connection, self._clock(), person_id, action, subject, details)

    async def page(self, number: int, *, size: int) -> Page[Deed]:
        """The newest first.

        number: from 1; a page past the end is the last one. Uses the primary key.
        """
        columns = (
            *(AuditRow.id, AuditRow.at, AuditRow.person_id),
            *(AuditRow.action, AuditRow.subject, AuditRow.details),
        )
        async with self._database.reading() as connection:
            total = await connection.scalar(select(func.count(AuditRow.id))) or 0
            number = min(max(1, number), max(1, -(-total // size)))
            wanted = (
                select(*columns)
                .order_by(AuditRow.id.desc())
                .limit(size)
                .offset((number - 1) * size)
            )
            rows = await connection.execute(wanted)
            return Page(tuple(Deed(**row._mapping) for row in rows), number, size, total)


async def note(
    connection: AsyncConnection,
    now: datetime,
    person_id: int,
    action: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    """person_id: 0 for the command line.

    action: a word such as "retract".  subject: what it was done to, as "article 12".
    details: as JSON knows them; what was changed as "before" and "after".
    """
    values = {
        "at": now,
        "person_id": person_id,
        "action": action,
        "subject": subject[: limits.KEY],
        "details": dict(details or {}),
    }
    await connection.execute(insert(AuditRow).values(**values))
