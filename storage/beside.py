"""The search index, kept by a process beside this one while this one stores many articles.

Analysing their words takes as long as all the rest, and Python would do both on one core. The
process beside holds the folder's lock, as any other that runs could. When the pipe to it is closed,
by the end of what needs it or of this process, it takes up the rest of what is stored and ends.

Run as `python -m storage.beside`, told by its first line of input what to open.
"""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import orjson

from .errors import DATABASE_ERRORS, brief
from .store import Store
from .versions import WATCH_EVERY

GARBAGE = 50_000  # new objects, after which cycles of them are looked for: there are hardly any
IDLE = 30.0  # seconds in which the index got on with nothing: the next start takes up the rest

log = logging.getLogger(__name__)


@asynccontextmanager
async def indexing_beside(url: str, search_dir: Path) -> AsyncIterator[None]:
    """Within, open the store without search. At the end all is found that is stored then.

    Where that process comes to nothing, the next that opens the store takes it up.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__),
        stdin=asyncio.subprocess.PIPE,
        # What interrupts this one is for this one to handle.
        start_new_session=True,
    )
    assert process.stdin is not None
    try:
        # Not as arguments, which anyone on the machine can read.
        process.stdin.write(orjson.dumps([url, str(search_dir)]) + b"\n")
        yield
        process.stdin.close()
        if await process.wait():
            log.warning("the search index is left to the next start")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _keep(url: str, search_dir: Path) -> None:
    """Until standard input ends."""
    store = Store(url, search_dir)
    try:
        await store.open()
        # What the other process stores is seen now and then only, and goes on.
        store.feed.more_within = 2 * WATCH_EVERY
        await asyncio.to_thread(sys.stdin.buffer.read)
        await store.indexed(IDLE)
    finally:
        await store.close()


def main() -> int:
    gc.set_threshold(GARBAGE)
    url, search_dir = orjson.loads(sys.stdin.buffer.readline())
    try:
        asyncio.run(_keep(url, Path(search_dir)))
    except DATABASE_ERRORS as error:
        log.warning("the search index is not kept: %s", brief(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
