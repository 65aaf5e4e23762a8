"""Names of currencies, and words for numbers, with one wrong letter."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from bot.money.currencies import fold, names
from bot.money.names import NO_TYPOS, PLACES
from bot.money.numerals import COUNTS, SCALES, SLANG_SCALES
from bot.money.speech import ROLES

SHORTEST = 5  # letters of a name that may be misspelt; in shorter ones any slip is another word
LONGEST = 14


def correct(word: str) -> str | None:
    """The name that a folded word is one letter away from, if it is of one currency alone."""
    if not SHORTEST - 1 <= len(word) <= LONGEST or _is_a_word(word):
        return None
    phrases = names().phrases
    found = {near: phrases[near,] for near in _near(word, _names_around())}
    meant = {meaning.code or meaning.codes for meaning in found.values()}
    return min(found, key=lambda near: found[near].parts) if len(meant) == 1 else None


def correct_number(word: str) -> str | None:
    """The word for a number that a folded word is one letter away from, but for its first."""
    if not SHORTEST - 1 <= len(word) <= LONGEST or _is_a_word(word):
        return None
    found = [near for near in _near(word, _numbers_around()) if near[0] == word[0]]
    values = {COUNTS[near] if near in COUNTS else SCALES[near] for near in found}
    return min(found) if len(values) == 1 else None


def _is_a_word(word: str) -> bool:
    known = word in ROLES or word in COUNTS or word in SCALES or word in SLANG_SCALES
    return known or word in NO_TYPOS or is_place(word)


def _near(word: str, around: Mapping[str, Sequence[str]]) -> list[str]:
    """The known words that are one letter left out, added, changed or swapped away."""
    lacking = {word, *_with_one_left_out(word)}
    candidates = {known for part in lacking for known in around.get(part, ())}
    return [known for known in candidates if _is_one_off(word, known)]


def _around(known: Iterable[str]) -> dict[str, list[str]]:
    """Words by themselves and by what is left of them without any one letter."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in known:
        for part in {word, *_with_one_left_out(word)}:
            found[part].append(word)
    return dict(found)


@lru_cache(maxsize=1)
def _names_around() -> dict[str, list[str]]:
    table = names()
    single = (phrase[0] for phrase in table.phrases if len(phrase) == 1)
    return _around(name for name in single if len(name) >= SHORTEST and name not in table.everyday)


@lru_cache(maxsize=1)
def _numbers_around() -> dict[str, list[str]]:
    return _around(word for word in {*COUNTS, *SCALES} if len(word) >= SHORTEST)


def _with_one_left_out(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _is_one_off(word: str, known: str) -> bool:
    place = 0
    while place < min(len(word), len(known)) and word[place] == known[place]:
        place += 1
    left, right = word[place:], known[place:]
    changed, swapped = left[1:] == right[1:], left[:2] == right[1::-1] and left[2:] == right[2:]
    return left != right and (changed or swapped or left[1:] == right or left == right[1:])


def is_place(word: str) -> bool:
    """Whether a folded word is a country's or a city's name; Russian ones in any case."""
    places = _places()
    return word in places or (len(word) > 4 and word[:-1] in places)


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    """Names of CLDR's territories, and of the cities that name its time zones.

    Russian ones without their last letter too.
    """
    found = {zone.rpartition("/")[2].replace("_", " ") for zone in get_global("zone_territories")}
    for language in ("en", "ru"):
        locale = Locale.parse(language)
        found |= set(locale.territories.values())
        found |= {zone["city"] for zone in locale.time_zones.values() if "city" in zone}
    folded = {fold(name) for name in found}
    stems = {name[:-1] if name[-1] in "аяйь" else name for name in folded if " " not in name}
    return frozenset(folded | stems | PLACES)
