"""Text to words: the one way in, for documents and for questions alike.

Each word comes in two forms. `written` keeps its letters, for the stemmers, which know their
language's spelling. `plain` is what people type who have no such keys: without accents, "қ" as
"к", "oʻ" as "o". What is indexed and asked for is always plain.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LONGEST_WORD = 40  # characters; what is longer is no word
MOST_PARTS = 4  # words in a compound; an address with more is none

QUOTES = '"“”„«»‟＂'
UNQUOTED = str.maketrans(QUOTES, " " * len(QUOTES))
# Marks that people write for an apostrophe; Uzbek's letters oʻ and gʻ hold one.
_APOSTROPHE = "'’‘ʻʼ`´′"
_MARK = "".join(
    chr(code) for code in range(0x300, 0x1F000) if unicodedata.category(chr(code)) in {"Mn", "Mc"}
)
_LETTER = r"[^\W\d_]"
_ALNUM = r"[^\W_]"
# Written without spaces: each sign is a word (UAX #29, rule WB999).
_SIGN = "\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# What stands unseen within a word: soft hyphens and joiners.
_UNSEEN = "\u00ad\u200b-\u200d\u2060"
# 3.5 and 1,000 are one word; a date of three numbers is three.
_NUMBER = r"\d(?<![\w.,].)(?:\d{0,2}(?:,\d{3})+(?![\w,])|\d*[.,]\d+(?![\w.,]*\d)(?!\w))"
_INITIALS = rf"{_LETTER}(?<!{_ALNUM}.)(?:\.{_LETTER})+(?!{_ALNUM})"  # U.S. and т.е.
_WORD = re.compile(rf"{_NUMBER}|{_INITIALS}|{_ALNUM}+(?:[{_APOSTROPHE}]{_ALNUM}+)*[{_APOSTROPHE}]?")
# The same, where there may be marks within words, or scripts without spaces: five times as slow.
_ANY_WORD = re.compile(
    rf"[{_SIGN}]|{_NUMBER}|{_INITIALS}"
    rf"|(?:(?![{_SIGN}]){_ALNUM})(?:(?![{_SIGN}]){_ALNUM}|[{_MARK}{_UNSEEN}]"
    rf"|[{_APOSTROPHE}](?={_ALNUM}))*[{_APOSTROPHE}]?"
)
_UNUSUAL = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0590-\u10ff\u135d-\u135f\u1700-\u1dff\u200b-\u200d\u2060"
    "\u20d0-\u20ff\u2cef-\u2cf1\u2d7f\u2de0-\u2dff\u3000-\u9fff\ua66f-\uabff\uf900-\ufaff\ufb1e"
    "\ufe00-\ufe2f\U00010000-\U0001efff\U00020000-\U0003ffff]"
)
_INNER = re.compile(rf"(?:{_ALNUM}|[{_MARK}])+(?:['.,]{_ALNUM}+)*'?")
_ANY_APOSTROPHE = re.compile(f"[{_APOSTROPHE}]")
_NOT_SEEN = re.compile(f"[{_UNSEEN}]")
_ACCENT = re.compile("[\u0300-\u036f]+")
_JOINER = r"[-‐‑–+/&._@·'’]"
_COMPOUND = re.compile(rf"{_ALNUM}+(?:{_JOINER}{_ALNUM}+)+|[{_SIGN}]{{2,}}")
# Where there is one: a pattern that begins with a letter would be tried at each.
_JOINT = re.compile(rf"{_JOINER}(?<={_ALNUM}.)(?={_ALNUM})")
_ANY_JOINT = re.compile(rf"{_JOINT.pattern}|[{_SIGN}]{{2,}}")

_PLAIN = str.maketrans(
    "әғқңөұүһіӣӯҳҷўёїєґıøłđðħŋəþ",
    "агкноуухииухчуеиегiolddhneþ",
)
_POSSESSIVE = re.compile(r"(?:'s|')$")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu)'(?=\w{2})")
# Turkish parts a name from its endings by an apostrophe.
_TURKISH_ENDING = re.compile(
    r"(?<=\w{3})'(?:[ny]?[ıiuü]n?|[ny]?[ae]|n?[dt][ae]n?(?:ki)?|y?l[ae]|l[ıiuü]|l[ae]r\w*|s[ıiuü]\w*"
    r"|[ny][ıiuü]n?|[dt][ıiuü]r?)$"
)


class Word(NamedTuple):
    """A word of a text. start, end: where it stands, in characters of the text."""

    written: str
    plain: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words of a text, in order."""
    found = []
    for token in _pattern(text).finditer(text):
        start, end = token.span()
        for written, folded in _forms(token[0]):
            found.append(Word(written, folded, start, end))
    return found


def forms(text: str) -> list[tuple[str, str]]:
    """The written and the plain form of each word: `words` in half the time."""
    return [form for found in _pattern(text).findall(text) for form in _forms(found)]


def plain_words(text: str) -> list[str]:
    """The plain forms alone."""
    return [folded for found in _pattern(text).findall(text) for _, folded in _forms(found)]


def compounds(text: str) -> Iterator[tuple[int, int, str]]:
    """Words that signs join, as Issyk-Kul, C5+1: where they stand, and as one written word."""
    end = 0
    for joint in (_JOINT if _pattern(text) is _WORD else _ANY_JOINT).finditer(text):
        start = joint.start()
        if start < end:
            continue
        while start > end and text[start - 1].isalnum():
            start -= 1
        found = _COMPOUND.match(text, start)
        if found is None:
            continue
        end = found.end()
        parts = forms(found[0])
        joined = "".join(written for written, _ in parts)
        # Half of twelve is no twelve.
        if 2 <= len(parts) <= MOST_PARTS and not joined.isdigit():
            yield start, end, joined


def topic_key(name: str) -> str:
    """A topic's name, whatever its capitals. Quotation marks are no part of it, as they hold it."""
    name = unicodedata.normalize("NFKC", name.translate(UNQUOTED)).casefold()
    return " ".join(name.split())


def _pattern(text: str) -> re.Pattern[str]:
    return _ANY_WORD if not text.isascii() and _UNUSUAL.search(text) else _WORD


def plain(written: str) -> str:
    """The plain form of a word of small letters."""
    if written.isascii():
        return written.replace("'", "") if "'" in written else written
    letters = written.translate(_PLAIN).replace("'", "")
    if letters.isascii():
        return letters
    # Marks belong to Latin and Greek letters; й without its breve is another letter.
    return "".join(
        _ACCENT.sub("", unicodedata.normalize("NFD", sign)) if sign not in "йў" else sign
        for sign in letters
    )


@lru_cache(maxsize=100_000)
def _forms(token: str) -> tuple[tuple[str, str], ...]:
    """The written and the plain form of the word or, as for "½", the words in a token."""
    if token.isascii() and token.isalnum():
        written = token.lower()[:LONGEST_WORD]
        return ((written, written),)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", token).casefold())
    folded = _ACCENT.sub("", _NOT_SEEN.sub("", _ANY_APOSTROPHE.sub("'", folded)))
    forms = []
    for inner in _INNER.findall(folded):
        written = _written(inner)[:LONGEST_WORD]
        if written:
            forms.append((written, plain(written)))
    return tuple(forms)


def _written(word: str) -> str:
    if word[0].isdigit() and ("," in word or "." in word):
        return re.sub(r",(?=\d{3}(?:\D|$))", "", word).replace(",", ".")
    word = word.replace(".", "").replace(",", "")
    if "'" in word:
        word = _TURKISH_ENDING.sub("", _ELISION.sub("", _POSSESSIVE.sub("", word)))
    return word
