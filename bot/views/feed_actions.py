"""What the buttons under feeds ask for.

Each says what shall be, not that something be turned round: an update may be handled twice.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

TO_FEEDS = "feeds"  # what /start is given by the link to the feeds
# What the question for an address is marked by, so that the answer to it is understood.
FEED_TOKEN = "feeds_add"

_ID = r"([1-9]\d{0,17})"


class FeedDeed(StrEnum):
    """What is done with a feed."""

    FETCH = "n"  # look at it now
    PAUSE = "p"
    RESUME = "r"
    ANNOUNCE = "a"  # post its new articles
    KEEP_QUIET = "q"
    OFFER_REMOVAL = "?"  # ask whether it shall be removed
    REMOVE = "x"


@dataclass(frozen=True, slots=True)
class ShowFeeds:
    """A page of the feeds, from 1."""

    page: int = 1

    def at(self, page: int) -> "ShowFeeds":
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class ShowFeed:
    id: int


@dataclass(frozen=True, slots=True)
class ShowRests:
    """How often a feed may be looked at."""

    id: int


@dataclass(frozen=True, slots=True)
class SetRest:
    """Look at a feed so often.  minutes: between two looks; 0 for as often as it changes."""

    id: int
    minutes: int


@dataclass(frozen=True, slots=True)
class DoFeed:
    id: int
    deed: FeedDeed


@dataclass(frozen=True, slots=True)
class AskFeed:
    """Ask for the address of a feed."""


@dataclass(frozen=True, slots=True)
class FollowFound:
    """Follow a feed that a page names.  number: under which its address is remembered."""

    number: int


@dataclass(frozen=True, slots=True)
class DecideList:
    """Follow all feeds of a list, or throw the list away.  number: under which it is kept."""

    number: int
    follow: bool


FeedAction = (
    ShowFeeds | ShowFeed | ShowRests | SetRest | DoFeed | AskFeed | FollowFound | DecideList
)


def encode_feed_action(action: FeedAction) -> str:
    match action:
        case ShowFeeds(page):
            return f"f:{page}" if page > 1 else "f"
        case AskFeed():
            return "f:+"
        case FollowFound(number):
            return f"f:+{number}"
        case DecideList(number, follow):
            return f"f:*{number}{'+' if follow else '-'}"
        case ShowFeed(number):
            return f"f:#{number}"
        case ShowRests(number):
            return f"f:#{number}:i"
        case SetRest(number, minutes):
            return f"f:#{number}:i={minutes}"
        case DoFeed(number, deed):
            return f"f:#{number}!{deed}"


def decode_feed_action(data: str) -> FeedAction | None:
    """None for anything that `encode_feed_action` does not give."""
    if data == "f":
        return ShowFeeds()
    if found := _read(r"f:([2-9]|[1-9]\d{1,6})", data):
        return ShowFeeds(int(found[1]))
    if data == "f:+":
        return AskFeed()
    if found := _read(rf"f:\+{_ID}", data):
        return FollowFound(int(found[1]))
    if found := _read(rf"f:\*{_ID}([+-])", data):
        return DecideList(int(found[1]), found[2] == "+")
    if found := _read(rf"f:#{_ID}", data):
        return ShowFeed(int(found[1]))
    if found := _read(rf"f:#{_ID}:i", data):
        return ShowRests(int(found[1]))
    if found := _read(rf"f:#{_ID}:i=(0|[1-9]\d{{0,4}})", data):
        return SetRest(int(found[1]), int(found[2]))
    if found := _read(rf"f:#{_ID}!([{re.escape(''.join(FeedDeed))}])", data):
        return DoFeed(int(found[1]), FeedDeed(found[2]))
    return None


def _read(form: str, data: str) -> re.Match[str] | None:
    return re.fullmatch(form, data, re.ASCII)
