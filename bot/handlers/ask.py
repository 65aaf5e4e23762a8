"""What someone asks, and how to answer: all that a handler is given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from telegram import Bot, Message, Update

from bot.config import Settings
from bot.delivery.sender import Sender
from bot.ingest.page import SOURCE
from bot.locales import Words, language_of, words_for
from bot.views.message import Message as Answer
from storage import Store


@dataclass(frozen=True, slots=True)
class Services:
    """What handlers work with."""

    store: Store
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

    message: what was written, or the message whose button was pressed; None where that is gone.
    toast: what a pressed button's answer shall say.
    """

    services: Services
    words: Words
    person_id: int
    chat_id: int
    message: Message | None
    query_id: str | None = None
    toast: str = ""

    @classmethod
    def of(cls, update: Update, services: Services) -> "Ask | None":
        """None where nobody is there to be answered, as for a channel's post."""
        person, chat = update.effective_user, update.effective_chat
        query = update.callback_query
        if person is None or chat is None:
            return None
        shown = update.effective_message
        return cls(
            services=services,
            words=words_for(language_of(person.language_code, services.settings.default_language)),
            person_id=person.id,
            chat_id=chat.id,
            message=shown if isinstance(shown, Message) else None,
            query_id=query.id if query else None,
        )

    @property
    def store(self) -> Store:
        return self.services.store

    @property
    def argument(self) -> str:
        """What stands after the command."""
        text = (self.message and (self.message.text or self.message.caption)) or ""
        command_and_rest = text.split(maxsplit=1)
        return command_and_rest[1].strip() if len(command_and_rest) > 1 else ""

    @property
    def may_load(self) -> bool:
        """Asked when it is done, not when a button for it was shown."""
        return self.person_id in self.services.settings.admin_ids

    @property
    def today(self) -> date:
        """The site's day."""
        zone = ZoneInfo(self.services.settings.default_timezone)
        return self.services.clock().astimezone(zone).date()

    async def reply(self, answer: Answer) -> None:
        """A new message, in the same thread of a forum."""
        thread = None
        if self.message is not None and self.message.is_topic_message:
            thread = self.message.message_thread_id
        await self.services.sender.send(self.chat_id, answer, thread_id=thread)

    async def show(self, answer: Answer) -> None:
        """In place of the message whose button was pressed; a new one where that cannot be."""
        pressed = self.message if self.query_id is not None else None
        edit = self.services.sender.edit
        if pressed is None or not await edit(self.chat_id, pressed.message_id, answer):
            await self.reply(answer)


Handler = Callable[[Ask], Awaitable[None]]
