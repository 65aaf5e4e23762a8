"""Screens on which one of many is chosen: what is chosen already has a tick."""

from collections.abc import Sequence
from datetime import datetime

from bot.locales import Words
from bot.views.message import Button, Keyboard, label
from bot.views.zones import city, offset

CITY = 20  # UTF-16 units of a city in a button, beside its offset
ZONES_IN_A_ROW, ZONE_ROWS = 2, 8
# Each as those who speak it call it.
LANGUAGES = {"en": "English", "ru": "Русский"}


def ticked(text: str, is_chosen: bool) -> str:
    return f"✓ {text}" if is_chosen else text


def zone_label(zone: str, now: datetime, words: Words) -> str:
    name, ahead = label(city(zone, words), CITY), offset(zone, now)
    return name if name == ahead else f"{name} {ahead}"


def part_of(items: Sequence[str], number: int, size: int) -> tuple[int, int, Sequence[str]]:
    """The number of the page, that of the last, and what is on it.

    number: one past the end is the last.
    """
    last = max(1, -(-len(items) // size))
    number = min(number, last)
    return number, last, items[(number - 1) * size : number * size]


def in_rows(buttons: Sequence[Button], length: int) -> Keyboard:
    return tuple(tuple(buttons[start : start + length]) for start in range(0, len(buttons), length))
