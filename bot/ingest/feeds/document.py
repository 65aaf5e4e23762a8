"""The beginning of an XML document: what it is, and what it defines for itself.

Nothing of its DTD reaches a parser. What it defines as plain text is put in by us; definitions
that lead to files, to addresses or to one another are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from xml.sax.saxutils import escape

from bot.ingest.content import Deadline, Problem

PIECE = 65_536  # characters that are worked on at a time
LONGEST_TAG = 1_000_000  # characters, its attributes included
_JUNK = 10_000  # characters before the document that are overlooked
_MOST_BEFORE = 1_000  # comments and the like before the first element
_LONGEST_DTD = 200_000  # characters that definitions are looked for in
_LONGEST_VALUE = 256  # characters that an entity may stand for
_MOST_ENTITIES = 1_000
_MOST_EXPANDED = 1_000_000  # characters that all entities of a document may add

ROOTS = ("rss", "feed", "entry", "rdf", "channel", "urlset", "sitemapindex", "opml")
_ROOT = re.compile(rf"<(?:[\w.-]+:)?(?:{'|'.join(ROOTS)})[\s>]", re.IGNORECASE)
_WHOLE_TAG = re.compile(r"""<(?>[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>""")
_NAME = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_DECLARED = re.compile(r"\"[^\"]*\"|'[^']*'|<!--.*?-->|[\[\]>]", re.DOTALL)
_ENDS_DTD = re.compile(r"\]\s*>")
_ENTITY = re.compile(r"<!ENTITY\s+(%\s+)?([\w.:-]+)\s+(?:\"([^\"]*)\"|'([^']*)'|\w)")
_REFERENCE = re.compile(r"&#(?:(\d{1,7})|[xX]([0-9a-fA-F]{1,6}));")
# Characters that XML does not know.
_FOREIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Every "&" save the five entities of XML and the common numeric ones.
_ODD = re.compile(
    r"&(?!(?:lt|gt|amp|quot|apos);|#[1-9]\d{2,3};)"
    r"(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z_][\w.-]{0,63};)?"
)


class TooMuch(Exception):
    """A limit of ours, or of the parser, is reached; what comes after that is not read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(slots=True)
class Document:
    """text: all of it; what comes before `start` is not to be read.

    root: the local name of its first element, in small letters.
    warnings: what was wrong before that.
    deadline: when to stop reading it.
    """

    text: str
    start: int
    root: str
    entities: dict[str, str] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    deadline: Deadline | None = None

    def mentions(self, word: str) -> bool:
        """Whether its beginning has a word, as the name of a namespace."""
        return self.text.find(word, self.start, self.start + _JUNK) >= 0


def open_document(text: str) -> Document | None:
    """None for what begins with no element."""
    warnings: list[Problem] = []
    entities: dict[str, str] = {}
    place = 0
    for _ in range(_MOST_BEFORE):
        place = text.find("<", place)
        if place < 0:
            return None
        if text.startswith("<!--", place):
            place = _after(text, "-->", place)
        elif text.startswith("<?", place):
            place = _after(text, "?>", place)
        elif text[place : place + 9].upper() == "<!DOCTYPE":
            begun, place = place, _end_of_declaration(text, place)
            entities, left_out = _definitions(text, begun, place)
            if left_out:
                line = text.count("\n", 0, begun) + 1
                warnings.append(
                    Problem(line, "Abbreviations that the file defines for itself were left out.")
                )
        else:
            break
    else:
        return None
    found = _NAME.match(text, place)
    root = found[1].lower() if found else ""
    before = text[: min(place, _JUNK)]
    if root not in ROOTS and root != "html" and (later := _ROOT.search(text, 0, _JUNK)):
        # A program's complaints often come before the feed that it makes.
        found, place = _NAME.match(text, later.start()), later.start()
        root = found[1].lower() if found else ""
        warnings.append(_unexpected())
    elif before and not before.lstrip("\ufeff").lstrip().startswith("<"):
        warnings.append(_unexpected())
    return Document(text, place, root, entities, warnings) if root else None


class Cleaner:
    """Makes text what XML allows, keeping markup as it is.

    mended: whether there was anything that XML does not allow.
    """

    def __init__(self, entities: dict[str, str]) -> None:
        self._entities = entities
        self._left = _MOST_EXPANDED
        self.mended = False

    def __call__(self, text: str) -> str:
        text = self.literal(text)
        return _ODD.sub(self._put, text) if "&" in text else text

    def literal(self, text: str) -> str:
        """The inside of CDATA, where "&" means nothing."""
        if _FOREIGN.search(text):
            self.mended = True
            text = _FOREIGN.sub("", text)
        return text

    def _put(self, found: re.Match[str]) -> str:
        reference = found[0]
        if reference == "&":
            self.mended = True
            return "&amp;"
        name = reference[1:-1]
        if name.startswith("#"):
            code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
            if code <= 0x10FFFF and not _FOREIGN.match(chr(code)):
                return reference
            self.mended = True
            return ""
        if name in self._entities:
            value = self._entities[name]
            self._left -= len(reference) + len(value)
            if self._left < 0:
                raise TooMuch(
                    Problem(0, "Its abbreviations stand for too much; the rest was not read.")
                )
            return value
        self.mended = True
        known = html5.get(name + ";")
        return escape(known) if known else "&amp;" + reference[1:]


def pieces(document: Document, clean: Cleaner) -> Iterator[str]:
    """The document from its first element on, each line where it was. CDATA is left as it is.

    Raises TooMuch for a tag that does not end: the parser would take any memory for it.
    """
    text, place = document.text, document.start
    yield "\n" * text.count("\n", 0, place)
    while place < len(text):
        literal = text.find("<![CDATA[", place)
        for begin, end in _slices(text, place, literal if literal >= 0 else len(text)):
            if text.find("<", begin, end) < 0 and _endless_tag(text, place, begin):
                line = text.count("\n", 0, begin) + 1
                raise TooMuch(Problem(line, "A tag does not end; the rest was not read."))
            yield clean(text[begin:end])
        if literal < 0:
            return
        end = text.find("]]>", literal)
        place = end + 3 if end >= 0 else len(text)
        for begin in range(literal, place, PIECE):
            raw = text[begin : min(place, begin + PIECE)]
            yield clean.literal(raw)


def _endless_tag(text: str, first: int, place: int) -> bool:
    """Whether the tag that begins last before `place` is longer than any should be."""
    begin = text.rfind("<", first, place)
    if begin < 0 or place - begin > 2 * LONGEST_TAG or not _NAME.match(text, begin):
        return False
    end = begin + LONGEST_TAG
    return len(text) > end and not _WHOLE_TAG.match(text, begin, end)


def _slices(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Short ones, none of which ends within a reference."""
    while begin < end:
        cut = min(end, begin + PIECE)
        if cut < end:
            reference = text.rfind("&", max(begin + 1, cut - 70), cut)
            cut = reference if reference >= 0 else cut
        yield begin, cut
        begin = cut


def _after(text: str, mark: str, place: int) -> int:
    end = text.find(mark, place)
    return end + len(mark) if end >= 0 else len(text)


def _end_of_declaration(text: str, place: int) -> int:
    depth = 0
    for found in _DECLARED.finditer(text, place, place + _LONGEST_DTD):
        if found[0] == "[":
            depth += 1
        elif found[0] == "]":
            depth -= 1
        elif found[0] == ">" and depth <= 0:
            return found.end()
    later = _ENDS_DTD.search(text, place + _LONGEST_DTD)
    return later.end() if later else len(text)


def _definitions(text: str, begin: int, end: int) -> tuple[dict[str, str], bool]:
    """What is defined as plain text, and whether anything else is."""
    entities: dict[str, str] = {}
    left_out = False
    for found in _ENTITY.finditer(text, begin, min(end, begin + _LONGEST_DTD)):
        value = found[3] if found[3] is not None else found[4]
        plain = value is not None and len(value) <= _LONGEST_VALUE and not found[1]
        if plain and len(entities) < _MOST_ENTITIES:
            rest = _REFERENCE.sub("", value)
            if not set("&%<") & set(rest):
                entities.setdefault(found[2], Cleaner({})(value))
                continue
        left_out = True
        entities.setdefault(found[2], "")
    return entities, left_out


def _unexpected() -> Problem:
    return Problem(1, "There is something before the feed that does not belong to it.")
