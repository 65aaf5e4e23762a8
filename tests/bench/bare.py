"""What a load cannot do without, each alone and with nothing around it."""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import tantivy

BATCH = 200  # rows to a transaction, as in a load
HEAP = 128_000_000  # bytes

Records = Iterator[dict[str, Any]]


def measured(file: Path, folder: Path) -> Iterator[tuple[str, float]]:
    """What it is, and its seconds for all articles of a file of JSON Lines."""
    yield "orjson", _parsing(file)
    yield "INSERT by sqlite3's executemany", _inserting(file, folder)
    yield "Tantivy, its own English analyser", _indexing(file, folder)


def _parsing(file: Path) -> float:
    begun = time.perf_counter()
    for _ in _records(file):
        pass
    return time.perf_counter() - begun


def _inserting(file: Path, folder: Path) -> float:
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, url TEXT UNIQUE, title TEXT,"
            " summary TEXT, body TEXT, language TEXT, published TEXT)"
        )
        names = ("url", "title", "summary", "body", "language", "published")
        into = f"INSERT INTO articles ({', '.join(names)}) VALUES (?, ?, ?, ?, ?, ?)"

        def insert(batch: list[dict[str, Any]]) -> None:
            connection.execute("BEGIN")
            connection.executemany(into, [[one[name] for name in names] for one in batch])
            connection.execute("COMMIT")

        return _timed(file, insert)
    finally:
        connection.close()


def _indexing(file: Path, folder: Path) -> float:
    builder = tantivy.SchemaBuilder()
    for name in ("title", "summary", "body"):
        builder.add_text_field(name, tokenizer_name="en_stem")
    with tempfile.TemporaryDirectory(dir=folder) as place:
        writer = tantivy.Index(builder.build(), path=place).writer(HEAP, 1)

        def add(batch: list[dict[str, Any]]) -> None:
            for one in batch:
                document = tantivy.Document()
                for name in ("title", "summary", "body"):
                    document.add_text(name, one[name])
                writer.add_document(document)

        seconds = _timed(file, add)
        begun = time.perf_counter()
        writer.commit()
        seconds += time.perf_counter() - begun
        writer.wait_merging_threads()
    return seconds


def _timed(file: Path, take: Callable[[list[dict[str, Any]]], None]) -> float:
    """The seconds that taking all takes, without those of reading the file."""
    seconds = 0.0
    records = _records(file)
    while batch := list(islice(records, BATCH)):
        begun = time.perf_counter()
        take(batch)
        seconds += time.perf_counter() - begun
    return seconds


def _records(file: Path) -> Records:
    with file.open("rb") as lines:
        yield from map(orjson.loads, lines)
