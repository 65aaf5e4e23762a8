"""Entries cut out of a feed, as text, with the elements that stand around them."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import urljoin
from xml.sax.saxutils import quoteattr

from lxml import etree

from bot.ingest.feeds.elements import line_of, local_name

_MOST_CHILDREN = 1_000  # of one element
_FEW_CHILDREN = 50
_MOST_ALIKE = 40  # in one element; feedparser compares each category with all before it
_LARGE = 65_536  # characters of an excerpt that is looked at more closely
_LONGEST_TEXT = 2_000_000  # characters
_LONGEST_VALUE = 4_000  # characters of an attribute, or of what is no text to read
_SHORT = 100  # characters
_TEXTS = frozenset(("content", "summary", "description", "encoded"))
# Nobody reads these, and how feedparser looks for e-mail addresses in them may take any time.
_UNREAD = frozenset(
    ("author", "creator", "managingeditor", "webmaster", "publisher", "contributor", "owner")
)
_MEDIA = "{http://search.yahoo.com/mrss"  # its content is a file, with titles and pictures within
_ATOM = ("{http://www.w3.org/2005/Atom}", "{http://purl.org/atom/ns#}")
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What an entry inherits, or tells the feed's format. CDF writes names in capitals.
_KEPT = {
    **{_BASE: "xml:base", _LANG: "xml:lang", "base": "base", "lang": "lang"},
    **{"version": "version", "href": "href"},
}


class Excerpt:
    """line: of the entry.  around: the elements that it stands in, the outermost first."""

    __slots__ = ("around", "line", "text")

    def __init__(self, entry: etree._Element, around: "Around") -> None:
        self.line = line_of(entry)
        self.around = around
        self.text = excerpt(entry)


class Around:
    """begin, end: the tags of the elements that entries stand in.

    address: where the feed is from, which its links are relative to.
    """

    def __init__(self, elements: Sequence[etree._Element], address: str | None) -> None:
        self.elements = elements
        tags = [
            _opening(element, address if number == 0 else None)
            for number, element in enumerate(elements)
        ]
        self.begin = "".join(begin for begin, _ in tags)
        self.end = "".join(end for _, end in reversed(tags))
        self._tags = tags

    def head(self, entries: Sequence[str], *, ended: bool) -> str:
        """The feed without its entries.

        ended: whether all of it is read; else what comes last may be half of something.
        """
        written = []
        for number, element in enumerate(self.elements):
            written.append(self._tags[number][0])
            inner = self.elements[number + 1] if number + 1 < len(self.elements) else None
            children = [child for child in element[:_MOST_CHILDREN] if child is not inner]
            if not ended and children and children[-1] is element[-1]:
                children.pop()
            written += [
                excerpt(child) for child in children if local_name(child) not in {"", *entries}
            ]
        return "".join(written) + self.end


def excerpt(element: etree._Element) -> str:
    """An element as text, without more of anything than is of use."""
    _thin(element)
    for child in list(element):
        name = local_name(child)
        if name in _UNREAD:
            element.remove(child)
        elif name in _TEXTS and not str(child.tag).startswith(_MEDIA):
            _flatten(child)
        elif len(child):
            _shorten_within(child)
        elif child.text and len(child.text) > _SHORT:
            child.text = _literal(child.text[:_LONGEST_VALUE])
    text = _text(element)
    if len(text) > _LARGE:
        _bound(element)
        text = _text(element)
    return text


def _text(element: etree._Element) -> str:
    return str(etree.tostring(element, encoding="unicode", with_tail=False))


def _shorten_within(element: etree._Element) -> None:
    for inner in list(element.iterdescendants()):
        if local_name(inner) in _UNREAD:
            inner.clear()
        elif inner.text and len(inner.text) > _LONGEST_VALUE and local_name(inner) not in _TEXTS:
            inner.text = inner.text[:_LONGEST_VALUE]


def _flatten(content: etree._Element) -> None:
    """Markup that stands in the feed as elements becomes the text of HTML, which it means."""
    if not len(content):
        if content.text:
            content.text = _literal(content.text)
        return
    for element in content.iterdescendants():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2].rpartition(":")[2]
    etree.cleanup_namespaces(content)
    inner = [content.text or ""]
    inner += [etree.tostring(child, encoding="unicode", method="html") for child in content]
    del content[:]
    content.text = _literal("".join(inner))
    if str(content.tag).startswith(_ATOM):
        content.set("type", "html")
        content.attrib.pop("mode", None)


def _literal(text: str) -> "str | etree.CDATA":
    """As CDATA, where that can be: the parser takes it at once, not sign by sign."""
    return etree.CDATA(text) if "<" in text and "]]>" not in text else text


def _thin(element: etree._Element) -> None:
    """Leave few of the same name: a title may well come after 40,000 categories."""
    if len(element) <= _FEW_CHILDREN:
        return
    alike: Counter[object] = Counter()
    kept: list[etree._Element] = []
    for child in element:
        alike[child.tag] += 1
        if alike[child.tag] <= _MOST_ALIKE and len(kept) < _MOST_CHILDREN:
            kept.append(child)
    element[:] = kept


def _bound(entry: etree._Element) -> None:
    for element in list(entry.iter()):
        _thin(element)
        if element.text and len(element.text) > _LONGEST_TEXT:
            element.text = element.text[:_LONGEST_TEXT]
        for name, value in element.attrib.items():
            if len(value) > _LONGEST_VALUE:
                del element.attrib[name]


def _opening(element: etree._Element, address: str | None) -> tuple[str, str]:
    local = str(element.tag).rpartition("}")[2]
    name = f"{element.prefix}:{local}" if element.prefix else local
    given = {name if name in _KEPT else name.lower(): value for name, value in element.items()}
    kept = {written: given[name] for name, written in _KEPT.items() if name in given}
    if address:
        kept["xml:base"] = urljoin(address, kept.get("xml:base", ""))
    declared = {
        f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in element.nsmap.items()
    }
    attributes = "".join(
        f" {name}={quoteattr(value)}"
        for name, value in (kept | declared).items()
        if value and len(value) <= _LONGEST_VALUE
    )
    return f"<{name}{attributes}>", f"</{name}>"
