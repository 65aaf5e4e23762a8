"""The process that writes the index is killed in the middle of it, and nothing is lost."""

import asyncio
import sys
from pathlib import Path
from random import Random

from storage import Store
from tests.e2e.processes import environment
from tests.storage.random_archive import NOW, RandomArchive
from tests.storage.searching import check_against_the_database, live_articles

KILLS = 20
MOST_CHANGES = 8  # before a kill


async def load_until_killed(url: str, folder: Path, seed: int, changes: int) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.storage.loading_process", url, str(folder), str(seed)),
        cwd=folder.parent,
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    async with asyncio.timeout(30):
        for _ in range(changes):
            if await process.stdout.readline() != b"changed\n":
                raise AssertionError((await process.stderr.read()).decode())
        process.kill()
        await process.communicate()


async def test_after_each_kill_a_search_is_a_scan(database_url: str, tmp_path: Path) -> None:
    chance = Random(3)
    asking = RandomArchive(4)
    folder = tmp_path / "search"
    for kill in range(1, KILLS + 1):
        await load_until_killed(database_url, folder, kill, chance.randint(1, MOST_CHANGES))
        if kill % 2:
            # The next process begins with what the kill left.
            continue
        store = Store(database_url, folder, clock=lambda: NOW)
        await store.open()
        try:
            assert await live_articles(store)
            await check_against_the_database(store, [asking.question() for _ in range(8)])
        finally:
            await store.close()
