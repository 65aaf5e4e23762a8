"""Which currencies there are, how small their coins, and what people call them.

Codes and full names are CLDR's, through Babel; everyday names are in `names.py`. The tables are
built when the first request is read.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies, list_currencies

from bot.money.declension import adjective_stem, noun_forms
from bot.money.names import CURRENCIES, EVERYDAY, QUALIFIERS, SUBUNITS

# ISO 4217's minor units where they are not two digits.
_MINOR_UNITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS = {code: digits for digits, codes in _MINOR_UNITS.items() for code in codes.split()}
_NO_CURRENCIES = {"XXX", "XTS"}  # "none", and a code for tests
_SHARED = {"XAF", "XCD", "XCG", "XOF", "XPF"}  # of several countries; other X-codes are metals
_APOSTROPHES = str.maketrans("’ʻʼ`‘´", "''''''")
_RUSSIAN = re.compile("[а-я]+")
MOST_WORDS = 5  # of a name: "trinidad & tobago dollar" has three, "франк кфа всеао" too


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name may mean.

    code: what it means where nothing else is said; None where that is open.
    others: what else it may mean, likelier first.
    parts: a cent's is 100: so many of what was named make one unit.
    """

    code: str | None
    others: tuple[str, ...] = ()
    parts: int = 1

    @property
    def codes(self) -> tuple[str, ...]:
        return self.others if self.code is None else (self.code, *self.others)

    def preferring(self, preferred: Sequence[str]) -> "Meaning":
        """The same with a person's own currencies first: a Swede's crown is the Swedish one."""
        if self.code in preferred:
            return self
        own = [code for code in self.others if code in preferred]
        if not own or (self.code is None and len(own) > 1):
            return self
        return self.as_code(own[0])

    def as_code(self, code: str) -> "Meaning":
        others = tuple(other for other in self.codes if other != code)
        return Meaning(code, others, self.parts)


@dataclass(frozen=True, slots=True)
class Names:
    """phrases: by their words, in lower case.  longest: words of the longest that begins so.

    families: all codes whose names have this noun, the rare ones too.
    everyday: words of everyday speech, and of rare currencies, which are like them.
    """

    phrases: dict[tuple[str, ...], Meaning]
    longest: dict[str, int]
    families: dict[str, frozenset[str]]
    qualifiers: dict[str, frozenset[str]]
    everyday: frozenset[str]


def is_currency(code: str) -> bool:
    """Whether CLDR knows this code (upper case), of today or of the past."""
    return code in _codes()


def is_everyday(word: str) -> bool:
    """Whether a code or name, in lower case, is a word of everyday speech or of the past too."""
    return word in names().everyday or (is_currency(word.upper()) and word.upper() not in tender())


def minor_units(code: str) -> int:
    """Digits after the point in an amount of this currency."""
    return _DIGITS.get(code, 2)


def fold(word: str) -> str:
    """A word as the tables have it: lower case, without accents on Latin letters, е for ё."""
    folded = word.casefold().translate(_APOSTROPHES).replace("ё", "е")
    if folded.isascii() or _RUSSIAN.fullmatch(folded):
        return folded
    return "".join(_unaccented(letter) for letter in folded)


@lru_cache(maxsize=512)
def _unaccented(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() else letter


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(list_currencies() - _NO_CURRENCIES)


@lru_cache(maxsize=1)
def tender() -> frozenset[str]:
    """Codes of what is paid with somewhere today."""
    paid = {
        code
        for territory in get_global("territory_currencies")
        for code in get_territory_currencies(territory)
    }
    return frozenset(code for code in paid & _codes() if code[0] != "X" or code in _SHARED)


def of_flag(flag: str) -> Meaning | None:
    """The currency of a country by the two letters that its flag is made of."""
    letters = "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in flag)
    codes = get_territory_currencies(letters) or []
    return Meaning(codes[0], tuple(codes[1:])) if codes else None


@lru_cache(maxsize=4096)
def of_code(word: str) -> Meaning | None:
    code = word.upper()
    if len(code) == 3 and code.isascii() and is_currency(code):
        return Meaning(code)
    return None


@lru_cache(maxsize=4096)
def qualified(noun: str, qualifier: str) -> str | None:
    """The one currency that both words speak of: `dollar`, `canadian`."""
    table = names()
    own = table.qualifiers.get(qualifier)
    if own is None and (stem := adjective_stem(qualifier)):
        own = table.qualifiers.get(stem)
    if not own:
        return None
    both = own & table.families.get(noun, frozenset())
    return next(iter(both)) if len(both) == 1 else None


@lru_cache(maxsize=1)
def names() -> Names:
    phrases: dict[tuple[str, ...], Meaning] = {}
    families: dict[str, set[str]] = {}
    for meaning, words in _all_rows():
        for word in words:
            phrases.setdefault(tuple(word.split("_")), meaning)
            families.setdefault(word, set()).update(meaning.codes)
    qualifiers: dict[str, set[str]] = {}
    for row in QUALIFIERS.strip().splitlines():
        code, _, countries = row.partition(": ")
        for word in countries.split():
            qualifiers.setdefault(word.removesuffix("*"), set()).add(code)
    rare = _add_full_names(phrases, families, qualifiers)
    _share_families(families)
    longest: dict[str, int] = {}
    for phrase in phrases:
        longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
    return Names(
        phrases,
        longest,
        {noun: frozenset(codes) for noun, codes in families.items()},
        {word: frozenset(codes) for word, codes in qualifiers.items()},
        EVERYDAY | rare,
    )


@lru_cache(maxsize=1)
def _all_rows() -> tuple[tuple[Meaning, list[str]], ...]:
    return (*_rows(CURRENCIES, subunits=False), *_rows(SUBUNITS, subunits=True))


def _rows(rows: str, *, subunits: bool) -> Iterator[tuple[Meaning, list[str]]]:
    for row in rows.strip().splitlines():
        head, _, tail = row.partition(": ")
        codes = head.split()
        parts = int(codes.pop(0)) if subunits else 1
        if codes[0] == "?":
            meaning = Meaning(None, tuple(codes[1:]), parts)
        else:
            meaning = Meaning(codes[0], tuple(codes[1:]), parts)
        words: list[str] = []
        for word in tail.split():
            noun, star, rest = word.partition("*")
            words += [fold(form + rest) for form in (noun_forms(noun) if star else [noun])]
        yield meaning, words


def _add_full_names(
    phrases: dict[tuple[str, ...], Meaning],
    families: dict[str, set[str]],
    qualifiers: dict[str, set[str]],
) -> set[str]:
    """CLDR's names of what is tender today, and the nouns and adjectives in them.

    Gives the nouns that were not there before.
    """
    nouns: dict[str, set[str]] = {}
    for code, full, is_main in _full_names():
        words = tuple(fold(full).replace("&", "and").split())
        phrases.setdefault(words, Meaning(code))
        noun, adjectives = _noun_and_adjectives(words)
        for adjective in adjectives:
            qualifiers.setdefault(adjective, set()).add(code)
        declined = is_main and _cyrillic(noun) and noun[-1] not in "еиоую"
        if noun == "gold":  # of Zimbabwe; alone it is the metal
            continue
        for form in noun_forms(noun) if declined else {noun}:
            nouns.setdefault(form, set()).add(code)
    for noun, codes in nouns.items():
        families.setdefault(noun, set()).update(codes)
    added = {noun for noun in nouns if (noun,) not in phrases}
    for noun in added:
        first, *others = sorted(nouns[noun])
        phrases[noun,] = Meaning(None, (first, *others)) if others else Meaning(first)
    return added


def _noun_and_adjectives(words: tuple[str, ...]) -> tuple[str, list[str]]:
    """English puts the noun last; Russian puts adjectives before it, and countries after it."""
    if not _cyrillic(words[0]):
        return words[-1], list(words[:1]) if len(words) == 2 else []
    stems = [adjective_stem(word) for word in words[:-1]]
    noun = next((word for word, stem in zip(words, stems, strict=False) if not stem), words[-1])
    return noun, [stem for stem in stems if stem]


def _share_families(families: dict[str, set[str]]) -> None:
    """A noun has the same family in whatever form it stands."""
    for _, words in _all_rows():
        whole = set().union(*(families[word] for word in words))
        for word in words:
            families[word] = whole


def _full_names() -> Iterator[tuple[str, str, bool]]:
    """Code, name, and whether that is the main one rather than a plural."""
    for language in ("en", "ru"):
        locale = Locale.parse(language)
        plurals = locale._data["currency_names_plural"]  # Babel has no door to them
        for code in sorted(tender()):
            main = locale.currencies.get(code, "")
            for name in dict.fromkeys([main, *plurals.get(code, {}).values()]):
                if name and "(" not in name:
                    yield code, name, name == main


def _cyrillic(word: str) -> bool:
    return "а" <= word[0] <= "я"
