"""Pictures of charts, drawn in a process of their own: a drawing takes as long as many answers."""

import asyncio
import logging
import sys
from collections import OrderedDict

from bot.charts.chart import Chart
from storage import CaravanError

WITHIN = 10.0  # seconds for a picture, with the start of the process
END_WITHIN = 2.0  # seconds for the process to end by itself
KEPT = 128  # pictures, of some 20 KB each
LENGTH = 4  # bytes, as in `bot.charts.__main__`
LARGEST = 10 * 1024 * 1024  # bytes; Bot API, sendPhoto

log = logging.getLogger(__name__)


class CannotDraw(CaravanError):
    """There is no picture; what it would show can be said in words."""


class Painter:
    """The process is started for the first picture, and again where it ended; `close` ends it."""

    def __init__(self, *, command: tuple[str, ...] = (sys.executable, "-m", "bot.charts")) -> None:
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._one_at_a_time = asyncio.Lock()
        self._pictures: OrderedDict[bytes, bytes] = OrderedDict()
        self._closed = False

    async def paint(self, chart: Chart) -> bytes:
        """The chart as PNG, kept for who asks for the same. Raises CannotDraw."""
        content = chart.encode()
        if (known := self._recall(content)) is not None:
            return known
        async with self._one_at_a_time:
            if (known := self._recall(content)) is not None:
                return known
            picture = await self._draw(content)
        self._pictures[content] = picture
        if len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        return picture

    async def close(self) -> None:
        self._closed = True
        async with self._one_at_a_time:
            await self._end()

    def _recall(self, content: bytes) -> bytes | None:
        picture = self._pictures.get(content)
        if picture is not None:
            self._pictures.move_to_end(content)
        return picture

    async def _draw(self, content: bytes) -> bytes:
        if self._closed:
            raise CannotDraw("the painter is closed")
        try:
            async with asyncio.timeout(WITHIN):
                return await self._ask(content)
        except (TimeoutError, OSError, EOFError, ValueError) as error:
            log.warning("a chart could not be drawn: %s", error or type(error).__name__)
            await self._end()
            raise CannotDraw("a chart could not be drawn") from error
        except asyncio.CancelledError:
            # Its answer would come in the next one's place.
            await self._end()
            raise

    async def _ask(self, content: bytes) -> bytes:
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
        if process.stdin is None or process.stdout is None:
            raise OSError("a process without pipes")
        process.stdin.write(len(content).to_bytes(LENGTH, "big") + content)
        await process.stdin.drain()
        size = int.from_bytes(await process.stdout.readexactly(LENGTH), "big")
        if not 0 < size <= LARGEST:
            raise ValueError(f"a picture of {size} bytes")
        return await process.stdout.readexactly(size)

    async def _end(self) -> None:
        """By closing its input; one that does not end then is killed."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(END_WITHIN):
                await process.communicate()
        except (TimeoutError, OSError):
            if process.returncode is None:
                process.kill()
            await process.wait()
