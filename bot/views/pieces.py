"""A Document taken apart into pieces: clean text with spans, in the order they are shown.

A piece is what cutting keeps or drops as one: a heading, a paragraph, the lead of an item, a table.
Everything that comes from data is cleaned here, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from bot.views.characters import clean, collapse, is_visible
from bot.views.document import (
    Block,
    Bold,
    CodeBlock,
    Document,
    Fields,
    Heading,
    Inline,
    Italic,
    Item,
    List,
    Note,
    Paragraph,
    Quote,
    Styled,
    Table,
)
from bot.views.table import labelled, lay_out

BULLET = "• "
# Telegram allows no other entity in these, and none but a quote around them.
LONERS = frozenset({"code", "pre", "date_time"})
_LANGUAGE = re.compile(r"[\w+#.-]{1,32}", re.ASCII)
_NO_WIDTH = "\u200b"  # before a text that begins with spaces: Telegram would trim them


class Span(NamedTuple):
    """An entity before it is counted in UTF-16: from character `start` of a text up to `end`."""

    start: int
    end: int
    entity: str
    fields: Fields = ()


class Piece(NamedTuple):
    """A part of the message.

    text: clean, without white space around it, never empty.
    spans: nested in each other or apart, never crossing; no white space at their edges.
    space: what stands between the piece before and this one, "\\n" or "\\n\\n".
    prefix: characters of a bullet or number that the text begins with.
    lines: 0 for prose; else it is cut at line ends, and so many lines are the least.
    quote: the quote it is part of, as its number and entity; None outside of quotes.
    """

    text: str
    spans: tuple[Span, ...] = ()
    space: str = "\n\n"
    keep: bool = False
    prefix: int = 0
    lines: int = 0
    quote: tuple[int, str] | None = None


def take_apart(document: Document) -> list[Piece]:
    """The pieces of a document that have something to show."""
    pieces = _of_blocks(document.blocks)
    number = 0
    for at, piece in enumerate(pieces):
        if piece.quote is not None:
            begins, entity = piece.quote
            number += begins
            pieces[at] = piece._replace(quote=(number, entity))
    return pieces


def _of_block(block: Block) -> list[Piece]:
    pieces: list[Piece]
    match block:
        case Heading():
            pieces = _of_line((Bold(*block.inlines),))
        case Note():
            pieces = _of_line((Italic(*block.inlines),))
        case Paragraph():
            pieces = _of_line(block.inlines, paragraphs=True)
        case List():
            pieces = _of_list(block)
        case Quote():
            pieces = _in_quote(_of_blocks(block.blocks), expandable=block.expandable)
        case Table():
            pieces = _of_table(block)
        case CodeBlock():
            pieces = _of_code(block)
        case _:
            raise TypeError(f"not a block of a document: {block!r}")
    return [piece._replace(keep=True) for piece in pieces] if block.keep else pieces


def _of_blocks(blocks: Iterable[Block]) -> list[Piece]:
    pieces: list[Piece] = []
    for block in blocks:
        pieces += _spaced(_of_block(block), "\n" if block.tight else "\n\n")
    return pieces


def _in_quote(pieces: list[Piece], *, expandable: bool) -> list[Piece]:
    """Pieces as one quote, in place of those among them: 1 at its first piece, 0 at the others."""
    entity = "expandable_blockquote" if expandable else "blockquote"
    return [piece._replace(quote=(int(at == 0), entity)) for at, piece in enumerate(pieces)]


def _spaced(pieces: list[Piece], space: str) -> list[Piece]:
    """Set what stands before the first of some pieces."""
    if pieces and pieces[0].space != space:
        pieces[0] = pieces[0]._replace(space=space)
    return pieces


def _of_list(block: List) -> list[Piece]:
    spaced = any(item.blocks for item in block.items) if block.spaced is None else block.spaced
    pieces: list[Piece] = []
    for item in block.items:
        pieces += _spaced(_of_item(item), "\n\n" if spaced else "\n")
    return pieces


def _of_item(item: Item) -> list[Piece]:
    pieces = _of_line(item.inlines)
    for block in item.blocks:
        pieces += _spaced(_of_block(block), "\n")
    prefix = BULLET if item.number is None else f"{item.number}. "
    if pieces and not pieces[0].lines:
        pieces[0] = _with_prefix(pieces[0], prefix)
    return [piece._replace(keep=True) for piece in pieces] if item.keep else pieces


def _with_prefix(piece: Piece, prefix: str) -> Piece:
    by = len(prefix)
    return piece._replace(
        text=prefix + piece.text,
        spans=tuple(
            Span(start + by, end + by, entity, fields) for start, end, entity, fields in piece.spans
        ),
        prefix=piece.prefix + by,
    )


def _of_line(inlines: tuple[Inline, ...], *, paragraphs: bool = False) -> list[Piece]:
    line = _Line(paragraphs)
    line.add(inlines, frozenset())
    text = "".join(line.parts)
    if not is_visible(text):
        return []
    bare = text.strip()
    shift = text.index(bare[0])
    return [Piece(bare, tuple(_trimmed(bare, line.spans, shift)))]


def _trimmed(text: str, spans: Iterable[Span], shift: int) -> Iterable[Span]:
    """Spans without white space at their edges, after so many characters were stripped before."""
    for start, end, entity, fields in spans:
        begin = max(start - shift, 0)
        stop = min(end - shift, len(text))
        while begin < stop and text[begin].isspace():
            begin += 1
        while begin < stop and text[stop - 1].isspace():
            stop -= 1
        if begin < stop:
            yield Span(begin, stop, entity, fields)


class _Line:
    """Inlines written down one after the other, with white space run together."""

    def __init__(self, paragraphs: bool) -> None:
        self.parts: list[str] = []
        self.spans: list[Span] = []
        self._length = 0
        self._gap = ""  # white space that comes before the next word, if one comes
        self._paragraphs = paragraphs
        self._loners: list[tuple[int, int]] = []

    def add(self, inlines: Iterable[Inline], around: frozenset[str]) -> None:
        """Write inlines that stand within entities of these types."""
        for inline in inlines:
            if isinstance(inline, str):
                self._add_text(inline)
            else:
                self._add_styled(inline, around)

    def _add_text(self, text: str) -> None:
        text = collapse(clean(text), paragraphs=self._paragraphs)
        bare = text.strip(" \n")
        if not bare:
            self._gap = max(self._gap, text, key=len)  # a blank line is more than a space
            return
        if len(bare) != len(text):
            begin = text.index(bare[0])
            self._gap = max(self._gap, text[:begin], key=len)
        if self._gap:
            if self._length:
                self.parts.append(self._gap)
                self._length += len(self._gap)
            self._gap = ""
        self.parts.append(bare)
        self._length += len(bare)
        if len(bare) != len(text):
            self._gap = text[begin + len(bare) :]

    def _add_styled(self, styled: Styled, around: frozenset[str]) -> None:
        entity, fields = styled.entity, styled.fields
        if (
            fields is None
            or entity in around  # Telegram nests no entity in one of its type
            or not around.isdisjoint(LONERS)
            or (entity in LONERS and "text_link" in around)
        ):
            self.add(styled.inlines, around)
            return
        begin, loners_before = self._length, len(self._loners)
        self.add(styled.inlines, around | {entity})
        if entity in LONERS:
            self._loners.append((begin, self._length))
        else:  # it leaves out the loners within
            for start, end in self._loners[loners_before:]:
                self.spans.append(Span(begin, start, entity, fields))
                begin = end
        self.spans.append(Span(begin, self._length, entity, fields))


def _of_table(table: Table) -> list[Piece]:
    lines = lay_out(table)
    if lines is None:
        groups = ("\n".join(group).strip() for group in labelled(table))
        return [Piece(group, lines=1) for group in groups if is_visible(group)]
    return _of_lines(lines, (), least=2 if any(table.header) else 1)


def _of_code(block: CodeBlock) -> list[Piece]:
    lines = clean(block.text.expandtabs(4)).split("\n")
    language = block.language if _LANGUAGE.fullmatch(block.language) else ""
    return _of_lines(lines, (("language", language),) if language else (), least=1)


def _of_lines(lines: Iterable[str], fields: Fields, least: int) -> list[Piece]:
    """Monospaced lines without the blank ones around them."""
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    if not is_visible(text):
        return []
    if text[0].isspace():
        text = _NO_WIDTH + text
    return [Piece(text, (Span(0, len(text), "pre", fields),), lines=least)]
