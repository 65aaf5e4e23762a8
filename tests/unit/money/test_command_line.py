"""`money` as other programs run it."""

import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.cli import DONE, FAILED, REFUSED, WRONG
from bot.cli.money import arrange
from tests.unit.ingest.pages import page

FIGURES = "to value exactness pm low high rate as_of source path alternatives text"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Without a database, and none is made."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    assert not list(tmp_path.glob("caravan*"))


@pytest.fixture
def rates(tmp_path: Path) -> str:
    ticker = ("KZT/USD = 0.00191", "KGS/USD = 0.01149", "UZS/USD = 0.00008")
    file = tmp_path / "page.txt"
    file.write_text(page(ticker=ticker), encoding="utf-8")
    return str(file)


@pytest.fixture
def run(rates: str, capsys: pytest.CaptureFixture[str]) -> Any:
    def given(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
        code = main(["money", *arguments, "--rates", rates, "--now", "2024-12-22"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return given


def test_a_conversion_is_one_object(run: Any) -> None:
    code, (said,) = run("100 usd to kzt and jpy")
    assert code == DONE
    results = said.pop("results")
    assert said == {"amount": "100", "from": "USD", "to": ["KZT", "JPY"], "date": None}
    assert results[0] == {
        "to": "KZT",
        "value": "52356.02",
        "exactness": "pm",
        "pm": "138",
        "low": None,
        "high": None,
        "rate": "523.5602094240837696335078534",
        "as_of": "2024-12-21",
        "source": "site",
        "path": ["USD", "KZT"],
        "alternatives": [],
        "text": "100 USD = 52,356.02 KZT",
    }
    assert results[1]["error"] == "no_rate" and results[1]["to"] == "JPY"
    assert list(results[1]) == [*FIGURES.split(), "error"]


def test_a_range_has_ends_and_no_value(run: Any) -> None:
    _, (said,) = run("1000000 UZS USD")
    (result,) = said["results"]
    assert (result["value"], result["low"], result["high"]) == (None, "75", "85")
    assert result["text"] == "1,000,000 UZS = 75–85 USD"


def test_a_text_may_be_russian_and_of_several_arguments(run: Any) -> None:
    code, (said,) = run("50", "баксов", "в", "тенге", "--lang", "ru")
    assert (code, said["to"]) == (DONE, ["KZT"])
    assert said["results"][0]["text"].startswith("50 USD = 26\u00a0178,01 KZT")


def test_without_a_target_the_home_currencies_are_answered(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME_CURRENCIES", "USD,UZS,EUR")
    _, (said,) = run("100 usd")
    assert said["to"] == []
    assert [(one["to"], one.get("error")) for one in said["results"]] == [
        ("UZS", None),
        ("EUR", "no_rate"),
    ]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("hello", "not_money"),
        ("", "not_money"),
        ("100", "no_amount_or_currency"),
        ("-5usd", "no_amount_or_currency"),
        ("--help usd", "not_money"),
        ("100 quatloos", "unknown_currency"),
        ("100 kroner", "ambiguous"),
        ("10000000000000000000 usd", "too_large"),
        ("5/0 usd", "division_by_zero"),
        ("5 usd to jpy", "no_rate"),
    ],
)
def test_a_refusal_is_one_object_with_its_reason(run: Any, text: str, error: str) -> None:
    code, (said,) = run(text)
    if text == "--help usd":
        assert said["from"] == "USD"
        return
    assert (code, said["error"]) == (REFUSED, error)
    assert said["message"] and {"amount", "from", "to", "date"} <= set(said)
    assert ("candidates" in said) == (error == "ambiguous")


def test_a_date_is_told_and_has_its_rate(run: Any) -> None:
    _, (said,) = run("100 usd kzt on 23.12.2024")
    assert said["date"] == "2024-12-23"
    assert said["results"][0]["as_of"] == "2024-12-21"
    code, (said,) = run("100 usd kzt on 1 Nov")
    assert (code, said["error"], said["date"]) == (REFUSED, "no_rate", "2024-11-01")


def test_bytes_that_are_no_text_do_no_harm(run: Any) -> None:
    code, (said,) = run(os.fsdecode(b"100 usd \xff\xfe kzt"))
    assert (code, said["from"]) == (DONE, "USD")


def test_a_batch_is_answered_line_by_line(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (
        '{"text": "100 usd to kzt"}',
        '{"text": "1,234 руб", "lang": "ru"}',
        "no json",
        '{"lang": "ru"}',
        '{"text": "5 usd kzt", "lang": "kk"}',
        '["100 usd"]',
    )

    class Input:
        buffer = io.BytesIO("\n".join((*rows[:2], "", *rows[2:])).encode())

    monkeypatch.setattr(sys, "stdin", Input())
    code, said = run("--batch")
    assert code == DONE
    assert [one.get("error") for one in said] == [
        None,
        "no_rate",
        "not_money",
        "not_money",
        None,
        "not_money",
    ]
    assert said[1]["amount"] == "1.234"


def test_a_text_or_a_batch_but_not_both(run: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("100 usd", "--batch")[0] == WRONG
    assert run()[0] == WRONG


def test_a_file_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["money", "100 usd", "--rates", "nowhere.txt"]) == FAILED
    assert "nowhere.txt" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "arranged"),
    [
        (["-5 usd", "--lang", "ru"], ["--lang", "ru", "--", "-5 usd"]),
        (["--lang=ru", "-usd"], ["--lang=ru", "--", "-usd"]),
        (["--", "--batch"], ["--", "--batch"]),
        (["--batch"], ["--batch"]),
        (["--now"], ["--now"]),
    ],
)
def test_options_go_before_a_text_that_looks_like_one(
    given: list[str], arranged: list[str]
) -> None:
    assert arrange(given) == arranged
