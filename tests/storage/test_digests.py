"""Digests: due once each, with all that came since the last one."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import Store
from storage.claims import LISTED
from storage.deliveries import DeliveryKind, Mode, Subscription, SubscriptionState, Wants
from storage.digests import next_run_of
from tests.storage.delivering import (
    PERSON,
    channel,
    claim_one,
    drain,
    load,
    matches,
    private,
    publish,
    waiting,
)
from tests.storage.timing import Time

BEGIN = datetime(2026, 3, 27, 12, tzinfo=UTC)  # a Friday, two days before Berlin's clocks switch
EIGHT = 8 * 60


@pytest.fixture
def store(timed_store: Store) -> Store:
    return timed_store


async def make_due(store: Store, now: datetime) -> list[Subscription]:
    """Those that are made, as the clock makes them."""
    made: list[Subscription] = []
    for one in await store.subscriptions.due_digests(now, 100):
        gathered = await store.subscriptions.gather(one, matches)
        after = next_run_of(one, now)
        assert after is not None
        if await store.subscriptions.make_digest(
            one, after, gathered.article_ids, gathered.seen, gathered.more
        ):
            made.append(one)
    return made


async def daily(store: Store, zone: str = "Europe/Berlin", **given: object) -> Subscription:
    filled = {"mode": Mode.DAILY, "at": EIGHT, "time_zone": zone, **given}
    return await store.subscriptions.add(private(), PERSON, **filled)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("zone", "times"),
    [
        ("Europe/Berlin", ["28 07:00", "29 06:00", "30 06:00"]),
        ("Asia/Almaty", ["28 03:00", "29 03:00", "30 03:00"]),
    ],
)
async def test_each_day_at_its_time_once(
    store: Store, time: Time, zone: str, times: list[str]
) -> None:
    await daily(store, zone)
    made: list[str] = []
    while time.now < BEGIN + timedelta(days=3):
        if time.now.hour % 6 == 0 and not time.now.minute:
            await load(store, f"Seen at {time.now}")
        for _ in await make_due(store, time.now):
            made.append(time.now.strftime("%d %H:%M"))
        time.now += timedelta(minutes=30)
    assert made == times
    assert len(await waiting(store)) == 3


async def test_it_has_what_came_since_the_last_and_fits(store: Store, time: Time) -> None:
    await load(store, "Before it subscribed")
    await daily(store, wants=Wants(query="-railway"))
    await load(store, "One", "The railway", "Two")
    time.now += timedelta(days=1)
    assert len(await make_due(store, time.now)) == 1
    assert await drain(store) == [(PERSON, "One + Two")]
    await load(store, "Three")
    time.now += timedelta(days=1)
    assert len(await make_due(store, time.now)) == 1
    assert await drain(store) == [(PERSON, "Three")]


async def test_after_a_night_off_one_comes_at_once_and_the_next_at_its_time(
    store: Store, time: Time
) -> None:
    await daily(store)
    await load(store, "One")
    time.now = BEGIN + timedelta(days=3)
    assert len(await make_due(store, time.now)) == 1
    assert await make_due(store, time.now) == []
    assert len(await waiting(store)) == 1
    (one,) = await store.subscriptions.of_chat(PERSON)
    assert one.next_run_at == datetime(2026, 3, 31, 6, tzinfo=UTC)


async def test_whoever_makes_it_it_is_made_once(store: Store, time: Time) -> None:
    await daily(store)
    await load(store, "One")
    time.now += timedelta(days=1)
    (due,) = await store.subscriptions.due_digests(time.now, 100)
    after = next_run_of(due, time.now)
    assert after is not None
    assert await store.subscriptions.make_digest(due, after, [1], 1)
    assert not await store.subscriptions.make_digest(due, after, [1], 1)
    assert len(await waiting(store)) == 1


async def test_with_nothing_in_it_there_is_none(store: Store, time: Time) -> None:
    await daily(store)
    time.now += timedelta(days=1)
    assert len(await make_due(store, time.now)) == 1
    assert await waiting(store) == []


async def test_a_long_one_has_the_newest_and_tells_of_the_rest(store: Store, time: Time) -> None:
    await daily(store)
    await load(store, *(f"Number {n}" for n in range(LISTED + 150)))
    time.now += timedelta(days=1)
    await make_due(store, time.now)
    claimed = await claim_one(store)
    assert claimed.deliveries[0].kind is DeliveryKind.DIGEST
    assert (len(claimed.articles), claimed.of) == (LISTED, LISTED + 150)
    assert claimed.articles[-1].title == f"Number {LISTED + 149}"


async def test_one_whose_articles_were_all_taken_back_is_dropped(store: Store, time: Time) -> None:
    await daily(store)
    await load(store, "A mistake")
    time.now += timedelta(days=1)
    await make_due(store, time.now)
    async with store.transaction() as connection:
        await store.retract(connection, [1])
    assert await drain(store) == []


async def test_rates_come_each_day_whatever_else(store: Store, time: Time) -> None:
    await daily(store, mode=Mode.RATES)
    await load(store, "One")
    time.now += timedelta(days=1)
    assert len(await make_due(store, time.now)) == 1
    assert await drain(store) == [(PERSON, "rates")]


async def test_a_weekly_one_comes_on_its_day(store: Store) -> None:
    one = await daily(store, mode=Mode.WEEKLY, weekday=0)
    assert one.next_run_at == datetime(2026, 3, 30, 6, tzinfo=UTC)


async def test_another_time_counts_at_once(store: Store) -> None:
    one = await daily(store)
    changed = await store.subscriptions.change(one.id, at=14 * 60, header="News")
    assert changed is not None
    assert changed.next_run_at == BEGIN.replace(hour=13)
    changed = await store.subscriptions.change(one.id, state=SubscriptionState.PAUSED)
    assert changed is not None
    assert changed.next_run_at is None


async def test_what_was_posted_is_in_no_digest_later_and_the_other_way_round(
    store: Store, time: Time
) -> None:
    one = await store.subscriptions.add(private(), PERSON)
    await publish(store, "Posted")
    await store.subscriptions.change(one.id, mode=Mode.DAILY)
    await publish(store, "Told")
    time.now += timedelta(days=1)
    await make_due(store, time.now)
    assert await drain(store) == [(PERSON, "Posted"), (PERSON, "Told")]
    await store.subscriptions.change(one.id, mode=Mode.EACH)
    await publish(store, "Posted again")
    assert await drain(store) == [(PERSON, "Posted again")]
    assert await store.subscriptions.due_digests(time.now + timedelta(days=9), 100) == ()


async def test_a_chat_that_was_closed_gets_all_in_its_next_digest(store: Store, time: Time) -> None:
    await store.subscriptions.add(
        channel(), PERSON, mode=Mode.DAILY, at=EIGHT, time_zone="Europe/Berlin"
    )
    await publish(store, "Before")
    await store.subscriptions.close_chat(channel().chat_id, "kicked")
    await publish(store, "Meanwhile")
    time.now += timedelta(days=1)
    assert await make_due(store, time.now) == []
    assert await store.subscriptions.reopen_chat(channel().chat_id, matches) == 0
    await publish(store, "After")
    time.now += timedelta(days=1)
    await make_due(store, time.now)
    got = [title for chat_id, title in await drain(store) if chat_id == channel().chat_id]
    assert got == ["Before + Meanwhile + After"]
