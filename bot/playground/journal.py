"""What the bot did in its chats, in order: for tests that ask what arrived, and how often."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.playground.entities import Offsets
from bot.playground.records import Json

Deed = Literal["sent", "edited", "deleted"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the bot did. number: from 1. time: Unix, in seconds.

    message: the Bot API's Message as it was then, None for one that was deleted.
    silent: sent with disable_notification.
    """

    number: int
    time: float
    deed: Deed
    chat_id: int
    message_id: int
    message: Json | None = None
    silent: bool = False

    @property
    def text(self) -> str:
        """The text or caption."""
        message = self.message or {}
        said: str = message.get("text") or message.get("caption") or ""
        return said

    @property
    def link(self) -> str:
        """Where the message leads: its first link, else its preview's or its first button's."""
        message = self.message or {}
        return next(_links(message, self.text), "")

    @property
    def thread(self) -> int:
        """The topic, 0 for none."""
        number: int = (self.message or {}).get("message_thread_id", 0)
        return number

    def as_json(self) -> Json:
        """For other programs."""
        return {
            "number": self.number,
            "time": self.time,
            "deed": self.deed,
            "chat_id": self.chat_id,
            "message_id": self.message_id,
            "thread": self.thread,
            "text": self.text,
            "link": self.link,
            "silent": self.silent,
        }


class Journal:
    """All entries, by chat and in order. clock: Unix time in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.entries: list[Entry] = []
        self._by_chat: dict[int, list[Entry]] = {}
        self._clock = clock

    def add(
        self, deed: Deed, chat_id: int, message_id: int, message: Json | None, silent: bool = False
    ) -> None:
        """Note what the bot did."""
        entry = Entry(
            len(self.entries) + 1, self._clock(), deed, chat_id, message_id, message, silent
        )
        self.entries.append(entry)
        self._by_chat.setdefault(chat_id, []).append(entry)

    def of(self, chat_id: int, deed: Deed = "sent") -> list[Entry]:
        """What was done in a chat, oldest first."""
        return [entry for entry in self._by_chat.get(chat_id, ()) if entry.deed == deed]

    def copies(self) -> Counter[tuple[int, int, str]]:
        """How often each link, or the text where there is none, was sent to a chat and topic."""
        return Counter(
            (entry.chat_id, entry.thread, entry.link or entry.text)
            for entry in self.entries
            if entry.deed == "sent"
        )

    def since(self, number: int, most: int = 0) -> list[Entry]:
        """The entries after that number, at most so many (0: all)."""
        end = number + most if most else None
        return self.entries[number:end]


def _links(message: Json, text: str) -> Iterator[str]:
    offsets = Offsets(text)
    for entity in message.get("entities") or message.get("caption_entities") or ():
        if entity["type"] == "text_link":
            yield entity["url"]
        elif entity["type"] == "url":
            start, end = entity["offset"], entity["offset"] + entity["length"]
            yield text[offsets.index(start) : offsets.index(end)]
    preview = message.get("link_preview_options", {}).get("url")
    if preview:
        yield preview
    for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
        for button in row:
            if "url" in button:
                yield button["url"]
