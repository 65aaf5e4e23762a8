"""/export: all articles and rates as files, for the site's owners."""

import asyncio
import gzip
import tempfile
from contextlib import aclosing
from datetime import date
from pathlib import Path
from typing import BinaryIO

from bot.handlers.ask import Ask
from bot.ingest import archive
from bot.views import admins, exports
from storage import limits

# Bytes of a file. A bot may send 50 MB, but each file is one that /load takes back; a line more
# than this has room in both.
PACKED = limits.IMPORT_BYTES - 2 * 1024 * 1024
UNPACKED = archive.LARGEST - 2 * 1024 * 1024


async def export(ask: Ask) -> None:
    if not await ask.may_own():
        await ask.reply(admins.refused(ask.services.settings.site_name, ask.words))
        return
    if not ask.incoming.private:
        await ask.reply(admins.elsewhere(ask.words))
        return
    articles, rates = await ask.store.export.counts()
    if not articles and not rates:
        await ask.reply(exports.nothing(ask.words))
        return
    sender, chat_id = ask.services.sender, ask.incoming.chat_id
    await ask.reply(exports.writing(articles, rates, ask.words))
    with tempfile.TemporaryDirectory(prefix="caravan-export-") as folder:
        # All is written before the first is sent: the moment that is exported is not held long.
        files = await _write(ask, Path(folder))
        for number, file in enumerate(files, 1):
            data = await asyncio.to_thread(file.read_bytes)
            await sender.send_document(chat_id, file_name(ask.today, number, len(files)), data)
    await ask.reply(exports.written(articles, rates, len(files), ask.words))


def file_name(day: date, number: int, count: int) -> str:
    """As "caravan-2024-12-21-1-of-3.jsonl.gz"."""
    part = f"-{number}-of-{count}" if count > 1 else ""
    return f"caravan-{day}{part}.jsonl.gz"


class Files:
    """Lines in packed files of bounded size, numbered in their order.

    packed, unpacked: bytes after which another file is begun.
    """

    def __init__(self, folder: Path, *, packed: int = PACKED, unpacked: int = UNPACKED) -> None:
        self.paths: list[Path] = []
        self._folder = folder
        self._packed = packed
        self._unpacked = unpacked
        self._file: BinaryIO | None = None
        self._packing: gzip.GzipFile | None = None
        self._written = 0

    def add(self, lines: bytes) -> None:
        """Whole lines."""
        for line in lines.splitlines(keepends=True):
            if self._packing is None or self._is_full():
                self._begin()
            assert self._packing is not None
            self._written += self._packing.write(line)

    def close(self) -> None:
        if self._packing is not None and self._file is not None:
            self._packing.close()
            self._file.close()
        self._packing = self._file = None

    def _is_full(self) -> bool:
        assert self._file is not None
        return self._written >= self._unpacked or self._file.tell() >= self._packed

    def _begin(self) -> None:
        self.close()
        path = self._folder / str(len(self.paths))
        self.paths.append(path)
        self._file = path.open("wb")
        # Without a name and a time in it, the same articles are the same file.
        self._packing = gzip.GzipFile("", "wb", fileobj=self._file, mtime=0)
        self._written = 0


async def _write(ask: Ask, folder: Path) -> list[Path]:
    files = Files(folder)
    try:
        async with aclosing(ask.store.export.lines()) as parts:
            async for lines, _ in parts:
                await asyncio.to_thread(files.add, lines)
    finally:
        files.close()
    return files.paths
