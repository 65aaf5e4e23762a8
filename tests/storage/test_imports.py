import asyncio

from storage import ImportState, Store, Tally, limits
from tests.builders import draft, drafts, quote


async def keep(store: Store) -> int:
    return await store.loads.keep(1, "page.txt", b"bytes")


async def load(store: Store, number: int | None):
    return await store.load(drafts(2), [quote()], person_id=1, file_name="page.txt", number=number)


async def test_a_kept_file_waits_until_it_is_loaded(store: Store):
    number = await keep(store)
    kept = await store.loads.get(number)
    assert kept is not None
    assert (kept.body, kept.state, kept.file_name) == (b"bytes", ImportState.WAITING, "page.txt")
    assert await load(store, number) == (Tally(new=2), Tally(new=1))
    kept = await store.loads.get(number)
    assert kept is not None
    assert (kept.body, kept.state) == (None, ImportState.LOADED)


async def test_a_file_is_loaded_once_however_often_it_is_asked_for(store: Store):
    number = await keep(store)
    results = await asyncio.gather(*(load(store, number) for _ in range(5)))
    assert sorted(result is None for result in results) == [False, True, True, True, True]


async def test_a_cancelled_file_cannot_be_loaded(store: Store):
    number = await keep(store)
    assert await store.cancel(number)
    assert not await store.cancel(number)
    assert await load(store, number) is None
    assert (await store.articles.latest(1, size=6)).total == 0


async def test_a_load_that_nobody_was_asked_about_is_recorded(store: Store):
    assert await load(store, None) == (Tally(new=2), Tally(new=1))
    kept = await store.loads.get(1)
    assert kept is not None
    assert kept.state is ImportState.LOADED


async def test_loads_at_the_same_time_do_not_disturb_each_other(store: Store):
    async def one(n: int):
        articles = [draft(f"{n}: {m}") for m in range(20)]
        return await store.load(articles, [], person_id=1, file_name=str(n))

    await asyncio.gather(*(one(n) for n in range(8)))
    changed = await store.articles.changed_since(0, limit=1000)
    assert [article.revision for article in changed] == list(range(1, 161))


async def test_long_searches_are_remembered_once(store: Store):
    number = await store.searches.remember("words " * 50)
    assert await store.searches.remember("words " * 50) == number
    assert await store.searches.recall(number) == "words " * 50
    assert await store.searches.recall(number + 1) is None
    long = await store.searches.remember("x" * 5000)
    assert await store.searches.recall(long) == "x" * limits.SEARCH_WORDS


async def test_searches_remembered_at_once_get_one_number(store: Store):
    numbers = await asyncio.gather(*(store.searches.remember("the same") for _ in range(8)))
    assert len(set(numbers)) == 1
