"""An update as handlers need it, read straight from Telegram's JSON.

The framework dispatches updates of any type (`BaseHandler`: "custom updates types can be
handled"). Building its own objects for each is a quarter of what an answer costs, and handlers
need a dozen of their hundreds of fields.
"""

import re
from dataclasses import dataclass
from typing import Any

# As Telegram marks it: at the beginning, up to 32 letters, digits and underscores, with the
# bot's name where several could answer.
_COMMAND = re.compile(
    r"/([a-z0-9_]{1,32})(?:@([a-z0-9_]{3,32}))?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Attached:
    """A document. size: bytes, 0 where Telegram does not tell."""

    file_id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Written:
    """A message. text: its text, or the caption of its document."""

    message_id: int
    thread_id: int | None
    text: str
    document: Attached | None


@dataclass(frozen=True, slots=True)
class InlineQuery:
    """What someone writes after the bot's name, in any chat.

    offset: where the answer shall go on, as the one before said; empty at the beginning.
    """

    query_id: str
    text: str
    offset: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """What someone wrote or pressed.

    chat_id: the person's own for an inline query, which tells no chat.
    message: what was written, or the message whose button was pressed; None where that is gone.
    answered: the message that it is a reply to.
    query_id, data: of a pressed button; None for anything else.
    inline: None for anything but an inline query.
    """

    person_id: int
    language_code: str | None
    chat_id: int
    private: bool
    message: Written | None
    answered: Written | None = None
    query_id: str | None = None
    data: str | None = None
    inline: InlineQuery | None = None

    @property
    def text(self) -> str:
        """What was written to the bot; empty for a pressed button."""
        return self.message.text if self.message is not None and self.query_id is None else ""

    def command(self, bot_name: str) -> tuple[str, str] | None:
        """The command, in lower case, and what stands after it.

        None where there is none, and for one that names another bot.
        """
        found = _COMMAND.fullmatch(self.text)
        if not found or (found[2] and found[2].casefold() != bot_name.casefold()):
            return None
        return found[1].lower(), (found[3] or "").strip()


def read_update(update: dict[str, Any]) -> Incoming | None:
    """None for what nobody is there to be answered for, as a channel's post."""
    query = update.get("callback_query")
    if query is not None:
        return _read(query["from"], query.get("message"), query_id=query["id"], data=query)
    inline = update.get("inline_query")
    if inline is not None:
        return _read_inline(inline)
    message = update.get("message")
    return _read(message.get("from"), message) if message is not None else None


def _read(
    person: dict[str, Any] | None,
    message: dict[str, Any] | None,
    *,
    query_id: str | None = None,
    data: dict[str, Any] | None = None,
) -> Incoming | None:
    chat = (message or {}).get("chat")
    if person is None or message is None or chat is None:
        return None
    answered = message.get("reply_to_message") if query_id is None else None
    return Incoming(
        person_id=person["id"],
        language_code=person.get("language_code"),
        chat_id=chat["id"],
        private=chat.get("type") == "private",
        message=_written(message),
        answered=_written(answered) if answered else None,
        query_id=query_id,
        data=data.get("data", "") if data is not None else None,
    )


def _read_inline(query: dict[str, Any]) -> Incoming:
    person = query["from"]
    return Incoming(
        person_id=person["id"],
        language_code=person.get("language_code"),
        chat_id=person["id"],
        private=False,
        message=None,
        inline=InlineQuery(query["id"], query.get("query") or "", query.get("offset") or ""),
    )


def _written(message: dict[str, Any]) -> Written:
    document = message.get("document")
    return Written(
        message_id=message["message_id"],
        # Outside a forum the field means a chain of replies, which answers need not join.
        thread_id=message.get("message_thread_id") if message.get("is_topic_message") else None,
        text=message.get("text") or message.get("caption") or "",
        document=_attached(document) if document else None,
    )


def _attached(document: dict[str, Any]) -> Attached:
    return Attached(
        document["file_id"], document.get("file_name") or "", document.get("file_size") or 0
    )
