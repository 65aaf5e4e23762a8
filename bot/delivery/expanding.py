"""The expander: announcements become deliveries, one batch after another, in any process."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from storage import Article, Store
from storage.deliveries import Wants
from storage.errors import DATABASE_ERRORS, brief
from storage.filters import matching
from storage.versions import ANNOUNCEMENTS

LOOK_EVERY = 0.5  # seconds between looks, where nothing tells of an announcement
REST = 1.0  # seconds after a failure
FEW = 20  # filters that are put to an article without a thread

log = logging.getLogger(__name__)


class Expanding:
    """Start it, stop it.  expanded: called after each batch, which may have put something in."""

    def __init__(
        self,
        store: Store,
        expanded: Callable[[], None],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._expanded = expanded
        self._clock = clock
        self._woken = asyncio.Event()
        self._stopping = False
        self._work: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._store.on_change(self._changed)
        self._work = asyncio.create_task(self._run(), name="expanding")

    async def stop(self) -> None:
        """Between two batches."""
        self._stopping = True
        self._woken.set()
        if self._work:
            await self._work

    def _changed(self, name: str, _value: int) -> None:
        if name == ANNOUNCEMENTS:
            self._woken.set()

    async def _run(self) -> None:
        failing = False
        while not self._stopping:
            self._woken.clear()
            try:
                more = await self._store.outbox.expand(self.matches)
                failing = False
            except DATABASE_ERRORS as error:
                if not failing:
                    log.warning("announcements cannot be expanded: %s", brief(error))
                more, failing = False, True
                await self._wait(REST)
            except Exception:  # the edge: one batch
                short_id = secrets.token_hex(3).upper()
                log.error("an announcement failed, error %s", short_id, exc_info=True)
                more = False
                await self._wait(REST)
            if more:
                self._expanded()
            else:
                await self._wait(LOOK_EVERY)

    async def matches(self, article: Article, wants: Sequence[Wants]) -> Sequence[bool]:
        """Which of the filters an article matches; of many, in a thread."""
        now = self._clock()
        if len(wants) <= FEW:
            return matching(article, wants, now)
        return await asyncio.to_thread(matching, article, wants, now)

    async def _wait(self, seconds: float) -> None:
        if not self._stopping:
            try:
                async with asyncio.timeout(seconds):
                    await self._woken.wait()
            except TimeoutError:
                return
