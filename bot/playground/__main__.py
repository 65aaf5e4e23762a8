"""`python -m bot.playground`: a local Telegram in a process of its own, until SIGTERM or SIGINT.

It says where it listens in one line of JSON and is told what to do over HTTP, see control.
"""

import argparse
import asyncio
import contextlib
import gc
import signal
import sys

import orjson

from bot.playground.server import Playground

COLLECT_AFTER = 100_000  # new objects; what a chat holds is kept, and looking at it again is cost


def main() -> None:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(prog="python -m bot.playground", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--token", default="7000000001:local", help="of the bot")
    parser.add_argument("--username", default="caravan_bot", help="of the bot")
    parser.add_argument("--fast", action="store_true", help="keep no calls and do not complain")
    given = parser.parse_args()
    gc.set_threshold(COLLECT_AFTER, 50, 50)
    work = _serve(given.port, given.token, given.username, given.fast)
    try:
        import uvloop  # noqa: PLC0415 - not there on every system
    except ImportError:
        asyncio.run(work)
    else:
        uvloop.run(work)


async def _serve(port: int, token: str, username: str, fast: bool) -> None:
    telegram = Playground(token=token, username=username, strict=not fast, control=True)
    telegram.world.record_calls = not fast
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await telegram.start(port=port)
    try:
        sys.stdout.write(orjson.dumps({"url": telegram.url, "token": token}).decode() + "\n")
        sys.stdout.flush()
        await stop.wait()
    finally:
        await telegram.stop()


if __name__ == "__main__":
    main()
