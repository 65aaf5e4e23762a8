"""Amounts as buttons carry them: plain digits that give back the very amount."""

from decimal import Decimal
from fractions import Fraction

from bot.money.exactness import significant

DIGITS = 28  # of an amount that has more than anybody wrote on purpose
LONGEST = 120  # characters


def to_text(amount: Fraction, shown: Decimal) -> str:
    """`1000.50` as it was written; `100/3` where digits have no end.

    shown: the amount in decimal, as people read it.
    """
    digits = format(shown, "f")
    if Fraction(shown) != amount:
        digits = f"{amount.numerator}/{amount.denominator}"
    return digits if len(digits) <= LONGEST else format(significant(amount, DIGITS), "f")


def from_text(text: str) -> tuple[Fraction, Decimal]:
    """The amount, exact and as people read it."""
    amount = Fraction(text)
    shown = significant(amount, DIGITS) if "/" in text else Decimal(text)
    return amount, shown
