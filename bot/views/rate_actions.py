"""What the buttons under rates ask for."""

import re
from dataclasses import dataclass

SPANS = (7, 30, 365)  # days that a history is shown for
SPAN = 30

_CODE = r"([A-Z]{3})"


@dataclass(frozen=True, slots=True)
class ShowTable:
    """A currency against the others.

    inverse: the others are told in it; None for a message of its own, as the sources quote.
    """

    base: str
    inverse: bool | None = None


@dataclass(frozen=True, slots=True)
class ShowHistory:
    """How a pair went.  days: of SPANS.  again: in place of the one shown."""

    base: str
    quote: str
    days: int = SPAN
    again: bool = False


RateAction = ShowTable | ShowHistory


def encode_rate_action(action: RateAction) -> str:
    match action:
        case ShowTable(base, inverse):
            return f"q:{base}" if inverse is None else f"q:{base}:{int(inverse)}"
        case ShowHistory(base, quote, days, again):
            return f"q:{base}:{quote}:{days}{'!' if again else ''}"


def decode_rate_action(data: str) -> RateAction | None:
    """None for anything that `encode_rate_action` does not give."""
    if found := _read(rf"q:{_CODE}(?::([01]))?", data):
        return ShowTable(found[1], None if found[2] is None else found[2] == "1")
    if found := _read(rf"q:{_CODE}:{_CODE}:({'|'.join(map(str, SPANS))})(!?)", data):
        return ShowHistory(found[1], found[2], int(found[3]), found[4] == "!")
    return None


def _read(form: str, data: str) -> re.Match[str] | None:
    return re.fullmatch(form, data, re.ASCII)
