"""Spans put in order as Telegram wants its entities, and no more of them than it takes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any

from bot.views.pieces import Span

MAX_ENTITIES = 100  # Telegram leaves out those beyond

# Which is the outer one where two cover the same text; the order of tdlib, get_type_priority.
_NESTING = (
    *("blockquote", "expandable_blockquote", "pre", "code", "date_time", "text_link"),
    *("bold", "italic", "underline", "strikethrough", "spoiler"),
)
_OUTER = {entity: rank for rank, entity in enumerate(_NESTING)}
# What is left out first stands last: what a reader can use or must not see at once comes before
# what only looks different.
_IMPORTANCE = (
    *("pre", "spoiler", "text_link", "date_time", "expandable_blockquote", "blockquote", "code"),
    *("bold", "strikethrough", "italic", "underline"),
)
_RANK = {entity: rank for rank, entity in enumerate(_IMPORTANCE)}
# Telegram runs these together where they touch, and splits them where others begin or end.
_FLUID = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})


def arrange(spans: list[Span]) -> tuple[dict[str, Any], ...]:
    """MessageEntity objects of spans that are counted in UTF-16 and do not cross.

    Sorted by begin, the outer before the inner; of a type, those that touch are one, unless that
    one would cross another. Beyond MAX_ENTITIES, the least important are left out: underline,
    italic, strike, bold, code, quotes, dates, links, spoilers, pre; of a type, the last in the
    text first.
    """
    spans = _merged(spans)
    if _weight(spans) > MAX_ENTITIES:
        spans = _merged(_most_important(spans))  # without the others, more may be one
    spans = sorted(spans, key=_in_order)
    return tuple(
        {"type": entity, "offset": start, "length": end - start, **dict(fields)}
        for start, end, entity, fields in spans
    )


def _in_order(span: Span) -> tuple[int, int, int]:
    return span.start, -span.end, _OUTER[span.entity]


def _merged(spans: list[Span]) -> list[Span]:
    """Run together spans of a type that touch."""
    starts = {(span.start, span.entity) for span in spans if span.entity in _FLUID}
    if not any((span.end, span.entity) in starts for span in spans):
        return spans
    # Where a longer span ends or begins at the place they touch, one span would cross it.
    spans = sorted(spans, key=_in_order)
    changed = True
    while changed:
        changed = False
        begun_before: dict[int, int] = {}  # an end: the first begin of the spans that end there
        ended_after: dict[int, int] = {}  # a begin: the last end of the spans that begin there
        for start, end, _, _ in spans:
            begun_before[end] = min(start, begun_before.get(end, start))
            ended_after[start] = max(end, ended_after.get(start, end))
        last: dict[str, int] = {}  # the index of the last span of each type, in `joined`
        joined: list[Span] = []
        for span in spans:
            at = last.get(span.entity)
            before = joined[at] if at is not None else None
            if (
                before is not None
                and at is not None
                and span.entity in _FLUID
                and before.end == span.start
                and begun_before[before.end] >= before.start
                and ended_after[span.start] <= span.end
            ):
                joined[at] = before._replace(end=span.end)
                begun_before[span.end] = min(begun_before[span.end], before.start)
                ended_after[before.start] = max(ended_after[before.start], span.end)
                changed = True
                continue
            last[span.entity] = len(joined)
            joined.append(span)
        spans = joined
    return spans


def _most_important(spans: list[Span]) -> list[Span]:
    """As many of them as Telegram takes."""
    spans = sorted(spans, key=lambda span: (_RANK[span.entity], span.start))
    most = bisect_right(range(MAX_ENTITIES), MAX_ENTITIES, key=lambda n: _weight(spans[:n])) - 1
    return spans[:most]


def _weight(spans: list[Span]) -> int:
    """How many entities Telegram makes of these at most, once it has split the fluid ones."""
    edges = sorted({edge for span in spans for edge in (span.start, span.end)})
    return len(spans) + sum(
        bisect_left(edges, span.end) - bisect_right(edges, span.start)
        for span in spans
        if span.entity in _FLUID
    )
