"""The parts of a JSON document, found without building it: it may unpack to a hundred its size."""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.ingest.content import Problem, Unreadable

DEEPEST = 200  # levels
MOST_TOKENS = 12_000_000  # texts and brackets; that many take some two seconds
MOST_ELEMENTS = 1_000_000  # of one list
MOST_MEMBERS = 10_000  # lists and objects right in an object

# A text that never ends takes all that is left, so that no place is looked at twice.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("?)|[\[\]{}]', re.DOTALL)
_TEXT, _LIST, _END_LIST, _OBJECT, _END_OBJECT = b'"[]{}'


@dataclass(slots=True)
class Part:
    """A list or an object. start, end: its place in the document.

    key: in the object around it.  elements: where the lists and objects in it begin and end, in
    turn, if it is a list.
    """

    start: int
    end: int
    is_list: bool
    key: str = ""
    elements: "array[int]" = field(default_factory=lambda: array("q"))

    def spans(self) -> Iterator[tuple[int, int]]:
        each = iter(self.elements)
        return zip(each, each, strict=True)


@dataclass(slots=True)
class Parts:
    """root: the document itself.  members: the lists and objects right in it, if it is an object.

    whole: whether it ends where it should.
    """

    root: Part
    members: list[Part] = field(default_factory=list)
    whole: bool = False


def find_parts(data: bytes, start: int = 0, end: int | None = None) -> Parts:
    """The parts of the document that begins at the first bracket from `start`.

    Raises Unreadable for one that is nested too deep or has too many parts.
    """
    parts: Parts | None = None
    opened = bytearray()
    begun = [0, 0, 0]  # where the document, the member and the element that are open begin
    key = (0, 0)
    tokens = _TOKEN.finditer(data, start, len(data) if end is None else end)
    for count, token in enumerate(tokens):
        place = token.start()
        sign = data[place]
        if sign == _TEXT:
            if len(opened) == 1:
                key = token.span()
        elif sign in (_LIST, _OBJECT):
            if len(opened) >= DEEPEST:
                raise Unreadable(Problem(0, "This document is nested too deep."))
            if len(opened) < len(begun):
                begun[len(opened)] = place
                parts = _begin(parts, data, place, key, len(opened))
            opened.append(sign)
        elif parts is not None:
            if opened[-1] + 2 != sign:
                break  # a list that ends as an object, or the other way round
            opened.pop()
            if len(opened) < len(begun) and _end_part(parts, begun, len(opened), token.end()):
                break
        if count > MOST_TOKENS:
            raise _too_many()
    if parts is None:
        raise Unreadable(Problem(0, "This document has no list and no object."))
    return parts


def _begin(parts: Parts | None, data: bytes, place: int, key: tuple[int, int], depth: int) -> Parts:
    if parts is None:
        return Parts(Part(place, len(data), data[place] == _LIST))
    if depth == 1 and not parts.root.is_list:
        named = data[key[0] + 1 : key[1] - 1] if data[key[1] : place].strip() == b":" else b""
        name = named[:100].decode(errors="replace")
        parts.members.append(Part(place, len(data), data[place] == _LIST, name))
        if len(parts.members) > MOST_MEMBERS:
            raise _too_many()
    return parts


def _end_part(parts: Parts, begun: list[int], depth: int, end: int) -> bool:
    """depth: of the part that ends, 0 for the document, whose end is the end of all."""
    if depth == 0:
        parts.root.end, parts.whole = end, True
        return True
    around = parts.root if parts.root.is_list else parts.members[-1]
    if not parts.root.is_list and depth == 1:
        around.end = end
    elif depth == (1 if parts.root.is_list else 2) and around.is_list:
        around.elements.extend((begun[depth], end))
        if len(around.elements) > 2 * MOST_ELEMENTS:
            raise _too_many()
    return False


def _too_many() -> Unreadable:
    return Unreadable(Problem(0, "This document has too many entries. Please load it in parts."))
