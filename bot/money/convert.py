"""An amount of one currency in another: exact arithmetic over the quotes there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal

from bot.money.currencies import minor_units
from bot.money.request import NotUnderstood, Reason
from storage import Quote

# More digits than an amount (10^18), two rates (40) and the minor unit can need.
EXACT = Context(prec=120, rounding=ROUND_HALF_EVEN)
SIGNIFICANT = 3  # digits that a result below 1 keeps at least


@dataclass(frozen=True, slots=True)
class Conversion:
    """amount base = value quote.

    value: to the minor unit, half-even.  rate: units of quote for one of base, unrounded.
    days, sources: of the quotes it stands on, empty between a currency and itself.
    """

    amount: Decimal
    base: str
    quote: str
    value: Decimal
    rate: Decimal
    days: tuple[date, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Leg:
    """times / by, rather than one ratio, so that nothing is rounded on the way."""

    times: Decimal
    by: Decimal
    quote: Quote


def convert(amount: Decimal, base: str, quote: str, quotes: Sequence[Quote]) -> Conversion:
    """By the pair itself, by its inverse, or through one currency that both are quoted against.

    Of several ways the shortest, then the one with the newest quotes.
    Raises NotUnderstood with NO_RATE.
    """
    legs = _path(base, quote, quotes)
    times = by = Decimal(1)
    for leg in legs:
        times, by = EXACT.multiply(times, leg.times), EXACT.multiply(by, leg.by)
    exact = EXACT.divide(EXACT.multiply(amount, times), by)
    return Conversion(
        amount=amount,
        base=base,
        quote=quote,
        value=_round(exact, quote),
        rate=EXACT.divide(times, by),
        days=tuple(dict.fromkeys(leg.quote.as_of for leg in legs)),
        sources=tuple(dict.fromkeys(leg.quote.source for leg in legs)),
    )


def significant(value: Decimal, digits: int) -> Decimal:
    """Rounded to so many significant digits, half-even, without zeros at its end."""
    if not value:
        return Decimal(0)
    step = Decimal(1).scaleb(value.adjusted() - digits + 1)
    rounded = value.quantize(step, context=EXACT).normalize(EXACT)
    return Decimal(format(rounded, "f"))


def _round(exact: Decimal, currency: str) -> Decimal:
    places = minor_units(currency)
    if 0 < exact < 1:
        places = max(places, SIGNIFICANT - 1 - exact.adjusted())
    return exact.quantize(Decimal(1).scaleb(-places), context=EXACT)


def _path(base: str, quote: str, quotes: Sequence[Quote]) -> tuple[_Leg, ...]:
    if base == quote:
        return ()
    if direct := _newest(_legs(base, quote, quotes)):
        return (direct,)
    through = {code for one in quotes for code in (one.base, one.quote)} - {base, quote}
    ways = [
        (first, second)
        for middle in sorted(through)
        if (first := _newest(_legs(base, middle, quotes)))
        and (second := _newest(_legs(middle, quote, quotes)))
    ]
    if not ways:
        raise NotUnderstood(Reason.NO_RATE, f"{base}/{quote}")
    return max(ways, key=lambda way: min(leg.quote.as_of for leg in way))


def _legs(base: str, quote: str, quotes: Sequence[Quote]) -> Iterable[_Leg]:
    for one in quotes:
        if (one.base, one.quote) == (base, quote):
            yield _Leg(one.value, Decimal(1), one)
        elif (one.base, one.quote) == (quote, base):
            yield _Leg(Decimal(1), one.value, one)


def _newest(legs: Iterable[_Leg]) -> _Leg | None:
    return max(legs, key=lambda leg: leg.quote.as_of, default=None)
