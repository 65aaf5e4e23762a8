"""What else a question may have meant, where words of it are in no article."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import tantivy

from .analyser import QUOTES, words
from .asked import Unknown
from .forms import stems
from .keyboards import mixes_scripts, other_layouts
from .parser import parse
from .query import Query
from .spelling import Guess, clearly_nearest, nearest
from .tree import Phrase, Term

MOST_UNKNOWN = 3  # words that are corrected in one question
MOST = 4  # suggestions


@dataclass(frozen=True, slots=True)
class Correction:
    """A text that may have been meant.

    sure: it clearly was.  guessed: the words in it that were not typed, in plain letters.
    """

    text: str
    sure: bool
    guessed: tuple[str, ...]

    def spelled_as(self, texts: Sequence[str]) -> "Correction":
        """With the guessed words as these texts spell them: Kazakhstan, Қазақстан."""
        spelled = _spellings(set(self.guessed), texts)
        text = re.sub(r"\w+", lambda word: spelled.get(word[0], word[0]), self.text)
        return replace(self, text=text)


class IndexVocabulary:
    """The words of the articles, or of their topics or sources, as the index has them."""

    def __init__(self, searcher: tantivy.Searcher, place: str = "words") -> None:
        self._searcher = searcher
        self._place = place

    def frequency(self, plain: str) -> int:
        return int(self._searcher.doc_freq(self._place, plain))

    def beginning(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        return list(self._searcher.terms_with_prefix(self._place, prefix, limit=limit))

    def has(self, term: Term) -> bool:
        """Whether articles have the word as it is."""
        return bool(self.frequency(term.plain))

    def knows(self, term: Term) -> bool:
        """Whether articles have the word in any form."""
        return self.has(term) or any(
            self._searcher.doc_freq("stems", stem) for stem in stems(term.written, ())
        )


def corrections(
    query: Query, unknown: Sequence[Unknown], searcher: tantivy.Searcher
) -> list[Correction]:
    """Nearest first."""
    if meant := _in_another_layout(query, unknown, IndexVocabulary(searcher)):
        return [meant]
    # That a word is not there is just what was asked where it is refused.
    wrong = list(dict.fromkeys(word for word in unknown if not word.refused))[:MOST_UNKNOWN]
    guesses = {
        word.raw: nearest(word.raw, IndexVocabulary(searcher, word.place), MOST, same=_stem)
        for word in wrong
    }
    guesses = {raw: found for raw, found in guesses.items() if found}
    if not guesses:
        return []
    sure = len(guesses) == len(wrong) and all(map(clearly_nearest, guesses.values()))
    best = {raw: found[0] for raw, found in guesses.items()}
    choices = [best]
    for raw, found in guesses.items():
        choices += [best | {raw: other} for other in found[1:]]
    corrected = [
        _corrected(query.text, choice, sure=sure and choice is best) for choice in choices[:MOST]
    ]
    return [one for one in corrected if one.text != query.text]


def _in_another_layout(
    query: Query, unknown: Sequence[Unknown], vocabulary: IndexVocabulary
) -> Correction | None:
    """The whole text as another layout has it, where that makes sense and this does not."""
    if sum(not word.refused for word in unknown) < len(_asked(query)):
        return None
    # A chunk of both scripts has an error in it: that its reading has a stem of ours is chance.
    knows = vocabulary.has if mixes_scripts(query.text) else vocabulary.knows
    for reading in other_layouts(query.text):
        asked = _asked(parse(reading))
        if asked and all(map(knows, asked)):
            return Correction(reading, sure=True, guessed=())
    return None


def _asked(query: Query) -> list[Term]:
    """All words that are looked for, alone or in a phrase."""
    phrases = (node for node in query.telling if isinstance(node, Phrase))
    return [*query.terms(), *(Term(word, word) for phrase in phrases for word in phrase.words)]


def _corrected(text: str, choice: dict[str, Guess], *, sure: bool) -> Correction:
    for raw, guess in choice.items():
        # Not where it is a part of something else.
        alone = rf"(?<![^\s:#{QUOTES}]){re.escape(raw)}(?![^\s*{QUOTES}])"
        meant = guess.text.replace("\\", "")
        text, found = re.subn(alone, meant, text, flags=re.IGNORECASE)
        if not found:
            text = _with_word(text, raw, meant)
    guessed = tuple(word for guess in choice.values() for word in guess.text.split())
    return Correction(text, sure, guessed)


def _with_word(text: str, plain: str, meant: str) -> str:
    """With another word for one that is known by its plain letters, as those of a phrase are."""
    for word in reversed(words(text)):
        if word.plain == plain:
            text = text[: word.start] + meant + text[word.end :]
    return text


def _spellings(plain: set[str], texts: Sequence[str]) -> dict[str, str]:
    spelled: dict[str, str] = {}
    for text in texts:
        for word in words(text):
            if word.plain in plain:
                spelling = text[word.start : word.start + len(word.written)]
                if spelling == word.written:
                    # A capital that it has elsewhere is that of a sentence.
                    spelled[word.plain] = spelling
                elif spelling.casefold() == word.written:
                    spelled.setdefault(word.plain, spelling)
    return spelled


def _stem(plain: str) -> str:
    return stems(plain, ())[0]
