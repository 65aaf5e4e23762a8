"""The bench measures answers, not errors, and leaves no process behind."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.playground import Playground
from tests.bench.load import BenchFailed, Load, Question, percentile
from tests.bench.process import running

ECHO = Question("echo", lambda n: f"hello {n}", lambda text, said: text == said)
TIMEOUT = 10.0  # seconds


@pytest.fixture
def telegram() -> Playground:
    return Playground()


@asynccontextmanager
async def bot_that_says(
    telegram: Playground, reply: Callable[[str], list[str]], waiting: list[int] | None = None
) -> AsyncIterator[None]:
    """A bot in this process. waiting: gets how many updates it finds each time it looks."""

    async def answer() -> None:
        offset = 0
        while True:
            updates = await telegram.world.updates.poll(offset, 100, 50)
            if waiting is not None:
                waiting.append(len(updates))
            for update in updates:
                offset = update["update_id"] + 1
                message = update["message"]
                for text in reply(message["text"]):
                    payload = {"chat_id": message["chat"]["id"], "text": text}
                    await telegram.api.call("sendMessage", payload)

    task = asyncio.create_task(answer())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def load_of(telegram: Playground, people: int) -> Load:
    crowd = [telegram.world.add_person(f"Reader {number}") for number in range(people)]
    return Load(telegram.world, crowd, ECHO)


async def test_every_update_is_answered_and_timed(telegram: Playground) -> None:
    waiting: list[int] = []
    async with bot_that_says(telegram, lambda text: [text], waiting):
        timing = await load_of(telegram, 10).run(57, at_once=4)
    assert len(timing.latencies) == 57
    assert 0 < timing.percentile(50) <= timing.percentile(99) <= timing.seconds
    assert max(waiting) == 4


async def test_each_person_waits_for_the_answer_before_writing_again(telegram: Playground) -> None:
    waiting: list[int] = []
    async with bot_that_says(telegram, lambda text: [text], waiting):
        await load_of(telegram, 3).run(30, at_once=10)
    assert max(waiting) == 3


async def test_a_second_run_goes_on_where_the_first_ended(telegram: Playground) -> None:
    load = load_of(telegram, 5)
    async with bot_that_says(telegram, lambda text: [text]):
        await load.run(12, at_once=5)
        timing = await load.run(7, at_once=5)
    assert len(timing.latencies) == 7


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (["something else"], "'hello 0' was answered with 'something else'"),
        (["hello 0", "hello 0"], "an answer that nobody waits for: 'hello 0'"),
    ],
)
async def test_an_answer_that_should_not_be_ends_the_bench(
    telegram: Playground, said: list[str], reason: str
) -> None:
    async with bot_that_says(telegram, lambda text: said if text == "hello 0" else [text]):
        with pytest.raises(BenchFailed, match=reason):
            await load_of(telegram, 2).run(20, at_once=1)


async def test_a_silent_bot_ends_the_bench(telegram: Playground) -> None:
    async with bot_that_says(telegram, lambda text: [text] if text != "hello 3" else []):
        with pytest.raises(BenchFailed, match=r"no answer for 0\.05 s; 3 came before"):
            await load_of(telegram, 1).run(20, at_once=1, patience=0.05)


async def test_a_bot_that_dies_ends_the_bench_with_its_last_words(tmp_path: Path) -> None:
    async with running("no_such_module", folder=tmp_path, environment=os.environ) as program:
        with pytest.raises(BenchFailed, match=r"exit code 1\n.*No module named no_such_module"):
            await program.while_it_runs(asyncio.wait_for(asyncio.Event().wait(), TIMEOUT))


async def test_a_process_has_ended_when_the_bench_fails(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text("import time; time.sleep(600)")
    with pytest.raises(BenchFailed, match="sleeper did not end"):
        async with running("sleeper", folder=tmp_path, environment=os.environ) as program:
            await program.succeed(within=0.01)
    assert program.exit_code is not None


def test_percentiles_are_values_that_were_measured() -> None:
    rising = [float(value) for value in range(1, 201)]
    assert percentile(rising, 50) == 100
    assert percentile(rising, 99) == 198
    assert percentile([7.0], 50) == percentile([7.0], 99) == 7.0
