"""`rates`: what a program reads on standard output, a person on both, and what is stored."""

import io
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli import DONE, FAILED, REFUSED
from bot.cli.rates import rates
from bot.config import Settings, load_settings
from storage import Store, limits
from tests.unit.ingest import bank_samples as samples
from tests.unit.ingest.bank_server import BankServer
from tests.unit.ingest.pages import page

NBK_QUOTES = [
    {"base": "USD", "quote": "KZT", "value": "500.10", "as_of": "2026-03-02", "source": "nbk"},
    {"base": "UZS", "quote": "KZT", "value": "0.0410", "as_of": "2026-03-02", "source": "nbk"},
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
async def server() -> AsyncIterator[BankServer]:
    async with BankServer({"/rss": samples.NBK.encode()}) as started:
        yield started


def settings(**given: object) -> Settings:
    return load_settings(database_url="sqlite:///caravan.db", **given)


def written(folder: Path, text: str) -> str:
    file = folder / "answer"
    file.write_text(text, encoding="utf-8")
    return str(file)


async def stored(given: Settings) -> list[str]:
    store = Store(given.database_url, given.search_folder)
    await store.open()
    try:
        return [f"{q.base}/{q.quote} {q.value} {q.source}" for q in await store.rates.current()]
    finally:
        await store.close()


async def test_a_file_is_one_list_and_nothing_is_stored(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(folder, samples.NBK)
    for source in ("nbk", None):
        assert await rates(settings(), source, file, dry_run=True, as_json=True) == DONE
        assert json.loads(capsys.readouterr().out) == NBK_QUOTES
    assert [path.name for path in folder.iterdir()] == ["answer"]


async def test_a_bank_is_asked_where_the_owner_says(
    folder: Path, server: BankServer, capsys: pytest.CaptureFixture[str]
) -> None:
    given = settings(rate_urls=f"nbk={server.root}")
    assert await rates(given, "nbk", None, dry_run=True, as_json=True) == DONE
    assert json.loads(capsys.readouterr().out) == NBK_QUOTES
    assert server.asked[0].startswith("/rss/get_rates.cfm?fdate=")
    assert list(folder.iterdir()) == []


async def test_what_is_taken_is_stored_and_counted(
    folder: Path, server: BankServer, capsys: pytest.CaptureFixture[str]
) -> None:
    given = settings(rate_urls=f"nbk={server.root}")
    for said in ("2 new", "2 unchanged"):
        assert await rates(given, "nbk", None, dry_run=False, as_json=False) == DONE
        assert capsys.readouterr().out.splitlines() == [
            "nbk:",
            "  Found: 2 rates of 2 March 2026.",
            f"  Rates: {said}.",
        ]
    server.answers["/rss"] = samples.NBK.replace("4.10", "0").replace("500.10", "500.1").encode()
    assert await rates(given, "nbk", None, dry_run=False, as_json=True) == DONE
    out, err = capsys.readouterr()
    assert [quote["value"] for quote in json.loads(out)] == ["500.1"]
    assert "1 changed" in err and "UZS/KZT: a rate is above zero, not 0." in err
    assert await stored(given) == ["USD/KZT 500.1 nbk", "UZS/KZT 0.0410 nbk"]


async def test_all_banks_that_are_set_are_asked_and_one_that_fails_is_told(
    folder: Path, server: BankServer, capsys: pytest.CaptureFixture[str]
) -> None:
    roots = f"nbk={server.root},cbr={server.root}"
    given = settings(rate_urls=roots, rate_sources="nbk,cbr")
    assert await rates(given, None, None, dry_run=True, as_json=True) == FAILED
    out, err = capsys.readouterr()
    assert json.loads(out) == NBK_QUOTES
    assert "cbr: 127.0.0.1 answered with the status 404." in err.splitlines()


async def test_no_banks_are_an_empty_list(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await rates(settings(rate_sources=""), None, None, dry_run=True, as_json=True) == DONE
    assert json.loads(capsys.readouterr().out) == []


async def test_a_bank_leads_into_no_private_network_unless_that_is_allowed(
    folder: Path, server: BankServer, capsys: pytest.CaptureFixture[str]
) -> None:
    async with BankServer(leads_to=server.root) as bank:
        roots = f"nbk={bank.root}"
        assert await rates(settings(rate_urls=roots), "nbk", None, dry_run=True, as_json=True)
        out, err = capsys.readouterr()
        assert json.loads(out) == [] and "FETCH_PRIVATE" in err and server.asked == []
        allowed = settings(rate_urls=roots, fetch_private=True)
        assert await rates(allowed, "nbk", None, dry_run=True, as_json=True) == DONE
        assert json.loads(capsys.readouterr().out) == NBK_QUOTES


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("cbr", samples.NBK),
        ("nbk", samples.NBK[:-20]),
        ("nbk", ""),
        (None, samples.NBK[:-20]),
        (None, "some words"),
        (None, page(ticker=())),
    ],
)
async def test_what_holds_no_rates_is_refused(
    source: str | None, text: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(folder, text)
    assert await rates(settings(), source, file, dry_run=False, as_json=True) == REFUSED  # type: ignore[arg-type]
    out, err = capsys.readouterr()
    assert json.loads(out) == [] and err.startswith(f"{file}: ")
    assert [path.name for path in folder.iterdir()] == ["answer"]


async def test_a_file_that_cannot_be_read_is_a_failure(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await rates(settings(), "nbk", "none.xml", dry_run=True, as_json=False) == FAILED
    out, err = capsys.readouterr()
    assert (out, err) == ("", "none.xml: No such file or directory\n")
    monkeypatch.setattr(limits, "IMPORT_BYTES", 10)
    file = written(folder, samples.NBK)
    assert await rates(settings(), "nbk", file, dry_run=True, as_json=False) == FAILED


async def test_people_are_told_each_rate_before_it_is_stored(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(folder, samples.nbkr_history())
    assert await rates(settings(), "nbkr", file, dry_run=True, as_json=False) == DONE
    assert capsys.readouterr().out.splitlines() == [
        f"{file}:",
        "  Found: 2 rates.",
        "  1 USD = 87.4500 KGS (2026-02-27, nbkr)",
        "  1 USD = 87.4000 KGS (2026-03-02, nbkr)",
        "  The table does not name its currency: it is taken as the US dollar.",
    ]


async def test_small_rates_are_written_without_exponents(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(folder, samples.world({"XAU": 1.2e-9}))
    assert await rates(settings(), "world", file, dry_run=True, as_json=True) == DONE
    assert [quote["value"] for quote in json.loads(capsys.readouterr().out)] == ["0.0000000012"]


def test_the_command_reads_standard_input(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Input:
        buffer = io.BytesIO(samples.NBK.encode())

    monkeypatch.setattr(sys, "stdin", Input())
    assert main(["rates", "--source", "nbk", "--file", "-", "--dry-run", "--json"]) == DONE
    assert json.loads(capsys.readouterr().out) == NBK_QUOTES


def test_an_unknown_source_is_a_wrong_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["rates", "--source", "nbp"])
    assert ended.value.code == 2
    assert "nbkr" in capsys.readouterr().err
