"""Text to tokens: words, numbers, signs, flags, and the one date that a request may name."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from itertools import islice
from typing import NamedTuple

from bot.money.currencies import fold, names, of_code
from bot.money.days import find_day

LONGEST = 4_096  # characters of a text that are read, as of a message
MOST = 300  # tokens that are read; a request has its say within them, with much talk around it

_FRACTIONS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_FIRST_PRIVATE = 0xE000  # NFKC would make 11/2 of 1½, so fractions hide from it as these
_HIDDEN: dict[int, int | str] = {
    ord(sign): _FIRST_PRIVATE + place for place, sign in enumerate(_FRACTIONS)
}
_HIDDEN |= {ord(sign): "^" for sign in "⁰¹²³⁴⁵⁶⁷⁸⁹"}  # a power, and none is read
_FRACTION = {chr(_FIRST_PRIVATE + place): sign for place, sign in enumerate(_FRACTIONS)}
# Not to be seen: joiners, marks of direction, variation selectors, the frame of a keycap.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe0e\ufe0f\u20e3\ufeff]")
_DAY = "\ue100"  # stands where the date was

_WORD = r"[^\W\d_]+(?:['’ʻʼ`‘´][^\W\d_]+)*"
_GROUPED = r"(?:\d{1,3}(?:[ '’_]\d{3})+|\d{4}(?:\ 000)+)(?!\d)(?:[.,]\d+)?"  # 1 000, 1'000.50
_NUMBER = rf"{_GROUPED}|\d+(?:[.,]\d+)*|(?<![\w.,])[.,]\d+"
_TOKEN = re.compile(
    rf"""(?P<clock>(?<![\d.,:])\d{{1,2}}:\d\d(?::\d\d)?(?![\d:]))
    |(?P<number>{_NUMBER})
    |(?P<word>{_WORD})
    |(?P<flag>[\U0001f1e6-\U0001f1ff]{{2}})
    |(?P<fraction>[\ue000-\ue00e])
    |(?P<day>{_DAY})
    |(?P<sign>-+>|=+>|\*\*|//|\n|[^\s\w])""",
    re.VERBOSE,
)
_SPACES = re.compile(r"[^\S\n]+")
_TWO = re.compile(r"\b([a-zA-Z]{3})2([a-zA-Z]{3})\b")  # eur2usd
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,4}")  # the U.S. of U.S. dollars
_DIVIDED = re.compile(r"\b(южно|северо|ново)-(?=[а-я])", re.IGNORECASE)  # южно-корейских вон
# Letters that look alike: a word of both scripts was meant in the one that the others are of.
_ALIKE = str.maketrans("aceopxykmthbABCEHKMOPTXYi", "асеорхукмтнвАВСЕНКМОРТХУі")
_LATIN = re.compile("[a-zA-Z]")
_CYRILLIC = re.compile("[а-яА-Я]")


class Kind(Enum):
    NUMBER = auto()
    FRACTION = auto()  # ½
    WORD = auto()
    SIGN = auto()  # one of punctuation, arithmetic, currency
    FLAG = auto()
    DAY = auto()
    CLOCK = auto()  # 10:30


class Token(NamedTuple):
    """text: as written.  folded: as the tables of names have it.  glued: no space before it."""

    kind: Kind
    text: str
    folded: str
    glued: bool


@dataclass(frozen=True, slots=True)
class Tokens:
    all: tuple[Token, ...]
    day: date | None


def read_tokens(text: str, today: date) -> Tokens:
    """The text's tokens, of its first LONGEST characters. Costs time in proportion to them."""
    clean = _normalise(text)
    found = find_day(clean, today)
    if found is not None:
        clean = f"{clean[: found.start]} {_DAY} {clean[found.end :]}"
    tokens: list[Token] = []
    end = -1
    for match in islice(_TOKEN.finditer(clean), MOST):
        kind = Kind[(match.lastgroup or "sign").upper()]
        written = match[0]
        glued = match.start() == end
        end = match.end()
        if kind is Kind.WORD:
            if not written.isascii() and _CYRILLIC.search(written) and _LATIN.search(written):
                written = written.translate(_ALIKE)
            tokens.append(Token(kind, written, fold(written), glued))
        elif written == "." and glued and tokens[-1].kind is Kind.WORD:
            continue  # of an abbreviation, or a sentence's end
        else:
            tokens.append(Token(kind, _FRACTION.get(written, written), written, glued))
    return Tokens(tuple(tokens), found.day if found else None)


def _normalise(text: str) -> str:
    """NFKC, with plain spaces, and without what cannot be seen."""
    hidden = text[:LONGEST].translate(_HIDDEN)
    normal = unicodedata.normalize("NFKC", _UNSEEN.sub("", hidden))[:LONGEST]
    if "." in normal:
        normal = _INITIALS.sub(_without_points, normal)
    normal = _DIVIDED.sub(r"\1", normal)
    return _SPACES.sub(" ", _TWO.sub(r"\1 to \2", normal))


def _without_points(match: re.Match[str]) -> str:
    """Where the letters are a country's or a code's; the т.р. of 20 т.р. are two words."""
    joined = match[0].replace(".", "")
    known = fold(joined) in names().qualifiers or of_code(joined)
    return f"{joined} " if known else match[0]
