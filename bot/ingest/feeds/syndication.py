"""RSS, RSS 1.0 (RDF), Atom and CDF, by feedparser.

feedparser gets one small, well-formed document after the other, each with a number of entries:
so it never has to guess, its time grows evenly, and it is given nothing that it could take for
an address.
"""

import io
from collections.abc import Iterator
from datetime import datetime
from itertools import chain, groupby
from typing import Any

import feedparser

from bot.ingest.content import Content, Problem, Unreadable
from bot.ingest.drafts import Raw, drafts_of
from bot.ingest.feeds.document import Document
from bot.ingest.feeds.elements import Elements
from bot.ingest.feeds.entries import Found, Setting, raw_of
from bot.ingest.feeds.excerpts import Around, Excerpt
from bot.ingest.links import clean_url, host_of

ROOTS = ("rss", "feed", "entry", "rdf", "channel")
_FORMATS = {"feed": "atom", "entry": "atom", "channel": "cdf"}
_ENTRIES = ("item", "entry")
_BATCH = 100  # entries
# What feedparser raises for elements that stand where it does not expect them.
_STUMBLES = (LookupError, ValueError, TypeError, AttributeError, OverflowError)


def read_syndication(document: Document, *, now: datetime, address: str | None) -> Content:
    """address: where the feed was fetched from.

    Raises Unreadable where nothing can be read because of the file, not of its entries.
    """
    feed = _Feed(document, address)
    raws = feed.raws()
    first = next(raws, [])  # with it the feed itself is known
    drafts, errors, warnings = drafts_of(
        chain(first, chain.from_iterable(raws)), source=feed.source, now=now
    )
    if not drafts and feed.elements.errors:
        raise Unreadable(feed.elements.errors[0])
    warnings = (*feed.elements.warnings, *warnings)
    errors = (*feed.elements.errors, *errors)
    if not drafts and not errors:
        warnings = (*warnings, Problem(0, "The feed has no entries."))
    return Content(_FORMATS.get(document.root, "rss"), drafts, errors=errors, warnings=warnings)


class _Feed:
    """elements: its entries as XML.  source: the host that it speaks for, or nothing."""

    def __init__(self, document: Document, address: str | None) -> None:
        self.elements = Elements(document, _ENTRIES)
        self.source = ""
        self._address = address
        self._atom = document.root in {"feed", "entry"}
        self._setting: Setting | None = None

    def raws(self) -> Iterator[list[Raw]]:
        """Some at a time. After the first ones the feed's source is known."""
        batch: list[Excerpt] = []
        around: Around | None = None
        for element in self.elements:
            parent = element.getparent()
            if around is None or (around.elements[-1:] != [parent]):
                around = Around(list(element.iterancestors())[::-1], self._address)
            batch.append(Excerpt(element, around))
            if len(batch) == _BATCH:
                yield self._read(batch, ended=False)
                batch = []
        yield self._read(batch, ended=True)

    def _read(self, batch: list[Excerpt], *, ended: bool) -> list[Raw]:
        setting = self._setting = self._setting or self._learn(batch, ended)
        raws = []
        for around, excerpts in groupby(batch, key=lambda one: one.around):
            for entry, line in self._entries(around, list(excerpts)):
                raws.append(raw_of(entry, line, setting))
        return raws

    def _entries(self, around: Around, batch: list[Excerpt]) -> Iterator[tuple[Found, int]]:
        """What feedparser makes of them, each with its line. Where it stumbles, one by one."""
        parsed = _parse("".join((around.begin, *(one.text for one in batch), around.end)))
        if parsed and not parsed.bozo and len(parsed.entries) == len(batch):
            for entry, given in zip(parsed.entries, batch, strict=True):
                yield entry, given.line
        elif len(batch) > 1:
            for one in batch:
                yield from self._entries(around, [one])
        elif parsed and parsed.entries:
            yield from ((entry, batch[0].line) for entry in parsed.entries)
        else:
            self.elements.errors.append(Problem(batch[0].line, "This entry cannot be read."))

    def _learn(self, batch: list[Excerpt], ended: bool) -> Setting:
        """The feed's language, and its link, which tells its host."""
        root = self.elements.root
        if batch:
            around = batch[0].around
        elif root is not None and not self.elements.errors:
            around = Around([root], self._address)
        else:
            return Setting(self._atom, self._address, None)
        parsed = _parse(around.head(_ENTRIES, ended=ended))
        feed: Found = parsed.feed if parsed else {}
        links = [feed.get("link")]
        links += [one.get("href") for one in feed.get("links", ()) if one.get("rel") == "self"]
        links += [self._address]
        site = next((url for link in links if (url := clean_url(link, self._address))), None)
        self.source = host_of(site) or ""
        return Setting(self._atom, self._address or site, feed.get("language"))


def _parse(text: str) -> Any:
    """None where feedparser fails.

    It gets a stream: a text or a path it would take for something to fetch or to open.
    """
    try:
        return feedparser.parse(
            io.BytesIO(text.encode()), sanitize_html=False, resolve_relative_uris=False
        )
    except _STUMBLES:
        return None
