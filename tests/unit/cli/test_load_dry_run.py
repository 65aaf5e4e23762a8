"""Reading files without storing them: what a program or a person is told."""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli import DONE, FAILED, REFUSED
from bot.cli.load import load
from bot.config import Settings, load_settings
from tests.unit.ingest.pages import TWO, page


class Input:
    """Standard input with these bytes in it."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """For an empty folder, in which no database is made."""
    monkeypatch.chdir(tmp_path)
    yield load_settings(database_url="sqlite:///caravan.db")
    assert not list(tmp_path.glob("caravan*"))


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


async def test_each_file_is_one_line_of_json(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, odd = tmp_path / "good.txt", tmp_path / "odd.txt"
    good.write_text(page())
    odd.write_text(page(ticker=("KZT/USD = 0", "KGS/USD = 0.50"), day=None))
    assert await load([str(good), str(odd)], settings, dry_run=True, as_json=True) == DONE
    first, second = printed(capsys)
    assert first["file"] == str(good) and first["format"] == "page"
    assert [(a["title"], a["body_chars"]) for a in first["articles"]] == [
        (title, len(text)) for title, text in TWO
    ]
    assert first["quotes"][0] == {
        "base": "KGS",
        "quote": "USD",
        "value": "0.01149",
        "as_of": "2024-12-21",
        "source": "site",
    }
    assert (first["errors"], first["errors_total"], first["warnings"]) == ([], 0, [])
    assert first["results_spoken_of"] == 65
    assert "articles_stored" not in first
    assert second["errors"][0] == {"line": 1, "message": "A rate is above zero."}
    assert second["quotes"][0]["value"] == "0.50"
    assert len(second["warnings"]) == 1


async def test_people_are_told_in_words(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "page.txt"
    file.write_text(page(ticker=("KZT/USD = 0.1", "KZT/USD = ?")))
    assert await load([str(file)], settings, dry_run=True, as_json=False) == DONE
    assert capsys.readouterr().out.splitlines() == [
        f"{file}:",
        "  Found: 2 articles and 1 rate of 21 December 2024.",
        "  The page speaks of 65 results, so 63 lie on further pages.",
        "  Line 2: A rate is written as “KZT/USD = 0.00191 0%”.",
        "  Line 4: A rate is written as “KZT/USD = 0.00191 0%”.",
    ]


async def test_standard_input_is_a_file_too(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Input(page().encode()))
    assert await load(["-"], settings, dry_run=True, as_json=True) == DONE
    assert printed(capsys)[0]["file"] == "-"


async def test_the_worst_of_several_files_decides(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(page())
    bad.write_bytes(b"\x89PNG\0")
    files = [str(bad), str(good)]
    assert await load(files, settings, dry_run=True, as_json=True) == REFUSED
    refused, read = printed(capsys)
    assert refused["errors"] == [
        {
            "line": 0,
            "message": "This is a picture. Please send the article itself, or a link to it.",
        }
    ]
    assert refused["format"] is None and len(read["articles"]) == 2


@pytest.mark.parametrize("as_json", [True, False])
async def test_a_file_that_cannot_be_read_fails_and_is_named(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    missing = str(tmp_path / "missing.txt")
    assert await load([missing], settings, dry_run=True, as_json=as_json) == FAILED
    captured = capsys.readouterr()
    assert captured.err == f"{missing}: No such file or directory\n"
    assert bool(captured.out) is as_json


async def test_a_file_over_the_limit_is_refused_unread(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.cli.inputs.WHOLE", 1_000)
    monkeypatch.setattr(sys, "stdin", Input(b"x" * 1_001))
    assert await load(["-"], settings, dry_run=True, as_json=True) == REFUSED
    assert "larger than 1000 bytes" in printed(capsys)[0]["errors"][0]["message"]


async def test_all_articles_are_told_once_in_the_files_order_with_their_texts_if_asked(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "articles.jsonl"
    lines = [{"title": f"t{n}", "id": n % 1_200, "text": f"text {n}"} for n in range(1_500)]
    file.write_text("\n".join(map(json.dumps, lines)) + "\n{broken\n" * 1_100)
    assert await load([str(file)], settings, dry_run=True, as_json=True, full=True) == DONE
    (told,) = printed(capsys)
    assert [article["title"] for article in told["articles"][:2]] == ["t1200", "t1201"]
    assert len(told["articles"]) == 1_200
    assert told["articles"][1_199] == {
        "title": "t1199",
        "url": None,
        "published": None,
        "language": "en",
        "topics": [],
        "summary_chars": 9,
        "body_chars": 9,
        "summary": "text 1199",
        "body": "text 1199",
    }
    assert (len(told["errors"]), told["errors_total"]) == (1_000, 1_100)
    assert told["errors"][0]["line"] == 1_501


async def test_a_folder_is_all_the_files_in_it(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "files"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "b.csv").write_text("title,text\nB,b\n")
    (folder / "a.csv").write_text("title,text\nA,a\n")
    (folder / ".hidden").write_text("title,text\nH,h\n")
    (folder / "link.csv").symlink_to("/etc/hostname")
    assert await load([str(folder)], settings, dry_run=True, as_json=True) == DONE
    assert [told["articles"][0]["title"] for told in printed(capsys)] == ["A", "B"]


@pytest.mark.parametrize("name", ["/dev/null", "empty"])
async def test_what_is_no_file_is_refused_with_its_name(
    settings: Settings, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert await load([name], settings, dry_run=True, as_json=True) == REFUSED
    (error,) = printed(capsys)[0]["errors"]
    assert error["line"] == 0 and "no file" in error["message"]
