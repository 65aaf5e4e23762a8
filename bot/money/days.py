"""The date within a request, told from the numbers that are amounts."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import NamedTuple

from bot.money.currencies import fold, is_everyday, names, of_code
from bot.money.numerals import SCALES
from storage.dates import MOST_WORDS, longest_date

MOST = 300  # words of a text that are read
ATTEMPTS = 12  # places of a text where a date is looked for; one is all that a request has

_WORD = re.compile(r"[^\s()\[\]{};?!«»\"“”]+")
_EDGES = ",:'’=→"
_PREPOSITIONS = "on in at as of for by from since dated за на в во от с к по"
_MONTHS = (
    "jan feb mar apr may jun jul aug sep oct nov dec "
    "янв фев мар апр мая май мае маю июн июл авг сен окт ноя дек"
)
_WEEKDAYS = "mon tue wed thu fri sat sun пон вто сре чет пят суб вос"
_UNIT_STARTS = "day wee mon yea ден дня дне нед мес год лет"
_FIRST_WORDS = (
    "today yesterday the day last this current previous past a an one two three four five six "
    "seven eight nine ten week month year "
    "сегодня вчера позавчера прошлый прошлая прошлое прошлого прошлой прошлому прошлую прошлом "
    "позапрошлый позапрошлой позапрошлую позапрошлом этот эта это этого этой этому эту этом "
    "последний последнюю последние последних день неделю месяц год полгода "
    "один одну два две три четыре пять шесть семь восемь девять десять"
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
    "первого второго третьего четвертого пятого шестого седьмого восьмого девятого десятого "
    "одиннадцатого двенадцатого тринадцатого четырнадцатого пятнадцатого шестнадцатого "
    "семнадцатого восемнадцатого девятнадцатого двадцатого",
    "первое второе третье четвертое пятое шестое седьмое восьмое девятое десятое "
    "одиннадцатое двенадцатое тринадцатое четырнадцатое пятнадцатое шестнадцатое семнадцатое "
    "восемнадцатое девятнадцатое двадцатое",
)
_NUMBERS = {word: day for row in _ORDINALS for day, word in enumerate(row.split(), 1)}
_NUMBERS |= {"thirtieth": 30, "тридцатого": 30, "тридцатое": 30, "четвёртого": 4, "четвёртое": 4}
_TENS = {"twenty": 20, "thirty": 30, "двадцать": 20, "тридцать": 30}
_NUMBERS |= {
    f"{tens}-{word}": more + day
    for tens, more in _TENS.items()
    for word, day in _NUMBERS.items()
    if day < 10
}
_IN = frozenset(("in", "в", "во"))  # dollar in 2020
_AGO = frozenset(("наз", "том"))  # назад, тому назад
_HALF_A_YEAR = frozenset(("полгода", "пол-года"))
_REWORDED = frozenset((*_NUMBERS, *_HALF_A_YEAR, "тому"))
_RATES = frozenset(("rate", "course", "курс", "курса", "курсу"))  # an amount has a price, not one
_BEFORE = frozenset(_PREPOSITIONS.split())
_STARTS = frozenset(_FIRST_WORDS.split())
_PREFIXES = frozenset((*_MONTHS.split(), *_WEEKDAYS.split()))
_UNITS = frozenset(_UNIT_STARTS.split())

# Nothing but a date looks so.
_SURE = re.compile(
    r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4}|\d{1,2}\.\d{1,2}\.\d\d"
    r"|\d{1,2}-?[^\W\d_]{3,}\.?(?:-?\d{4})?"
)
# These may be amounts, or a sum to do.
_UNSURE = re.compile(
    r"\d{1,2}\.\d\d|\d{1,2}/\d{1,2}/\d\d|\d\d[./]\d{4}|\d{4}[-/.]\d\d|(?P<year>\d{4})"
)
_DAY_NUMBER = re.compile(r"\d{1,2}(?:st|nd|rd|th|-?го|-?е)?")
_OPERATOR = re.compile(r"[-+*/×÷x%=−–]")


@dataclass(frozen=True, slots=True)
class Found:
    """The day and where the text says so, the preposition included."""

    day: date
    start: int
    end: int


class _Word(NamedTuple):
    text: str
    folded: str
    start: int
    end: int


def find_day(text: str, today: date) -> Found | None:
    """The first date in a text; of a week, a month or a year its last day that has come."""
    words = _with_day_numbers([_word(match) for match in islice(_WORD.finditer(text), MOST)])
    attempts = 0
    for place, word in enumerate(words):
        if not _may_begin(words, place):
            continue
        attempts += 1
        if attempts > ATTEMPTS:
            return None
        window = [word.text for word in words[place : place + MOST_WORDS]]
        if _has_short_year(words[place : place + MOST_WORDS]):
            window[2] = f"20{window[2]}"
        if not (found := longest_date(window, today)):
            continue
        span, count = found
        first = place
        while first > 0 and words[first - 1].folded in _BEFORE:
            first -= 1
        if not _is_meant(words, place, count, text, led=first < place):
            continue
        day = min(span.last, today) if span.first <= today else span.last
        return Found(day, words[first].start, words[place + count - 1].end)
    return None


def _word(match: re.Match[str]) -> _Word:
    written = match[0]
    core = written.strip(_EDGES)
    start = match.start() + len(written) - len(written.lstrip(_EDGES))
    end = start + len(core)
    core = core.removesuffix("'s").removesuffix("’s")  # yesterday's rate
    return _Word(core, core.casefold(), start, end)


def _with_day_numbers(words: list[_Word]) -> list[_Word]:
    """With the 21 of `двадцать первого декабря`, and of `twenty-first of December`.

    `неделю тому назад` and `полгода назад` are put as the calendar knows them.
    """
    if _REWORDED.isdisjoint([word.folded for word in words]):
        return words
    found: list[_Word] = []
    for place, word in enumerate(words):
        day = _NUMBERS.get(word.folded, 0)
        following = words[place + 1].folded[:3] if place + 1 < len(words) else ""
        if following in _AGO and word.folded in _HALF_A_YEAR:
            found.append(_Word("6", "6", word.start, word.end))
            found.append(_Word("месяцев", "месяцев", word.start, word.end))
            continue
        if following in _AGO and word.folded == "тому":
            continue
        of_month = following in _PREFIXES | {"of"} or (found and found[-1].folded[:3] in _PREFIXES)
        if not day or not of_month:
            found.append(word)
            continue
        start = word.start
        if day < 10 and found and (more := _TENS.get(found[-1].folded)):
            day += more
            start = found.pop().start
        found.append(_Word(str(day), str(day), start, word.end))
    return found


def _may_begin(words: list[_Word], place: int) -> bool:
    """Whether a look into the calendar is worth its time."""
    word = words[place].folded
    if not word:
        return False
    following = words[place + 1].folded if place + 1 < len(words) else ""
    if word[0].isdigit():
        return bool(
            _SURE.fullmatch(word)
            or _UNSURE.fullmatch(word)
            or (_DAY_NUMBER.fullmatch(word) and following[:3] in _PREFIXES | {"of"})
            or (word.isdecimal() and following[:3] in _UNITS)
        )
    return word in _STARTS or word[:3] in _PREFIXES


def _has_short_year(words: list[_Word]) -> bool:
    """`15 jan 24` where no currency follows, which would have the 24 for its amount."""
    day, month, year, *rest = [word.folded for word in words] + [""] * 3
    short = year.isascii() and year.isdecimal() and len(year) == 2
    dated = _DAY_NUMBER.fullmatch(day) and month[:3] in _PREFIXES
    counts = rest[0] and (_is_money(rest[0]) or rest[0] in SCALES)
    return bool(short and dated and not counts)


def _is_meant(words: list[_Word], place: int, count: int, text: str, *, led: bool) -> bool:
    """Whether what can be read as a date is not an amount, or a word that only looks like one.

    led: a preposition stands before it.
    """
    word = words[place].folded
    if count == 1 and not word[0].isdigit():
        # `may`, `mar` and `sun` are words too.
        return led or word[:3] not in _PREFIXES or len(word) > 5
    unsure = _UNSURE.fullmatch(word)
    if count > 1 or not unsure:
        return True
    following = words[place + 1] if place + 1 < len(words) else None
    if following is not None and (_OPERATOR.match(following.text) or _is_money(following.text)):
        return False
    before = words[place - 1] if place > 0 else None
    if before is not None and _OPERATOR.fullmatch(before.text[-1:]):
        return False
    rest = text[: words[place].start] + text[words[place].end :]
    has_amount = any(letter.isdigit() for letter in rest)
    if unsure["year"]:
        return led and (has_amount or (before is not None and before.folded in _IN))
    return led or has_amount or any(word.folded in _RATES for word in words)


def _is_money(word: str) -> bool:
    folded = fold(word.rstrip("."))
    if (folded,) in names().phrases or folded[:1] in "$€£₽₸":
        return True
    return bool(of_code(folded)) and not is_everyday(folded)
