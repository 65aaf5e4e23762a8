"""A local Telegram in a process of its own, told over HTTP what there is and what goes wrong.

A simulation runs on it where the bot is killed: neither shares a processor's time with the test.
"""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import orjson

from tests.e2e.processes import ROOT, environment

START = 20  # seconds
PATIENCE = 60  # seconds for one request


class TelegramProcess:
    """Its control: each name is one of bot.playground.control's."""

    def __init__(self, url: str, token: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self.token = token
        self.http = http

    async def do(self, name: str, **wish: Any) -> Any:
        """Let something happen. Raises ValueError where it is refused."""
        return await self.do_all(name, wish)

    async def do_all(self, name: str, wishes: Any) -> Any:
        """Let a list of things happen, in order. Gives the answers."""
        body = orjson.dumps(wishes)
        async with self.http.post(f"{self.url}/control/{name}", data=body) as answer:
            return await _answer(answer)

    async def read(self, name: str, **query: int) -> Any:
        """Read something. Raises ValueError where it is refused."""
        async with self.http.get(f"{self.url}/control/{name}", params=query) as answer:
            return await _answer(answer)

    def method(self, name: str) -> str:
        """The address of a method of the Bot API."""
        return f"{self.url}/bot{self.token}/{name}"


async def _answer(answer: aiohttp.ClientResponse) -> Any:
    body = orjson.loads(await answer.read())
    if answer.status != 200:
        raise ValueError(body["error"])
    return body


@asynccontextmanager
async def telegram_process(*arguments: str) -> AsyncIterator[TelegramProcess]:
    """`python -m bot.playground`, stopped at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.playground",
        *arguments,
        cwd=ROOT,
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START)
        told = orjson.loads(line)
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            yield TelegramProcess(told["url"], told["token"], http)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), START)
