"""The index follows the database: at once, in every process, whatever becomes of its folder."""

import asyncio
import logging
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage import Store
from tests.builders import draft, drafts
from tests.storage.searching import (
    SOON,
    change,
    check_against_the_database,
    found,
    load,
    number_of,
)

pytestmark = pytest.mark.alone

AT_ONCE = 1.0  # seconds; a tenth of it on a machine that does nothing else
ELSEWHERE = 5.0  # seconds until another process knows; a fifth of it likewise


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[Store]:
    store = Store(url, folder)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def seconds_until(store: Store, text: str, total: int, within: float) -> float:
    """Ask again and again until so many are found."""
    begun = time.monotonic()
    async with asyncio.timeout(within):
        while (await store.search(text, 1, size=6)).page.total != total:
            pass
    return time.monotonic() - begun


async def test_a_change_is_found_at_once_and_the_old_text_no_more(store: Store) -> None:
    await load(store, draft("One", body="about apricots"))
    assert await found(store, "apricots") == ["One"]
    await load(store, draft("One", body="about walnuts"))
    assert await found(store, "apricots") == []
    assert await found(store, "walnuts") == ["One"]


async def test_what_is_asked_right_after_a_change_knows_of_it(store: Store) -> None:
    await load(store, draft("One", body="about apricots"))
    assert await store.feed.caught_up(within=SOON)
    for number in range(10):
        await load(store, draft("One", body=f"about melon{number}"))
        answer = await store.search(f"melon{number}", 1, size=6)
        assert (answer.page.total, answer.preparing) == (1, False)


async def test_a_change_is_found_within_moments_of_its_commit(store: Store) -> None:
    await load(store, *drafts(50))
    assert await store.feed.caught_up(within=SOON)
    for number in range(5):
        await load(store, draft(f"Walnut {number}"))
        assert await seconds_until(store, f'"walnut {number}"', 1, within=SOON) < AT_ONCE


async def test_a_retraction_a_return_and_an_end_are_followed(store: Store) -> None:
    await load(store, draft("Apricots", body="dried"), draft("Walnuts"))
    number = await number_of(store, "Apricots")
    assert await found(store, "apricots") == ["Apricots"]
    await change(store, "retract", number)
    assert await found(store, "apricots") == []
    await change(store, "restore", number)
    assert await found(store, "apricots") == ["Apricots"]
    await change(store, "delete", number)
    assert await found(store, "dried") == []
    await load(store, draft("Apricots", body="fresh"), draft("Walnuts"))
    assert await found(store, "fresh") == ["Apricots"]
    assert await found(store, "dried") == []


async def test_what_is_taken_back_before_the_index_hears_of_it_is_not_found(store: Store) -> None:
    async with store.transaction() as connection:
        await store.articles.put(connection, drafts(3))
        await store.articles.retract(connection, [1, 2])
        await store.articles.delete(connection, [3])
        await store.articles.restore(connection, [2, 3])
    assert await found(store, "article") == ["Article number 2"]


async def test_a_change_that_is_rolled_back_is_never_found(store: Store) -> None:
    await load(store, *drafts(2))
    with pytest.raises(RuntimeError, match="in the middle"):
        async with store.transaction() as connection:
            await store.articles.put(connection, [draft("Walnuts")])
            raise RuntimeError("in the middle")
    await load(store, draft("Melons"))
    assert await found(store, "melons") == ["Melons"]
    assert await found(store, "walnuts") == []


async def test_another_process_finds_it_too(database_url: str, tmp_path: Path) -> None:
    """Of one folder, of which one writes, and with a folder of its own."""
    async with (
        opened(database_url, tmp_path / "search") as writing,
        opened(database_url, tmp_path / "search") as following,
        opened(database_url, tmp_path / "apart") as apart,
    ):
        await load(writing, *drafts(20))
        for number, (where, others) in enumerate(
            [
                (writing, [following, apart]),
                (following, [writing, apart]),
                (apart, [writing, following]),
            ]
        ):
            await load(where, draft(f"Walnut {number}"))
            for other in others:
                waited = await seconds_until(other, f'"walnut {number}"', 1, within=SOON)
                assert waited < ELSEWHERE


async def test_who_follows_takes_over_the_folder(database_url: str, tmp_path: Path) -> None:
    first = Store(database_url, tmp_path / "search")
    await first.open()
    async with opened(database_url, tmp_path / "search") as second:
        await load(first, draft("Before"))
        await seconds_until(second, "before", 1, within=SOON)
        await first.close()
        await load(second, draft("After"))
        assert await found(second, "after") == ["After"]


@pytest.mark.parametrize("deed", ["retract", "restore", "delete"])
async def test_a_change_of_nothing_holds_nobody_up(
    database_url: str, tmp_path: Path, deed: str
) -> None:
    async with (
        opened(database_url, tmp_path / "search") as writing,
        opened(database_url, tmp_path / "search") as following,
    ):
        await load(writing, *drafts(3))
        assert await following.feed.caught_up(within=SOON)
        assert await change(writing, deed, 10**9, 10**9) == 0
        await load(writing, draft("Walnuts"))
        assert await change(writing, deed, 10**9) == 0
        assert await found(writing, "walnuts") == ["Walnuts"]
        assert await seconds_until(following, "walnuts", 1, within=SOON) < ELSEWHERE
        assert await following.feed.caught_up(within=ELSEWHERE)
    async with opened(database_url, tmp_path / "search") as again:
        assert await again.feed.caught_up(within=ELSEWHERE)


async def test_an_index_that_has_everything_is_ready_as_soon_as_it_is_open(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path / "search") as store:
        await load(store, *drafts(9))
        assert await store.feed.caught_up(within=SOON)
        name = store.feed.index.name
    async with opened(database_url, tmp_path / "search") as store:
        assert await store.feed.caught_up(within=ELSEWHERE)
        answer = await store.search("article", 1, size=6)
        assert (answer.page.total, answer.preparing) == (9, False)
        assert store.feed.index.name == name


async def test_what_changed_while_nobody_wrote_the_index_is_taken_up(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path / "search") as store:
        await load(store, *drafts(5))
        assert await store.feed.caught_up(within=SOON)
        name = store.feed.index.name
    async with opened(database_url, tmp_path / "elsewhere") as store:
        await load(store, draft("Walnuts"))
        await change(store, "retract", await number_of(store, "Article number 1"))
    async with opened(database_url, tmp_path / "search") as store:
        assert await found(store, "walnuts") == ["Walnuts"]
        assert len(await found(store, "article")) == 4
        assert store.feed.index.name == name


async def test_a_folder_deleted_while_it_is_in_use_is_built_again(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path / "search") as store:
        await load(store, *drafts(9))
        assert len(await found(store, "article")) == 6
        shutil.rmtree(tmp_path / "search")
        await load(store, draft("Walnuts"))
        await check_against_the_database(store, ["walnuts", "article", "-walnuts"])
        await load(store, draft("Melons"))
        await check_against_the_database(store, ["walnuts", "melons", "article"])
    async with opened(database_url, tmp_path / "search") as store:
        await check_against_the_database(store, ["walnuts", "melons", "article"])


async def test_where_no_folder_can_be_the_bot_goes_on_and_tries_again(
    database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "search").write_text("in the way")
    async with opened(database_url, tmp_path / "search") as store:
        await load(store, *drafts(2))
        answer = await store.search("article", 1, size=6)
        assert (answer.page.total, answer.preparing) == (0, True)
        assert (await store.articles.latest(1, size=6)).total == 2
        (tmp_path / "search").unlink()
        assert len(await found(store, "article")) == 2


async def test_a_database_set_back_to_an_older_state_gets_an_index_of_its_own(
    tmp_path: Path,
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/caravan.db"
    async with opened(url, tmp_path / "search") as store:
        await load(store, *drafts(5))
    shutil.copy(tmp_path / "caravan.db", tmp_path / "backup.db")
    async with opened(url, tmp_path / "search") as store:
        await load(store, draft("Walnuts"))
        assert await found(store, "walnuts") == ["Walnuts"]
    for file in tmp_path.glob("caravan.db*"):
        file.unlink()
    shutil.copy(tmp_path / "backup.db", tmp_path / "caravan.db")
    async with opened(url, tmp_path / "search") as store:
        assert await found(store, "walnuts") == []
        assert len(await found(store, "article")) == 5


async def test_an_index_of_another_database_is_not_used(tmp_path: Path) -> None:
    for name, count in (("one", 5), ("two", 2)):
        url = f"sqlite+aiosqlite:///{tmp_path}/{name}.db"
        async with opened(url, tmp_path / "search") as store:
            await load(store, *drafts(count))
            assert len(await found(store, "article")) == count


async def test_a_folder_holds_one_index_and_nothing_that_is_left_over(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path / "search") as store:
        for number in range(12):
            await load(store, draft(f"Walnut {number}"))
        await store.reindex()
        assert len(await found(store, "walnut")) == 6
    kept = {entry.name for entry in (tmp_path / "search").iterdir()}
    (folder,) = kept - {"current", "lock"}
    assert (tmp_path / "search" / "current").read_text() == folder


async def test_reindexing_answers_all_the_while(database_url: str, tmp_path: Path) -> None:
    async with (
        opened(database_url, tmp_path / "search") as keeping,
        opened(database_url, tmp_path / "search") as asking,
    ):
        await load(keeping, *drafts(300))
        assert await asking.feed.caught_up(within=SOON)
        before = keeping.feed.index.name
        rebuilding = asyncio.create_task(asking.reindex())
        answers = []
        async with asyncio.timeout(SOON):
            while not rebuilding.done():
                answers.append((await keeping.search("article", 1, size=6)).page.total)
                await asyncio.sleep(0)
        await rebuilding
        assert set(answers) == {300}
        assert before != keeping.feed.index.name == asking.feed.index.name
        await load(asking, draft("Walnuts"))
        assert await found(asking, "walnuts") == ["Walnuts"]


async def test_reindexing_an_empty_store_ends(store: Store) -> None:
    await asyncio.wait_for(store.reindex(), SOON)
    assert await found(store, "article") == []


async def test_nothing_is_told_where_nothing_is_wrong(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        await load(store, *drafts(20))
        await change(store, "retract", 1, 2)
        assert len(await found(store, "article")) == 6
    assert caplog.records == []


async def test_a_lock_that_was_deleted_with_the_folder_is_held_by_one(
    database_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "search"
    async with opened(database_url, folder) as first:
        await load(first, draft("Before"))
        assert await first.feed.caught_up(within=SOON)
        shutil.rmtree(folder)
        async with opened(database_url, folder) as second:
            await load(second, draft("During"))
            for store in (first, second):
                await seconds_until(store, "during", 1, within=SOON)
            assert [first.feed.leads, second.feed.leads].count(True) == 1
