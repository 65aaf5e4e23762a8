"""Several delivery processes on one PostgreSQL: a queue shared, nothing lost, nothing doubled."""

import asyncio
import contextlib
import sys
import uuid
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from storage import Store
from storage.deliveries import Chat, ChatKind
from tests.conftest import _with_database
from tests.e2e.delivering import OWNER, announce, numbered
from tests.e2e.processes import ROOT, environment
from tests.e2e.telegram_process import TelegramProcess, telegram_process

CHATS = 100
ARTICLES = 15
RATE = 300  # a second
LEASE = 2.0  # seconds
PATIENCE = 120.0  # seconds


@pytest.fixture
async def shared_url(postgres_server: str) -> AsyncIterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    connection = await asyncpg.connect(postgres_server)
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
        yield _with_database(postgres_server, name)
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()


@asynccontextmanager
async def bot(
    telegram: TelegramProcess, url: str, folder: Path, clock_off: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    with (folder / "bot.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.e2e.hasty_bot"),
            cwd=ROOT,
            env=environment(
                BOT_TOKEN=telegram.token,
                BOT_API_URL=telegram.url,
                DATABASE_URL=url,
                SEARCH_DIR=str(folder / "search"),
                RATE_SOURCES="",
                SEND_RATE=str(RATE),
                SCALE="1",
                LEASE=str(LEASE),
                CLOCK_OFF=str(clock_off),
            ),
            stdout=log,
            stderr=log,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await asyncio.wait_for(process.wait(), 30)


@pytest.mark.parametrize(
    ("clocks", "killed"),
    [((0, 0), False), ((0, 60), True), ((0, 0, -60, 60), True)],
    ids=["two", "two, one killed", "four, one killed"],
)
async def test_a_queue_is_shared_and_nothing_lost_or_doubled(
    shared_url: str, tmp_path: Path, clocks: tuple[int, ...], killed: bool
) -> None:
    store = Store(shared_url, tmp_path / "search-of-test")
    await store.open()
    try:
        async with telegram_process("--fast") as telegram, AsyncExitStack() as stack:
            await telegram.do("flood", overall=RATE, private=1000, group=100000)
            made = await telegram.do_all(
                "person", [{"first_name": f"Person {n}", "started": True} for n in range(CHATS)]
            )
            chats = [one["id"] for one in made]
            for chat_id in chats:
                await store.subscriptions.add(Chat(chat_id, ChatKind.PRIVATE), OWNER)
            await announce(store, numbered(1, ARTICLES))
            processes = [
                await stack.enter_async_context(bot(telegram, shared_url, tmp_path, off))
                for off in clocks
            ]
            in_flight = 0
            async with asyncio.timeout(PATIENCE):
                while True:
                    entries = (await telegram.read("status"))["entries"]
                    if killed and entries > CHATS * ARTICLES // 3:
                        processes[-1].kill()
                        await processes[-1].wait()
                        killed, in_flight = False, RATE
                    state = await store.outbox.state()
                    if not state.waiting and not state.announced:
                        break
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(processes[0].wait(), 0.1)
                        pytest.fail((tmp_path / "bot.log").read_text()[-2000:])
            await _judge(telegram, chats, in_flight)
    finally:
        await store.close()


async def _judge(telegram: TelegramProcess, chats: list[int], in_flight: int) -> None:
    entries = (await telegram.read("journal"))["entries"]
    arrived: dict[int, list[int]] = defaultdict(list)
    for entry in entries:
        arrived[entry["chat_id"]].append(int(entry["link"].rpartition("/")[2]))
    for chat_id in chats:
        assert sorted(set(arrived[chat_id])) == list(range(1, ARTICLES + 1))
        assert arrived[chat_id] == sorted(arrived[chat_id])
        assert max(Counter(arrived[chat_id]).values()) <= (2 if in_flight else 1)
    assert len(entries) - CHATS * ARTICLES <= in_flight
