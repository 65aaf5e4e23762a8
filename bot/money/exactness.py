"""How exact a result is, and how it is rounded so that it claims no more.

A quote of 0.00008 stands for all from 0.000075 to 0.000085. All of it is in fractions.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from fractions import Fraction

from bot.money.currencies import minor_units

SILENT_UP_TO = Fraction(5, 10_000)  # u of 0.05 %: nobody asks how exact it is
PM_UP_TO = Fraction(1, 100)  # u of 1 %: beyond it a single value would mislead
SIGNIFICANT = 3  # digits of bounds, and of results below 1


class Exactness(StrEnum):
    SILENT = "silent"  # the value alone
    PM = "pm"  # the value, give or take
    RANGE = "range"  # two ends and no value


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a rate lies. Both ends are above zero."""

    low: Fraction
    high: Fraction

    @property
    def uncertainty(self) -> Fraction:
        """u: half the width over the middle."""
        return (self.high - self.low) / (self.high + self.low)

    @property
    def half_width(self) -> Fraction:
        return (self.high - self.low) / 2

    def inverse(self) -> "Interval":
        return Interval(1 / self.high, 1 / self.low)

    def __mul__(self, other: "Interval") -> "Interval":
        return Interval(self.low * other.low, self.high * other.high)


ONE = Interval(Fraction(1), Fraction(1))


def interval_of(value: Decimal) -> Interval:
    """Half a unit of the last digit on each side; a zero at the end is a digit too."""
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    half = Fraction(10) ** exponent / 2
    return Interval(Fraction(value) - half, Fraction(value) + half)


def exactness_of(interval: Interval) -> Exactness:
    if interval.uncertainty <= SILENT_UP_TO:
        return Exactness.SILENT
    return Exactness.PM if interval.uncertainty <= PM_UP_TO else Exactness.RANGE


def round_value(exact: Fraction, currency: str) -> Decimal:
    """To the minor unit, half-even; below 1 to at least three significant digits."""
    places = minor_units(currency)
    if 0 < exact < 1:
        places = max(places, SIGNIFICANT - 1 - _magnitude(exact))
    return _scaled(round(exact * 10**places), places)


def round_up(exact: Fraction) -> Decimal:
    """To three significant digits, never to less than it is."""
    return _outward(exact, ROUND_CEILING)


def round_down(exact: Fraction) -> Decimal:
    """To three significant digits, never to more than it is."""
    return _outward(exact, ROUND_FLOOR)


def significant(exact: Fraction | Decimal, digits: int) -> Decimal:
    """Rounded to so many significant digits, half-even, without zeros at its end."""
    return _quotient(Fraction(exact), digits, ROUND_HALF_EVEN)


def _outward(exact: Fraction, rounding: str) -> Decimal:
    return _quotient(exact, SIGNIFICANT, rounding)


def _quotient(exact: Fraction, digits: int, rounding: str) -> Decimal:
    # Division rounds once, from the exact quotient: its parts are integers of any length.
    context = Context(prec=digits, rounding=rounding)
    quotient = context.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return Decimal(format(quotient.normalize(context), "f"))


def _magnitude(exact: Fraction) -> int:
    """The power of ten of the first digit: -1 for 0.5."""
    guess = len(str(exact.numerator)) - len(str(exact.denominator))
    return guess if exact >= Fraction(10) ** guess else guess - 1


def _scaled(number: int, places: int) -> Decimal:
    return Decimal((0, tuple(map(int, str(number))), -places))
