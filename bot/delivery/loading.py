"""Loads that editors asked for in the chat, one after another, and what became of them.

A load is claimed by lease and goes on from where it was: after a crash another look takes it up.
The message under which it was asked for tells how far it is, and in the end what became of it.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from telegram.error import TelegramError

from bot.config import Settings
from bot.delivery.clock import Job
from bot.delivery.problems import told as stored
from bot.delivery.sender import Sender
from bot.delivery.telling import Telling
from bot.ingest import Batch, Problem, Unreadable, iterate
from bot.ingest.rejected import Rejected, lines_at
from bot.locales import Words, language_of, words_for
from bot.views import load_errors, load_progress, loads
from bot.views.message import Message
from storage import Draft, Import, ImportState, Quote, Store
from storage.errors import DATABASE_ERRORS
from storage.imports import ERRORS_KEPT, UNDER_WAY, Cancelled, Lost
from storage.pace import SMALL, Pace

HOLD_AFTER = 10.0  # seconds without a batch after which a load's lease is extended
LOOK_EVERY = 0.5  # seconds in which a reader hears that the bot stops
LINE = 50  # imports that are looked at for those that wait
# How far back a start looks for imports whose end may not have been told. An edit that changes
# nothing is nothing.
TOLD_AGAIN = timedelta(minutes=10)
SAID_WITHIN = 5.0  # seconds that what is being said has when the bot stops

_EVER = datetime.max.replace(tzinfo=UTC)

log = logging.getLogger(__name__)


class _Leaving(Exception):
    """The bot stops: the load is given back as it is."""


@dataclass(slots=True)
class _Work:
    """An import that is being worked at.

    load: as it was after its last batch.  passed: how many things of its file went by, stored
    before or now.  held_at: when its lease was extended last.  begun, begun_at: where it was when
    this process took it, and when.  short_id: of the fault that ended it.
    """

    load: Import
    rejected: Rejected = field(default_factory=Rejected)
    texts: dict[int, str] = field(default_factory=dict)
    passed: int = 0
    pace: Pace = field(default_factory=Pace)
    begun: int = 0
    begun_at: float = field(default_factory=time.monotonic)
    held_at: float = field(default_factory=time.monotonic)
    short_id: str = ""

    def shown(self, words: Words) -> Message:
        seconds = time.monotonic() - self.begun_at
        return load_progress.state(self.load, words, begun=self.begun, seconds=seconds)


class Loading:
    """A kind of work for the clock. Wake the clock when there is something new."""

    def __init__(self, store: Store, sender: Sender, settings: Settings) -> None:
        self._store = store
        self._loads = store.loads
        self._sender = sender
        self._zone = ZoneInfo(settings.default_timezone)
        self._language = settings.default_language
        self._busy = False
        self._looked_back = False
        self._stopping = asyncio.Event()
        self._saying: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Nothing is needed."""

    async def close(self) -> None:
        if self._saying:
            await asyncio.wait(self._saying, timeout=SAID_WITHIN)
        for task in self._saying:
            task.cancel()
        await asyncio.gather(*self._saying, return_exceptions=True)

    async def claim(self) -> Sequence[Job]:
        jobs: list[Job] = []
        if not self._looked_back:
            self._looked_back = True
            jobs.append(self._look_back)
        if not self._busy and (load := await self._loads.claim()) is not None:
            self._busy = True
            jobs.append(partial(self._work, load))
        return jobs

    async def _work(self, load: Import) -> None:
        """This load, and all that wait behind it."""
        task = asyncio.create_task(self._all(load), name="loading")
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            # A batch on its way ends: cut off, it would leave a connection behind.
            self._stopping.set()
            await asyncio.gather(task, return_exceptions=True)
            raise
        finally:
            self._busy = False

    async def _all(self, load: Import) -> None:
        following: Import | None = load
        while following is not None and not self._stopping.is_set():
            await self._carry_out(following)
            if not self._stopping.is_set():
                following = await self._loads.claim()
                self._say(self._tell_line(following))

    async def _carry_out(self, load: Import) -> None:
        words = self._words(load)
        work = _Work(load, begun=load.place or load.taken_back)
        shown = partial(work.shown, words)
        try:
            async with Telling(self._sender, load.chat_id, load.message_id, shown):
                await self._go_on(work)
        except Lost as error:
            log.info("%s", error)
        except _Leaving:
            await self._loads.release(work.load)
        else:
            self._say(self._tell_end(work))

    async def _go_on(self, work: _Work) -> None:
        try:
            await self._try(work)
        except Cancelled as stopped:
            work.load = stopped.load
            await self._take_back(work)

    async def _try(self, work: _Work) -> None:
        if work.load.state is not ImportState.LOADING:
            await self._take_back(work)
            return
        try:
            await self._load(work)
        except (_Leaving, Lost, Cancelled, *DATABASE_ERRORS):
            raise
        except Exception:  # the edge: one load
            # A fault of ours is no reason to try the same for ever, nor to keep others waiting.
            work.short_id = secrets.token_hex(3).upper()
            log.error("a load failed, error %s", work.short_id, exc_info=True)
            if not await self._loads.cancel(work.load.id):
                raise
            raise Cancelled(replace(work.load, state=ImportState.CANCELLING)) from None

    async def _take_back(self, work: _Work) -> None:
        work.begun, work.begun_at = work.load.taken_back, time.monotonic()
        work.load = await self._loads.take_back(work.load, partial(self._at, work))

    async def _load(self, work: _Work) -> None:
        """The parts of a file as they are read, from its place on.

        All at once where it is small, and where it is announced: what is announced goes in the
        order of its dates.
        """
        load = work.load
        drafts: list[Draft] = []
        quotes: list[Quote] = []
        reading = batches_of(load, self._zone)
        try:
            while batch := await self._next(work, reading):
                work.rejected.add(batch.content)
                drafts += batch.content.drafts
                quotes += batch.content.quotes
                if not load.announce and len(drafts) + len(quotes) > SMALL:
                    await self._add(work, drafts, quotes)
                    drafts, quotes = [], []
        except Unreadable as error:
            work.rejected.refuse(error.problem)
        problems, total = work.rejected.problems, work.rejected.total
        if problems and load.body is not None:
            numbers = {problem.line for problem in problems if not problem.file}
            work.texts = await asyncio.to_thread(lines_at, load.body, numbers)
        errors = [error_of(problem) for problem in problems[:ERRORS_KEPT]]
        work.load = load = replace(work.load, body=None)
        if not work.passed:
            told = partial(self._at, work)
            work.load = await self._loads.run(
                load, drafts, quotes, errors, errors_total=total, told=told
            )
            return
        if drafts or quotes:
            await self._add(work, drafts, quotes)
        work.load = await self._loads.finish(work.load, errors, errors_total=total)

    async def _add(self, work: _Work, drafts: list[Draft], quotes: list[Quote]) -> None:
        """What of these is not stored yet."""
        known = max(0, work.load.place - work.passed)
        work.passed += len(drafts) + len(quotes)
        drafts, quotes = drafts[known:], quotes[max(0, known - len(drafts)) :]
        if drafts or quotes:
            told = partial(self._at, work)
            work.load = await self._loads.add(work.load, drafts, quotes, work.pace, told)

    def _at(self, work: _Work, load: Import) -> None:
        """Between two batches."""
        work.load = replace(load, body=work.load.body)
        work.held_at = time.monotonic()
        if self._stopping.is_set():
            raise _Leaving

    async def _next(self, work: _Work, reading: Iterator[Batch]) -> Batch | None:
        """The next part, read in a thread, while the load is held on to."""
        part = asyncio.ensure_future(asyncio.to_thread(next, reading, None))
        # Where it is not waited for, nobody hears what it raises.
        part.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
        while True:
            await asyncio.wait([part], timeout=LOOK_EVERY)
            if self._stopping.is_set():
                raise _Leaving
            if time.monotonic() - work.held_at > HOLD_AFTER:
                work.load = await self._loads.extend(work.load)
                work.held_at = time.monotonic()
            if part.done():
                return part.result()

    def _say(self, saying: Coroutine[Any, Any, None]) -> None:
        """Without waiting for it: Telegram may be away, and the next load need not be."""
        task = asyncio.create_task(_said(saying), name="telling")
        self._saying.add(task)
        task.add_done_callback(self._saying.discard)

    async def _tell_end(self, work: _Work) -> None:
        load, words = work.load, self._words(work.load)
        if load.chat_id is None:
            return
        if work.short_id:
            await self._tell(load, loads.failed(load, work.short_id, words))
        else:
            await self._tell(load, load_progress.state(load, words))
        if load.state is ImportState.LOADED and work.rejected.total:
            problems, total = work.rejected.problems, work.rejected.total
            table = partial(load_errors.table, problems, total, work.texts, words)
            await self._sender.send_document(
                load.chat_id,
                load_errors.FILE_NAME,
                await asyncio.to_thread(table),
                load_errors.caption(load.file_name, total, words),
            )

    async def _tell_line(self, first: Import | None) -> None:
        """Those that wait, at which place they are now."""
        others = [one for one in await in_line(self._store) if first is None or one.id != first.id]
        for ahead, one in enumerate(others, 1 if first else 0):
            if ahead and one.state is ImportState.LOADING:
                await self._tell(one, load_progress.waiting(one, ahead, self._words(one)))

    async def _tell(self, load: Import, message: Message) -> None:
        if load.chat_id is None:
            return
        there = load.message_id
        if there is None or not await self._sender.edit(load.chat_id, there, message):
            await self._sender.send(load.chat_id, message)

    async def _look_back(self) -> None:
        """Tell the ends again that a crash may have kept from being told."""
        since = datetime.now(UTC) - TOLD_AGAIN
        for load in await self._loads.recent(LINE):
            if load.state in UNDER_WAY or load.message_id is None or load.chat_id is None:
                continue
            if load.ended_at is not None and load.ended_at > since:
                shown = load_progress.state(load, self._words(load))
                self._say(self._edit(load.chat_id, load.message_id, shown))

    async def _edit(self, chat_id: int, message_id: int, message: Message) -> None:
        await self._sender.edit(chat_id, message_id, message)

    def _words(self, load: Import) -> Words:
        return words_for(language_of(load.language, self._language))


async def in_line(store: Store) -> list[Import]:
    """What is asked for in the chat and under way or waits for its turn, in this order."""
    under_way = [
        one
        for one in await store.loads.recent(LINE)
        if one.state in UNDER_WAY and one.chat_id is not None
    ]
    return sorted(under_way, key=lambda one: (one.decided_at or _EVER, one.id))


def batches_of(load: Import, zone: ZoneInfo) -> Iterator[Batch]:
    """What the file of an import holds, as it was when it was kept."""
    assert load.body is not None and load.created_at is not None
    now = load.created_at
    address = load.file_name if load.file_name.startswith(("http://", "https://")) else None
    today = now.astimezone(zone).date()
    return iterate(load.body, today, name=load.file_name, address=address, now=now)


def error_of(problem: Problem) -> dict[str, Any]:
    """A problem as an import keeps it, see `bot.views.loads.problems_of`."""
    return {**stored(problem), "file": problem.file}


async def _said(saying: Coroutine[Any, Any, None]) -> None:
    try:
        await saying
    except (TelegramError, *DATABASE_ERRORS) as error:
        # Blocked, or away for long: it is known to the store, and told where it is asked for.
        log.info("what became of a load is not told: %s", error)
