"""Loads a file as people do, and tells of each batch, so that it can be killed in the midst of it.

python -m tests.storage.load_process DATABASE_URL SEARCH_DIR FILE: as the command line does.
python -m tests.storage.load_process DATABASE_URL SEARCH_DIR --claim SECONDS: what an editor sent,
as a running bot does, with its clock ahead by so much.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.cli import load as cli
from bot.config import load_settings
from bot.ingest import read
from storage import Import, Store
from storage.imports import Imports

_advance = Imports.advance


async def telling(self: Imports, connection: Any, load: Import, **changes: Any) -> Import:
    """Right before the commit: whoever reads this may kill before, in or after it."""
    advanced = await _advance(self, connection, load, **changes)
    sys.stdout.write(f"{advanced.place}\n")
    sys.stdout.flush()
    return advanced


async def load_file(url: str, folder: str, file: str) -> int:
    settings = load_settings(_env_file=None, database_url=url, search_dir=Path(folder))
    return await cli.load([file], settings, dry_run=False, as_json=False, announce=True)


async def load_claimed(url: str, folder: str, ahead: float) -> int:
    store = Store(url, Path(folder), clock=lambda: datetime.now(UTC) + timedelta(seconds=ahead))
    await store.open()
    try:
        while claimed := await store.loads.claim():
            assert claimed.body is not None
            assert claimed.created_at is not None
            content = read(claimed.body, claimed.created_at.date(), now=claimed.created_at)
            await store.loads.run(claimed, content.drafts, content.quotes)
        await store.feed.caught_up(within=60)
    finally:
        await store.close()
    return 0


if __name__ == "__main__":
    Imports.advance = telling  # type: ignore[method-assign]
    _, given_url, given_folder, *what = sys.argv
    if what[0] == "--claim":
        sys.exit(asyncio.run(load_claimed(given_url, given_folder, float(what[1]))))
    sys.exit(asyncio.run(load_file(given_url, given_folder, what[0])))
