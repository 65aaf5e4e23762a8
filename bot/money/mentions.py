"""Where a text names currencies: by code, sign, name, flag, with or without their country."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from bot.money.currencies import (
    MOST_WORDS,
    Meaning,
    is_everyday,
    names,
    of_code,
    of_flag,
    qualified,
    tender,
)
from bot.money.declension import without_ending
from bot.money.numerals import SCALES
from bot.money.tokens import Kind, Token

_THOUSANDS = "тр"  # of roubles
_NOT_LEKS = frozenset(("currencies", "the", "of", "my", "other", "others", "kinds", "these"))
PAIR = 6  # letters of two codes in one word: `usdkzt`


class Mention(NamedTuple):
    """end: the place after its last token.

    leads: it may stand before its amount, as codes and signs do.
    everyday: it is a word of everyday speech too, so its place must speak for it.
    """

    meaning: Meaning
    end: int
    leads: bool = False
    everyday: bool = False


def split_compounds(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Words made of two that are read one by one: `usdkzt`, `полмиллиона`, the `kusd` of 5kusd."""
    found: list[Token] = []
    for token in tokens:
        word = token.folded
        cut = 0
        if token.kind is Kind.WORD and not _is_known(word):
            pair = len(word) == PAIR and {word[:3].upper(), word[3:].upper()} <= tender()
            if pair or (word.startswith("пол") and _is_known(word[3:])):
                cut = 3
            elif found and found[-1].kind is Kind.NUMBER and (token.glued or word == _THOUSANDS):
                cut = _scale_before_name(word)
        if cut:
            found.append(Token(Kind.WORD, token.text[:cut], word[:cut], token.glued))
            found.append(Token(Kind.WORD, token.text[cut:], word[cut:], False))
        else:
            found.append(token)
    return tuple(found)


def read_mention(tokens: Sequence[Token], place: int) -> Mention | None:
    """The currency named at this place, by as many words as name it."""
    token = tokens[place]
    if token.kind is Kind.FLAG:
        meaning = of_flag(token.text)
        return Mention(meaning, place + 1, leads=True) if meaning else None
    if token.kind is Kind.SIGN:
        meaning = names().phrases.get((token.folded,))
        return Mention(meaning, place + 1, leads=True) if meaning else None
    if token.kind is not Kind.WORD:
        return None
    following = tokens[place + 1].folded if place + 1 < len(tokens) else ""
    if token.folded == "all" and following in _NOT_LEKS:
        return None
    return _with_sign(tokens, place) or _with_country(tokens, place) or _named(tokens, place)


def _with_sign(tokens: Sequence[Token], place: int) -> Mention | None:
    """`US$`, `CN¥`; the `CAD $` of CAD $100."""
    if place + 1 >= len(tokens) or tokens[place + 1].kind is not Kind.SIGN:
        return None
    word, sign = tokens[place].folded, tokens[place + 1]
    meaning = names().phrases.get((word + sign.text,))
    if meaning and sign.glued:
        return Mention(meaning, place + 2, leads=True)
    code, of_sign = of_code(word), names().phrases.get((sign.text,))
    counts = place + 2 < len(tokens) and tokens[place + 2].kind is Kind.NUMBER
    if code and of_sign and counts and code.code in of_sign.codes:
        return Mention(code, place + 2, leads=True)
    return None


def _with_country(tokens: Sequence[Token], place: int) -> Mention | None:
    """`Canadian dollars`: a country, then a noun that names several currencies."""
    if place + 1 >= len(tokens) or tokens[place + 1].kind is not Kind.WORD:
        return None
    noun = tokens[place + 1].folded
    if tokens[place].folded == "new" and noun in names().qualifiers:
        return _with_country(tokens, place + 1)
    if noun not in names().families:
        return None
    code = qualified(noun, tokens[place].folded)
    if code is None:
        return None
    meaning = names().phrases[noun,]
    return Mention(replace(meaning, code=code, others=()), place + 2)


def _named(tokens: Sequence[Token], place: int) -> Mention | None:
    table = names()
    token = tokens[place]
    for count in range(min(table.longest.get(token.folded, 0), MOST_WORDS), 1, -1):
        phrase = tuple(part.folded for part in tokens[place : place + count])
        if len(phrase) == count and (long := table.phrases.get(phrase)):
            return Mention(long, place + count)
    word = _one_word(token.folded)
    if word is None:
        return None
    meaning, leads, everyday = word
    end = place + 1
    if end < len(tokens) and tokens[end].kind is Kind.WORD and token.folded in table.families:
        # `доллар США`, `dollars Canadian`; not the `us` of `dollars US dollars`
        country = tokens[end].folded
        following = tokens[end + 1].folded if end + 1 < len(tokens) else ""
        if (code := qualified(token.folded, country)) and not qualified(following, country):
            return Mention(replace(meaning, code=code, others=()), end + 1)
    everyday = everyday and not (token.text.isupper() and len(token.text) > 1)
    return Mention(meaning, end, leads and not everyday, everyday)


@lru_cache(maxsize=4096)
def _one_word(word: str) -> tuple[Meaning, bool, bool] | None:
    """What a name or code means, whether it may lead its amount, and whether it is everyday."""
    word = word.removesuffix("'s")  # 60 usd's worth
    code = of_code(word)
    if code is None and len(word) == 4 and word[3] == "s" and not is_everyday(word[:3]):
        code = of_code(word[:3])  # `usds`
    meaning = names().phrases.get((word,)) or code
    if meaning is None and (stem := without_ending(word)) and not is_everyday(stem):
        meaning = names().phrases.get((stem,))
    return (meaning, code is not None, is_everyday(word)) if meaning else None


def _is_known(word: str) -> bool:
    return (word,) in names().phrases or word in SCALES or of_code(word) is not None


def _scale_before_name(word: str) -> int:
    """How many letters of `kusd`, `трублей` or `млнтенге` are the scale; 0 for none."""
    for cut in range(min(len(word) - 1, 7), 0, -1):
        if word[:cut] in SCALES and _is_known(word[cut:]):
            return cut
    return 0
