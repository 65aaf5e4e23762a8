"""A program in a process of its own: started, watched, measured, and always ended."""

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from tests.bench.load import BenchFailed

END_WITHIN = 10.0  # seconds that a process has to end by itself, once it is asked to
_SHOWN = 2_000  # characters of what a process said last

T = TypeVar("T")


class Program:
    """A module of this Python, running. Get it from `running`.

    begun: when it was started, on the clock of time.perf_counter.
    """

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path) -> None:
        self.begun = 0.0
        self._name = name
        self._process = process
        self._log = log

    async def while_it_runs(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of the work. Raises BenchFailed where the program ends before it is done."""
        done = asyncio.ensure_future(work)
        ended = asyncio.ensure_future(self._process.wait())
        try:
            await asyncio.wait({done, ended}, return_when=asyncio.FIRST_COMPLETED)
            if done.done():
                return done.result()
            raise BenchFailed(f"it ended with exit code {ended.result()}{self.last_words()}")
        finally:
            for task in (done, ended):
                task.cancel()
            await asyncio.gather(done, ended, return_exceptions=True)

    async def succeed(self, within: float) -> str:
        """What it wrote, once it has ended. Raises BenchFailed where that is no success.

        within: seconds.
        """
        try:
            code = await asyncio.wait_for(self._process.wait(), within)
        except TimeoutError:
            said = self.last_words()
            raise BenchFailed(f"{self._name} did not end within {within:g} s{said}") from None
        if code:
            raise BenchFailed(f"{self._name} ended with exit code {code}{self.last_words()}")
        return self._log.read_text(errors="replace")

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.returncode

    @property
    def cpu_seconds(self) -> float | None:
        """What all its threads used so far; None where the system has no /proc."""
        try:
            stat = Path(f"/proc/{self._process.pid}/stat").read_text()
        except OSError:
            return None
        # The name in brackets may hold anything; utime and stime are fields 14 and 15 (proc(5)).
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def resident(self) -> float | None:
        """Memory in MB, as VmRSS has it; None where the system has no /proc."""
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text()
        except OSError:
            return None
        for line in status.splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
        return None

    def last_words(self) -> str:
        """What it wrote last, as a paragraph to append; empty where it wrote nothing."""
        text = self._log.read_text(errors="replace").strip()
        return f"\n{text[-_SHOWN:]}" if text else ""

    async def end(self) -> None:
        """Ask it to end, and make it."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), END_WITHIN)
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """End it at once."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def running(
    *command: str, folder: Path, environment: Mapping[str, str]
) -> AsyncIterator[Program]:
    """`python -m COMMAND...` in this folder. It has ended when the context does."""
    log = folder / f"{command[0]}.log"
    begun = time.perf_counter()
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *command),
            cwd=folder,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    program = Program(" ".join(command[:2]), process, log)
    program.begun = begun
    try:
        yield program
        await program.end()
    finally:
        await program.kill()
