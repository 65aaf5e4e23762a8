"""What someone asks, and how to answer: all that a handler is given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from telegram import Bot

from bot.config import Settings
from bot.delivery.sender import Sender
from bot.ingest.page import SOURCE
from bot.locales import Words, language_of, words_for
from bot.transport.api import BotApi
from bot.transport.incoming import Incoming
from bot.views.message import Message
from storage import Store


@dataclass(frozen=True, slots=True)
class Services:
    """What handlers work with."""

    store: Store
    api: BotApi
    sender: Sender
    settings: Settings
    bot: Bot
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def source_names(self) -> dict[str, str]:
        """Sources of rates as people know them."""
        return {SOURCE: self.settings.site_name}


@dataclass(slots=True)
class Ask:
    """One update, as a handler sees it.

    command: its name, empty where there is none.  argument: what stands after it.
    toast: what a pressed button's answer shall say.
    """

    services: Services
    incoming: Incoming
    words: Words
    command: str = ""
    argument: str = ""
    toast: str = ""

    @classmethod
    def of(cls, incoming: Incoming, services: Services) -> "Ask":
        language = language_of(incoming.language_code, services.settings.default_language)
        command = incoming.command(services.bot.username or "") or ("", "")
        return cls(services, incoming, words_for(language), *command)

    @property
    def store(self) -> Store:
        return self.services.store

    @property
    def person_id(self) -> int:
        return self.incoming.person_id

    @property
    def may_load(self) -> bool:
        """Asked when it is done, not when a button for it was shown."""
        return self.person_id in self.services.settings.admin_ids

    @property
    def now(self) -> datetime:
        """The moment, in the site's zone."""
        zone = ZoneInfo(self.services.settings.default_timezone)
        return self.services.clock().astimezone(zone)

    @property
    def today(self) -> date:
        """The site's day."""
        return self.now.date()

    async def reply(self, answer: Message) -> None:
        """A new message, in the same thread of a forum."""
        written = self.incoming.message
        thread_id = written.thread_id if written is not None else None
        await self.services.sender.send(self.incoming.chat_id, answer, thread_id=thread_id)

    async def show(self, answer: Message) -> None:
        """In place of the message whose button was pressed; a new one where that cannot be."""
        pressed = self.incoming.message if self.incoming.query_id is not None else None
        edit = self.services.sender.edit
        if pressed is None or not await edit(self.incoming.chat_id, pressed.message_id, answer):
            await self.reply(answer)


Handler = Callable[[Ask], Awaitable[None]]
