"""What the buttons under a conversion ask for.

Amounts are text, so that a button gives back the digits that someone wrote.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

LIMIT = 64  # bytes; Bot API, InlineKeyboardButton.callback_data
MOST_TARGETS = 30

_CODES = r"((?:[A-Z]{3})+)"
_DAY = r"(\d{8})"
_AMOUNT = r"(\d{1,200}(?:\.\d{1,200}|/[1-9]\d{0,200})?)"
_CONVERT = rf"c:(h?)(n?):{_AMOUNT}:{_CODES}:{_DAY}?"
_REREAD = rf"y:{_DAY}:{_CODES}:(.+)"
_REMEMBERED = r"m:([1-9]\d{0,17})"


@dataclass(frozen=True, slots=True)
class Convert:
    """An amount of one currency in others.

    amount: plain digits, `52356.02`, or a fraction that has no end in decimal, `100/3`.
    targets: at least one.  day: whose rates; None for today's.
    how: the answer says by which quotes.
    anew: it is a message of its own; else it stands in place of the one with the button.
    """

    amount: str
    base: str
    targets: tuple[str, ...]
    day: date | None = None
    how: bool = False
    anew: bool = False

    def swapped(self) -> "Convert":
        """The same amount of the target in the base."""
        return replace(self, base=self.targets[0], targets=(self.base,))

    def explained(self, how: bool = True) -> "Convert":
        return replace(self, how=how)

    def into(self, *targets: str) -> "Convert":
        return replace(self, targets=targets)


@dataclass(frozen=True, slots=True)
class Reread:
    """A text with a name in it that may mean several currencies.

    chosen: what it means.  today: the day on which it was written.
    """

    text: str
    chosen: tuple[str, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Remembered:
    """One of the others that is too long for a button: the store has it under this number."""

    number: int


Conversion = Convert | Reread | Remembered


def fits(action: Conversion) -> bool:
    """Whether a button can carry it."""
    return len(encode_conversion(action).encode()) <= LIMIT


def encode_conversion(action: Conversion) -> str:
    match action:
        case Convert(amount, base, targets, day, how, anew):
            flags = "h" * how + "n" * anew
            return f"c:{flags}:{amount}:{base}{''.join(targets)}:{_of(day) if day else ''}"
        case Reread(text, chosen, today):
            return f"y:{_of(today)}:{''.join(chosen)}:{text}"
        case Remembered(number):
            return f"m:{number}"


def decode_conversion(data: str) -> Conversion | None:
    """None for anything that `encode_conversion` does not give, however long it is."""
    if found := _read(_CONVERT, data):
        base, *targets = _codes(found[4])
        day = _day(found[5]) if found[5] else None
        if 1 <= len(targets) <= MOST_TARGETS and (day or not found[5]):
            return Convert(found[3], base, tuple(targets), day, bool(found[1]), bool(found[2]))
    elif found := _read(_REREAD, data):
        if (day := _day(found[1])) is not None:
            return Reread(found[3], _codes(found[2]), day)
    elif found := _read(_REMEMBERED, data):
        return Remembered(int(found[1]))
    return None


def _of(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text[start : start + 3] for start in range(0, len(text), 3))


def _read(form: str, data: str) -> re.Match[str] | None:
    return re.fullmatch(form, data, re.ASCII | re.DOTALL)
