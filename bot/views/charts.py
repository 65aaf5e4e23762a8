"""A pair's history as a chart."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from bot.charts import SCALE, Chart, Mark
from bot.locales import Words
from bot.money.history import History, Point
from bot.views.figures import figure, short_day, short_month

LINES = 5  # across the plot, at most one more
LABELS = 6  # days below it, at most
AIR = Fraction(1, 6)  # of the height, over and under the line: the marks' texts stand there
FLAT = Fraction(1, 100)  # of a rate that never changed is shown around it
BY_MONTH = 120  # days from which on months are named instead of days


def chart(history: History, days: int, credit: str, words: Words) -> Chart | None:
    """The last so many days; None where that is less than two points.

    credit: whose rates they are.
    """
    points = history.span(days)
    if len(points) < 2:
        return None
    low, high = history.bounds(days)
    frame = _Frame(points[0].day, points[-1].day, low.rate, high.rate)
    change = history.change(days)
    return Chart(
        title=f"{history.base}/{history.quote}",
        value=_figure(history.last, words),
        span=words.ngettext("{n} day", "{n} days", days),
        change=words.percent(change) if change is not None else "",
        credit=f"{words.date(history.last.day)} · {credit}",
        line=tuple(frame.place(point) for point in points),
        days=tuple(_days(frame, words)),
        rates=tuple(_rates(frame, words)),
        marks=tuple(
            Mark(*frame.place(point), _figure(point, words)) for point in dict.fromkeys((high, low))
        ),
    )


class _Frame:
    """Which days and rates the plot's edges are."""

    def __init__(self, begin: date, end: date, low: Fraction, high: Fraction) -> None:
        air = (high - low) * AIR or high * FLAT
        self.begin, self.end = begin, end
        self.low, self.high = low - air, high + air
        self._low, self._low_unit = self.low.as_integer_ratio()
        self._height, self._height_unit = (self.high - self.low).as_integer_ratio()

    def across(self, day: date) -> int:
        return (day - self.begin).days * SCALE // (self.end - self.begin).days

    def up(self, rate: Fraction) -> int:
        # In whole numbers: fractions would look for common divisors at each of many points.
        number, unit = rate.as_integer_ratio()
        above = (number * self._low_unit - self._low * unit) * self._height_unit * SCALE
        return above // (unit * self._low_unit * self._height)

    def place(self, point: Point) -> tuple[int, int]:
        return self.across(point.day), self.up(point.rate)


def _days(frame: _Frame, words: Words) -> Iterator[tuple[int, str]]:
    length = (frame.end - frame.begin).days
    if length >= BY_MONTH:
        firsts = list(_firsts(frame.begin, frame.end))
        for day in firsts[:: -(-len(firsts) // LABELS)]:
            yield frame.across(day), short_month(day, words)
        return
    step = -(-length // LABELS)
    # From the end: the last day is the one that counts.
    for back in range(length // step * step, -1, -step):
        day = frame.end - timedelta(days=back)
        yield frame.across(day), short_day(day, words)


def _firsts(begin: date, end: date) -> Iterator[date]:
    """The first days of months."""
    day = (begin.replace(day=1) + timedelta(days=31)).replace(day=1)
    while day <= end:
        yield day
        day = (day + timedelta(days=31)).replace(day=1)


def _rates(frame: _Frame, words: Words) -> Iterator[tuple[int, str]]:
    """Round rates, evenly apart."""
    step, places = _step((frame.high - frame.low) / LINES)
    number = -(-frame.low // step)
    while (rate := number * step) <= frame.high:
        shown = Decimal(int(rate * 10**places)).scaleb(-places)
        yield frame.up(rate), words.number(shown)
        number += 1


def _step(least: Fraction) -> tuple[Fraction, int]:
    """The next of 1, 2, 5 in any power of ten, and its digits after the point."""
    power = 0
    while Fraction(10) ** power > least:
        power -= 1
    while Fraction(10) ** (power + 1) < least:
        power += 1
    number = next(number for number in (1, 2, 5, 10) if number * Fraction(10) ** power >= least)
    if number == 10:
        number, power = 1, power + 1
    return number * Fraction(10) ** power, max(0, -power)


def _figure(point: Point, words: Words) -> str:
    return figure(point.rate, point.interval, point.own, words)
