"""A query: put to the index, or to an article that is not in the store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from .analyser import Word, compounds, plain_words, topic_key, words
from .forms import joined_with_neighbours, splits, stems
from .languages import LANGUAGES, guess_language, is_stop
from .stemming import stem
from .tree import (
    WORDS,
    After,
    Before,
    Compound,
    Language,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Source,
    Term,
    Topic,
    terms_of,
)

if TYPE_CHECKING:
    from storage.records import Article


@dataclass(frozen=True)
class Query:
    """All of the nodes are asked for; of none, nothing. text: as it was typed."""

    text: str
    nodes: tuple[Node, ...]

    def __bool__(self) -> bool:
        return bool(self.nodes)

    @property
    def telling(self) -> tuple[Node, ...]:
        """Stop words count where there is nothing else to look for; then they stand as they are."""
        if any(_tells(node) for node in self.nodes):
            return self.nodes
        return tuple(
            Phrase((node.plain,)) if isinstance(node, Term) else node for node in self.nodes
        )

    @property
    def ranks(self) -> bool:
        """Whether words are asked for, by which one article is better than another."""
        return any(isinstance(node, WORDS) for node in _flat(self.nodes))

    def terms(self) -> Iterator[Term]:
        """Every word asked for, save those that must not be there."""
        for node in self.telling:
            yield from terms_of(node)

    def matches(self, article: "Article") -> bool:
        """Whether an article has all that is asked for, as the index would find it."""
        if not self.nodes:
            return False
        seen = _seen(article)
        nodes = self.telling
        # Of a word that is said twice the first counts, and what it makes with its neighbours.
        joined = dict(reversed(list(zip(nodes, joined_with_neighbours(nodes), strict=True))))
        return all(seen.ignores(node) or seen.has(node, forms) for node, forms in joined.items())

    def spans(self, text: str, language: str | None) -> list[tuple[int, int]]:
        """Where the words asked for stand in a text: from which character to before which."""
        found = words(text)
        language = _code(language) if language else guess_language(text)
        wanted = self._stems if language in LANGUAGES else self._stems_with(language)
        places = [
            (word.start, word.end)
            for word in found
            if not (language and is_stop(word.plain, language))
            and (stem(word.written, language) in wanted or self._is(word.plain))
        ]
        places += [
            (start, end)
            for start, end, written in compounds(text)
            if stem(written, language) in wanted
        ]
        for phrase in self._phrases:
            places.extend(_places(found, phrase))
        return _merged(places)

    def _is(self, plain: str) -> bool:
        return plain in self._plain or plain.startswith(self._beginnings)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return self._stems_with(None)

    def _stems_with(self, language: str | None) -> frozenset[str]:
        nodes = self.telling
        written = [term.written for term in self.terms()]
        written += [both for joined in joined_with_neighbours(nodes) for both in joined]
        written += [node.written for node in _flat(nodes) if isinstance(node, Compound)]
        also = () if language is None else (language,)
        return frozenset(form for one in written for form in stems(one, also))

    @cached_property
    def _plain(self) -> frozenset[str]:
        return frozenset(term.plain for term in self.terms())

    @cached_property
    def _beginnings(self) -> tuple[str, ...]:
        return tuple(node.plain for node in _flat(self.telling) if isinstance(node, Prefix))

    @cached_property
    def _phrases(self) -> frozenset[tuple[str, ...]]:
        asked = {node.words for node in _flat(self.telling) if isinstance(node, Phrase)}
        return frozenset(asked | {pair for plain in self._plain for pair in splits(plain)})


@lru_cache(maxsize=2)
def _seen(article: "Article") -> "_Seen":
    """An article that is new is asked about for each subscription's query."""
    return _Seen(article)


class _Seen:
    """An article as the index would have it."""

    def __init__(self, article: "Article") -> None:
        self._article = article
        self._language = language_of(article)
        texts = (article.title, article.summary, article.body)
        self._texts = [words(text) for text in texts]
        self._plain = {word.plain for found in self._texts for word in found}
        written = [
            word.written
            for found in self._texts
            for word in found
            if not self._says_nothing(word.plain)
        ]
        written += [joined for text in texts for *_, joined in compounds(text)]
        self._stems = {stem(one, self._language) for one in written}

    def _says_nothing(self, plain: str) -> bool:
        return self._language is not None and is_stop(plain, self._language)

    def ignores(self, node: Node) -> bool:
        """Whether a word says nothing in the article's language."""
        return isinstance(node, Term) and self._language in node.stop_in

    def has(self, node: Node, joined: Sequence[str] = ()) -> bool:
        match node:
            case Term():
                return self._has_word(node, joined)
            case Compound(parts):
                return self._has_form(node.written) or all(self.has(part) for part in parts)
            case Phrase(said):
                return any(_places(found, said) for found in self._texts)
            case Prefix(beginning):
                return any(plain.startswith(beginning) for plain in self._plain)
            case Not(inner):
                return not self.has(inner)
            case Or(nodes):
                return any(self.has(one) for one in nodes)
            case _:
                return self._is(node)

    def _has_word(self, term: Term, joined: Sequence[str]) -> bool:
        return (
            (bool(term.stop_in) and term.plain in self._plain)
            or any(self._has_form(written) for written in (term.written, *joined))
            or any(self.has(Phrase(pair)) for pair in splits(term.plain))
        )

    def _has_form(self, written: str) -> bool:
        languages = () if self._language is None else (self._language,)
        return not self._stems.isdisjoint(stems(written, languages))

    def _is(self, node: Node) -> bool:
        match node:
            case Topic(said, name):
                topics = self._article.topics
                if name:
                    return any(topic_key(topic) == name for topic in topics)
                return any(_within(plain_words(topic), said) for topic in topics)
            case Source(said):
                return _within(tuple(plain_words(self._article.source)), said)
            case Language(code):
                return self._language == code
            case After(moment):
                return int(self._article.sorted_at.timestamp()) >= int(moment.timestamp())
            case Before(moment):
                return int(self._article.sorted_at.timestamp()) < int(moment.timestamp())
        raise TypeError(f"{node!r} says nothing of which articles are meant")


def language_of(article: "Article") -> str | None:
    """What the article says of itself, or what its words say."""
    if article.language:
        return _code(article.language)
    return guess_language(f"{article.title}\n{article.summary or article.body[:2_000]}")


def _tells(node: Node) -> bool:
    return isinstance(node, WORDS) and not (isinstance(node, Term) and node.stop_in)


def _code(language: str) -> str:
    return language.partition("-")[0].casefold()


def _flat(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, Or):
            yield from _flat(node.nodes)
        else:
            yield node


def _within(all_words: Sequence[str], said: Sequence[str]) -> bool:
    return any(
        tuple(all_words[first : first + len(said)]) == tuple(said)
        for first in range(len(all_words) - len(said) + 1)
    )


def _places(found: Sequence[Word], said: Sequence[str]) -> list[tuple[int, int]]:
    """Where these words stand one after the other."""
    return [
        (word.start, found[first + len(said) - 1].end)
        for first, word in enumerate(found[: len(found) - len(said) + 1])
        if word.plain == said[0]
        and all(found[first + place].plain == one for place, one in enumerate(said))
    ]


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
