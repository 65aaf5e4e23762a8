"""A message ready to be sent: rendered text and entities, and the buttons under it."""

from dataclasses import dataclass
from typing import Any

from bot.views.actions import Action
from bot.views.document import Document, Heading
from bot.views.render import render

LABEL = 40  # UTF-16 units of a button's label; apps cut what does not fit


@dataclass(frozen=True, slots=True)
class Button:
    """Asks for an action, leads to an address, shares what an inline query finds, or copies text.

    copy: 1 to 256 characters; Bot API, CopyTextButton.
    """

    label: str
    action: Action | None = None
    url: str | None = None
    share: str | None = None
    copy: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The card of a link, which need not be in the text.

    above: it stands over the text.  large: its picture is.
    """

    url: str
    above: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class WantsReply:
    """The app answers this message with what is written next.  hint: in the field for it."""

    hint: str


@dataclass(frozen=True, slots=True)
class PickChat:
    """Chooses one of the person's chats and lets the bot in.  number: of what is wanted."""

    label: str
    number: int
    channel: bool


@dataclass(frozen=True, slots=True)
class PickPerson:
    """Chooses a person.  number: of what is wanted."""

    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Picker:
    """Buttons in place of the app's keyboard, until one is pressed."""

    buttons: tuple[PickChat | PickPerson, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """preview: None shows no card, whatever links the text has.

    wants: what the app shall offer to answer with; has no place beside a keyboard.
    """

    text: str
    entities: tuple[dict[str, Any], ...] = ()
    keyboard: Keyboard = ()
    preview: Preview | None = None
    wants: WantsReply | Picker | None = None


def compose_message(
    document: Document,
    keyboard: Keyboard = (),
    *,
    preview: Preview | None = None,
    wants: WantsReply | Picker | None = None,
) -> Message:
    """The one way from a Document to a Message."""
    rendered = render(document)
    return Message(rendered.text, rendered.entities, keyboard, preview, wants)


def label(text: str, limit: int = LABEL) -> str:
    """Any text on one line, without entities: for a button, or a card's title."""
    return render(Document(Heading(text)), limit=limit).text
