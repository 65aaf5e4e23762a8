"""A JSON document: the list in it, wherever it is, read a batch of its objects at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.ingest import feeds
from bot.ingest.columns import is_article, is_rate
from bot.ingest.content import Content, Problem, Unreadable
from bot.ingest.jsonlines import no_json, parse
from bot.ingest.jsonparts import Part, find_parts
from bot.ingest.records import Records, fields_of
from bot.ingest.source import LONGEST_LINE

# What the list of articles is called, the first of these that is there.
_LIST_NAMES = (
    "articles items posts entries news results data records rows documents docs stories rates "
    "quotes value hits response feed"
)
_RANKS = {name: rank for rank, name in enumerate(_LIST_NAMES.split())}
_DEEPEST = 3  # objects that may be around the list
_SMALL = 65_536  # bytes of an object beside the list, such as the author of a feed
_BATCH_BYTES = 8 * 1024 * 1024
_FEED_BATCH = 2_000  # objects that a feed's reader takes at once


@dataclass(frozen=True, slots=True)
class _Found:
    """part: the list, or the object that is an article itself.  around: what is beside it."""

    part: Part
    whole: bool
    around: Mapping[str, Any] | None = None


def read_document(
    data: bytes, records: Records, *, now: datetime, address: str | None, size: int
) -> Iterator[Content]:
    """data: in UTF-8.  size: how many articles, rates and errors make a batch.

    Raises Unreadable for what has no list and no object, or is made to hurt.
    """
    found = _find(data, 0, len(data), _DEEPEST)
    kind = "json"
    if not found.part.is_list:
        yield from _read_single(data, found, records, now, address)
    else:
        for content, read_by_feeds in _read_feed(data, found, now, address):
            if not read_by_feeds:
                yield from _read_list(data, found, records, size)
                break
            kind = content.format
            yield content
    if not found.whole:
        line = data.count(b"\n") + 1
        records.refuse(Problem(line, "The file breaks off here, or is no valid JSON."))
    yield replace(records.give(), format=kind)


def end_of_document(data: bytes) -> int:
    """Where the first value of a file ends. Raises Unreadable as above."""
    return find_parts(data).root.end


def _find(data: bytes, start: int, end: int, depth: int) -> _Found:
    parts = find_parts(data, start, end)
    if parts.root.is_list:
        return _Found(parts.root, parts.whole)
    lists = [one for one in parts.members if one.is_list and one.elements]
    named = [one for one in lists if one.key.casefold() in _RANKS]
    around = _beside(data, parts.root, parts.members)
    if named:
        best = min(named, key=lambda one: _RANKS[one.key.casefold()])
        return _Found(best, parts.whole, around)
    if not _is_record(around):
        if lists:
            return _Found(max(lists, key=lambda one: len(one.elements)), parts.whole, around)
        inner = [one for one in parts.members if not one.is_list]
        inner.sort(key=lambda one: _RANKS.get(one.key.casefold(), len(_RANKS)))
        for one in inner[:_DEEPEST] if depth else ():
            found = _find(data, one.start, one.end, depth - 1)
            if found.part.is_list or _is_record(found.around or {}):
                return replace(found, whole=parts.whole)
    return _Found(parts.root, parts.whole, around)


def _is_record(given: Mapping[str, Any]) -> bool:
    fields = set(fields_of(given))
    return len(fields) > 1 and (is_article(fields) or is_rate(fields))


def _beside(data: bytes, root: Part, members: list[Part]) -> Mapping[str, Any]:
    """An object without what is large in it; empty where that is no JSON."""
    pieces = []
    place = root.start
    for one in members:
        if one.is_list or one.end - one.start > _SMALL:
            pieces += [data[place : one.start], b"null"]
            place = one.end
    pieces.append(data[place : root.end])
    if sum(map(len, pieces)) > LONGEST_LINE:
        return {}
    value = parse(b"".join(pieces))
    return value if isinstance(value, dict) else {}


def _read_single(
    data: bytes, found: _Found, records: Records, now: datetime, address: str | None
) -> Iterator[Content]:
    part = found.part
    text = data[part.start : part.end]
    value = parse(text) if len(text) <= LONGEST_LINE else None
    line = _line_of(data, part.start)
    if not isinstance(value, dict):
        records.refuse(no_json(line))
        return
    content = feeds.read_json(value, now=now, address=address)
    if content is not None:
        yield content
    elif _is_record(value) or is_article(set(fields_of(value))):
        records.take(value, line, text)
    else:
        raise Unreadable(
            Problem(
                0,
                "This JSON has no articles and no rates. Articles are objects with a title, or "
                "with a text and a link; rates have a pair and a value.",
            )
        )


def _read_list(data: bytes, found: _Found, records: Records, size: int) -> Iterator[Content]:
    line, counted = 1, 0
    for start, end in found.part.spans():
        line += data.count(b"\n", counted, start)
        counted = start
        text = data[start:end]
        value = parse(text) if len(text) <= LONGEST_LINE else None
        if len(text) > LONGEST_LINE:
            records.refuse(Problem(line, "This line is too long."))
        elif value is None:
            records.refuse(no_json(line))
        else:
            records.take(value, line, text)
        if len(records) >= size:
            yield records.give()
    if not found.part.elements and found.whole:
        raise Unreadable(Problem(0, "This JSON has no articles and no rates in its list."))


def _read_feed(
    data: bytes, found: _Found, now: datetime, address: str | None
) -> Iterator[tuple[Content, bool]]:
    """What a feed's reader makes of the list; False with the first batch where it is no feed."""
    position = 0
    kind = ""
    for batch in _batches(data, found.part):
        value = batch if found.around is None else {**found.around, found.part.key: batch}
        content = feeds.read_json(value, now=now, address=address)
        if content is None:
            yield Content("json"), False
            return
        if position:
            moved = (replace(one, position=one.position + position) for one in content.drafts)
            content = replace(content, drafts=tuple(moved))
        position += len(content.drafts)
        kind = content.format
        yield content, True
    if not kind:
        yield Content("json"), False
        return
    long = [start for start, end in found.part.spans() if end - start > LONGEST_LINE]
    if long:
        errors = (Problem(_line_of(data, start), "This line is too long.") for start in long)
        yield Content(kind, errors=tuple(errors)), True


def _batches(data: bytes, part: Part) -> Iterator[list[Any]]:
    batch: list[Any] = []
    length = 0
    for start, end in part.spans():
        if end - start <= LONGEST_LINE and (value := parse(data[start:end])) is not None:
            batch.append(value)
            length += end - start
        if len(batch) >= _FEED_BATCH or length > _BATCH_BYTES:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def _line_of(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1
