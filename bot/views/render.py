"""A Document as Telegram text with entities, within Telegram's limits, whatever is in it.

The text is clean as Telegram would clean it, so the offsets hold; it is never empty; no entity is
one that Telegram would refuse, move or take apart in another way. What does not fit is left out
from the end, and the cut is where a reader would make it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.views.characters import close_isolates, fit, utf16_len
from bot.views.cutting import ELLIPSIS, Cut, cut_text, find_cut
from bot.views.document import Document
from bot.views.entities import arrange
from bot.views.pieces import Piece, Span, take_apart

__all__ = ["MAX_CAPTION", "MAX_TEXT", "Rendered", "cut_text", "render", "utf16_len"]

MAX_TEXT = 4096  # of a message, after entities parsing (Bot API, sendMessage)
MAX_CAPTION = 1024  # of a photo or document (Bot API, sendPhoto)

LONG_WORD = 40  # UTF-16 code units: shorter words are not broken for want of room
# Of a row of direction marks Telegram leaves the last one only.
_REPEATED_MARKS = re.compile("[\u200e\u200f](?=[\u200e\u200f])")


@dataclass(frozen=True)
class Rendered:
    """Text for Telegram with its MessageEntity objects; `cut` where something was left out."""

    text: str
    entities: tuple[dict[str, Any], ...]
    cut: bool


def render(document: Document, *, limit: int = MAX_TEXT) -> Rendered:
    """Render a document in at most `limit` UTF-16 code units.

    Where it is longer: blocks to keep stay whole, the others are taken in order, the first that
    does not fit is cut (see `bot.views.cutting`) and those after it are left out. Blocks to keep
    are cut only where they alone are too long, the longest first. A document without anything to
    show gives "…".
    Raises ValueError for a limit below 1.
    """
    if limit < 1:
        raise ValueError(f"a message has at least one character, not {limit}")
    pieces = take_apart(document)
    chosen, cut = _choose(pieces, limit)
    if not chosen:
        return Rendered(ELLIPSIS, (), cut)
    parts: list[str] = []
    spans: list[Span] = []
    size = 0
    for number, same in groupby(chosen, key=lambda piece: piece.quote):
        begin = -1
        for piece in same:
            if parts:
                parts.append(piece.space)
                size += len(piece.space)
            if begin < 0:
                begin = size
            parts.append(piece.text)
            length = utf16_len(piece.text)
            spans += _counted(piece, size, length)
            size += length
        if number is not None:
            spans.append(Span(begin, size, number[1]))
    text = _REPEATED_MARKS.sub("\u200c", "".join(parts))
    return Rendered(text, arrange(spans), cut)


def _counted(piece: Piece, base: int, length: int) -> list[Span]:
    """The spans of a piece in UTF-16 code units from the begin of the message."""
    if length == len(piece.text):  # no character takes two
        return [
            Span(start + base, end + base, entity, fields)
            for start, end, entity, fields in piece.spans
        ]
    edges = {edge for span in piece.spans for edge in (span.start, span.end)}
    counted: dict[int, int] = {}
    done = 0
    for edge in sorted(edges):
        base += utf16_len(piece.text[done:edge])
        counted[edge] = base
        done = edge
    return [
        Span(counted[start], counted[end], entity, fields)
        for start, end, entity, fields in piece.spans
    ]


def _choose(pieces: list[Piece], limit: int) -> tuple[list[Piece], bool]:
    """The pieces that fit, the last of them cut, and whether anything was left out."""
    if not pieces:
        return [], False
    sizes = [utf16_len(piece.text) + len(piece.space) for piece in pieces]
    sizes[0] -= len(pieces[0].space)
    if sum(sizes) <= limit:
        return pieces, False
    room = limit - sum(size for piece, size in zip(pieces, sizes, strict=True) if piece.keep)
    if room < 0:
        return _shrink([piece for piece in pieces if piece.keep], limit), True
    whole_room = max(room, min(limit, LONG_WORD))
    chosen: list[Piece] = []
    full = False
    for at, (piece, size) in enumerate(zip(pieces, sizes, strict=True)):
        if piece.keep:
            chosen.append(piece)
        elif not full and size <= room:
            chosen.append(piece)
            room -= size
        elif not full:
            full = True
            shorter = _cut(piece, room - (len(piece.space) if at else 0), whole_room)
            if shorter:
                chosen.append(shorter)
    return chosen, True


def _shrink(pieces: list[Piece], limit: int) -> list[Piece]:
    """Cut the longest pieces, or leave them out, until the rest fits."""
    sizes = [utf16_len(piece.text) for piece in pieces]
    over = sum(sizes) + sum(len(piece.space) for piece in pieces[1:]) - limit
    left: list[Piece | None] = list(pieces)
    for at in sorted(range(len(pieces)), key=lambda at: (-sizes[at], -at)):
        if over <= 0:
            break
        room = sizes[at] - over
        shorter = _cut(pieces[at], room, max(room, min(limit, LONG_WORD)))
        left[at] = shorter
        over -= sizes[at] - (utf16_len(shorter.text) if shorter else 0)
        if shorter is None and at:
            over -= len(pieces[at].space)
    return [piece for piece in left if piece is not None]


def _cut(piece: Piece, room: int, whole_room: int) -> Piece | None:
    """The piece in at most so much room; None where nothing of it is worth showing there."""
    if room < 1:
        return None
    if piece.lines:
        cut = _at_line(piece, room)
        if cut is None and piece.lines == 1:
            cut = find_cut(piece.text, room, by="word", whole_room=whole_room)
    else:
        cut = find_cut(piece.text, room, prefix=piece.prefix, whole_room=whole_room)
    if cut is None:
        return None
    after = cut.end + len(cut.suffix)
    return piece._replace(
        text=close_isolates(piece.text[: cut.end]) + cut.suffix,
        spans=tuple(
            Span(start, end if end <= cut.end else after, entity, fields)
            for start, end, entity, fields in piece.spans
            if start < cut.end
        ),
    )


def _at_line(piece: Piece, room: int) -> Cut | None:
    suffix = "\n" + ELLIPSIS
    end = piece.text.rfind("\n", 0, max(fit(piece.text, room - len(suffix)), 0) + 1)
    if end < 0 or piece.text.count("\n", 0, end) + 1 < piece.lines:
        return None
    return Cut(len(piece.text[:end].rstrip()), suffix)
