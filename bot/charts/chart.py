"""What a chart shows: texts in the reader's language, and places without units."""

from dataclasses import dataclass

import orjson

SCALE = 10_000  # the width and the height of the plot


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the line that is named."""

    across: int
    up: int
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A line over time. Places are from 0, left and bottom, to SCALE.

    title, value: what is drawn, and what it is now.  span, change: how long, and by how much.
    line: two points or more, from left to right.
    days, rates: the labels below and beside the plot, with their places.
    bars: the middle and the height of each, under the line; `change` is then what they show, in
    their colour, and `span` what the line does.  tallest: the text over one of them.
    """

    title: str
    value: str
    span: str
    change: str
    credit: str
    line: tuple[tuple[int, int], ...]
    days: tuple[tuple[int, str], ...]
    rates: tuple[tuple[int, str], ...]
    marks: tuple[Mark, ...] = ()
    bars: tuple[tuple[int, int], ...] = ()
    tallest: Mark | None = None

    def encode(self) -> bytes:
        """The same bytes for the same chart."""
        return orjson.dumps(self)

    @classmethod
    def decode(cls, data: bytes) -> "Chart":
        """What `encode` gave."""
        fields = orjson.loads(data)
        for name in ("line", "days", "rates", "bars"):
            fields[name] = tuple(tuple(one) for one in fields[name])
        fields["marks"] = tuple(Mark(**mark) for mark in fields["marks"])
        tallest = fields["tallest"]
        fields["tallest"] = Mark(**tallest) if tallest else None
        return cls(**fields)
