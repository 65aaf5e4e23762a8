"""What a button asks for, in the at most 64 bytes that Telegram lets it carry.

A button outlives the program that made it: it says all that is needed to answer it, and one of
an unknown form is answered with a hint, never with silence.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, get_args

from bot.views.admin_actions import AdminAction, decode_admin_action, encode_admin_action
from bot.views.alert_actions import AlertAction, decode_alert_action, encode_alert_action
from bot.views.choices import Choice, decode_choice, encode_choice
from bot.views.conversion_actions import Conversion, decode_conversion, encode_conversion
from bot.views.edit_actions import EditDeed, EditField, decode_deed, encode_deed
from bot.views.feed_actions import FeedAction, decode_feed_action, encode_feed_action
from bot.views.load_actions import DoLoad, decode_load_action, encode_load_action
from bot.views.queue_actions import Queue, decode_queue_action, encode_queue_action
from bot.views.rate_actions import RateAction, decode_rate_action, encode_rate_action
from bot.views.subscription_actions import (
    SubscriptionAction,
    decode_subscription_action,
    encode_subscription_action,
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
class Edit:
    """What an editor does with the article that is open.  field: of a deed of OF_FIELDS."""

    open: Open
    deed: EditDeed
    field: EditField | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Articles like this one.  back: the list that the article was opened from."""

    article_id: int
    back: Articles


@dataclass(frozen=True, slots=True)
class ShowRates:
    """The rates."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """A label that looks like a button."""


Action = (
    Articles
    | Topics
    | Open
    | Keep
    | Edit
    | Related
    | ShowRates
    | DoLoad
    | Nothing
    | Choice
    | RateAction
    | Conversion
    | SubscriptionAction
    | Queue
    | AlertAction
    | AdminAction
    | FeedAction
)


# What belongs together has its own module: its actions, what they begin with, both ways.
_FAMILIES: tuple[tuple[Any, str, Callable[[Any], str], Callable[[str], Action | None]], ...] = (
    (Choice, "o", encode_choice, decode_choice),
    (RateAction, "q", encode_rate_action, decode_rate_action),
    (Conversion, "cym", encode_conversion, decode_conversion),
    (SubscriptionAction, "u", encode_subscription_action, decode_subscription_action),
    (Queue, "w", encode_queue_action, decode_queue_action),
    (AlertAction, "z", encode_alert_action, decode_alert_action),
    (AdminAction, "hd", encode_admin_action, decode_admin_action),
    (FeedAction, "f", encode_feed_action, decode_feed_action),
    (DoLoad, "i", encode_load_action, decode_load_action),
)
_ENCODERS: dict[type[Action], Callable[[Any], str]] = {
    kind: encoder for family, _, encoder, _ in _FAMILIES for kind in get_args(family) or (family,)
}
_DECODERS = {letter: decoder for _, letters, _, decoder in _FAMILIES for letter in letters}


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
        case Edit(opened, deed, field):
            done = encode_deed(deed, field)
            data = f"j:{_opened(opened)}:{done}:{_encode_list(opened.back)}"
        case Related(article_id, back):
            data = f"e:{article_id}:{_encode_list(back)}"
        case ShowRates():
            data = "r"
        case Nothing():
            data = "-"
        case _:
            data = _ENCODERS[type(action)](action)
    if len(data.encode()) > LIMIT:
        raise ValueError(f"{data!r} is too long for a button")
    return data


def decode(data: str) -> Action | None:
    """What a button asks for; None for anything that `encode` does not give."""
    if len(data.encode("utf-8", "surrogatepass")) > LIMIT:
        return None
    kind, _, rest = data.partition(":")
    if kind in _DECODERS:
        return _DECODERS[kind](data)
    match kind:
        case "l" | "s" | "v":
            return _decode_list(data)
        case "-" | "r" if data == kind:
            return Nothing() if kind == "-" else ShowRates()
        case "t" if found := _read(_PAGE, rest):
            return Topics(int(found[1]))
        case "a" if (found := _read(rf"{_OPENED}:(.*)", rest)) and (back := _decode_list(found[3])):
            return Open(int(found[1]), back, int(found[2] or 1))
        case "e" if (found := _read(rf"{_ID}:(.*)", rest)) and (back := _decode_list(found[2])):
            return Related(int(found[1]), back)
        case "k" if (found := _read(rf"{_OPENED}:([01]):(.*)", rest)) and (
            back := _decode_list(found[4])
        ):
            return Keep(Open(int(found[1]), back, int(found[2] or 1)), found[3] == "1")
        case "j" if (
            (found := _read(rf"{_OPENED}:([^:]+):(.*)", rest))
            and (done := decode_deed(found[3]))
            and (back := _decode_list(found[4]))
        ):
            return Edit(Open(int(found[1]), back, int(found[2] or 1)), *done)
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
