"""Rates as they are fetched, from a server in the banks' place."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from bot.ingest import Unreadable
from bot.ingest.banks import BANKS
from bot.ingest.banks.refresh import Refreshed, refresh
from bot.ingest.fetch import Fetcher, FetchError
from tests.unit.ingest import bank_samples as samples
from tests.unit.ingest.bank_server import BankServer

NOW = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
WITHIN = 5.0  # seconds; nothing here takes as long
TEXTS = {
    "nbk": samples.NBK,
    "nbkr": samples.NBKR,
    "cbu": samples.cbu(),
    "nbt": samples.NBT,
    "cbt": samples.CBT,
    "cbr": samples.CBR,
    "ecb": samples.ECB,
    "world": samples.world(),
}


@pytest.fixture
async def server() -> AsyncIterator[BankServer]:
    async with BankServer() as started:
        yield started


async def ask(code: str, server: BankServer, before: Refreshed | None = None) -> Refreshed:
    async with Fetcher(trusted=[server.root], within=WITHIN) as fetcher:
        seen = before.seen if before else None
        return await refresh(BANKS[code], fetcher, NOW, seen=seen, root=server.root)


def body(code: str) -> bytes:
    text = TEXTS[code]
    return text.encode("windows-1251" if "windows-1251" in text else "utf-8")


@pytest.mark.parametrize("code", BANKS)
async def test_a_bank_is_asked_at_its_own_path(code: str, server: BankServer) -> None:
    server.answers["/"] = body(code)
    fresh = await ask(code, server)
    assert set(fresh.quotes) == set(BANKS[code].read(body(code)).quotes)
    assert (fresh.problems, fresh.unchanged) == ((), False)
    own = [urlsplit(address) for address in BANKS[code].addresses(BANKS[code].day(NOW))]
    asked = [urlsplit(path) for path in server.asked]
    assert sorted(one.path for one in asked) == sorted(one.path for one in own)
    assert sorted(one.query for one in asked) == sorted(one.query for one in own)


@pytest.mark.parametrize("code", BANKS)
async def test_what_did_not_change_is_not_read_again(code: str, server: BankServer) -> None:
    server.answers["/"] = body(code)
    first = await ask(code, server)
    second = await ask(code, server, first)
    assert second.unchanged and second.seen == first.seen
    assert not (await ask(code, server)).unchanged


@pytest.mark.parametrize("code", BANKS)
@pytest.mark.parametrize("status", [403, 404, 500, 503])
async def test_a_server_that_is_ill_is_an_error(code: str, status: int, server: BankServer) -> None:
    server.answers["/"] = body(code)
    server.status = status
    with pytest.raises(FetchError) as refused:
        await ask(code, server)
    assert refused.value.status == status


@pytest.mark.parametrize("code", BANKS)
async def test_another_answer_is_an_error(code: str, server: BankServer) -> None:
    server.answers["/"] = b"<html><body>We are moving.</body></html>"
    with pytest.raises(Unreadable):
        await ask(code, server)


async def test_a_day_without_a_file_is_the_day_before(server: BankServer) -> None:
    server.answers["/kurs/2026/01032026.xml"] = body("cbt")
    fresh = await ask("cbt", server)
    assert len(fresh.quotes) == 2
    assert server.asked == [f"/kurs/2026/0{day}032026.xml" for day in (3, 2, 1)]
    assert (await ask("cbt", server, fresh)).unchanged


async def test_a_day_without_rates_is_the_day_before(server: BankServer) -> None:
    server.answers["/"] = b"[]"
    with pytest.raises(Unreadable, match="no rate"):
        await ask("cbu", server)
    days = [path.rstrip("/").rpartition("/")[2] for path in server.asked]
    assert days == ["2026-03-03", "2026-03-02", "2026-03-01", "2026-02-28", "2026-02-27"]


async def test_one_address_that_fails_leaves_the_other(server: BankServer) -> None:
    server.answers["/XML/daily.xml"] = body("nbkr")
    fresh = await ask("nbkr", server)
    assert len(fresh.quotes) == 2
    assert [str(problem) for problem in fresh.problems] == [
        "127.0.0.1 answered with the status 404."
    ]
    again = await ask("nbkr", server, fresh)
    assert again.unchanged and again.problems == fresh.problems


async def test_rates_that_are_refused_are_told(server: BankServer) -> None:
    server.answers["/"] = body("nbk").replace(b"500.10", b"0")
    fresh = await ask("nbk", server)
    assert [quote.base for quote in fresh.quotes] == ["UZS"]
    assert [str(problem) for problem in fresh.problems] == [
        "line 6: USD/KZT: a rate is above zero, not 0."
    ]
