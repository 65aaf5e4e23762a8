"""The way through a file: what it is, who reads it, and its content a batch at a time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from bot.ingest import archive, feeds
from bot.ingest.banks import read_rates
from bot.ingest.content import Content, Deadline, Problem, Unreadable
from bot.ingest.detect import Kind, archive_kind, refuse_binary, text_kind
from bot.ingest.documents import end_of_document, read_document
from bot.ingest.encoding import encoding_of, to_utf8
from bot.ingest.jsonlines import read_json_lines
from bot.ingest.markup import title_of
from bot.ingest.page import read_page
from bot.ingest.records import Records
from bot.ingest.source import Source
from bot.ingest.table import looks_like_a_table, read_table, separator_of
from storage import limits
from storage.text import clip

BATCH = 500  # articles, rates and errors
_NOTHING = b"\xef\xbb\xbf\xff\xfe \t\r\n"  # white space, and the marks of encodings
_EMPTY = Problem(0, "The file is empty.")
_BLANK = Problem(0, "The file begins with nothing but white space.")
_LONGEST_NAME = 100  # characters of a file in an archive, as it is told of
# Letters of four bytes: one of them makes Python keep every letter of a text in four.
_WIDE = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")
_MAY_BE_WIDE = 16 * 1024 * 1024  # bytes of a text that may


@dataclass(frozen=True, slots=True)
class Batch:
    """A part of what a file holds.

    done: bytes of the file, of `size`, that are behind it.  lines: how many lines that is, where
    the file is read by lines.
    """

    content: Content
    done: int
    size: int
    lines: int


@dataclass(frozen=True, slots=True)
class _Reading:
    """What readers have to know."""

    today: date
    now: datetime
    address: str | None
    size: int
    deadline: Deadline | None = None

    def records(self, format_: str, mark: str = ".") -> Records:
        return Records(format_, self.today, self.now, self.address, mark)


def iterate(
    given: bytes | Path,
    today: date,
    *,
    name: str = "",
    address: str | None = None,
    now: datetime | None = None,
    size: int = BATCH,
    deadline: Deadline | None = None,
) -> Iterator[Batch]:
    """What a file holds, its format told by its content, in batches of about `size` articles.

    JSON Lines and tables are read as they come, whatever their size; others have limits. The same
    file gives the same batches as long as `today` and `now` are the same.

    today: the site's day, for rates that come without a date.
    address: where it was fetched from: links are resolved against it.
    deadline: when to stop within what makes one batch only, as a feed.
    Raises Unreadable with the reason: at once, or after the last batch where none had anything.
    """
    source = Source(given, name)
    reading = _Reading(today, now or datetime.now(UTC), address, size, deadline)
    first_error: Problem | None = None
    anything = False
    for content in _read(source, reading, archive.Budget()):
        if not _is_empty(content):
            yield Batch(content, source.done, source.size, source.lines)
        anything = anything or bool(content.drafts or content.quotes or content.feeds)
        first_error = first_error or next(iter(content.errors), None)
    if first_error and not anything:
        raise Unreadable(first_error)


def _is_empty(content: Content) -> bool:
    """A batch of nothing, as tables and JSON Lines end with. A feed may well have no entries."""
    said = content.drafts or content.quotes or content.feeds or content.errors or content.warnings
    return not said and content.format in {"json", "jsonl", "csv"}


def _read(
    source: Source, reading: _Reading, budget: archive.Budget, around: int = 0
) -> Iterator[Content]:
    """around: how many archives it lies in."""
    head = source.head()
    if not head.strip(_NOTHING):
        raise Unreadable(_EMPTY if source.size <= len(head) else _BLANK)
    kind = archive_kind(head)
    if kind is None:
        refuse_binary(head)
        yield from _read_text(source, head, reading)
    elif around >= archive.DEEPEST:
        raise Unreadable(Problem(0, "There are too many archives in one another."))
    elif kind is Kind.GZIP:
        inner = Source(archive.unpack_gzip(source, budget), source.name)
        yield from _read(inner, reading, budget, around + 1)
        source.done = source.size
    else:
        yield from _read_zip(source, reading, budget, around)


def _read_zip(
    source: Source, reading: _Reading, budget: archive.Budget, around: int
) -> Iterator[Content]:
    """What is wrong with one file of an archive costs no other."""
    found = False
    for name, inner in archive.unpack_zip(source, budget):
        found = True
        shown = clip(title_of(name), _LONGEST_NAME)
        if isinstance(inner, Problem):
            yield Content("zip", errors=(replace(inner, file=shown),))
            continue
        try:
            for content in _read(Source(inner, name), reading, budget, around + 1):
                yield _of_file(content, shown)
        except Unreadable as error:
            yield Content("zip", errors=(_within(error.problem, shown),))
            if budget.left < 0 or budget.files < 0:
                return
    if not found:
        raise Unreadable(Problem(0, "There is no file in this archive."))
    source.done = source.size


def _of_file(content: Content, name: str) -> Content:
    return replace(
        content,
        errors=tuple(_within(one, name) for one in content.errors),
        warnings=tuple(_within(one, name) for one in content.warnings),
    )


def _within(problem: Problem, name: str) -> Problem:
    return replace(problem, file=f"{name}/{problem.file}" if problem.file else name)


def _read_text(source: Source, head: bytes, reading: _Reading) -> Iterator[Content]:
    encoding, _ = encoding_of(head)
    text = head.decode(encoding, "replace").replace("\0", "")
    if source.size <= limits.IMPORT_BYTES and (rates := read_rates(source.whole(), text)):
        yield rates
        return
    kind = text_kind(text)
    if kind is Kind.JSON_LINES:
        records = reading.records("jsonl")
        yield from read_json_lines(source, encoding, records, size=reading.size)
    elif kind is Kind.TEXT and (separator := separator_of(text)):
        # Where semicolons stand between cells, commas stand before decimals.
        records = reading.records("csv", "," if separator == ";" else ".")
        yield from read_table(source, encoding, separator, records, size=reading.size)
    else:
        yield from _read_whole(source, kind, encoding, reading)


def _read_whole(source: Source, kind: Kind, encoding: str, reading: _Reading) -> Iterator[Content]:
    limit = limits.IMPORT_BYTES if kind is Kind.TEXT else None
    data, warnings = to_utf8(source.whole(*[limit] if limit else []))
    if kind is Kind.JSON:
        if data[end_of_document(data) :].lstrip().startswith(b"{"):
            records = reading.records("jsonl")
            yield from read_json_lines(source, encoding, records, size=reading.size)
            return
        records = reading.records("json")
        contents = read_document(
            data, records, now=reading.now, address=reading.address, size=reading.size
        )
    else:
        contents = iter((_read_markup_or_page(data, kind, reading),))
    for content in contents:
        yield replace(content, warnings=(*warnings, *content.warnings)) if warnings else content
        warnings = ()


def _read_markup_or_page(data: bytes, kind: Kind, reading: _Reading) -> Content:
    if kind is Kind.XML and len(data) > _MAY_BE_WIDE:
        data = _WIDE.sub(lambda found: b"&#%d;" % ord(found[0].decode("utf-8", "replace")[0]), data)
    text = data.decode("utf-8", "replace")
    del data
    if kind is Kind.TEXT:
        return _read_page(text, reading.today)
    content = None
    if kind is Kind.XML:
        content = feeds.read_feed(
            text, now=reading.now, address=reading.address, deadline=reading.deadline
        )
    if content is None:
        # The extractor is large, and few files are pages.
        from bot.ingest.html import read_html  # noqa: PLC0415

        content = read_html(text, now=reading.now, address=reading.address)
    return content


def _read_page(text: str, today: date) -> Content:
    try:
        return read_page(text, today)
    except Unreadable:
        if looks_like_a_table(text):
            raise Unreadable(
                Problem(
                    1,
                    "This table has no columns that are known. Its first line has to name them: "
                    "title, url, text, published, topics; or pair, value, date.",
                )
            ) from None
        raise
