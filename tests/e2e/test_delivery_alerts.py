"""Rates that people wait for: told once when they come, and again only after they were away."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.config import load_settings
from bot.delivery.alerts import AlertWatch
from bot.delivery.clock import Clock
from storage import Store
from storage.outcomes import Sent
from tests.builders import quote

PERSON = 7
BEGIN = datetime(2026, 3, 2, 6, tzinfo=UTC)


@dataclass
class World:
    store: Store
    now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def clock(self) -> Clock:
        settings = load_settings(_env_file=None, rate_sources="")
        return Clock(AlertWatch(self.store, settings, clock=self))

    async def rates(self, *values: str, base: str = "USD", other: str = "KZT") -> list[str]:
        """One day after another; gives the rates that were told."""
        told: list[str] = []
        clock = self.clock()
        for value in values:
            self.now += timedelta(days=1)
            day = self.now.date()
            await self.store.load(
                [],
                [quote(base, value, quote=other, as_of=day, source="nbk")],
                person_id=1,
                file_name="x",
            )
            await clock.look()
            await clock.idle()
            told += [payload["rate"] for payload in await self.told()]
        await clock.stop()
        return told

    async def told(self) -> list[Any]:
        payloads: list[Any] = []
        while claimed := await self.store.outbox.claim("test", 10):
            payloads += [one.deliveries[0].payload for one in claimed]
            await self.store.outbox.finish("test", [Sent(one.deliveries[0], 1) for one in claimed])
        return payloads

    async def alert(self, **given: Any) -> None:
        filled = {"reference": Decimal(500), **given}
        await self.store.alerts.add(PERSON, "USD", "KZT", **filled)


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    store = Store(database_url, tmp_path / "search")
    await store.open()
    yield World(store)
    await store.close()


async def test_a_bound_above_is_told_once_when_it_is_reached(world: World) -> None:
    await world.alert(bound=Decimal(530), above=True)
    assert await world.rates("520.00", "529.99", "530.00", "535.00", "540.00") == ["530.00"]


async def test_a_rate_that_trembles_at_its_bound_is_told_once_until_it_was_away(
    world: World,
) -> None:
    await world.alert(bound=Decimal(530), above=True)
    told = await world.rates("531.00", "529.00", "531.00", "527.35", "530.00", "531.00")
    assert told == ["531.00", "530.00"]


async def test_a_bound_below_is_told_from_the_other_side(world: World) -> None:
    await world.alert(bound=Decimal(480), above=False)
    told = await world.rates("490.00", "480.00", "482.00", "479.00", "482.40", "480.00")
    assert told == ["480.00", "480.00"]


async def test_a_move_by_percent_is_told_either_way_and_counts_from_there(world: World) -> None:
    await world.alert(percent=Decimal(2))
    told = await world.rates("509.99", "510.00", "515.00", "499.80", "500.00")
    assert told == ["510.00", "499.80"]


async def test_a_rate_that_is_worked_out_counts_as_a_conversion_would_take_it(
    world: World,
) -> None:
    await world.store.alerts.add(
        PERSON, "KZT", "USD", reference=Decimal("0.002"), bound=Decimal("0.0019"), above=False
    )
    (told,) = await world.rates("500.00", "530.00")
    assert told.startswith("0.00188679")


async def test_a_pair_without_a_rate_waits(world: World) -> None:
    await world.store.alerts.add(
        PERSON, "USD", "TMT", reference=Decimal("3.5"), bound=Decimal(4), above=True
    )
    assert await world.rates("530.00") == []
    assert await world.rates("4.10", other="TMT") == ["4.10"]


async def test_of_several_processes_one_tells(world: World) -> None:
    await world.alert(bound=Decimal(530), above=True)
    await world.store.load(
        [],
        [quote("USD", "531", quote="KZT", as_of=date(2026, 3, 2))],
        person_id=1,
        file_name="y",
    )
    clocks = [world.clock() for _ in range(4)]
    await asyncio.gather(*(clock.look() for clock in clocks))
    await asyncio.gather(*(clock.idle() for clock in clocks))
    assert len(await world.told()) == 1
    for clock in clocks:
        await clock.stop()


async def test_nothing_is_read_while_no_quote_changed(world: World) -> None:
    clock = world.clock()
    await clock.look()
    await clock.idle()
    (work,) = clock._kinds
    assert await work.claim() == ()
    await world.rates("531.00")
    assert len(await work.claim()) == 1
    await clock.stop()
