import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from storage import ArticleStatus, Store
from storage.models import ArticleRow
from storage.versions import ARTICLES, raise_counter
from tests.builders import draft, drafts


async def load(store: Store, *given):
    async with store.transaction() as connection:
        return await store.articles.put(connection, given)


async def found(store: Store, words: str, page: int = 1) -> list[str]:
    result = await store.search(words, page, size=6)
    assert not result.preparing
    return [article.title for article in result.page.items]


async def retract(store: Store, title: str):
    async with store.transaction() as connection:
        revision = await raise_counter(connection, ARTICLES)
        await connection.execute(
            update(ArticleRow)
            .where(ArticleRow.title == title)
            .values(status=ArticleStatus.RETRACTED, revision=revision)
        )


async def test_all_words_have_to_be_there_in_any_form(store: Store):
    await load(
        store,
        draft("Power plants are planned", body="Nuclear ones."),
        draft("A plant in a pot", body="It needs no power."),
        draft("Nuclear medicine", body="A clinic opens."),
    )
    assert await found(store, "nuclear POWER plant") == ["Power plants are planned"]
    assert sorted(await found(store, "planting")) == [
        "A plant in a pot",
        "Power plants are planned",
    ]
    assert await found(store, "nuclear goat") == []


async def test_a_title_counts_more_than_a_text(store: Store):
    await load(
        store,
        draft("Weather", body="Melons, and much else that grows in the valley, were bought."),
        draft("Melons", body="They were bought, and much else that grows in the valley."),
    )
    assert await found(store, "melons") == ["Melons", "Weather"]


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("экспорта", "Экспорт газа вырос"),
        ("ЁЛКА", "Ёлки на площади"),
        ("елкой", "Ёлки на площади"),
        ("теңге", "Теңге нығайды"),
        ("cafe", "Café society"),
        ("Nazarbayev", "Nazarbayev’s university"),
    ],
)
async def test_words_of_several_languages_are_found(store: Store, words: str, title: str):
    await load(
        store,
        draft("Экспорт газа вырос", body="-"),
        draft("Ёлки на площади", body="-"),
        draft("Теңге нығайды", body="-"),
        draft("Café society", body="-"),
        draft("Nazarbayev’s university", body="-"),
    )
    assert await found(store, words) == [title]


async def test_pages_hold_six_and_tell_the_total(store: Store):
    await load(store, *drafts(14))
    second = await store.search("article", 2, size=6)
    assert (second.page.total, second.page.last, len(second.page.items)) == (14, 3, 6)
    for far in (99, 10**9 - 1, 10**12):
        past = await store.search("article", far, size=6)
        assert (past.page.number, len(past.page.items)) == (3, 2)
    pages = [await found(store, "article", page) for page in (1, 2, 3)]
    assert len({title for page in pages for title in page}) == 14


async def test_a_change_is_found_at_once_and_the_old_text_no_more(store: Store):
    await load(store, draft("One", body="about apricots"))
    assert await found(store, "apricots") == ["One"]
    await load(store, draft("One", body="about walnuts"))
    assert await found(store, "apricots") == []
    assert await found(store, "walnuts") == ["One"]


async def test_what_is_retracted_is_not_found(store: Store):
    await load(store, *drafts(3))
    await retract(store, "Article number 2")
    assert sorted(await found(store, "article")) == ["Article number 1", "Article number 3"]


async def test_the_index_is_built_from_the_database_when_it_is_gone(
    database_url: str, tmp_path: Path
):
    store = Store(database_url, tmp_path / "search")
    await store.open()
    await load(store, *drafts(9))
    await found(store, "article")
    await store.close()
    shutil.rmtree(tmp_path / "search")
    store = Store(database_url, tmp_path / "search")
    await store.open()
    try:
        assert await store.feed.caught_up(within=10)
        assert len(await found(store, "article")) == 6
    finally:
        await store.close()


async def test_a_damaged_index_mends_itself(database_url: str, tmp_path: Path):
    store = Store(database_url, tmp_path / "search")
    await store.open()
    await load(store, *drafts(9))
    await found(store, "article")
    await store.close()
    for file in (tmp_path / "search").rglob("*"):
        if file.is_file() and file.name not in {"current", "lock"}:
            file.write_bytes(b"not an index")
    store = Store(database_url, tmp_path / "search")
    await store.open()
    try:
        assert await store.feed.caught_up(within=10)
        assert len(await found(store, "article")) == 6
    finally:
        await store.close()


async def test_an_index_of_another_database_is_not_used(tmp_path: Path):
    for name, count in (("one", 5), ("two", 2)):
        store = Store(f"sqlite+aiosqlite:///{tmp_path}/{name}.db", tmp_path / "search")
        await store.open()
        try:
            await load(store, *drafts(count))
            assert len(await found(store, "article")) == count
        finally:
            await store.close()


async def test_a_second_process_follows_and_takes_over_the_folder(
    database_url: str, tmp_path: Path
):
    first = Store(database_url, tmp_path / "search")
    second = Store(database_url, tmp_path / "search")
    await first.open()
    await load(first, draft("Before"))
    assert await found(first, "before") == ["Before"]
    await second.open()
    try:
        assert await second.feed.caught_up(within=10)
        await load(second, draft("During"))
        assert await second.feed.caught_up(within=10)
        assert await found(second, "during") == ["During"]
        await first.close()
        await load(second, draft("After"))
        assert await second.feed.caught_up(within=10)
        assert await found(second, "after") == ["After"]
    finally:
        await second.close()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(max_size=300))
async def test_any_question_has_an_answer(store: Store, words: str):
    if (await store.articles.latest(1, size=6)).total == 0:
        await load(store, *drafts(2))
    assert (await store.search(words, 1, size=6)).page.total in {0, 1, 2}
