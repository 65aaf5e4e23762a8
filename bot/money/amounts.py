"""Amounts in digits and words: `1.5k`, `two and a half million`, `полтора миллиона`, `1 1/2`."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from bot.money.digits import read_digits
from bot.money.mentions import Mention
from bot.money.numerals import (
    ARTICLES,
    BEGINNINGS,
    COUNTS,
    LETTERS,
    OF,
    ORDINALS,
    PORTIONS,
    SCALES,
    SCALES_OF_MANY,
    SEVERAL,
    SLANG_SCALES,
    SUMS,
)
from bot.money.tokens import Kind, Token

LONG = 40  # digits before or after the mark; more are too large, or too small, to matter
HUGE = Fraction(10) ** LONG
_KINDS = frozenset((Kind.NUMBER, Kind.FRACTION, Kind.WORD))
_HALF_MORE = {"половиной": Fraction(1, 2), "четвертью": Fraction(1, 4), "третью": Fraction(1, 3)}
_PARTS = {"десят": 10, "сот": 100, "тысячн": 1000}  # пять десятых


@dataclass(frozen=True, slots=True)
class Number:
    """value: None for what is written as no number is: `1.2.3`, `1e5`, `2^3`.

    written: the digits themselves, where nothing was worked out; 1.50 stays so.
    end: the place after its last token.  portion: `half` or the like, so `of` may follow.
    """

    value: Fraction | None
    end: int
    written: Decimal | None = None
    portion: bool = False


class NumberReader:
    """Reads numbers among a text's tokens; mentions are the currencies by their place."""

    def __init__(
        self, tokens: Sequence[Token], mentions: Mapping[int, Mention], language: str
    ) -> None:
        self._tokens = tokens
        self._mentions = mentions
        self._language = language
        self._read: dict[int, Number | None] = {}

    def read(self, start: int) -> Number | None:
        """The longest number that begins at this place."""
        if start not in self._read:
            self._read[start] = self._read_anew(start)
        return self._read[start]

    def _read_anew(self, start: int) -> Number | None:
        token = self._token(start)
        if token is None or token.kind not in _KINDS:
            return None
        if token.kind is Kind.WORD and token.folded not in BEGINNINGS:
            return None
        if token.kind is Kind.NUMBER and (self._is_glued_to_word(start) or self._is_ordinal(start)):
            return None
        if token.kind is Kind.NUMBER and (unfit := self._unfit(start)):
            return Number(None, unfit)
        return _Composition(self._tokens, self._mentions, self._language, start).read()

    def _token(self, place: int) -> Token | None:
        return self._tokens[place] if 0 <= place < len(self._tokens) else None

    def _is_glued_to_word(self, place: int) -> bool:
        """The 19 of covid19, but not the 100 of usd100."""
        before = self._token(place - 1)
        if before is None or not self._tokens[place].glued or before.kind is not Kind.WORD:
            return False
        named = place - 1 in self._mentions or place - 2 in self._mentions
        return not named and before.folded not in {"x", "х"}

    def _is_ordinal(self, place: int) -> bool:
        after = self._token(place + 1)
        return bool(after and after.glued and after.folded in ORDINALS and after.kind is Kind.WORD)

    def _unfit(self, place: int) -> int | None:
        """The place after a power, an exponent or a run of digits and marks that is no number."""
        first, second = self._token(place + 1), self._token(place + 2)
        if first and first.text in {"^", "**"}:
            return place + (3 if second and second.kind is Kind.NUMBER else 2)
        if first and first.glued and first.folded in {"e", "е"} and second and second.glued:
            third = self._token(place + 3)
            if second.kind is Kind.NUMBER:
                return place + 3
            if second.text in {"+", "-"} and third and third.kind is Kind.NUMBER and third.glued:
                return place + 4
        if read_digits(self._tokens[place].text, self._language) is None:
            return place + 1
        return None


class _Composition:
    """One number being put together from left to right.

    group: what stands before its scale (two and a half ... million).  total: groups done.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        mentions: Mapping[int, Mention],
        language: str,
        start: int,
    ) -> None:
        self._tokens = tokens
        self._mentions = mentions
        self._language = language
        self._place = self._start = start
        self._total = Fraction(0)
        self._group: Fraction | None = None
        self._scale: Fraction | None = None
        self._written: Decimal | None = None
        self._portion = False

    def read(self) -> Number | None:
        while (token := self._at(0)) is not None and self._take(token):
            pass
        if self._place == self._start or (self._group is None and self._scale is None):
            return None
        value = min(self._total + (self._group or 0), HUGE)
        return Number(value, self._place, self._written, self._portion)

    def _at(self, offset: int) -> Token | None:
        place = self._place + offset
        return self._tokens[place] if place < len(self._tokens) else None

    def _word(self, offset: int) -> str:
        token = self._at(offset)
        return token.folded if token is not None and token.kind is Kind.WORD else ""

    def _take(self, token: Token) -> bool:
        """Take the token in, and step on, if it goes on with this number."""
        if token.kind is Kind.NUMBER:
            return self._take_digits(token)
        if token.kind is Kind.FRACTION:
            return self._take_fraction(_fraction_of(token.text), 1)
        if token.kind is Kind.SIGN:
            return self._take_hyphen(token)
        if token.kind is not Kind.WORD:
            return False
        word = token.folded
        if word in COUNTS:
            return self._take_count(word)
        if word in SCALES_OF_MANY and self._place == self._start and self._take_inverted(word):
            return True
        if self._is_scale(word):
            return self._take_scale(SCALES.get(word) or SLANG_SCALES[word])
        if word in SUMS and self._group is None and self._place + 1 in self._mentions:
            return self._set(SUMS[word])
        return self._take_small_word(word)

    def _set(self, value: Fraction) -> bool:
        self._group = value
        self._written = None
        self._place += 1
        return True

    def _take_digits(self, token: Token) -> bool:
        value = read_digits(token.text, self._language)
        if value is None:
            return False
        if self._group is not None:
            before = self._tokens[self._place - 1]
            mixed = self._mixed_fraction()
            if mixed and before.kind is Kind.NUMBER:
                return self._take_fraction(mixed, 3)
            return False
        part = self._mixed_fraction()
        if part and self._group is None and self._word(3) in SCALES:
            return self._take_fraction(part, 3)  # 1/4 million
        exact = _bounded(value)
        if self._scale is not None and exact >= self._scale:
            return False
        self._set(exact)
        self._written = value if self._scale is None else None
        return True

    def _mixed_fraction(self) -> Fraction | None:
        """The 1/2 of 1 1/2."""
        bar, below = self._at(1), self._at(2)
        if not bar or not below or bar.text not in {"/", "⁄"} or below.kind is not Kind.NUMBER:
            return None
        above_text, below_text = self._tokens[self._place].text, below.text
        if not (bar.glued and below.glued and len(below_text) < 3 and len(above_text) < 3):
            return None
        if not (above_text.isdecimal() and below_text.isdecimal()):
            return None
        above, divisor = int(above_text), int(below_text)
        return Fraction(above, divisor) if 0 < above < divisor else None

    def _take_fraction(self, value: Fraction, length: int) -> bool:
        if self._group is not None and self._group.denominator != 1:
            return False
        self._group = (self._group or 0) + value
        self._written = None
        self._place += length
        return True

    def _take_hyphen(self, token: Token) -> bool:
        """`twenty-five`, `пол-миллиона`."""
        if token.text not in {"-", "‐", "‑"} or not token.glued or self._group is None:
            return False
        before, after = self._tokens[self._place - 1], self._at(1)
        if before.kind is not Kind.WORD or after is None or not after.glued:
            return False
        if self._word(1) in COUNTS or self._word(1) in SCALES:
            self._place += 1
            return True
        return False

    def _take_count(self, word: str) -> bool:
        value = COUNTS[word]
        if word in SEVERAL and self._group is not None:
            self._portion = True
            return self._set(self._group * value)
        if word in PORTIONS:
            if self._group is not None:
                return False
            self._portion = True
            return self._set(value)
        if self._group is None:
            return not (self._scale is not None and value >= self._scale) and self._set(value)
        fits = (
            (value < 10 and self._group % 10 == 0 and self._group % 100 != 10)
            or (10 <= value < 100 and self._group % 100 == 0)
        ) and self._group >= 20
        # 100 five is no number, one hundred five is.
        spelled = self._tokens[self._place - 1].kind in {Kind.WORD, Kind.SIGN}
        return fits and spelled and self._set(self._group + value)

    def _is_scale(self, word: str) -> bool:
        if word in SLANG_SCALES:
            return self._place + 1 in self._mentions
        if word not in SCALES:
            return False
        if word not in LETTERS:
            return True
        if self._group is None:
            return False
        spelled = self._tokens[self._place - 1].kind is Kind.WORD
        touches = self._tokens[self._place].glued and not spelled
        return touches or self._place + 1 in self._mentions

    def _take_scale(self, scale: Fraction) -> bool:
        if scale < 1000 and (self._group is None or self._group < 100):
            group = (self._group or Fraction(1)) * scale
            # `two hundred` goes on as 200 does, so it is not done yet.
            return self._set(group)
        if self._scale is not None and scale >= self._scale:
            if self._group is None:  # a thousand million
                self._total *= scale
                self._scale = scale
                self._place += 1
                return True
            return False
        self._total += (1 if self._group is None else self._group) * scale
        self._group, self._scale, self._written = None, scale, None
        self._portion = False
        self._place += 1
        return True

    def _take_inverted(self, word: str) -> bool:
        """`тысяч пять`: about five thousand."""
        self._place += 1
        while (token := self._at(0)) and (token.kind is Kind.NUMBER or token.folded in COUNTS):
            if not self._take(token):
                break
        self._place -= 1  # for the scale, which is one word
        return self._group is not None and self._take_scale(SCALES[word])

    def _take_small_word(self, word: str) -> bool:
        begun = self._group is not None or self._scale is not None
        if word in ARTICLES or word in OF:
            return self._skip_before_scale(word)
        if word == "and" and begun:
            return self._take_and()
        if word in {"с", "c"} and begun and (more := _HALF_MORE.get(self._word(1))):
            return self._add_part(more, 2)
        if word == "point" and self._group is not None:
            return self._take_decimals()
        if word in {"целых", "целая", "целые"} and self._group is not None:
            return self._take_parts()
        return False

    def _skip_before_scale(self, word: str) -> bool:
        """The `a` of half a million and of a hundred; the `of` of a couple of thousand."""
        if word in OF and not self._portion:
            return False
        step = 2 if word in OF and self._word(1) in ARTICLES else 1
        following = self._word(step)
        scale = following in SCALES and following not in LETTERS
        portion = following in PORTIONS and self._group is None and word in ARTICLES
        money = self._place + step in self._mentions
        if self._portion and (scale or (money and word in ARTICLES)):
            self._place += step
            return True
        if word in ARTICLES and self._group is None and self._scale is None and (scale or portion):
            self._place += 1
            return True
        if word in ARTICLES and money and self._group is None and self._scale is None:
            # The sum in `a $2bn railway` is another.
            unit = self._mentions[self._place + step]
            digits = unit.leads and self._at(unit.end - self._place)
            of_another = digits and digits.kind is Kind.NUMBER
            return not (of_another or unit.everyday) and self._set(Fraction(1))
        return False

    def _take_and(self) -> bool:
        """`and a half`, or the `and` of two hundred and five."""
        step = 2 if self._word(1) in ARTICLES else 1
        following = self._word(step)
        several = COUNTS.get(self._word(step + 1))
        if following in COUNTS and several is not None and self._word(step + 1) in SEVERAL:
            return self._add_part(COUNTS[following] * several, step + 2)  # and three quarters
        if following in PORTIONS and COUNTS[following] < 1:
            return self._add_part(COUNTS[following], step + 1)
        before = self._tokens[self._place - 1]
        plain = following in COUNTS and following not in PORTIONS and step == 1
        if plain and before.kind is Kind.WORD and COUNTS[following] < 100:
            whole = self._scale if self._group is None else self._group
            if whole is not None and whole >= 100:
                self._place += 1
                return True
        return False

    def _add_part(self, part: Fraction, length: int) -> bool:
        """A half more: of the scale where one was just said, else of one."""
        if self._group is None:
            self._total += (self._scale or 1) * part
        else:
            self._group += part
        self._written = None
        self._place += length
        return True

    def _take_decimals(self) -> bool:
        """`two point five`."""
        digits: list[Fraction] = []
        while COUNTS.get(self._word(1 + len(digits)), Fraction(10)) < 10 and len(digits) < LONG:
            digits.append(COUNTS[self._word(1 + len(digits))])
        if not digits or any(digit.denominator != 1 for digit in digits):
            return False
        for place, digit in enumerate(digits, 1):
            self._group = (self._group or 0) + digit / Fraction(10) ** place
        self._place += 1 + len(digits)
        return True

    def _take_parts(self) -> bool:
        """`две целых пять десятых`."""
        step = 2 if self._word(1) == "и" else 1
        count, unit = self._word(step), self._word(step + 1)
        parts = next((parts for stem, parts in _PARTS.items() if unit.startswith(stem)), None)
        if count not in COUNTS or parts is None:
            return False
        return self._add_part(COUNTS[count] / parts, step + 2)


def _bounded(value: Decimal) -> Fraction:
    """Exactly, but for digits so many that they only cost time."""
    if value.adjusted() > LONG:
        return HUGE
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2 * LONG:
        value = Decimal(format(value, "f")[: 3 * LONG])
    return Fraction(value)


@lru_cache
def _fraction_of(sign: str) -> Fraction:
    above, _, below = unicodedata.normalize("NFKC", sign).partition("\u2044")
    return Fraction(int(above), int(below))
