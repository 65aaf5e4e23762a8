"""What to ask of articles, by class: from a file, or drawn from the articles themselves."""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import orjson

from storage import Draft
from storage.search.parser import parse
from storage.search.tree import Term
from tests.bench.load import BenchFailed

EACH = 300  # questions of a class, where the articles have as many
FORMS = 12  # words that nearly all articles have are few: each is asked more than once
SAMPLE = 1_000  # articles that phrases are taken from
SHORTEST = 5  # letters of a word that an error is made in

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[.!?;:\n]+")
_LETTERS = {"latin": "abcdefghijklmnopqrstuvwxyz", "cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюя"}

Questions = dict[str, list[str]]


class Census:
    """How many articles have each word, and some articles by chance."""

    def __init__(self, seed: int) -> None:
        self.articles = 0
        self.words: Counter[str] = Counter()
        self._sample: list[str] = []
        self._chance = random.Random(seed)

    def count(self, draft: Draft) -> None:
        self.articles += 1
        self.words.update(set(_said(f"{draft.title}\n{draft.summary}\n{draft.body}")))
        # Each article has the same chance to be in the sample, however many come (reservoir).
        if len(self._sample) < SAMPLE:
            self._sample.append(draft.body)
        elif (place := int(self._chance.random() * self.articles)) < SAMPLE:
            self._sample[place] = draft.body

    def questions(self) -> Questions:
        """The classes that these articles have words for."""
        rare = self._between(0, max(3 / self.articles, 0.0001))
        middling = self._between(0.005, 0.05)
        common = self._between(0.2, 0.85)
        near = sorted(self._between(0.8, 0.97), key=lambda word: abs(self._share(word) - 0.9))
        drawn = {
            "rare word": self._some(rare),
            "middling word": self._some(middling),
            "two words": self._pairs(common, middling),
            "any of six": self._sixes(common),
            "phrase": self._phrases(),
            "word of 90 %": near[:FORMS],
        }
        return {name: asked for name, asked in drawn.items() if asked}

    def targets(self, count: int) -> list[str]:
        """Words to misspell: any that at least two articles have, the rare as well."""
        words = [
            word
            for word, articles in sorted(self.words.items())
            if articles > 1 and len(word) >= SHORTEST and word.isalpha() and _letters(word)
        ]
        return self._chance.sample(words, min(count, len(words)))

    def _share(self, word: str) -> float:
        return self.words[word] / self.articles

    def _between(self, least: float, most: float) -> list[str]:
        return [
            word
            for word, count in sorted(self.words.items())
            if least * self.articles <= count <= most * self.articles and _is_one(word)
        ]

    def _some(self, words: Sequence[str], count: int = EACH) -> list[str]:
        return self._chance.sample(words, min(count, len(words)))

    def _pairs(self, common: Sequence[str], middling: Sequence[str]) -> list[str]:
        """Two common words, or a common one and a middling one."""
        if len(common) < 2:
            return []
        pairs = []
        for number in range(EACH):
            other = middling if number % 2 and middling else common
            pairs.append(f"{self._chance.choice(common)} {self._chance.choice(other)}")
        return _different(pair for pair in pairs if len(set(pair.split())) == 2)

    def _sixes(self, common: Sequence[str]) -> list[str]:
        if len(common) < 6:
            return []
        return _different(" OR ".join(self._chance.sample(common, 6)) for _ in range(EACH))

    def _phrases(self) -> list[str]:
        """Two or three words that follow each other somewhere."""
        phrases: list[str] = []
        for body in self._chance.sample(self._sample, len(self._sample)):
            length = 2 + len(phrases) % 2
            said = [s for part in _SENTENCE.split(body) if len(s := _said(part)) >= length]
            if said:
                words = self._chance.choice(said)
                place = self._chance.randrange(len(words) - length + 1)
                phrases.append(f'"{" ".join(words[place : place + length])}"')
        return _different(phrases)[:EACH]


def read(path: Path) -> Questions:
    """Those of a JSON object: for each class a list of texts."""
    try:
        classes = orjson.loads(path.read_bytes())
        return {
            str(name): [str(text) for text in texts] for name, texts in classes.items() if texts
        }
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise BenchFailed(f"{path}: {error}") from error


def misspellings(word: str, seed: int) -> Iterator[str]:
    """The word with one error, again and again: a letter too few, too many, wrong, or swapped."""
    chance = random.Random(f"{seed} {word}")
    letters = _letters(word)
    while True:
        place = chance.randrange(len(word) - 1)
        before, letter, after = word[:place], word[place], word[place + 1 :]
        wrong = chance.choice(
            (
                before + after,
                before + letter + letter + after,
                before + chance.choice(letters) + letter + after,
                before + chance.choice(letters) + after,
                before + after[0] + letter + after[1:],
            )
        )
        if wrong != word:
            yield wrong


def _letters(word: str) -> str:
    """The alphabet of the word; empty where it is none of those that errors are made in."""
    return next((own for own in _LETTERS.values() if set(word) <= set(own)), "")


def _said(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _is_one(word: str) -> bool:
    """Whether the word is something to look for, and no part of the query language."""
    match parse(word).nodes:
        case (Term(stop_in=()),):
            return True
    return False


def _different(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
