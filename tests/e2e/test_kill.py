"""The bot dies in the middle of its work, and nothing is lost."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.transport.clearing import MAX_UNCLEARED
from bot.transport.inbox import MAX_IN_FLIGHT
from tests.e2e.conftest import TOKEN
from tests.e2e.processes import run, running

UPDATES = 200
MAX_TWICE = MAX_IN_FLIGHT + MAX_UNCLEARED  # for each kill


class Answers:
    """Counts what each person was told; each answer takes Telegram a while."""

    def __init__(self, telegram: Playground) -> None:
        self.of: Counter[str] = Counter()
        self._changed = asyncio.Event()
        telegram.intercept(self._notice)

    async def _notice(self, method: str, params) -> None:
        if method.casefold() == "sendmessage":
            await asyncio.sleep(0.02)
            self.of[str(params.text("chat_id"))] += 1
            self._changed.set()

    async def reach(self, number: int) -> None:
        """Wait until so many people have an answer."""
        async with asyncio.timeout(60):
            while len(self.of) < number:
                self._changed.clear()
                await self._changed.wait()


@pytest.mark.parametrize("killed_after", [1, 70, 190])
async def test_after_a_kill_every_update_is_answered_and_few_twice(
    telegram: Playground, database_url: str, tmp_path: Path, killed_after: int
):
    settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": telegram.url, "DATABASE_URL": database_url}
    answers = Answers(telegram)
    phones = [telegram.phone(telegram.world.add_person(f"Person {n}")) for n in range(UPDATES)]
    for phone in phones:
        await phone.say("/convert 100 USD USD")

    async with running(tmp_path, **settings) as process:
        await answers.reach(killed_after)
        process.kill()
        await process.wait()
    async with running(tmp_path, **settings):
        await answers.reach(UPDATES)
        # A word from one more, to know that the rest is through.
        await telegram.phone(telegram.world.add_person("Last")).ask("/convert 1 USD USD")
    twice = sum(count - 1 for count in answers.of.values())
    assert set(answers.of.values()) <= {1, 2}
    assert twice <= MAX_TWICE


async def test_a_clean_stop_answers_nothing_twice_and_loses_nothing(
    telegram: Playground, database_url: str, tmp_path: Path
):
    settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": telegram.url, "DATABASE_URL": database_url}
    answers = Answers(telegram)
    for n in range(UPDATES):
        phone = telegram.phone(telegram.world.add_person(f"Person {n}"))
        await phone.say("/convert 100 USD USD")
    async with running(tmp_path, **settings) as process:
        await answers.reach(50)
        process.terminate()
        assert await process.wait() == 0
    async with running(tmp_path, **settings):
        await answers.reach(UPDATES)
    assert set(answers.of.values()) == {1}


async def test_killed_again_and_again_it_gets_there(telegram: Playground, tmp_path: Path):
    settings = {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": telegram.url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/x.db",
    }
    assert (await run(tmp_path, "db", "upgrade", **settings)).code == 0
    answers = Answers(telegram)
    for n in range(UPDATES):
        phone = telegram.phone(telegram.world.add_person(f"Person {n}"))
        await phone.say("/convert 100 USD USD")
    for n in range(1, 6):
        async with running(tmp_path, **settings) as process:
            await answers.reach(n * 35)
            process.kill()
            await process.wait()
    async with running(tmp_path, **settings):
        await answers.reach(UPDATES)
    assert sum(count - 1 for count in answers.of.values()) <= 5 * MAX_TWICE
