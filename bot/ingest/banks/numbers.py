"""A bank's numbers and days, with exactly the digits it wrote."""

import re
from datetime import date
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import lru_cache

from bot.ingest.days import day_of

_SPACE = " \u00a0\u2009\u202f"  # between thousands
_NUMBER = re.compile(
    rf"(?P<sign>[+\-−]?)(?P<whole>\d{{1,3}}(?:[{_SPACE}]\d{{3}})+|\d{{1,20}})"
    r"(?:(?P<mark>[.,])(?P<part>\d{1,20}))?(?:[eE](?P<power>[+-]?\d{1,2}))?",
    re.ASCII,
)
_CENT = Decimal("0.01")
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])
_WIDE = Context(prec=60, traps=[InvalidOperation])


def exact(text: str, mark: str) -> Decimal | None:
    """The number that a text is, trailing zeros and all.

    mark: what the bank sets before the decimals. The other one is understood too, except before
    three digits: 1,234 may be a thousand and more where a bank writes points; 0,234 is none.
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return None
    other_mark = found["part"] and found["mark"] != mark
    if other_mark and len(found["part"]) == 3 and found["whole"] != "0":
        return None
    whole = re.sub(r"\D", "", found["whole"])
    sign = "-" if found["sign"] in {"-", "−"} else ""
    return Decimal(f"{sign}{whole}.{found['part'] or ''}e{found['power'] or 0}")


def for_one(value: Decimal, units: Decimal) -> Decimal | None:
    """What one unit costs where so many cost `value`.

    10, 100, ... units move the point and leave the digits as they are, whatever their number.
    Others divide, where the quotient ends: an official rate is that number itself, not one near
    it. None where it does not end, as no digits would be the bank's.
    """
    if units <= 0:
        return None
    _, count, power = units.normalize(_WIDE).as_tuple()
    sign, digits, exponent = value.as_tuple()
    if count == (1,):
        return Decimal((sign, digits, int(exponent) - int(power)))
    try:
        return _EXACT.divide(value, units)
    except Inexact:
        return None


def percent(difference: Decimal, value: Decimal) -> Decimal | None:
    """How many percent a value grew by, where it grew by this difference; two decimals."""
    before = _WIDE.subtract(value, difference)
    if before <= 0:
        return None
    grown = _WIDE.divide(_WIDE.multiply(difference, Decimal(100)), before)
    return grown.quantize(_CENT, context=_WIDE)


@lru_cache(maxsize=4096)
def day(text: str) -> date | None:
    """`24.05.2026`, `24/05/2026` or `2026-05-24`."""
    return day_of(text.strip().replace("/", "."))
