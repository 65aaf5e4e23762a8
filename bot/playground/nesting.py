"""Which entities may lie within which, and what Telegram makes of those that may not.

Bold, italic, underline, strikethrough and spoiler can be split and merged freely. Quotations may
hold others but not cross them. The rest (links, mentions, code, ...) is kept whole, never one
within another; code, pre and dates hold nothing at all.
"""

from bot.playground.entity import Entity

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
PREFORMATTED = frozenset({"pre", "code", "date_time"})

_NEVER = 2**31


def order(entity: Entity) -> tuple[int, int, int]:
    """Outer entities before inner ones."""
    return entity.offset, -entity.length, entity.priority


def fix_nesting(entities: list[Entity]) -> list[Entity]:
    """The entities as Telegram keeps them, in order. Entities of the list may be changed."""
    if len(entities) < 2:
        return list(entities)
    entities = sorted(entities, key=order)
    if _are_valid(entities):
        return entities
    whole = _without_overlaps(
        [e for e in entities if e.type not in SPLITTABLE and e.type not in QUOTES]
    )
    quotes = _without_overlaps([e for e in entities if e.type in QUOTES])
    whole = sorted(_within_quotes(whole, quotes) + quotes, key=order)
    return _with_split([e for e in entities if e.type in SPLITTABLE], whole)


def merge_found(entities: list[Entity], found: list[Entity]) -> list[Entity]:
    """Add what was found in the text where it touches nothing that was sent."""
    if not found:
        return entities
    quotes = [e for e in entities if e.type in QUOTES]
    whole = [e for e in entities if e.type not in SPLITTABLE and e.type not in QUOTES]
    merged = whole + [
        new
        for new in _within_quotes(found, quotes)
        if not any(new.offset < old.end and old.offset < new.end for old in whole)
    ]
    merged = sorted(merged + quotes, key=order)
    return _with_split([e for e in entities if e.type in SPLITTABLE], merged)


def _are_valid(entities: list[Entity]) -> bool:
    """Whether sorted entities can stay as they are."""
    ends: dict[str, int] = {}
    open_ones: list[Entity] = []
    for entity in entities:
        while open_ones and entity.offset >= open_ones[-1].end:
            open_ones.pop()
        if open_ones and not _may_lie_within(entity, open_ones):
            return False
        if entity.type in SPLITTABLE:
            if ends.get(entity.type, -1) >= entity.offset:
                return False
            ends[entity.type] = entity.end
        open_ones.append(entity)
    return True


def _may_lie_within(entity: Entity, open_ones: list[Entity]) -> bool:
    parent = open_ones[-1]
    if entity.end > parent.end or parent.type in PREFORMATTED:
        return False
    types = {outer.type for outer in open_ones}
    if entity.type in types or types & set(SPLITTABLE):
        # Inside of a splittable one everything is split anew, for one form of the same look.
        return False
    if entity.type in PREFORMATTED:
        return types <= QUOTES
    if entity.type in SPLITTABLE:
        return True
    return types <= QUOTES and not (entity.type in QUOTES and types & QUOTES)


def _without_overlaps(entities: list[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    end = 0
    for entity in entities:
        if entity.offset >= end:
            kept.append(entity)
            end = entity.end
    return kept


def _within_quotes(entities: list[Entity], quotes: list[Entity]) -> list[Entity]:
    """Leave out those that cross the edge of a quotation."""
    if not quotes:
        return entities
    kept = []
    for entity in entities:
        quote = next((q for q in quotes if q.end > entity.offset), None)
        crosses = quote is not None and (
            quote.end < entity.end or entity.offset < quote.offset < entity.end
        )
        if not crosses:
            kept.append(entity)
    return kept


def _with_split(splittable: list[Entity], whole: list[Entity]) -> list[Entity]:
    if not splittable:
        return whole
    return sorted(whole + _Splitter(splittable).split(whole), key=order)


class _Splitter:
    """Cuts styles at the edges of the entities around and within them, and merges equal ones."""

    def __init__(self, styles: list[Entity]) -> None:
        self._waiting = styles
        self._next = 0
        self._open: dict[str, tuple[int, int]] = {}
        self._done: list[Entity] = []
        self._make = type(styles[0])

    def split(self, whole: list[Entity]) -> list[Entity]:
        nested: list[Entity] = []
        for entity in [*whole, None]:
            place = _NEVER if entity is None else entity.offset
            while nested and place >= nested[-1].end:
                inner = nested.pop()
                count = len(self._done)
                self._advance(inner.end)
                if inner.type in PREFORMATTED:
                    del self._done[count:]
            self._advance(place)
            if entity is not None:
                nested.append(entity)
        return self._done

    def _advance(self, place: int) -> None:
        """Take up the styles that begin before this place, and cut all there."""
        while self._next < len(self._waiting):
            style = self._waiting[self._next]
            if style.offset >= place:
                break
            self._next += 1
            current = self._open.get(style.type)
            if current is not None and style.offset <= current[1]:
                self._open[style.type] = (current[0], max(current[1], style.end))
            else:
                self._cut(style.offset)
                self._open[style.type] = (style.offset, style.end)
        self._cut(place)

    def _cut(self, place: int) -> None:
        for name in SPLITTABLE:
            current = self._open.get(name)
            if current is None or current[0] >= place:
                continue
            start, end = current
            if end <= place:
                self._done.append(self._make(name, start, end - start))
                del self._open[name]
            else:
                self._done.append(self._make(name, start, place - start))
                self._open[name] = (place, end)
