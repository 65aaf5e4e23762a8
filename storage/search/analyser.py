"""Text to terms: the one way in, for documents and for questions alike."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

LONGEST_WORD = 40  # characters; what is longer is no word

# Marks that people write for an apostrophe; Uzbek's letters oʻ and gʻ hold one.
_APOSTROPHE = "['’‘ʻʼ`]"
_WORD = re.compile(rf"\w+(?:{_APOSTROPHE}\w+)*")
_LATIN = re.compile("[a-z]")
_CYRILLIC = re.compile("[а-яё]")
# Snowball takes the end of "Казахстан" for a verb's, but not that of "Казахстане".
_COUNTRY = re.compile(r"(\w{3,}стан)(?:а|у|е|ом)?")
_POSSESSIVE = re.compile(f"{_APOSTROPHE}s?$")
_MARKS = re.compile("[\u0300-\u036f]+")


def terms(text: str) -> list[str]:
    """The terms of a text, in order: words folded (case, accents, ё) and stemmed by script."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    # What is left of accents belongs to no letter, as the stress in "за́мок" and the dot of "İ".
    folded = _MARKS.sub("", folded)
    return [term for word in _WORD.findall(folded) if (term := _term(word))]


@lru_cache(maxsize=50_000)
def _term(word: str) -> str:
    word = _POSSESSIVE.sub("", word)[:LONGEST_WORD]
    if _CYRILLIC.search(word):
        if country := _COUNTRY.fullmatch(word):
            return country[1]
        # Accents stay: й without its breve is another letter.
        return str(_russian().stemWord(word.replace("ё", "е")))
    plain = _MARKS.sub("", unicodedata.normalize("NFD", word))
    if _LATIN.search(plain):
        return str(_english().stemWord(re.sub(_APOSTROPHE, "", plain)))
    return word


@lru_cache(maxsize=1)
def _russian() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("russian")


@lru_cache(maxsize=1)
def _english() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")
