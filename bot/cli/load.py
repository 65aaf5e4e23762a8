"""`load`: files into the store, without a chat."""

import asyncio
import gc
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.cli import DONE, FAILED, REFUSED
from bot.cli.described import ERRORS_TOLD, Described, describe, problem_for_json, tell
from bot.cli.files import NOBODY
from bot.cli.inputs import Input, inputs, size_of
from bot.cli.progress import Bar, bar
from bot.config import Settings
from bot.ingest import Batch, Problem, Unreadable, iterate
from storage import Draft, Import, Quote, Store
from storage.beside import GARBAGE, IDLE, indexing_beside
from storage.errors import DATABASE_ERRORS
from storage.pace import MOST, SMALL, Pace

LARGE = 8 * 1024 * 1024  # bytes of files, from which the index is kept by a process of its own


async def load(
    arguments: Sequence[str],
    settings: Settings,
    *,
    dry_run: bool,
    as_json: bool,
    full: bool = False,
    announce: bool = False,
) -> int:
    """Read and store each file. Gives the highest exit code of any.

    arguments: see `bot.cli.inputs`.
    dry_run: needs no database and writes nothing.  full: with its JSON the texts of articles.
    announce: have new articles posted to those who subscribed.
    """
    if dry_run:
        return await describe(arguments, settings, as_json=as_json, full=full)
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo(settings.default_timezone)).date()
    store = Store(settings.database_url, settings.search_folder)
    code = DONE
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        large = size_of(arguments) >= LARGE
        await store.open(search=not large)
        if large:
            gc.set_threshold(GARBAGE)
            url, folder = settings.database_url, settings.search_folder
            await stack.enter_async_context(indexing_beside(url, folder))
        with bar() as progress:
            async for one in inputs(arguments, settings):
                described = Described(one.name, full)
                loading = _Loading(store, described, progress, announce, keep=as_json)
                code = max(code, await loading.load(one, today, now))
                tell(described, loading.code, as_json, loading.stored)
        if not large:
            await store.indexed(IDLE)
    return code


class _Loading:
    """One file on its way.

    stored: its import; None while nothing of it is stored.
    """

    def __init__(
        self, store: Store, described: Described, progress: Bar, announce: bool, *, keep: bool
    ) -> None:
        self._loads = store.loads
        self._described = described
        self._progress = progress
        self._announce = announce
        self._keep = keep
        self._pace = Pace()
        self._drafts: list[Draft] = []
        self._quotes: list[Quote] = []
        self.stored: Import | None = None
        self.code = DONE

    async def load(self, one: Input, today: date, now: datetime) -> int:
        """Gives the exit code."""
        if one.given is None:
            assert one.problem is not None
            self._refuse(one.problem, REFUSED if one.refused else FAILED)
            return self.code
        self._progress.begin(one.name)
        try:
            reading = iterate(
                one.given, today, name=one.name, address=one.address, now=now, size=2 * MOST
            )
            await self._read(reading, one)
        except OSError as error:
            self._refuse(Problem(0, error.strerror or str(error)), FAILED)
        except Unreadable as error:
            nothing = self._is_empty and not self._described.feeds
            self._refuse(error.problem, REFUSED if nothing else DONE)
        if not self._is_empty:
            await self._keeping(self._finish(one))
        return self.code

    @property
    def _is_empty(self) -> bool:
        return not (self.stored or self._drafts or self._quotes)

    def _refuse(self, problem: Problem, code: int) -> None:
        self._described.refuse(problem)
        self.code = code

    async def _read(self, reading: Iterator[Batch], one: Input) -> None:
        """The next part is read while this one is stored."""
        following = asyncio.create_task(asyncio.to_thread(next, reading, None))
        try:
            while batch := await following:
                following = asyncio.create_task(asyncio.to_thread(next, reading, None))
                await self._keeping(self._take(batch, one))
        finally:
            # The thread ends with its part, whatever happened here.
            with suppress(OSError, Unreadable, asyncio.CancelledError):
                await following

    async def _take(self, batch: Batch, one: Input) -> None:
        content = batch.content
        told = self._keep or content.spoken_of is not None
        self._described.add(content if told else replace(content, drafts=()))
        self._drafts += content.drafts
        self._quotes += content.quotes
        # What is announced is stored in the order of its dates, so all of it has to be there;
        # what is small goes into one transaction.
        if not self._announce and len(self._drafts) + len(self._quotes) > SMALL:
            await self._add(one)
        self._progress.at(batch.done, batch.size, self.stored)

    async def _add(self, one: Input) -> None:
        load = self.stored or await self._open(one)
        drafts, quotes = self._drafts, self._quotes
        self._drafts, self._quotes = [], []
        self.stored = load
        self.stored = await self._loads.add(load, drafts, quotes, self._pace, self._so_far)

    async def _open(self, one: Input) -> Import:
        return await self._loads.open(NOBODY, one.file_name, announce=self._announce)

    def _so_far(self, load: Import) -> None:
        self.stored = load
        self._progress.stored(load)

    async def _finish(self, one: Input) -> None:
        errors = [_error(problem) for problem in self._described.errors[:ERRORS_TOLD]]
        total = self._described.errors_total
        if self.stored is None:
            self.stored = load = await self._open(one)
            self.stored = await self._loads.run(
                load, self._drafts, self._quotes, errors, errors_total=total, told=self._so_far
            )
            return
        if self._drafts or self._quotes:
            await self._add(one)
        self.stored = await self._loads.finish(self.stored, errors, errors_total=total)

    async def _keeping(self, work: Any) -> None:
        """Where it is cut off, its import is given back: what is stored is whole, and stays."""
        try:
            await work
        except BaseException:
            if self.stored:
                with suppress(*DATABASE_ERRORS):
                    await asyncio.shield(self._loads.release(self.stored))
            raise


def _error(problem: Problem) -> dict[str, object]:
    """As `problem_for_json`, and as it is translated."""
    said = {"message": problem.message, "fields": {k: str(v) for k, v in problem.fields.items()}}
    return {**problem_for_json(problem), **said}
