"""Several delivery processes on one PostgreSQL: a queue shared, nothing lost, nothing doubled."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from tests.conftest import _with_database
from tests.e2e.shared_queue import Plan, share

RATE = 300  # a second
TELEGRAMS = 30  # a second
# Of the rate. On two cores that do much else besides, five processes do not always get their turn.
USED = 0.9
PATIENCE = 120.0  # seconds


@pytest.fixture
async def shared_url(postgres_server: str) -> AsyncIterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    connection = await asyncpg.connect(postgres_server)
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
        yield _with_database(postgres_server, name)
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("clocks", "kill"),
    [((0, 0), False), ((0, 60), True), ((0, 0, -60, 60), True)],
    ids=["two", "two, one killed", "four, one killed"],
)
async def test_a_queue_is_shared_and_nothing_lost_or_doubled(
    shared_url: str, tmp_path: Path, clocks: tuple[int, ...], kill: bool
) -> None:
    plan = Plan(clocks, rate=RATE, kill=kill, patience=PATIENCE)
    report = await share(plan, shared_url, tmp_path)
    assert (report.lost, report.disorder) == ([], [])
    # One more for each send in flight at the kill, and no other.
    assert report.most_copies <= (2 if kill else 1)
    assert report.copies <= (RATE if kill else 0)


@pytest.mark.alone
@pytest.mark.parametrize("count", [2, 4])
async def test_several_use_the_whole_rate_and_no_more(
    shared_url: str, tmp_path: Path, count: int
) -> None:
    plan = Plan([0] * count, 400, 1, TELEGRAMS, together=True, patience=PATIENCE)
    report = await share(plan, shared_url, tmp_path)
    assert (report.lost, report.copies, report.refused) == ([], 0, [])
    assert USED <= report.used <= 1
