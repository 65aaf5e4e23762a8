"""Arithmetic with amounts of money: `3*(20+5) usd`, `10% of $400`, `5 dollars 50 cents`.

Exact, in fractions. What does not go together (dollars and euros) ends a sum rather than
spoiling it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from bot.money.amounts import HUGE, NumberReader
from bot.money.currencies import Meaning
from bot.money.errors import NotUnderstood, Reason
from bot.money.mentions import Mention
from bot.money.numerals import OF, PERCENT
from bot.money.speech import ROLES, Role
from bot.money.tokens import Kind, Token

DEPTH = 32  # brackets within brackets
_FINEST = 10**90  # a larger denominator comes from no sum that somebody would do
_PLUS = frozenset(("+", "plus", "плюс"))
_MINUS = frozenset(("-", "−", "–", "—", "minus", "минус"))
_OPENERS = _PLUS | _MINUS | {"("}
_TIMES = frozenset(("*", "×", "·", "⋅", "∙", "x", "х", "times", "✕", "✖"))
_BY = frozenset(("/", "÷", "⁄", "∕"))
_ARTICLES = frozenset(("a", "an", "the", "one"))
_VERBS = {
    ("multiplied", "by"): "*",
    ("divided", "by"): "/",
    ("умножить", "на"): "*",
    ("умножь", "на"): "*",
    ("умноженное", "на"): "*",
    ("помножить", "на"): "*",
    ("разделить", "на"): "/",
    ("раздели", "на"): "/",
    ("поделить", "на"): "/",
    ("делить", "на"): "/",
    ("деленное", "на"): "/",
}


@dataclass(frozen=True, slots=True)
class Money:
    """value: None where it was written as no amount is.  meaning: None for a bare number.

    percent: value is in percent, of what stands before it.
    written: the digits themselves, where nothing was worked out.
    end: the place after its last token.  name: the currency's, as written.
    """

    value: Fraction | None
    end: int
    meaning: Meaning | None = None
    percent: bool = False
    written: Decimal | None = None
    portion: bool = False
    name: str = ""


class SumReader:
    """Reads sums among a text's tokens; mentions are the currencies by their place."""

    def __init__(
        self, tokens: Sequence[Token], mentions: Mapping[int, Mention], language: str
    ) -> None:
        self._tokens = tokens
        self._mentions = mentions
        self._numbers = NumberReader(tokens, mentions, language)
        self._after_openers = self._places_after_openers()
        self._depth = 0

    def read(self, start: int) -> Money | None:
        """The longest sum that begins at this place.

        Raises NotUnderstood with DIVISION_BY_ZERO, or TOO_LARGE for brackets too deep.
        """
        return self._sum(start) if self._begins(start) else None

    def _places_after_openers(self) -> list[int]:
        """For each place the first one from it on that is no sign and no opening bracket."""
        places = [len(self._tokens)] * (len(self._tokens) + 1)
        for place in range(len(self._tokens) - 1, -1, -1):
            opens = self._tokens[place].folded in _OPENERS
            places[place] = places[place + 1] if opens else place
        return places

    def _at(self, place: int) -> Token | None:
        return self._tokens[place] if place < len(self._tokens) else None

    def _sign(self, place: int) -> str:
        token = self._at(place)
        return token.folded if token is not None else ""

    def _begins(self, place: int) -> bool:
        """Whether a factor begins here: a number, a leading currency's, brackets around such."""
        place = self._after_openers[min(place, len(self._tokens))]
        mention = self._mentions.get(place)
        if mention is None or not mention.leads:
            return place < len(self._tokens) and self._numbers.read(place) is not None
        place = self._after_openers[mention.end]
        return place < len(self._tokens) and self._numbers.read(place) is not None

    def _sum(self, start: int) -> Money | None:
        left = self._product(start)
        while left is not None:
            sign = self._sign(left.end)
            if sign not in _PLUS | _MINUS or not self._begins(left.end + 1):
                break
            right = self._product(left.end + 1)
            if right is None or not (both := _added(left, right, minus=sign in _MINUS)):
                break
            left = both
        return left

    def _product(self, start: int) -> Money | None:
        left = self._factor(start)
        while left is not None:
            operator, length = self._operator(left)
            if not operator or not self._begins(left.end + length):
                break
            right = self._factor(left.end + length)
            if right is None:
                break
            if operator == "off" and left.value is not None:  # 20% off 80 usd
                left = replace(left, value=100 - left.value)
            both = _divided(left, right) if operator == "/" else _multiplied(left, right)
            if both is None:
                break
            left = both
        return left

    def _operator(self, left: Money) -> tuple[str, int]:
        """`*`, `/` or nothing, and how many tokens say so."""
        sign = self._sign(left.end)
        if sign == "off" and left.percent:
            return "off", 1
        if left.percent and sign not in OF and self._sign(left.end + 1) in OF:
            return "*", 2  # 12% VAT of, 10% чаевых от
        if sign in _TIMES or (sign in OF and (left.percent or left.portion)):
            return "*", 1
        apart = sign == ":" and not self._tokens[left.end].glued
        if sign in _BY or apart or (sign == ":" and left.meaning is None):
            return "/", 1
        if verb := _VERBS.get((sign, self._sign(left.end + 1))):
            return verb, 2
        token = self._at(left.end)
        inside = self._at(left.end + 1)
        touches = token is not None and token.text == "(" and token.glued
        if touches and left.meaning is None and inside and inside.kind is Kind.NUMBER:
            return "*", 0  # 3(20+5)
        return "", 0

    def _factor(self, place: int) -> Money | None:
        negative = False
        while (sign := self._sign(place)) in _PLUS | _MINUS:
            negative ^= sign in _MINUS
            place += 1
        found = self._bracketed(place) if self._sign(place) == "(" else self._money(place)
        if found is not None and negative and found.value is not None:
            found = replace(found, value=-found.value, written=None)
        return found

    def _bracketed(self, place: int) -> Money | None:
        self._depth += 1
        if self._depth > DEPTH:
            raise NotUnderstood(Reason.TOO_LARGE)
        inner = self._sum(place + 1)
        self._depth -= 1
        if inner is None:
            return None
        end = inner.end + (self._sign(inner.end) == ")")
        return self._with_unit(replace(inner, end=end, portion=False))

    def _money(self, place: int) -> Money | None:
        """A number with its currency before or after it, and its cents."""
        mention = self._mentions.get(place)
        if mention is not None and mention.leads:
            return self._led(mention)
        number = self._numbers.read(place)
        if number is None:
            return None
        found = Money(number.value, number.end, written=number.written, portion=number.portion)
        return self._with_cents(self._with_unit(found))

    def _led(self, mention: Mention) -> Money | None:
        """`$100`, `USD 100`; `$100 CAD` says which dollars."""
        if self._sign(mention.end) == "(":
            inner = self._bracketed(mention.end)
            if inner is None or inner.meaning is not None:
                return None
            return replace(inner, meaning=mention.meaning, name=self._name(mention))
        number = self._numbers.read(mention.end)
        if number is None:
            return None
        meaning, end = mention.meaning, number.end
        if (after := self._mentions.get(end)) and (same := _refined(meaning, after.meaning)):
            meaning, end = same, after.end
        value = _whole(number.value, meaning)
        name = self._name(mention)
        found = Money(value, end, meaning, written=number.written, name=name)
        return self._with_cents(found)

    def _with_unit(self, money: Money) -> Money:
        """With the percent sign or the currency that follows."""
        if self._sign(money.end) in PERCENT and money.meaning is None:
            money = replace(money, end=money.end + 1, percent=True, written=None)
        mention = self._mentions.get(money.end + self._articles(money.end))
        if mention is None or money.meaning is not None or money.percent:
            return money
        meaning, end = mention.meaning, mention.end
        while (after := self._mentions.get(end)) and (same := _refined(meaning, after.meaning)):
            meaning, end = same, after.end
        written = money.written if meaning.parts == 1 else None
        return replace(
            money,
            value=_whole(money.value, meaning),
            end=end,
            meaning=meaning,
            written=written,
            name=self._name(mention),
        )

    def _articles(self, place: int) -> int:
        """How many words stand between an amount and its unit: 3/4 of a dollar has two."""
        if self._sign(place) != "of":
            return 0
        words = 2 if self._sign(place + 1) in _ARTICLES else 1
        return words if place + words in self._mentions else 0

    def _name(self, mention: Mention) -> str:
        return self._tokens[mention.end - 1].text

    def _with_cents(self, money: Money) -> Money:
        """`5 dollars 50 cents`: parts of a unit that may be of the currency before them."""
        place = money.end + (self._sign(money.end) in {"and", "и", ","})
        token = self._at(place)
        if money.meaning is None or money.meaning.parts != 1 or money.value is None:
            return money
        if token is None or token.kind not in {Kind.NUMBER, Kind.WORD} or place in self._mentions:
            return money
        number = self._numbers.read(place)
        more = number is not None and number.portion and place > money.end
        if number and number.value and more and number.end not in self._mentions:
            # two dollars and a half
            return replace(money, value=money.value + number.value, end=number.end)
        if number and self._is_two_digits(number.end, place):
            return replace(
                money,
                value=money.value + Fraction(number.value or 0) / 100,
                end=number.end,
                written=None,
            )
        after = self._mentions.get(number.end) if number else None
        if number is None or number.value is None or after is None or after.meaning.parts == 1:
            return money
        shared = [code for code in money.meaning.codes if code in after.meaning.codes]
        if not shared:
            return money
        meaning = money.meaning
        if meaning.code not in shared:
            meaning = meaning.as_code(shared[0])
        value = money.value + number.value / after.meaning.parts
        return replace(money, value=value, end=after.end, meaning=meaning, written=None)

    def _is_two_digits(self, end: int, place: int) -> bool:
        """The 50 of `7 euro 50` and of `7 euro 50 in usd`."""
        token, after = self._tokens[place], self._at(end)
        alone = token.kind is Kind.NUMBER and end == place + 1 and len(token.text) == 2
        last = after is None or ROLES.get(after.folded) is Role.TO
        return alone and last and self._tokens[place - 1].kind is Kind.WORD


def _refined(first: Meaning, second: Meaning) -> Meaning | None:
    """One currency said twice: a sign or a noun, then the code that it stands for here."""
    if second.parts != 1 or second.code is None or second.others:
        return None
    if first.code == second.code and not first.others:
        return None  # the same code twice is a conversion into itself
    return second if second.code in first.codes else None


def _whole(value: Fraction | None, meaning: Meaning) -> Fraction | None:
    return value / meaning.parts if value is not None else None


def _unit(left: Money, right: Money) -> tuple[bool, Meaning | None]:
    """Whether both can be of one currency, and which."""
    if left.meaning is None or right.meaning is None:
        return True, left.meaning or right.meaning
    same = set(left.meaning.codes) & set(right.meaning.codes)
    if left.meaning.code == right.meaning.code:
        return True, left.meaning
    return bool(same), min(left.meaning, right.meaning, key=lambda one: len(one.others))


def _added(left: Money, right: Money, *, minus: bool) -> Money | None:
    fits, meaning = _unit(left, right)
    if not fits:
        return None
    if left.value is None or right.value is None:
        return Money(None, right.end, meaning)
    of_left = right.percent and not left.percent
    step = left.value * right.value / 100 if of_left else right.value
    value = _checked(left.value - step if minus else left.value + step)
    return Money(value, right.end, meaning, percent=left.percent and right.percent)


def _multiplied(left: Money, right: Money) -> Money | None:
    if left.meaning is not None and right.meaning is not None:
        return None
    meaning = left.meaning or right.meaning
    if left.value is None or right.value is None:
        return Money(None, right.end, meaning)
    value = _fraction(left) * _fraction(right)
    return Money(_checked(value), right.end, meaning)


def _divided(left: Money, right: Money) -> Money | None:
    fits, meaning = _unit(left, right)
    if not fits:
        return None
    if left.meaning is not None and right.meaning is not None:
        meaning = None  # how many times one goes into the other
    if left.value is None or right.value is None:
        return Money(None, right.end, meaning)
    if right.value == 0:
        raise NotUnderstood(Reason.DIVISION_BY_ZERO)
    return Money(_checked(_fraction(left) / _fraction(right)), right.end, meaning)


def _fraction(money: Money) -> Fraction:
    value = money.value or Fraction(0)
    return value / 100 if money.percent else value


def _checked(value: Fraction) -> Fraction:
    """Raises NotUnderstood with TOO_LARGE where numbers outgrow any use, and any deadline."""
    if abs(value) > HUGE**2 or value.denominator > _FINEST:
        raise NotUnderstood(Reason.TOO_LARGE)
    return value
