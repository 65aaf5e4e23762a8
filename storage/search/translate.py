"""A query as the engine takes it. Nothing a person typed is read as the engine's own syntax."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import tantivy
from tantivy import FieldType, Occur

from .asked import Asked, Clause, Unknown, Wanted
from .forms import joined_with_neighbours, splits, stems
from .languages import likeliest
from .query import Query
from .schema import schema
from .stemming import pieces
from .terms import pair
from .tree import (
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

# What a word in the title or the summary counts, besides the 1 that it counts in the whole text:
# where all words have to be there, and where any will do. A long question's words are in many
# titles by chance.
HEAD = 2.0
HEAD_OF_ANY = 0.15
# What counts as a word without being one of its forms: written apart, or together with the next.
OTHER = 0.4
# A part of a word, and in how many articles it may be to tell anything: a share, and a number.
PIECE = 0.25
PIECES_SHARE = 10
PIECES_ARTICLES = 20_000
# What it counts that the words stand near each other, and besides that just as asked, in parts of
# what they may count at most. It is the same in a long article as in a short one.
NEAR = 0.8
NEAR_WITHIN = 8  # places that they may be out of the question's order
NEAR_MOST = 8  # words; a longer question is no name of anything
AS_ASKED = 0.8
SHORTEST_LOOKED_FOR = 3  # letters of a beginning
# Where each of the words is in more articles, their places are not compared: it would take longer
# than all the rest, to set apart what is alike in everything.
NEAR_ARTICLES = 10_000

_FILTERS = (Topic, Source, Language, After, Before)


class Translation:
    """A query for one state of the index, which knows what words there are.

    unknown: words that no article has in any form.
    """

    def __init__(self, query: Query, searcher: tantivy.Searcher, languages: Iterable[str]) -> None:
        self._query = query
        self._searcher = searcher
        self._languages = tuple(languages)
        self._schema = schema()
        self._asked = self._sort(query)
        in_text = [word for one in self._asked.wanted for word in one.unknown]
        self.unknown = (*in_text, *self._asked.unknown)

    def all_of(self) -> tantivy.Query:
        """Articles with all the words."""
        wanted, fixed = self._asked.wanted, self._asked.fixed
        if any(one.match is None for one in wanted):
            return tantivy.Query.empty_query()
        needed = [one.match for one in wanted if one.match is not None]
        more = _should(*self._headed(HEAD), *self._near())
        only_refused = all(occur is Occur.MustNot for occur, _ in fixed)
        if not needed and only_refused:
            more.append((Occur.Must, _unscored(self._term("live", 1))))
        if len(needed) == 1 and wanted[0].any_form and only_refused:
            # All of one word is any of its forms. Said so, the engine finds it sooner.
            return tantivy.Query.boolean_query([*_should(*self._each_word()), *fixed, *more])
        return tantivy.Query.boolean_query([*_must(*needed), *fixed, *more])

    def any_of(self) -> tantivy.Query | None:
        """Articles with any of the words; None where that is no other thing."""
        some = _should(*self._each_word())
        if not some or len(self._asked.wanted) < 2:
            return None
        more = _should(*self._headed(HEAD_OF_ANY), *self._near(), *self._pieces())
        return tantivy.Query.boolean_query(
            [(Occur.Must, tantivy.Query.boolean_query(some)), *self._asked.fixed, *more]
        )

    def ranked(self) -> tantivy.Query:
        """Articles with any of the words, or with like ones: what may be meant, the best first."""
        some = (*self._each_word(), *self._headed(HEAD_OF_ANY), *self._near(), *self._pieces())
        return tantivy.Query.boolean_query([*_should(*some), *self._asked.fixed])

    def _sort(self, query: Query) -> Asked:
        """What is wanted, all of it where possible, and what has to be so in any case."""
        asked = Asked()
        nodes = query.telling
        times = Counter(nodes)
        for node, joined in zip(nodes, joined_with_neighbours(nodes), strict=True):
            match node:
                case Not(inner):
                    refused = self._wanted(inner)
                    if refused.match is not None:
                        asked.fixed.append((Occur.MustNot, refused.match))
                    asked.unknown += (replace(word, refused=True) for word in refused.unknown)
                case Topic() | Source() | Language() | After() | Before():
                    asked.fixed.append((Occur.Must, _unscored(self._filter(node))))
                    asked.unknown += self._unknown_names(node)
                case Or(either) if all(isinstance(one, _FILTERS) for one in either):
                    filters = [self._filter(one) for one in either]
                    asked.fixed.append((Occur.Must, _unscored(_any(filters))))
                case Phrase(said):
                    asked.fixed.append((Occur.Must, self._phrase("words", said)))
                    asked.unknown += self._unknown_in("words", said)
                case _ if times[node]:
                    # A question that says a word twice means it twice as much.
                    asked.wanted.append(
                        self._ignorable(node, joined)
                        if isinstance(node, Term) and node.stop_in
                        else self._wanted(node, joined)
                    )
                    asked.times.append(times.pop(node))
        return asked

    def _ignorable(self, term: Term, joined: Sequence[str]) -> Wanted:
        """A word that need not be there in articles of a language in which it says nothing."""
        word = self._word(term, joined)
        silent = [_unscored(self._term("lang", language)) for language in term.stop_in]
        match = _either([*([word.match] if word.match is not None else []), *silent])
        says = sum(self._searcher.doc_freq("stems", one) for stems in word.stems for one in stems)
        # "Kim" says nothing in Turkish: that has to show in what is counted.
        if 2 * says <= self._searcher.doc_freq("words", term.plain):
            return Wanted(match, silent=True)
        return replace(word, match=match, others=(), unknown=(), any_form=False)

    def _wanted(self, node: Node, joined: Sequence[str] = ()) -> Wanted:
        match node:
            case Term():
                return self._word(node, joined)
            case Compound(parts):
                return self._compound(parts, node.written)
            case Prefix(plain):
                begun = self._beginning(plain)
                return Wanted(begun, unknown=() if self._begins(plain) else (Unknown(plain),))
            case Phrase(said):
                return Wanted(self._phrase("words", said), unknown=self._unknown_in("words", said))
            case Or(nodes):
                either = [self._wanted(one) for one in nodes]
                return Wanted(
                    _either([one.match for one in either if one.match is not None]),
                    tuple(words for one in either for words in one.stems),
                    tuple(other for one in either for other in one.others or one.whole),
                    # One of them unknown is a typo only where all are.
                    ()
                    if any(one.match is not None for one in either)
                    else tuple(word for one in either for word in one.unknown),
                    any_form=all(one.any_form or one.whole for one in either),
                    either=True,
                )
            case Not(inner):
                refused = self._wanted(inner).match or tantivy.Query.empty_query()
                live = (Occur.Must, self._term("live", 1))
                return Wanted(tantivy.Query.boolean_query([live, (Occur.MustNot, refused)]))
            case _:
                return Wanted(self._filter(node))

    def _word(self, term: Term, joined: Sequence[str] = ()) -> Wanted:
        own = self._known_stems((term.written,))
        others = [
            *(self._term("stems", one) for one in self._known_stems(joined) if one not in own),
            *(
                self._phrase("words", pair)
                for pair in splits(term.plain)
                if self._has(pair[0]) and self._has(pair[1])
            ),
        ]
        if term.stop_in and self._has(term.plain):
            others.append(self._term("words", term.plain))
        forms = [self._term("stems", one) for one in own]
        match = _one_of(forms, others) if others else _either(forms)
        unknown = () if match else (Unknown(term.raw),)
        return Wanted(match, (own,) if own else (), tuple(others), unknown, any_form=True)

    def _compound(self, parts: tuple[Term, ...], written: str) -> Wanted:
        found = [self._word(part) for part in parts]
        joined = [self._term("stems", one) for one in self._known_stems((written,))]
        parts_found = [one.match for one in found if one.match is not None]
        apart = [tantivy.Query.boolean_query(_must(*parts_found))]
        match = _either([*joined, *(apart if len(parts_found) == len(found) else [])])
        return Wanted(
            match,
            tuple(words for one in found for words in one.stems),
            (*joined, *(other for one in found for other in one.others)),
            () if match else tuple(word for one in found for word in one.unknown),
        )

    def _each_word(self) -> Iterator[tantivy.Query]:
        for one, times in self._asked.counted():
            clauses = [self._term("stems", stem) for words in one.stems for stem in words]
            if one.others:
                clauses = [_one_of(clauses, one.others)]
            elif not clauses and one.match is not None and not one.silent:
                clauses = [one.match]
            yield from (_boosted(clause, float(times)) for clause in clauses)

    def _headed(self, weight: float) -> Iterator[tantivy.Query]:
        for one, times in self._asked.counted():
            # Of things of which one will do, a title has one sooner by chance.
            words = () if one.either else one.stems
            for stem in (stem for forms in words for stem in forms):
                if self._searcher.doc_freq("head", stem):
                    yield _boosted(self._term("head", stem), weight * times)

    def _pieces(self) -> Iterator[tantivy.Query]:
        """Parts of the words, in the language that the question is most likely in."""
        terms = list(self._query.terms())
        language = likeliest([term.written for term in terms], self._languages)
        most = max(5, min(PIECES_ARTICLES, self._searcher.num_docs // PIECES_SHARE))
        counted = Counter(
            piece
            for term in terms
            if language not in term.stop_in
            for piece in pieces(term.plain, language)
        )
        for piece, times in counted.items():
            if 0 < self._searcher.doc_freq("pieces", piece) <= most:
                yield _boosted(self._term("pieces", piece), PIECE * times)

    def _near(self) -> Iterator[tantivy.Query]:
        """The words as they were asked for, and near each other in any form."""
        said = [
            term.plain
            for node in self._query.nodes
            if isinstance(node, Term | Compound)
            for term in terms_of(node)
        ]
        if not 2 <= len(said) <= NEAR_MOST:
            return
        if 0 < min(self._searcher.doc_freq("words", word) for word in said) <= NEAR_ARTICLES:
            worth = AS_ASKED * sum(self._worth("words", word) for word in said)
            yield tantivy.Query.const_score_query(self._phrase("words", said), worth)
        likeliest_stems = [
            max((self._searcher.doc_freq("stems", stem), stem) for stem in words)[1]
            for one in self._asked.wanted
            if not one.either
            for words in one.stems
        ]
        frequencies = [self._searcher.doc_freq("stems", stem) for stem in likeliest_stems]
        if len(likeliest_stems) > 1 and min(frequencies) <= NEAR_ARTICLES:
            near = tantivy.Query.phrase_query(
                self._schema, "stems", list(likeliest_stems), slop=NEAR_WITHIN
            )
            worth = NEAR * sum(self._worth("stems", stem) for stem in likeliest_stems)
            yield tantivy.Query.const_score_query(near, worth)

    def _worth(self, place: str, word: str) -> float:
        """What the engine gives a word for being rare (BM25's inverse document frequency)."""
        having = self._searcher.doc_freq(place, word)
        return math.log(1 + (self._searcher.num_docs - having + 0.5) / (having + 0.5))

    def _filter(self, node: Node) -> tantivy.Query:
        match node:
            case Topic(said, name):
                return self._term("topic_key", name) if name else self._phrase("topic", said)
            case Source(said):
                return self._phrase("source", said)
            case Language(code):
                return self._term("lang", code)
            case After(moment):
                return self._since(int(moment.timestamp()), None)
            case Before(moment):
                return self._since(None, int(moment.timestamp()))
        raise TypeError(f"{node!r} says nothing of which articles are meant")

    def _since(self, first: int | None, end: int | None) -> tantivy.Query:
        last = None if end is None else end - 1
        return tantivy.Query.range_query(self._schema, "at", FieldType.Integer, first, last)

    def _beginning(self, plain: str) -> tantivy.Query:
        pattern = re.escape(plain) + ".*"
        return tantivy.Query.regex_query(self._schema, "words", pattern)

    def _phrase(self, place: str, said: Sequence[str]) -> tantivy.Query:
        if len(said) == 1:
            return self._term(place, said[0])
        phrase = tantivy.Query.phrase_query(self._schema, place, list(said))
        pairs = [pair(one, next_) for one, next_ in pairwise(said)]
        if place != "words" or None in pairs:
            return phrase
        # Small words alone: who has the pairs is found sooner than where they stand.
        having = [self._term("pairs", one) for one in pairs if one is not None]
        if len(having) == 1:
            return having[0]
        return tantivy.Query.boolean_query(_must(*map(_unscored, having), phrase))

    def _term(self, place: str, value: str | int) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, place, value)

    def _has(self, plain: str) -> bool:
        return bool(self._searcher.doc_freq("words", plain))

    def _begins(self, plain: str) -> bool:
        """Whether a word begins so; taken for granted where all too many may."""
        return len(plain) < SHORTEST_LOOKED_FOR or bool(
            self._searcher.terms_with_prefix("words", plain, limit=1)
        )

    def _unknown_in(self, place: str, said: Sequence[str]) -> tuple[Unknown, ...]:
        return tuple(Unknown(w, place) for w in said if not self._searcher.doc_freq(place, w))

    def _unknown_names(self, node: Node) -> tuple[Unknown, ...]:
        match node:
            case Topic(said):
                return self._unknown_in("topic", said)
            case Source(said):
                return self._unknown_in("source", said)
        return ()

    def _known_stems(self, written: Iterable[str]) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(
                stem
                for one in written
                for stem in stems(one, self._languages)
                if self._searcher.doc_freq("stems", stem)
            )
        )


def _must(*queries: tantivy.Query) -> list[Clause]:
    return [(Occur.Must, query) for query in queries]


def _should(*queries: tantivy.Query) -> list[Clause]:
    return [(Occur.Should, query) for query in queries]


def _either(clauses: Sequence[tantivy.Query]) -> tantivy.Query | None:
    return _any(clauses) if clauses else None


def _any(clauses: Sequence[tantivy.Query]) -> tantivy.Query:
    return clauses[0] if len(clauses) == 1 else tantivy.Query.boolean_query(_should(*clauses))


def _one_of(forms: Sequence[tantivy.Query], others: Sequence[tantivy.Query]) -> tantivy.Query:
    """A word's forms or what else may be it: the better of the two counts, not both."""
    weighed = [_boosted(other, OTHER) for other in others]
    own = _either(forms)
    return tantivy.Query.disjunction_max_query([*([] if own is None else [own]), *weighed])


def _boosted(query: tantivy.Query, by: float) -> tantivy.Query:
    return query if by == 1 else tantivy.Query.boost_query(query, by)


def _unscored(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)
