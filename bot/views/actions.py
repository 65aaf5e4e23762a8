"""What a button asks for, in the at most 64 bytes that Telegram lets it carry.

A button outlives the program that made it: it says all that is needed to answer it, and one of
an unknown form is answered with a hint, never with silence.
"""

import re
from dataclasses import dataclass

LIMIT = 64  # bytes; Bot API, InlineKeyboardButton.callback_data
# What is left beside the longest rest: "a:", an id of 18 digits, ":s:", a page of 9, ":=".
INLINE_WORDS = 30

_PAGE = r"([1-9]\d{0,8})"
_ID = r"(0|[1-9]\d{0,17})"


@dataclass(frozen=True, slots=True)
class Latest:
    """A page of the newest articles, from 1."""

    page: int = 1


@dataclass(frozen=True, slots=True)
class Search:
    """A page of what a search finds: by its words where they are short, else by their number."""

    page: int
    words: str = ""
    number: int | None = None

    @staticmethod
    def fits(words: str) -> bool:
        return len(words.encode()) <= INLINE_WORDS


@dataclass(frozen=True, slots=True)
class Open:
    """An article in full, and the list to which "Back" returns."""

    article_id: int
    back: Latest | Search


@dataclass(frozen=True, slots=True)
class ShowRates:
    """The rates."""


@dataclass(frozen=True, slots=True)
class Decide:
    """Load an import that waits, or throw it away."""

    number: int
    load: bool


@dataclass(frozen=True, slots=True)
class Nothing:
    """A label that looks like a button."""


Action = Latest | Search | Open | ShowRates | Decide | Nothing


def encode(action: Action) -> str:
    """The text a button carries. Raises ValueError if it does not fit."""
    match action:
        case Latest(page):
            data = f"l:{page}"
        case Search(page, _, int(number)):
            data = f"s:{page}:#{number}"
        case Search(page, words, _):
            data = f"s:{page}:={words}"
        case Open(article_id, back):
            data = f"a:{article_id}:{encode(back)}"
        case ShowRates():
            data = "r"
        case Decide(number, load):
            data = f"i:{number}:{int(load)}"
        case Nothing():
            data = "-"
    if len(data.encode()) > LIMIT:
        raise ValueError(f"{data!r} is too long for a button")
    return data


def decode(data: str) -> Action | None:
    """What a button asks for; None for anything that `encode` does not give."""
    if len(data.encode()) > LIMIT:
        return None
    if data in {"-", "r"}:
        return Nothing() if data == "-" else ShowRates()
    if found := re.fullmatch(rf"a:{_ID}:(.*)", data, re.ASCII | re.DOTALL):
        back = _decode_list(found[2])
        return Open(int(found[1]), back) if back else None
    if found := re.fullmatch(rf"i:{_ID}:([01])", data, re.ASCII):
        return Decide(int(found[1]), found[2] == "1")
    return _decode_list(data)


def _decode_list(data: str) -> Latest | Search | None:
    if found := re.fullmatch(rf"l:{_PAGE}", data, re.ASCII):
        return Latest(int(found[1]))
    if found := re.fullmatch(rf"s:{_PAGE}:(?:#{_ID}|=(.*))", data, re.ASCII | re.DOTALL):
        page, number, words = found.groups()
        return Search(int(page), number=int(number)) if number else Search(int(page), words or "")
    return None
