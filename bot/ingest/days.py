"""Lines that are nothing but a date, as pages have them."""

import re
from datetime import date
from functools import lru_cache

from babel.dates import get_month_names

LONGEST = 60  # characters
YEARS = range(1990, 2100)  # what lies outside is no day of a news page

_WEEKDAY = r"(?:[^\W\d]+\.?,?\s+)?"
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?\s+([^\W\d]+)\.?,?\s+(\d{{4}})(?:\s*(?:г\.?|года))?"
)
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}([^\W\d]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\s*(?:г\.?|года))?")


def day_of(line: str) -> date | None:
    """The day of `21 December 2024`, `Saturday, December 21st, 2024`, `2024-12-21`, `21.12.2024`.

    None for a line that holds anything else as well.
    """
    if len(line) > LONGEST:
        return None
    if found := _DAY_FIRST.fullmatch(line):
        return _day(found[3], _months().get(found[2].casefold()), found[1])
    if found := _MONTH_FIRST.fullmatch(line):
        return _day(found[3], _months().get(found[1].casefold()), found[2])
    if found := _YEAR_FIRST.fullmatch(line):
        return _day(found[1], found[2], found[3])
    if found := _DOTTED.fullmatch(line):
        return _day(found[3], found[2], found[1])
    return None


def _day(year: str, month: str | int | None, day: str) -> date | None:
    if month is None or int(year) not in YEARS:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {
        name.casefold().rstrip("."): number
        for locale in ("en", "ru")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, "format", locale).items()
    }
