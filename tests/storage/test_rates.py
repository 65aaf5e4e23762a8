from datetime import date
from decimal import Decimal

import pytest

from storage import Quote, Store, Tally
from tests.builders import quote


async def put(store: Store, *quotes: Quote) -> Tally:
    async with store.transaction() as connection:
        return await store.rates.put(connection, quotes)


@pytest.mark.parametrize(
    "value", ["0.00008", "478.21", "0.0019100", "12345678901234567890.1234567890", "1E-7"]
)
async def test_a_rate_keeps_exactly_its_digits(store: Store, value: str):
    await put(store, quote(value=value, change=Decimal("0.10")))
    (kept,) = await store.rates.current()
    assert format(kept.value, "f") == format(Decimal(value), "f")
    assert str(kept.change) == "0.10"


async def test_the_same_again_is_unchanged_and_another_value_is_a_change(store: Store):
    assert await put(store, quote(), quote("KGS")) == Tally(new=2)
    assert await store.rates.compare([quote()]) == Tally(unchanged=1)
    assert await put(store, quote(), quote("KGS", "0.01150")) == Tally(changed=1, unchanged=1)
    assert [str(one.value) for one in await store.rates.current()] == ["0.00191", "0.01150"]


async def test_a_trailing_zero_is_another_quote(store: Store):
    await put(store, quote(value="0.5"))
    assert await put(store, quote(value="0.50")) == Tally(changed=1)


async def test_the_newest_day_of_each_source_is_current_and_history_is_kept(store: Store):
    await put(store, quote(value="1"), quote("KGS", "9"))
    await put(store, quote(value="2", as_of=date(2024, 12, 22)))
    await put(store, quote(value="3", as_of=date(2024, 12, 20)))
    await put(store, quote(value="4", source="bank"))
    current = await store.rates.current()
    assert [(one.base, one.source, str(one.value)) for one in current] == [
        ("KZT", "site", "2"),
        ("KGS", "site", "9"),
        ("KZT", "bank", "4"),
    ]


async def test_a_store_without_rates_has_none(store: Store):
    assert await store.rates.current() == ()
