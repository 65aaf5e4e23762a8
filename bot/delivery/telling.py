"""One message that tells how far a long work is, as it goes."""

import asyncio
import logging
from collections.abc import Callable
from types import TracebackType

from telegram.error import TelegramError

from bot.delivery.sender import Sender
from bot.views.message import Message
from storage.versions import happens

AFTER = 1.0  # seconds until a work counts as long
EVERY = 3.0  # seconds between two edits; a chat takes no more than some twenty a minute
ENDS_WITHIN = 5.0  # seconds that an edit on its way has, once the work is done

log = logging.getLogger(__name__)


class Telling:
    """Open it as a context while the work goes on.

    shown: the message as it is to be now; it is edited where that has changed.
    """

    def __init__(
        self,
        sender: Sender,
        chat_id: int | None,
        message_id: int | None,
        shown: Callable[[], Message],
    ) -> None:
        self._sender = sender
        self._chat_id = chat_id
        self._message_id = message_id
        self._shown = shown
        self._over = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Telling":
        if self._chat_id is not None and self._message_id is not None:
            told = self._tell(self._chat_id, self._message_id)
            self._task = asyncio.create_task(told, name="telling")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """After it nothing is edited any more, so that what is told in the end stays."""
        self._over.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=ENDS_WITHIN)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _tell(self, chat_id: int, message_id: int) -> None:
        last: Message | None = None
        pause = AFTER
        try:
            while not await happens(self._over, within=pause):
                pause = EVERY
                shown = self._shown()
                if shown != last and not await self._sender.edit(chat_id, message_id, shown):
                    return
                last = shown
        except TelegramError as error:
            # The work is worth more than what is told of it.
            log.info("chat %d is not told how far a work is: %s", chat_id, error.message)
