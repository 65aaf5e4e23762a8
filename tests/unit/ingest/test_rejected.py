"""What is left out of a file, with the lines that it was in."""

import io
import zipfile

import pytest

from bot.ingest import Content, Problem
from bot.ingest.rejected import LISTED, Rejected, lines_at
from tests.unit.ingest.packing import gzipped

LINES = "title\nодин\n\nтри\n"


@pytest.mark.parametrize(
    "data",
    [LINES.encode(), LINES.encode("utf-16"), gzipped(LINES.encode())],
    ids=["plain", "another encoding", "packed"],
)
def test_lines_are_found_by_their_numbers(data: bytes) -> None:
    assert lines_at(data, {0, 2, 3, 4, 99}) == {2: "один", 3: "", 4: "три"}


def test_long_lines_are_cut_within_no_letter() -> None:
    (line,) = lines_at(("ё" * 500).encode(), {1}).values()
    assert line == "ё" * 150


def test_what_has_no_lines_gives_none() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", LINES)
    for data in (packed.getvalue(), b"", b"\x1f\x8bbroken", b"\0\1\2\3" * 100):
        assert set(lines_at(data, {1, 2}).values()) <= {""}


def test_all_are_counted_and_many_are_listed() -> None:
    rejected = Rejected()
    problem = Problem(1, "This is no JSON that can be read.")
    for _ in range(60):
        rejected.add(Content("jsonl", errors=(problem,) * 1000, errors_total=1001))
    assert (len(rejected.problems), rejected.total) == (LISTED, 60_060)


def test_what_ends_a_file_is_said_once() -> None:
    rejected = Rejected()
    problem = Problem(0, "This archive is damaged or breaks off.")
    rejected.add(Content("zip", errors=(problem,)))
    rejected.refuse(problem)
    rejected.refuse(Problem(1, "It breaks off."))
    assert (len(rejected.problems), rejected.total) == (2, 2)
