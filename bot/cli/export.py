"""`export`: all articles and rates into a file, as `load` takes them back."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.cli import DONE, FAILED
from bot.cli.progress import bar
from bot.config import Settings
from bot.locales import words_for
from storage import migrations
from storage.database import Database
from storage.export import Export

_ARTICLE = b'{"kind":"article"'


async def export(name: str, settings: Settings) -> int:
    """name: of the file, or "-" for standard output. What is there before is replaced, whole."""
    database = Database(settings.database_url)
    try:
        await database.check()
        await migrations.upgrade(database)
        with _written(name) as file:
            articles, rates = await _write(Export(database), file, name)
    except OSError as error:
        print(f"{name}: {error.strerror or error}", file=sys.stderr)
        return FAILED
    finally:
        await database.close()
    words = words_for("en")
    said = (
        words.ngettext("{n} article", "{n} articles", articles),
        words.ngettext("{n} rate", "{n} rates", rates),
    )
    told = sys.stderr if name == "-" else sys.stdout
    print(f"{name}: {' and '.join(said)}.", file=told, flush=True)
    return DONE


async def _write(export: Export, file: BinaryIO, name: str) -> tuple[int, int]:
    """Gives how many articles and rates."""
    done = articles = 0
    expected = sum(await export.counts())
    with bar() as progress:
        progress.begin(name, expected)
        async for lines, count in export.lines():
            await asyncio.to_thread(file.write, lines)
            done += count
            # A part is of one kind.
            articles += count if lines.startswith(_ARTICLE) else 0
            progress.at(done, max(expected, done))
    return articles, done - articles


@contextmanager
def _written(name: str) -> Iterator[BinaryIO]:
    """A file that is there when all of it is."""
    if name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    file = Path(name)
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as written:
            yield written
            written.flush()
            os.fsync(written.fileno())
        part.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
