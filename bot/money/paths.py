"""Which quotes lead from one currency to another."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from bot.money.errors import NotUnderstood, Reason
from bot.money.exactness import ONE, Interval, interval_of
from bot.money.rhythm import is_current, is_near
from storage import Quote

_DAY = timedelta(1)
MOST_PATHS = 4_096  # found paths that are kept


@dataclass(frozen=True, slots=True)
class Leg:
    """One quote on a path, taken as it is or the other way round."""

    quote: Quote
    inverse: bool

    @property
    def rate(self) -> Fraction:
        value = Fraction(self.quote.value)
        return 1 / value if self.inverse else value

    @property
    def interval(self) -> Interval:
        interval = interval_of(self.quote.value)
        return interval.inverse() if self.inverse else interval


@dataclass(frozen=True)
class Path:
    """Legs from base to quote, none between a currency and itself.

    age: days of its oldest quote, if that is older than its source's usual rhythm; else 0.
    """

    base: str
    quote: str
    legs: tuple[Leg, ...]
    age: int = 0

    @cached_property
    def rate(self) -> Fraction:
        """Units of quote for one of base."""
        rate = Fraction(1)
        for leg in self.legs:
            rate *= leg.rate
        return rate

    @cached_property
    def interval(self) -> Interval:
        interval = ONE
        for leg in self.legs:
            interval *= leg.interval
        return interval

    @property
    def as_of(self) -> date | None:
        """The day of its oldest quote."""
        return min((leg.quote.as_of for leg in self.legs), default=None)

    @property
    def currencies(self) -> tuple[str, ...]:
        """From base to quote, in order."""
        if len(self.legs) < 2:
            return (self.base, self.quote) if self.legs else (self.base,)
        first = self.legs[0]
        return (self.base, first.quote.base if first.inverse else first.quote.quote, self.quote)

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(leg.quote.source for leg in self.legs))


class Quotes:
    """The quotes that count on one day, ready to be asked for paths."""

    def __init__(self, quotes: Iterable[Quote], today: date, day: date | None = None) -> None:
        """day: what was asked for; then only quotes of it, or of the days before it, count.

        Of each pair and source it is the newest one that is not ahead.
        """
        self._on = day or today
        chosen = _near(quotes, day) if day and day != today else _newest(quotes, today)
        self._paths: dict[tuple[str, str], Path] = {}
        self._legs: defaultdict[tuple[str, str], list[Leg]] = defaultdict(list)
        self._neighbours: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for quote in chosen:
            self._legs[quote.base, quote.quote].append(Leg(quote, inverse=False))
            self._legs[quote.quote, quote.base].append(Leg(quote, inverse=True))
            self._neighbours[quote.base][quote.quote] = None
            self._neighbours[quote.quote][quote.base] = None

    def path(self, base: str, quote: str) -> Path:
        """Among current quotes the path of the least uncertainty; of equal ones the fresher.

        By the pair itself, its inverse, or through any currency that both are quoted with. An
        older quote counts where there is no other way, the freshest of these first.
        Raises NotUnderstood with NO_RATE.
        """
        if base == quote:
            return Path(base, quote, ())
        if (known := self._paths.get((base, quote))) is not None:
            return known
        ways = [Path(base, quote, legs, self._age(legs)) for legs in self._ways(base, quote)]
        if not ways:
            raise NotUnderstood(Reason.NO_RATE, f"{base}/{quote}")
        if len(self._paths) >= MOST_PATHS:
            self._paths.clear()
        self._paths[base, quote] = found = min(ways, key=_rank)
        return found

    def paths(self, pairs: Iterable[tuple[str, str]]) -> list[Path]:
        """Of those pairs of two currencies that there is a rate for, in their order."""
        found = []
        for base, quote in pairs:
            try:
                found.append(self.path(base, quote))
            except NotUnderstood:
                continue
        return [path for path in found if path.legs]

    def leads(self, base: str, quote: str) -> bool:
        """Whether there is a path; much cheaper than finding the best one."""
        return base == quote or next(self._ways(base, quote), None) is not None

    def _ways(self, base: str, quote: str) -> Iterator[tuple[Leg, ...]]:
        for leg in self._legs.get((base, quote), ()):
            yield (leg,)
        for middle in self._neighbours.get(base, {}):
            for first in self._legs[base, middle] if middle != quote else ():
                for second in self._legs.get((middle, quote), ()):
                    yield first, second

    def _age(self, legs: Sequence[Leg]) -> int:
        old = [leg.quote.as_of for leg in legs if not is_current(leg.quote, self._on)]
        return (self._on - min(old)).days if old else 0


class Board:
    """The quotes of today, made ready once: many ask, and few quotes come."""

    def __init__(self) -> None:
        self._quotes: Sequence[Quote] = ()
        self._ready: dict[date, Quotes] = {}  # midnight is not everywhere at once

    def on(self, today: date, quotes: Sequence[Quote]) -> Quotes:
        """quotes: the same object again for as long as they are the same."""
        if quotes is not self._quotes:
            self._quotes = quotes
            self._ready = {}
        if today not in self._ready:
            self._ready = {day: one for day, one in self._ready.items() if abs(day - today) <= _DAY}
            self._ready[today] = Quotes(quotes, today)
        return self._ready[today]


def _rank(path: Path) -> tuple[int, Fraction, int, int]:
    """The least is the best."""
    day = min(leg.quote.as_of for leg in path.legs).toordinal()
    return path.age, path.interval.uncertainty, -day, len(path.legs)


def _newest(quotes: Iterable[Quote], today: date) -> Iterable[Quote]:
    """Those not ahead of today first: a bank tells on Friday what holds from Saturday."""
    kept: dict[tuple[str, str, str], Quote] = {}
    for quote in quotes:
        key = quote.base, quote.quote, quote.source
        other = kept.get(key)
        if other is None or _standing(quote, today) > _standing(other, today):
            kept[key] = quote
    return kept.values()


def _standing(quote: Quote, today: date) -> tuple[bool, int]:
    """Of the past the newest is best, else the nearest of what is to come."""
    days = quote.as_of.toordinal()
    return (True, days) if quote.as_of <= today else (False, -days)


def _near(quotes: Iterable[Quote], day: date) -> Iterable[Quote]:
    return _newest((quote for quote in quotes if is_near(quote, day)), day)
