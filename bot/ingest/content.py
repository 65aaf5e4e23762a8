"""What was read out of a file: drafts and quotes, and what was wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storage import CaravanError, Draft, Quote


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that one line of a file has wrong. `message` is translated where it is shown.

    line: from 1; 0 for the file as a whole.
    """

    line: int
    message: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        said = self.message.format(**self.fields)
        return f"line {self.line}: {said}" if self.line else said


class Unreadable(CaravanError):
    """Nothing can be read out of a file."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Content:
    """format: of the file, as "page".

    errors: lines that were left out.  warnings: what an editor should know.
    spoken_of: how many results the page says there are, if it does.
    """

    format: str
    drafts: tuple[Draft, ...] = ()
    quotes: tuple[Quote, ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    spoken_of: int | None = None

    @property
    def on_further_pages(self) -> int:
        """How many of the results that the page speaks of are not on it."""
        return max(0, (self.spoken_of or 0) - len(self.drafts))
