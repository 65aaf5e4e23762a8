"""Feeds that are followed: what is at a feed's address, and which feeds a page names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import unescape

import orjson

from bot.ingest import read
from bot.ingest.content import Content, FeedLink, Problem, Unreadable
from bot.ingest.detect import Kind, archive_kind, refuse_binary, text_kind
from bot.ingest.encoding import encoding_of
from bot.ingest.links import clean_url
from bot.ingest.markup import parse_into, title_of

LONGEST_PAGE = 500_000  # characters of a page that feeds are looked for in
MOST_NAMED = 20  # feeds of a page
_HEAD = 32_768  # bytes of a feed in which it speaks of itself
_FORMATS = frozenset(("rss", "atom", "cdf", "json-feed", "sitemap", "wordpress"))
_FEED_TYPES = frozenset(
    f"application/{kind}" for kind in ("rss+xml", "atom+xml", "rdf+xml", "feed+json")
)
_ENTRY = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry|url)[\s>]", re.IGNORECASE)
_TITLE = re.compile(
    r"<(?:[\w.-]{1,40}:)?title(?:\s[^<>]*)?>"
    r"(?:\s*<!\[CDATA\[(?P<literal>.*?)\]\]>|(?P<text>[^<]*))",
    re.IGNORECASE | re.DOTALL,
)
_TTL = re.compile(r"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE | re.ASCII)
_PERIOD = re.compile(r"<[\w.-]{1,40}:updatePeriod>\s*([a-z]+)\s*<", re.IGNORECASE | re.ASCII)
_FREQUENCY = re.compile(
    r"<[\w.-]{1,40}:updateFrequency>\s*([1-9]\d{0,3})\s*<", re.IGNORECASE | re.ASCII
)
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_PAGE = Problem(0, "There is a web page and no feed.")
_NO_FEED = Problem(0, "There is no feed.")


@dataclass(frozen=True, slots=True)
class Followed:
    """title: of the feed, empty where it has none.  every: how often it says that it changes."""

    content: Content
    title: str = ""
    every: timedelta | None = None


def read_followed(data: bytes, today: date, *, now: datetime, address: str) -> Followed:
    """What a feed has. Raises Unreadable, also for anything that is no feed."""
    head = _head_of(data)
    kind = text_kind(head)
    if kind is Kind.HTML:
        raise Unreadable(_PAGE)
    if head.strip() and kind not in {Kind.XML, Kind.JSON}:
        raise Unreadable(_NO_FEED)
    content = read(data, today, now=now, address=address)
    if content.format not in _FORMATS:
        raise Unreadable(_NO_FEED)
    if content.format == "json-feed":
        return Followed(content, _title_of_json(data))
    entry = _ENTRY.search(head)
    head = _without_images(head[: entry.start()] if entry else head)
    title = "" if content.format == "sitemap" else _title_in(head)
    return Followed(content, title, _said_rest(head))


def read_list(data: bytes, today: date) -> Content:
    """A list of feeds. Raises Unreadable, also for anything else."""
    content = read(data, today)
    if not content.feeds:
        raise Unreadable(Problem(0, "This is no list of feeds: only OPML is one."))
    return content


def feeds_named(data: bytes, *, address: str) -> tuple[FeedLink, ...]:
    """Those that a page says it has, the first MOST_NAMED; none for anything but a page."""
    try:
        if archive_kind(data[:4]) or text_kind(_head_of(data)) is not Kind.HTML:
            return ()
        encoding, _ = encoding_of(data)
    except Unreadable:
        return ()
    reader = _Links()
    parse_into(reader, data.decode(encoding, "replace")[:LONGEST_PAGE])
    base = clean_url(reader.base, address) or address
    found: dict[str, FeedLink] = {}
    for href, title in reader.links:
        url = clean_url(href, base)
        if url is not None and len(found) < MOST_NAMED:
            found.setdefault(url, FeedLink(url, title_of(title)))
    return tuple(found.values())


def _head_of(data: bytes) -> str:
    """Empty for an archive. Raises Unreadable for what is no text."""
    head = data[:_HEAD]
    if archive_kind(head):
        return ""
    refuse_binary(head)
    encoding, _ = encoding_of(head)
    return head.decode(encoding, "replace").replace("\0", "")


def _title_in(head: str) -> str:
    found = _TITLE.search(head)
    if found is None:
        return ""
    literal = found["literal"]
    return title_of(literal if literal is not None else unescape(found["text"]), html=True)


def _title_of_json(data: bytes) -> str:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:  # what could be understood of it was read
        return ""
    title = value.get("title") if isinstance(value, Mapping) else None
    return title_of(title) if isinstance(title, str) else ""


def _said_rest(head: str) -> timedelta | None:
    """By RSS 2.0's ttl, or by the syndication module of RSS 1.0; the longer where it has both."""
    rests = []
    if found := _TTL.search(head):
        rests.append(timedelta(minutes=int(found[1])))
    if (found := _PERIOD.search(head)) and (period := _PERIODS.get(found[1].lower())):
        times = _FREQUENCY.search(head)
        rests.append(period / (int(times[1]) if times else 1))
    return max(rests, default=None)


def _without_images(head: str) -> str:
    """A feed's picture has a title of its own, and may come before the feed's."""
    begin = head.lower().find("<image")
    if begin < 0:
        return head
    end = head.lower().find("</image", begin)
    return head[:begin] + (head[end:] if end >= 0 else "")


class _Links:
    def __init__(self) -> None:
        self.base = ""
        self.links: list[tuple[str, str]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "base":
            self.base = self.base or attributes.get("href", "")
        elif tag == "link" and len(self.links) < 10 * MOST_NAMED:
            kind = attributes.get("type", "").partition(";")[0].strip().lower()
            relation = attributes.get("rel", "").lower().split()
            if kind in _FEED_TYPES and {"alternate", "feed"} & set(relation):
                self.links.append((attributes.get("href", ""), attributes.get("title", "")))

    def end(self, _: str) -> None:
        """Nothing is said by it."""

    def close(self) -> None:
        """Nothing is left to be given."""
