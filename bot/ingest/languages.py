"""Which language a text is in, told cheaply where it is plainly English or Russian."""

import re

from storage.search.languages import guess_language

READ = 600  # characters of a text
_GUESSED_FROM = 300  # characters; more of them tell the same, and cost more than all the rest
_TELLING = 2  # different small words
# Small words that no other language here has.
_ENGLISH_WORDS = """
    the of and that with from this which were has have are their they will would been for was
    """
_RUSSIAN_WORDS = """
    что чтобы это для из его после был была было были также при об со ее её уже только они если
    между который которая которые которых будет года году когда не по за от до но к с о
    """
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_RUSSIAN = frozenset(_RUSSIAN_WORDS.split())
# Letters of other alphabets, and Bulgarian words, in a text that has such words all the same.
_NOT_ENGLISH = re.compile(r"[^\W\d_a-zA-Z]{3}|[çğışöüÇĞİŞÖÜ]")
_NOT_RUSSIAN = re.compile(r"[іїєґўәғқңөұүһҳҷӣӯІЇЄҐЎӘҒҚҢӨҰҮҺҲҶӢӮ]|\b(?:във|със|ще|са)\b")


def language_of(text: str) -> str | None:
    """One of the languages that the search knows, or None for a text in none of them."""
    said = text[:READ]
    words = set(said.casefold().split())
    if len(words & _ENGLISH) >= _TELLING and not _NOT_ENGLISH.search(said):
        return "en"
    if len(words & _RUSSIAN) >= _TELLING and not _NOT_RUSSIAN.search(said):
        return "ru"
    return guess_language(said[:_GUESSED_FROM])
