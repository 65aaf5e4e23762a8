"""The date within a request, told from the numbers that are amounts."""

import re
from dataclasses import dataclass
from datetime import date

from bot.money.currencies import fold, is_everyday, names, of_code
from storage.dates import MOST_WORDS, longest_date

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


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    folded: str
    start: int
    end: int


def find_day(text: str, today: date) -> Found | None:
    """The first date in a text; of a week, a month or a year its last day that has come."""
    words = [_word(match) for match in _WORD.finditer(text)]
    attempts = 0
    for place, word in enumerate(words):
        if not _may_begin(words, place):
            continue
        attempts += 1
        if attempts > ATTEMPTS:
            return None
        window = [word.text for word in words[place : place + MOST_WORDS]]
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
        return led and has_amount
    return led or has_amount or any(word.folded in _RATES for word in words)


def _is_money(word: str) -> bool:
    folded = fold(word.rstrip("."))
    if (folded,) in names().phrases or folded[:1] in "$€£₽₸":
        return True
    return bool(of_code(folded)) and not is_everyday(folded)
