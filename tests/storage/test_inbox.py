from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import Store
from storage.inbox import OFFSET_HOLDS, Waiting

BOT = 7


async def test_a_batch_is_kept_with_the_number_of_the_next_update(store: Store):
    assert await store.inbox.next_offset(BOT) is None
    await store.inbox.receive(BOT, [(10, "{}"), (11, "[]")])
    assert await store.inbox.next_offset(BOT) == 12
    assert await store.inbox.left_over() == [Waiting(10, "{}", 0), Waiting(11, "[]", 0)]


async def test_an_update_received_again_stays_as_it_was(store: Store):
    await store.inbox.receive(BOT, [(10, "first")])
    await store.inbox.receive(BOT, [(10, "again"), (12, "{}")])
    assert [one.body for one in await store.inbox.left_over()] == ["first", "{}"]


async def test_what_is_done_is_gone(store: Store):
    await store.inbox.receive(BOT, [(1, "{}"), (2, "{}"), (3, "{}")])
    await store.inbox.done([1, 3])
    assert [one.update_id for one in await store.inbox.left_over()] == [2]


async def test_attempts_are_counted_and_what_is_set_aside_is_out_of_the_way(store: Store):
    await store.inbox.receive(BOT, [(1, "{}"), (2, "{}")])
    await store.inbox.begin(1, 2)
    assert (await store.inbox.left_over())[0].attempts == 2
    await store.inbox.set_aside(1, "AB12CD ValueError()")
    assert [one.update_id for one in await store.inbox.left_over()] == [2]
    assert await store.inbox.count() == (1, 1)


async def test_update_numbers_may_begin_anew_lower(store: Store):
    await store.inbox.receive(BOT, [(900, "{}")])
    await store.inbox.receive(BOT, [(5, "{}")])
    assert await store.inbox.next_offset(BOT) == 6


async def test_each_bot_has_its_own_offset(store: Store):
    await store.inbox.receive(BOT, [(900, "{}")])
    assert await store.inbox.next_offset(BOT + 1) is None


async def test_an_offset_older_than_telegrams_memory_is_not_used(database_url: str, tmp_path: Path):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    store = Store(database_url, tmp_path / "search", clock=lambda: now)
    await store.open()
    try:
        await store.inbox.receive(BOT, [(900, "{}")])
        assert await store.inbox.next_offset(BOT) == 901
        now += OFFSET_HOLDS + timedelta(seconds=1)
        assert await store.inbox.next_offset(BOT) is None
    finally:
        await store.close()


@pytest.mark.parametrize("body", ['{"text":"қ 🐎"}', "x" * 100_000])
async def test_any_update_fits(store: Store, body: str):
    await store.inbox.receive(BOT, [(1, body)])
    assert (await store.inbox.left_over())[0].body == body
