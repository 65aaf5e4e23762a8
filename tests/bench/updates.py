"""Updates a second: Caravan beside an echo bot of the stock framework, on the same local server.

The server and those who write run in this process, each bot in one of its own, one bot after the
other. Every answer is checked.
"""

import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot.cli import DONE, FAILED, WRONG
from bot.cli.signals import stop_signal
from bot.config import Settings
from bot.playground import Person, Playground
from bot.playground.params import Params
from tests.bench.load import BenchFailed, Load, Question, Timing
from tests.bench.process import Program, running

PEOPLE = 200
AT_ONCE = 100  # updates that wait for an answer
WARM_UP = 300  # updates, before those that count
IDLE_FOR = 3.0  # seconds from a bot's first getUpdates to the measuring of its memory
START_WITHIN = 30.0  # seconds
BUSY = 1.0  # programs that want a core, before the bench itself does
CEILING = 5_000  # messages that the server is measured with
TOKEN = "7000000001:local-bench"
ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "bot" / "playground" / "samples"

_CONVERSION = re.compile(r"100 USD = [\d,]+\.\d\d KZT\n")
_LATEST = re.compile(r"Latest articles\nViewing results 1 – 6 of \d+\n\n1\. .+\n6\. ", re.DOTALL)

ECHO = Question("stock framework, echo", lambda n: f"hello {n}", lambda text, said: text == said)
CONVERT = Question(
    "Caravan /convert",
    lambda _: "/convert 100 USD KZT",
    lambda _, said: _CONVERSION.match(said) is not None,
)
LATEST = Question(
    "Caravan /latest", lambda _: "/latest", lambda _, said: _LATEST.match(said) is not None
)


@dataclass(frozen=True, slots=True)
class Result:
    """One bot under load.

    cpu: seconds in all.  idle, loaded: MB.  start: seconds to the first getUpdates.
    server: the share of the time that this process was busy; near 1, it is what was measured.
    """

    name: str
    timing: Timing
    cpu: float | None
    idle: float | None
    loaded: float | None
    start: float
    server: float

    @property
    def cpu_for_1000(self) -> float | None:
        """CPU seconds that 1,000 updates take."""
        return None if self.cpu is None else self.cpu * 1000 / len(self.timing.latencies)

    @property
    def busy(self) -> float | None:
        """How many cores the bot used."""
        return None if self.cpu is None else self.cpu / self.timing.seconds


async def bench(updates: int) -> int:
    """Measure, print, give the exit code. updates: that count, for each bot."""
    if updates < 1:
        sys.stderr.write("bench: --updates is a number from 1\n")
        return WRONG
    stop = asyncio.create_task(stop_signal().wait())
    work = asyncio.create_task(_bench(updates))
    try:
        await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
            return DONE
        sys.stderr.write("bench: stopped\n")
    except BenchFailed as error:
        sys.stderr.write(f"bench: {error}\n")
    finally:
        work.cancel()
        stop.cancel()
        await asyncio.gather(work, stop, return_exceptions=True)
    return FAILED


async def _bench(updates: int) -> None:
    with tempfile.TemporaryDirectory(prefix="caravan-bench-") as name:
        folder = Path(name)
        async with Playground(token=TOKEN, strict=False) as telegram:
            telegram.world.record_calls = False
            crowd = [
                telegram.world.add_person(f"Reader {number}", language_code="en", started=True)
                for number in range(PEOPLE)
            ]
            _tell(
                f"{updates:,} updates for each bot, after {WARM_UP} to warm up, in {PEOPLE} "
                f"private chats, {AT_ONCE} at once; Python {sys.version.split()[0]}, "
                f"{os.cpu_count()} cores{_busy_machine()}"
            )
            environment = _environment(telegram.url, folder)
            await _load_samples(folder, environment)
            await _tell_ceiling(telegram, crowd[0], folder, environment)
            results = []
            for question in (ECHO, CONVERT, LATEST):
                module = ("tests.bench.echo",) if question is ECHO else ("bot", "run")
                async with running(*module, folder=folder, environment=environment) as program:
                    try:
                        results.append(await _measure(program, telegram, crowd, question, updates))
                    except BenchFailed as error:
                        raise BenchFailed(f"{question.name}: {error}") from None
                telegram.world.updates.keep_last(0)
    _tell(f"\n{_table(results)}")


async def _load_samples(folder: Path, environment: Mapping[str, str]) -> None:
    samples = sorted(map(str, SAMPLES.glob("*.txt")), reverse=True)
    async with running("bot", "load", *samples, folder=folder, environment=environment) as program:
        await program.succeed(within=START_WITHIN)


async def _measure(
    program: Program,
    telegram: Playground,
    crowd: list[Person],
    question: Question,
    updates: int,
) -> Result:
    start = await program.while_it_runs(_first_poll(telegram)) - program.begun
    await program.while_it_runs(asyncio.sleep(IDLE_FOR))
    idle = program.resident
    load = Load(telegram.world, crowd, question)
    await program.while_it_runs(load.run(WARM_UP, at_once=AT_ONCE))
    cpu_before, server_before = program.cpu_seconds, time.process_time()
    timing = await program.while_it_runs(load.run(updates, at_once=AT_ONCE))
    server = (time.process_time() - server_before) / timing.seconds
    cpu_after = program.cpu_seconds
    cpu = None if cpu_before is None or cpu_after is None else cpu_after - cpu_before
    return Result(question.name, timing, cpu, idle, program.resident, start, server)


async def _first_poll(telegram: Playground) -> float:
    """When the bot first asks for updates, on the clock of time.perf_counter."""
    polled: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def notice(method: str, _: Params) -> None:
        if method == "getUpdates" and not polled.done():
            polled.set_result(time.perf_counter())

    stop_noticing = telegram.intercept(notice)
    try:
        return await asyncio.wait_for(polled, START_WITHIN)
    except TimeoutError:
        raise BenchFailed(f"it asked for no updates within {START_WITHIN:g} s") from None
    finally:
        stop_noticing()


async def _tell_ceiling(
    telegram: Playground, person: Person, folder: Path, environment: Mapping[str, str]
) -> None:
    address = urlsplit(telegram.url)
    arguments = (str(address.hostname), str(address.port), TOKEN, str(person.id), str(CEILING))
    async with running(
        "tests.bench.ceiling", *arguments, folder=folder, environment=environment
    ) as poster:
        rate = int(await poster.succeed(within=START_WITHIN))
    telegram.world.private_chat(person).messages.clear()
    _tell(f"The server alone takes {rate:,} short messages a second.")


def _environment(url: str, folder: Path) -> dict[str, str]:
    """Of the bots: this process's without its settings of Caravan, and what the bench needs."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name.lower() not in Settings.model_fields
    }
    return inherited | {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/caravan.db",
        "SEARCH_DIR": str(folder / "search"),
        "HEALTH_LISTEN": "",
        "RATE_SOURCES": "",
        "LOG_LEVEL": "WARNING",
        # The most that is allowed: what Telegram would slow down is not what is measured.
        "SEND_RATE": "10000",
        "CHAT_RATE": "1000",
        "PYTHONPATH": str(ROOT),
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def _table(results: list[Result]) -> str:
    """results: the stock bot's first, the others are compared with it."""
    stock = results[0]
    header = (
        *("", "updates/s", "of stock", "p50 ms", "p99 ms", "CPU s/1,000", "stock's/CPU"),
        *("cores", "MB idle", "MB loaded", "start s", "server busy"),
    )
    rows = [header]
    for one in results:
        cpu, stocks = one.cpu_for_1000, stock.cpu_for_1000
        row = (
            one.name,
            f"{one.timing.rate:,.0f}",
            f"{one.timing.rate / stock.timing.rate:.2f}",
            f"{one.timing.percentile(50) * 1000:.1f}",
            f"{one.timing.percentile(99) * 1000:.1f}",
            _shown(cpu, 2),
            _shown(stocks / cpu if stocks and cpu else None, 2),
            _shown(one.busy, 2),
            _shown(one.idle, 0),
            _shown(one.loaded, 0),
            f"{one.start:.2f}",
            f"{one.server:.0%}",
        )
        rows.append(row)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        cells[0] = row[0].ljust(widths[0])
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _shown(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _busy_machine() -> str:
    """A warning where other programs take the cores; empty where not."""
    if not hasattr(os, "getloadavg"):
        return ""
    load = os.getloadavg()[0]
    if load < BUSY:
        return ""
    return (
        f"\nOther programs keep this machine busy (load average {load:.1f}): compare the CPU "
        "seconds, not the updates a second."
    )


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
