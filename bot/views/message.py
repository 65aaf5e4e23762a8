"""A message ready to be sent: rendered text and entities, and the buttons under it."""

from dataclasses import dataclass
from typing import Any

from bot.views.actions import Action
from bot.views.document import Document
from bot.views.render import render


@dataclass(frozen=True, slots=True)
class Button:
    """Asks for an action, or leads to an address."""

    label: str
    action: Action | None = None
    url: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """preview: whether Telegram shows a card for the first link."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()
    keyboard: Keyboard = ()
    preview: bool = False


def compose_message(
    document: Document, keyboard: Keyboard = (), *, preview: bool = False
) -> Message:
    """The one way from a Document to a Message."""
    rendered = render(document)
    return Message(rendered.text, rendered.entities, keyboard, preview)
