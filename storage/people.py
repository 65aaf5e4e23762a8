"""What people set for themselves, and the pair of currencies they converted last."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, TypedDict, Unpack

from sqlalchemy import select

from .database import Database, insert
from .models import PersonRow
from .records import Person
from .versions import PEOPLE, Versions, raise_counter

BATCH = 5_000  # rows read at once, which takes about 30 ms
_NOBODY = Person()
_COLUMNS = (
    PersonRow.person_id,
    PersonRow.language,
    PersonRow.time_zone,
    PersonRow.home_currencies,
    PersonRow.last_pair,
    PersonRow.revision,
)


class Changes(TypedDict, total=False):
    """What of a Person is to become something else."""

    language: str | None
    time_zone: str | None
    home_currencies: tuple[str, ...]
    last_pair: tuple[str, str] | None


class People:
    """All of them are in memory, about 100 bytes each, and only what changed is read again.

    Each change takes the next number of the counter, whose order is the order of commits: what
    lies above the highest number known is all that this process lacks.
    """

    def __init__(
        self, database: Database, versions: Versions, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._versions = versions
        self._clock = clock
        self._people: dict[int, Person] = {}
        self._revision = 0
        self._reading = asyncio.Lock()

    async def get(self, person_id: int) -> Person:
        """What someone has set. Costs no query, save one after changes, for what they changed.

        Uses uq_people_revision.
        """
        if self._versions[PEOPLE] > self._revision:
            await self._catch_up()
        return self.known(person_id)

    def known(self, person_id: int) -> Person:
        """As this process knows it at the moment, without asking the database."""
        return self._people.get(person_id, _NOBODY)

    async def set(self, person_id: int, **changes: Unpack[Changes]) -> Person:
        """Store what is named and leave the rest."""
        return await self.change(person_id, lambda person: replace(person, **changes))

    async def change(self, person_id: int, change: Callable[[Person], Person]) -> Person:
        """Store what `change` makes of someone's settings; of two at once, none is lost."""
        async with self._versions.writing() as connection:
            # The counter's lock is held from here: nobody else changes anyone.
            revision = await raise_counter(connection, PEOPLE)
            stored = select(*_COLUMNS).where(PersonRow.person_id == person_id)
            row = (await connection.execute(stored)).one_or_none()
            person = _same(change(_read(row) if row else _NOBODY))
            values = _values(person) | {"revision": revision, "updated_at": self._clock()}
            await connection.execute(
                insert(connection, PersonRow)
                .values(person_id=person_id, **values)
                .on_conflict_do_update(index_elements=[PersonRow.person_id], set_=values)
            )
        if self._revision == revision - 1:  # nothing of others is lacking, so nothing to read
            self._people[person_id] = person
            self._revision = revision
        return person

    async def remember_pair(self, person_id: int, base: str, quote: str) -> None:
        """What someone converted last. Costs nothing where it is the same again."""
        if (await self.get(person_id)).last_pair != (base, quote):
            await self.set(person_id, last_pair=(base, quote))

    async def _catch_up(self) -> None:
        async with self._reading:
            wanted = self._versions[PEOPLE]
            while wanted > self._revision:
                await self._read_batch(wanted)

    async def _read_batch(self, wanted: int) -> None:
        changed = (
            select(*_COLUMNS)
            .where(PersonRow.revision > self._revision)
            .order_by(PersonRow.revision)
            .limit(BATCH)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(changed)).all()
        for row in rows:
            self._people[row.person_id] = _read(row)
        read_to = rows[-1].revision if rows else 0
        if len(rows) < BATCH:
            read_to = max(read_to, wanted)
        self._revision = max(self._revision, read_to)


def _read(row: Any) -> Person:
    home = tuple(row.home_currencies or ())
    pair = tuple(row.last_pair) if row.last_pair else None
    return _same(Person(row.language, row.time_zone, home, pair))


@lru_cache(maxsize=10_000)
def _same(person: Person) -> Person:
    """One object for all who have set the same, as many have."""
    return person


def _values(person: Person) -> dict[str, Any]:
    return {
        "language": person.language,
        "time_zone": person.time_zone,
        "home_currencies": list(person.home_currencies) or None,
        "last_pair": list(person.last_pair) if person.last_pair else None,
    }
