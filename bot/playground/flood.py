"""Flood control: how many messages Telegram takes, and what it says to those that are too many.

Telegram publishes rough numbers only (Bots FAQ, "My bot is hitting limits"): one message a second
in a chat, twenty a minute in a group, thirty a second over all. Here they hold exactly, over
sliding windows, which no real server is stricter than.
"""

import math
from collections import deque
from dataclasses import dataclass
from typing import Literal

from bot.playground.errors import ApiError, too_many_requests
from bot.playground.records import Chat

SECOND = 1.0
MINUTE = 60.0

Limit = Literal["overall", "private", "group"]


@dataclass(frozen=True, slots=True)
class RefusedMessage:
    """A message that was too many.

    time: Unix, in seconds. limit: the one it ran into. retry_after: as the bot was told.
    early: whether the bot had been told to wait and came before that time was over.
    """

    time: float
    chat_id: int
    limit: Limit
    retry_after: float
    early: bool


class Flood:
    """Counts the messages of the bot and refuses those that are too many.

    overall: messages a second; private: a second in one private chat; group: a minute in one
    group or channel. burst: how many more a private chat takes at once, as long as the rate over
    the time that they stand for is kept. scale: how long a second lasts here, for tests that
    cannot wait a minute. slack: seconds that a message may come early, since the way to the
    server takes now more and now less time. fractional: tell the time to wait as it is; Telegram
    tells whole seconds. edits: whether edits count too. refused_count: whether what is refused
    counts as well.

    Who was told to wait is refused until that time is over, as by Telegram.
    """

    def __init__(
        self,
        *,
        overall: int = 30,
        private: int = 1,
        group: int = 20,
        burst: int = 0,
        scale: float = 1.0,
        slack: float = 0.0,
        fractional: bool = False,
        edits: bool = False,
        refused_count: bool = False,
    ) -> None:
        if min(overall, private, group) < 1 or burst < 0 or scale <= 0 or slack < 0:
            raise ValueError("limits are numbers from 1, burst and slack from 0, the scale above 0")
        self.edits = edits
        self.refused: list[RefusedMessage] = []
        self._overall = _Window("overall", overall, SECOND * scale - slack)
        many = private + burst
        self._private = many, SECOND * scale * many / private - slack
        self._group = group, MINUTE * scale - slack
        self._chats: dict[int, _Window] = {}
        self._fractional = fractional
        self._refused_count = refused_count

    def check(self, chat: Chat, now: float, count: int = 1) -> None:
        """Count so many messages to the chat. now: Unix, in seconds. Raises ApiError 429."""
        own = self._chats.get(chat.id)
        if own is None:
            limit: Limit = "private" if chat.type == "private" else "group"
            most, seconds = self._private if limit == "private" else self._group
            own = self._chats[chat.id] = _Window(limit, most, seconds)
        windows = (self._overall, own)
        waits = [(window.wait(now, count), window) for window in windows]
        seconds, window = max(waits, key=lambda pair: pair[0])
        if seconds > 0:
            if self._refused_count:
                for counted in windows:
                    counted.add(now, count)
            raise self._refuse(chat, window, now, seconds)
        for counted in windows:
            counted.add(now, count)

    def _refuse(self, chat: Chat, window: "_Window", now: float, seconds: float) -> ApiError:
        told = math.ceil(seconds * 1000) / 1000 if self._fractional else math.ceil(seconds)
        early = now < window.told_until
        window.told_until = max(window.told_until, now + (seconds if early else told))
        self.refused.append(RefusedMessage(now, chat.id, window.limit, told, early))
        return too_many_requests(told)


class _Window:
    """So many messages within so many seconds, wherever one begins to count."""

    __slots__ = ("_seconds", "_times", "limit", "told_until")

    def __init__(self, limit: Limit, most: int, seconds: float) -> None:
        self.limit: Limit = limit
        self.told_until = float("-inf")
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=most)

    def wait(self, now: float, count: int) -> float:
        """Seconds until there is room for so many, 0 where there is."""
        times = self._times
        assert times.maxlen is not None
        wait = max(self.told_until - now, 0.0)
        # The message that has to be out of the window before the last of these can come.
        place = len(times) + min(count, times.maxlen) - times.maxlen - 1
        if place >= 0:
            wait = max(wait, times[place] + self._seconds - now)
        return wait

    def add(self, now: float, count: int) -> None:
        self._times.extend([now] * count)
