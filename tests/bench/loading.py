"""How fast a large file is loaded and found: `python -m bot load`, beside the bare cost of it.

The load is a process of its own, as an editor has it. This one looks from outside how far it is:
stored is what the database's counter of articles says, found is what the index has.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select

from bot.cli import DONE, FAILED
from storage import migrations
from storage.database import Database
from storage.errors import DATABASE_ERRORS, CaravanError
from storage.models import CounterRow, FactRow
from storage.search.index import SearchIndex
from storage.versions import ARTICLES
from tests.bench import articles, bare
from tests.bench.archive import POSTGRESQL, SQLITE, _database
from tests.bench.load import BenchFailed
from tests.bench.updates import ROOT

SEED = 2024
LOOK_EVERY = 0.1  # seconds
WITHIN = 3_600.0  # seconds; nobody waits longer for a load
DATABASES = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


@dataclass(slots=True)
class Loaded:
    """What became of a load, in seconds from the start of its process.

    working: of all processors.  resident: MB at the most, of all its processes together.
    """

    articles: int
    stored: float = 0.0
    found: float = 0.0
    ended: float = 0.0
    working: float = 0.0
    resident: float = 0.0


async def bench(count: int, name: str) -> int:
    """Write a file, load it, print; gives the exit code."""
    with tempfile.TemporaryDirectory(prefix="caravan-bench-load-") as temporary:
        folder = Path(temporary)
        file = folder / "articles.jsonl"
        _tell(f"{count:,} articles are being written")
        write(file, count)
        try:
            async with AsyncExitStack() as stack:
                url = await _database(stack, folder / name, name)
                loaded = await load(file, count, url, folder / "search")
        except (BenchFailed, CaravanError) as error:
            _tell(str(error))
            return FAILED
        size = file.stat().st_size
        shutil.rmtree(folder / "search")
        print(f"{count:,} articles, {size / 1e6:,.0f} MB of JSON Lines, into {name}")
        for what in ("stored", "found", "ended"):
            print(_line(what, getattr(loaded, what), count))
        print(f"  {'at work':34s} {loaded.working:8.1f} s of processors")
        print(f"  {'resident':34s} {loaded.resident:8.0f} MB at the most")
        print("Beside it, alone and one after the other:", flush=True)
        for what, seconds in bare.measured(file, folder):
            print(_line(what, seconds, count), flush=True)
    return DONE


def _line(what: str, seconds: float, count: int) -> str:
    return f"  {what:34s} {seconds:8.1f} s {count / seconds:10,.0f} articles a second"


def write(file: Path, count: int) -> None:
    """Articles as JSON Lines."""
    with file.open("wb") as lines:
        for draft in articles.generate(count, SEED):
            fields = {
                "title": draft.title,
                "summary": draft.summary,
                "body": draft.body,
                "url": draft.url,
                "published": draft.published_at,
                "language": draft.language,
                "topics": draft.topics,
            }
            lines.write(orjson.dumps(fields, option=orjson.OPT_APPEND_NEWLINE))


async def load(file: Path, count: int, url: str, search_dir: Path) -> Loaded:
    """Load a file of so many articles into an empty database, and look on.

    Raises BenchFailed where the load fails, or articles are lacking at its end.
    """
    await _migrate(url)
    environment = os.environ | {"DATABASE_URL": url, "SEARCH_DIR": str(search_dir)}
    log = file.with_suffix(".log")
    loaded = Loaded(count)
    begun = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: ASYNC220  (its end and its memory are waited for below)
            [sys.executable, "-m", "bot", "load", str(file)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    watch = _Watch(url, search_dir, count)
    try:
        while True:
            loaded.resident = max(loaded.resident, _resident(process.pid))
            ended, status, usage = _looked_after(process.pid)
            seconds = time.perf_counter() - begun
            loaded.stored = loaded.stored or seconds * await watch.has_stored()
            loaded.found = loaded.found or seconds * bool(loaded.stored and watch.has_found())
            if ended:
                break
            if seconds > WITHIN:
                raise BenchFailed(f"the load takes longer than {WITHIN:g} s")
            await asyncio.sleep(LOOK_EVERY)
    finally:
        if process.returncode is None:
            process.kill()
        await watch.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    loaded.ended, loaded.working = seconds, usage.ru_utime + usage.ru_stime
    if process.returncode or not loaded.found:
        raise BenchFailed(f"the load gave {process.returncode}: {log.read_text()[-2_000:]}")
    return loaded


def _looked_after(process: int) -> tuple[int, int, Any]:
    """Whether it has ended, and then how, and what it took."""
    return os.wait4(process, os.WNOHANG)


def _resident(process: int) -> float:
    """MB that it and what it started have in memory now; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return 0.0
    kilobytes = next((s.split()[1] for s in status.splitlines() if s.startswith("VmRSS:")), "0")
    return int(kilobytes) * 1024 / 1e6 + sum(_resident(int(child)) for child in children)


class _Watch:
    """Looks at a load from another process."""

    def __init__(self, url: str, search_dir: Path, count: int) -> None:
        self._database = Database(url)
        self._search_dir = search_dir
        self._count = count
        self._index: SearchIndex | None = None

    async def has_stored(self) -> bool:
        async with self._database.reading() as connection:
            value = select(CounterRow.value).where(CounterRow.name == ARTICLES)
            if self._index is None:
                identity = select(FactRow.value).where(FactRow.name == "identity")
                self._index = SearchIndex(self._search_dir, await connection.scalar(identity) or "")
            return (await connection.scalar(value) or 0) >= self._count

    def has_found(self) -> bool:
        if self._index is None or not self._index.open():
            return False
        return self._index.highest_revision() >= self._count

    async def close(self) -> None:
        await self._database.close()


async def _migrate(url: str) -> None:
    database = Database(url)
    try:
        await migrations.upgrade(database)
    except DATABASE_ERRORS as error:
        raise BenchFailed(str(error)) from error
    finally:
        await database.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench-load", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--articles-count", type=int, default=100_000, help="made up")
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    options = parser.parse_args()
    if options.articles_count < 1:
        parser.error("articles are counted from 1")
    return options


def _tell(text: str) -> None:
    sys.stderr.write(f"bench: {text}\n")


def main() -> int:
    options = _options()
    return asyncio.run(bench(options.articles_count, DATABASES[options.database]))


if __name__ == "__main__":
    sys.exit(main())
