"""What the buttons under subscriptions ask for.

Each says what shall be, not that something be turned round: an update may be handled twice. None
is a right: who presses is asked about anew.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

_ID = r"([1-9]\d{0,17})"
_CHAT = r"(-?[1-9]\d{0,17})"
_PAGE = r"([1-9]\d{0,2})"
_VALUE = r"([\w+/-]{0,48})"


class Part(StrEnum):
    """What of a subscription is shown, to be changed."""

    FILTER = "f"
    TOPICS = "t"
    MODE = "m"
    TIME = "h"
    WEEKDAY = "d"
    ZONE = "z"
    LOOKS = "a"
    SILENT = "s"
    LANGUAGE = "l"
    DELETE = "x"


class Field(StrEnum):
    """What of a subscription is set by a button; a text only to nothing."""

    MODE = "m"
    BUNDLE_FROM = "n"
    AT = "h"
    WEEKDAY = "d"
    ZONE = "z"
    FORMAT = "a"
    PICTURE = "p"
    HASHTAGS = "g"
    SILENT = "s"
    LANGUAGE = "l"
    TOPICS = "t"
    QUERY = "q"
    BLOCKED = "b"
    HEADER = "o"
    FOOTER = "u"


TEXTS = frozenset((Field.QUERY, Field.BLOCKED, Field.HEADER, Field.FOOTER))


class Deed(StrEnum):
    """What is done with a subscription."""

    PAUSE = "p"
    RESUME = "r"
    DELETE = "x"
    PREVIEW = "v"


@dataclass(frozen=True, slots=True)
class ShowSubscriptions:
    """All that the person who presses looks after."""


@dataclass(frozen=True, slots=True)
class ChooseChat:
    """The keyboard that offers channels and groups."""


@dataclass(frozen=True, slots=True)
class SubscribeMe:
    """Subscribe the person who presses to everything."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Subscribe a chat to everything."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class ShowSubscription:
    id: int


@dataclass(frozen=True, slots=True)
class ShowPart:
    """A part of one, to be changed.  page: of the topics or zones on offer."""

    id: int
    part: Part
    page: int = 1

    def at(self, page: int) -> "ShowPart":
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class SetField:
    """value: as a button carries it, empty for nothing.  page: where the button is."""

    id: int
    field: Field
    value: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class SetTopic:
    """Take a topic in or out.  number: under which its name is remembered.  page: its button's."""

    id: int
    number: int
    wanted: bool
    page: int = 1


@dataclass(frozen=True, slots=True)
class AskText:
    """Ask for a text, which the person then writes."""

    id: int
    field: Field


@dataclass(frozen=True, slots=True)
class Do:
    id: int
    deed: Deed


SubscriptionAction = (
    ShowSubscriptions
    | ChooseChat
    | SubscribeMe
    | Subscribe
    | ShowSubscription
    | ShowPart
    | SetField
    | SetTopic
    | AskText
    | Do
)


def encode_subscription_action(action: SubscriptionAction) -> str:
    match action:
        case ShowSubscriptions():
            return "u"
        case ChooseChat():
            return "u:*"
        case SubscribeMe():
            return "u:+"
        case Subscribe(chat_id):
            return f"u:+{chat_id}"
        case ShowSubscription(number):
            return f"u:{number}"
        case ShowPart(number, part, page):
            return f"u:{number}:{part}:{page}"
        case SetField(number, field, value, page):
            return f"u:{number}:{field}:{page}={value}"
        case SetTopic(number, topic, wanted, page):
            return f"u:{number}:t:{page}{'+' if wanted else '-'}{topic}"
        case AskText(number, field):
            return f"u:{number}:{field}?"
        case Do(number, deed):
            return f"u:{number}!{deed}"


def decode_subscription_action(data: str) -> SubscriptionAction | None:
    """None for anything that `encode_subscription_action` does not give."""
    if data == "u":
        return ShowSubscriptions()
    if data == "u:*":
        return ChooseChat()
    if data == "u:+":
        return SubscribeMe()
    if found := _read(rf"u:\+{_CHAT}", data):
        return Subscribe(int(found[1]))
    if found := _read(rf"u:{_ID}", data):
        return ShowSubscription(int(found[1]))
    if found := _read(rf"u:{_ID}:({'|'.join(Part)}):{_PAGE}", data):
        return ShowPart(int(found[1]), Part(found[2]), int(found[3]))
    if found := _read(rf"u:{_ID}:({'|'.join(Field)}):{_PAGE}={_VALUE}", data):
        return SetField(int(found[1]), Field(found[2]), found[4], int(found[3]))
    if found := _read(rf"u:{_ID}:t:{_PAGE}([+-]){_ID}", data):
        return SetTopic(int(found[1]), int(found[4]), found[3] == "+", int(found[2]))
    if found := _read(rf"u:{_ID}:({'|'.join(sorted(TEXTS))})\?", data):
        return AskText(int(found[1]), Field(found[2]))
    if found := _read(rf"u:{_ID}!({'|'.join(Deed)})", data):
        return Do(int(found[1]), Deed(found[2]))
    return None


def text_token(number: int, field: Field) -> str:
    """What a question for a text is marked by, so that the answer to it is understood."""
    return f"u_{number}_{field}"


def read_text_token(token: str) -> AskText | None:
    """None for anything that `text_token` does not give."""
    found = _read(rf"u_{_ID}_({'|'.join(sorted(TEXTS))})", token)
    return AskText(int(found[1]), Field(found[2])) if found else None


def chat_token(chat_id: int) -> str:
    """What /start is given by the link to a chat's subscriptions."""
    return f"subs_{chat_id}"


def read_chat_token(token: str) -> int | None:
    """None for anything that `chat_token` does not give."""
    found = _read(rf"subs_{_CHAT}", token)
    return int(found[1]) if found else None


def _read(form: str, data: str) -> re.Match[str] | None:
    return re.fullmatch(form, data, re.ASCII)
