"""How fast Telegram lets a bot speak, and whose turn it is.

One for everything that is sent. Replies go first, in the room that the last second left; posts
fill what remains, one after another and never in a burst. A message counts from when it is sent
until a window's length after Telegram can have counted it, so that an answer that was slow does
not make the next second too full.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.config import Settings
from bot.delivery.windows import Pace, Window
from bot.transport.api import LONGEST_WAIT, Flooded

HUNG = 5.0  # seconds after which a request without an answer holds nobody up
NEAR = 0.01  # seconds to Telegram's servers that are no distance
ENOUGH_ANSWERS = 30  # to know how quick Telegram can be
CATCH_UP = 0.05  # seconds of posts that a busy moment may make up for
MOST_CHATS = 10_000  # that are remembered
ALL_WITHIN = 1.0  # seconds: where two chats are refused in this time, all are meant

# Calls a function after so many seconds; gives what takes the call back.
Later = Callable[[float, Callable[[], None]], "Timer"]


class Timer(Protocol):
    def cancel(self) -> None:
        """Not to be called any more."""


class Stopped(Exception):
    """Posts are not begun any more."""


class Share(Protocol):
    """This process's part of a budget that others use too, see `bot.delivery.sharing`."""

    def take(self, *, post: bool) -> int | None:
        """One message that may be sent now, of those that were reserved: its name."""

    def ended(self, name: int, counted_at: float) -> None:
        """counted_at: when Telegram had counted it at the latest."""

    def pause(self, count: int, *, post: bool) -> float | None:
        """Seconds until one of so many may be sent; None where `arrived` of the limiter tells."""

    def block(self, seconds: float) -> None:
        """All processes are to be silent for so long."""


@dataclass(frozen=True, slots=True)
class Limits:
    """over_all: of all chats together.  private, group: of one chat."""

    over_all: Pace
    private: Pace
    group: Pace

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        return cls(
            Pace.of(settings.send_rate),
            Pace.of(settings.chat_rate),
            Pace.of(settings.group_rate, seconds=60.0),
        )

    def in_chat(self, chat_id: int) -> Pace:
        """Groups and channels have ids below zero."""
        return self.private if chat_id > 0 else self.group


class Limiter:
    """Ask for a slot, send, and say how it went.

    Where there is room that costs microseconds: nothing is waited for and no task is made.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        clock: Callable[[], float] = time.monotonic,
        later: Later | None = None,
    ) -> None:
        self.limits = limits
        self._share: Share | None = None
        self._clock = clock
        self._later = later or _call_later
        self._over_all = Window(limits.over_all)
        self._chats: dict[int, _Chat] = {}
        self._sweep_at = MOST_CHATS // 2
        self._flying: dict[Slot, None] = {}  # the oldest first
        self._replies: deque[_Waiting] = deque()
        self._posts: deque[_Waiting] = deque()
        self._timer: Timer | None = None
        self._next_post = 0.0
        self._stopped = False
        self._blocked_until = 0.0
        self._refused: tuple[float, int] | None = None  # when and where it was last refused
        self._fastest = 0.0  # seconds of the quickest answer of late
        self._answers = 0

    def join(self, share: Share) -> None:
        """Count together with other processes from now on, who see to the margins too."""
        self._share = share
        self._over_all.margin = 1.0

    async def reply(self, chat_id: int, *, new: bool = True) -> "Slot":
        """Wait for the turn of what a person waits for.

        Raises Flooded where the chat, or all, must be silent for longer than LONGEST_WAIT.
        """
        now = self._clock()
        if (
            not self._replies
            and self._pause(chat_id, now, new=new) <= 0
            and (name := self._take(now, post=False)) is not None
        ):
            return self._begin(chat_id, now, name, new=new)
        blocked = self.blocked(chat_id)
        if blocked > LONGEST_WAIT:
            raise Flooded(blocked)
        return await self._wait(self._replies, chat_id, new=new)

    async def post(self, chat_id: int, *, new: bool = True) -> "Slot":
        """Wait for the turn of what nobody waits for at this moment.

        Raises Flooded where the chat must be silent: its turn is better waited for elsewhere.
        Raises Stopped after `stop_posts`.
        """
        if self._stopped:
            raise Stopped
        chat = self._chats.get(chat_id)
        if chat is not None and chat.blocked_until > (now := self._clock()):
            raise Flooded(chat.blocked_until - now)
        return await self._wait(self._posts, chat_id, new=new)

    def stop_posts(self) -> None:
        """Begin no more of them; those that wait for their turn are told so."""
        self._stopped = True
        for waiting in self._posts:
            if not waiting.turn.done():
                waiting.turn.set_exception(Stopped())
        self._posts.clear()

    def blocked(self, chat_id: int) -> float:
        """Seconds for which flood control lets nothing be sent there."""
        chat = self._chats.get(chat_id)
        until = max(self._blocked_until, chat.blocked_until if chat else 0.0)
        return max(0.0, until - self._clock())

    def block_all(self, seconds: float) -> None:
        """Flood control that means every chat."""
        self._blocked_until = max(self._blocked_until, self._clock() + seconds)

    def arrived(self) -> None:
        """What was reserved of a shared budget is there."""
        self._look()

    @property
    def chats(self) -> int:
        """How many are remembered."""
        return len(self._chats)

    async def _wait(self, queue: "deque[_Waiting]", chat_id: int, *, new: bool) -> "Slot":
        waiting = _Waiting(chat_id, new, asyncio.get_running_loop().create_future())
        queue.append(waiting)
        self._look()
        try:
            return await waiting.turn
        except asyncio.CancelledError:
            if waiting.turn.done() and not waiting.turn.cancelled():
                waiting.turn.result().unused()
            raise

    def _look(self) -> None:
        """Give every slot that can be given now, and look again when there may be another."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self._clock()
        self._forget_hung(now)
        again = math.inf
        if now < self._blocked_until:
            if self._replies or self._posts:
                again = self._blocked_until - now
        else:
            again, full = self._serve(self._replies, now, post=False)
            if not full:
                again = min(again, self._serve(self._posts, now, post=True)[0])
        if again < math.inf:
            self._timer = self._later(max(0.0, again), self._look)

    def _serve(self, queue: "deque[_Waiting]", now: float, *, post: bool) -> tuple[float, bool]:
        """Seconds until the next look, and whether it ended for want of room over all."""
        resting: list[_Waiting] = []
        again, full = math.inf, False
        while queue:
            first = queue[0]
            if first.turn.done():  # cancelled
                queue.popleft()
                continue
            pause = self._pause(first.chat_id, now, new=first.new)
            if pause > 0:
                again = min(again, pause)
                resting.append(queue.popleft())
            elif post and now < self._next_post:
                again = min(again, self._next_post - now)
                break
            elif (name := self._take(now, post=post)) is None:
                again, full = min(again, self._until_room(len(queue), now, post=post)), True
                break
            else:
                queue.popleft()
                if post:
                    self._pace(now)
                first.turn.set_result(self._begin(first.chat_id, now, name, new=first.new))
        queue.extendleft(reversed(resting))
        return again, full

    def _pace(self, now: float) -> None:
        if self._share is None:  # else all processes together are paced
            between = self.limits.over_all.between
            self._next_post = max(self._next_post, now - CATCH_UP) + between

    def _pause(self, chat_id: int, now: float, *, new: bool) -> float:
        """Seconds for which the chat takes nothing, as far as is known."""
        if now < self._blocked_until:
            return self._blocked_until - now
        chat = self._chats.get(chat_id)
        if chat is None:
            return 0.0
        if now < chat.blocked_until:
            return chat.blocked_until - now
        return chat.window.pause(now) if new or chat_id < 0 else 0.0

    def _take(self, now: float, *, post: bool) -> int | None:
        """The name of one that may be sent now; 0 where nothing is shared."""
        if self._over_all.pause(now) > 0:
            return None
        return 0 if self._share is None else self._share.take(post=post)

    def _until_room(self, count: int, now: float, *, post: bool) -> float:
        pause = self._over_all.pause(now)
        if self._share is not None:
            of_share = self._share.pause(count, post=post)
            pause = max(pause, math.inf if of_share is None else of_share)
            return pause if of_share is None else min(pause, HUNG)
        return min(pause, HUNG)

    def _begin(self, chat_id: int, now: float, name: int, *, new: bool) -> "Slot":
        counted = new or chat_id < 0
        chat = self._chats.get(chat_id)
        if chat is None and counted:
            chat = self._meet(chat_id, now)
        slot = Slot(self, chat_id, chat.window if chat and counted else None, now, name)
        self._over_all.flying += 1
        if slot.window is not None:
            slot.window.flying += 1
        self._flying[slot] = None
        return slot

    def _meet(self, chat_id: int, now: float) -> "_Chat":
        if len(self._chats) >= self._sweep_at:
            self._chats = {key: one for key, one in self._chats.items() if not one.over(now)}
            if len(self._chats) >= MOST_CHATS:  # those met first go
                self._chats = dict(list(self._chats.items())[MOST_CHATS // 10 :])
            self._sweep_at = min(MOST_CHATS, max(MOST_CHATS // 2, 2 * len(self._chats)))
        chat = self._chats[chat_id] = _Chat(Window(self.limits.in_chat(chat_id)))
        return chat

    def _forget_hung(self, now: float) -> None:
        while self._flying:
            oldest = next(iter(self._flying))
            if oldest.begun + HUNG > now:
                return
            oldest.unused()

    def _end(self, slot: "Slot", seconds: float | None, *, sent: bool) -> None:
        """seconds: that flood control asked for; None where it did not."""
        if slot not in self._flying:
            return  # it ended before
        del self._flying[slot]
        now = self._clock()
        if sent:
            took = now - slot.begun
            # The quickest of late: it forgets a little with each answer.
            self._fastest = min(took, self._fastest + 0.01 * took if self._answers else took)
            self._answers += 1
        # The way back takes about half of what the quickest needs for both ways; near by, where
        # the time is Telegram's own or ours, that says little.
        known = self._answers >= ENOUGH_ANSWERS
        way_back = max(0.0, self._fastest / 2 - NEAR) if known else 0.0
        counted_at = max(slot.begun, now - way_back)
        for window in (self._over_all, slot.window):
            if window is not None:
                window.flying -= 1
                window.passed(slot.begun, counted_at)
        if self._share is not None:
            self._share.ended(slot.name, counted_at)
        if seconds is not None:
            self._refuse(slot.chat_id, seconds, now)
        elif sent and self._refused is not None and slot.begun > self._refused[0]:
            self._refused = None  # others are heard: that chat alone was meant
        if self._replies or self._posts:
            self._look()

    def _refuse(self, chat_id: int, seconds: float, now: float) -> None:
        chat = self._chats.get(chat_id) or self._meet(chat_id, now)
        chat.blocked_until = max(chat.blocked_until, now + seconds)
        if self._refused is not None:
            at, where = self._refused
            if where != chat_id and now - at <= ALL_WITHIN:
                self.block_all(seconds)
                if self._share is not None:
                    self._share.block(seconds)
        self._refused = now, chat_id


class Slot:
    """The right to send one message. Each way to end it counts once, the first.

    name: in the budget that is shared, if one is.
    """

    __slots__ = ("_limiter", "begun", "chat_id", "name", "window")

    def __init__(
        self, limiter: Limiter, chat_id: int, window: Window | None, begun: float, name: int
    ) -> None:
        self._limiter = limiter
        self.chat_id = chat_id
        self.window = window
        self.begun = begun
        self.name = name

    def answered(self) -> None:
        self._limiter._end(self, None, sent=True)

    def refused(self, seconds: float) -> None:
        self._limiter._end(self, seconds, sent=False)

    def lost(self) -> None:
        self._limiter._end(self, None, sent=False)

    unused = lost


class _Chat:
    __slots__ = ("blocked_until", "window")

    def __init__(self, window: Window) -> None:
        self.window = window
        self.blocked_until = 0.0

    def over(self, now: float) -> bool:
        """Whether nothing that was sent there matters any more."""
        return now >= self.blocked_until and self.window.empty(now)


@dataclass(slots=True)
class _Waiting:
    chat_id: int
    new: bool
    turn: asyncio.Future[Slot]


def _call_later(seconds: float, call: Callable[[], None]) -> Timer:
    return asyncio.get_running_loop().call_later(seconds, call)
