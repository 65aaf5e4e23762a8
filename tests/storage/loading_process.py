"""Changes an archive without an end, as a process that can be killed at any moment.

python -m tests.storage.loading_process DATABASE_URL SEARCH_DIR SEED
"""

import asyncio
import sys
from pathlib import Path

from storage import Store
from tests.storage.random_archive import NOW, RandomArchive


async def main(url: str, folder: str, seed: int) -> None:
    archive = RandomArchive(seed)
    store = Store(url, Path(folder), clock=lambda: NOW)
    await store.open()
    while True:
        await archive.change(store)
        # Committed: whoever reads this may kill now, while the index takes it up.
        sys.stdout.write("changed\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
