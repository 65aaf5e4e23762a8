"""Dates as people write them, in English and in Russian: days, weeks, months and years.

Every form is read for a given today, so that `yesterday`, `в декабре` and `21.12` have a meaning.
What is not a date phrase from its first letter to its last is None; nothing raises.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from babel.dates import get_day_names, get_month_names

LONGEST = 60  # characters; no date phrase comes near
MOST_WORDS = 5  # `in the last seven days`
YEARS = range(1900, 2101)  # what a year's number may be
AHEAD = 20  # years; a year of two digits beyond them belongs to the century before

_DAYS_AGO = {"today": 0, "yesterday": 1, "day before yesterday": 2}
_DAYS_AGO |= {"сегодня": 0, "вчера": 1, "позавчера": 2}
# A unit's forms for one of it, in any case, and for several.
_UNITS = {
    "day": ("day день дня дню дне", "days дня дней"),
    "week": ("week неделя недели неделе неделю", "weeks недели недель"),
    "month": ("month месяц месяца месяцу месяце", "months месяца месяцев"),
    "year": ("year год года году годе", "years года лет"),
}
_ONE = {form: unit for unit, (forms, _) in _UNITS.items() for form in forms.split()}
_SEVERAL = {form: unit for unit, (_, forms) in _UNITS.items() for form in forms.split()}

# By how many units back: `this week`, `в прошлом месяце`.
_BACK_ROWS = (
    "this current этот эта это этого этой этому эту этом",
    "last previous прошлый прошлая прошлое прошлого прошлой прошлому прошлую прошлом",
    "позапрошлый позапрошлая позапрошлого позапрошлой позапрошлую позапрошлом",
)
_BACK = {form: steps for steps, forms in enumerate(_BACK_ROWS) for form in forms.split()}
_COUNT_ROWS = (
    "one two three four five six seven eight nine ten",
    "один два три четыре пять шесть семь восемь девять десять",
    "одну две",
)
_COUNTS = {word: count for row in _COUNT_ROWS for count, word in enumerate(row.split(), 1)}
_COUNTS |= {"a": 1, "an": 1}

_WORD = r"[^\W\d_]+"
_LEAD = re.compile(r"(?:(?:on|in|over|for|во?|на|за) )?(?:the )?")
_ORDINAL = r"(?:st|nd|rd|th|-?го|-?е)?"
_OF_YEAR = r"(?: ?(?:г\.?|год[ау]?))?"  # `2024 г.`, `2024 года`
_YEAR = rf"(?P<year>\d{{4}}){_OF_YEAR}"
_DAY = r"(?P<day>\d{1,2})"
_MONTH = rf"(?P<month>{_WORD})\.?"

_DAY_FORMS = [
    re.compile(form)
    for form in (
        rf"(?P<year>\d{{4}})([-/.])(?P<month>\d{{1,2}})\2{_DAY}",  # 2024-12-21
        rf"{_DAY}\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}}|\d\d){_OF_YEAR}",  # 21.12.2024, 21.12.24
        rf"{_DAY}-(?P<month>\d{{1,2}})-{_YEAR}",  # 21-12-2024
        rf"{_DAY}\.(?P<month>\d\d)(?P<year>)",  # 21.12; 1.5 is a number
        rf"{_DAY}{_ORDINAL}[ -]?(?:of )?{_MONTH}(?:[ -]?{_YEAR})?",  # 21st of December 2024
        rf"{_MONTH} ?{_DAY}{_ORDINAL}(?: {_YEAR})?",  # December 21st, 2024
    )
]
_SLASHED_FORM = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)")  # 21/12/2024
_MONTH_FORMS = [
    re.compile(form)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<month>\d\d)",  # 2024-12
        r"(?P<month>\d\d)[/.](?P<year>\d{4})",  # 12.2024; 3.2024 is a number
        rf"{_MONTH} ?(?:of )?{_YEAR}",  # December 2024
    )
]
_YEAR_FORM = re.compile(_YEAR)
_BACK_FORM = re.compile(rf"({_WORD}) ({_WORD})")  # last week, прошлый вторник
_AGO_FORM = re.compile(rf"(?:(\w+) )?({_WORD}) (?:ago|(?:тому )?назад)")
_PAST_FORM = re.compile(rf"(?:past|last|previous|последн\w+|прошл\w+) (?:(\w+) )?({_WORD})")


@dataclass(frozen=True, slots=True)
class Span:
    """A day, a week, a month, a year, or the days up to today. Both ends belong to it."""

    first: date
    last: date


def parse_date(text: str, today: date) -> Span | None:
    """The days that a text means, where the whole of it is a date phrase.

    A day without its year is the latest that is not ahead of today, a month the latest that has
    begun. `a month ago` is one day; `last month` is a month, `past month` the days up to today.
    """
    phrase = _phrase(text)
    for read in (_read_day, _read_period, _read_name, _read_back, _read_length):
        # Raised for dates that the calendar, or Python's count of years, does not have.
        with suppress(ValueError, OverflowError):
            if span := read(phrase, today):
                return span
    return None


def longest_date(words: Sequence[str], today: date) -> tuple[Span, int] | None:
    """The longest date phrase that the words begin with, and how many of them it takes."""
    for count in range(min(len(words), MOST_WORDS), 0, -1):
        if span := parse_date(" ".join(words[:count]), today):
            return span, count
    return None


def full_date(text: str) -> date | None:
    """The day of a text that leaves nothing open, so that it needs no today.

    None for `21.12`, `21.12.24`, and `21/12/2024`, as countries differ in that one's order.
    """
    found = _day_parts(_phrase(text))
    with suppress(ValueError):
        if found and len(found[0]) == 4:
            return date(_year(found[0]), *found[1:])
    return None


def _phrase(text: str) -> str:
    """Lower case, single spaces, no commas, no preposition before it, no full stop at its end."""
    if len(text) > LONGEST:
        return ""
    folded = unicodedata.normalize("NFKC", text).casefold().replace(",", " ")
    return _LEAD.sub("", " ".join(folded.split()).rstrip(" ."), count=1)


def _day_parts(phrase: str) -> tuple[str, int, int] | None:
    """Year (as written, "" for none), month and day of a text with or without its weekday."""
    first, _, rest = phrase.partition(" ")
    if first.rstrip(".") in _weekdays():
        phrase = rest
    for form in _DAY_FORMS:
        if (found := form.fullmatch(phrase)) and (month := _month(found["month"])):
            return found["year"] or "", month, int(found["day"])
    return None


def _slashed_parts(phrase: str) -> tuple[str, int, int] | None:
    """The same of `21/12/2024`: day first, unless only month first can be meant."""
    if not (found := _SLASHED_FORM.fullmatch(phrase)):
        return None
    first, second = int(found[1]), int(found[2])
    return (found[3], first, second) if second > 12 >= first else (found[3], second, first)


def _read_day(phrase: str, today: date) -> Span | None:
    if not (found := _day_parts(phrase) or _slashed_parts(phrase)):
        return None
    year, month, day = found
    return _around(date(_year(year, today), month, day) if year else _latest(month, day, today))


def _read_period(phrase: str, _: date) -> Span | None:
    """`2024`, `December 2024`, `2024-12`."""
    if found := _YEAR_FORM.fullmatch(phrase):
        return _around(date(_year(found["year"]), 1, 1), "year")
    for form in _MONTH_FORMS:
        if (found := form.fullmatch(phrase)) and (month := _month(found["month"])):
            return _around(date(_year(found["year"]), month, 1), "month")
    return None


def _read_name(phrase: str, today: date) -> Span | None:
    """`yesterday`, `Monday`, `December`."""
    if (days := _DAYS_AGO.get(phrase)) is not None:
        return _around(today - timedelta(days=days))
    if (weekday := _weekdays().get(phrase)) is not None:
        return _around(today - timedelta(days=(today.weekday() - weekday) % 7))
    if month := _months().get(phrase):
        return _around(date(today.year - (month > today.month), month, 1), "month")
    return None


def _read_back(phrase: str, today: date) -> Span | None:
    """`last week`, `в прошлом году`, `last Monday`, `last December`."""
    found = _BACK_FORM.fullmatch(phrase)
    if not found or (steps := _BACK.get(found[1])) is None:
        return None
    if unit := _ONE.get(found[2]):
        return _around(_before(today, steps, unit), unit)
    # `this Friday` may be past or to come; `last Friday` was before today.
    if steps == 1 and found[2] in _weekdays():
        return _read_name(found[2], _before(today, 1, "day"))
    if steps == 1 and found[2] in _months():
        return _read_name(found[2], _before(today, 1, "month"))
    return None


def _read_length(phrase: str, today: date) -> Span | None:
    """`3 days ago`, `неделю назад`; `past 7 days`, `за последний месяц`: these up to today."""
    ago = _AGO_FORM.fullmatch(phrase)
    found = ago or _PAST_FORM.fullmatch(phrase)
    if not found or not (length := _length(found[1], found[2])):
        return None
    start = _before(today, *length)
    if ago:
        return _around(start)
    first = start + timedelta(days=1)
    return Span(first, today) if first <= today else None


def _length(count: str | None, unit: str) -> tuple[int, str] | None:
    """`two`, `weeks`: 2, "week". Without a count it is one, and the unit's word must say so."""
    if count is None:
        return (1, _ONE[unit]) if unit in _ONE else None
    number = int(count) if count.isdecimal() else _COUNTS.get(count)
    kind = _SEVERAL.get(unit) or _ONE.get(unit)
    return (number, kind) if number is not None and kind else None


def _before(day: date, count: int, unit: str) -> date:
    """The same day so many units before, or the month's last where it has no such day."""
    if unit in ("day", "week"):
        return day - timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    first = date(months // 12, months % 12 + 1, 1)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def _around(day: date, unit: str = "day") -> Span:
    """The day itself, or the week (from Monday), month or year that it is in."""
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return Span(monday, monday + timedelta(days=6))
    if unit == "month":
        return Span(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))
    if unit == "year":
        return Span(day.replace(month=1, day=1), day.replace(month=12, day=31))
    return Span(day, day)


def _latest(month: int, day: int, today: date) -> date:
    """That day of this year or of an earlier one. Raises ValueError where no year has it."""
    for year in range(today.year, today.year - 9, -1):  # 1896 and 1904 are eight years apart
        with suppress(ValueError):
            if (found := date(year, month, day)) <= today:
                return found
    raise ValueError


def _year(written: str, today: date | None = None) -> int:
    """A year of four digits, or the nearest of two. Raises ValueError beyond YEARS."""
    year = int(written)
    if len(written) == 2 and today:
        latest = today.year + AHEAD
        year = latest - (latest - year) % 100
    if year not in YEARS:
        raise ValueError
    return year


def _month(written: str) -> int | None:
    return int(written) if written.isdecimal() else _months().get(written)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Names, their cases and short forms. The British have `Sept`."""
    names = {
        name.casefold().rstrip("."): number
        for locale in ("en", "en_GB", "ru")
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, locale).items()
    }
    for number, name in get_month_names("wide", "stand-alone", "ru").items():
        names |= dict.fromkeys([*_cases(name), name[:3]], number)
    return names


@lru_cache(maxsize=1)
def _weekdays() -> dict[str, int]:
    """Names, their cases and short forms; Monday is 0."""
    names = {
        name.casefold(): number
        for locale in ("en", "ru")
        for width in ("wide", "abbreviated")
        for number, name in get_day_names(width, "format", locale).items()
    }
    names |= {"tues": 1, "thur": 3, "thurs": 3}
    for number, name in get_day_names("wide", "format", "ru").items():
        names |= dict.fromkeys(_cases(name), number)
    return names


def _cases(name: str) -> list[str]:
    """A Russian noun of the calendar in its cases but the instrumental."""
    endings = {"ь": "ьяюе", "й": "йяюе", "а": "аыуе", "е": "еяю"}.get(name[-1])
    if endings is None:  # март, вторник
        return [name, *(name + ending for ending in "ауе")]
    return [name[:-1] + ending for ending in endings]
