"""How fast the search answers: Caravan's store, beside FTS5 and LIKE on the same articles.

Each question goes through `Store.search`, with the six articles read from the database. Totals
that differ between the stores are told, and are a failure. The files are in memory, as far as the
system has room for them.
"""

import argparse
import asyncio
import gc
import itertools
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from bot.cli import DONE, FAILED
from bot.cli.signals import stop_signal
from tests.bench import articles, changes, questions
from tests.bench.archive import POSTGRESQL, SQLITE, Archive, Kept, opened
from tests.bench.load import BenchFailed
from tests.bench.questions import misspellings
from tests.bench.search_report import Class, Results, Turned, Typos, report

SIZE = 6  # articles to a page
FAR = 50  # the page that is compared with the first
ASKED = 200  # questions of a class at least; where there are fewer, they are asked again
TURNED = 100  # questions that are asked for both pages
LIKES = 5  # questions of a class for LIKE, which takes seconds
RIVAL_SECONDS = 30.0  # after which a rival is asked no more of a class
CHANGES = 50
TYPOS = 200
SEED = 2024
DATABASES = {"sqlite": (SQLITE,), "postgresql": (POSTGRESQL,), "both": (SQLITE, POSTGRESQL)}


async def bench(options: argparse.Namespace) -> int:
    """Prepare, measure, print; gives the exit code."""
    stop = asyncio.create_task(stop_signal().wait())
    work = asyncio.create_task(_bench(options))
    try:
        await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            return work.result()
        sys.stderr.write("bench: stopped\n")
    except BenchFailed as error:
        sys.stderr.write(f"bench: {error}\n")
    finally:
        work.cancel()
        stop.cancel()
        await asyncio.gather(work, stop, return_exceptions=True)
    return FAILED


async def _bench(options: argparse.Namespace) -> int:
    async with _archive(options) as archive:
        asked = questions.read(options.queries) if options.queries else archive.note.questions
        results = await measure(archive, asked)
    sys.stdout.write(report(results))
    return DONE if results.agrees else FAILED


async def measure(archive: Archive, asked: questions.Questions) -> Results:
    """Ask everything of each store, and some of it of the rivals."""
    results = Results(archive.note)
    # What the bench itself holds is none of the bot's: it is not to be looked through again.
    gc.collect()
    gc.freeze()
    for kept in archive.stores:
        for texts in asked.values():
            await _ask(kept, texts[0])
    for name, texts in asked.items():
        row = Class(name, len(set(texts)))
        for kept in archive.stores:
            kept.read_through()
            row.times[kept.name], row.totals[kept.name] = await _ask_all(kept, texts)
        row.fts5 = await _time_rival(archive.rivals.fts5, _enough(texts))
        row.like = await _time_rival(archive.rivals.like, texts[:LIKES])
        results.classes.append(row)
        _tell(f"{name}: measured")
    for kept in archive.stores:
        kept.read_through()
        for row in results.classes:
            far = [text for text, total in row.totals[kept.name].items() if _has_far(total)]
            if far:
                results.turned.append(await _turn(kept, row.name, far[:TURNED]))
        if archive.note.targets:
            results.typos.append(await _misspell(kept, archive.note.targets))
        results.index_bytes[kept.name] = kept.index_bytes
        results.here[kept.name] = await changes.in_this_process(kept, CHANGES)
        results.there[kept.name] = await changes.in_another(kept, CHANGES)
        _tell(f"{kept.name}: pages, typos and changes measured")
    results.fts5_bytes = archive.rivals.index_bytes
    return results


@asynccontextmanager
async def _archive(options: argparse.Namespace) -> AsyncIterator[Archive]:
    if options.articles:
        file = options.articles.resolve()
        try:
            of = f"{file} of {file.stat().st_size:,} bytes"
        except OSError as error:
            raise BenchFailed(f"{file}: {error.strerror}") from error
        drafts = partial(articles.read, file)
    else:
        of = f"{options.articles_count:,} generated articles"
        drafts = partial(articles.generate, options.articles_count, SEED)
    names = DATABASES[options.database]
    with tempfile.TemporaryDirectory(prefix="caravan-bench-search-") as temporary:
        folder = options.keep.resolve() if options.keep else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        async with opened(folder, of, drafts, names, seed=SEED) as archive:
            yield archive


async def _ask(kept: Kept, text: str, page: int = 1) -> tuple[float, int]:
    """Seconds, and the total."""
    begun = time.perf_counter()
    found = await kept.store.search(text, page, size=SIZE)
    seconds = time.perf_counter() - begun
    if found.preparing:
        raise BenchFailed(f"{kept.name}: the index is not ready")
    return seconds, found.page.total


async def _ask_all(kept: Kept, texts: Sequence[str]) -> tuple[list[float], dict[str, int]]:
    seconds, totals = [], {}
    for text in _enough(texts):
        taken, totals[text] = await _ask(kept, text)
        seconds.append(taken)
    return sorted(seconds), totals


async def _turn(kept: Kept, name: str, texts: Sequence[str]) -> Turned:
    """The first page and the far one of the same questions, in turn."""
    first, far = [], []
    for text in _enough(texts):
        first.append((await _ask(kept, text))[0])
        far.append((await _ask(kept, text, FAR))[0])
    return Turned(kept.name, name, len(texts), sorted(first), sorted(far))


async def _misspell(kept: Kept, words: Sequence[str]) -> Typos:
    """One error in each word. An error that makes another word of the archive is none."""
    seconds: list[float] = []
    offered = first = other = 0
    for word in words:
        if len(seconds) == TYPOS:
            break
        for wrong in itertools.islice(misspellings(word, SEED), 5):
            begun = time.perf_counter()
            found = await kept.store.search(wrong, 1, size=SIZE)
            taken = time.perf_counter() - begun
            if found.page.total and found.corrected is None:
                other += 1
                continue
            seconds.append(taken)
            # An offer is written as the articles have it, perhaps with a capital letter.
            shown = (found.corrected, *found.suggestions)
            offers = [offer.casefold() for offer in shown if offer]
            offered += word in offers
            first += word in offers[:1]
            break
    return Typos(kept.name, sorted(seconds), offered, first, other)


async def _time_rival(ask: Callable[[str], int | None], texts: Sequence[str]) -> list[float]:
    """Seconds of each question that can be put to it, in rising order."""
    seconds: list[float] = []
    for text in texts:
        begun = time.perf_counter()
        if ask(text) is not None:
            seconds.append(time.perf_counter() - begun)
        if sum(seconds) > RIVAL_SECONDS and len(seconds) >= LIKES:
            break
        await asyncio.sleep(0)  # so that the bench can be stopped
    return sorted(seconds)


def _enough(texts: Sequence[str]) -> list[str]:
    return list(itertools.islice(itertools.cycle(texts), max(ASKED, len(texts))))


def _has_far(total: int) -> bool:
    return total > SIZE * (FAR - 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench-search", description=__doc__)
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--articles-count", type=_count, default=100_000, help="made up")
    source.add_argument("--articles", type=Path, metavar="FILE.jsonl", help="an object a line")
    parser.add_argument(
        "--queries", type=Path, metavar="FILE.json", help="an object: for each class its texts"
    )
    parser.add_argument("--database", choices=DATABASES, default="both")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="and use what it holds")
    return parser.parse_args()


def _count(text: str) -> int:
    if (count := int(text)) < 1:
        raise argparse.ArgumentTypeError("a number from 1")
    return count


def _tell(text: str) -> None:
    sys.stderr.write(f"bench: {text}\n")


def main() -> int:
    options = _options()
    try:
        import uvloop
    except ImportError:
        return asyncio.run(bench(options))
    return uvloop.run(bench(options))


if __name__ == "__main__":
    sys.exit(main())
