"""GET /health: whether the bot is alive, for whatever watches it."""

import logging
import time

from aiohttp import web

from bot.config import host_and_port
from bot.transport.inbox import UpdateQueue
from bot.transport.poller import Poller
from storage import Store
from storage.errors import DATABASE_ERRORS

# Seconds without an answer from Telegram, above which something is wrong: four long polls.
SILENCE = 160.0

log = logging.getLogger(__name__)


class Health:
    def __init__(self, queue: UpdateQueue, poller: Poller | None, store: Store) -> None:
        self._queue = queue
        self._poller = poller
        self._store = store
        self._runner: web.AppRunner | None = None

    async def start(self, listen: str) -> None:
        """A port that is taken is no reason not to answer people: it is only told."""
        app = web.Application()
        app.router.add_get("/health", self._tell)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, *host_and_port(listen)).start()
        except OSError as error:
            log.warning("HEALTH_LISTEN: nothing listens at %s: %s", listen, error.strerror)

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _tell(self, _: web.Request) -> web.Response:
        """200 where all is well, 503 where not, with the figures in either case."""
        silence = time.monotonic() - self._poller.heard_at if self._poller else 0.0
        try:
            waiting, set_aside = await self._store.inbox.count()
            database = True
        except DATABASE_ERRORS:
            waiting = set_aside = 0
            database = False
        ok = database and silence < SILENCE
        figures = {
            "ok": ok,
            "database": database,
            "seconds_since_telegram": round(silence, 1),
            "updates_waiting": waiting,
            "updates_set_aside": set_aside,
            "search_ready": not self._store.feed.preparing,
        }
        return web.json_response(figures, status=200 if ok else 503)
