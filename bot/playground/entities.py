"""Formatted text the way TDLib takes it: cleaned, checked, entities made consistent, trimmed.

Offsets and lengths are in UTF-16 code units throughout. The steps and the refusals follow
TDLib's fix_formatted_text; what it repairs without a word is reported to `complain`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import Any

from bot.playground.entity import Entity
from bot.playground.errors import bad_request
from bot.playground.nesting import fix_nesting

MAX_ENTITIES = 100  # Bot API: further ones are left out
_MAX_OFFSET = 1_000_000


# Control characters become blanks; a carriage return, line and paragraph separators, marks of
# embedding and override (U+202A to U+202E) and three combining lines vanish.
_DIRTY = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\u030a\u0333\u033f]|[\u200e\u200f]{2}")
_BLANKED = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_REMOVED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_DIRECTION_RUN = re.compile("[\u200e\u200f]+(?=[\u200e\u200f])")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
# Text of these alone counts as empty.
_INVISIBLE = re.compile(
    "[ \n\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc"
    "\U000e0000-\U000e007f]*"
)

Complain = Callable[[str], None]


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, as offsets of entities count it."""
    return len(text) if text.isascii() else len(text) + len(_ASTRAL.findall(text))


def clean_text(text: str) -> str:
    """Text as Telegram keeps it.

    Raises ApiError where it holds half a surrogate pair: it cannot be UTF-8 then.
    """
    check_utf8(text)
    if _DIRTY.search(text) is None:
        return text
    return _join_directions(_REMOVED.sub("", _BLANKED.sub(" ", text)))


def check_utf8(text: str) -> None:
    """Raise ApiError for text that has no UTF-8 form."""
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("Strings must be encoded in UTF-8") from None


def is_blank(text: str) -> bool:
    """Whether nothing of text can be seen."""
    match = _INVISIBLE.match(text)
    return match is not None and match.end() == len(text)


def format_text(
    text: str, entities: list[Entity], complain: Complain, *, allow_empty: bool = False
) -> tuple[str, list[Entity]]:
    """The text and the entities that Telegram keeps of what was sent.

    allow_empty: a caption may be empty, a message may not.
    Raises ApiError for what TDLib refuses.
    """
    if entities:
        cleaned, entities = _clean_with_entities(text, entities, complain)
    else:
        cleaned = clean_text(text)
    if cleaned != text:
        complain("characters that Telegram replaces or removes were in the text")
    if not cleaned.strip(" \n") or is_blank(cleaned):
        if allow_empty:
            if cleaned:
                complain("the text has nothing to be seen and was left out")
            return "", []
        raise bad_request("Text must be non-empty")
    trimmed, entities = _trim(cleaned, entities)
    if len(trimmed) != len(cleaned):
        complain("blanks or empty lines around the text were cut off")
    return trimmed, entities


def _clean_with_entities(
    text: str, entities: list[Entity], complain: Complain
) -> tuple[str, list[Entity]]:
    check_utf8(text)
    for entity in entities:
        if not 0 <= entity.offset <= _MAX_OFFSET:
            raise bad_request(f"Receive an entity with incorrect offset {entity.offset}")
        if not 0 <= entity.length <= _MAX_OFFSET:
            raise bad_request(f"Receive an entity with incorrect length {entity.length}")
    kept = [entity for entity in entities if entity.length > 0]
    if len(kept) < len(entities):
        complain("an entity was empty and was dropped")
    fixed = fix_nesting(kept)
    _complain_of_losses(kept, fixed, complain)
    _check_bounds(text, fixed)
    if _DIRTY.search(text) is not None:
        _move_for_removed(text, fixed)
        fixed = fix_nesting([entity for entity in fixed if entity.length > 0])
        text = clean_text(text)
    return text, fixed


def _complain_of_losses(before: list[Entity], after: list[Entity], complain: Complain) -> None:
    """Report each entity of which a part is no longer there (split or merged ones still are)."""
    if len(before) == len(after) and all(a is b for a, b in zip(before, after, strict=True)):
        return
    for entity in before:
        place = entity.offset
        for other in after:
            if other.type != entity.type or other.extra != entity.extra:
                continue
            if other.offset <= place < other.end:
                place = other.end
        if place < entity.end:
            complain(
                f"the {entity.type} entity at {entity.offset}, length {entity.length}, "
                "cannot be kept beside the others and was clipped or dropped"
            )


def _check_bounds(text: str, entities: list[Entity]) -> None:
    """Raise ApiError for an entity past the end or with an edge inside a surrogate pair."""
    size = utf16_length(text)
    inside = _inside_of_pairs(text)
    for entity in entities:
        for edge, message in (
            (entity.offset, "Entity begins"),
            (entity.end, f"Entity beginning at UTF-16 offset {entity.offset} ends"),
        ):
            if edge in inside:
                raise bad_request(
                    f"{message} in a middle of a UTF-16 symbol at byte offset {inside[edge]}"
                )
    for entity in entities:
        if entity.offset > size:
            raise bad_request(
                f"Entity begins after the end of the text at UTF-16 offset {entity.offset}"
            )
        if entity.end > size:
            raise bad_request(
                f"Entity beginning at UTF-16 offset {entity.offset} ends after the end of the "
                f"text at UTF-16 offset {entity.end}"
            )


def _inside_of_pairs(text: str) -> dict[int, int]:
    """UTF-16 offsets in the middle of a pair, each with the byte offset after the character."""
    pairs: dict[int, int] = {}
    done = size = 0
    for seen, match in enumerate(_ASTRAL.finditer(text)):
        size += len(text[done : match.end()].encode())
        done = match.end()
        pairs[match.start() + seen + 1] = size
    return pairs


def _move_for_removed(text: str, entities: list[Entity]) -> None:
    """Move entities to where their text is once the removed characters are gone."""
    removed = [match.start() for match in _REMOVED.finditer(text)]
    if not removed:
        return
    pairs = [match.start() for match in _ASTRAL.finditer(text)]
    gone = [place + bisect_left(pairs, place) for place in removed]
    for entity in entities:
        start = entity.offset - bisect_left(gone, entity.offset)
        end = entity.end - bisect_left(gone, entity.end)
        entity.offset, entity.length = start, end - start


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut blanks at both ends; at the start only as far as the first entity."""
    text = text.rstrip(" \n")
    if not entities:
        return text.lstrip(" \n"), entities
    size = utf16_length(text)
    kept = [entity for entity in entities if entity.offset < size]
    for entity in kept:
        entity.length = min(entity.length, size - entity.offset)
    kept.sort(key=_order)
    lead = len(text) - len(text.lstrip(" \n"))
    lead = min(lead, kept[0].offset) if kept else lead
    for entity in kept:
        entity.offset -= lead
    return text[lead:], kept


def _order(entity: Entity) -> tuple[int, int, int]:
    return entity.offset, -entity.length, entity.priority


def _join_directions(text: str) -> str:
    """Of several direction marks in a row the last stays, the others lose their force."""
    return _DIRECTION_RUN.sub(lambda run: "\u200c" * len(run[0]), text)


class Offsets:
    """Places in a text as Python counts them, turned into UTF-16 offsets."""

    __slots__ = ("_pairs",)

    def __init__(self, text: str) -> None:
        self._pairs = [] if text.isascii() else [m.start() for m in _ASTRAL.finditer(text)]

    def utf16(self, place: int) -> int:
        """The UTF-16 offset of the character at this index."""
        return place + bisect_left(self._pairs, place) if self._pairs else place

    def index(self, offset: int) -> int:
        """The index of the character at this UTF-16 offset."""
        if not self._pairs:
            return offset
        # The k-th pair (from 0) ends at UTF-16 offset place + k + 2.
        ends = [place + k + 2 for k, place in enumerate(self._pairs)]
        return offset - bisect_right(ends, offset)


def as_json(entities: Iterable[Entity]) -> list[dict[str, Any]]:
    """Entities for a message."""
    return [entity.as_json() for entity in entities]


def byte_offset(text: str, place: int) -> int:
    """Where the character at this index begins in UTF-8, as the error texts count."""
    return len(text[:place].encode("utf-8", "surrogatepass"))
