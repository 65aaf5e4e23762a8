"""Rates that people want to hear of: told once, by whoever saw it first."""

import asyncio
from decimal import Decimal

import pytest

from storage import Store
from storage.alerts import MOST, Alert, TooManyAlerts
from storage.deliveries import DeliveryKind
from tests.storage.delivering import PERSON, drain, waiting


async def bound(store: Store, value: str = "530", person_id: int = PERSON) -> Alert:
    return await store.alerts.add(
        person_id, "USD", "KZT", reference=Decimal("525.10"), bound=Decimal(value)
    )


async def moved(store: Store) -> Alert:
    return await store.alerts.add(
        PERSON, "USD", "KZT", reference=Decimal("500"), percent=Decimal("1.5")
    )


async def test_an_alert_is_kept_with_its_digits(store: Store) -> None:
    alert = await bound(store, "530.00")
    assert alert == Alert(
        *(alert.id, PERSON, "USD", "KZT", Decimal("530.00"), None, Decimal("525.10"), True)
    )
    assert str(alert.reference) == "525.10"
    assert await store.alerts.of_person(PERSON) == (alert,)
    assert await store.alerts.all_armed() == (alert,)
    assert await store.alerts.of_person(8) == ()


async def test_the_same_again_is_no_second_one(store: Store) -> None:
    alert = await bound(store)
    await store.alerts.tell(alert, Decimal(531))
    again = await bound(store)
    assert (again.id, again.armed) == (alert.id, True)
    assert await store.alerts.of_person(PERSON) == (again,)


async def test_one_needs_a_bound_or_a_percentage(store: Store) -> None:
    with pytest.raises(ValueError, match="bound"):
        await store.alerts.add(PERSON, "USD", "KZT", reference=Decimal(1))


async def test_a_person_has_so_many_and_no_more(store: Store) -> None:
    for value in range(MOST):
        await bound(store, str(500 + value))
    with pytest.raises(TooManyAlerts):
        await bound(store, "999")
    await bound(store, "999", person_id=8)


async def test_only_its_own_person_removes_it(store: Store) -> None:
    alert = await bound(store)
    assert not await store.alerts.remove(alert.id, 8)
    assert await store.alerts.remove(alert.id, PERSON)
    assert not await store.alerts.remove(alert.id, PERSON)
    assert not await store.alerts.tell(alert, Decimal(531))


async def test_it_tells_once_and_rests_until_the_rate_went_back(store: Store) -> None:
    alert = await bound(store)
    told = await asyncio.gather(*(store.alerts.tell(alert, Decimal("530.20")) for _ in range(4)))
    assert sorted(told) == [False, False, False, True]
    (delivery,) = await waiting(store)
    assert (delivery.kind, delivery.chat_id) == (DeliveryKind.ALERT, PERSON)
    assert delivery.payload == {
        **{"alert": alert.id, "base": "USD", "quote": "KZT", "rate": "530.20"},
        **{"bound": "530", "percent": None, "reference": "525.10", "above": True},
    }
    assert await drain(store) == [(PERSON, "alert")]
    assert await store.alerts.all_armed() == ()
    (resting,) = await store.alerts.resting()
    assert resting.told_at is not None
    assert await store.alerts.rearm(alert.id)
    assert not await store.alerts.rearm(alert.id)
    (armed,) = await store.alerts.all_armed()
    assert await store.alerts.tell(armed, Decimal(531), source="nbk")


async def test_one_for_moves_goes_on_from_the_rate_that_it_told(store: Store) -> None:
    alert = await moved(store)
    assert await store.alerts.tell(alert, Decimal(490))
    assert not await store.alerts.tell(alert, Decimal(490))
    (moved_on,) = await store.alerts.all_armed()
    assert moved_on.reference == Decimal(490)
    (delivery,) = await waiting(store)
    assert delivery.payload is not None
    assert (delivery.payload["percent"], delivery.payload["above"]) == ("1.5", False)
    assert await store.alerts.tell(moved_on, Decimal(500))
