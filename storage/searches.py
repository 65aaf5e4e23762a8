"""Searches too long for a button: the button carries a number, the words are here."""

from sqlalchemy import select

from . import limits
from .database import Database, insert
from .models import SearchRow

MOST_KNOWN = 1_000  # numbers kept in memory: the same topics stand under many articles


class Searches:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, int] = {}

    async def remember(self, words: str) -> int:
        """The number under which these words are found again, for good."""
        words = words[: limits.SEARCH_WORDS]
        if words not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[words] = await self._number_of(words)
        return self._known[words]

    async def _number_of(self, words: str) -> int:
        known = select(SearchRow.id).where(SearchRow.words == words)
        async with self._database.reading() as connection:
            number = await connection.scalar(known)
        if number is None:
            async with self._database.writing() as connection:
                await connection.execute(
                    insert(connection, SearchRow).values(words=words).on_conflict_do_nothing()
                )
                number = await connection.scalar(known)
        assert number is not None
        return number

    async def recall(self, number: int) -> str | None:
        async with self._database.reading() as connection:
            return await connection.scalar(select(SearchRow.words).where(SearchRow.id == number))
