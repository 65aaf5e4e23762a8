"""The state behind the local Bot API: who there is, what was said, what the bot did."""

import time
from collections import deque
from collections.abc import Awaitable, Callable

from bot.playground.commands import CommandBook
from bot.playground.files import FileStore
from bot.playground.inline import InlineBook
from bot.playground.params import Params
from bot.playground.records import (
    ADMIN_RIGHTS,
    BotProfile,
    Chat,
    Event,
    Json,
    Listener,
    Member,
    Person,
    PressedButton,
    Status,
)
from bot.playground.updates import UpdateQueue
from bot.playground.webhook import Webhook

CALLS_KEPT = 10_000
_FIRST_PERSON = 5_000_000_001
_FIRST_SUPERGROUP = 1_700_000_001
_FIRST_GROUP = 400_000_001
_CHANNEL_BASE = -1_000_000_000_000


class World:
    """All state, without HTTP.

    clock: Unix time in seconds. strict: keep what a careful program should not send in
    `complaints`; the answers stay Telegram's either way.
    """

    def __init__(
        self,
        *,
        bot_id: int,
        bot_name: str,
        username: str,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        strict: bool = True,
    ) -> None:
        self.clock = clock
        self.strict = strict
        self.complaints: list[str] = []
        self.calls: deque[tuple[str, Params]] = deque(maxlen=CALLS_KEPT)
        """Each call with its parameters as they came: forms give text; see Params."""
        self.record_calls = True
        """Turn off to measure speed."""
        self.messages_kept = 0
        """How many messages a chat holds, older ones being forgotten. 0: all."""
        self.bot: Json = {
            "id": bot_id,
            "is_bot": True,
            "first_name": bot_name,
            "username": username,
        }
        self.profile = BotProfile(names={"": bot_name})
        self.commands = CommandBook()
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.inline = InlineBook(clock)
        self.updates = UpdateQueue(monotonic)
        self.webhook: Webhook | None = None
        self.call_from_webhook: Callable[[str, Json], Awaitable[None]] = _call_nothing
        self.pressed: dict[str, PressedButton] = {}
        self._public: dict[str, Chat] = {}
        self._listeners: dict[int, list[Listener]] = {}
        self._everywhere: list[Listener] = []
        self._next_query = 0

    def now(self) -> int:
        """The time as messages carry it."""
        return int(self.clock())

    def complain(self, text: str) -> None:
        """Note what Telegram repairs silently and a careful program does not send."""
        if self.strict:
            self.complaints.append(text)

    def add_person(
        self,
        first_name: str,
        *,
        person_id: int | None = None,
        last_name: str = "",
        username: str = "",
        language_code: str = "",
        is_premium: bool = False,
        started: bool = False,
    ) -> Person:
        """A new person. started: they wrote to the bot some time before."""
        number = person_id or _FIRST_PERSON + len(self.people)
        if number in self.people:
            raise ValueError(f"there is a person with the id {number} already")
        person = Person(
            number,
            first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
            is_premium=is_premium,
            started=started,
        )
        self.people[number] = person
        self.chats[number] = Chat(number, "private", person=person)
        return person

    def add_group(self, title: str, *people: Person, bot: Status = "member") -> Chat:
        """A basic group. The first person owns it."""
        number = -_FIRST_GROUP - len(self.chats)
        return self._add_chat(Chat(number, "group", title=title), people, bot)

    def add_supergroup(
        self,
        title: str,
        *people: Person,
        username: str = "",
        forum: bool = False,
        bot: Status = "member",
    ) -> Chat:
        """A supergroup. forum: with topics. The first person owns it."""
        number = _CHANNEL_BASE - _FIRST_SUPERGROUP - len(self.chats)
        chat = Chat(number, "supergroup", title=title, username=username, is_forum=forum)
        return self._add_chat(chat, people, bot)

    def add_channel(
        self, title: str, *people: Person, username: str = "", bot: Status = "administrator"
    ) -> Chat:
        """A channel. The first person owns it."""
        number = _CHANNEL_BASE - _FIRST_SUPERGROUP - len(self.chats)
        chat = Chat(number, "channel", title=title, username=username)
        return self._add_chat(chat, people, bot)

    def add_thread(self, chat: Chat, title: str) -> int:
        """A topic of a forum. Gives its message_thread_id."""
        if not chat.is_forum:
            raise ValueError(f"{chat} has no topics")
        number = chat.take_message_id()
        chat.threads[number] = title
        return number

    def set_member(self, chat: Chat, person: Person, status: Status = "member") -> None:
        """Let somebody join, leave or change their standing in a group or channel."""
        old = chat.members.get(person.id) or Member(person.user(), "left")
        rights = frozenset(ADMIN_RIGHTS) if status == "administrator" else frozenset[str]()
        new = Member(person.user(), status, rights)
        chat.members[person.id] = new
        self.tell_membership(chat, person, old, new, kind="chat_member")

    def set_bot_status(
        self, chat: Chat, status: Status, *, by: Person, rights: frozenset[str] | None = None
    ) -> None:
        """Add the bot to a group or channel, promote, restrict or remove it, and tell it so.

        rights: of an administrator, all where left out.
        """
        old = chat.members.get(self.bot["id"]) or Member(self.bot, "left")
        granted = frozenset(ADMIN_RIGHTS) if rights is None else rights
        new = Member(self.bot, status, granted if status == "administrator" else frozenset())
        chat.members[self.bot["id"]] = new
        self.tell_membership(chat, by, old, new)

    def tell_membership(
        self, chat: Chat, by: Person, old: Member, new: Member, *, kind: str = "my_chat_member"
    ) -> None:
        """Queue the update of a change. kind: "chat_member" where it is not the bot's own."""
        self.updates.push(
            kind,
            {
                "chat": chat.as_json(),
                "from": by.user(),
                "date": self.now(),
                "old_chat_member": old.as_json(chat.type),
                "new_chat_member": new.as_json(chat.type),
            },
        )

    def find_chat(self, username: str) -> Chat | None:
        """The public group or channel of this name, given with or without the @."""
        return self._public.get(username.removeprefix("@").lower())

    def private_chat(self, person: Person) -> Chat:
        """The person's chat with the bot."""
        return self.chats[person.id]

    def shares_group(self, person: Person) -> bool:
        """Whether the bot has met this person in some group."""
        return any(
            person.id in chat.members and self.bot["id"] in chat.members
            for chat in self.chats.values()
        )

    def commands_for(self, person: Person, chat: Chat | None = None) -> list[Json]:
        """The commands this person sees in the chat (their private one where left out)."""
        chat = chat or self.private_chat(person)
        member = chat.members.get(person.id)
        is_admin = member is not None and member.status in {"creator", "administrator"}
        return self.commands.effective(chat, person, is_admin=is_admin)

    def next_query_id(self) -> str:
        """The id of a callback or inline query."""
        self._next_query += 1
        return str(self.bot["id"] * 2**24 % 10**15 + self._next_query)

    def listen(self, listener: Listener, chat: Chat | None = None) -> Callable[[], None]:
        """Call listener for each event of the chat, or of all. Gives what ends it."""
        listeners = self._everywhere if chat is None else self._listeners.setdefault(chat.id, [])
        listeners.append(listener)
        return lambda: listeners.remove(listener)

    def has_listeners(self, chat_id: int) -> bool:
        """Whether an event of this chat would reach anyone."""
        return bool(self._everywhere) or chat_id in self._listeners

    def publish(self, event: Event) -> None:
        """Tell the listeners."""
        for listener in self._listeners.get(event.chat_id, ()):
            listener(event)
        for listener in self._everywhere:
            listener(event)

    def _add_chat(self, chat: Chat, people: tuple[Person, ...], bot: Status) -> Chat:
        for person in people:
            first = not chat.members
            chat.members[person.id] = Member(person.user(), "creator" if first else "member")
        if bot not in {"left", "kicked"}:
            rights = frozenset(ADMIN_RIGHTS) if bot == "administrator" else frozenset[str]()
            chat.members[self.bot["id"]] = Member(self.bot, bot, rights)
        self.chats[chat.id] = chat
        if chat.username:
            self._public[chat.username.lower()] = chat
        return chat


async def _call_nothing(method: str, params: Json) -> None:
    """What an answer to a webhook does before there is an API to call."""
