"""Several delivery processes that share a queue on one PostgreSQL.

`python -m tests.e2e.shared_queue [--processes 4] [--chats 200] [--articles 100] [--rate 300]
[--kill] [--clock-off 60]` runs them on a server of its own and prints what came of it.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage import Store
from storage.deliveries import Chat, ChatKind
from tests.bench.archive import POSTGRESQL, _database
from tests.e2e.delivering import OWNER, announce, numbered
from tests.e2e.processes import hasty_bot
from tests.e2e.telegram_process import TelegramProcess, telegram_process

LOOK_EVERY = 0.1  # seconds
PATIENCE = 600.0  # seconds
EDGE = 2.0  # seconds at the begin and the end that tell nothing of the rate


@dataclass(frozen=True)
class Plan:
    """clocks: seconds that each process's is off.  rate: posts a second, of all together.

    kill: the last process, when a third is sent.  lease: seconds of a claim.
    together: all run before anything is announced.
    """

    clocks: Sequence[int] = (0, 0)
    chats: int = 100
    articles: int = 15
    rate: int = 300
    kill: bool = False
    lease: float = 2.0
    together: bool = False
    patience: float = PATIENCE


@dataclass
class Report:
    """lost: chats that lack an article.  disorder: chats.  copies: posts more than there should be.

    most_copies: of one article in one chat.  refused: by flood control.  used: of the rate.
    """

    posts: int = 0
    seconds: float = 0.0
    lost: list[int] = field(default_factory=list)
    disorder: list[int] = field(default_factory=list)
    copies: int = 0
    most_copies: int = 0
    refused: list[Any] = field(default_factory=list)
    used: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.posts:,} posts in {self.seconds:.0f} s, {self.used:.1%} of the rate used; "
            f"{len(self.lost)} chats lack some, {len(self.disorder)} are out of order, "
            f"{self.copies} posts came twice; 429 by flood control: {len(self.refused)}"
        )


async def share(plan: Plan, url: str, folder: Path) -> Report:
    """Raises RuntimeError where a process ends by itself."""
    store = Store(url, folder / "search-of-test")
    await store.open()
    try:
        async with telegram_process("--fast") as telegram, AsyncExitStack() as stack:
            await telegram.do("flood", overall=plan.rate, private=1000, group=100000)
            wishes = [{"first_name": f"Person {n}", "started": True} for n in range(plan.chats)]
            chats = [one["id"] for one in await telegram.do_all("person", wishes)]
            for chat_id in chats:
                await store.subscriptions.add(Chat(chat_id, ChatKind.PRIVATE), OWNER)
            if not plan.together:
                await announce(store, numbered(1, plan.articles))
            begun = time.monotonic()
            processes = [
                await stack.enter_async_context(_bot(plan, telegram, url, folder, clock_off))
                for clock_off in plan.clocks
            ]
            if plan.together:
                await announce(store, numbered(1, plan.articles))
            async with asyncio.timeout(plan.patience):
                await _drain(plan, store, telegram, processes, folder)
            seconds = time.monotonic() - begun
            return await _judge(plan, telegram, chats, seconds)
    finally:
        await store.close()


async def _drain(
    plan: Plan,
    store: Store,
    telegram: TelegramProcess,
    processes: Sequence[asyncio.subprocess.Process],
    folder: Path,
) -> None:
    to_kill = plan.kill
    while True:
        if to_kill:
            entries = (await telegram.read("status"))["entries"]
            if entries > plan.chats * plan.articles // 3:
                processes[-1].kill()
                await processes[-1].wait()
                to_kill = False
        state = await store.outbox.state()
        if not state.waiting and not state.announced:
            return
        with suppress(TimeoutError):
            code = await asyncio.wait_for(processes[0].wait(), LOOK_EVERY)
            said = (folder / "bot.log").read_text()[-2000:]
            raise RuntimeError(f"a process ended with {code}: {said}")


async def _judge(
    plan: Plan, telegram: TelegramProcess, chats: Sequence[int], seconds: float
) -> Report:
    entries = (await telegram.read("journal"))["entries"]
    report = Report(len(entries), seconds)
    report.refused = (await telegram.read("flood"))["refused"]
    arrived: dict[int, list[int]] = defaultdict(list)
    for entry in entries:
        arrived[entry["chat_id"]].append(int(entry["link"].rpartition("/")[2]))
    for chat_id in chats:
        numbers = arrived[chat_id]
        if sorted(set(numbers)) != list(range(1, plan.articles + 1)):
            report.lost.append(chat_id)
        if numbers != sorted(numbers):
            report.disorder.append(chat_id)
        report.most_copies = max(report.most_copies, *Counter(numbers).values())
    report.copies = len(entries) - plan.chats * plan.articles
    edge = int(EDGE * plan.rate)
    steady = [entry["time"] for entry in entries[edge:-edge]]
    if len(steady) > 1:
        report.used = (len(steady) - 1) / (steady[-1] - steady[0]) / plan.rate
    return report


@asynccontextmanager
async def _bot(
    plan: Plan, telegram: TelegramProcess, url: str, folder: Path, clock_off: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    async with hasty_bot(
        folder,
        BOT_TOKEN=telegram.token,
        BOT_API_URL=telegram.url,
        DATABASE_URL=url,
        SEARCH_DIR=str(folder / "search"),
        RATE_SOURCES="",
        SEND_RATE=str(plan.rate),
        SCALE="1",
        LEASE=str(plan.lease),
        CLOCK_OFF=str(clock_off),
    ) as process:
        yield process


async def _run(plan: Plan, folder: Path) -> Report:
    async with AsyncExitStack() as stack:
        return await share(plan, await _database(stack, folder, POSTGRESQL), folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name, default in (("processes", 4), ("chats", 200), ("articles", 100), ("rate", 300)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--kill", action="store_true", help="the last one, when a third is sent")
    parser.add_argument("--clock-off", type=int, default=0, help="seconds, of the last one")
    parser.add_argument("--lease", type=float, default=30.0, help="seconds of a claim")
    given = parser.parse_args()
    clocks = [*(given.processes - 1) * [0], given.clock_off]
    plan = Plan(clocks, given.chats, given.articles, given.rate, given.kill, given.lease)
    with tempfile.TemporaryDirectory(prefix="caravan-queue-") as name:
        report = asyncio.run(_run(plan, Path(name)))
    sys.stdout.write(f"{report}\n")
    sys.exit(1 if report.lost or report.disorder else 0)


if __name__ == "__main__":
    main()
