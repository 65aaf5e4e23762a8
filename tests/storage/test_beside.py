"""The search index, kept by a process beside the one that stores."""

import asyncio
import os
import sys
from pathlib import Path

from storage import Draft, Store
from storage.beside import indexing_beside
from tests.e2e.processes import ROOT

WITHIN = 20.0  # seconds
BY = {"person_id": 1, "file_name": "reports"}

DRAFTS = [Draft(source="site", title=f"Report {n} of the harvest", body="") for n in range(60)]
# Tells which process it started, and does not end by itself.
PARENT = """
import asyncio, sys
from pathlib import Path
from storage.beside import indexing_beside

async def main():
    before = asyncio.subprocess.Process.__init__
    def started(process, *given):
        before(process, *given)
        print(process.pid, flush=True)
    asyncio.subprocess.Process.__init__ = started
    async with indexing_beside(sys.argv[1], Path(sys.argv[2])):
        print("ready", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def found(store: Store, text: str) -> int:
    return (await store.search(text, 1, size=5)).page.total


async def until_it_leads(store: Store) -> None:
    async with asyncio.timeout(WITHIN):
        while not store.feed.leads:  # noqa: ASYNC110  (it asks for the lock now and then)
            await asyncio.sleep(0.05)


async def test_it_takes_up_what_is_stored_meanwhile(database_url: str, tmp_path: Path):
    store = Store(database_url, tmp_path / "search")
    await store.open(search=False)
    async with indexing_beside(database_url, tmp_path / "search"):
        await store.load(DRAFTS, [], **BY)
    await store.close()
    store = Store(database_url, tmp_path / "search")
    await store.open()
    try:
        assert store.feed.index.open()
        assert store.feed.index.highest_revision() == len(DRAFTS)
        await until_it_leads(store)
        assert await found(store, "harvest") == len(DRAFTS)
    finally:
        await store.close()


async def test_it_ends_with_the_process_that_needs_it(tmp_path: Path):
    url = f"sqlite+aiosqlite:///{tmp_path}/caravan.db"
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT, url, str(tmp_path / "search")),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert parent.stdout is not None
    async with asyncio.timeout(WITHIN):
        beside = int(await parent.stdout.readline())
        assert await parent.stdout.readline() == b"ready\n"
        os.kill(beside, 0)  # it runs
        parent.kill()
        await parent.wait()
        # Its own end of the pipe closes with it; nobody else has one.
        await parent.stdout.read()
    store = Store(url, tmp_path / "search")
    await store.open()
    try:
        await until_it_leads(store)
    finally:
        await store.close()


async def test_where_it_comes_to_nothing_the_next_start_takes_it_up(tmp_path: Path, monkeypatch):
    url = f"sqlite+aiosqlite:///{tmp_path}/caravan.db"
    store = Store(url, tmp_path / "search")
    await store.open(search=False)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", "/bin/false")
        async with indexing_beside(url, tmp_path / "search"):
            await store.load(DRAFTS, [], **BY)
    await store.close()
    store = Store(url, tmp_path / "search")
    await store.open()
    try:
        assert await store.feed.caught_up(within=WITHIN)
        assert await found(store, "harvest") == len(DRAFTS)
    finally:
        await store.close()
