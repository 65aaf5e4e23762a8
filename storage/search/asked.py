"""What a query comes to in one state of the index, on the way to the engine's own query."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import tantivy
from tantivy import Occur

Clause = tuple[Occur, tantivy.Query]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word asked for that no article has.

    raw: as it stands in the question.  place: the field it was looked for in.
    refused: it was asked that it should not be there.
    """

    raw: str
    place: str = "words"
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a node of words comes to. match: None where no article can have it.

    stems: those the archive has, a list for each word.  others: what else counts as the word.
    any_form: one of those is all that it takes.
    silent: it says too little to count.  either: one of several nodes is enough.
    """

    match: tantivy.Query | None
    stems: tuple[tuple[str, ...], ...] = ()
    others: tuple[tantivy.Query, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    any_form: bool = False
    silent: bool = False
    either: bool = False

    @property
    def whole(self) -> tuple[tantivy.Query, ...]:
        """The match, where it has no parts."""
        return () if self.match is None or self.stems or self.others else (self.match,)


@dataclass(slots=True)
class Asked:
    wanted: list[Wanted] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    fixed: list[Clause] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)

    def counted(self) -> Iterator[tuple[Wanted, int]]:
        return zip(self.wanted, self.times, strict=True)
