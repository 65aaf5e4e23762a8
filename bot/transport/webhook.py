"""Updates by webhook: the same inbox, written before Telegram is told that it was received."""

import hmac
import logging
import secrets

import orjson
from aiohttp import web
from telegram import Bot

from bot.config import host_and_port
from bot.transport.inbox import UpdateQueue, parse
from bot.transport.poller import ALLOWED_UPDATES
from storage.inbox import Inbox

PATH = "/telegram"
LARGEST_UPDATE = 1024 * 1024  # bytes
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

log = logging.getLogger(__name__)


class Webhook:
    def __init__(self, bot: Bot, inbox: Inbox, queue: UpdateQueue, secret: str) -> None:
        self._bot = bot
        self._inbox = inbox
        self._queue = queue
        self._secret = secret or secrets.token_urlsafe(32)
        self._runner: web.AppRunner | None = None

    async def start(self, url: str, listen: str) -> None:
        """Listen, then tell Telegram to deliver to `url` + PATH."""
        app = web.Application(client_max_size=LARGEST_UPDATE)
        app.router.add_post(PATH, self._receive)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, *host_and_port(listen)).start()
        await self._bot.set_webhook(
            url.rstrip("/") + PATH,
            allowed_updates=list(ALLOWED_UPDATES),
            secret_token=self._secret,
        )

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return web.Response(status=403)
        try:
            update = parse(await request.read())
            update_id = int(update["update_id"])
        except (ValueError, KeyError, TypeError):
            return web.Response(status=400)
        # Telegram delivers again what was not answered in time; while full, it shall.
        if self._queue.full:
            return web.Response(status=503)
        await self._inbox.receive(self._bot.id, [(update_id, orjson.dumps(update).decode())])
        self._queue.put(update_id, update)
        return web.Response()
