"""Errors of typing: the words that one may have been meant for, and what each error costs.

A cost of 1 is an arbitrary error. What fingers and ears often get wrong costs less.
"""

import re
from collections.abc import Iterator, Mapping

from .keyboards import NEIGHBOURS

SOFT_SIGN = 0.5  # "ь" left out, or written where there is none
DOUBLED = 0.5  # one letter for two of them, or two for one
SWAPPED = 0.6
SOUND = 0.6  # letters that sound alike
NEIGHBOUR = 0.7  # the key beside the one that was meant, for it or along with it
MISSING = 0.8
EXTRA = 0.9
OTHER = 1.0
FIRST_LETTER = 0.3  # more, where the error is in the first letter, which is seldom wrong

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_DIGITS = "0123456789"
_IS_LATIN = re.compile("[a-z]")
_IS_CYRILLIC = re.compile("[\u0400-\u04ff]")
_IS_DIGIT = re.compile(r"\d")


def _both_ways(pairs: str) -> dict[str, tuple[str, ...]]:
    alike: dict[str, tuple[str, ...]] = {}
    for pair in pairs.split():
        one, other = pair.split("/")
        alike[one] = (*alike.get(one, ()), other)
        alike[other] = (*alike.get(other, ()), one)
    return alike


_ALIKE: Mapping[str, tuple[str, ...]] = _both_ways(
    "c/k c/s s/z k/q i/y e/i a/e a/o o/u v/w j/g f/v d/t b/p"
    " е/и о/а ы/и е/э и/й я/е я/и ш/щ ш/ж с/з д/т б/п г/к в/ф ц/с ъ/ь у/ю е/о г/х к/х"
)
_ALIKE_GROUPS: Mapping[str, tuple[str, ...]] = _both_ways(
    "ph/f kh/h kh/k gh/g ck/k ks/x cs/x sch/sh tch/ch th/t ts/c ie/y ee/i oo/u ei/ie ou/o"
    " ya/ia yu/iu ay/ai ey/ei zh/j dzh/j ov/off ev/eff qu/kv"
    " тс/ц тьс/ц тьс/тс сч/щ зч/щ жч/щ йо/е ио/е дж/ж ие/ье ия/ья нн/н"
)
_LONGEST_GROUP = 3
_SOFT = frozenset("бвдзлмнпрстжчшщ")


def likely_edits(word: str, until: int | None = None) -> Iterator[tuple[str, float]]:
    """What the word was often meant for, by one error that begins before letter `until`."""
    for place in range(len(word) if until is None else min(until, len(word))):
        head, letter, tail = word[:place], word[place], word[place + 1 :]
        first = 0.0 if place else FIRST_LETTER
        if tail.startswith(letter):
            yield head + tail, DOUBLED
        else:
            yield head + letter + letter + tail, DOUBLED
            if tail:
                yield head + tail[0] + letter + tail[1:], SWAPPED + first
        for meant in _ALIKE.get(letter, ()):
            yield head + meant + tail, SOUND + first
        for length in range(1, _LONGEST_GROUP + 1):
            written = word[place : place + length]
            if len(written) == length:
                for meant in _ALIKE_GROUPS.get(written, ()):
                    yield head + meant + word[place + length :], SOUND + first
        if letter == "ь":
            yield head + tail, SOFT_SIGN
        elif letter in _SOFT and not tail.startswith("ь"):
            yield head + letter + "ь" + tail, SOFT_SIGN


def edits(word: str) -> Iterator[tuple[str, float]]:
    """All that the word may have been meant for by one error; some come twice, at two costs.

    Letters are left out, swapped, replaced and put in: some 55 words a Latin letter, 65 a
    Cyrillic one, and two a letter of other scripts.
    """
    yield from likely_edits(word)
    alphabet = _alphabet(word)
    for place, letter in enumerate(word):
        head, tail = word[:place], word[place + 1 :]
        first = 0.0 if place else FIRST_LETTER
        near = NEIGHBOURS.get(letter, "")
        slipped = (head and head[-1] in near) or (tail and tail[0] in near)
        yield head + tail, (NEIGHBOUR if slipped else EXTRA) + first
        for meant in alphabet:
            if meant != letter:
                yield head + meant + tail, (NEIGHBOUR if meant in near else OTHER) + first
        for meant in alphabet:
            yield head + meant + letter + tail, MISSING + first
    for meant in alphabet:
        yield word + meant, MISSING


def distance(one: str, other: str, most: int) -> int:
    """Errors between two words, or `most` + 1 where there are more.

    Optimal string alignment: letters left out, put in, replaced, and swapped with the next.
    """
    if abs(len(one) - len(other)) > most or len(set(one) ^ set(other)) > 2 * most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        longer_ago, before = before, row
        row = [at] + [most + 1] * len(other)
        for place in range(max(1, at - most), min(len(other), at + most) + 1):
            meant = other[place - 1]
            cost = (
                before[place - 1]
                if letter == meant
                else 1 + min(before[place - 1], before[place], row[place - 1])
            )
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == meant:
                cost = min(cost, longer_ago[place - 2] + 1)
            row[place] = cost
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _alphabet(word: str) -> str:
    letters = ""
    if _IS_LATIN.search(word):
        letters += _LATIN
    if _IS_CYRILLIC.search(word):
        letters += _CYRILLIC
    if _IS_DIGIT.search(word):
        letters += _DIGITS
    return letters
