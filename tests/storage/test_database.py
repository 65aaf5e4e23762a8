import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from storage import DatabaseUnavailable, Store
from storage.database import Database
from storage.models import InboxRow, OffsetRow
from storage.versions import ARTICLES, WATCH_EVERY
from tests.builders import drafts


async def test_times_come_back_aware_in_utc_and_in_order(store: Store):
    east = timezone(timedelta(hours=6))
    times = [
        datetime(2024, 12, 21, 3, 0, tzinfo=east),
        datetime(2024, 12, 20, 22, 0, 0, 1, tzinfo=UTC),
        datetime(2024, 12, 20, 21, 0, tzinfo=UTC),
    ]
    async with store.transaction() as connection:
        for number, at in enumerate(times):
            await connection.execute(
                insert(OffsetRow).values(bot_id=number, next_update_id=1, at=at)
            )
    async with store.database.reading() as connection:
        kept = list(
            await connection.scalars(select(OffsetRow.at).order_by(OffsetRow.at, OffsetRow.bot_id))
        )
    assert kept == sorted(times)
    assert all(at.tzinfo is UTC for at in kept)


async def test_a_time_without_a_zone_is_refused(store: Store):
    naive = datetime(2024, 1, 1)  # noqa: DTZ001
    with pytest.raises(Exception, match="without a zone"):
        async with store.transaction() as connection:
            await connection.execute(insert(OffsetRow).values(bot_id=1, next_update_id=1, at=naive))


async def test_sqlite_is_set_up_to_survive(tmp_path: Path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    async with database.reading() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        got = [(await connection.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in asked]
    await database.close()
    assert got == ["wal", 1, 1, 10_000]


async def test_a_write_begins_with_the_lock_so_that_it_never_fails_half_way(
    database_url: str, tmp_path: Path
):
    """Two processes that read and then write would deadlock without it."""
    one, other = Store(database_url, tmp_path / "a"), Store(database_url, tmp_path / "b")
    await one.open()
    await other.open()

    async def count_up(store: Store):
        for _ in range(20):
            async with store.database.writing() as connection:
                known = (
                    await connection.execute(select(InboxRow.update_id).with_for_update())
                ).all()
                await connection.execute(
                    insert(InboxRow).values(
                        update_id=id(store) * 1000 + len(known) * 7 + _,
                        body="",
                        attempts=0,
                        received_at=datetime.now(UTC),
                    )
                )

    try:
        await asyncio.gather(count_up(one), count_up(other))
        assert await one.inbox.count() == (40, 0)
    finally:
        await one.close()
        await other.close()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite:////proc/nowhere/x.db",
        "postgresql+asyncpg://someone:hidden@127.0.0.1:1/none",
    ],
)
async def test_a_database_that_is_not_there_is_told_in_one_line_without_its_password(
    url: str, tmp_path: Path
):
    with pytest.raises(DatabaseUnavailable) as caught:
        store = Store(url, tmp_path / "search")
        try:
            await store.open()
        finally:
            await store.close()
    assert "\n" not in str(caught.value)
    assert "hidden" not in str(caught.value)


async def test_a_file_that_is_no_database_is_told(tmp_path: Path):
    (tmp_path / "x.db").write_bytes(b"this is no database" * 100)
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/x.db", tmp_path / "search")
    with pytest.raises(DatabaseUnavailable, match="not a database"):
        await store.open()
    await store.close()


async def test_what_another_process_changes_is_known_soon(database_url: str, tmp_path: Path):
    here, there = Store(database_url, tmp_path / "a"), Store(database_url, tmp_path / "b")
    await here.open()
    await there.open()
    try:
        assert (await here.articles.latest(1, size=6)).total == 0
        changed = asyncio.Event()
        here.on_change(lambda name, _: changed.set() if name == ARTICLES else None)
        async with there.transaction() as connection:
            await there.articles.put(connection, drafts(2))
        await asyncio.wait_for(changed.wait(), WATCH_EVERY * 40)
        assert (await here.articles.latest(1, size=6)).total == 2
    finally:
        await here.close()
        await there.close()
