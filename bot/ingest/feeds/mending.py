"""XML that is not well-formed, made so: tags that match, values in quotes, names that are known.

A tag that is never closed ends with what holds it; one that closes nothing is left out.
"""

import re
from collections.abc import Collection, Iterator
from xml.sax.saxutils import escape

from bot.ingest.feeds.document import LONGEST_TAG, PIECE, Cleaner, Document

DEEPEST = 200  # elements within one another
MOST_TAGS = 1_000_000
_MOST_ATTRIBUTES = 100

_TAG = re.compile(
    r"""<(/?)([A-Za-z_][\w.-]*+(?::[A-Za-z_][\w.-]*+)?)"""
    r"""((?>[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>"""
)
_ATTRIBUTE = re.compile(
    r"""([A-Za-z_][\w.-]*+(?::[A-Za-z_][\w.-]*+)?)\s*+=\s*+("[^"<]*+"|'[^'<]*+'|[^\s"'<>]++)"""
)
_CONTAINERS = frozenset(("rss", "feed", "rdf", "channel", "urlset"))
# Elements of an entry that hold nothing but text.
_LEAF_NAMES = (
    "title link guid pubdate category author comments id updated published creator date loc lastmod"
)
_LEAVES = frozenset(_LEAF_NAMES.split())
_STARTS_ANOTHER = _LEAVES | {"description", "summary", "content", "encoded", "enclosure", "source"}
_KNOWN = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "atom": "http://www.w3.org/2005/Atom",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "wp": "http://wordpress.org/export/1.2/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}


def mended(document: Document, entries: Collection[str], clean: Cleaner) -> Iterator[str]:
    """The document, well-formed, each line where it was.

    entries: local names, in small letters, of what never stands within itself.
    """
    yield "\n" * document.text.count("\n", 0, document.start)
    yield from _Mender(document, frozenset(entries), clean)


class _Mender:
    def __init__(self, document: Document, entries: frozenset[str], clean: Cleaner) -> None:
        self._text = document.text
        self._place = document.start
        self._entries = entries
        self._clean = clean
        self._open: list[str] = []
        self._undeclared = self._prefixes()
        self._begun = False

    def __iter__(self) -> Iterator[str]:
        text, tags = self._text, 0
        while tags < MOST_TAGS:
            mark = text.find("<", self._place)
            yield from self._said(self._place, mark if mark >= 0 else len(text))
            if mark < 0:
                break
            if text.startswith("<![CDATA[", mark):
                end, after = self._until("]]>", mark)
                yield from self._literally(mark + 9, end)
            elif text.startswith("<!--", mark):
                end, after = self._until("-->", mark)
                yield "\n" * text.count("\n", mark, after)
            elif text.startswith(("<?", "<!"), mark):
                end, after = self._until(">", mark)
                yield "\n" * text.count("\n", mark, after)
            else:
                tags += 1
                tag = _TAG.match(text, mark, mark + LONGEST_TAG)
                after = tag.end() if tag else mark + 1
                if tag:
                    yield self._close(tag[2]) if tag[1] else self._start(tag[2], tag[3])
                elif self._open:
                    yield "&lt;"
            self._place = after
        yield "".join(f"</{name}>" for name in reversed(self._open))

    def _said(self, begin: int, end: int) -> Iterator[str]:
        """Text between tags; outside of the document's element it says nothing."""
        if not self._open:
            yield "\n" * self._text.count("\n", begin, end)
            return
        for place in range(begin, end, PIECE):
            yield self._clean(self._text[place : min(end, place + PIECE)])

    def _literally(self, begin: int, end: int) -> Iterator[str]:
        if self._open:
            for place in range(begin, end, PIECE):
                yield self._clean(escape(self._text[place : min(end, place + PIECE)]))

    def _until(self, mark: str, place: int) -> tuple[int, int]:
        """Where it stands, and where it ends; the end of the file where it never comes."""
        end = self._text.find(mark, place)
        return (end, end + len(mark)) if end >= 0 else (len(self._text), len(self._text))

    def _start(self, name: str, rest: str) -> str:
        local = _local(name)
        closed = ""
        if self._begun and not self._open:
            return ""
        if local in self._entries:
            closed = self._close_to_container()
        elif local in _STARTS_ANOTHER and self._open and _local(self._open[-1]) in _LEAVES:
            closed = f"</{self._open.pop()}>"
        if len(self._open) >= DEEPEST:
            return closed
        alone = rest.rstrip().endswith("/")
        if not self._begun:
            rest += "".join(
                f' xmlns:{prefix}="{_KNOWN.get(prefix, "urn:undeclared:" + prefix)}"'
                for prefix in sorted(self._undeclared)
            )
        self._begun = True
        if not alone:
            self._open.append(name)
        return f"{closed}<{name}{self._attributes(rest)}{'/' if alone else ''}>"

    def _attributes(self, given: str) -> str:
        values: dict[str, str] = {}
        for found in _ATTRIBUTE.finditer(given):
            name, value = found.groups()
            if len(values) >= _MOST_ATTRIBUTES:
                break
            if value[0] in "\"'":
                value = value[1:-1]
            values.setdefault(name, self._clean(value).replace('"', "&quot;"))
        return "".join(f' {name}="{value}"' for name, value in values.items())

    def _close(self, name: str) -> str:
        """Down to what has this name, in whatever letters; nothing where nothing has."""
        wanted = name.lower()
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth].lower() == wanted:
                return self._close_down_to(depth)
        return ""

    def _close_to_container(self) -> str:
        for depth in range(len(self._open) - 1, -1, -1):
            if _local(self._open[depth]) in _CONTAINERS:
                return self._close_down_to(depth + 1)
        return ""

    def _close_down_to(self, depth: int) -> str:
        closed = "".join(f"</{name}>" for name in reversed(self._open[depth:]))
        del self._open[depth:]
        return closed

    def _prefixes(self) -> set[str]:
        """Those that are used and declared nowhere."""
        used = set(re.findall(r"<([A-Za-z_][\w.-]*):", self._text))
        used |= set(re.findall(r"\s([A-Za-z_][\w.-]{0,20}):[\w.-]+=[\"']", self._text))
        declared = set(re.findall(r"\sxmlns:([\w.-]+)\s*=", self._text))
        return set(sorted(used - declared - {"xml", "xmlns"})[:_MOST_ATTRIBUTES])


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()
