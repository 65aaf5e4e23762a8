"""People who write to the bot: many at once, each when the answer to the one before is there."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.playground import Event, Person, World, people

PATIENCE = 10.0  # seconds without any answer, after which the bot is given up


class BenchFailed(Exception):
    """What is measured would mean nothing; says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """What people write, and whether what the bot says is the answer to it.

    text: of the nth update, from 0.  is_answered: given what was written and the answer's text.
    """

    name: str
    text: Callable[[int], str]
    is_answered: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Timing:
    """seconds: from the first update to the last answer.  latencies: seconds, in rising order.

    A latency begins when the update enters the server's queue, and ends when the server has
    taken the answer's sendMessage.
    """

    seconds: float
    latencies: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Updates a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, percent: int) -> float:
        """The latency that so many percent of the updates do not exceed, in seconds."""
        return percentile(self.latencies, percent)


class Load:
    """A closed loop. The number of those who wait for an answer at once is bounded.

    crowd: who writes, in turn; each is waited for before they write again.
    """

    def __init__(self, world: World, crowd: Sequence[Person], question: Question) -> None:
        self._world = world
        self._question = question
        self._idle = deque(crowd)
        self._waiting: dict[int, tuple[Person, str, float]] = {}  # by chat: who, what, since when
        self._latencies: list[float] = []
        self._asked = 0
        self._left = 0
        self._heard_at = 0.0
        self._ended: asyncio.Future[None] | None = None

    async def run(self, updates: int, *, at_once: int, patience: float = PATIENCE) -> Timing:
        """Have so many updates answered. Several runs may follow each other.

        Raises BenchFailed for an answer that is wrong or was not asked for, and where none
        comes for `patience` seconds.
        """
        self._ended = asyncio.get_running_loop().create_future()
        self._latencies = []
        self._left = updates
        stop_listening = self._world.listen(self._notice)
        try:
            begun = self._heard_at = time.perf_counter()
            for _ in range(min(at_once, updates, len(self._idle))):
                self._ask()
            await self._wait(self._ended, patience)
            return Timing(self._heard_at - begun, tuple(sorted(self._latencies)))
        finally:
            stop_listening()

    async def _wait(self, ended: asyncio.Future[None], patience: float) -> None:
        while not ended.done():
            left = self._heard_at + patience - time.perf_counter()
            if left <= 0:
                raise BenchFailed(
                    f"no answer for {patience:g} s; {len(self._latencies)} came before that"
                )
            await asyncio.wait({ended}, timeout=left)
        ended.result()

    def _ask(self) -> None:
        person = self._idle.popleft()
        text = self._question.text(self._asked)
        self._asked += 1
        self._left -= 1
        self._waiting[person.id] = person, text, time.perf_counter()
        people.say(self._world, person, text)

    def _notice(self, event: Event) -> None:
        """Told of everything in all chats, while the server handles the call."""
        if event.kind != "message" or event.message is None or self._ended is None:
            return
        now = time.perf_counter()
        answer = event.message.get("text", "")
        person, text, since = self._waiting.pop(event.chat_id, (None, "", now))
        if self._ended.done():
            return
        if person is None:
            self._fail(f"an answer that nobody waits for: {answer!r}")
            return
        if not self._question.is_answered(text, answer):
            self._fail(f"{text!r} was answered with {answer!r}")
            return
        self._heard_at = now
        self._latencies.append(now - since)
        self._idle.append(person)
        # What is answered is not needed any more, and would slow down the server.
        self._world.chats[event.chat_id].messages.clear()
        if self._left:
            self._ask()
        elif not self._waiting:
            self._ended.set_result(None)

    def _fail(self, reason: str) -> None:
        assert self._ended is not None
        self._ended.set_exception(BenchFailed(reason))


def percentile(rising: Sequence[float], percent: int) -> float:
    """The least of the values that so many percent of them do not exceed."""
    return rising[max(0, math.ceil(len(rising) * percent / 100) - 1)]
