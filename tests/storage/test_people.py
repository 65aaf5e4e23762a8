"""What people set."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

from storage import Person, Store, people, versions

AIDA, MARAT = 5_000_000_001, 2


@asynccontextmanager
async def another_process(store: Store, folder: Path) -> AsyncIterator[Store]:
    url = store.database.url.render_as_string(hide_password=False)
    other = Store(url, folder / "other-search")
    await other.open()
    try:
        yield other
    finally:
        await other.close()


def statements(store: Store) -> list[str]:
    """All that is asked of the table of people from now on."""
    asked: list[str] = []

    @event.listens_for(store.database.engine.sync_engine, "before_cursor_execute")
    def _(_connection, _cursor, statement: str, *_more: object) -> None:
        if "people" in statement:
            asked.append(statement)

    return asked


async def learned(store: Store, person_id: int, wanted: Callable[[Person], bool]) -> None:
    """Wait until a process knows that of someone."""
    event = asyncio.Event()
    store.on_change(lambda _name, _value: event.set())
    async with asyncio.timeout(10):
        while not wanted(await store.people.get(person_id)):
            await event.wait()
            event.clear()


async def test_who_set_nothing_has_what_everyone_has(store: Store):
    assert await store.people.get(AIDA) == Person()


async def test_each_thing_is_set_by_itself_and_for_oneself(store: Store):
    await store.people.set(AIDA, language="ru")
    await store.people.set(AIDA, time_zone="Asia/Bishkek", home_currencies=("KGS", "USD"))
    await store.people.set(MARAT, last_pair=("USD", "KZT"))
    assert await store.people.get(AIDA) == Person("ru", "Asia/Bishkek", ("KGS", "USD"))
    assert await store.people.get(MARAT) == Person(last_pair=("USD", "KZT"))
    await store.people.set(AIDA, language=None, home_currencies=())
    assert await store.people.get(AIDA) == Person(time_zone="Asia/Bishkek")


async def test_settings_outlive_the_process(store: Store, tmp_path: Path):
    whole = Person("ru", "Asia/Bishkek", ("KGS", "USD"), ("USD", "KZT"))
    await store.people.change(AIDA, lambda _: whole)
    await store.people.set(MARAT, language="en")
    await store.people.set(MARAT, language=None)
    async with another_process(store, tmp_path) as other:
        assert await other.people.get(AIDA) == whole
        assert await other.people.get(MARAT) == Person()


async def test_reading_costs_one_query_after_a_change_elsewhere_and_else_none(
    store: Store, tmp_path: Path
):
    async with another_process(store, tmp_path) as other:
        asked = statements(other)
        await other.people.get(AIDA)
        assert asked == []
        await store.people.set(AIDA, language="ru")
        await learned(other, AIDA, lambda person: person == Person("ru"))
        assert len(asked) == 1
        for _ in range(3):
            assert await other.people.get(AIDA) == Person("ru")
            assert await other.people.get(MARAT) == Person()
        assert len(asked) == 1


async def test_own_changes_are_known_at_once_and_not_read_again(store: Store):
    await store.people.set(AIDA, language="ru")
    asked = statements(store)
    await store.people.set(MARAT, language="ru")
    changing = len(asked)
    assert store.people.known(MARAT) == Person("ru")
    assert await store.people.get(AIDA) == await store.people.get(MARAT) == Person("ru")
    assert len(asked) == changing


async def test_only_what_changed_is_read_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(people, "BATCH", 2)
    for number in range(1, 6):
        await store.people.set(number, home_currencies=("KZT",))
    async with another_process(store, tmp_path) as other:
        asked = statements(other)
        assert await other.people.get(5) == Person(home_currencies=("KZT",))
        assert len(asked) == 3  # five rows, by twos
        await store.people.set(1, home_currencies=("USD",))
        await learned(other, 1, lambda person: person.home_currencies == ("USD",))
        assert len(asked) == 4
        known = [other.people.known(number).home_currencies for number in range(1, 7)]
        assert known == [("USD",), ("KZT",), ("KZT",), ("KZT",), ("KZT",), ()]


async def test_changes_of_several_processes_at_once_are_all_kept(store: Store, tmp_path: Path):
    codes = [f"C{number:02}" for number in range(20)]

    def add(code: str):
        return lambda person: replace(person, home_currencies=(*person.home_currencies, code))

    async with another_process(store, tmp_path) as other:
        await asyncio.gather(
            *(
                (store, other)[at % 2].people.change(AIDA, add(code))
                for at, code in enumerate(codes)
            )
        )
        for process in (store, other):
            await learned(process, AIDA, lambda person: len(person.home_currencies) == len(codes))
            assert sorted(process.people.known(AIDA).home_currencies) == codes


async def test_a_change_that_fails_changes_nothing(store: Store):
    await store.people.set(AIDA, language="ru")
    with pytest.raises(ZeroDivisionError):
        await store.people.change(AIDA, lambda _: 1 / 0)  # type: ignore[arg-type,return-value]
    assert await store.people.get(AIDA) == Person("ru")
    await store.people.set(AIDA, time_zone="UTC")
    assert await store.people.get(AIDA) == Person("ru", "UTC")


async def test_the_last_pair_is_written_only_where_it_is_another(store: Store):
    asked = statements(store)
    await store.people.remember_pair(AIDA, "USD", "KZT")
    writing = len(asked)
    assert writing
    await store.people.remember_pair(AIDA, "USD", "KZT")
    assert len(asked) == writing
    await store.people.remember_pair(AIDA, "KZT", "USD")
    assert await store.people.get(AIDA) == Person(last_pair=("KZT", "USD"))


async def test_a_process_that_sleeps_through_changes_serves_what_it_knows(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(versions, "WATCH_EVERY", 3600)
    async with another_process(store, tmp_path) as other:
        await store.people.set(AIDA, language="ru")
        assert await other.people.get(AIDA) == Person()
        # Yet what it changes itself is built on what is stored.
        assert await other.people.set(AIDA, time_zone="UTC") == Person("ru", "UTC")
        assert await other.people.get(AIDA) == Person("ru", "UTC")
