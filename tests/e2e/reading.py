"""What tests of reading look at, and how they fill the archive."""

from typing import Any

from bot.playground import Phone
from bot.playground.records import Event
from storage import Draft
from tests.e2e.conftest import World


def rows(message: dict[str, Any]) -> list[list[str]]:
    """The labels of the buttons under a message."""
    keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in keyboard]


def button(message: dict[str, Any], label: str) -> dict[str, Any]:
    """The one button with this label."""
    keyboard = message["reply_markup"]["inline_keyboard"]
    (found,) = [one for row in keyboard for one in row if one["text"] == label]
    return dict(found)


def bold(message: dict[str, Any]) -> list[str]:
    """What is bold in a message whose characters all take one UTF-16 unit."""
    return [
        message["text"][one["offset"] : one["offset"] + one["length"]]
        for one in message["entities"]
        if one["type"] == "bold"
    ]


async def load(world: World, *given: Draft) -> None:
    await world.store.load(given, [], person_id=1, file_name="test")


async def toast(phone: Phone, message: dict[str, Any], label: str = "", *, data: str = "") -> Event:
    """Press a button, and give the note that answers it."""
    query_id = await phone.press(message, label, data=data)
    return await answer_to(phone, query_id)


async def answer_to(phone: Phone, query_id: str = "") -> Event:
    """The next answer to a pressed button; to this one, where it is named."""
    while True:
        event = await phone.heard()
        if event.kind == "answer" and query_id in {"", event.query_id}:
            return event
