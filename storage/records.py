"""What goes into the store and comes out of it: plain, frozen, knowing nothing of tables."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from storage.search.query import Query
from storage.text import clip, one_line, plain

from . import limits

T = TypeVar("T")


class ArticleStatus(StrEnum):
    LIVE = "live"  # readers see it
    RETRACTED = "retracted"  # taken back: kept for the record, shown to nobody
    DELETED = "deleted"  # forgotten: what it said is gone


class Order(StrEnum):
    BEST = "best"  # as well as it fits the question
    NEWEST = "newest"


class ImportState(StrEnum):
    WAITING = "waiting"  # shown to the editor, who has not decided
    LOADED = "loaded"  # stored, whole
    CANCELLED = "cancelled"  # thrown away


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as a source gave it, before it is stored. Texts are cleaned and bounded here.

    guid: the source's own identifier, if it has one.
    position: the place on its page or in its feed, from 1; orders what has no date.
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

    def __post_init__(self) -> None:
        tidy: dict[str, object] = {
            "source": clip(one_line(self.source), limits.SOURCE),
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
    """A file that an editor sent and has been shown, or loaded. `body` is gone once decided."""

    id: int
    person_id: int
    file_name: str
    body: bytes | None
    state: ImportState


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


def _topics(topics: Iterable[str]) -> tuple[str, ...]:
    named = (clip(one_line(topic), limits.TOPIC) for topic in topics)
    return tuple(dict.fromkeys(topic for topic in named if topic))[: limits.TOPICS]


def _bounded(url: str | None) -> str | None:
    """An address over the limit is no address: a cut one would lead elsewhere."""
    return url if url and len(url.encode()) <= limits.URL_BYTES else None
