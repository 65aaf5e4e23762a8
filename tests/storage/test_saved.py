"""Articles that people keep for later."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import Store, saved
from tests.builders import draft, drafts
from tests.storage.searching import change, load

AIDA, MARAT = 5_000_000_001, 2


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2024, 12, 21, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
async def store(database_url: str, tmp_path: Path) -> AsyncIterator[Store]:
    opened = Store(database_url, tmp_path / "search", clock=Clock())
    await opened.open()
    yield opened
    await opened.close()


async def kept(store: Store, person: int = AIDA, page: int = 1, size: int = 6) -> list[str]:
    return [one.title for one in (await store.saved.page(person, page, size=size)).items]


async def test_what_is_kept_last_is_shown_first(store: Store) -> None:
    await load(store, draft("A"), draft("B"), draft("C"))
    for number in (2, 1, 3):
        assert await store.saved.keep(AIDA, number)
    assert await kept(store) == ["C", "A", "B"]
    page = await store.saved.page(AIDA, 1, size=6)
    assert (page.total, page.last, page.number) == (3, 1, 1)
    assert page.items[0] == await store.articles.get(3)


async def test_each_keeps_their_own(store: Store) -> None:
    await load(store, draft("A"), draft("B"))
    assert await store.saved.keep(AIDA, 1)
    assert await store.saved.keep(MARAT, 1)
    assert await store.saved.keep(MARAT, 2)
    assert await store.saved.drop(MARAT, 1)
    assert (await kept(store, AIDA), await kept(store, MARAT)) == (["A"], ["B"])
    assert await store.saved.has(AIDA, 1)
    assert not await store.saved.has(AIDA, 2)
    assert not await store.saved.has(MARAT, 1)


async def test_keeping_twice_is_keeping_once_and_in_the_first_place(store: Store) -> None:
    await load(store, draft("A"), draft("B"))
    assert await store.saved.keep(AIDA, 1)
    assert await store.saved.keep(AIDA, 2)
    assert not await store.saved.keep(AIDA, 1)
    assert await kept(store) == ["B", "A"]


async def test_what_is_dropped_is_gone_once(store: Store) -> None:
    await load(store, draft("A"))
    await store.saved.keep(AIDA, 1)
    assert await store.saved.drop(AIDA, 1)
    assert not await store.saved.drop(AIDA, 1)
    assert not await store.saved.drop(AIDA, 10**15)
    assert await kept(store) == []
    assert await store.saved.keep(AIDA, 1)


@pytest.mark.parametrize("deed", ["retract", "delete"])
async def test_what_is_not_there_cannot_be_kept(store: Store, deed: str) -> None:
    await load(store, draft("A"))
    await change(store, deed, 1)
    assert not await store.saved.keep(AIDA, 1)
    assert not await store.saved.keep(AIDA, 10**15)
    assert await kept(store) == []


async def test_what_is_retracted_is_left_out_until_it_comes_back(store: Store) -> None:
    await load(store, draft("A"), draft("B"))
    await store.saved.keep(AIDA, 1)
    await store.saved.keep(AIDA, 2)
    await change(store, "retract", 1)
    assert await kept(store) == ["B"]
    assert (await store.saved.page(AIDA, 1, size=6)).total == 1
    await change(store, "restore", 1)
    assert await kept(store) == ["B", "A"]


async def test_a_kept_article_follows_its_changes(store: Store) -> None:
    await load(store, draft("A", body="first"))
    await store.saved.keep(AIDA, 1)
    await load(store, draft("A", body="second"))
    assert [one.body for one in (await store.saved.page(AIDA, 1, size=6)).items] == ["second"]


async def test_what_is_deleted_is_left_out(store: Store) -> None:
    await load(store, draft("A"), draft("B"))
    await store.saved.keep(AIDA, 1)
    await store.saved.keep(AIDA, 2)
    await change(store, "delete", 1)
    assert await kept(store) == ["B"]


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-3, 1), (2, 2), (3, 2), (10**9, 2)])
async def test_a_page_past_either_end_is_the_nearest(store: Store, asked: int, given: int) -> None:
    await load(store, *drafts(7))
    for number in range(1, 8):
        await store.saved.keep(AIDA, number)
    page = await store.saved.page(AIDA, asked, size=6)
    assert (page.number, page.total, page.last) == (given, 7, 2)
    whole = await kept(store, page=1) + await kept(store, page=2)
    assert whole == [f"Article number {number}" for number in range(7, 0, -1)]


async def test_who_keeps_nothing_has_one_empty_page(store: Store) -> None:
    page = await store.saved.page(AIDA, 1, size=6)
    assert (page.items, page.total, page.number, page.last) == ((), 0, 1, 1)


async def test_of_too_many_the_oldest_give_way(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "MOST", 3)
    await load(store, *drafts(5))
    await store.saved.keep(MARAT, 1)
    for number in range(1, 6):
        assert await store.saved.keep(AIDA, number)
    assert await kept(store) == ["Article number 5", "Article number 4", "Article number 3"]
    assert await kept(store, MARAT) == ["Article number 1"]


async def test_what_is_kept_outlives_the_store(database_url: str, tmp_path: Path) -> None:
    for first in (True, False):
        store = Store(database_url, tmp_path / "search")
        await store.open()
        try:
            if first:
                await load(store, draft("A"))
                await store.saved.keep(AIDA, 1)
            assert await kept(store) == ["A"]
        finally:
            await store.close()
