"""Stores whose clock the test sets, from the moment that its module calls BEGIN."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import Store
from tests.storage.timing import Time


@pytest.fixture
def time(request: pytest.FixtureRequest) -> Time:
    return Time(request.module.BEGIN)


@pytest.fixture
async def timed_store(database_url: str, tmp_path: Path, time: Time) -> AsyncIterator[Store]:
    """An open store on each kind of database, on that clock."""
    opened = Store(database_url, tmp_path / "search", clock=time)
    await opened.open()
    yield opened
    await opened.close()
