"""An amount of one currency in another, as exactly as the quotes allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from bot.money.errors import NotUnderstood, Reason
from bot.money.exactness import (
    Exactness,
    exactness_of,
    round_down,
    round_up,
    round_value,
    significant,
)
from bot.money.paths import Path, Quotes
from bot.money.request import Request

RATE_DIGITS = 28  # of a rate that was worked out; a quote taken as it is keeps its own


@dataclass(frozen=True, slots=True)
class Conversion:
    """amount base = value quote.

    amount: as it is shown.  value: to the minor unit; None where only a range can be told.
    pm: give or take so much; None unless exactness is PM.
    low, high: the range's ends; None unless exactness is RANGE.
    rate: units of quote for one of base.  days, sources: of the quotes it stands on.
    others: what else the words for both currencies may have meant.
    """

    amount: Decimal
    base: str
    quote: str
    exactness: Exactness
    value: Decimal | None
    pm: Decimal | None
    low: Decimal | None
    high: Decimal | None
    rate: Decimal
    path: Path
    others: tuple[str, ...] = ()

    @property
    def as_of(self) -> date | None:
        """The day of the oldest quote it stands on; None between a currency and itself."""
        return self.path.as_of

    @property
    def age(self) -> int:
        """Days of its oldest quote, if that is older than its source's usual rhythm; else 0."""
        return self.path.age

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(dict.fromkeys(leg.quote.as_of for leg in self.path.legs))

    @property
    def sources(self) -> tuple[str, ...]:
        return self.path.sources


@dataclass(frozen=True, slots=True)
class NoRate:
    """A currency that was asked for, and that no quote leads to."""

    base: str
    quote: str


def convert(
    amount: Decimal | Fraction,
    base: str,
    quote: str,
    quotes: Quotes,
    *,
    shown: Decimal | None = None,
    others: tuple[str, ...] = (),
) -> Conversion:
    """shown: the amount as people read it, where it has no end in decimal.

    Raises NotUnderstood with NO_RATE.
    """
    path = quotes.path(base, quote)
    exact = Fraction(amount)
    interval = path.interval
    exactness = exactness_of(interval) if exact else Exactness.SILENT
    is_range, is_pm = exactness is Exactness.RANGE, exactness is Exactness.PM
    return Conversion(
        amount=shown if shown is not None else Decimal(significant(exact, RATE_DIGITS)),
        base=base,
        quote=quote,
        exactness=exactness,
        value=None if is_range else round_value(exact * path.rate, quote),
        pm=round_up(exact * interval.half_width) if is_pm else None,
        low=round_down(exact * interval.low) if is_range else None,
        high=round_up(exact * interval.high) if is_range else None,
        rate=_rate(path),
        path=path,
        others=others,
    )


def answer(request: Request, quotes: Quotes, home: Sequence[str]) -> list[Conversion | NoRate]:
    """In what was asked for, else in the home currencies; what has no rate says so.

    Raises NotUnderstood with NO_RATE where none has one.
    """
    base = request.base
    wanted = [(target.code, target.others) for target in request.targets]
    if not wanted:
        wanted = [(code, ()) for code in home if code != base.code]
    found: list[Conversion | NoRate] = []
    for code, others in wanted:
        also = tuple(dict.fromkeys((*others, *base.others)))
        try:
            found.append(
                convert(request.amount, base.code, code, quotes, shown=request.shown, others=also)
            )
        except NotUnderstood:
            found.append(NoRate(base.code, code))
    if not any(isinstance(one, Conversion) for one in found):
        pair = f"{base.code}/{wanted[0][0]}" if len(wanted) == 1 else base.code
        raise NotUnderstood(Reason.NO_RATE, pair, understood=request.understood)
    return found


def _rate(path: Path) -> Decimal:
    if len(path.legs) == 1 and not path.legs[0].inverse:
        return path.legs[0].quote.value
    return significant(path.rate, RATE_DIGITS)
