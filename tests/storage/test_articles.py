from datetime import UTC, datetime

import pytest

from storage import Store, Tally
from tests.builders import draft, drafts


async def put(store: Store, *given):
    async with store.transaction() as connection:
        return await store.articles.put(connection, given)


async def titles(store: Store, page: int = 1, size: int = 6) -> list[str]:
    return [article.title for article in (await store.articles.latest(page, size=size)).items]


async def test_articles_of_one_page_keep_its_order(store: Store):
    assert await put(store, *drafts(8)) == Tally(new=8)
    page = await store.articles.latest(1, size=6)
    assert [article.title for article in page.items] == [f"Article number {n}" for n in range(1, 7)]
    assert (page.total, page.last, page.first_item, page.last_item) == (8, 2, 1, 6)


async def test_the_newest_come_first(store: Store):
    await put(store, draft("Old", published_at=datetime(2024, 1, 1, tzinfo=UTC)))
    await put(store, draft("New", published_at=datetime(2024, 5, 1, tzinfo=UTC)))
    await put(store, draft("Older", published_at=datetime(2023, 1, 1, tzinfo=UTC)))
    await put(store, draft("Undated, and so of today"))
    assert await titles(store) == ["Undated, and so of today", "New", "Old", "Older"]


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-3, 1), (2, 2), (3, 2), (10**9, 2)])
async def test_a_page_past_either_end_is_the_nearest(store: Store, asked: int, given: int):
    await put(store, *drafts(7))
    assert (await store.articles.latest(asked, size=6)).number == given


async def test_an_empty_store_has_one_empty_page(store: Store):
    page = await store.articles.latest(1, size=6)
    assert (page.items, page.total, page.number, page.last) == ((), 0, 1, 1)


async def test_loading_the_same_again_changes_nothing(store: Store):
    await put(store, *drafts(3))
    before = (await store.articles.latest(1, size=6)).items
    assert await store.articles.compare(drafts(3)) == Tally(unchanged=3)
    assert await put(store, *drafts(3)) == Tally(unchanged=3)
    assert (await store.articles.latest(1, size=6)).items == before


async def test_a_changed_text_is_an_update_under_a_new_revision(store: Store):
    await put(store, *drafts(3))
    first = (await store.articles.latest(1, size=6)).items[0]
    assert await put(store, draft("Article number 1", body="Quite another text.")) == Tally(
        changed=1
    )
    again = await store.articles.get(first.id)
    assert again is not None
    assert (again.body, again.sorted_at) == ("Quite another text.", first.sorted_at)
    assert again.revision == 4


async def test_one_link_is_one_article(store: Store):
    await put(store, draft("By feed", url="https://example.org/a", guid="1", source="feed"))
    tally = await put(store, draft("By page", url="https://example.org/a", source="site"))
    assert tally == Tally(changed=1)
    assert await titles(store) == ["By page"]


async def test_an_article_that_gains_a_link_is_still_the_same(store: Store):
    await put(store, draft("One", guid="1"))
    assert await put(store, draft("One", guid="1", url="https://example.org/1")) == Tally(changed=1)
    assert await titles(store) == ["One"]


async def test_what_a_file_says_twice_is_stored_once_with_its_last_text(store: Store):
    tally = await put(store, draft("A", body="first"), draft("B"), draft("A", body="last"))
    assert tally == Tally(new=2)
    shown = (await store.articles.latest(1, size=6)).items
    assert {article.title: article.body for article in shown}["A"] == "last"


async def test_a_failed_transaction_stores_nothing(store: Store):
    with pytest.raises(RuntimeError, match="in the middle"):
        async with store.transaction() as connection:
            await store.articles.put(connection, drafts(3))
            raise RuntimeError("in the middle")
    assert (await store.articles.latest(1, size=6)).total == 0
    await put(store, *drafts(1))
    assert (await store.articles.latest(1, size=6)).items[0].revision == 1


async def test_more_drafts_than_one_statement_takes(store: Store):
    many = drafts(1201)
    assert await put(store, *many) == Tally(new=1201)
    assert await put(store, *many) == Tally(unchanged=1201)
    changed = await store.articles.changed_since(1199, limit=10)
    assert [article.revision for article in changed] == [1200, 1201]


async def test_text_of_any_script_comes_back_as_it_went_in(store: Store):
    strange = draft(
        "Қазақстан — «ұшқыр» 🐎",
        body="Бірінші жол\n\nЕкінші: ўзбек oʻzbek 𝒜",
        topics=("Спорт", "Ат"),
    )
    await put(store, strange)
    kept = (await store.articles.latest(1, size=6)).items[0]
    assert (kept.title, kept.body, kept.topics) == (strange.title, strange.body, strange.topics)


async def test_the_pages_kept_in_memory_follow_each_change(store: Store):
    await put(store, *drafts(1))
    assert await titles(store) == ["Article number 1"]
    await put(store, draft("Another", published_at=datetime(2020, 1, 1, tzinfo=UTC)))
    assert await titles(store) == ["Article number 1", "Another"]


async def test_an_article_that_is_not_there_is_none(store: Store):
    assert await store.articles.get(10**15) is None
    assert await store.articles.by_ids([1, 2]) == ()
