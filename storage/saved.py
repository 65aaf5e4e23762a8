"""Articles that people keep for later."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select

from .articles import ALIVE, COLUMNS, read_articles
from .database import Database, insert, rows_changed
from .models import ArticleRow, SavedRow
from .records import Article, Page

MOST = 1_000  # articles that one person keeps; the oldest then give way


class Saved:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, person_id: int, article_id: int) -> bool:
        """False where it is kept already, or is no longer there."""
        values = {"person_id": person_id, "article_id": article_id, "saved_at": self._clock()}
        async with self._database.writing() as connection:
            if not await connection.scalar(
                select(ArticleRow.id).where(ArticleRow.id == article_id, ALIVE)
            ):
                return False
            kept = insert(connection, SavedRow).values(**values).on_conflict_do_nothing()
            if not await rows_changed(connection, kept):
                return False
            newest = (
                select(SavedRow.article_id)
                .where(SavedRow.person_id == person_id)
                .order_by(SavedRow.saved_at.desc(), SavedRow.article_id.desc())
                .limit(MOST)
            )
            await connection.execute(
                delete(SavedRow).where(
                    SavedRow.person_id == person_id, SavedRow.article_id.not_in(newest)
                )
            )
        return True

    async def drop(self, person_id: int, article_id: int) -> bool:
        """False where it was not kept."""
        async with self._database.writing() as connection:
            dropped = delete(SavedRow).where(*_this(person_id, article_id))
            return bool(await rows_changed(connection, dropped))

    async def has(self, person_id: int, article_id: int) -> bool:
        async with self._database.reading() as connection:
            found = select(SavedRow.article_id).where(*_this(person_id, article_id))
            return await connection.scalar(found) is not None

    async def page(self, person_id: int, page: int, *, size: int) -> Page[Article]:
        """What someone keeps, the last kept first; what was retracted is left out.

        page: from 1; a page past the end is the last one. Uses ix_saved_person_id_saved_at.
        """
        kept = (SavedRow.person_id == person_id) & (SavedRow.article_id == ArticleRow.id) & ALIVE
        async with self._database.reading() as connection:
            total = await connection.scalar(select(func.count()).where(kept)) or 0
            number = min(max(1, page), max(1, -(-total // size)))
            wanted = (
                select(*COLUMNS)
                .where(kept)
                .order_by(SavedRow.saved_at.desc(), SavedRow.article_id.desc())
                .limit(size)
                .offset((number - 1) * size)
            )
            return Page(await read_articles(connection, wanted), number, size, total)


def _this(person_id: int, article_id: int) -> tuple[ColumnElement[bool], ...]:
    return SavedRow.person_id == person_id, SavedRow.article_id == article_id
