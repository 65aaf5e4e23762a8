"""What the buttons of /settings ask for.

Each says what shall be, not that something be turned round: an update may be handled twice.
"""

import re
from dataclasses import dataclass, replace

_PAGE = r"([1-9]\d{0,2})"


@dataclass(frozen=True, slots=True)
class ShowSettings:
    """All that the person who presses has set."""


@dataclass(frozen=True, slots=True)
class ShowLanguages:
    """The languages to choose from."""


@dataclass(frozen=True, slots=True)
class ShowZones:
    """A page of the time zones to choose from."""

    page: int = 1

    def at(self, page: int) -> "ShowZones":
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class ShowCurrencies:
    """A page of the currencies to choose from."""

    page: int = 1

    def at(self, page: int) -> "ShowCurrencies":
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """code: None for the language that Telegram is set to."""

    code: str | None


@dataclass(frozen=True, slots=True)
class SetZone:
    """name: None for the site's zone."""

    name: str | None


@dataclass(frozen=True, slots=True)
class SetCurrency:
    """Take a currency among one's own, as the last, or off them.  page: where its button is."""

    code: str
    mine: bool
    page: int = 1


@dataclass(frozen=True, slots=True)
class ResetCurrencies:
    """Have the site's currencies again.  page: where its button is."""

    page: int = 1


Choice = (
    ShowSettings
    | ShowLanguages
    | ShowZones
    | ShowCurrencies
    | SetLanguage
    | SetZone
    | SetCurrency
    | ResetCurrencies
)


def encode_choice(choice: Choice) -> str:
    match choice:
        case ShowSettings():
            return "o"
        case ShowLanguages():
            return "o:l"
        case SetLanguage(code):
            return f"o:l={code or ''}"
        case ShowZones(page):
            return f"o:z:{page}"
        case SetZone(name):
            return f"o:z={name or ''}"
        case ShowCurrencies(page):
            return f"o:c:{page}"
        case SetCurrency(code, mine, page):
            return f"o:c:{page}{'+' if mine else '-'}{code}"
        case ResetCurrencies(page):
            return f"o:c:{page}="


def decode_choice(data: str) -> Choice | None:
    """None for anything that `encode_choice` does not give."""
    if data == "o":
        return ShowSettings()
    if data == "o:l":
        return ShowLanguages()
    if found := _read(r"o:l=([a-z]{2,8})?", data):
        return SetLanguage(found[1])
    if found := _read(rf"o:z:{_PAGE}", data):
        return ShowZones(int(found[1]))
    if found := _read(r"o:z=([\w+/-]{1,48})?", data):
        return SetZone(found[1])
    if found := _read(rf"o:c:{_PAGE}", data):
        return ShowCurrencies(int(found[1]))
    if found := _read(rf"o:c:{_PAGE}=", data):
        return ResetCurrencies(int(found[1]))
    if found := _read(rf"o:c:{_PAGE}([+-])([A-Z]{{3}})", data):
        return SetCurrency(found[3], found[2] == "+", int(found[1]))
    return None


def _read(form: str, data: str) -> re.Match[str] | None:
    return re.fullmatch(form, data, re.ASCII)
