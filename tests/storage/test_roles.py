"""Roles are given and taken by owners, and one owner always stays."""

from pathlib import Path

import pytest

from storage import Store
from storage.loading import Role
from storage.roles import LastOwner

AIDA, MARAT, BERMET = 11, 12, 13


async def give(store: Store, person_id: int, role: Role, always: tuple[int, ...] = (1,)) -> bool:
    return await store.roles.give(person_id, role, name=f"P{person_id}", by=1, always=always)


async def test_a_role_is_given_changed_and_taken(store: Store):
    assert await store.roles.of(AIDA) is None
    assert await give(store, AIDA, Role.EDITOR)
    assert await store.roles.of(AIDA) is Role.EDITOR
    assert not await give(store, AIDA, Role.EDITOR)
    assert await give(store, AIDA, Role.OWNER)
    assert await store.roles.of(AIDA) is Role.OWNER
    assert await store.roles.take(AIDA, by=1, always=(1,))
    assert await store.roles.of(AIDA) is None
    assert not await store.roles.take(AIDA, by=1, always=(1,))


async def test_owners_are_listed_first_and_by_the_name_they_had(store: Store):
    for person_id, role in ((AIDA, Role.EDITOR), (MARAT, Role.OWNER), (BERMET, Role.EDITOR)):
        await give(store, person_id, role)
    listed = [(one.person_id, one.name, one.given_by) for one in await store.roles.all()]
    assert listed == [(MARAT, "P12", 1), (AIDA, "P11", 1), (BERMET, "P13", 1)]


async def test_the_last_owner_stays_where_no_setting_names_another(store: Store):
    await give(store, AIDA, Role.OWNER)
    with pytest.raises(LastOwner):
        await store.roles.take(AIDA, by=AIDA, always=())
    with pytest.raises(LastOwner):
        await give(store, AIDA, Role.EDITOR, always=())
    assert await store.roles.of(AIDA) is Role.OWNER
    await give(store, MARAT, Role.OWNER)
    assert await store.roles.take(AIDA, by=AIDA, always=())
    assert await store.roles.of(AIDA) is None


async def test_each_change_has_its_line_and_a_refused_one_has_none(store: Store):
    await give(store, AIDA, Role.OWNER)
    with pytest.raises(LastOwner):
        await store.roles.take(AIDA, by=AIDA, always=())
    await give(store, AIDA, Role.EDITOR)
    await store.roles.take(AIDA, by=MARAT, always=(1,))
    deeds = (await store.audit.page(1, size=10)).items
    assert {(one.action, one.subject) for one in deeds} == {("role", f"person {AIDA}")}
    assert [(one.person_id, one.details["before"], one.details["after"]) for one in deeds] == [
        (MARAT, "editor", None),
        (1, "owner", "editor"),
        (1, None, "owner"),
    ]


async def test_other_processes_hear_of_it(store: Store, database_url: str, tmp_path: Path):
    other = Store(database_url, tmp_path / "other")
    await other.open()
    try:
        assert await other.roles.of(AIDA) is None
        await give(store, AIDA, Role.EDITOR)
        await other._versions.refresh()
        assert await other.roles.of(AIDA) is Role.EDITOR
    finally:
        await other.close()
