"""What is left out of a file, and the lines that it was in."""

from collections.abc import Collection
from dataclasses import dataclass, field

from bot.ingest.archive import Budget, unpack_gzip
from bot.ingest.content import Content, Problem, Unreadable
from bot.ingest.detect import Kind, archive_kind
from bot.ingest.encoding import encoding_of
from bot.ingest.source import Source

LISTED = 50_000  # of one file; the others are counted only
_LONGEST = 300  # bytes of a line that are shown


@dataclass(slots=True)
class Rejected:
    """Collected as a file is read.  total: how many there are, listed or not."""

    problems: list[Problem] = field(default_factory=list)
    total: int = 0

    def add(self, content: Content) -> None:
        self.problems += content.errors[: max(0, LISTED - len(self.problems))]
        self.total += content.errors_total

    def refuse(self, problem: Problem) -> None:
        """It could not be read to its end."""
        if problem not in self.problems:
            self.problems.append(problem)
            self.total += 1


def lines_at(data: bytes, numbers: Collection[int]) -> dict[int, str]:
    """The beginnings of these lines of a file; none of an archive of several files."""
    try:
        if archive_kind(data[:4]) is Kind.GZIP:
            data = unpack_gzip(Source(data), Budget())
        if archive_kind(data[:4]) is not None:
            return {}
        source = Source(data)
        encoding, _ = encoding_of(source.head())
    except Unreadable:
        return {}
    wanted = set(numbers) - {0}
    last = max(wanted, default=0)
    found: dict[int, str] = {}
    for number, line in source.each_line(encoding):
        if number in wanted and line is not None:
            found[number] = line[:_LONGEST].decode("utf-8", "ignore").replace("\0", "").strip()
        if number >= last:
            break
    return found
