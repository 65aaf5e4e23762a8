"""Files that editors sent: kept while they decide, and the record of what was loaded."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database, rows_changed
from .models import ImportRow
from .records import Import, ImportState
from .text import one_line


class Imports:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, person_id: int, file_name: str, body: bytes) -> int:
        """A file to decide about. Gives its number."""
        async with self._database.writing() as connection:
            number: int | None = await connection.scalar(
                insert(ImportRow)
                .values(
                    person_id=person_id,
                    file_name=one_line(file_name),
                    body=body,
                    state=ImportState.WAITING,
                    counts={},
                    created_at=self._clock(),
                )
                .returning(ImportRow.id)
            )
        assert number is not None
        return number

    async def get(self, number: int) -> Import | None:
        async with self._database.reading() as connection:
            row = (
                await connection.execute(
                    select(
                        ImportRow.id,
                        ImportRow.person_id,
                        ImportRow.file_name,
                        ImportRow.body,
                        ImportRow.state,
                    ).where(ImportRow.id == number)
                )
            ).one_or_none()
        return Import(*row) if row else None

    async def decide(self, connection: AsyncConnection, number: int, state: ImportState) -> bool:
        """Load or cancel what waits, in the caller's transaction. False if it did not wait."""
        decided = await rows_changed(
            connection,
            update(ImportRow)
            .where(ImportRow.id == number, ImportRow.state == ImportState.WAITING)
            .values(state=state, body=None, decided_at=self._clock()),
        )
        return decided == 1

    async def record(self, connection: AsyncConnection, person_id: int, file_name: str) -> int:
        """A file that is loaded without asking, in the caller's transaction. Gives its number."""
        now = self._clock()
        number: int | None = await connection.scalar(
            insert(ImportRow)
            .values(
                person_id=person_id,
                file_name=one_line(file_name),
                state=ImportState.LOADED,
                counts={},
                created_at=now,
                decided_at=now,
            )
            .returning(ImportRow.id)
        )
        assert number is not None
        return number

    async def set_counts(
        self, connection: AsyncConnection, number: int, counts: dict[str, int]
    ) -> None:
        await connection.execute(
            update(ImportRow).where(ImportRow.id == number).values(counts=counts)
        )
