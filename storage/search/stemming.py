"""Words to stems, and to the pieces that find what stems miss, by the language of their text.

Snowball serves English, Russian and some others. It has no stemmer for the Turkic languages of
Central Asia nor for Tajik, and its Turkish one needs letters that many people do not type; for
these, endings are taken off here by tables. All stemming is of plain letters (see analyser), so
that a word has one stem however it is typed. Plain letters halve the tables, too: Kazakh "лық"
and "лік" are "лык" and "лик".
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import Stemmer

from .analyser import plain

# Languages in Latin letters, and those in others; of both, all that Snowball has a stemmer for and
# that no table below serves better.
_SNOWBALL_LATIN = {
    **{"ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "en": "english"},
    **{"eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish"},
    **{"fr": "french", "ga": "irish", "hu": "hungarian", "id": "indonesian", "it": "italian"},
    **{"lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pl": "polish"},
    **{"pt": "portuguese", "ro": "romanian", "sv": "swedish"},
}
_SNOWBALL_OTHER = {
    **{"ar": "arabic", "el": "greek", "fa": "persian", "hi": "hindi", "hy": "armenian"},
    **{"ne": "nepali", "ta": "tamil", "yi": "yiddish"},
}
_SNOWBALL = {**_SNOWBALL_LATIN, **_SNOWBALL_OTHER, "ru": "russian"}

# The first consonant of an ending follows what it comes after: Kazakh "from" is қаладан, елден,
# халықтан, достан, үйінен. So "президенти" is no "президен" with the ending "ти".
_VOICELESS = "бвгдкпстфхцчшщ"
_D = f"(?:(?<![{_VOICELESS}])д|(?<=[{_VOICELESS}])т)"
_N = f"(?:(?<=[аеиоуыэюямн])н|{_D})"
_L = f"(?:(?<![{_VOICELESS}])[дл]|(?<=[{_VOICELESS}])т)"
_G = f"(?:(?<![{_VOICELESS}])г|(?<=[{_VOICELESS}])к)"
_TURKISH_D = "(?:(?<![cfhkpst])d|(?<=[cfhkpst])t)"
# What may end a word, from the outermost to the innermost; then verbs, where that gains.
_ENDINGS = {
    "kk": (
        # of, the, to, in, from, with, that is in
        f"{_N}[ыи]н?|{_G}[ае]|н[ае]|н?{_D}[ае]н?|н[ае]н|[мбп]ен|н?{_D}[ае]г[ыи]",
        "[ыи]?[мн]|с?[ыи]|[ыи]?[мн][ыи]з",  # my, your, its; our, your
        f"{_L}[ае]р",  # many
        f"{_L}[ыи][кг]?|с[ыи]з|ш[ыи]|{_L}[ае]с",  # -ness, with, without, -er, co-
    ),
    "ky": (
        f"{_N}[ыиу]н?|{_G}[аео]|н[аео]|н?{_D}[аео]н?|н[аео]н|н?{_D}[аео]г[ыиу]",
        "[ыиу]?[мн]|с?[ыиу]|[ыиу]?[бн][ыиу]з",
        f"{_L}[аео]р",
        f"{_L}[ыиу][кг]|{_L}уу|с[ыиу]з|ч[ыиу]",
    ),
    "tr": (
        f"n?[iu]n|[ny]?[iu]|[ny]?[ae]|n?{_TURKISH_D}[ae]n?|n?{_TURKISH_D}[ae]ki|y?l[ae]|c[ae]",
        "[iu]?[mn]|s?[iu]|[iu]?[mn][iu]z",
        "l[ae]r",
        "l[iu][kg]?|s[iu]z|c[iu]",
        f"{_TURKISH_D}[iu]r|m[iu]s|y?[ae]c[ae][kg]|[iu]yor|m[ae][kg]?|{_TURKISH_D}[iu][kg]?"
        "|y?[ae]r[ae]k|y?[ae]n",
    ),
    "uz": (  # in both its scripts
        "ning|ni|[gkq]a|dan?|dagi|нинг|ни|[гк]а|дан?|даги",
        "i?m|i?ng|s?i|i?miz|i?ngiz|и?м|и?нг|с?и|и?миз|и?нгиз",
        "lar|лар",
        "li[kg]?|siz|chi|ли[кг]?|сиз|чи",
    ),
    "tg": (
        "ро",
        "[аи]?[мш]|[аи]т|(?<=[аеиоу])[мтш]он|амон|атон|ашон|[иею]",
        "хои?|[ёг]?он",
        "тар|тарин|ан|ик?",
    ),
}
_LIKE = {"az": "tr"}  # near enough to share a table
_LAYERS = {
    language: tuple(re.compile(f"(?:{endings})$") for endings in layers)
    for language, layers in _ENDINGS.items()
}
# A stop at a stem's end is voiced before a vowel: kitap, kitabı; тарак, тарагы.
_UNVOICED = {"г": "к", "б": "п", "g": "k", "b": "p"}
# A vowel that goes where an ending comes: şehir, şehri; халық, халқы; shahar, shahri.
_FLEETING = re.compile(
    "(?<=[aeiouаеиоуыэюя][^aeiouаеиоуыэюяё])(?:[iuиуы]|(?<=h)a(?=r))(?=[^aeiouаеиоуыэюяё]$)"
)
# Names that end as if they were inflected, and would become another word: "алма" is an apple.
_NAMES = ("алматы",)
# Snowball takes the end of "Казахстан" for a verb's, but not that of "Казахстане".
_RUSSIAN_COUNTRY = re.compile(r"(\w{3,}стан)(?:а|у|е|ом)?")

_VOWEL = re.compile("[aeiouаеиоуыэюяё]")
_SHORT_ROOT = re.compile("[aeiouаеиоуыэюя][^aeiouаеиоуыэюяё]")  # ev, ел, уй
_AFTER_SHORT = frozenset("eiuыиу")  # evi, eve; but "ada" and "ата" are no forms of "ad", "ат"
_LATIN = re.compile("[a-z]")
_CYRILLIC = re.compile("[а-я]")
_LATIN_TABLES = {"tr", "uz"}

MOST_ENGLISH = 30_000  # words whose stems are kept
_english: dict[str, str] = {}  # of the words that came first, since most of them come often

PIECE = 4  # letters
# How many letters of a word's beginning are a piece of it. English needs only the long ones.
_BEGINNING = {"en": 5, "ru": 4} | dict.fromkeys(_ENDINGS, 4)


@lru_cache(maxsize=20_000)
def stem(written: str, language: str | None) -> str:
    """The stem of a word in a text of this language; never empty, without spaces.

    A word in another script than the language's, and one of no known language, is stemmed by its
    script: as English or Russian. Any other's stem bears its language, "пут~kk": many would be
    another word's in the next, as French "new" for "news".
    """
    letters = plain(written)
    language = _LIKE.get(language or "", language)
    if _LATIN.search(letters):
        using = language if language in _LATIN_TABLES or language in _SNOWBALL_LATIN else "en"
    elif _CYRILLIC.search(letters):
        using = language if language in _ENDINGS and language != "tr" else "ru"
    elif language in _SNOWBALL_OTHER:
        using = language
    else:
        return letters or written
    assert using is not None
    if using in _LAYERS:
        return f"{_without_endings(letters, using)}~{using}"
    if using == "ru" and (country := _RUSSIAN_COUNTRY.fullmatch(letters)):
        return country[1]
    stemmed = str(_snowball(using).stemWord(letters)) or letters
    return stemmed if using in {"en", "ru"} else f"{stemmed}~{using}"


def english_stems(plain: Sequence[str]) -> list[str]:
    """`stem` of words of Latin letters and digits in an English text, all at once."""
    found = list(map(_english.get, plain))
    if None not in found:
        return found  # type: ignore[return-value]
    new = [word for word, known in zip(plain, found, strict=True) if known is None]
    stems: list[str] = _snowball("en").stemWords(new)
    if len(_english) < MOST_ENGLISH:
        _english.update(zip(new, stems, strict=True))
    others = iter(stems)
    return [next(others) if known is None else known for known in found]


@lru_cache(maxsize=20_000)
def pieces(plain: str, language: str | None) -> tuple[str, ...]:
    """Parts of a word by which other forms of it are found: its beginning, "^кыры".

    In languages of many endings its four-letter pieces besides: "кырг", "ыргы", "ргыз".
    """
    language = _LIKE.get(language or "", language)
    length = _BEGINNING.get(language or "")
    if length is None or plain.isdigit():
        return ()
    beginning = f"^{plain[:length]}"
    if language not in _ENDINGS:
        return (beginning,)
    within = (plain[start : start + PIECE] for start in range(max(1, len(plain) - PIECE + 1)))
    return (beginning, *within)


def english_pieces(plain: Sequence[str], *, numbers: bool) -> str:
    """`pieces` of many words of an English text, with spaces between.

    numbers: whether some of the words may be numbers, which have none.
    """
    said = [word for word in plain if not word.isdigit()] if numbers else plain
    length = _BEGINNING["en"]
    return "^" + " ^".join([word[:length] for word in said]) if said else ""


def _without_endings(word: str, language: str) -> str:
    """Again and again until nothing is left to take, so that a stem is its own stem."""
    for name in _NAMES:
        if word.startswith(name):
            return name
    before = ""
    while word != before:
        before = word
        for endings in _LAYERS[language]:
            word = _without(endings, word)
    word = word[:-1] + _UNVOICED.get(word[-1], word[-1])
    return _FLEETING.sub("", word)


def _without(endings: re.Pattern[str], word: str) -> str:
    """The word without the longest of the endings that leaves a root."""
    # Searching from the left finds the longest first.
    found = endings.search(word, 2)
    while found:
        root = word[: found.start()]
        if len(root) > 2 and _VOWEL.search(root):
            return root
        if _SHORT_ROOT.fullmatch(root) and (len(found[0]) > 1 or found[0] in _AFTER_SHORT):
            return root
        found = endings.search(word, found.start() + 1)
    return word


@lru_cache(maxsize=len(_SNOWBALL))
def _snowball(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_SNOWBALL[language], 0)  # its own cache costs more than it saves
