"""How long it takes until an article is with all who subscribed, and what others notice of it.

`python -m tests.bench.delivery [--subscriptions 100000] [--filters 200] [--database both]`
One article is announced and expanded into a delivery for each subscription. Meanwhile one person
after another asks for /latest, first while nothing else is done; a thread with a connection of its
own takes the write lock again and again, to see how long it has to wait for it.
"""

import argparse
import asyncio
import contextlib
import os
import resource
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, insert, select

from storage import Article, Store
from storage.deliveries import (
    Chat,
    ChatKind,
    DeliveryState,
    Format,
    Mode,
    SubscriptionState,
    Wants,
)
from storage.delivery_models import DeliveryRow, SubscriptionRow
from storage.filters import matching
from tests.bench.archive import POSTGRESQL, SQLITE, _database
from tests.bench.articles import generate
from tests.bench.load import BenchFailed

DATABASES = {"sqlite": (SQLITE,), "postgresql": (POSTGRESQL,), "both": (SQLITE, POSTGRESQL)}
ARTICLES = 2_000
AT_ONCE = 5_000  # subscriptions in a transaction
PAGE = 5  # articles of /latest
ASK_EVERY = 0.01  # seconds
IDLE = 3.0  # seconds of asking while nothing else is done
LOCK_EVERY = 0.005  # seconds


@dataclass(slots=True)
class Report:
    """Seconds, and megabytes. held: of the batches, as this process measured them.

    processor: what this process took of it, questions and all.
    waited: for SQLite's write lock, by another connection with no queue before it.
    """

    name: str
    deliveries: int = 0
    batches: int = 0
    fan_out: float = 0.0
    processor: float = 0.0
    longest_held: float = 0.0
    waited: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    during: list[float] = field(default_factory=list)
    growth: float = 0.0

    def lines(self) -> Iterator[str]:
        yield f"{self.name}: {self.deliveries:,} deliveries in {self.fan_out:.2f} s"
        yield f"  {self.processor:.2f} s of it this process computed"
        yield f"  batches {self.batches}, write lock held at most {self.longest_held * 1000:.0f} ms"
        if self.waited:
            yield f"  another connection waited for it {_spread(self.waited)}"
        yield f"  /latest while idle   {_spread(self.idle)}"
        yield f"  /latest meanwhile    {_spread(self.during)}"
        yield f"  memory grew by {self.growth:.0f} MB"


def _spread(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    if not ordered:
        return "never"
    half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return (
        f"p50 {half * 1000:.1f} ms, p99 {most * 1000:.1f} ms, "
        f"at most {ordered[-1] * 1000:.1f} ms, of {len(ordered):,}"
    )


async def measure(folder: Path, name: str, subscriptions: int, filters: int) -> Report:
    report = Report(name)
    async with AsyncExitStack() as stack:
        url = await _database(stack, folder, name)
        store = Store(url, folder / "search")
        await store.open()
        stack.push_async_callback(store.close)
        drafts = list(generate(ARTICLES + 1, 1))
        await store.load(drafts[:-1], [], person_id=1, file_name="bench")
        await subscribe(store, subscriptions, filters, drafts[-1].topics[0])
        await store.feed.caught_up(600)
        await store.load(drafts[-1:], [], person_id=1, file_name="bench", announce=True)
        await _ask(store, report.idle, asyncio.Event(), IDLE)
        done = asyncio.Event()
        asking = asyncio.create_task(_ask(store, report.during, done, None))
        with _locking(url if name == SQLITE else "", report.waited):
            before = _megabytes()
            peak = asyncio.create_task(_peak(done))
            begun, used = time.perf_counter(), time.process_time()
            while await store.outbox.expand(_matches):
                report.batches += 1
            report.fan_out = time.perf_counter() - begun
            report.processor = time.process_time() - used
        done.set()
        await asking
        report.growth = await peak - before
        report.longest_held = store.outbox.expansion.longest_held
        async with store.database.reading() as connection:
            waiting = DeliveryRow.state == DeliveryState.WAITING
            report.deliveries = await connection.scalar(select(func.count()).where(waiting)) or 0
        if report.deliveries != subscriptions:
            raise BenchFailed(f"{name}: {report.deliveries} of {subscriptions} were put in")
    return report


async def _matches(article: Article, wants: Sequence[Wants]) -> Sequence[bool]:
    """All of them are asked, as the bot would; all are wanted, so that all is put in."""
    return await asyncio.to_thread(matching, article, wants, datetime.now(UTC))


async def subscribe(store: Store, count: int, filters: int, topic: str) -> None:
    """Chats of all kinds. filters: how many different ones there are; all match the topic."""
    now = datetime.now(UTC)
    first = await store.subscriptions.add(Chat(1, ChatKind.PRIVATE), 1)
    wants = [Wants((topic, f"topic {n}")).dump() for n in range(filters)] or [""]
    for start in range(1, count, AT_ONCE):
        rows = [
            {
                "chat_id": number + 1 if number % 4 else -(10**12) - number * 7919 % 10**9,
                "thread_id": 0,
                "wants": wants[number % len(wants)],
                "mode": Mode.EACH,
                "bundle_from": first.bundle_from,
                "at": first.at,
                "weekday": 0,
                "time_zone": "UTC",
                "format": Format.SUMMARY,
                "picture": True,
                "hashtags": False,
                "header": "",
                "footer": "",
                "state": SubscriptionState.ACTIVE,
                "made_by": 1,
                "created_at": now,
                "changed_at": now,
                "seen": first.seen,
            }
            for number in range(start, min(count, start + AT_ONCE))
        ]
        async with store.transaction() as connection:
            await connection.execute(insert(SubscriptionRow), rows)


async def _ask(
    store: Store, seconds: list[float], done: asyncio.Event, within: float | None
) -> None:
    """/latest, and beside it a small write, as the inbox makes one for each update."""
    until = time.perf_counter() + (within or float("inf"))
    number = 0
    while not done.is_set() and time.perf_counter() < until:
        number += 1
        begun = time.perf_counter()
        await store.inbox.receive(1, [(number, "{}")])
        # A page that nobody has asked for yet, so that it is read and not remembered.
        await store.articles.latest(number % (ARTICLES // PAGE) + 1, size=PAGE)
        await store.inbox.done([number])
        seconds.append(time.perf_counter() - begun)
        await asyncio.sleep(ASK_EVERY)


@contextlib.contextmanager
def _locking(url: str, waited: list[float]) -> Iterator[None]:
    """A thread with a connection of its own that takes SQLite's write lock and gives it back."""
    if not url:
        yield
        return
    stop = threading.Event()

    def take() -> None:
        connection = sqlite3.connect(url.split("///", 1)[1], timeout=0, isolation_level=None)
        while not stop.is_set():
            begun = time.perf_counter()
            while not stop.is_set():
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    connection.execute("ROLLBACK")
                    break
                except sqlite3.OperationalError:
                    time.sleep(0.0005)
            waited.append(time.perf_counter() - begun)
            time.sleep(LOCK_EVERY)
        connection.close()

    thread = threading.Thread(target=take)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


async def _peak(done: asyncio.Event) -> float:
    most = _megabytes()
    while not done.is_set():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.05):
                await done.wait()
        most = max(most, _megabytes())
    return most


def _megabytes() -> float:
    """What of this process is in memory."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--subscriptions", type=int, default=100_000)
    parser.add_argument("--filters", type=int, default=200, help="how many different ones")
    parser.add_argument("--database", choices=DATABASES, default="both")
    given = parser.parse_args(arguments)
    for name in DATABASES[given.database]:
        with tempfile.TemporaryDirectory(prefix="caravan-bench-") as folder:
            report = await measure(Path(folder), name, given.subscriptions, given.filters)
        print("\n".join(report.lines()))


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(sys.argv[1:]))
