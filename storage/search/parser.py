"""Reads what people type. Any text has a reading, and none is an error.

    nuclear "power plant" -weapons            all of it
    iron OR steel exports                     OR joins what stands beside it
    kazakh*  topic:energy  #energy  source:site  lang:ru  after:2024-12-21  before:last week

An operator that has nothing to work on, and a quotation mark without its other, are passed over.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache

from babel import Locale

from storage.dates import longest_date

from .analyser import QUOTES, Word, compounds, plain_words, topic_key, words
from .languages import LANGUAGES, is_stop
from .query import Query
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
)

LONGEST = 4_096  # characters
MOST_NODES = 128  # what is asked beyond is not looked at
DATE_WORDS = 6  # a date has no more

_SPACE = re.compile(r"\s+")
_OR = re.compile(r"(?:OR|ИЛИ|\|\|?)(?=\s|$)")
_AND = re.compile(r"(?:AND|И|&&?)(?=\s|$)")
_NOT = re.compile(r"(?:NOT|НЕ)\s+(?=\S)|[-−–](?=[^\s\-−–])")
_QUOTED = re.compile(f"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]")
_HASHTAG = re.compile(r"#(\w*[^\W\d]\w*)")
_CHUNK = re.compile(f"[^\\s{QUOTES}]+|[{QUOTES}]")
_PREFIX = re.compile(r"([^*]+)\*+[.,;!?)]*")
_FIELDS = {
    "topic": ("topic", "тема", "рубрика"),
    "source": ("source", "источник"),
    "lang": ("lang", "language", "язык"),
    "after": ("after", "since", "после"),
    "before": ("before", "until", "до"),
}
# What people call their languages, in plain letters, besides the names that books have.
_SPOKEN = {"казакша": "kk", "qazaqsha": "kk", "ozbekcha": "uz", "узбекча": "uz", "turkmence": "tk"}
_FIELD_OF = {name: field for field, names in _FIELDS.items() for name in names}
_FIELD = re.compile(rf"({'|'.join(_FIELD_OF)}):\s*(?=\S)", re.IGNORECASE)


def parse(text: str, now: datetime | None = None) -> Query:
    """The best reading of a text. now: what "yesterday" counts from, in the reader's zone."""
    text = text[:LONGEST]
    # Where there are only operators, they are words.
    nodes = _Reader(text, now or datetime.now(UTC)).read() or _terms(text, words(text))
    return Query(text, tuple(nodes[:MOST_NODES]))


class _Reader:
    """Reads from left to right; `place` is how far it came."""

    def __init__(self, text: str, now: datetime) -> None:
        self.text = text
        self._place = 0
        self._today = now.date()
        self._zone = now.tzinfo or UTC

    def read(self) -> list[Node]:
        found: list[Node] = []
        joining = False
        while len(found) < MOST_NODES:
            self._skip(_SPACE)
            if self._place >= len(self.text):
                break
            if self._skip(_OR):
                joining = True
                continue
            nodes = [] if self._skip(_AND) else self._operand()
            if joining and nodes and found:
                found[-1:] = _either(found[-1], nodes.pop(0))
                joining = False
            found.extend(nodes)
        return found

    def _operand(self) -> list[Node]:
        negated = False
        while self._skip(_NOT):
            negated = True
        nodes = self._positive()
        return [Not(node) for node in nodes] if negated else nodes

    def _positive(self) -> list[Node]:
        if found := self._skip(_QUOTED):
            said = plain_words(found[1])[:MOST_NODES]
            return [Phrase(tuple(said))] if said else []
        if found := self._skip(_HASHTAG):
            said = plain_words(found[1])[:MOST_NODES]
            return [Topic(tuple(said))] if said else []
        if (found := _FIELD.match(self.text, self._place)) and (node := self._field(found)):
            return [node]
        found = self._skip(_CHUNK)
        return _chunk(found[0]) if found else []

    def _field(self, found: re.Match[str]) -> Node | None:
        """None where what follows is no value for this field: its name is then a word."""
        before, self._place = self._place, found.end()
        name = _FIELD_OF[found[1].casefold()]
        quoted = self._skip(_QUOTED)
        node: Node | None = None
        if name in {"after", "before"}:
            node = self._date(name, quoted[1] if quoted else None)
        elif value := quoted or self._skip(_CHUNK):
            said = tuple(plain_words(value[1] if quoted else value[0]))[:MOST_NODES]
            if name == "topic" and quoted and (key := topic_key(quoted[1])):
                node = Topic(said, key)
            elif said and name == "topic":
                node = Topic(said)
            elif said and name == "source":
                node = Source(said)
            elif said and (code := language_code(" ".join(said)) or language_code(said[0])):
                node = Language(code)
        if node is None:
            self._place = before
        return node

    def _date(self, name: str, quoted: str | None) -> Node | None:
        """after: from the first day of what is named. before: until then."""
        rest = self.text[self._place : self._place + 100] if quoted is None else quoted
        said = list(re.finditer(r"\S+", rest))[:DATE_WORDS]
        read = longest_date([word[0] for word in said], self._today)
        if read is None:
            return None
        span, count = read
        if quoted is None:
            self._place += said[count - 1].end()
        moment = _midnight(span.first, self._zone)
        return After(moment) if name == "after" else Before(moment)

    def _skip(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self._place)
        if found:
            self._place = found.end()
        return found


def language_code(name: str) -> str | None:
    """The code of a language named by its code, or in English, Russian or its own words."""
    name = name.casefold()
    return name if name in _languages().values() else _languages().get(name)


def _either(one: Node, other: Node) -> list[Node]:
    if isinstance(one, Not) or isinstance(other, Not):
        return [one, other]
    return [Or((*(one.nodes if isinstance(one, Or) else (one,)), other))]


def _chunk(raw: str) -> list[Node]:
    """What stands between two spaces: a word, words, a compound, the beginning of a word."""
    beginning = _PREFIX.fullmatch(raw)
    found = words(beginning[1] if beginning else raw)
    if beginning and found:
        return [*_terms(raw, found[:-1]), Prefix(found[-1].plain)]
    return _terms(raw, found)


def _terms(raw: str, found: Sequence[Word]) -> list[Node]:
    nodes: list[Node] = []
    ends = {start: end for start, end, _ in compounds(raw)}
    place = 0
    while place < len(found) and len(nodes) < MOST_NODES:
        end = ends.get(found[place].start, 0)
        after = bisect_right(found, end, lo=place, key=lambda word: word.end)
        parts = found[place : max(after, place + 1)]
        terms = tuple(Term(word.written, word.plain, _stop_in(word.plain), raw) for word in parts)
        nodes.append(Compound(terms) if len(terms) > 1 else terms[0])
        place += len(terms)
    return nodes


@lru_cache(maxsize=10_000)
def _stop_in(plain: str) -> tuple[str, ...]:
    """The languages in which a word says nothing."""
    return tuple(language for language in LANGUAGES if is_stop(plain, language))


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    names: dict[str, str] = {}
    for locale in (Locale("en"), Locale("ru")):
        for code, name in locale.languages.items():
            if code.isalpha() and len(code) <= 3:
                names.setdefault(" ".join(plain_words(name)), code)
    for code in ("en", "ru", "kk", "ky", "uz", "tg", "tr", "tk"):
        names[" ".join(plain_words(Locale(code).display_name or code))] = code
    return names | _SPOKEN
