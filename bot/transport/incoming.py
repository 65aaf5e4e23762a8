"""An update as handlers need it, read straight from Telegram's JSON.

The framework dispatches updates of any type (`BaseHandler`: "custom updates types can be
handled"). Building its own objects for each is a quarter of what an answer costs, and handlers
need a dozen of their hundreds of fields.
"""

import re
from dataclasses import dataclass
from typing import Any

from bot.transport.standing import Standing, read_standing
from storage.deliveries import Chat, ChatKind

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
    """A message. text: its text, or the caption of its document.

    links: addresses behind words of its text.
    """

    message_id: int
    thread_id: int | None
    text: str
    document: Attached | None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """A chat that someone chose for the bot.  number: of the button that asked for it."""

    number: int
    chat_id: int


@dataclass(frozen=True, slots=True)
class Who:
    """A person. name: empty where Telegram does not tell it."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Picked:
    """People that someone chose for the bot.  number: of the button that asked for them."""

    number: int
    people: tuple[Who, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """What the bot was in a chat, and what it is now."""

    old: Standing
    new: Standing


@dataclass(frozen=True, slots=True)
class Moved:
    """A group became a supergroup, which has another number."""

    old: int
    new: int


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
    """What someone wrote or pressed, or made of the bot in a chat.

    person_id: of a chat, for who writes in its name: a group's anonymous administrators are the
    group itself (Bot API, Message.sender_chat).
    chat_id: the person's own for an inline query, which tells no chat.
    message: what was written, or the message whose button was pressed; None where that is gone.
    answered: the message that it is a reply to.
    about: whom that message is from or about: a contact's person, or who wrote what was forwarded,
    goes before who sent it. None for a bot, and where Telegram does not tell.
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
    chat: Chat | None = None
    shared: Shared | None = None
    picked: Picked | None = None
    about: Who | None = None
    membership: Membership | None = None
    moved: Moved | None = None

    @property
    def awaited(self) -> bool:
        """Whether someone waits for an answer in this chat."""
        return self.inline is None and self.membership is None and self.moved is None

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
    member = update.get("my_chat_member")
    if member is not None:
        return _read_membership(member)
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
    in_name_of = message.get("sender_chat") if query_id is None else None
    shared = message.get("chat_shared") if query_id is None else None
    picked = message.get("users_shared") if query_id is None else None
    # What is written in a topic answers the message that opened it, as Telegram has it.
    of_topic = answered is not None and answered["message_id"] == message.get("message_thread_id")
    return Incoming(
        person_id=(in_name_of or person)["id"],
        language_code=person.get("language_code"),
        chat_id=chat["id"],
        private=chat.get("type") == "private",
        message=_written(message),
        answered=_written(answered) if answered else None,
        query_id=query_id,
        data=data.get("data", "") if data is not None else None,
        chat=_chat(chat),
        shared=Shared(shared["request_id"], shared["chat_id"]) if shared else None,
        picked=_picked(picked) if picked else None,
        about=_about(answered) if answered and not of_topic else None,
        moved=_moved(message, chat["id"]) if query_id is None else None,
    )


def _read_membership(change: dict[str, Any]) -> Incoming:
    person, chat = change["from"], _chat(change["chat"])
    old, new = change["old_chat_member"], change["new_chat_member"]
    return Incoming(
        person_id=person["id"],
        language_code=person.get("language_code"),
        chat_id=chat.chat_id,
        private=chat.kind is ChatKind.PRIVATE,
        message=None,
        chat=chat,
        membership=Membership(read_standing(old, chat.kind), read_standing(new, chat.kind)),
    )


def _chat(chat: dict[str, Any]) -> Chat:
    kind = ChatKind(chat.get("type", ChatKind.PRIVATE))
    return Chat(chat["id"], kind, name_of(chat), chat.get("username"))


def name_of(one: dict[str, Any]) -> str:
    """What a chat, a person or a contact is called."""
    names = (one.get("title"), one.get("first_name"), one.get("last_name"))
    return " ".join(name for name in names if name)


def _picked(picked: dict[str, Any]) -> Picked:
    people = tuple(Who(one["user_id"], name_of(one)) for one in picked["users"])
    return Picked(picked["request_id"], people)


def _about(answered: dict[str, Any]) -> Who | None:
    if (contact := answered.get("contact")) is not None:
        return Who(contact["user_id"], name_of(contact)) if contact.get("user_id") else None
    origin = answered.get("forward_origin")
    person = answered.get("from") if origin is None else origin.get("sender_user")
    if person is None or person.get("is_bot"):
        return None
    return Who(person["id"], name_of(person))


def _moved(message: dict[str, Any], chat_id: int) -> Moved | None:
    """Told in the group that was, and again in the one that is now."""
    if new := message.get("migrate_to_chat_id"):
        return Moved(chat_id, new)
    if old := message.get("migrate_from_chat_id"):
        return Moved(old, chat_id)
    return None


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
        links=tuple(one["url"] for one in message.get("entities", ()) if one.get("url")),
    )


def _attached(document: dict[str, Any]) -> Attached:
    return Attached(
        document["file_id"], document.get("file_name") or "", document.get("file_size") or 0
    )
