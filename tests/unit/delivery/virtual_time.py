"""Time that passes when it is told to."""

import asyncio
import heapq
from collections.abc import Callable


class Time:
    """A clock, and what is to be called later."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self._calls: list[tuple[float, int, _Call]] = []
        self._number = 0

    def __call__(self) -> float:
        return self.now

    def later(self, seconds: float, call: Callable[[], None]) -> "_Call":
        self._number += 1
        planned = _Call(call)
        heapq.heappush(self._calls, (self.now + seconds, self._number, planned))
        return planned

    async def pass_by(self, seconds: float) -> None:
        """Call all that is due in it, at its time; what waits for that goes on."""
        end = self.now + seconds
        await settle()
        while self._calls and self._calls[0][0] <= end:
            self.now, _, planned = heapq.heappop(self._calls)
            planned()
            await settle()
        self.now = end


class _Call:
    def __init__(self, call: Callable[[], None]) -> None:
        self._call: Callable[[], None] | None = call

    def __call__(self) -> None:
        if self._call is not None:
            self._call()

    def cancel(self) -> None:
        self._call = None


async def settle() -> None:
    """Let every task go on as far as it can without time passing."""
    for _ in range(10):
        await asyncio.sleep(0)
