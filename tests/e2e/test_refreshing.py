"""Rates on the clock: banks are asked when they are due, over HTTP, into each database."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config import load_settings
from bot.delivery.clock import Clock
from bot.delivery.refreshing import BACK_OFF, RateRefreshing
from bot.delivery.rhythm import MOST
from bot.ingest.banks import BANKS
from storage import Source, Store
from tests.unit.ingest import bank_samples as samples
from tests.unit.ingest.bank_server import BankServer

BEGIN = datetime(2026, 3, 2, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Time:
    now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now


@dataclass
class World:
    store: Store
    server: BankServer
    time: Time

    def work(self, sources: str = "nbk", **given: Any) -> RateRefreshing:
        roots = ",".join(f"{code}={self.server.root}" for code in sources.split(","))
        settings = load_settings(_env_file=None, rate_sources=sources, rate_urls=roots, **given)
        return RateRefreshing(self.store, settings, clock=self.time)

    @asynccontextmanager
    async def clock(self, sources: str = "nbk") -> AsyncIterator[Clock]:
        """One that looks when it is told to."""
        work = self.work(sources)
        clock = Clock(work)
        await work.open()
        yield clock
        await clock.stop()

    async def look(self, sources: str = "nbk") -> None:
        """A process of its own, for one look."""
        async with self.clock(sources) as clock:
            await clock.look()
            await clock.idle()

    async def source(self, code: str = "nbk") -> Source:
        return (await self.store.sources.all())[code]

    async def quotes(self) -> list[str]:
        return [f"{one.base}/{one.quote} {one.value}" for one in await self.store.rates.current()]


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    time = Time()
    store = Store(database_url, tmp_path / "search", clock=time)
    await store.open()
    async with BankServer({"/rss": samples.NBK.encode()}) as server:
        yield World(store, server, time)
    await store.close()


NBK = ["USD/KZT 500.10", "UZS/KZT 0.0410"]


async def test_a_source_is_asked_at_once_and_then_when_it_is_due(world: World) -> None:
    await world.look()
    assert await world.quotes() == NBK
    source = await world.source()
    assert (source.succeeded_at, source.next_run_at) == (BEGIN, BEGIN + BANKS["nbk"].every)
    await world.look()
    assert len(world.server.asked) == 1
    world.time.now += HOUR
    await world.look()
    assert len(world.server.asked) == 2


async def test_what_did_not_change_is_a_success_that_stores_nothing(world: World) -> None:
    await world.look()
    seen = (await world.source()).seen
    changes: list[tuple[str, int]] = []
    world.store.on_change(lambda name, value: changes.append((name, value)))
    world.time.now += HOUR
    await world.look()
    source = await world.source()
    assert (source.succeeded_at, source.seen, source.problem) == (BEGIN + HOUR, seen, None)
    assert changes == []
    world.server.answers["/rss"] = samples.NBK.replace("500.10", "501.20").encode()
    world.time.now += HOUR
    await world.look()
    assert await world.quotes() == ["USD/KZT 501.20", NBK[1]]


async def test_a_source_that_fails_rests_longer_each_time_and_its_rates_stay(
    world: World,
) -> None:
    await world.look()
    world.server.status = 503
    world.time.now += HOUR
    rests = []
    for failures in range(1, len(BACK_OFF) + 2):
        await world.look()
        source = await world.source()
        assert source.failures == failures
        assert source.problem is not None and "status" in source.problem["message"]
        rests.append(source.next_run_at - world.time.now)
        world.time.now = source.next_run_at
    assert rests == [*BACK_OFF, BACK_OFF[-1]]
    assert await world.quotes() == NBK
    world.server.status = 200
    await world.look()
    source = await world.source()
    assert (source.failures, source.problem, source.succeeded_at) == (0, None, world.time.now)


@pytest.mark.parametrize(
    ("asked_for", "rest"), [("7200", 2 * HOUR), ("1", BACK_OFF[0]), ("9999999", MOST)]
)
async def test_a_source_is_left_alone_for_as_long_as_it_asks(
    world: World, asked_for: str, rest: timedelta
) -> None:
    world.server.status = 429
    world.server.headers = {"Retry-After": asked_for}
    await world.look()
    assert (await world.source()).next_run_at == BEGIN + rest


async def test_an_answer_of_another_form_is_told_and_the_others_go_on(world: World) -> None:
    world.server.answers["/scripts"] = b"<html><body>We are moving.</body></html>"
    await world.look("nbk,cbr")
    assert await world.quotes() == NBK
    source = await world.source("cbr")
    assert source.failures == 1 and source.problem is not None
    assert "layout" in source.problem["message"]


async def test_rates_that_are_refused_are_told_and_the_rest_is_taken(world: World) -> None:
    world.server.answers["/rss"] = samples.NBK.replace("500.10", "0").encode()
    await world.look()
    assert await world.quotes() == NBK[1:]
    source = await world.source()
    assert source.failures == 0 and source.succeeded_at == BEGIN
    assert source.problem == {
        "line": 6,
        "message": "{pair}: a rate is above zero, not {value}.",
        "fields": {"pair": "USD/KZT", "value": "0", "units": "1", "day": "02.03.2026"},
    }


async def test_a_fault_of_ours_is_the_trouble_of_one_source(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("a fault")

    broken = replace(BANKS["nbk"], code="cbr", read=fail)
    monkeypatch.setitem(BANKS, "cbr", broken)
    await world.look("nbk,cbr")
    assert await world.quotes() == NBK
    source = await world.source("cbr")
    assert (source.failures, source.next_run_at) == (1, BEGIN + BACK_OFF[0])
    assert source.problem is not None
    assert source.problem["fields"]["id"] in caplog.text and "a fault" in caplog.text


async def test_of_several_processes_one_asks(world: World) -> None:
    async with world.clock() as one, world.clock() as other:
        await asyncio.gather(one.look(), other.look())
        await asyncio.gather(one.idle(), other.idle())
    assert len(world.server.asked) == 1
    assert await world.quotes() == NBK


async def test_a_stop_cuts_off_what_is_asked_and_gives_it_back(world: World) -> None:
    world.server.held = asyncio.Event()
    async with world.clock() as clock:
        await clock.look()
        await asyncio.wait_for(world.server.heard.wait(), 10)
    assert (await world.source()).lease_until is None
    world.server.held.set()
    await world.look()
    assert await world.quotes() == NBK


async def test_the_loop_looks_by_itself_and_outlives_a_database_that_is_away(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plan, tries = world.store.sources.plan, 0

    async def away(codes: Any) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise ConnectionError("the database is away")
        await plan(codes)

    monkeypatch.setattr(world.store.sources, "plan", away)
    arrived = asyncio.Event()
    world.store.on_change(lambda *_: arrived.set())
    clock = Clock(world.work(), look_every=0.01)
    await clock.start()
    try:
        await asyncio.wait_for(arrived.wait(), 10)
    finally:
        await clock.stop()
    assert await world.quotes() == NBK
    told = [one for one in caplog.records if "what is due" in one.message]
    assert [one.levelno for one in told] == [logging.WARNING]


async def test_without_sources_nothing_is_written(world: World) -> None:
    work = world.work()
    work._codes = ()
    assert await work.claim() == ()
    assert await world.store.sources.all() == {}
