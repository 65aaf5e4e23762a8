"""What goes into the store and comes out of it: plain, frozen, knowing nothing of tables."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, TypeVar

from storage.search.query import Query
from storage.text import clip, one_line, plain

from . import limits

T = TypeVar("T")
_OUTCOMES = ("new", "changed", "unchanged")  # of what is loaded, as counts name them


class ArticleStatus(StrEnum):
    LIVE = "live"  # readers see it
    RETRACTED = "retracted"  # taken back: kept for the record, shown to nobody
    DELETED = "deleted"  # forgotten: what it said is gone


class Order(StrEnum):
    BEST = "best"  # as well as it fits the question
    NEWEST = "newest"


class ImportState(StrEnum):
    """waiting → loading or cancelled; loading → loaded or cancelling; loaded → undoing; so on."""

    WAITING = "waiting"  # shown to the editor, who has not decided
    LOADING = "loading"  # to be stored: waits for its turn, or is on its way
    LOADED = "loaded"  # stored, whole
    CANCELLING = "cancelling"  # stopped on its way: what was stored of it is being taken back
    CANCELLED = "cancelled"  # thrown away; nothing of it is there
    UNDOING = "undoing"  # was loaded, and is being taken back
    UNDONE = "undone"  # was loaded, and taken back


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as a source gave it, before it is stored. Texts are cleaned and bounded here.

    guid: the source's own identifier, if it has one.
    position: the place on its page or in its feed, from 1; orders what has no date.
    first_seen_at, status: of an article that was stored elsewhere, and is new here.
    """

    source: str
    title: str
    body: str = ""
    summary: str = ""
    url: str | None = None
    guid: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    image: str | None = None
    published_at: datetime | None = None
    position: int = 0
    first_seen_at: datetime | None = None
    status: ArticleStatus = ArticleStatus.LIVE

    def __post_init__(self) -> None:
        tidy: dict[str, object] = {
            "source": _named(self.source, limits.SOURCE),
            "title": clip(one_line(self.title), limits.TITLE),
            "body": clip(plain(self.body), limits.BODY),
            "summary": clip(plain(self.summary), limits.SUMMARY),
            "topics": _topics(self.topics),
            "url": _bounded(self.url),
            "image": _bounded(self.image),
        }
        for name, value in tidy.items():
            object.__setattr__(self, name, value)
        if not self.title:
            raise ValueError("a draft needs a title")


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article.

    sorted_at: its published date, or when it was first seen.
    position: its place on its page, from 1; 0 where it has none.
    """

    id: int
    source: str
    url: str | None
    title: str
    summary: str
    body: str
    language: str | None
    topics: tuple[str, ...]
    image: str | None
    published_at: datetime | None
    sorted_at: datetime
    position: int
    status: ArticleStatus
    revision: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A rate: units of `quote` for one unit of `base`, with exactly the source's digits.

    change: percent against the source's quote before, if the source tells it.
    """

    base: str
    quote: str
    value: Decimal
    as_of: date
    source: str
    change: Decimal | None = None

    def __post_init__(self) -> None:
        if not self.value.is_finite() or self.value <= 0:
            raise ValueError(f"{self.base}/{self.quote}: a rate is above zero, not {self.value}")
        if len(format(self.value, "f").replace(".", "")) > limits.QUOTE_DIGITS:
            raise ValueError(f"{self.base}/{self.quote}: a rate of too many digits")

    @property
    def key(self) -> tuple[str, str, date, str]:
        return self.base, self.quote, self.as_of, self.source


@dataclass(frozen=True, slots=True)
class Person:
    """What someone has set; None or nothing for what is as everyone has it.

    time_zone: a name such as Asia/Almaty.  home_currencies: in their order.
    last_pair: from which currency into which they converted last.
    """

    language: str | None = None
    time_zone: str | None = None
    home_currencies: tuple[str, ...] = ()
    last_pair: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the things offered are new, changed or the same as what is stored."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def total(self) -> int:
        return self.new + self.changed + self.unchanged

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged
        )

    @classmethod
    def of(cls, compared: Iterable[tuple[bool, bool]]) -> "Tally":
        """From a pair for each thing: whether it is stored, and whether it differs from that."""
        counts = Counter(compared)
        return cls(
            new=counts[False, True] + counts[False, False],
            changed=counts[True, True],
            unchanged=counts[True, False],
        )


@dataclass(frozen=True, slots=True)
class Import:
    """A file that an editor sent and has been shown, or loaded.

    body: gone once it is loaded or thrown away.
    announce: its new articles are posted.
    place: how many of its articles and rates, in their order, are looked at.
    counts: as "articles_new"; `articles`, `quotes` and `total` read them.
    errors: what was left out, as it was given.
    lease_until: until then a process works at it; tells its claim from a later one's.
    chat_id, message_id, language: the message that tells the editor how it goes.
    """

    id: int
    person_id: int
    file_name: str
    body: bytes | None
    state: ImportState
    announce: bool = False
    place: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    errors: Sequence[Any] = ()
    created_at: datetime | None = None
    decided_at: datetime | None = None
    ended_at: datetime | None = None
    lease_until: datetime | None = None
    chat_id: int | None = None
    message_id: int | None = None
    language: str | None = None

    @property
    def total(self) -> int:
        """How many articles and rates the file holds; 0 where nobody counted."""
        return self.counts.get("total", 0)

    @property
    def articles(self) -> "Tally":
        return self._tally("articles")

    @property
    def quotes(self) -> "Tally":
        return self._tally("quotes")

    @property
    def taken_back(self) -> int:
        """How many of its articles and rates are as they were before it, by an undo."""
        return self.counts.get("taken_back", 0)

    @property
    def seconds(self) -> float | None:
        """From the decision to the end; None before it."""
        if self.decided_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.decided_at).total_seconds()

    def _tally(self, kind: str) -> "Tally":
        return Tally(*(self.counts.get(f"{kind}_{what}", 0) for what in _OUTCOMES))


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a longer list.

    number: from 1.  size: items to a page.  total: over all pages.
    """

    items: tuple[T, ...]
    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first_item(self) -> int:
        """The number of the page's first item among all, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last_item(self) -> int:
        return (self.number - 1) * self.size + len(self.items)


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What a search gave.

    query: what was looked for, as it was understood.
    any_word: few or none had all the words; these have any of them, those with all first.
    corrected: nothing was found for what was asked, and these are results for this text.
    suggestions: what else may have been meant, nearest first.
    preparing: the index is being built, so something may be missing.
    """

    page: Page[T]
    query: Query
    any_word: bool = False
    corrected: str | None = None
    suggestions: tuple[str, ...] = ()
    preparing: bool = False


def _named(name: str, limit: int) -> str:
    # Sources and topics are few, and long ones are not worth their room.
    return _one_line(name, limit) if len(name) <= limit else clip(one_line(name), limit)


@lru_cache(maxsize=2_000)
def _one_line(name: str, limit: int) -> str:
    return clip(one_line(name), limit)


def _topics(topics: Iterable[str]) -> tuple[str, ...]:
    named = (_named(topic, limits.TOPIC) for topic in topics)
    return tuple(dict.fromkeys(topic for topic in named if topic))[: limits.TOPICS]


def _bounded(url: str | None) -> str | None:
    """An address over the limit is no address: a cut one would lead elsewhere."""
    return url if url and len(url.encode()) <= limits.URL_BYTES else None
