from datetime import date
from decimal import Decimal

import pytest

from storage import Quote, Store, Tally, rates
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


def day(number: int) -> date:
    return date(2024, 12, number)


async def test_the_history_of_a_pair_has_all_its_sources_and_no_inverse(store: Store):
    kept = [
        quote(value="1", as_of=day(1)),
        quote(value="2", as_of=day(2)),
        quote(value="3", as_of=day(3), source="bank"),
        quote(value="4", as_of=day(3)),
    ]
    await put(store, *reversed(kept), quote("USD", "523", quote="KZT"), quote("KGS", "9"))
    history = await store.rates.history("KZT", "USD", day(2))
    assert {str(one.value) for one in history} == {"2", "3", "4"}
    assert [one.as_of for one in history] == [day(2), day(3), day(3)]
    assert len(await store.rates.history("KZT", "USD", day(1))) == 4
    assert await store.rates.history("KZT", "USD", day(1), "bank") == (kept[2],)
    assert await store.rates.history("KZT", "USD", day(4)) == ()
    assert await store.rates.history("USD", "KGS", day(1)) == ()


async def test_a_history_is_read_once_until_rates_change(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    await put(store, quote(as_of=day(1)))
    assert len(await store.rates.history("KZT", "USD", day(1))) == 1
    with monkeypatch.context() as patched:
        patched.setattr(store.rates, "_read_history", None)
        assert len(await store.rates.history("KZT", "USD", day(1))) == 1
    await put(store, quote(as_of=day(2)))
    assert len(await store.rates.history("KZT", "USD", day(1))) == 2


async def test_few_histories_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rates, "HISTORIES_KEPT", 2)
    for number in range(1, 5):
        await store.rates.history("KZT", "USD", day(number))
    assert [since for *_, since, _ in store.rates._histories] == [day(3), day(4)]


async def test_the_quote_before_is_of_the_same_pair_and_source(store: Store):
    old, new = quote(value="1", as_of=day(1)), quote(value="2", as_of=day(5))
    bank = quote(value="3", as_of=day(3), source="bank")
    first = quote("KGS", "9", as_of=day(3))
    await put(store, old, new, bank, first, quote(value="0.5", as_of=date(2020, 1, 1)))
    assert await store.rates.previous([new, bank, first, new]) == {new: old}
    oldest = quote(value="0.5", as_of=date(2020, 1, 1))
    assert await store.rates.previous([new, old]) == {new: old, old: oldest}
    assert await store.rates.previous([]) == {}


async def test_the_quotes_before_many_are_found_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rates, "LOOKED_BACK", 3)
    codes = ["AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "GGG"]
    old = [quote(code, "1", as_of=day(1)) for code in codes]
    new = [quote(code, "2", as_of=day(2)) for code in codes]
    await put(store, *old, *new)
    assert await store.rates.previous(new) == dict(zip(new, old, strict=True))
