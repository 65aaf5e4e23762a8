"""Rates as figures that claim no more than is known, and short days beside them."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel import Locale
from babel.dates import format_skeleton, format_timedelta

from bot.locales import Words
from bot.money.exactness import (
    SIGNIFICANT,
    Exactness,
    Interval,
    exactness_of,
    round_down,
    round_up,
    significant,
)

DIGITS = 6  # of a rate that was worked out: enough to see
ABOUT = "≈"


def figure(rate: Fraction, interval: Interval, own: Decimal | None, words: Words) -> str:
    """`478.21`; `≈ 524` where the rest of it is not known; `11,800–13,400` where less is.

    own: the source's own figure, whose digits are all shown.
    """
    if own is not None:
        return words.number(own)
    match exactness_of(interval):
        case Exactness.SILENT:
            return words.number(significant(rate, DIGITS))
        case Exactness.PM:
            return f"{ABOUT} {words.number(significant(rate, SIGNIFICANT))}"
        case Exactness.RANGE:
            return (
                f"{words.number(round_down(interval.low))}–{words.number(round_up(interval.high))}"
            )


def change(percent: Decimal | None, words: Words) -> str:
    """`+0.55 % ▲`; a dash where it is not known."""
    if percent is None:
        return "–"
    arrow = " ▲" if percent > 0 else " ▼" if percent < 0 else ""
    return words.percent(percent) + arrow


def short_day(day: date, words: Words) -> str:
    """`25 Nov`."""
    return _short(day, "MMMd", words.locale)


def short_month(day: date, words: Words) -> str:
    """`Nov 2026`."""
    return _short(day, "yMMM", words.locale).removesuffix("г.").rstrip()


def duration(time: timedelta, words: Words) -> str:
    """`3 minutes`, in its largest unit."""
    return format_timedelta(time, threshold=1.2, locale=words.locale)


@lru_cache(maxsize=2048)
def _short(day: date, skeleton: str, locale: Locale) -> str:
    return format_skeleton(skeleton, day, locale=locale)
