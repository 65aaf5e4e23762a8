"""What keeps the index current: it takes up articles in the order of their revisions."""

import asyncio
import contextlib
import logging
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from storage.articles import Articles
from storage.errors import DATABASE_ERRORS, brief
from storage.versions import ARTICLES, REINDEX, Versions, happens

from .damage import FolderUnusable, IndexDamaged
from .index import SearchIndex

BATCH = 250  # articles read at a time
# Where more and more are to be taken up, as while a large file is loaded, what is taken up is
# found at latest after these: each time costs a file of the index, and files have to be merged.
COMMIT_EACH = 50_000  # articles
COMMIT_EVERY = 60.0  # seconds
MANY = 20  # articles, after which more of them are waited for
MORE_WITHIN = 0.1  # seconds
LOOK_EVERY = 0.25  # seconds between looks, where another process writes the folder
TIDY_AFTER = 0.3  # seconds without a change
TIDY_MUCH_AFTER = 60.0  # seconds; the engine has merged the files of many articles by itself then
RETRY_AFTER = 5.0  # seconds after a failure
WAIT_FOR_OWN = 0.5  # seconds a search waits for a change that this process knows of
WAIT_FOR_AT_MOST = 1_000  # such changes: for more it would wait in vain
# Seconds that a thread may compute while another waits. Python's own 5 ms for each word that the
# event loop and the database's threads exchange would add up while articles are analysed.
SWITCH_AFTER = 0.0005

log = logging.getLogger(__name__)

T = TypeVar("T")


class _Stopped(Exception):
    """The store is closing; an index half built is thrown away."""


class SearchFeed:
    """One process at a time writes a folder: the one that holds its lock.

    The others follow: they reopen the index when it changed, and take over the lock when its
    holder is gone (the system frees it).
    """

    def __init__(self, folder: Path, identity: str, articles: Articles, versions: Versions) -> None:
        self.index = SearchIndex(folder, identity)
        self._articles = articles
        self._versions = versions
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search-index")
        self._lock_file = folder / "lock"
        self._lock = FileLock(self._lock_file, thread_local=False)
        self._held: tuple[int, int] | None = None
        self._unusable: FolderUnusable | None = None
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._moved = asyncio.Event()
        self._stopping = asyncio.Event()
        self._anew = False
        self._checked: str | None = None  # the index whose files were found sound
        self.revision = -1  # what this process's index has; -1 where there is none yet
        self.taken = -1  # the same, with what it will have soon
        self.more_within = MORE_WITHIN  # seconds
        versions.on_change(self._wake)

    @property
    def preparing(self) -> bool:
        """Whether the index is being built, so that answers may lack something."""
        return self._anew or self.revision < 0

    @property
    def leads(self) -> bool:
        """Whether this process writes the folder."""
        return self._lock.is_locked and self._held == _identity(self._lock_file)

    def start(self) -> None:
        sys.setswitchinterval(SWITCH_AFTER)
        self._task = asyncio.create_task(self._run(), name="search-feed")

    async def stop(self) -> None:
        """After the batch that is being taken up; what is left is taken up at the next start."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._changed.set()
        if self._task:
            await self._task
        with contextlib.suppress(IndexDamaged):  # the next start finds it so, and mends it
            await self._in_writer(self.index.let_go)
        self._writer.shutdown()
        self._lock.release()

    async def ask(self, work: Callable[..., T], *args: object, **named: object) -> T | None:
        """What the index answers: `ask(feed.index.search, query, ...)`, in a thread.

        None where there is no index yet, or it is damaged: it is then built anew.
        """
        lacking = self._versions[ARTICLES] - self.revision
        if self.revision < 0 or not (self._anew or lacking > WAIT_FOR_AT_MOST):
            await self.caught_up(WAIT_FOR_OWN)
        if self.revision < 0:
            return None
        try:
            return await asyncio.to_thread(work, *args, **named)
        except IndexDamaged as error:
            log.warning("the search index is damaged and is built anew: %s", error)
            self.rebuild()
            return None

    def rebuild(self) -> None:
        """Build the index anew; the old one answers meanwhile, if it can."""
        self._anew = True
        self._changed.set()

    async def caught_up(self, within: float) -> bool:
        """Wait until the index has every change that this process knows of.

        within: seconds, after which it is False.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self.revision < self._versions[ARTICLES] or self._anew:
                    self._moved.clear()
                    await self._moved.wait()
                return True
        return False

    async def caught_up_at_last(self, idle: float) -> bool:
        """Wait until the index has every change that this process knows of, if it gets on.

        idle: seconds in which it got on with nothing, after which it is False.
        """
        seen = None
        while not await self.caught_up(idle):
            if seen == (seen := self.taken):
                return False
        return True

    async def _in_writer(self, work: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, work, *args)

    async def rebuilt(self, before: str | None) -> None:
        """Wait for an index that is another one than `before`, and has everything.

        Raises FolderUnusable where this process would have to build it, and cannot.
        """
        while self.index.name in {before, None} or not await self.caught_up(WAIT_FOR_OWN):
            if self._unusable is not None:
                raise self._unusable
            await happens(self._stopping, within=LOOK_EVERY)

    def _wake(self, name: str, _value: int) -> None:
        if name == REINDEX:
            self.rebuild()
        elif name == ARTICLES:
            self._changed.set()

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._changed.clear()
                if await self._in_writer(self._hold_lock):
                    await self._lead()
                    # Merging files takes time that the next change of a row need not wait for.
                    quiet = TIDY_MUCH_AFTER if self.index.wrote_much else TIDY_AFTER
                    if not await happens(self._changed, within=quiet):
                        await self._in_writer(self.index.tidy)
                        await self._changed.wait()
                else:
                    await self._in_writer(self._follow)
                    self._moved.set()
                    await happens(self._stopping, within=LOOK_EVERY)
            except _Stopped:
                return
            except IndexDamaged as error:
                log.warning("the search index cannot be used and is built anew: %s", error)
                self._anew = True
                await happens(self._stopping, within=LOOK_EVERY)
            except FolderUnusable as error:
                log.warning("%s", error)
                self._unusable = error
                await happens(self._stopping, within=RETRY_AFTER)
            except DATABASE_ERRORS as error:
                log.warning("the search index cannot take up changes: %s", brief(error))
                await happens(self._stopping, within=RETRY_AFTER)

    def _hold_lock(self) -> bool:
        if self.leads:
            return True
        # Somebody may have deleted it with the folder, and another hold one of the same name.
        self._lock.release()
        try:
            self.index.folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        except OSError as error:
            raise FolderUnusable(f"the search folder cannot be used: {error}") from error
        self._held = _identity(self._lock_file)
        self._unusable = None
        return True

    async def _lead(self) -> None:
        target = self._versions[ARTICLES]
        if not self._anew:
            self._anew = not await self._in_writer(self._usable, target)
        if self._anew:
            await self._build()
        await self._take_up(self._versions[ARTICLES])
        self._moved.set()
        if self._checked != self.index.name:
            # It answers meanwhile: reading all of a large one takes a second.
            if not await self._in_writer(self.index.is_sound):
                raise IndexDamaged("a file is not as it was written")
            self._checked = self.index.name

    def _usable(self, target: int) -> bool:
        """Whether an index is there that is no further than the database it was made from."""
        if not self.index.open():
            return False
        self.revision = self.index.highest_revision()
        return self.revision <= target

    def _follow(self) -> None:
        self.revision = self.index.highest_revision() if self.index.open() else -1
        self._anew = False

    async def _build(self) -> None:
        begun = time.monotonic()
        fresh = await self._in_writer(self.index.begin_anew)
        target = self._versions[ARTICLES]
        revision = 0
        while revision < target:
            batch = await self._articles.changed_since(revision, limit=BATCH)
            await self._in_writer(fresh.write, batch)
            # The newest change may be of an article that has since changed again, or is gone.
            revision = self.taken = batch[-1].revision if batch else target
            if self._stopping.is_set():
                raise _Stopped
        await self._in_writer(fresh.put_in_use)
        await self._in_writer(self.index.open)
        self.revision, self._anew = revision, False
        self._moved.set()
        # It answers already; with fewer files it does so faster.
        await self._in_writer(fresh.let_go if self._stopping.is_set() else fresh.tidy)
        await self._in_writer(self.index.open)
        seconds = time.monotonic() - begun
        worth_telling = logging.INFO if seconds >= 1 else logging.DEBUG
        log.log(worth_telling, "search index built in %.1f s", seconds)

    async def _take_up(self, target: int) -> None:
        """Read the changes above what the index has, in order, and commit them.

        Raises _Stopped between two batches when the store closes.
        """
        taken, waiting, begun = self.revision, 0, time.monotonic()
        while taken < target:
            batch = await self._articles.changed_since(taken, limit=BATCH)
            if batch:
                await self._in_writer(self.index.write, batch)
                waiting += len(batch)
            # The newest change may be of an article that has since changed again, or is gone.
            taken = self.taken = batch[-1].revision if batch else target
            if taken >= target and waiting >= MANY:
                target = await self._more(target)
            late = waiting >= COMMIT_EACH or time.monotonic() - begun >= COMMIT_EVERY
            late = late or self._stopping.is_set()
            if waiting and (taken >= target or late):
                await self._in_writer(self.index.commit)
                waiting, begun = 0, time.monotonic()
            if not waiting:
                self.revision = taken
                self._moved.set()
            if self._stopping.is_set():
                raise _Stopped

    async def _more(self, target: int) -> int:
        """The highest revision, when there is a higher one or none has come for a while."""
        something_else = self._anew or self._stopping.is_set()
        if self._versions[ARTICLES] <= target and not something_else:
            self._changed.clear()
            await happens(self._changed, within=self.more_within)
        return max(target, self._versions[ARTICLES])


def _identity(file: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
