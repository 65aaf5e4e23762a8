"""The state behind the local Bot API: who there is, what was said, what the bot did."""

import time
from collections import deque
from collections.abc import Awaitable, Callable

from bot.playground.commands import CommandBook
from bot.playground.faults import Faults
from bot.playground.files import FileStore
from bot.playground.flood import Flood
from bot.playground.inline import InlineBook
from bot.playground.journal import Journal
from bot.playground.params import Params
from bot.playground.records import (
    ADMIN_RIGHTS,
    IN_CHAT,
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
_TOPIC_COLOUR = 7322096  # of the icon of a topic where none was chosen
ANONYMOUS_BOT: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
"""Who messages in the name of a group are from, for programs that know no sender_chat."""
CHANNEL_BOT: Json = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
"""The same, for messages in the name of a channel."""


class World:
    """All state, without HTTP.

    clock: Unix time in seconds; monotonic: seconds. flood: none where it is off.
    strict: keep what a careful program should not send in `complaints`; the answers stay
    Telegram's either way.
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
        flood: Flood | None = None,
    ) -> None:
        self.clock = clock
        self.flood = flood
        self.faults = Faults()
        self.journal = Journal(clock)
        """Not kept where chats forget, see messages_kept."""
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
        """A topic of a forum, which the owner opens. Gives its message_thread_id."""
        if not chat.is_forum:
            raise ValueError(f"{chat} has no topics")
        number = chat.next_message_id
        chat.threads[number] = title
        topic = {"name": title, "icon_color": _TOPIC_COLOUR}
        self._serve(chat, _owner(chat), {"forum_topic_created": topic}, thread=number)
        return number

    def set_thread_closed(self, chat: Chat, thread: int, closed: bool = True) -> None:
        """Close a topic, so that only those who manage topics write there, or open it again."""
        if closed == (thread in chat.closed_threads):
            return
        change = chat.closed_threads.add if closed else chat.closed_threads.remove
        change(thread)
        name = "forum_topic_closed" if closed else "forum_topic_reopened"
        self._serve(chat, _owner(chat), {name: {}}, thread=thread)

    def delete_thread(self, chat: Chat, thread: int) -> None:
        """Delete a topic with all that was said in it. Bots are not told."""
        del chat.threads[thread]
        chat.closed_threads.discard(thread)
        for number, message in tuple(chat.messages.items()):
            if message.get("message_thread_id") == thread:
                del chat.messages[number]
                self.publish(Event("cleared", chat.id, message_id=number))

    def set_member(
        self,
        chat: Chat,
        person: Person,
        status: Status = "member",
        rights: frozenset[str] | None = None,
    ) -> None:
        """Let somebody join, leave or change their standing in a group or channel.

        rights: see Member; those of an administrator are all where left out.
        """
        old = chat.members.get(person.id) or Member(person.user(), "left")
        new = Member(person.user(), status, _granted(status, rights))
        chat.members[person.id] = new
        self.tell_membership(chat, person, old, new, kind="chat_member")

    def set_bot_status(
        self, chat: Chat, status: Status, *, by: Person, rights: frozenset[str] | None = None
    ) -> None:
        """Add the bot to a group or channel, promote, restrict or remove it, and tell it so.

        rights: see Member; those of an administrator are all where left out.
        """
        old = chat.members.get(self.bot["id"]) or Member(self.bot, "left")
        new = Member(self.bot, status, _granted(status, rights))
        chat.members[self.bot["id"]] = new
        self.tell_membership(chat, by, old, new)
        if chat.type == "channel" or (old.status in IN_CHAT) == (status in IN_CHAT):
            return
        if status in IN_CHAT:
            # Apps of long ago knew one newcomer at a time; the old fields are still sent.
            added = {"new_chat_member": self.bot, "new_chat_members": [self.bot]}
            self._serve(chat, by.user(), {"new_chat_participant": self.bot} | added)
        elif chat.type == "group":
            # Of a supergroup, one that was removed hears nothing any more.
            self.serve_removal(chat, by.user())

    def serve_removal(self, chat: Chat, by: Json) -> None:
        """Show in the group that somebody removed the bot, and tell it."""
        gone = {"left_chat_participant": self.bot, "left_chat_member": self.bot}
        self._serve(chat, by, gone, to_bot=True)

    def migrate(self, group: Chat, *, tell_membership: bool = False) -> Chat:
        """Let a group become a supergroup, as an app does on its own. Gives the supergroup.

        tell_membership: whether the bot hears as well that it left the one and joined the other.
        """
        if group.type != "group" or group.migrated_to:
            raise ValueError(f"{group} is no group that could become a supergroup")
        number = _CHANNEL_BASE - _FIRST_SUPERGROUP - len(self.chats)
        new = Chat(number, "supergroup", title=group.title)
        new.members = dict(group.members)
        new.permissions = group.permissions
        self.chats[number] = new
        owner = _owner(group)
        self._serve(group, owner, {"migrate_to_chat_id": number})
        group.migrated_to = number
        bot = group.members.get(self.bot["id"])
        if tell_membership and bot is not None:
            gone = Member(self.bot, "left")
            by = self.people[owner["id"]]
            self.tell_membership(group, by, bot, gone)
            self.tell_membership(new, by, gone, bot)
        content = {"sender_chat": new.as_json(), "migrate_from_chat_id": group.id}
        self._serve(new, ANONYMOUS_BOT, content)
        return new

    def tell_membership(
        self,
        chat: Chat,
        by: Person | Json,
        old: Member,
        new: Member,
        *,
        kind: str = "my_chat_member",
    ) -> None:
        """Queue the update of a change. kind: "chat_member" where it is not the bot's own."""
        self.updates.push(
            kind,
            {
                "chat": chat.as_json(),
                "from": by.user() if isinstance(by, Person) else by,
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

    def show_keyboard(self, chat: Chat, keyboard: Json | None) -> None:
        """Put another keyboard under the chat, or take it away."""
        if chat.keyboard != keyboard:
            chat.keyboard = keyboard
            self.publish(Event("keyboard", chat.id))

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

    def _serve(
        self, chat: Chat, sender: Json, content: Json, *, thread: int = 0, to_bot: bool = False
    ) -> None:
        """Put a service message into a group; every bot that is there hears it.

        to_bot: tell the bot although it is there no more.
        """
        message: Json = {"message_id": chat.take_message_id(), "from": sender}
        message |= {"chat": chat.as_json(), "date": self.now()}
        if thread:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        message |= content
        chat.messages[message["message_id"]] = message
        self.publish(Event("said", chat.id, message=message))
        bot = chat.members.get(self.bot["id"])
        if to_bot or (bot is not None and bot.status in IN_CHAT):
            self.updates.push("message", message)

    def _add_chat(self, chat: Chat, people: tuple[Person, ...], bot: Status) -> Chat:
        for person in people:
            first = not chat.members
            chat.members[person.id] = Member(person.user(), "creator" if first else "member")
        if bot not in {"left", "kicked"}:
            chat.members[self.bot["id"]] = Member(self.bot, bot, _granted(bot, None))
        self.chats[chat.id] = chat
        if chat.username:
            self._public[chat.username.lower()] = chat
        return chat


def _granted(status: Status, rights: frozenset[str] | None) -> frozenset[str]:
    if rights is None:
        return frozenset(ADMIN_RIGHTS) if status == "administrator" else frozenset()
    return rights if status in {"creator", "administrator", "restricted"} else frozenset()


def _owner(chat: Chat) -> Json:
    """The owner of a group as a user; somebody anonymous where there is none."""
    owners = (member.user for member in chat.members.values() if member.status == "creator")
    return next(owners, ANONYMOUS_BOT)


async def _call_nothing(method: str, params: Json) -> None:
    """What an answer to a webhook does before there is an API to call."""
