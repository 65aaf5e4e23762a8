"""What a word that matches nothing was meant for: the nearest words of the archive."""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from .analyser import LONGEST_WORD, Word, plain, plain_words, words
from .edits import FIRST_LETTER, distance, edits, likely_edits
from .keyboards import other_layouts
from .transliteration import one_script, softened, transliterations

MOST_LOOKUPS = 2_000  # words looked up for one that was typed: some 10 ms
MOST_BEGINNING = 1_000  # words looked through that begin with the same letters
SHORTEST_EDITED = 3  # letters; what is one error away from two letters says nothing
SHORTEST_TWO_ERRORS = 7  # letters
BEGINNING = 4  # letters; too many words share fewer
LONG_BEGINNING = 6  # letters, where very many words share the four

# Costs beside those of the errors: 1 is an arbitrary one.
SAME_KEYS = 0.1  # another layout, or letters that look alike
OTHER_LETTERS = 0.45  # another script; then UNUSUAL for each step from its usual spelling
UNUSUAL = 0.2
UNWRITTEN_SIGN = 0.1  # a soft sign that Latin letters leave out
JOINED = 0.4  # one word that was typed as two
APART = 0.9  # two words that were typed as one
APART_SHORT = 1.2  # the same, where one has three letters: by chance there are many such
UNFINISHED = 0.9  # the beginning of a word; then MISSING for each letter more
MISSING = 0.05
MOST_MISSING = 10  # letters that count
TOO_SHORT = 0.5  # more, for one or two letters in another layout
KNOWN = 0.9  # more, for other keys or letters, where what was typed is a word itself

# A word of ten times the articles is as near as another at this much less cost.
TENFOLD = 0.3
SHORTEST_CERTAIN = 4  # letters of a word in another layout that is there by no chance
READINGS_SOFTENED = 8  # spellings in another script that are tried with soft signs
SHORTEST_PART = 3  # letters of each of two words typed as one
LEAST_PART = 3  # articles that have each of them

CLEAR = 0.3  # how much nearer one guess is than the next if it is clearly meant
CLEAR_MOST = 1.5  # the cost of two errors; more is asked about

_APOSTROPHE = re.compile("[’‘ʻʼ`´′]")
_NO_LETTER = re.compile(r"[^\w']")


class Vocabulary(Protocol):
    """The words of the archive, in plain letters."""

    def frequency(self, plain: str) -> int:
        """Articles that have this word."""
        ...

    def beginning(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Words that begin so, and the articles that have them; those of most articles first."""
        ...


@dataclass(frozen=True, slots=True)
class Guess:
    """What may have been meant: words of the archive, in plain letters.

    cost: how far from what was typed; 1 is one arbitrary error.
    frequency: articles that have the word; of several words, the rarest.
    """

    text: str
    cost: float
    frequency: int


def nearest(
    typed: str,
    vocabulary: Vocabulary,
    limit: int = 4,
    *,
    same: Callable[[str], str] | None = None,
) -> list[Guess]:
    """What may have been meant by a word, nearest first; never the word itself.

    typed: as it was typed, signs and all, since they are letters in other layouts; what is
        beyond LONGEST_WORD characters is not looked at. Without a letter there is no guess.
    same: gives what forms of a word have in common, as its stem; of guesses that have the same
        only the nearest is given. By default, each form counts.

    Asks for the frequency of some 700 words, of MOST_LOOKUPS at most, and, where one error
    explains nothing, for at most eleven beginnings.
    """
    typed = unicodedata.normalize("NFC", typed[: 2 * LONGEST_WORD].strip())[:LONGEST_WORD]
    if not any(sign.isalpha() for sign in typed):
        return []
    guesses = _Guesses(vocabulary, {})
    _guess(typed, words(typed), guesses)
    own = {" ".join(plain_words(typed)), typed.strip().casefold()}
    ranked = [guess for guess in guesses.ranked() if guess.text not in own]
    if same is not None:
        ranked = _one_of_each(ranked, same)
    return ranked[:limit]


def clearly_nearest(guesses: list[Guess]) -> bool:
    """Whether the first guess may be searched for without asking.

    It is the only one, or the second costs more by CLEAR, or has a tenth of its articles, or
    something of both.

    guesses: as `nearest` gives them, with a limit of two or more.
    """
    if not guesses or guesses[0].cost > CLEAR_MOST:
        return False
    if len(guesses) < 2:
        return True
    first, second = guesses[:2]
    return round(_farness(second) - _farness(first), 3) >= CLEAR


class _Guesses:
    """Words that were looked up, and of those that were found, the least cost of each."""

    def __init__(self, vocabulary: Vocabulary, frequencies: dict[str, int]) -> None:
        self.vocabulary = vocabulary
        self._frequencies = frequencies
        self._costs: dict[str, float] = {}

    def __bool__(self) -> bool:
        return bool(self._costs)

    def frequency(self, word: str) -> int:
        """Articles with a word; 0 too once too many words were looked up."""
        known = self._frequencies.get(word)
        if known is None:
            if len(self._frequencies) >= MOST_LOOKUPS:
                return 0
            known = self._frequencies[word] = self.vocabulary.frequency(word)
        return known

    def apart(self) -> "_Guesses":
        """Guesses at something else, which count towards the same number of words."""
        return _Guesses(self.vocabulary, self._frequencies)

    def offer(self, text: str, cost: float, frequency: int | None = None) -> bool:
        """Take up a word if the archive has it, or a text of several words of this frequency."""
        if frequency is None:
            frequency = self.frequency(text)
        if not frequency:
            return False
        self._frequencies[text] = frequency
        self._costs[text] = min(cost, self._costs.get(text, cost))
        return True

    def offer_edits(self, found: Iterable[tuple[str, float]], more: float = 0.0) -> None:
        for text, cost in found:
            if len(self._frequencies) >= MOST_LOOKUPS:
                return
            self.offer(text, cost + more)

    def ranked(self) -> list[Guess]:
        guesses = [
            Guess(text, round(cost, 3), self._frequencies[text])
            for text, cost in self._costs.items()
        ]
        return sorted(guesses, key=lambda guess: (_farness(guess), guess.cost, guess.text))


def _farness(guess: Guess) -> float:
    """The measure of nearness: the less, the likelier it was meant."""
    return guess.cost - TENFOLD * math.log10(guess.frequency)


def _one_of_each(guesses: list[Guess], same: Callable[[str], str]) -> list[Guess]:
    first: dict[str, Guess] = {}
    for guess in guesses:
        first.setdefault(same(guess.text), guess)
    return list(first.values())


def _guess(typed: str, parts: list[Word], guesses: _Guesses) -> None:
    unknown = [part for part in parts if not guesses.frequency(part.plain)]
    # Where signs were letters, what stands between them are scraps: "j,]tv" for "объем".
    scraps = len(parts) > 1 and any(len(part.plain) < SHORTEST_PART for part in parts)
    more = 0.0 if unknown or scraps else KNOWN
    if _other_keys(typed, parts, guesses, more) and not more:
        return
    if not parts:
        return
    if len(parts) == 1:
        _guess_word(_spelled(typed), parts[0], guesses, more)
        return
    together = "".join(part.plain for part in parts)
    guesses.offer(together, JOINED)
    if len(unknown) == 1 and len(unknown[0].plain) >= SHORTEST_EDITED:
        _guess_part(typed, unknown[0], guesses)
    elif len(unknown) == len(parts):
        _guess_parts(typed, parts, guesses)
    if not guesses and unknown:
        guesses.offer_edits(edits(together), JOINED)


def _guess_word(spelled: str, word: Word, guesses: _Guesses, more: float) -> None:
    readings = _other_letters(spelled, guesses, more)
    if len(word.plain) < SHORTEST_EDITED:
        return
    guesses.offer_edits(edits(word.plain))
    explained = bool(guesses)
    _two_words(word.plain, guesses)
    if not explained:
        _two_errors(word.plain, readings, guesses)
        _longer(word.plain, guesses)


def _guess_part(typed: str, part: Word, guesses: _Guesses) -> None:
    """The one word of several in a chunk that the archive does not have: "Issyk-Kyl"."""
    of_part = guesses.apart()
    _guess_word(part.written, part, of_part, 0.0)
    for guess in of_part.ranked():
        text = typed[: part.start] + guess.text + typed[part.end :]
        guesses.offer(text.casefold(), guess.cost, guess.frequency)


def _guess_parts(typed: str, parts: list[Word], guesses: _Guesses) -> None:
    """All the words of a chunk in another script: "Иссык-Куль" for Issyk-Kul."""
    text, cost, frequencies = typed, 0.0, []
    for part in reversed(parts):
        of_part = guesses.apart()
        _other_letters(part.written, of_part, 0.0)
        if not of_part:
            return
        best = of_part.ranked()[0]
        text = text[: part.start] + best.text + text[part.end :]
        cost = max(cost, best.cost)
        frequencies.append(best.frequency)
    guesses.offer(text.casefold(), cost, min(frequencies))


def _other_keys(typed: str, parts: list[Word], guesses: _Guesses, more: float) -> bool:
    """Guess at letters that look alike, or else at other layouts; gives whether that is certain."""
    letters = sum(len(part.plain) for part in parts)
    alike = " ".join(plain(one_script(part.written)) for part in parts)
    for reading in (alike, *other_layouts(typed)):
        found = plain_words(reading)
        text = " ".join(found)
        frequency = min((guesses.frequency(word) for word in found), default=0)
        if found == [part.plain for part in parts] or not frequency:
            continue
        if len(found) > len(parts) > 0 or (typed[0].isalnum() and not reading[0].isalnum()):
            # Letters became signs, so that only scraps of the word are left.
            continue
        if len(text) < SHORTEST_EDITED:
            guesses.offer(text, SAME_KEYS + more + TOO_SHORT, frequency)
            continue
        # The readings after this one are less likely.
        guesses.offer(text, SAME_KEYS + more, frequency)
        return len(text) >= SHORTEST_CERTAIN or len(text) > letters
    return False


def _other_letters(spelled: str, guesses: _Guesses, more: float) -> list[str]:
    """Guess at spellings in another script, and give the most usual one of them, if any."""
    readings = transliterations(spelled)
    for text, unusual in readings:
        guesses.offer(text, OTHER_LETTERS + UNUSUAL * unusual + more)
    for text, unusual in readings[:READINGS_SOFTENED]:
        for longer in softened(text):
            signs = len(longer) - len(text)
            cost = OTHER_LETTERS + UNUSUAL * unusual + UNWRITTEN_SIGN * signs + more
            guesses.offer(longer, cost)
    return [text for text, _ in readings[:1]]


def _two_errors(word: str, readings: list[str], guesses: _Guesses) -> None:
    """Guess at an error on top of another script, and at two errors in a longer word."""
    for reading in readings:
        guesses.offer_edits(edits(reading), OTHER_LETTERS)
    if len(word) > BEGINNING:
        _by_beginning(word, guesses)
    if len(word) >= SHORTEST_TWO_ERRORS:
        # Two errors that are often made, one of them where the beginning was looked for.
        for text, cost in likely_edits(word, until=BEGINNING):
            guesses.offer_edits(likely_edits(text), cost)


def _by_beginning(word: str, guesses: _Guesses) -> None:
    """Guess at words with the first letters of this one, or those with one error taken out:
    a letter too many, or two that were swapped.
    """
    most = 2 if len(word) >= SHORTEST_TWO_ERRORS else 1
    vocabulary = guesses.vocabulary
    right = word[:BEGINNING]
    found = list(vocabulary.beginning(right, MOST_BEGINNING))
    if len(found) == MOST_BEGINNING and len(word) > LONG_BEGINNING:
        found += vocabulary.beginning(word[:LONG_BEGINNING], MOST_BEGINNING)
    start = word[: BEGINNING + 1]
    for place in range(BEGINNING):
        head, one, other, tail = start[:place], start[place], start[place + 1], start[place + 2 :]
        for beginning in {head + other + tail, (head + other + one + tail)[:BEGINNING]} - {right}:
            found += vocabulary.beginning(beginning, MOST_BEGINNING)
    for text, frequency in found:
        errors = distance(word, text, most)
        if 0 < errors <= most:
            first = FIRST_LETTER if text[0] != word[0] else 0.0
            guesses.offer(text, errors + first, frequency)


def _longer(word: str, guesses: _Guesses) -> None:
    """Guess at words that begin with this one: it is not yet written in full, or lacks an ending
    that the archive's forms of it have.
    """
    if len(word) < BEGINNING:
        return
    for text, frequency in guesses.vocabulary.beginning(word, MOST_BEGINNING):
        missing = min(len(text) - len(word), MOST_MISSING)
        guesses.offer(text, UNFINISHED + MISSING * missing, frequency)


def _two_words(word: str, guesses: _Guesses) -> None:
    """Guess at the two words that this one may be, those of most articles."""
    best: Guess | None = None
    for place in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        one, other = word[:place], word[place:]
        frequency = min(guesses.frequency(one), guesses.frequency(other))
        if frequency < LEAST_PART:
            continue
        cost = APART_SHORT if min(len(one), len(other)) == SHORTEST_PART else APART
        guess = Guess(f"{one} {other}", cost, frequency)
        if best is None or _farness(guess) < _farness(best):
            best = guess
    if best is not None:
        guesses.offer(best.text, best.cost, best.frequency)


def _spelled(typed: str) -> str:
    """A word in small letters with its apostrophes, which may stand for soft signs."""
    return _NO_LETTER.sub("", _APOSTROPHE.sub("'", typed.casefold()))
