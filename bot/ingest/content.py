"""What was read out of a file: drafts, quotes and feeds, and what was wrong with it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from storage import CaravanError, Draft, Quote

ERRORS_KEPT = 1_000  # of a file; the others are counted only


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that one line of a file has wrong. `message` is translated where it is shown.

    line: from 1; 0 for the file as a whole.
    file: which one of an archive; empty for the file itself.
    """

    line: int
    message: str
    fields: Mapping[str, object] = field(default_factory=dict)
    file: str = ""

    @property
    def said(self) -> str:
        """The message in English, without its place."""
        return self.message.format(**self.fields) if self.fields else self.message

    def __str__(self) -> str:
        said = f"line {self.line}: {self.said}" if self.line else self.said
        return f"{self.file}: {said}" if self.file else said


class Deadline:
    """When to stop reading a file that is only told about: loading has all the time it needs."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self._ends

    def problem(self, line: int) -> Problem:
        """line: the first that is not told of."""
        return Problem(
            line,
            "Only what comes before this is told: reading took more than {seconds} seconds. "
            "Loading reads to the end; splitting the file helps here.",
            {"seconds": int(self._seconds)},
        )


class Unreadable(CaravanError):
    """Nothing can be read out of a file."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a list of feeds names. title: empty where it has none."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """format: of the file, as "page".

    errors: what was left out, the first ERRORS_KEPT of it.  errors_total: how often that was.
    warnings: what an editor should know.
    spoken_of: how many results the page says there are, if it does.
    """

    format: str
    drafts: tuple[Draft, ...] = ()
    quotes: tuple[Quote, ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    spoken_of: int | None = None
    feeds: tuple[FeedLink, ...] = ()
    errors_total: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "errors_total", max(self.errors_total, len(self.errors)))
        object.__setattr__(self, "errors", self.errors[:ERRORS_KEPT])

    @property
    def on_further_pages(self) -> int:
        """How many of the results that the page speaks of are not on it."""
        return max(0, (self.spoken_of or 0) - len(self.drafts))
