"""What the search bench prints."""

import os
import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.bench.archive import RIVALS, Note
from tests.bench.load import percentile

LARGE = 500_000  # articles from which the larger limit holds
LIMIT, LARGE_LIMIT = 0.010, 0.040  # seconds for 99 % of a class's first pages
FAR_LIMIT = 2  # times as long as the first page


@dataclass(slots=True)
class Class:
    """A class of questions.  asked: how many different ones.

    times: seconds of each first page, in rising order, by store.  totals: of each question, by
    store.  fts5, like: seconds; empty where they cannot be asked such questions.
    """

    name: str
    asked: int
    times: dict[str, list[float]] = field(default_factory=dict)
    totals: dict[str, dict[str, int]] = field(default_factory=dict)
    fts5: list[float] = field(default_factory=list)
    like: list[float] = field(default_factory=list)

    @property
    def differing(self) -> list[str]:
        """Questions that the stores have different totals for."""
        one, *others = self.totals.values()
        return [text for text in one if any(other[text] != one[text] for other in others)]


@dataclass(frozen=True, slots=True)
class Turned:
    """Seconds of the first page and of one far away, in rising order."""

    store: str
    name: str
    asked: int
    first: list[float]
    far: list[float]


@dataclass(frozen=True, slots=True)
class Typos:
    """offered, first: how often the right word was among the offers, and the first of them.

    other: errors that were passed over, as they made another word of the archive.
    """

    store: str
    seconds: list[float]
    offered: int
    first: int
    other: int


@dataclass(slots=True)
class Results:
    """here, there: seconds until a change was found, in this process and in another, by store."""

    note: Note
    classes: list[Class] = field(default_factory=list)
    turned: list[Turned] = field(default_factory=list)
    typos: list[Typos] = field(default_factory=list)
    here: dict[str, list[float]] = field(default_factory=dict)
    there: dict[str, list[float]] = field(default_factory=dict)
    index_bytes: dict[str, int] = field(default_factory=dict)
    fts5_bytes: int = 0

    @property
    def agrees(self) -> bool:
        """Whether all stores have the same totals."""
        return not any(one.differing for one in self.classes)

    @property
    def limit(self) -> float:
        return LARGE_LIMIT if self.note.articles >= LARGE else LIMIT


def report(results: Results) -> str:
    parts = [
        f"{results.note.articles:,} articles ({results.note.of}); Python "
        f"{sys.version.split()[0]}, {os.cpu_count()} cores{_busy()}",
        "The first six with the exact total, milliseconds; in brackets how many questions the "
        "rivals were asked:",
        _columns(_first_pages(results)),
        _agreement(results),
        _judged(results),
    ]
    if results.turned:
        parts += ["Page 50 beside the first, milliseconds:", _columns(_pages(results.turned))]
    parts += ["Each store:", _columns(_facts(results))]
    return "\n\n".join(parts) + "\n"


def _first_pages(results: Results) -> Iterable[Sequence[str]]:
    stores = list(results.index_bytes)
    columns = [f"{name} {part}" for name in (*stores, "FTS5") for part in ("p50", "p99")]
    yield "", "asked", "found", *columns, "", "LIKE p50", ""
    for one in results.classes:
        totals = next(iter(one.totals.values())).values()
        cells = [cell for name in stores for cell in _times(one.times[name])]
        fts5 = *_times(one.fts5), f"({len(one.fts5)})"
        like = _times(one.like)[0], f"({len(one.like)})"
        found = f"{statistics.median_low(totals):,}"
        yield one.name, str(one.asked), found, *cells, *fts5, *like


def _agreement(results: Results) -> str:
    if len(results.index_bytes) < 2:
        return "Found: the median of the totals."
    questions = sum(one.asked for one in results.classes)
    differing = [text for one in results.classes for text in one.differing]
    if not differing:
        return f"Found: the median of the totals; all {questions:,} are the same in both stores."
    shown = "\n".join(f"  {text}" for text in differing[:10])
    return f"{len(differing)} of {questions:,} totals DIFFER between the stores, as of\n{shown}"


def _judged(results: Results) -> str:
    over = [
        f"{one.name} ({store})"
        for one in results.classes
        for store, times in one.times.items()
        if percentile(times, 99) > results.limit
    ]
    wanted = f"p99 of at most {results.limit * 1000:g} ms"
    return f"Not within a {wanted}: {', '.join(over)}." if over else f"All within a {wanted}."


def _pages(turned: Sequence[Turned]) -> Iterable[Sequence[str]]:
    yield "", "", "asked", "p50", "p99", "page 50 p50", "page 50 p99", "times p50", "times p99", ""
    for one in turned:
        times = [percentile(one.far, part) / percentile(one.first, part) for part in (50, 99)]
        yield (
            *(one.name, one.store, str(one.asked), *_times(one.first), *_times(one.far)),
            *(f"{value:.2f}" for value in times),
            "" if max(times) <= FAR_LIMIT else f"over {FAR_LIMIT}",
        )


def _facts(results: Results) -> Iterable[Sequence[str]]:
    stores = list(results.index_bytes)
    note = results.note
    yield "", *stores, "FTS5"
    yield "loaded, articles/s", *_rates(note.load, stores), *_rates(note.load, [RIVALS])
    yield "index built, articles/s", *_rates(note.build, stores), "with the load"
    sizes = [*(results.index_bytes[name] for name in stores), results.fts5_bytes]
    yield "index, MB", *(f"{size / 1e6:,.0f}" for size in sizes)
    for name, seconds in (
        ("change found, ms: p50", results.here),
        ("in another process: p50", results.there),
    ):
        yield name, *(_times(seconds[store])[0] for store in stores)
        yield "  p99", *(_times(seconds[store])[1] for store in stores)
    if results.typos:
        typos = results.typos
        yield "typos, ms: p50", *(_times(one.seconds)[0] for one in typos)
        yield "  p99", *(_times(one.seconds)[1] for one in typos)
        yield "the right word offered", *(_share(one.offered, one) for one in typos)
        yield "the right word first", *(_share(one.first, one) for one in typos)
        yield "errors passed over", *(str(one.other) for one in typos)


def _share(count: int, typos: Typos) -> str:
    return f"{count} of {len(typos.seconds)}"


def _rates(rates: dict[str, float], names: Sequence[str]) -> Iterable[str]:
    return (f"{rates[name]:,.0f}" if name in rates else "–" for name in names)


def _times(rising: Sequence[float]) -> tuple[str, str]:
    """p50 and p99 in milliseconds."""
    if not rising:
        return "–", "–"
    p50, p99 = (f"{percentile(rising, part) * 1000:,.1f}" for part in (50, 99))
    return p50, p99


def _busy() -> str:
    if not hasattr(os, "getloadavg"):
        return ""
    return f"; load average {os.getloadavg()[0]:.1f}, this program's included"


def _columns(rows: Iterable[Sequence[str]]) -> str:
    """The first column to the left, the others to the right."""
    lines = list(rows)
    count = max(map(len, lines))
    full = [[*line, *[""] * (count - len(line))] for line in lines]
    widths = [max(map(len, column)) for column in zip(*full, strict=True)]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0])]
            + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        ).rstrip()
        for row in full
    )
