"""Names of currencies with one wrong letter."""

from collections.abc import Iterator
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from bot.money.currencies import fold, names
from bot.money.names import NO_TYPOS, PLACES
from bot.money.numerals import COUNTS, SCALES, SLANG_SCALES
from bot.money.speech import ROLES

SHORTEST = 5  # letters of a name that may be misspelt; in shorter ones any slip is another word
_LETTERS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіў")


def correct(word: str) -> str | None:
    """The name that a folded word is one letter away from, if it is of one currency alone."""
    if not SHORTEST - 1 <= len(word) <= 14 or _is_a_word(word):
        return None
    phrases, everyday = names().phrases, names().everyday
    found = {
        near: phrases[near,]
        for near in _one_off(word)
        if len(near) >= SHORTEST and (near,) in phrases and near not in everyday
    }
    meant = {meaning.code or meaning.codes for meaning in found.values()}
    return min(found, key=lambda near: found[near].parts) if len(meant) == 1 else None


def _is_a_word(word: str) -> bool:
    known = word in ROLES or word in COUNTS or word in SCALES or word in SLANG_SCALES
    return known or word in NO_TYPOS or is_place(word)


def _one_off(word: str) -> Iterator[str]:
    """Every text that one letter left out, added, changed or swapped with the next makes."""
    letters = _LETTERS["а" <= word[0] <= "ӿ"]
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        for letter in letters:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


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
