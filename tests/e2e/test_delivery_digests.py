"""Digests on the clock: at the time that was chosen, once, whatever the clocks or the bot do."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.clock import Clock
from bot.delivery.digests import Digests
from bot.delivery.expanding import Expanding
from storage import Store
from storage.deliveries import Chat, ChatKind, Delivery, DeliveryKind, Mode, Subscription
from storage.outcomes import Sent
from tests.builders import quote
from tests.e2e.delivering import announce, numbered

CHANNEL = Chat(-1001, ChatKind.CHANNEL, "Daily")
HOUR = timedelta(hours=1)


@dataclass
class Time:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class World:
    store: Store
    time: Time
    made: list[tuple[datetime, Delivery]] = field(default_factory=list)
    _number: int = 0

    async def look(self, processes: int = 1) -> None:
        """What the clocks of so many processes do at this moment."""
        matches = Expanding(self.store, lambda: None, clock=self.time).matches
        clocks = [Clock(Digests(self.store, matches, clock=self.time)) for _ in range(processes)]
        await asyncio.gather(*(clock.look() for clock in clocks))
        await asyncio.gather(*(clock.idle() for clock in clocks))
        while claimed := await self.store.outbox.claim("test", 10):
            sent = [Sent(one.deliveries[0], 1) for one in claimed]
            self.made += [(self.time.now, one.deliveries[0]) for one in claimed]
            await self.store.outbox.finish("test", sent)

    async def pass_by(self, time: timedelta, *, every: timedelta = HOUR / 2) -> None:
        """Hours in which the bot looks again and again, and an article comes each six hours."""
        end = self.time.now + time
        while self.time.now < end:
            self.time.now += every
            if self.time.now.hour % 6 == 0 and not self.time.now.minute:
                await self.publish()
            await self.look()

    async def publish(self) -> None:
        self._number += 1
        await announce(self.store, numbered(self._number, self._number))

    async def subscribe(self, mode: Mode, zone: str, **given: int) -> Subscription:
        return await self.store.subscriptions.add(
            CHANNEL, 7, mode=mode, at=8 * 60, time_zone=zone, **given
        )


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    time = Time(datetime(2026, 3, 27, 12, tzinfo=UTC))
    store = Store(database_url, tmp_path / "search", clock=time)
    await store.open()
    yield World(store, time)
    await store.close()


@pytest.mark.parametrize("zone", ["Asia/Almaty", "Europe/Berlin"])
@pytest.mark.parametrize(
    "begin", [datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 10, 23, 12, tzinfo=UTC)]
)
async def test_each_day_at_eight_over_both_switches_with_all_that_came(
    world: World, zone: str, begin: datetime
) -> None:
    world.time.now = begin
    await world.subscribe(Mode.DAILY, zone)
    await world.pass_by(timedelta(days=4))
    there = [at.astimezone(ZoneInfo(zone)) for at, _ in world.made]
    assert [(one.hour, one.minute) for one in there] == [(8, 0)] * 4
    assert len({one.date() for one in there}) == 4
    listed = [number for _, made in world.made for number in (made.payload or {})["articles"]]
    assert listed == sorted(set(listed)) and len(listed) >= 14


async def test_after_a_night_off_one_digest_tells_all_and_the_next_comes_at_its_time(
    world: World,
) -> None:
    await world.subscribe(Mode.DAILY, "Asia/Almaty")  # 08:00 is 03:00 UTC
    await world.pass_by(HOUR)
    for _ in range(3):
        world.time.now += timedelta(hours=15)
        await world.publish()
    await world.look()
    ((_, late),) = world.made
    assert len((late.payload or {})["articles"]) == 3
    await world.pass_by(timedelta(days=1))
    assert [at.hour for at, _ in world.made[1:]] == [3]


async def test_of_several_processes_one_makes_it(world: World) -> None:
    await world.subscribe(Mode.DAILY, "Asia/Almaty")
    await world.publish()
    world.time.now += timedelta(days=1)
    await world.look(processes=4)
    assert len(world.made) == 1


async def test_a_day_without_news_has_no_digest_and_its_rates_all_the_same(world: World) -> None:
    await world.store.load([], [quote("USD", "478.21")], person_id=1, file_name="x")
    await world.subscribe(Mode.DAILY, "Asia/Almaty")
    await world.subscribe(Mode.RATES, "Asia/Almaty")
    world.time.now += timedelta(days=1)
    await world.look()
    assert [made.kind for _, made in world.made] == [DeliveryKind.RATES]


async def test_a_week_is_told_on_its_day(world: World) -> None:
    await world.subscribe(Mode.WEEKLY, "Europe/Berlin", weekday=2)
    await world.publish()
    await world.pass_by(timedelta(days=15), every=6 * HOUR)
    assert [at.astimezone(ZoneInfo("Europe/Berlin")).weekday() for at, _ in world.made] == [2, 2]


async def test_a_fault_in_one_digest_is_in_the_way_of_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = await world.subscribe(Mode.DAILY, "Asia/Almaty")
    await world.subscribe(Mode.DAILY, "Asia/Almaty")
    gather = world.store.subscriptions.gather

    async def fail(subscription: Subscription, matches):
        if subscription.id == broken.id:
            raise ZeroDivisionError("a bug of ours")
        return await gather(subscription, matches)

    monkeypatch.setattr(world.store.subscriptions, "gather", fail)
    await world.publish()
    world.time.now += timedelta(days=1)
    await world.look()
    assert len(world.made) == 1 and "a bug of ours" in caplog.text
