"""ZIP and gzip, sound ones and bombs."""

import io
import zipfile
from datetime import date

import pytest

from bot.ingest import Unreadable, read
from tests.unit.ingest.packing import gzipped

TODAY = date(2026, 2, 3)
TABLE = b"title,url\nSnow,https://a.example/1\n"


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read(data, TODAY)
    return str(refused.value)


@pytest.mark.parametrize(
    "data",
    [
        gzipped(TABLE),
        gzipped(TABLE[:10]) + gzipped(TABLE[10:]),
        packed({"a/": b"", "a/b.csv": TABLE, "__MACOSX/._b.csv": b"x", "a/.DS_Store": b"x"}),
        packed({"a.csv": TABLE}, zipfile.ZIP_STORED),
        packed({"a.zip": packed({"b.csv": TABLE})}),
    ],
)
def test_what_is_packed_is_read(data: bytes) -> None:
    content = read(data, TODAY)
    assert content.format == "csv" and content.errors == ()
    assert [draft.title for draft in content.drafts] == ["Snow"]


def test_one_file_that_cannot_be_read_costs_no_other_and_is_named() -> None:
    content = read(
        packed({"a.png": b"\x89PNG\0", "b.csv": TABLE, "c.csv": TABLE + b",x:y\n"}), TODAY
    )
    assert [draft.title for draft in content.drafts] == ["Snow"]
    places = [(problem.file, problem.line) for problem in content.errors]
    assert places == [("a.png", 0), ("c.csv", 3)]
    assert str(content.errors[1]).startswith("c.csv: line 3: ")


def test_names_that_lead_out_of_an_archive_are_names_and_no_more() -> None:
    content = read(packed({"../../etc/passwd": TABLE}), TODAY)
    assert len(content.drafts) == 1


@pytest.mark.parametrize(
    "data",
    [
        gzipped(b"\0" * 120_000_000),
        gzipped(gzipped(b"a" * 120_000_000)),
        packed({"a.txt": b"a" * 60_000_000}),
        packed({f"{n}.zip": packed({"a.txt": b"a" * 40_000_000}) for n in range(5)}),
    ],
)
def test_a_bomb_is_left_alone(data: bytes) -> None:
    assert "larger" in refusal(data)


def test_archives_in_one_another_have_an_end() -> None:
    data = TABLE
    for n in range(10):
        data = packed({f"{n}.zip": data})
    assert "too many archives" in refusal(data)


def test_a_thousand_files_are_read_and_no_more() -> None:
    data = packed({f"{n}.csv": TABLE for n in range(1_100)})
    content = read(data, TODAY)
    assert len(content.drafts) == 1
    assert "more than 1000 files" in str(content.errors[0])
    assert "too many files" in refusal(packed({f"{n:0>90}": b"" for n in range(9_000)}))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (packed({}), "no file"),
        (packed({"a.csv": TABLE})[:-30], "damaged"),
        (gzipped(TABLE)[:-9], "damaged"),
        (b"\x1f\x8b\x08junk", "damaged"),
        (b"PK\x03\x04junk", "damaged"),
        (packed({"a.csv": TABLE}, zipfile.ZIP_LZMA), "packed in a way"),
        (packed({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "office"),
    ],
)
def test_what_cannot_be_unpacked_is_refused_with_the_reason(data: bytes, said: str) -> None:
    assert said in refusal(data)
