"""JSON Lines: an object a line, read as they come, however many there are."""

import json
import re
from collections.abc import Iterator

import orjson

from bot.ingest.content import Content, Problem
from bot.ingest.encoding import decode
from bot.ingest.records import Records
from bot.ingest.source import Source

_LARGE = 100_000  # bytes
_MOST_PARTS = 20_000  # lists and objects in one article; each takes sixty bytes, however empty
_FORGIVEN = re.compile(rb"[\x00-\x1f\x80-\xff]|NaN|Infinity|\\u[dD]")


def read_json_lines(
    source: Source, encoding: str, records: Records, *, size: int
) -> Iterator[Content]:
    """size: how many articles, rates and errors make a batch."""
    for number, line in source.each_line(encoding):
        if line is None:
            records.refuse(line_too_long(number))
        elif not line.isspace():
            value = parse(line)
            if value is None:
                records.refuse(no_json(number))
            else:
                records.take(value, number, line)
        if len(records) >= size:
            yield records.give()
    yield records.give()


def parse(text: bytes) -> object:
    """The value; None where it is none. Control characters and odd bytes in texts are forgiven."""
    if len(text) > _LARGE and text.count(b"[") + text.count(b"{") > _MOST_PARTS:
        return None
    try:
        value: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        if not _FORGIVEN.search(text.strip()):
            return None
        try:
            value = json.loads(decode(text)[0], strict=False)
        except (ValueError, RecursionError):
            return None
    return value


def no_json(line: int) -> Problem:
    return Problem(line, "This is no JSON that can be read.")


def line_too_long(line: int) -> Problem:
    return Problem(line, "This line is too long.")
