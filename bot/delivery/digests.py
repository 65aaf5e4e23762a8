"""Digests, and the rates of the day, on the clock: each at the time that its chat chose, once."""

import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from bot.delivery.clock import Job
from storage import Store
from storage.deliveries import Subscription
from storage.digests import next_run_of
from storage.errors import DATABASE_ERRORS
from storage.expansion import Matches

AT_ONCE = 100  # that are read in one go

log = logging.getLogger(__name__)


class Digests:
    """A kind of work for the clock.

    What was due while the bot was off is one digest with all that came meanwhile. Where several
    processes are at it, the first one makes it.
    """

    def __init__(
        self,
        store: Store,
        matches: Matches,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._matches = matches
        self._clock = clock
        self._making = False

    async def open(self) -> None:
        """Nothing is needed."""

    async def close(self) -> None:
        """Nothing is held."""

    async def claim(self) -> Sequence[Job]:
        if self._making or not await self._store.subscriptions.due_digests(self._clock(), 1):
            return ()
        self._making = True
        return [self._make_all]

    async def _make_all(self) -> None:
        try:
            now = self._clock()
            while due := await self._store.subscriptions.due_digests(now, AT_ONCE):
                for one in due:
                    await self._make(one)
        finally:
            self._making = False

    async def _make(self, subscription: Subscription) -> None:
        try:
            gathered = await self._store.subscriptions.gather(subscription, self._matches)
            found, seen, more = gathered.article_ids, gathered.seen, gathered.more
        except DATABASE_ERRORS:
            raise
        except Exception:  # the edge: one digest, which must not be in the way of all others
            short_id = secrets.token_hex(3).upper()
            told = "the digest of subscription %d failed, error %s"
            log.error(told, subscription.id, short_id, exc_info=True)
            found, seen, more = (), subscription.seen, 0
        following = next_run_of(subscription, self._clock())
        if following is not None:
            await self._store.subscriptions.make_digest(subscription, following, found, seen, more)
