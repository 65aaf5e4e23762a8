"""Tables: CSV, with tabs or semicolons too. The first line names the columns."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import Any

from bot.ingest.columns import field_of, is_article, is_rate
from bot.ingest.content import Content, Problem
from bot.ingest.jsonlines import line_too_long
from bot.ingest.records import Records
from bot.ingest.source import LONGEST_LINE, Source

SEPARATORS = ",;\t|"
LONGEST_HEADER = 1_000_000  # characters; some tables have thousands of columns
_MOST_COLUMNS = 100_000
# Bytes that may be read twice, behind quotation marks that are never closed.
_READ_AGAIN = 64 * 1024 * 1024
_EXCEL_HINT = "sep="  # a first line of its own, which names the separator

csv.field_size_limit(LONGEST_LINE)


def separator_of(text: str) -> str | None:
    """What stands between the columns of a text; None for one that is no table of ours.

    text: its beginning, with the whole first line.
    """
    header = _header_of(text)
    if not header or len(header) > LONGEST_HEADER:
        return None
    known = {mark: _fields(_cells(header, mark)) for mark in SEPARATORS}
    best = max(known, key=lambda mark: len(known[mark]))
    fields = set(known[best])
    # A single word may well be the first line of a page.
    return best if best in header and (is_article(fields) or is_rate(fields)) else None


def read_table(
    source: Source, encoding: str, separator: str, records: Records, *, size: int
) -> Iterator[Content]:
    """size: how many articles, rates and errors make a batch."""
    fields: dict[str, list[int]] = {}
    width = 0
    for line, row in _rows(source, encoding, separator, records):
        if not fields:
            fields, width = _fields(row), len(row)
        elif any(cell.strip() for cell in row[width:]):
            said: dict[str, object] = {"cells": len(row), "columns": width}
            records.refuse(
                Problem(line, "It has {cells} cells, and the table has {columns} columns.", said)
            )
        else:
            records.take_fields(_values(row, fields), line)
        if len(records) >= size:
            yield records.give()
    yield records.give()


def looks_like_a_table(text: str) -> bool:
    """Whether the first two lines have as many separators as each other."""
    first, second, *_ = [*[line for line in text[:10_000].splitlines() if line.strip()], "", ""]
    return any(first.count(mark) == second.count(mark) > 0 for mark in SEPARATORS)


def _header_of(text: str) -> str:
    for line in text.lstrip("\ufeff\r\n\t ").splitlines():
        if line.strip() and not line.casefold().startswith(_EXCEL_HINT):
            return line
    return ""


def _cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])[:_MOST_COLUMNS]


def _fields(header: list[str]) -> dict[str, list[int]]:
    """The columns of each field, the one of its best name first."""
    ranked: dict[str, list[tuple[int, int]]] = {}
    for column, name in enumerate(header):
        if known := field_of(name):
            ranked.setdefault(known[0], []).append((known[1], column))
    return {field: [column for _, column in sorted(each)] for field, each in ranked.items()}


def _values(row: list[str], fields: dict[str, list[int]]) -> dict[str, Any]:
    values = {}
    for field, columns in fields.items():
        for column in columns:
            if column < len(row) and row[column].strip():
                values[field] = row[column]
                break
    return values


def _rows(
    source: Source, encoding: str, separator: str, records: Records
) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line, the header too.

    A quotation mark that is never closed costs its own line and no other.
    """
    lines = _Lines(source, encoding, records)
    while True:
        reader = csv.reader(lines, delimiter=separator, strict=True)
        try:
            for row in reader:
                taken = lines.take()
                if any(row) and not (len(taken) == 1 and _is_hint(taken[0][1])):
                    yield taken[0][0], row
        except csv.Error:
            taken = lines.take()
            row = next(csv.reader([taken[0][1]], delimiter=separator), []) if taken else []
            if len(taken) == 1 and _is_closed(taken[0][1]):
                yield taken[0][0], row  # a quotation mark within a cell, as people write it
                continue
            if taken:
                first = taken[0][0]
                records.refuse(Problem(first, "A quotation mark is opened and never closed."))
                lines.give_back(taken[1:])
            continue
        return


def _is_hint(line: str) -> bool:
    return line.casefold().startswith(_EXCEL_HINT) and len(line.strip()) == len(_EXCEL_HINT) + 1


def _is_closed(line: str) -> bool:
    return line.count('"') % 2 == 0


class _Lines:
    """Lines for the csv module, which says neither where a row begins nor what it swallowed."""

    def __init__(self, source: Source, encoding: str, records: Records) -> None:
        self._lines = source.each_line(encoding)
        self._records = records
        self._waiting: deque[tuple[int, str]] = deque()
        self._taken: list[tuple[int, str]] = []
        self._again = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self._waiting:
            number, text = self._waiting.popleft()
        else:
            number, text = self._next_whole()
        self._taken.append((number, text))
        return text

    def _next_whole(self) -> tuple[int, str]:
        for number, line in self._lines:
            if line is not None:
                return number, line.decode("utf-8", "replace").replace("\0", "")
            self._records.refuse(line_too_long(number))
        raise StopIteration

    def take(self) -> list[tuple[int, str]]:
        """The lines that were read since the last time."""
        taken, self._taken = self._taken, []
        return taken

    def give_back(self, lines: list[tuple[int, str]]) -> None:
        """To be read again, as long as that stays within reason."""
        self._again += sum(len(text) for _, text in lines)
        if self._again <= _READ_AGAIN:
            self._waiting.extendleft(reversed(lines))
