"""How long after its commit a change of an article is found, in this process and in another.

Two articles have a word that no other has: one always, and one every second time it is changed.
How many the search finds for that word says which state of the article the index has; that the
word is always known spares the search for what else may have been meant.

`python -m tests.bench.changes URL SEARCH_DIR` is the other process: it asks again and again, and
tells each new count, and when it got it.
"""

import asyncio
import itertools
import string
import sys
import time
from pathlib import Path

from storage import Draft, Store
from tests.bench.archive import Kept
from tests.bench.load import BenchFailed
from tests.bench.updates import ROOT

ASK_EVERY = 0.002  # seconds between the other process's questions
WITHIN = 30.0  # seconds, after which a change is given up
WORD, OTHER = "benchmarkword", "benchmarkother"
# 250 words that are in no question.
BODY = " ".join(
    f"benchmark{''.join(letters)}"
    for letters in itertools.islice(itertools.product(string.ascii_lowercase, repeat=2), 250)
)


async def in_this_process(kept: Kept, count: int) -> list[float]:
    """Seconds, in rising order, from the commit to the answer that has the change."""
    seconds = []
    for wanted in await _states(kept.store, count):
        await _change(kept.store, wanted)
        begun = time.monotonic()
        while await _found(kept.store) != wanted:
            if time.monotonic() - begun > WITHIN:
                raise BenchFailed(f"{kept.name}: a change was not found within {WITHIN:g} s")
        seconds.append(time.monotonic() - begun)
    return sorted(seconds)


async def in_another(kept: Kept, count: int) -> list[float]:
    """The same, where another process on the same folder is asked."""
    states = await _states(kept.store, count)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.changes", kept.url, str(kept.search_dir)),
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        seconds = []
        found, _ = await _next(process.stdout)
        while found == states[0]:  # it has not yet seen the change before the first
            found, _ = await _next(process.stdout)
        for wanted in states:
            await _change(kept.store, wanted)
            begun = time.monotonic()
            while found != wanted:
                found, at = await _next(process.stdout)
            seconds.append(max(0.0, at - begun))
        return sorted(seconds)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _states(store: Store, count: int) -> list[int]:
    """How many articles have the word after each change, from one on; both are now there."""
    await _put(store, "always", f"{WORD} {OTHER}")
    await _change(store, 1)
    await store.feed.caught_up(WITHIN)
    return [2 - number % 2 for number in range(count)]


async def _change(store: Store, wanted: int) -> None:
    await _put(store, "changed", WORD if wanted == 2 else OTHER)


async def _put(store: Store, guid: str, title: str) -> None:
    draft = Draft(source="bench changes", guid=guid, title=title, body=BODY, language="en")
    async with store.transaction() as connection:
        await store.articles.put(connection, [draft])


async def _found(store: Store) -> int:
    return (await store.search(WORD, 1, size=2)).page.total


async def _next(output: asyncio.StreamReader) -> tuple[int, float]:
    """What the other process found, and when, on the clock that all processes share."""
    try:
        line = await asyncio.wait_for(output.readline(), WITHIN)
    except TimeoutError:
        raise BenchFailed(f"another process found no change within {WITHIN:g} s") from None
    if not line:
        raise BenchFailed("the other process ended")
    count, at = line.split()
    return int(count), float(at)


async def _follow(url: str, search_dir: Path) -> None:
    store = Store(url, search_dir)
    await store.open()
    last = 0
    while True:
        if (count := await _found(store)) != last:
            sys.stdout.write(f"{count} {time.monotonic()!r}\n")
            sys.stdout.flush()
            last = count
        await asyncio.sleep(ASK_EVERY)


if __name__ == "__main__":
    asyncio.run(_follow(sys.argv[1], Path(sys.argv[2])))
