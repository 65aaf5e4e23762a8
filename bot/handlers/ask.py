"""What someone asks, and how to answer: all that a handler is given."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from telegram import Bot

from bot.charts.painter import Painter
from bot.config import Settings
from bot.delivery.sender import Sender
from bot.locales import Words, language_of, words_for
from bot.transport.api import BotApi
from bot.transport.incoming import Incoming
from bot.views.message import Message
from storage import Person, Store
from storage.loading import Role


@dataclass(frozen=True, slots=True)
class Services:
    """What handlers work with.

    wake: has the clock look at once for what is due.
    """

    store: Store
    api: BotApi
    sender: Sender
    settings: Settings
    bot: Bot
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    painter: Painter = field(default_factory=Painter)
    wake: Callable[[], None] = lambda: None


@dataclass(slots=True)
class Ask:
    """One update, as a handler sees it.

    words: in the language of who asks.
    command: its name, empty where there is none.  argument: what stands after it.
    toast: what a pressed button's answer shall say.
    person: what who asks has set, which goes before what holds for everyone.
    """

    services: Services
    incoming: Incoming
    words: Words
    command: str = ""
    argument: str = ""
    toast: str = ""
    person: Person = field(default_factory=Person)

    @classmethod
    def of(cls, incoming: Incoming, services: Services) -> "Ask":
        """With the person's settings as this process knows them, which costs no query."""
        person = services.store.people.known(incoming.person_id)
        words = _words(person, incoming, services.settings)
        command = incoming.command(services.bot.username or "") or ("", "")
        return cls(services, incoming, words, *command, person=person)

    def meet(self, person: Person) -> None:
        """Take account of what who asks has set since."""
        if person is not self.person:
            self.person = person
            self.words = _words(person, self.incoming, self.services.settings)

    @property
    def store(self) -> Store:
        return self.services.store

    @property
    def person_id(self) -> int:
        return self.incoming.person_id

    async def role(self) -> Role | None:
        """What who asks may do on the site; None for a reader.

        Asked when it is done, not when a button for it was shown.
        """
        if self.person_id in self.services.settings.admin_ids:
            return Role.OWNER
        return await self.store.roles.of(self.person_id)

    async def may_edit(self) -> bool:
        """Load, edit, announce, look after feeds."""
        return await self.role() is not None

    async def may_own(self) -> bool:
        """Give roles, and take everything out."""
        return await self.role() is Role.OWNER

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone, else the site's."""
        own = self.person.time_zone
        if own is not None:
            # One that was set where it was known, and is not known here.
            with contextlib.suppress(OSError, LookupError):
                return ZoneInfo(own)
        return ZoneInfo(self.services.settings.default_timezone)

    @property
    def now(self) -> datetime:
        """The moment, in the person's zone."""
        return self.services.clock().astimezone(self.zone)

    @property
    def today(self) -> date:
        """The person's day."""
        return self.now.date()

    @property
    def home_currencies(self) -> tuple[str, ...]:
        """The person's, in their order, else the site's."""
        return self.person.home_currencies or self.services.settings.home_currencies

    async def reply(self, answer: Message, picture: bytes | None = None) -> None:
        """A new message, in the same thread of a forum; under a picture, where there is one."""
        written = self.incoming.message
        thread_id = written.thread_id if written is not None else None
        send = self.services.sender.send
        await send(self.incoming.chat_id, answer, thread_id=thread_id, picture=picture)

    async def show(self, answer: Message, picture: bytes | None = None) -> None:
        """In place of the message whose button was pressed; a new one where that cannot be."""
        pressed = self.incoming.message if self.incoming.query_id is not None else None
        edit, chat_id = self.services.sender.edit, self.incoming.chat_id
        if pressed is None or not await edit(chat_id, pressed.message_id, answer, picture=picture):
            await self.reply(answer, picture)


Handler = Callable[[Ask], Awaitable[None]]


def _words(person: Person, incoming: Incoming, settings: Settings) -> Words:
    """In the language that someone chose, else in that of their Telegram, else in the site's."""
    in_telegram = language_of(incoming.language_code, settings.default_language)
    return words_for(language_of(person.language, in_telegram) if person.language else in_telegram)
