"""What the buttons of alerts ask for."""

import re
from dataclasses import dataclass
from decimal import Decimal

PERCENTS = (Decimal(1), Decimal(2), Decimal(5))  # on offer under a conversion

_CODE = r"([A-Z]{3})"


@dataclass(frozen=True, slots=True)
class ShowAlerts:
    """All that the person who presses waits for."""


@dataclass(frozen=True, slots=True)
class OfferAlert:
    """By how much a pair shall move."""

    base: str
    quote: str


@dataclass(frozen=True, slots=True)
class SetAlert:
    """Tell when a pair has moved by so many percent; of PERCENTS."""

    base: str
    quote: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class DropAlert:
    id: int


AlertAction = ShowAlerts | OfferAlert | SetAlert | DropAlert


def encode_alert_action(action: AlertAction) -> str:
    match action:
        case ShowAlerts():
            return "z"
        case OfferAlert(base, quote):
            return f"z:{base}:{quote}"
        case SetAlert(base, quote, percent):
            return f"z:{base}:{quote}:{percent}"
        case DropAlert(number):
            return f"z:-{number}"


def decode_alert_action(data: str) -> AlertAction | None:
    """None for anything that `encode_alert_action` does not give."""
    if data == "z":
        return ShowAlerts()
    if found := _read(rf"z:{_CODE}:{_CODE}", data):
        return OfferAlert(found[1], found[2])
    if found := _read(rf"z:{_CODE}:{_CODE}:({'|'.join(map(str, PERCENTS))})", data):
        return SetAlert(found[1], found[2], Decimal(found[3]))
    if found := _read(r"z:-([1-9]\d{0,17})", data):
        return DropAlert(int(found[1]))
    return None


def _read(form: str, data: str) -> re.Match[str] | None:
    return re.fullmatch(form, data, re.ASCII)
