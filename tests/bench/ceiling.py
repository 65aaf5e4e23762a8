"""How many messages a second the local server takes, when the one who sends does nothing else.

`python -m tests.bench.ceiling HOST PORT TOKEN CHAT_ID COUNT` prints that number.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import cast

import orjson

CONNECTIONS = 16
_HEAD_END = b"\r\n\r\n"


class _Poster(asyncio.Protocol):
    """Sends the same request over one connection, each when the one before is answered.

    turns: shared by all connections, one for each request to send.
    """

    def __init__(self, request: bytes, turns: Iterator[int], ended: asyncio.Future[None]) -> None:
        self._request = request
        self._turns = turns
        self._ended = ended
        self._answer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's is no kind of it
        self._send()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, end, body = self._answer.partition(_HEAD_END)
        if not end or len(body) < _content_length(head):
            return
        if not head.startswith(b"HTTP/1.1 200 "):
            self._end(RuntimeError(f"the server said {self._answer!r}"))
            return
        self._answer = b""
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        self._end(error or ConnectionError("the server closed the connection"))

    def _send(self) -> None:
        assert self._transport is not None
        if next(self._turns, None) is None:
            self._end(None)
        else:
            self._transport.write(self._request)

    def _end(self, error: Exception | None) -> None:
        if self._ended.done():
            return
        if error is None:
            self._ended.set_result(None)
        else:
            self._ended.set_exception(error)


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise RuntimeError(f"an answer without a length: {head!r}")


async def _measure(host: str, port: int, token: str, chat_id: int, count: int) -> float:
    loop = asyncio.get_running_loop()
    body = orjson.dumps({"chat_id": chat_id, "text": "hello 1"})
    head = (
        f"POST /bot{token}/sendMessage HTTP/1.1\r\nHost: {host}:{port}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    request = head.encode() + body
    turns = iter(range(count))
    endings: list[asyncio.Future[None]] = [loop.create_future() for _ in range(CONNECTIONS)]
    begun = time.perf_counter()
    opened = [
        (await loop.create_connection(partial(_Poster, request, turns, ended), host, port))[0]
        for ended in endings
    ]
    await asyncio.gather(*endings)
    seconds = time.perf_counter() - begun
    for transport in opened:
        transport.close()
    return count / seconds


def main() -> None:
    """Measure and print messages a second."""
    host, port, token, chat_id, count = sys.argv[1:]
    work = _measure(host, int(port), token, int(chat_id), int(count))
    try:
        import uvloop
    except ImportError:
        rate = asyncio.run(work)
    else:
        rate = uvloop.run(work)
    sys.stdout.write(f"{rate:.0f}\n")


if __name__ == "__main__":
    main()
