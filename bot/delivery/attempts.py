"""One attempt at a delivery, and what became of it."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace

from telegram.error import TelegramError

from bot.delivery.composing import Composed, Composer
from bot.delivery.limiter import Limiter, Stopped
from bot.delivery.outcomes import Meaning, Refusal, judge, rest_after
from bot.delivery.sender import Sender
from bot.views.message import Message
from storage import Store
from storage.deliveries import Delivery, DeliveryKind
from storage.errors import DATABASE_ERRORS
from storage.outcomes import (
    Claimed,
    Closed,
    Dead,
    Dropped,
    Later,
    Outcome,
    Sent,
    ThreadClosed,
)

FIRST_TOLD = 1  # failures in a row that are told as a warning; the others of an outage are not

log = logging.getLogger(__name__)


class Left(Exception):
    """It was not begun: the claim is to be given back."""


class Moved(Exception):
    """The chat has another number, and its deliveries and the claim are there by now."""

    def __init__(self, chat_id: int) -> None:
        super().__init__(chat_id)
        self.chat_id = chat_id


class Attempts:
    """uncertain: answers that were lost, or claims taken over, so that there may be a copy.

    Those that are not written down yet.
    """

    def __init__(self, store: Store, sender: Sender, limiter: Limiter, composer: Composer) -> None:
        self._store = store
        self._sender = sender
        self._limiter = limiter
        self._composer = composer
        self.uncertain = 0

    async def attempt(self, claimed: Claimed) -> list[Outcome]:
        """What became of it. Raises Left where it was not begun, and Moved."""
        if claimed.taken_over:
            self.uncertain += 1
            log.warning("chat %d: taken over from a worker that is gone", claimed.chat_id)
        try:
            composed = await self._composer.compose(claimed)
            return await self._send(claimed, composed)
        except (Stopped, *DATABASE_ERRORS):
            raise Left from None
        except asyncio.CancelledError:
            raise
        except TelegramError as error:
            return await self._refused(claimed, judge(error))
        except Exception:  # the edge: one delivery
            short_id = secrets.token_hex(3).upper()
            log.error("a delivery failed, error %s", short_id, exc_info=True)
            rest = self._rest(claimed)
            return [Dead(one, f"error {short_id}", rest) for one in claimed.deliveries]

    async def _send(self, claimed: Claimed, composed: Composed) -> list[Outcome]:
        match claimed.deliveries[0].kind:
            case DeliveryKind.EDIT:
                return await self._edit(claimed, composed)
            case DeliveryKind.DELETE:
                return await self._take_back(claimed, composed)
        if composed.message is None:
            return self._dropped(claimed)
        silent = self._composer.is_silent(claimed.subscription)
        first = claimed.deliveries[0]

        async def post(message: Message) -> int:
            return await self._sender.post(
                claimed.chat_id, message, thread_id=first.thread_id, silent=silent
            )

        message_id = await _without_picture_if_need_be(composed.message, post)
        return self._sent(claimed, message_id, composed)

    async def _edit(self, claimed: Claimed, composed: Composed) -> list[Outcome]:
        message, target = composed.message, claimed.target
        if message is None or target is None or target.message_id is None:
            return self._dropped(claimed)
        message_id = target.message_id

        async def correct(message: Message) -> None:
            await self._sender.correct(claimed.chat_id, message_id, message)

        try:
            await _without_picture_if_need_be(message, correct)
        except TelegramError as error:
            refusal = judge(error)
            if refusal.meaning is Meaning.SAME:
                return self._sent(claimed, message_id, composed)
            raise
        return self._sent(claimed, message_id, composed)

    async def _take_back(self, claimed: Claimed, composed: Composed) -> list[Outcome]:
        """Delete the message; what shows other articles too goes on without this one."""
        target = claimed.target
        if target is None or target.message_id is None:
            return self._dropped(claimed)
        if composed.message is not None:
            return await self._edit(claimed, composed)
        try:
            await self._sender.take_back(claimed.chat_id, target.message_id)
        except TelegramError as error:
            if judge(error).meaning is not Meaning.FIXED:
                raise
        else:
            return self._sent(claimed, None, composed)
        # Telegram lets a bot delete what is younger than 48 hours.
        mark = await self._composer.mark(claimed)
        return await self._edit(claimed, Composed(mark))

    async def _refused(self, claimed: Claimed, refusal: Refusal) -> list[Outcome]:
        first = claimed.deliveries[0]
        changes = first.kind in {DeliveryKind.EDIT, DeliveryKind.DELETE}
        reason = refusal.reason
        match refusal.meaning:
            case Meaning.WAIT:
                log.debug("chat %d: %s", claimed.chat_id, reason)
                return [Later(first, refusal.seconds, reason, counts=False)]
            case Meaning.AGAIN | Meaning.UNCERTAIN:
                self._tell(claimed, refusal, first)
                return [Later(first, rest_after(first.attempts), reason)]
            case Meaning.MOVED:
                log.info("chat %d is %d now", claimed.chat_id, refusal.chat_id)
                await self._store.subscriptions.migrate_chat(claimed.chat_id, refusal.chat_id)
                raise Moved(refusal.chat_id)
            case Meaning.CLOSED if not changes or reason.startswith("Forbidden"):
                log.info("chat %d takes nothing: %s", claimed.chat_id, reason)
                return [Closed(claimed.chat_id, reason)]
            case Meaning.NO_THREAD if not changes:
                log.info("chat %d, thread %d: %s", claimed.chat_id, first.thread_id, reason)
                return [ThreadClosed(first, reason, self._rest(claimed))]
            case Meaning.SAME | Meaning.FIXED | Meaning.CLOSED | Meaning.NO_THREAD if changes:
                return self._dropped(claimed)
        log.error("chat %d, delivery %d: %s", claimed.chat_id, first.id, reason)
        return [Dead(one, reason, self._rest(claimed)) for one in claimed.deliveries]

    def _tell(self, claimed: Claimed, refusal: Refusal, first: Delivery) -> None:
        if refusal.meaning is Meaning.UNCERTAIN:
            self.uncertain += 1
        level = logging.WARNING if first.attempts < FIRST_TOLD else logging.DEBUG
        log.log(level, "chat %d: %s (%s)", claimed.chat_id, refusal.reason, refusal.meaning)

    def _sent(self, claimed: Claimed, message_id: int | None, composed: Composed) -> list[Outcome]:
        rest = self._rest(claimed)
        about = claimed.target.article_id if claimed.target else None
        revisions = composed.revisions
        return [
            Sent(one, message_id, revisions.get(one.article_id or about or 0), rest)
            for one in claimed.deliveries
        ]

    def _dropped(self, claimed: Claimed) -> list[Outcome]:
        return [Dropped(one) for one in claimed.deliveries]

    def _rest(self, claimed: Claimed) -> float:
        """Seconds until the chat may get the next: what Telegram counts there goes evenly."""
        changes = claimed.deliveries[0].kind in {DeliveryKind.EDIT, DeliveryKind.DELETE}
        if changes and claimed.chat_id > 0:
            return 0.0
        return self._limiter.limits.in_chat(claimed.chat_id).between


async def _without_picture_if_need_be(
    message: Message, send: Callable[[Message], Awaitable[int | None]]
) -> int:
    try:
        return await send(message) or 0
    except TelegramError as error:
        if message.preview is None or judge(error).meaning is not Meaning.NO_PICTURE:
            raise
        log.info("without its picture: %s", error.message)
    return await send(replace(message, preview=None)) or 0
