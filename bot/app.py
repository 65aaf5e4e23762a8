"""The one place where the parts are wired together."""

import asyncio
import contextlib
import logging
import time
from typing import Any

from telegram.error import Forbidden, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot.config import Settings
from bot.delivery.clock import Clock
from bot.delivery.delivery import Delivery
from bot.delivery.loading import Loading
from bot.delivery.polling import FeedPolling
from bot.delivery.refreshing import RateRefreshing
from bot.handlers import Ask, Services, all_handlers, introduce
from bot.transport.api import BotApi, pause_after
from bot.transport.health import Health
from bot.transport.inbox import UpdateQueue, chat_of
from bot.transport.incoming import read_update
from bot.transport.poller import Poller, TokenRefused
from bot.transport.request import AiohttpRequest
from bot.transport.webhook import Webhook
from bot.views import welcome
from storage import Store
from storage.errors import DATABASE_ERRORS, brief

STOP_WITHIN = 10.0  # seconds that updates in flight have to be finished

log = logging.getLogger(__name__)


class RaisingApplication(Application[Any, Any, Any, Any, Any, Any]):
    """The framework's application, but what a handler raises reaches the inbox.

    The framework logs an error and takes the update as handled; here it is tried again, and the
    inbox logs it.
    """

    async def process_error(
        self, update: object, error: Exception, job: Any = None, coroutine: Any = None
    ) -> bool:
        raise error


class Caravan:
    """The bot: start it, let it run, stop it."""

    def __init__(self, settings: Settings, store: Store | None = None) -> None:
        self.settings = settings
        self.store = store or Store(settings.database_url, settings.search_folder)
        root = f"{settings.bot_api_url}/bot{settings.token}"
        self._request = AiohttpRequest()
        self._polling_request = AiohttpRequest(pool_size=2)
        self._application = (
            ApplicationBuilder()
            .application_class(RaisingApplication)
            .token(settings.token)
            .base_url(f"{settings.bot_api_url}/bot")
            .request(self._request)
            .get_updates_request(self._polling_request)
            .updater(None)
            .build()
        )
        self._bot = self._application.bot
        api = BotApi(self._request, root, f"{settings.bot_api_url}/file/bot{settings.token}")
        self._delivery = Delivery(self.store, api, settings, self._bot_name)
        self._sender = self._delivery.sender
        self._clock = Clock(
            RateRefreshing(self.store, settings),
            FeedPolling(self.store, settings),
            Loading(self.store, self._sender, settings),
            *self._delivery.works,
        )
        given = (self.store, api, self._sender, settings, self._bot)
        self._services = Services(*given, wake=self._clock.wake)
        self._application.add_handlers(all_handlers())
        self._queue = UpdateQueue(self.store.inbox, self._handle, self._apologise)
        self._root = root
        self._poller: Poller | None = None
        self._webhook: Webhook | None = None
        self._health: Health | None = None
        self._polling: asyncio.Task[None] | None = None
        self._introducing: asyncio.Task[None] | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until `stop` is set.

        Raises DatabaseUnavailable, and TokenRefused when Telegram does not know the token.
        """
        stopped = asyncio.create_task(_wait_for(stop), name="stop-signal")
        try:
            if await _first(asyncio.create_task(self.start(), name="start"), stopped):
                await _first(self._polling, stopped)
        finally:
            stopped.cancel()
            await self.stop()

    async def start(self) -> None:
        """What it has begun when it fails or is cancelled, `stop` ends."""
        begun = time.monotonic()
        meeting = asyncio.create_task(self._meet_telegram(), name="meet-telegram")
        try:
            await self.store.open()
            await meeting
        finally:
            meeting.cancel()
            await asyncio.gather(meeting, return_exceptions=True)
        left = await self._queue.start()
        if self.settings.webhook_url:
            self._webhook = Webhook(
                self._bot,
                self.store.inbox,
                self._queue,
                self.settings.webhook_secret.get_secret_value(),
            )
            await self._webhook.start(self.settings.webhook_url, self.settings.webhook_listen)
        else:
            self._poller = Poller(
                self._polling_request, self._root, self._bot.id, self.store.inbox, self._queue
            )
            self._polling = asyncio.create_task(self._poller.run(), name="poller")
        await self._clock.start()
        self._delivery.start()
        self._introducing = asyncio.create_task(self._introduce(), name="introduction")
        if self.settings.health_listen:
            self._health = Health(self._queue, self._poller, self.store)
            await self._health.start(self.settings.health_listen)
        log.info(
            "@%s runs on %s, %s, after %.2f s%s",
            self._bot.username,
            self.store.database,
            "webhook" if self._webhook else "polling",
            time.monotonic() - begun,
            f"; {left} updates were left to do" if left else "",
        )

    async def stop(self) -> None:
        """Take in nothing more, finish what is in flight, close."""
        if self._webhook:
            await self._webhook.stop()
        background = [task for task in (self._polling, self._introducing) if task is not None]
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        await asyncio.gather(self._queue.stop(STOP_WITHIN), self._delivery.stop())
        await self._clock.stop()
        await self._delivery.close()
        await self._services.painter.close()
        if self._health:
            await self._health.stop()
        with contextlib.suppress(RuntimeError):
            await self._application.shutdown()
        # What the framework did not get to initialise, it does not shut down either.
        await self._request.shutdown()
        await self._polling_request.shutdown()
        await self.store.close()

    def _bot_name(self) -> str:
        """Empty before Telegram has told it."""
        with contextlib.suppress(RuntimeError):
            return self._bot.username or ""
        return ""

    async def _meet_telegram(self) -> None:
        """Learn who the bot is, however long the network takes to come up."""
        failures = 0
        while True:
            try:
                await self._application.initialize()
            except InvalidToken as error:
                raise TokenRefused(
                    "Telegram does not know this token; @BotFather gives the right one"
                ) from error
            except (TelegramError, LookupError, TypeError, AttributeError) as error:
                # The network, flood control, or an answer that is none of Telegram's.
                pause = pause_after(failures)
                failures += 1
                log.warning(
                    "%s cannot be reached (%s); trying again in %.1f s",
                    self.settings.bot_api_url,
                    error,
                    pause,
                )
                await asyncio.sleep(pause)
            else:
                return

    async def _handle(self, update: dict[str, Any]) -> None:
        try:
            incoming = read_update(update)
            if incoming is not None:
                await self._application.process_update(Ask.of(incoming, self._services))
            elif "callback_query" in update:
                # Under a message that is not known here: at least its waiting ends.
                await self._sender.answer(update["callback_query"]["id"])
        except Forbidden as error:
            # Blocked or kicked since: there is nobody to answer, and nothing to try again.
            log.info("chat %s does not take an answer: %s", chat_of(update), error.message)

    async def _apologise(self, update: dict[str, Any], short_id: str) -> None:
        incoming = read_update(update)
        if incoming is None or not incoming.awaited:
            return  # nobody is there to read it
        ask = Ask.of(incoming, self._services)
        message = welcome.failed(short_id, ask.words)
        if incoming.query_id is not None:
            await self._sender.answer(incoming.query_id, message.text, alert=True)
        else:
            await ask.reply(message)

    async def _introduce(self) -> None:
        """Name, descriptions, menus. The bot works without: failing is no more than told."""
        try:
            holders = {one.person_id: one.role for one in await self.store.roles.all()}
            await introduce(self._bot, self.settings, holders)
        except TelegramError as error:
            log.warning("the bot could not introduce itself: %s", error.message)
        except DATABASE_ERRORS as error:
            log.warning("the bot could not introduce itself: %s", brief(error))


async def _wait_for(event: asyncio.Event) -> None:
    await event.wait()


async def _first(work: asyncio.Task[None] | None, stopped: asyncio.Task[None]) -> bool:
    """Wait until the work ends, and raise what it raises, or else cancel it once stopped.

    True where it ended by itself. No work: only wait.
    """
    if work is None:
        await stopped
        return False
    await asyncio.wait([work, stopped], return_when=asyncio.FIRST_COMPLETED)
    if work.done():
        work.result()
        return True
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    return False
