"""Rates of banks, asked for on the clock.

A bank that fails is left alone for longer each time, and for as long as it asks; what it gave
before stays.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.config import Settings
from bot.delivery.clock import Job, whole
from bot.delivery.problems import our_fault, told
from bot.delivery.rhythm import rest_after
from bot.ingest import Problem
from bot.ingest.banks import BANKS
from bot.ingest.banks.refresh import FAILURES, Refreshed, refresh
from bot.ingest.fetch import Fetcher, FetchError, Seen
from storage import Source, Store

# Rests after failures in a row.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))

log = logging.getLogger(__name__)


class RateRefreshing:
    """A kind of work for the clock: the banks of RATE_SOURCES."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._codes = settings.rate_sources
        self._roots = {str(code): root for code, root in settings.rate_urls.items()}
        self._fetcher = Fetcher(private=settings.fetch_private, trusted=self._roots.values())
        self._clock = clock
        self._planned = False

    async def open(self) -> None:
        await self._fetcher.__aenter__()

    async def close(self) -> None:
        await self._fetcher.__aexit__()

    async def claim(self) -> Sequence[Job]:
        if not self._codes:
            return ()
        if not self._planned:
            await self._store.sources.plan(self._codes)
            self._planned = True
        claimed = await self._store.sources.claim(self._codes)
        return [partial(self._refresh, source) for source in claimed]

    async def _refresh(self, source: Source) -> None:
        bank = BANKS[source.code]
        seen = {address: Seen(*marks) for address, marks in source.seen.items()}
        root = self._roots.get(source.code)
        try:
            fresh = await refresh(bank, self._fetcher, self._clock(), seen=seen, root=root)
        except FAILURES as failure:
            retry_after = failure.retry_after if isinstance(failure, FetchError) else None
            await whole(self._failed(source, failure.problem, retry_after))
        except asyncio.CancelledError:
            await whole(self._store.sources.release([source]))
            raise
        except Exception:  # the edge: one source
            # A fault of ours is this source's trouble, and no reason to ask without end.
            short_id = secrets.token_hex(3).upper()
            log.error("%s failed, error %s", source.code, short_id, exc_info=True)
            await whole(self._failed(source, our_fault(short_id), None))
        else:
            await whole(self._succeeded(source, fresh, bank.every))

    async def _succeeded(self, source: Source, fresh: Refreshed, every: timedelta) -> None:
        problem = fresh.problems[0] if fresh.problems else None
        async with self._store.transaction() as connection:
            if fresh.quotes:
                await self._store.rates.put(connection, fresh.quotes)
            await self._store.sources.succeeded(
                connection,
                source,
                next_run_at=self._clock() + every,
                seen={one: [mark.etag, mark.last_modified] for one, mark in fresh.seen.items()},
                problem=told(problem) if problem else None,
            )
        level = logging.INFO if source.failures else logging.DEBUG
        log.log(level, "%s: %d rates%s", source.code, len(fresh.quotes), _after(source))

    async def _failed(self, source: Source, problem: Problem, retry_after: float | None) -> None:
        rest = rest_after(source.failures, retry_after, BACK_OFF)
        await self._store.sources.failed(
            source, next_run_at=self._clock() + rest, problem=told(problem)
        )
        # Each first failure is told, not every one of a long outage.
        level = logging.DEBUG if source.failures else logging.WARNING
        log.log(level, "%s: %s; asking again in %s", source.code, problem, rest)


def _after(source: Source) -> str:
    return f", after {source.failures} failures" if source.failures else ""
