"""XML from strangers, with the parser of the standard library and no entities.

A document type is where entities are declared that unpack without end or read other files; no
bank sends one, so a document with one is refused at its first sign.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from bot.ingest.banks.bank import damaged, other_layout
from bot.ingest.content import Problem, Unreadable

DEEPEST = 16  # levels; banks use four
MOST = 200_000  # elements; thirty years of a currency's days have some thirty thousand
LONGEST = 4_000  # characters of one text, about; names have some forty


@dataclass(slots=True)
class Element:
    """text: its own, without that of its children.  line: where it begins, from 1."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, tag: str) -> Iterator["Element"]:
        return (child for child in self.children if child.tag == tag)

    def said(self, tag: str) -> str:
        """The text of the first child of that name, without white space around it, or empty."""
        return next((child.text.strip() for child in self.all(tag)), "")


def parse_xml(data: bytes) -> Element:
    """The root element, in the encoding that the document declares.

    Raises Unreadable for what is not well formed, and for documents made to hurt.
    """
    builder = _Builder()
    try:
        # White space before the declaration is an error to the letter of the standard.
        builder.parser.Parse(data.lstrip(), True)
    except (expat.ExpatError, LookupError, ValueError):
        # The latter two are raised for encodings that Python does not know or expat cannot use.
        raise damaged(data) from None
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self._above = Element("", {}, 0)
        self._open = [self._above]
        self._count = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    @property
    def root(self) -> Element:
        return self._above.children[0]

    def _refuse(self, name: str, *_: object) -> None:
        if name.lower() == "html":  # a page that says why there are no rates
            raise other_layout()
        raise Unreadable(Problem(0, "It has a document type (DOCTYPE), which no bank sends."))

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST or len(self._open) > DEEPEST:
            raise other_layout()
        element = Element(tag, attributes, self.parser.CurrentLineNumber)
        self._open[-1].children.append(element)
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        element = self._open[-1]
        if len(element.text) > LONGEST:
            raise other_layout()
        element.text += text
