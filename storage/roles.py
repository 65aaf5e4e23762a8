"""Who may do what on the site: the roles that owners give and take."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from . import limits
from .audit import note
from .database import Database, insert
from .errors import CaravanError
from .loading import Role
from .loading_models import RoleRow
from .text import clip, one_line
from .versions import ROLES, Versions, raise_counter


class LastOwner(CaravanError):
    """Without this one nobody could give roles any more."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Someone with a role that was given to them.  name: as it was then; may be empty."""

    person_id: int
    role: Role
    name: str
    given_by: int
    given_at: datetime


class Roles:
    """They are few: all of them are in memory, and read again when the counter rose.

    The owners of ADMIN_IDS are no matter of the store: they are owners whatever it says.
    """

    def __init__(
        self, database: Database, versions: Versions, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._versions = versions
        self._clock = clock
        self._holders: dict[int, Holder] = {}
        self._version = -1
        self._reading = asyncio.Lock()

    async def of(self, person_id: int) -> Role | None:
        """Costs no query, save one after a change of any."""
        holder = (await self._known()).get(person_id)
        return holder.role if holder else None

    async def all(self) -> tuple[Holder, ...]:
        """Owners first, each kind in the order in which they were given it."""
        holders = (await self._known()).values()
        return tuple(sorted(holders, key=lambda one: (one.role is not Role.OWNER, one.given_at)))

    async def give(
        self, person_id: int, role: Role, *, name: str, by: int, always: Collection[int]
    ) -> bool:
        """Give a role in place of any other. False where it is the same as before.

        by: who gives it.  always: the owners of ADMIN_IDS.
        Raises LastOwner where no owner would be left.
        """
        async with self._versions.writing() as connection:
            before = await self._locked(connection, person_id)
            if before is role:
                return False
            if before is Role.OWNER:
                await _keep_an_owner(connection, person_id, always)
            name = clip(one_line(name), limits.NAME)
            values = {
                "role": role,
                "name": name,
                "given_by": by,
                "given_at": self._clock(),
            }
            await connection.execute(
                insert(connection, RoleRow)
                .values(person_id=person_id, **values)
                .on_conflict_do_update(index_elements=[RoleRow.person_id], set_=values)
            )
            await self._note(connection, by, person_id, name, before, role)
        return True

    async def take(self, person_id: int, *, by: int, always: Collection[int]) -> bool:
        """Take the role that was given. False where there is none. `give` has the rest."""
        async with self._versions.writing() as connection:
            before = await self._locked(connection, person_id)
            if before is None:
                return False
            if before is Role.OWNER:
                await _keep_an_owner(connection, person_id, always)
            gone = delete(RoleRow).where(RoleRow.person_id == person_id).returning(RoleRow.name)
            name = await connection.scalar(gone)
            await self._note(connection, by, person_id, name or "", before, None)
        return True

    async def _known(self) -> dict[int, Holder]:
        if self._version != self._versions[ROLES]:
            async with self._reading:
                # Taken before it is read: a change meanwhile has it read once more.
                version = self._versions[ROLES]
                if self._version != version:
                    self._holders = await self._read()
                    self._version = version
        return self._holders

    async def _read(self) -> dict[int, Holder]:
        columns = (RoleRow.person_id, RoleRow.role, RoleRow.name)
        given = (RoleRow.given_by, RoleRow.given_at)
        async with self._database.reading() as connection:
            rows = await connection.execute(select(*columns, *given))
            return {row.person_id: Holder(**row._mapping) for row in rows}

    async def _locked(self, connection: AsyncConnection, person_id: int) -> Role | None:
        """The role now; nobody else changes any until the transaction ends."""
        await raise_counter(connection, ROLES)
        return await connection.scalar(select(RoleRow.role).where(RoleRow.person_id == person_id))

    async def _note(
        self,
        connection: AsyncConnection,
        by: int,
        person_id: int,
        name: str,
        before: Role | None,
        after: Role | None,
    ) -> None:
        details = {"name": name, "before": before, "after": after}
        await note(connection, self._clock(), by, "role", f"person {person_id}", details)


async def _keep_an_owner(
    connection: AsyncConnection, person_id: int, always: Collection[int]
) -> None:
    others = select(func.count()).where(RoleRow.role == Role.OWNER, RoleRow.person_id != person_id)
    if not always and not await connection.scalar(others):
        raise LastOwner("no owner would be left")
