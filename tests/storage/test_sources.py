"""Sources of rates: who may ask one, and when."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from storage import Source, Store
from storage.sources import LEASE
from tests.builders import quote
from tests.storage.timing import Time

BEGIN = datetime(2026, 3, 2, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
PROBLEM = {"line": 0, "message": "{host} is away.", "fields": {"host": "bank"}}


@pytest.fixture
def store(timed_store: Store) -> Store:
    return timed_store


async def claimed(store: Store, *codes: str) -> list[str]:
    return [source.code for source in await store.sources.claim(codes or ("nbk", "cbr"))]


async def succeed(store: Store, source: Source, **given: object) -> bool:
    filled = {"next_run_at": BEGIN + HOUR, "seen": {"http://a": ["x", None]}, **given}
    async with store.transaction() as connection:
        return await store.sources.succeeded(connection, source, **filled)  # type: ignore[arg-type]


async def test_a_planned_source_is_due_at_once_and_claimed_once(store: Store) -> None:
    assert await claimed(store) == []
    await store.sources.plan(["nbk", "cbr"])
    assert await claimed(store, "nbk") == ["nbk"]
    assert await claimed(store) == ["cbr"]
    assert await claimed(store) == []


async def test_planning_again_changes_nothing(store: Store) -> None:
    await store.sources.plan(["nbk"])
    (source,) = await store.sources.claim(["nbk"])
    await succeed(store, source)
    before = await store.sources.all()
    await store.sources.plan(["nbk"])
    await store.sources.plan([])
    assert await store.sources.all() == before


async def test_of_many_who_claim_at_once_one_gets_it(store: Store) -> None:
    await store.sources.plan(["nbk"])
    found = await asyncio.gather(*(store.sources.claim(["nbk"]) for _ in range(4)))
    assert sorted(map(len, found)) == [0, 0, 0, 1]


async def test_a_claim_runs_out_and_its_late_outcome_changes_nothing(
    store: Store, time: Time
) -> None:
    await store.sources.plan(["nbk"])
    (lost,) = await store.sources.claim(["nbk"])
    time.now += LEASE
    (taken,) = await store.sources.claim(["nbk"])
    assert not await succeed(store, lost)
    assert not await store.sources.failed(lost, next_run_at=time.now, problem=PROBLEM)
    await store.sources.release([lost])
    assert await claimed(store, "nbk") == []
    assert await succeed(store, taken)


async def test_success_is_written_and_the_source_rests(store: Store, time: Time) -> None:
    await store.sources.plan(["nbk"])
    (source,) = await store.sources.claim(["nbk"])
    time.now += timedelta(seconds=3)
    assert await succeed(store, source, problem=PROBLEM)
    assert await store.sources.all() == {
        "nbk": Source(
            "nbk",
            next_run_at=BEGIN + HOUR,
            succeeded_at=time.now,
            tried_at=time.now,
            problem=PROBLEM,
            seen={"http://a": ["x", None]},
        )
    }
    assert await claimed(store) == []
    time.now = BEGIN + HOUR
    assert await claimed(store) == ["nbk"]


async def test_failures_are_counted_until_a_success(store: Store, time: Time) -> None:
    await store.sources.plan(["nbk"])
    (source,) = await store.sources.claim(["nbk"])
    await succeed(store, source)
    for count in (1, 2):
        time.now += HOUR
        (source,) = await store.sources.claim(["nbk"])
        assert await store.sources.failed(source, next_run_at=time.now + HOUR, problem=PROBLEM)
        known = (await store.sources.all())["nbk"]
        assert (known.failures, known.problem, known.succeeded_at) == (count, PROBLEM, BEGIN)
        assert known.seen == {"http://a": ["x", None]}
    time.now += HOUR
    (source,) = await store.sources.claim(["nbk"])
    await succeed(store, source)
    known = (await store.sources.all())["nbk"]
    assert (known.failures, known.problem, known.succeeded_at) == (0, None, time.now)


async def test_what_is_given_back_is_due_again(store: Store) -> None:
    await store.sources.plan(["nbk"])
    await store.sources.release(await store.sources.claim(["nbk"]))
    assert await claimed(store) == ["nbk"]


async def test_a_loaded_file_is_a_success_of_its_sources(store: Store, time: Time) -> None:
    long = "x" * 64
    quotes = [quote(), quote(source="nbk"), quote(source=long)]
    await store.load([], quotes, person_id=1, file_name="x")
    assert {code: one.succeeded_at for code, one in (await store.sources.all()).items()} == {
        "nbk": BEGIN,
        "site": BEGIN,
        long: BEGIN,
    }
    (source,) = await store.sources.claim(["nbk"])
    await store.sources.failed(source, next_run_at=time.now + HOUR, problem=PROBLEM)
    time.now += timedelta(minutes=1)
    await store.load([], quotes, person_id=1, file_name="x")
    known = (await store.sources.all())["nbk"]
    assert (known.succeeded_at, known.failures, known.next_run_at) == (time.now, 1, BEGIN + HOUR)
