"""What goes wrong between the bot and Telegram: by chance or by a script, each time noted."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from bot.playground.params import Params

_SEVERAL = 2**63 - 1


class FaultKind(StrEnum):
    """What happens to a call."""

    TOO_MANY_REQUESTS = "too_many_requests"
    """429 with retry_after."""
    INTERNAL_ERROR = "internal_error"
    """500, as the Bot API server words it."""
    BAD_GATEWAY = "bad_gateway"
    """502 of the proxy before it, in HTML."""
    GATEWAY_TIMEOUT = "gateway_timeout"
    """504 of the same proxy."""
    REFUSAL = "refusal"
    """A refusal of Telegram's in any words."""
    RESET_BEFORE = "reset_before"
    """The connection is reset before the call takes effect."""
    RESET_AFTER = "reset_after"
    """The call takes effect, and the connection is reset before its answer."""
    CUT = "cut"
    """The call takes effect, and half of its answer comes."""
    DELAY = "delay"
    """The call takes effect late."""


AFTER = frozenset({FaultKind.RESET_AFTER, FaultKind.CUT})
"""Kinds that always come after the call took effect."""


@dataclass(slots=True)
class Fault:
    """One wish. method: a name or a pattern ("send*"). chat: 0 for all.

    left: how many times it still happens. retry_after, seconds (of a delay): in seconds.
    code, description: of a refusal. takes_effect: whether a 5xx comes after the effect.
    """

    method: str
    kind: FaultKind
    probability: float
    left: int
    chat: int
    retry_after: float
    seconds: float
    code: int
    description: str
    takes_effect: bool

    def __post_init__(self) -> None:
        self.takes_effect = self.takes_effect or self.kind in AFTER


@dataclass(frozen=True, slots=True)
class Happened:
    """One fault that happened. time: Unix, in seconds. chat_id: 0 for a call that names none.

    took_effect: whether the call did what it should, although the bot was not told so.
    """

    time: float
    method: str
    chat_id: int
    kind: FaultKind
    took_effect: bool


class Faults:
    """The wishes, and what came of them. seed: of the chances, for the same ones each time."""

    def __init__(self, seed: int = 0) -> None:
        self.happened: list[Happened] = []
        self.early: list[tuple[float, int, str]] = []
        """Calls that came before the retry_after of a fault was over: time, chat, method."""
        self._wishes: list[Fault] = []
        self._scripts: dict[str, list[FaultKind | None]] = {}
        self._until: dict[int, float] = {}
        self._random = random.Random(seed)

    def seed(self, seed: int) -> None:
        """Begin the chances anew."""
        self._random.seed(seed)

    def add(
        self,
        method: str,
        kind: FaultKind | str,
        *,
        probability: float = 1.0,
        count: int = 0,
        chat: int = 0,
        retry_after: float = 1,
        seconds: float = 1.0,
        code: int = 400,
        description: str = "Bad Request: PEER_ID_INVALID",
        takes_effect: bool = False,
    ) -> Fault:
        """Let calls of a method go wrong. Of several wishes the first that falls due happens.

        count: how many times, 0 for always. The rest: see Fault.
        """
        if not 0 < probability <= 1:
            raise ValueError(f"a probability is above 0 and at most 1, not {probability}")
        fault = Fault(
            method, FaultKind(kind), probability, count or _SEVERAL, chat, retry_after, seconds,
            code, description, takes_effect,
        )  # fmt: skip
        self._wishes.append(fault)
        return fault

    def script(self, method: str, kinds: Sequence[FaultKind | str | None]) -> None:
        """What happens to the next calls of exactly this method, one after the other.

        None: nothing. A script goes before chances.
        """
        steps = [None if kind is None else FaultKind(kind) for kind in kinds]
        self._scripts.setdefault(method, []).extend(steps)

    def remove(self, fault: Fault) -> None:
        """Take a wish back."""
        self._wishes.remove(fault)

    def clear(self) -> None:
        """Take all wishes and scripts back. What happened stays noted."""
        self._wishes.clear()
        self._scripts.clear()

    def pick(self, method: str, params: Params, now: float) -> Fault | None:
        """What happens to this call, None for nothing. now: Unix, in seconds."""
        if not self._wishes and not self._scripts and not self._until:
            return None
        chat = params.integer("chat_id", low=-(2**63), high=2**63 - 1)
        if chat in self._until and method.startswith("send"):
            if now < self._until[chat]:
                self.early.append((now, chat, method))
            else:
                del self._until[chat]
        fault = self._due(method, chat)
        if fault is not None and fault.kind is FaultKind.TOO_MANY_REQUESTS and chat:
            self._until[chat] = max(self._until.get(chat, 0.0), now + fault.retry_after)
        return fault

    def note(self, fault: Fault, method: str, params: Params, now: float) -> None:
        """Remember that a fault happened."""
        chat = params.integer("chat_id", low=-(2**63), high=2**63 - 1)
        took_effect = fault.takes_effect or fault.kind is FaultKind.DELAY
        self.happened.append(Happened(now, method, chat, fault.kind, took_effect))

    def _due(self, method: str, chat: int) -> Fault | None:
        steps = self._scripts.get(method)
        if steps:
            kind = steps.pop(0)
            return None if kind is None else _plain(method, kind)
        for fault in self._wishes:
            if not fault.left or (fault.chat and fault.chat != chat):
                continue
            if not fnmatchcase(method, fault.method):
                continue
            if self._random.random() < fault.probability:
                fault.left -= 1
                return fault
        return None


def _plain(method: str, kind: FaultKind) -> Fault:
    return Fault(method, kind, 1.0, 1, 0, 1, 1.0, 400, "Bad Request: PEER_ID_INVALID", False)
