"""What a file is, told by how it begins."""

import re
from enum import Enum, auto

import orjson

from bot.ingest.content import Problem, Unreadable


class Kind(Enum):
    GZIP = auto()
    ZIP = auto()
    XML = auto()  # a feed, or a list of them
    HTML = auto()
    JSON = auto()  # one document
    JSON_LINES = auto()
    TEXT = auto()  # a table, or the site's page


_PICTURE = Problem(0, "This is a picture. Please send the article itself, or a link to it.")
_PDF = Problem(0, "This is a PDF. Please save it as plain text or a web page, and send that.")
_PROGRAM = Problem(0, "This is a program. Please send a feed, a table or a web page.")
_OFFICE = Problem(
    0,
    "This is a document of an office program. Please save it as CSV or a web page, and send that.",
)
_DATABASE = Problem(0, "This is a database. Please send its articles as CSV or JSON Lines.")
_ARCHIVE = Problem(0, "This is an archive of a kind that is not read here. Please send a ZIP.")
_MEDIA = Problem(0, "This is a sound or a video. Please send the article itself, or a link to it.")
# By bytes at a place: what it is, and what to send instead.
_BINARY: tuple[tuple[int, bytes, Problem], ...] = (
    (0, b"\x89PNG", _PICTURE),
    (0, b"\xff\xd8\xff", _PICTURE),
    (0, b"GIF8", _PICTURE),
    (8, b"WEBP", _PICTURE),
    (0, b"%PDF", _PDF),
    (0, b"MZ", _PROGRAM),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"\xd0\xcf\x11\xe0", _OFFICE),
    (0, b"{\\rtf", _OFFICE),
    (0, b"SQLite format 3\0", _DATABASE),
    (0, b"Rar!\x1a\x07", _ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (0, b"BZh", _ARCHIVE),
    (0, b"\xfd7zXZ\0", _ARCHIVE),
    (0, b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (257, b"ustar", _ARCHIVE),
    (0, b"ID3", _MEDIA),
    (0, b"OggS", _MEDIA),
    (4, b"ftyp", _MEDIA),
    (8, b"WAVE", _MEDIA),
    (8, b"AVI ", _MEDIA),
)
_NO_WORDS = frozenset((b"%PDF", b"{\\rtf"))  # other marks may be words, where no control follows

_FEED = re.compile(
    r"<(?:[\w.-]{1,40}:)?(?:rss|feed|entry|rdf|channel|urlset|sitemapindex|opml)[\s>]", re.I
)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.I)
_TAG = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?P<name>[!?/]?[a-z][\w.:-]*)[\s/>]", re.I | re.S)
_HTML_TAGS = (
    "html head body title meta link base script style div p span a img h1 h2 h3 h4 h5 h6 ul ol li "
    "table tr td br hr article section main header footer nav aside form blockquote pre b i strong "
    "em center font figure"
)
_HTML = frozenset(_HTML_TAGS.split())
_LOOKED_AT = 65_536  # characters of the head


def refuse_binary(head: bytes) -> None:
    """Raises Unreadable, with what to send instead, for what is known and no text."""
    for place, mark, problem in _BINARY:
        if head.startswith(mark, place) and (mark in _NO_WORDS or _has_controls(head)):
            raise Unreadable(problem)


def archive_kind(head: bytes) -> Kind | None:
    if head.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    return Kind.ZIP if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) else None


def text_kind(head: str) -> Kind:
    """head: the beginning of a text, decoded."""
    start = head.lstrip("\ufeff \t\r\n")
    if start.startswith("{"):
        return Kind.JSON_LINES if _is_json_lines(start) else Kind.JSON
    if start.startswith("[") and (start[1:].lstrip()[:1] in set('{["]0123456789-tfn')):
        return Kind.JSON
    head = head[:_LOOKED_AT]
    page, feed = _PAGE.search(head), _FEED.search(head)
    if feed and not (page and page.start() < feed.start()):
        return Kind.XML
    tag = _TAG.match(start[:_LOOKED_AT])
    if page or (tag and tag["name"].casefold() in _HTML):
        # Prose may speak of a tag; a page has one at its beginning.
        return Kind.HTML if start.startswith("<") or page else Kind.TEXT
    return Kind.XML if start.startswith(("<?xml", "<!DOCTYPE", "<!--")) or tag else Kind.TEXT


def _is_json_lines(text: str) -> bool:
    """A first line that is an object in itself, or one that breaks and others after it."""
    first, _, rest = text.partition("\n")
    if _is_object(first):
        return rest.lstrip().startswith("{")
    following = next((line for line in rest.split("\n", 50)[:50] if line.strip()), "")
    ends_open = first.rstrip().endswith(("{", "[", ":", ","))
    return following.startswith("{") and not ends_open


def _is_object(line: str) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _has_controls(head: bytes) -> bool:
    return any(byte < 9 or byte > 0xF4 for byte in head[:1024])
