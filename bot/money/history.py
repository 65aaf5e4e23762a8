"""How a pair went over time: its points, and what changed from one day to another."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from bot.money.exactness import ONE, Interval
from bot.money.paths import Leg, Path
from bot.money.rhythm import WITHIN
from storage import Quote

LONGEST = 365  # days over which a change is told
PLACES = 2  # digits of a change in percent after the point


@dataclass(frozen=True, slots=True)
class Point:
    """A pair's rate on a day.  rate: units of the pair's quote for one of its base."""

    day: date
    rate: Fraction
    legs: tuple[Leg, ...]

    @property
    def interval(self) -> Interval:
        interval = ONE
        for leg in self.legs:
            interval *= leg.interval
        return interval

    @property
    def own(self) -> Decimal | None:
        """The source's own figure, where one quote says it as it is."""
        return own_figure(self.legs)


@dataclass(frozen=True, slots=True)
class History:
    """The points of a pair, the oldest first; at least one.  sources: whose quotes they are."""

    base: str
    quote: str
    points: tuple[Point, ...]
    sources: tuple[str, ...]

    @property
    def last(self) -> Point:
        return self.points[-1]

    def moved(self, at: int) -> Decimal | None:
        """The change of a point against the one before it, else what its source says itself."""
        point = self.points[at]
        if at > 0:
            return percent(self.points[at - 1].rate, point.rate)
        return change_of(Path(self.base, self.quote, point.legs), {})

    def span(self, days: int) -> tuple[Point, ...]:
        """Those of the last so many days, counted from the last point, and the one they start at.

        That is the point of the first day, or the last one before it.
        """
        first = self.last.day - timedelta(days=days)
        start = self._at(first)
        if start is None:
            start = bisect_left(self.points, first, key=_day)
        return self.points[start:]

    def bounds(self, days: int) -> tuple[Point, Point]:
        """The lowest and the highest of a span; of equal ones the last."""
        points = self.span(days)
        low = high = points[0]
        for point in points:
            if point.rate <= low.rate:
                low = point
            if point.rate >= high.rate:
                high = point
        return low, high

    def change(self, days: int) -> Decimal | None:
        """In percent, over so many days to the last point; None where there is none as old."""
        before = self._at(self.last.day - timedelta(days=days))
        return None if before is None else percent(self.points[before].rate, self.last.rate)

    def _at(self, day: date) -> int | None:
        """Where the point of a day is, or of the nearest before it that may stand for it."""
        at = bisect_right(self.points, day, key=_day) - 1
        if at < 0 or day - self.points[at].day > timedelta(days=WITHIN):
            return None
        return at


def first_day(path: Path, today: date) -> date:
    """From which day on the quotes of a path's legs make its whole history."""
    return (path.as_of or today) - timedelta(days=LONGEST + 2 * WITHIN)


def own_figure(legs: Sequence[Leg]) -> Decimal | None:
    return legs[0].quote.value if len(legs) == 1 and not legs[0].inverse else None


def history_of(path: Path, quotes: Sequence[Sequence[Quote]]) -> History | None:
    """The history of a path: for each of its legs, the quotes of the leg's pair and source.

    A day counts where any leg has a quote of it; another's nearest quote before stands for it.
    None for a path without legs.
    """
    if not path.legs:
        return None
    legs = [_days(leg, each) for leg, each in zip(path.legs, quotes, strict=True)]
    if len(legs) == 1:
        points = tuple(Point(leg.quote.as_of, leg.rate, (leg,)) for leg in legs[0])
    else:
        points = tuple(_points(legs))
    return History(path.base, path.quote, points, path.sources) if points else None


def change_of(path: Path, before: Mapping[Quote, Quote]) -> Decimal | None:
    """The change of a path's rate against the quotes before, in percent.

    before: each quote's predecessor, where it is stored; else what the source says itself.
    None where neither tells.
    """
    if own_figure(path.legs) is not None and path.legs[0].quote not in before:
        return path.legs[0].quote.change
    then = Fraction(1)
    for leg in path.legs:
        old = _before(leg.quote, before)
        if old is None:
            return None
        then *= 1 / old if leg.inverse else old
    return percent(then, path.rate) if path.legs else None


def percent(then: Fraction, now: Fraction) -> Decimal:
    """A change in percent, half-even; zero without digits after the point."""
    scaled = round((now / then - 1) * 100 * 10**PLACES)
    return Decimal(scaled).scaleb(-PLACES) if scaled else Decimal(0)


def _before(quote: Quote, before: Mapping[Quote, Quote]) -> Fraction | None:
    if quote in before:
        return Fraction(before[quote].value)
    if quote.change is None or quote.change <= -100:
        return None
    return Fraction(quote.value) / (1 + Fraction(quote.change) / 100)


def _days(leg: Leg, quotes: Sequence[Quote]) -> list[Leg]:
    """A leg for each day, in order."""
    by_day = {quote.as_of: Leg(quote, leg.inverse) for quote in quotes}
    return [by_day[day] for day in sorted(by_day)]


def _points(legs: Sequence[Sequence[Leg]]) -> Iterator[Point]:
    for day in sorted({one.quote.as_of for each in legs for one in each}):
        chosen = [_last(each, day) for each in legs]
        if all(chosen):
            yield _point(day, [one for one in chosen if one])


def _last(legs: Sequence[Leg], day: date) -> Leg | None:
    at = bisect_right(legs, day, key=lambda leg: leg.quote.as_of) - 1
    if at < 0 or day - legs[at].quote.as_of > timedelta(days=WITHIN):
        return None
    return legs[at]


def _day(point: Point) -> date:
    return point.day


def _point(day: date, legs: Sequence[Leg]) -> Point:
    rate = Fraction(1)
    for leg in legs:
        rate *= leg.rate
    return Point(day, rate, tuple(legs))
