"""What a button asks for, in the at most 64 bytes that Telegram lets it carry.

A button outlives the program that made it: it says all that is needed to answer it, and one of
an unknown form is answered with a hint, never with silence.
"""

import re
from dataclasses import dataclass, replace

from bot.views.choices import Choice, decode_choice, encode_choice
from bot.views.conversion_actions import (
    Conversion,
    Convert,
    Remembered,
    Reread,
    decode_conversion,
    encode_conversion,
)
from bot.views.rate_actions import (
    RateAction,
    ShowHistory,
    ShowTable,
    decode_rate_action,
    encode_rate_action,
)
from storage import Order

LIMIT = 64  # bytes; Bot API, InlineKeyboardButton.callback_data
# Bytes that are left beside the longest rest: "k:", an id of 12 digits, ".", a page of 3, ":1:s:",
# a page of 7, ":n=".
INLINE_WORDS = 30
PAGE_SIZE = 6  # articles of a list, where nothing else was asked for
LAST_PAGE = 999  # of an article

_PAGE = r"([1-9]\d{0,8})"
_ID = r"(0|[1-9]\d{0,17})"
_OPENED = rf"{_ID}(?:\.([2-9]|[1-9]\d{{1,2}}))?"


@dataclass(frozen=True, slots=True)
class Latest:
    """A page of the newest articles, from 1.  size: articles on a page, 1 to 20."""

    page: int = 1
    size: int = PAGE_SIZE

    def at(self, page: int) -> "Latest":
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Search:
    """A page of what a search finds: by its words where they fit, else by their number."""

    page: int
    words: str = ""
    number: int | None = None
    order: Order = Order.BEST

    @staticmethod
    def fits(words: str) -> bool:
        return len(words.encode()) <= INLINE_WORDS

    def at(self, page: int) -> "Search":
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Saved:
    """A page of what the person who presses has saved."""

    page: int = 1

    def at(self, page: int) -> "Saved":
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Topics:
    """A page of the topics."""

    page: int = 1

    def at(self, page: int) -> "Topics":
        return replace(self, page=page)


Articles = Latest | Search | Saved  # a list of articles, of which one can be opened


@dataclass(frozen=True, slots=True)
class Open:
    """A page of an article in full, and the list to which "Back" returns."""

    article_id: int
    back: Articles
    page: int = 1

    def at(self, page: int) -> "Open":
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Keep:
    """Save the article that is open, or take it off the saved ones."""

    open: Open
    keep: bool


@dataclass(frozen=True, slots=True)
class Related:
    """Articles like this one.  back: the list that the article was opened from."""

    article_id: int
    back: Articles


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


Action = (
    Articles
    | Topics
    | Open
    | Keep
    | Related
    | ShowRates
    | Decide
    | Nothing
    | Choice
    | RateAction
    | Conversion
)


def encode(action: Action) -> str:
    """The text a button carries. Raises ValueError if it does not fit."""
    match action:
        case Latest() | Search() | Saved():
            data = _encode_list(action)
        case Topics(page):
            data = f"t:{page}"
        case Open(_, back):
            data = f"a:{_opened(action)}:{_encode_list(back)}"
        case Keep(opened, keep):
            data = f"k:{_opened(opened)}:{int(keep)}:{_encode_list(opened.back)}"
        case Related(article_id, back):
            data = f"e:{article_id}:{_encode_list(back)}"
        case ShowRates():
            data = "r"
        case Decide(number, load):
            data = f"i:{number}:{int(load)}"
        case Nothing():
            data = "-"
        case ShowTable() | ShowHistory():
            data = encode_rate_action(action)
        case Convert() | Reread() | Remembered():
            data = encode_conversion(action)
        case _:
            data = encode_choice(action)
    if len(data.encode()) > LIMIT:
        raise ValueError(f"{data!r} is too long for a button")
    return data


def decode(data: str) -> Action | None:
    """What a button asks for; None for anything that `encode` does not give."""
    if len(data.encode("utf-8", "surrogatepass")) > LIMIT:
        return None
    kind, _, rest = data.partition(":")
    match kind:
        case "l" | "s" | "v":
            return _decode_list(data)
        case "-" | "r" if data == kind:
            return Nothing() if kind == "-" else ShowRates()
        case "o":
            return decode_choice(data)
        case "q":
            return decode_rate_action(data)
        case "c" | "y" | "m":
            return decode_conversion(data)
        case "t" if found := _read(_PAGE, rest):
            return Topics(int(found[1]))
        case "i" if found := _read(rf"{_ID}:([01])", rest):
            return Decide(int(found[1]), found[2] == "1")
        case "a" if (found := _read(rf"{_OPENED}:(.*)", rest)) and (back := _decode_list(found[3])):
            return Open(int(found[1]), back, int(found[2] or 1))
        case "e" if (found := _read(rf"{_ID}:(.*)", rest)) and (back := _decode_list(found[2])):
            return Related(int(found[1]), back)
        case "k" if (found := _read(rf"{_OPENED}:([01]):(.*)", rest)) and (
            back := _decode_list(found[4])
        ):
            return Keep(Open(int(found[1]), back, int(found[2] or 1)), found[3] == "1")
    return None


def _opened(action: Open) -> str:
    return f"{action.article_id}.{action.page}" if action.page > 1 else f"{action.article_id}"


def _encode_list(action: Articles) -> str:
    match action:
        case Latest(page, size):
            return f"l:{page}" if size == PAGE_SIZE else f"l:{page}:{size}"
        case Search(page, words, number, order):
            newest = "n" if order is Order.NEWEST else ""
            return f"s:{page}:{newest}" + (f"={words}" if number is None else f"#{number}")
        case Saved(page):
            return f"v:{page}"


def _decode_list(data: str) -> Articles | None:
    if found := _read(rf"l:{_PAGE}(?::(?!{PAGE_SIZE}$)([1-9]|1\d|20))?", data):
        return Latest(int(found[1]), int(found[2] or PAGE_SIZE))
    if found := _read(rf"s:{_PAGE}:(n?)(?:#{_ID}|=(.*))", data):
        page, newest, number, words = found.groups()
        order = Order.NEWEST if newest else Order.BEST
        if number is not None:
            return Search(int(page), number=int(number), order=order)
        # Longer words than a button of ours has would leave no room in the answer's buttons.
        return Search(int(page), words, order=order) if Search.fits(words) else None
    if found := _read(rf"v:{_PAGE}", data):
        return Saved(int(found[1]))
    return None


def _read(form: str, data: str) -> re.Match[str] | None:
    return re.fullmatch(form, data, re.ASCII | re.DOTALL)
