"""The entries of an XML document, one after the other, within limits of time and memory."""

from collections.abc import Collection, Iterator

from lxml import etree

from bot.ingest.content import Problem
from bot.ingest.feeds.document import Cleaner, Document, TooMuch, pieces
from bot.ingest.feeds.mending import mended

MOST_ENTRIES = 20_000  # what takes a few seconds
LARGEST = 10_000_000  # characters of one entry; libxml2 takes no longer text either
MOST_TAGS = 200_000  # in one entry
MOST_NAMESPACES = 100

_LIMITS = ("XML_PARSE_HUGE", "too big", "too long")  # how libxml2 says what it will not take


class Elements:
    """Iterate over it once: each entry is whole when it is given, and emptied after that.

    names: of the entries, local and in small letters.
    most: how many of them are read.
    root: the document's first element, as far as it is read; without the entries given before.
    errors: what was left out.  warnings: what was wrong; both complete at the end.
    """

    def __init__(
        self, document: Document, names: Collection[str], *, most: int = MOST_ENTRIES
    ) -> None:
        self._document = document
        self._most = most
        self._names = frozenset(names)
        self._clean = Cleaner(document.entities)
        self.root: etree._Element | None = None
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = list(document.warnings)

    def __iter__(self) -> Iterator[etree._Element]:
        given = 0
        try:
            for element in self._read(pieces(self._document, self._clean), mend=False):
                given += 1
                yield element
        except TooMuch as stopped:
            self.errors.append(stopped.problem)
        except etree.XMLSyntaxError as fault:
            self._warn(fault.lineno or 0, too_deep="depth" in str(fault))
            yield from self._mended(given)
        else:
            if self._clean.mended:
                self._warn(0)

    def _mended(self, given: int) -> Iterator[etree._Element]:
        """What comes after the entries that were read before the fault."""
        source = mended(self._document, self._names, self._clean)
        try:
            for number, element in enumerate(self._read(source, mend=True)):
                if number >= given:
                    yield element
        except TooMuch as stopped:
            self.errors.append(stopped.problem)
        except etree.XMLSyntaxError as fault:
            self.errors.append(Problem(fault.lineno or 0, "The file cannot be read any further."))

    def _read(self, source: Iterator[str], *, mend: bool) -> Iterator[etree._Element]:
        """Raises TooMuch before one entry takes all there is of memory."""
        parser = _parser(self._names | {self._document.root}, mend=mend)
        self.root = None
        count = size = tags = 0
        line = 1
        for piece, fault in _fed(parser, source):
            size, tags = size + len(piece), tags + piece.count("<")
            for event, element in parser.read_events():
                if self.root is None:
                    self.root = element.getroottree().getroot()
                if event == "start" or local_name(element) not in self._names:
                    continue
                size = tags = 0
                count += 1
                if count > self._most:
                    raise TooMuch(too_many(element, self._most))
                if (deadline := self._document.deadline) and deadline.is_over:
                    raise TooMuch(deadline.problem(line_of(element)))
                if len(element.nsmap) > MOST_NAMESPACES:
                    raise TooMuch(
                        Problem(
                            line_of(element), "Too many namespaces are declared; it was not read."
                        )
                    )
                yield element
                _forget(element)
            if fault:
                raise fault
            if size > LARGEST or tags > MOST_TAGS:
                raise _too_large(line)
            line += piece.count("\n")

    def _warn(self, line: int, *, too_deep: bool = False) -> None:
        if too_deep:
            problem = Problem(
                line, "Elements stand too deep in one another; what can be understood was read."
            )
        else:
            problem = Problem(
                line, "This is no well-formed XML; what can be understood of it was read."
            )
        self.warnings.append(problem)


def local_name(element: etree._Element) -> str:
    """In small letters, without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def text_within(element: etree._Element | None) -> str:
    """All its text, without white space around it."""
    if element is None:
        return ""
    return "".join(element.itertext()).strip() if len(element) else (element.text or "").strip()


def too_many(element: etree._Element, most: int) -> Problem:
    """For the first entry that is not read."""
    return Problem(
        line_of(element),
        "Only the first {count} entries of a file are read; please split it.",
        {"count": most},
    )


def line_of(element: etree._Element) -> int:
    return int(element.sourceline or 0)


def _parser(names: Collection[str], *, mend: bool) -> "etree.XMLPullParser":
    """One that reads no DTD, no file and no address, and has libxml2's limits."""
    written = {form for name in names for form in (name, name.upper(), name.capitalize())}
    return etree.XMLPullParser(
        events=("start", "end"),
        tag=[f"{{*}}{form}" for form in sorted(written)],
        recover=mend,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=False,
    )


def _fed(
    parser: "etree.XMLPullParser", source: Iterator[str]
) -> Iterator[tuple[str, Exception | None]]:
    """Each piece when the parser has it, and what is wrong with it; nothing comes after that."""
    line = 1
    for piece in source:
        try:
            parser.feed(piece.encode())
        except etree.XMLSyntaxError as fault:
            yield piece, _limit(fault, line) or fault
            return
        line += piece.count("\n")
        yield piece, None
    try:
        parser.close()
    except etree.XMLSyntaxError as fault:
        yield "", _limit(fault, line) or fault
    else:
        yield "", None


def _limit(fault: etree.XMLSyntaxError, line: int) -> TooMuch | None:
    said = str(fault)
    if "depth" in said:
        return None  # elements that are never closed stand deep within one another, too
    return _too_large(line) if any(limit in said for limit in _LIMITS) else None


def _too_large(line: int) -> TooMuch:
    return TooMuch(Problem(line, "An entry is too large; the rest was not read."))


def _forget(element: etree._Element) -> None:
    """Free it, save for the text after it, which the parser may still be adding to."""
    element.clear(keep_tail=True)
    before = element.getprevious()
    parent = element.getparent()
    if before is not None and parent is not None and before.tag == element.tag and not len(before):
        parent.remove(before)
