"""What a text gives to the index, in a fraction of the time that its words take one by one.

The plain form of almost every letter depends on nothing around it: the plain words of a text are
the text with its signs replaced by a table, which is done in C. What a table does not tell, as
"Issyk-Kul", "1,5" or "São", is cut out from white space to white space and goes through the
`analyser`. Both ways give the same words, since neither a word nor a compound has a space in it.
"""

import codecs
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from .analyser import LONGEST_WORD, compounds, plain_words
from .languages import ANY_STOPS as _SMALL
from .languages import is_stop, stop_words
from .stemming import english_pieces, english_stems, pieces, stem

KEPT_WORDS = 10_000  # of a language, and as many that were said before those
LONGEST_KEPT = 40  # characters of what is cut out

_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяёәғқңөұүһіӣӯҳҷўїєґçğöşüâîûáéíóúàèêëäñə"
_ALPHABET = (
    "\t\n"
    + "".join(map(chr, range(0x20, 0x7F)))
    + _LETTERS
    + _LETTERS.upper()
    + "ıİ\u00a0«»“”„‘’–—…№·•"
)
_BYTES = codecs.charmap_build(_ALPHABET.ljust(256, "\ufffe"))  # which is no sign
_PLAIN = "".join("".join(plain_words(sign)) or " " for sign in _ALPHABET).ljust(256)
_ASCII_PLAIN = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))
_ASCII_BYTES = _ASCII_PLAIN.encode().ljust(256)

_ALNUM = r"[^\W_]"
_BETWEEN = rf"(?<={_ALNUM}.)(?={_ALNUM})"
# Signs that may join what is on their two sides, and all that the table does not have. The sign
# comes first in the pattern: one that begins with a letter would be tried at each.
_JOINING = "-‐‑–+/&._@·,'’‘`´′"
_TOLD = re.escape("".join(sign for sign in _ALPHABET if sign not in _JOINING))
_ODD = re.compile(rf"[^{_TOLD}](?:(?<=[^{re.escape(_ALPHABET)}])|{_BETWEEN})")
_ASCII_ODD = re.compile(rf"[-+/&._@,'`]{_BETWEEN}")


class Terms(NamedTuple):
    """Texts for the fields of the index, with spaces between the terms.

    stems: of the words that say something.  pieces: of the same words.
    joined: the stems of compounds as one word.  pairs: see `pair`.
    """

    words: str
    stems: str
    pieces: str
    joined: str
    pairs: str


def terms(text: str, language: str | None) -> Terms:
    """All that the index needs of a text in this language."""
    words, joined = _plain(text)
    said = words.split()
    if said and max(map(len, said)) > LONGEST_WORD:
        said = [word[:LONGEST_WORD] for word in said]
        words = " ".join(said)
    stems, beside = _stemmed(words, said, language)
    as_one = " ".join([stem(word, language) for word in joined])
    pairs = [f"{one}_{next_}" for one, next_ in pairwise(said) if one in _SMALL and next_ in _SMALL]
    return Terms(words, stems, beside, as_one, " ".join(pairs))


def pair(one: str, next_: str) -> str | None:
    """Two plain words, of which neither says anything, as one term.

    Nearly all articles have words as "of" and "the": to find "of the" by the places of both would
    take longer than any other question. None for words of which one is rarer.
    """
    return f"{one}_{next_}" if one in _SMALL and next_ in _SMALL else None


def _plain(text: str) -> tuple[str, Sequence[str]]:
    """The plain words of a text, and its compounds as they are written in one word."""
    search = (_ASCII_ODD if text.isascii() else _ODD).search
    odd = search(text)
    if odd is None:
        return _replaced(text), ()
    words: list[str] = []
    joined: list[str] = []
    end = 0
    while odd is not None:
        at = odd.start()
        begin = max(end, text.rfind(" ", end, at) + 1, text.rfind("\n", end, at) + 1)
        words.append(_replaced(text[end:begin]))
        end = _until_space(text, at)
        chunk = text[begin:end]
        found = _cut_out(chunk) if len(chunk) <= LONGEST_KEPT else _cut_out.__wrapped__(chunk)
        words.append(found[0])
        joined += found[1]
        odd = search(text, end)
    words.append(_replaced(text[end:]))
    return " ".join(words), joined


def _until_space(text: str, start: int) -> int:
    ends = [end for end in (text.find(" ", start), text.find("\n", start)) if end >= 0]
    return min(ends, default=len(text))


def _replaced(text: str) -> str:
    if text.isascii():
        return text.encode().translate(_ASCII_BYTES).decode()
    in_bytes, _ = codecs.charmap_encode(text, "strict", _BYTES)
    return codecs.charmap_decode(in_bytes, "strict", _PLAIN)[0]


@lru_cache(maxsize=10_000)
def _cut_out(chunk: str) -> tuple[str, tuple[str, ...]]:
    return " ".join(plain_words(chunk)), tuple(written for *_, written in compounds(chunk))


def _stemmed(words: str, said: list[str], language: str | None) -> tuple[str, str]:
    if language in {"en", None} and words.isascii():
        # All at once costs less than looking them up one by one.
        if language is None:
            return " ".join(english_stems(said)), ""
        stops = stop_words("en")
        said = [word for word in said if word not in stops]
        numbers = any(digit in words for digit in "0123456789")
        return " ".join(english_stems(said)), english_pieces(said, numbers=numbers)
    if not said:
        return "", ""
    stems, beside = zip(*map(_known(language).__getitem__, said), strict=True)
    return " ".join(stems), " ".join(beside)


class _Known(dict[str, tuple[str, str]]):
    """From a plain word to its stem and its pieces, empty where it says nothing.

    The words that were said last are kept: when there are too many, those that were not said
    since the last time are forgotten.
    """

    def __init__(self, language: str | None) -> None:
        super().__init__()
        self._language = language
        self._before: dict[str, tuple[str, str]] = {}

    def __missing__(self, word: str) -> tuple[str, str]:
        found = self._before.get(word) or self._made(word)
        if len(self) >= KEPT_WORDS:
            self._before = dict(self)
            self.clear()
        self[word] = found
        return found

    def _made(self, word: str) -> tuple[str, str]:
        if self._language is not None and is_stop(word, self._language):
            return "", ""
        stemmed = stem.__wrapped__(word, self._language)
        return stemmed, " ".join(pieces.__wrapped__(word, self._language))


@lru_cache(maxsize=16)
def _known(language: str | None) -> _Known:
    return _Known(language)
