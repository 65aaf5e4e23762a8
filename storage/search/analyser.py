"""Text to terms: the one way in, for documents and for questions alike."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

LONGEST_WORD = 40  # characters; what is longer is no word

_WORD = re.compile(r"\w+(?:['’ʼ`]\w+)*")
_LATIN = re.compile("[a-z]")
_CYRILLIC = re.compile("[а-яё]")
_POSSESSIVE = re.compile("['’ʼ`]s?$")
_MARKS = re.compile("[\u0300-\u036f]+")


def terms(text: str) -> list[str]:
    """The terms of a text, in order: words folded (case, accents, ё) and stemmed by script."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [term for word in _WORD.findall(folded) if (term := _term(word))]


@lru_cache(maxsize=50_000)
def _term(word: str) -> str:
    word = _POSSESSIVE.sub("", word)[:LONGEST_WORD]
    if _CYRILLIC.search(word):
        # Accents stay: й without its breve is another letter.
        return str(_russian().stemWord(word.replace("ё", "е")))
    if _LATIN.search(word):
        plain = _MARKS.sub("", unicodedata.normalize("NFD", word))
        return str(_english().stemWord(re.sub("['’ʼ`]", "", plain)))
    return word


@lru_cache(maxsize=1)
def _russian() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("russian")


@lru_cache(maxsize=1)
def _english() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")
