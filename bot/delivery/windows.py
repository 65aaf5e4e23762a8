"""So many messages in any stretch of so many seconds."""

import math
from collections import deque
from dataclasses import dataclass
from decimal import Decimal

# A window is so much longer than Telegram's. Clocks and networks jitter, and to wait for flood
# control costs more.
MARGIN = 1.02
# The same from when a slow message can have been counted at the earliest.
MARGIN_COUNTED = 1.005


@dataclass(frozen=True, slots=True)
class Pace:
    """count: messages in any `seconds`."""

    count: int
    seconds: float

    @classmethod
    def of(cls, rate: Decimal, *, seconds: float = 1.0) -> "Pace":
        """rate: messages in so many seconds; below one, the stretch is longer."""
        count = max(1, int(rate))
        return cls(count, count * seconds / float(rate))

    @property
    def between(self) -> float:
        """Seconds from one message to the next where they go evenly."""
        return self.seconds * MARGIN / self.count


class Window:
    """flying: messages that were sent and have no answer yet.

    margin: how much longer than Telegram's it is, from when a message was sent.
    """

    __slots__ = ("_pace", "_past", "flying", "margin")

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._past: deque[float] = deque()  # until when each counts, nearly in order
        self.flying = 0
        self.margin = MARGIN

    def pause(self, now: float) -> float:
        """Seconds until there may be room; infinite where an answer has to come first."""
        past = self._past
        while past and past[0] <= now:
            past.popleft()
        if self.flying + len(past) < self._pace.count:
            return 0.0
        return past[0] - now if past else math.inf

    def passed(self, begun: float, counted_at: float) -> None:
        """One has its answer.  counted_at: when Telegram can have counted it at the latest."""
        seconds = self._pace.seconds
        self._past.append(max(begun + seconds * self.margin, counted_at + seconds * MARGIN_COUNTED))

    def empty(self, now: float) -> bool:
        return self.pause(now) == 0.0 and not self.flying and not self._past
