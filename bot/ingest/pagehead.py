"""What a web page says of itself: title, dates, picture, topics, where it belongs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from bot.ingest.markup import parse_into

_LONGEST = 10_000  # characters of one text
_LONGEST_DATA = 1_000_000  # characters of the data that is written for search engines
_MOST_DATA = 100  # objects of it that are looked at
_ARTICLES = ("Article", "Posting", "WebPage", "Report")  # in the names of their types
_FIRST_COUNTS = frozenset(("title", "h1"))


@dataclass(slots=True)
class PageHead:
    """names: what meta elements say, by their property or name, in small letters.

    title, heading: of the window and of the text.  time: of the first time element.
    """

    language: str = ""
    title: str = ""
    heading: str = ""
    base: str = ""
    canonical: str = ""
    time: str = ""
    names: dict[str, list[str]] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)

    def said(self, *names: str) -> str:
        """What the first of these names says."""
        return next((self.names[name][0] for name in names if name in self.names), "")

    def all(self, name: str) -> list[str]:
        return self.names.get(name, [])

    def of_article(self) -> Mapping[str, Any]:
        """The first article among the data for search engines; empty where there is none."""
        for text in self.data:
            try:
                value = orjson.loads(text)
            except orjson.JSONDecodeError:
                continue
            for one in _objects(value):
                kind = one.get("@type")
                kinds = kind if isinstance(kind, list) else [kind]
                if "datePublished" in one and any(
                    isinstance(each, str) and each.endswith(_ARTICLES) for each in kinds
                ):
                    return one
        return {}


def read_head(html: str) -> PageHead:
    """Read from all of a page: many put such things into its body."""
    reader = _Reader()
    parse_into(reader, html)  # where it ends early, what was read until there counts
    return reader.head


def _objects(value: object) -> Iterator[dict[str, Any]]:
    """An object, those of a list, and those of a graph."""
    waiting = [value]
    for _ in range(_MOST_DATA):
        if not waiting:
            return
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting += one[:_MOST_DATA]
        elif isinstance(one, dict):
            yield one
            waiting += [one[key] for key in ("@graph", "mainEntity") if key in one]


class _Reader:
    def __init__(self) -> None:
        self.head = PageHead()
        self._open: str | None = None
        self._pieces: list[str] = []
        self._length = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "meta":
            self._meta(attributes)
        elif tag == "link" and "canonical" in attributes.get("rel", "").casefold().split():
            self.head.canonical = self.head.canonical or attributes.get("href", "")[:_LONGEST]
        elif tag == "base":
            self.head.base = self.head.base or attributes.get("href", "")[:_LONGEST]
        elif tag == "html":
            self.head.language = attributes.get("lang", attributes.get("xml:lang", ""))[:_LONGEST]
        elif tag == "time":
            self.head.time = self.head.time or attributes.get("datetime", "")[:_LONGEST]
        elif tag in _FIRST_COUNTS or (tag == "script" and "ld+json" in attributes.get("type", "")):
            self._open, self._pieces, self._length = tag, [], 0

    def end(self, tag: str) -> None:
        if tag != self._open:
            return
        text = "".join(self._pieces)
        if tag == "title":
            self.head.title = self.head.title or text
        elif tag == "h1":
            self.head.heading = self.head.heading or text
        elif len(self.head.data) < _MOST_DATA:
            self.head.data.append(text)
        self._open = None

    def data(self, text: str) -> None:
        limit = _LONGEST_DATA if self._open == "script" else _LONGEST
        if self._open and self._length <= limit:
            self._pieces.append(text)
            self._length += len(text)

    def comment(self, _: str) -> None:
        """Nothing is said in it."""

    def pi(self, *_: str | None) -> None:
        """Nor in this."""

    def close(self) -> PageHead:
        return self.head

    def _meta(self, attributes: Mapping[str, str]) -> None:
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = attributes.get("content", "").strip()[:_LONGEST]
        if name and content and len(self.head.names) < 1_000:
            known = self.head.names.setdefault(name.casefold(), [])
            if len(known) < 1_000:
                known.append(content)
