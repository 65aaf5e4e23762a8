"""Caravan as a process of its own, to be started, killed and started again."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass
class Run:
    code: int
    out: str
    err: str


def environment(**settings: str) -> dict[str, str]:
    """The settings given and nothing of this process's own; what each process needs besides."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE")
    inherited = {name: os.environ[name] for name in kept if name in os.environ}
    # Where it is not about flood control, nobody waits for it.
    unhurried = {"SEND_RATE": "1000", "CHAT_RATE": "1000", "GROUP_RATE": "10000"}
    fixed = {"PYTHONPATH": str(ROOT), "HEALTH_LISTEN": ""}
    return {**inherited, **unhurried, **fixed, **settings}


async def spawn(folder: Path, *arguments: str, **settings: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        env=environment(**settings),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def run(folder: Path, *arguments: str, stdin: bytes = b"", **settings: str) -> Run:
    """To its end."""
    process = await spawn(folder, *arguments, **settings)
    out, err = await asyncio.wait_for(process.communicate(stdin), 60)
    assert process.returncode is not None
    return Run(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def running(folder: Path, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot run`, stopped with SIGTERM unless it was killed before."""
    process = await spawn(folder, "run", **settings)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 30)


@asynccontextmanager
async def hasty_bot(folder: Path, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`tests.e2e.hasty_bot`, stopped with SIGTERM unless it has ended. It logs to `bot.log`."""
    with (folder / "bot.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.e2e.hasty_bot"),
            cwd=ROOT,
            env=environment(**settings),
            stdout=log,
            stderr=log,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await asyncio.wait_for(process.wait(), 30)
