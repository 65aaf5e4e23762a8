"""Why a request for money has no answer, and what was understood of it all the same."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from storage import CaravanError


class Reason(Enum):
    """The value is the code that other programs are told."""

    NOT_MONEY = "not_money"  # nothing about money is said
    NO_AMOUNT_OR_CURRENCY = "no_amount_or_currency"  # an amount alone
    UNKNOWN_CURRENCY = "unknown_currency"  # something stands in a currency's place and is none
    AMBIGUOUS = "ambiguous"  # several currencies have this name
    TOO_LARGE = "too_large"
    DIVISION_BY_ZERO = "division_by_zero"
    NO_RATE = "no_rate"


@dataclass(frozen=True, slots=True)
class Understood:
    """What is known of a request; None and empty where it isn't."""

    amount: Decimal | None = None
    base: str | None = None
    targets: tuple[str, ...] = ()
    day: date | None = None


class NotUnderstood(CaravanError):
    """word: what the reason is about, as the person wrote it.

    candidates: codes of the currencies that an ambiguous word may mean.
    unfit: an amount is there but is none that can be converted: below zero, with a power or an
    exponent, or with marks that no country writes so.
    pure: the text says nothing but this, so that it may well be no question of another kind.
    """

    def __init__(
        self,
        reason: Reason,
        word: str = "",
        *,
        candidates: tuple[str, ...] = (),
        understood: Understood | None = None,
        unfit: bool = False,
        pure: bool = False,
    ) -> None:
        super().__init__(f"{reason.value}: {word}")
        self.reason = reason
        self.word = word
        self.candidates = candidates
        self.understood = understood or Understood()
        self.unfit = unfit
        self.pure = pure
