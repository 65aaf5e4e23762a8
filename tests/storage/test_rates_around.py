"""The quotes that stand for a day of the past."""

from datetime import date

import pytest

from storage import Quote, Store
from tests.builders import quote

DAY = date(2024, 12, 21)


def on(day: int, base: str = "KZT", source: str = "site", month: int = 12) -> Quote:
    return quote(base, f"0.0{month}{day:02}", as_of=date(2024, month, day), source=source)


async def put(store: Store, *quotes: Quote) -> None:
    await store.load([], quotes, person_id=1, file_name="test")


async def test_of_each_pair_and_source_the_nearest_quote_not_after_the_day_is_given(store: Store):
    await put(
        store,
        *(on(day) for day in (19, 20, 22)),
        *(on(day, source="nbk") for day in (14, 21, 23)),
        *(on(day, "KGS") for day in (15, 16)),
    )
    found = await store.rates.around(DAY)
    assert set(found) == {on(20), on(21, source="nbk"), on(16, "KGS")}


@pytest.mark.parametrize(("day", "stands"), [(13, False), (14, True), (21, True), (22, False)])
async def test_a_quote_stands_for_seven_days(store: Store, day: int, stands: bool):
    await put(store, on(day))
    assert bool(await store.rates.around(DAY)) is stands
    assert await store.rates.around(DAY, within=0) == ((on(21),) if day == 21 else ())


async def test_without_quotes_and_at_the_ends_of_time_there_are_none(store: Store):
    assert await store.rates.around(DAY) == ()
    await put(store, on(21))
    assert await store.rates.around(date.min) == ()
    assert await store.rates.around(date.max) == ()


async def test_names_of_sources_are_taken_as_they_are(store: Store):
    named = on(21, source='O\'Neill "&" \\ Söhne')
    await put(store, named)
    assert await store.rates.around(DAY) == (named,)
