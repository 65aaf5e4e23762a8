import hashlib
import json
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from storage import Article, ArticleStatus, Draft, Store, Tally
from storage.articles import content_hash
from tests.builders import draft, drafts


async def put(store: Store, *given):
    async with store.transaction() as connection:
        return (await store.articles.put(connection, given)).tally


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


async def test_a_link_that_another_article_has_stays_with_it(store: Store):
    one, two = "https://news.example/1", "https://news.example/2"
    await put(store, draft("One", guid="1", url=one), draft("Two", guid="2", url=two))
    swapped = draft("One!", guid="1", url=two), draft("Two!", guid="2", url=one)
    assert await put(store, *swapped) == Tally(changed=2)
    page = await store.articles.latest(1, size=6)
    assert {article.title: article.url for article in page.items} == {"One!": one, "Two!": two}
    moved = draft("One?", guid="1", url=f"{one}0"), draft("Three", guid="3", url=one)
    assert await put(store, *moved) == Tally(new=1, changed=1)
    page = await store.articles.latest(1, size=6)
    assert {article.title: article.url for article in page.items} == {
        **{"One?": f"{one}0", "Two!": two, "Three": None}
    }


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


async def numbers(store: Store) -> list[int]:
    return [article.id for article in (await store.articles.latest(1, size=100)).items]


async def test_neighbours_follow_the_order_of_the_newest(store: Store):
    await put(store, *drafts(3, published_at=datetime(2024, 5, 1, tzinfo=UTC)))
    await put(store, draft("Old", published_at=datetime(2024, 1, 1, tzinfo=UTC)))
    await put(store, draft("New", published_at=datetime(2024, 9, 1, tzinfo=UTC)))
    # No place on a page, so that the number decides.
    await put(
        store, *(draft(f"Same {n}", published_at=datetime(2024, 5, 1, tzinfo=UTC)) for n in "ab")
    )
    shown = (await store.articles.latest(1, size=100)).items
    assert len(shown) == 7
    for before, here, after in zip((None, *shown), shown, (*shown[1:], None), strict=False):
        assert await store.articles.neighbours(here) == (before, after)


async def test_neighbours_leave_out_what_is_not_live(store: Store):
    await put(store, *drafts(5))
    one, two, three, four, five = await numbers(store)
    article = await store.articles.get(three)
    assert article is not None
    async with store.transaction() as connection:
        assert await store.articles.retract(connection, [two]) == 1
        assert await store.articles.delete(connection, [four]) == 1
    newer, older = await store.articles.neighbours(article)
    assert newer is not None
    assert older is not None
    assert (newer.id, older.id) == (one, five)
    # One that has since been taken back still has a place.
    async with store.transaction() as connection:
        await store.articles.retract(connection, [three, one])
    newer, older = await store.articles.neighbours(article)
    assert newer is None
    assert older is not None
    assert older.id == five


async def test_neighbours_of_the_only_article_are_none(store: Store):
    await put(store, draft("A"))
    article = await store.articles.get(1)
    assert article is not None
    assert await store.articles.neighbours(article) == (None, None)


async def revisions(store: Store) -> dict[int, int]:
    return {one.id: one.revision for one in await store.articles.changed_since(0, limit=100)}


async def test_what_is_retracted_is_shown_to_nobody_until_it_is_restored(store: Store):
    await put(store, *drafts(3))
    async with store.transaction() as connection:
        assert await store.articles.retract(connection, [3, 1, 10**9]) == 2
    assert await titles(store) == ["Article number 2"]
    assert await store.articles.get(1) is None
    assert await store.articles.by_ids([1, 2, 3]) == (await store.articles.get(2),)
    assert await revisions(store) == {2: 2, 1: 4, 3: 5}
    async with store.transaction() as connection:
        assert await store.articles.retract(connection, [1, 3]) == 0
        assert await store.articles.restore(connection, [1, 2]) == 1
    assert await titles(store) == ["Article number 1", "Article number 2"]
    assert await revisions(store) == {2: 2, 3: 5, 1: 6}


async def test_loading_does_not_bring_back_what_was_retracted(store: Store):
    await put(store, *drafts(2))
    async with store.transaction() as connection:
        await store.articles.retract(connection, [1])
    assert await put(store, *drafts(2)) == Tally(unchanged=2)
    assert await put(store, draft("Article number 1", body="Changed.")) == Tally(changed=1)
    assert await titles(store) == ["Article number 2"]
    async with store.transaction() as connection:
        await store.articles.restore(connection, [1])
    again = await store.articles.get(1)
    assert again is not None
    assert again.body == "Changed."


async def test_what_is_deleted_is_forgotten(store: Store):
    secret = draft(
        "Secret",
        **{"summary": "secret", "body": "secret", "url": "https://example.org/secret"},
        **{"guid": "1", "image": "https://example.org/secret.jpg", "topics": ("secret",)},
        language="en",
    )
    await put(store, secret, draft("Other"))
    async with store.transaction() as connection:
        await store.articles.retract(connection, [1])
        assert await store.articles.delete(connection, [1, 1, 10**9]) == 1
        assert await store.articles.delete(connection, [1]) == 0
        assert await store.articles.restore(connection, [1]) == 0
        assert await store.articles.retract(connection, [1]) == 0
    assert await titles(store) == ["Other"]
    (_, bare) = await store.articles.changed_since(0, limit=10)
    assert "secret" not in repr(bare).casefold()
    assert (bare.id, bare.status, bare.revision) == (1, ArticleStatus.DELETED, 4)


async def test_an_article_loaded_again_after_it_was_deleted_is_new(store: Store):
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    first = draft("A", guid="1", published_at=long_ago, url="https://example.org/1")
    await put(store, first, draft("B"))
    async with store.transaction() as connection:
        await store.articles.delete(connection, [1])
    again = draft("A", guid="1", position=3)
    assert await store.articles.compare([again]) == Tally(new=1)
    assert await put(store, again, draft("B", body="Changed.")) == Tally(new=1, changed=1)
    assert sorted(await titles(store)) == ["A", "B"]
    article = next(
        one for one in (await store.articles.latest(1, size=6)).items if one.title == "A"
    )
    # Nothing of what it was is left, its date neither.
    assert (article.published_at, article.url, article.position) == (None, None, 3)
    assert article.sorted_at > long_ago
    assert await put(store, again) == Tally(unchanged=1)


async def test_the_link_of_a_deleted_article_is_free(store: Store):
    await put(store, draft("A", guid="1", url="https://example.org/a"))
    async with store.transaction() as connection:
        await store.articles.delete(connection, [1])
    other = draft("Another", guid="2", url="https://example.org/a")
    assert await put(store, other) == Tally(new=1)
    assert await titles(store) == ["Another"]
    again = draft("A", guid="1", url="https://example.org/b")
    assert await put(store, again) == Tally(new=1)
    assert sorted(await titles(store)) == ["A", "Another"]


async def test_changes_of_one_transaction_happen_together_or_not_at_all(store: Store):
    await put(store, *drafts(3))
    before = await revisions(store)
    with pytest.raises(RuntimeError, match="in the middle"):
        async with store.transaction() as connection:
            await store.articles.retract(connection, [1])
            await store.articles.delete(connection, [2])
            raise RuntimeError("in the middle")
    assert await revisions(store) == before
    assert len(await titles(store)) == 3


async def test_revisions_have_no_gaps_whatever_was_asked(store: Store):
    await put(store, *drafts(3))
    async with store.transaction() as connection:
        await store.articles.retract(connection, [1, 1, 10**9])
        await store.articles.restore(connection, [2, 10**9])
        await store.articles.delete(connection, [])
    await put(store, draft("Last"))
    assert await revisions(store) == {2: 2, 3: 3, 1: 4, 4: 5}


async def test_who_puts_drafts_is_told_which_articles_are_new_and_which_changed(store: Store):
    await put(store, draft("A"), draft("B"), draft("C"), draft("D"))
    numbers = {one.title: one.id for one in (await store.articles.latest(1, size=9)).items}
    async with store.transaction() as connection:
        await store.articles.delete(connection, [numbers["C"]])
    offered = [
        draft("E"),
        draft("D", body="Changed."),
        draft("C"),
        draft("A"),
        draft("F"),
        draft("B", body="Changed, too."),
    ]
    before: list[Article] = []
    async with store.transaction() as connection:
        done = await store.articles.put(connection, offered, before=before)
    numbers |= {one.title: one.id for one in (await store.articles.latest(1, size=9)).items}
    assert done.tally == Tally(new=3, changed=2, unchanged=1)
    assert done.new == (numbers["E"], numbers["C"], numbers["F"])
    assert done.changed == (numbers["D"], numbers["B"])
    assert [(one.title, one.body) for one in before] == [
        (title, f"{title}. It was seen by many.") for title in ("D", "B")
    ]


async def test_the_numbers_of_many_new_articles_are_in_the_order_of_their_drafts(store: Store):
    offered = drafts(1_037)
    async with store.transaction() as connection:
        done = await store.articles.put(connection, offered)
    found = await store.articles.by_ids(done.new)
    assert [one.title for one in found] == [one.title for one in offered]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_looking_for_what_is_stored_does_not_read_all_the_articles(store: Store):
    async with store.transaction() as connection:
        asked: list[str] = []
        listening = partial(_note, asked)
        event.listen(connection.sync_connection, "before_cursor_execute", listening)
        await store.articles.put(connection, [*drafts(20), draft(url="https://a.org/")])
        looked = next(sql for sql in asked if "external_key" in sql and sql.startswith("SELECT"))
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {looked}", _nothing(looked))
        assert not [row[3] for row in plan if row[3].startswith("SCAN articles")]


def _note(asked: list[str], _connection, _cursor, statement: str, *_):
    asked.append(statement)


def _nothing(statement: str) -> tuple[None, ...]:
    return (None,) * statement.count("?")


@given(
    title=st.text(min_size=1),
    body=st.text(),
    summary=st.text(),
    url=st.none() | st.text(),
    topics=st.lists(st.text(), max_size=3),
    published=st.none() | st.datetimes(timezones=st.timezones()),
)
def test_the_hash_of_a_content_is_for_ever(title, body, summary, url, topics, published):
    """It is of JSON as the standard library writes it, in a form that must not change."""
    one = Draft(
        source="site",
        title=f"T{title}",
        body=body,
        summary=summary,
        url=url,
        topics=tuple(topics),
        language="ru",
        published_at=published,
        guid="left out",
        position=3,
    )
    names = ("body", "image", "language", "published_at", "summary", "title", "topics", "url")
    content = {name: getattr(one, name) for name in names}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    assert content_hash(one) == hashlib.sha256(canonical.encode()).hexdigest()
