"""Loads in batches: whole, once, in order, to be taken up again, and stopped."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import ArticleStatus, Draft, Import, ImportState, Store, Tally
from storage.deliveries import AnnouncementKind
from storage.delivery_models import AnnouncementRow
from storage.imports import Cancelled, Lost
from storage.loads import in_order
from storage.models import ArticleRow
from tests.builders import draft, drafts, quote

BEGUN = datetime(2024, 12, 21, 12, tzinfo=UTC)
MANY = 450  # articles: more than go into one transaction


@pytest.fixture
def pass_time() -> Callable[[float], None]:
    """Seconds, on the clock of `store`."""

    def pass_time(seconds: float) -> None:
        pass_time.now += timedelta(seconds=seconds)  # type: ignore[attr-defined]

    pass_time.now = BEGUN  # type: ignore[attr-defined]
    return pass_time


@pytest.fixture
async def store(database_url: str, tmp_path: Path, pass_time):
    opened = Store(database_url, tmp_path / "search", clock=lambda: pass_time.now)
    await opened.open()
    yield opened
    await opened.close()


class CutOff(Exception):
    """The process dies here."""


def cut_off(_: Import) -> None:
    raise CutOff


async def begun(store: Store, *, announce: bool = False, total: int = MANY) -> Import:
    """A load that its editor decided about, claimed."""
    number = await store.loads.keep(1, "x.jsonl", b"bytes", total=total)
    assert await store.loads.begin(number, announce=announce, chat_id=5, message_id=6)
    claimed = await store.loads.claim()
    assert claimed is not None
    assert claimed.id == number
    return claimed


async def titles(store: Store) -> list[str]:
    """In the order in which they were stored."""
    async with store.database.reading() as connection:
        wanted = select(ArticleRow.title).where(ArticleRow.status == "live")
        return list(await connection.scalars(wanted.order_by(ArticleRow.revision)))


async def announced(store: Store) -> list[tuple[AnnouncementKind, str]]:
    async with store.database.reading() as connection:
        rows = await connection.execute(
            select(AnnouncementRow.kind, ArticleRow.title)
            .join(ArticleRow, ArticleRow.id == AnnouncementRow.article_id)
            .order_by(AnnouncementRow.id)
        )
        return [(row.kind, row.title) for row in rows]


async def test_a_load_goes_from_the_word_to_its_end(store: Store, pass_time):
    load = await begun(store)
    assert (load.state, load.body, load.total) == (ImportState.LOADING, b"bytes", MANY)
    assert (load.chat_id, load.message_id) == (5, 6)
    heard: list[Import] = []
    pass_time(3)
    done = await store.loads.run(
        load, drafts(MANY), [quote()], [{"line": 3}], errors_total=7, told=heard.append
    )
    assert (done.state, done.place, done.total) == (ImportState.LOADED, MANY + 1, MANY + 1)
    assert (done.articles, done.quotes) == (Tally(new=MANY), Tally(new=1))
    assert (done.errors, done.counts["rejected"], done.seconds) == (({"line": 3},), 7, 3)
    assert [one.place for one in heard] == sorted({one.place for one in heard})
    assert len(heard) >= 2
    kept = await store.loads.get(load.id)
    assert kept == done
    assert await store.loads.recent(5) == (done,)
    assert await store.loads.claim() is None


async def test_what_is_small_is_one_transaction(store: Store):
    heard: list[Import] = []
    done = await store.loads.run(await begun(store), drafts(199), [quote()], told=heard.append)
    assert done.state is ImportState.LOADED
    assert heard == []


async def test_a_load_that_is_cut_off_goes_on_where_it_was(store: Store, pass_time):
    load = await begun(store, announce=True)
    given = drafts(MANY)
    with pytest.raises(CutOff):
        await store.loads.run(load, given, [quote()], told=cut_off)
    stored = len(await titles(store))
    assert 0 < stored < MANY
    assert len(await announced(store)) == stored
    assert await store.loads.claim() is None
    pass_time(31)
    again = await store.loads.claim()
    assert again is not None
    assert (again.id, again.place, again.body) == (load.id, stored, b"bytes")
    done = await store.loads.run(again, given, [quote()])
    assert (done.articles, done.quotes) == (Tally(new=MANY), Tally(new=1))
    assert await titles(store) == [one.title for one in given]
    assert await announced(store) == [(AnnouncementKind.NEW, one.title) for one in given]


async def test_the_process_that_lost_a_load_stores_no_more_of_it(store: Store, pass_time):
    slow = await begun(store)
    pass_time(31)
    quick = await store.loads.claim()
    assert quick is not None
    with pytest.raises(Lost):
        await store.loads.batch(slow, drafts(3))
    quick = await store.loads.batch(quick, drafts(3))
    with pytest.raises(Lost):
        await store.loads.batch(replace(quick, place=0), drafts(3))
    with pytest.raises(Lost):
        await store.loads.finish(slow)
    assert (await store.loads.finish(quick)).articles == Tally(new=3)


async def test_a_load_given_back_is_gone_on_with_at_once(store: Store):
    load = await store.loads.extend(await begun(store))
    assert await store.loads.claim() is None
    await store.loads.release(load)
    again = await store.loads.claim()
    assert again is not None
    assert again.id == load.id


async def test_two_loads_at_once_queue_up(store: Store, pass_time):
    first = await begun(store)
    number = await store.loads.keep(2, "y", b"other")
    pass_time(1)
    assert await store.loads.begin(number)
    assert await store.loads.claim() is None
    await store.loads.run(first, drafts(2), [])
    second = await store.loads.claim()
    assert second is not None
    assert second.id == number


async def test_several_processes_claim_it_once(store: Store):
    number = await store.loads.keep(1, "x", b"bytes")
    await store.loads.begin(number)
    claims = await asyncio.gather(*(store.loads.claim() for _ in range(5)))
    assert sum(claim is not None for claim in claims) == 1


async def test_a_load_that_is_stopped_leaves_nothing(store: Store):
    await store.load([draft("Mines", guid="a")], [quote(value="0.5")], person_id=1, file_name="x")
    load = await begun(store, announce=True)
    given = [draft("Mines again", guid="a"), *drafts(MANY)]

    async def stop() -> None:
        assert await store.loads.cancel(load.id)

    stopping: list[asyncio.Task[None]] = []

    def told(_: Import) -> None:
        if not stopping:
            stopping.append(asyncio.create_task(stop()))

    with pytest.raises(Cancelled) as stopped:
        await store.loads.run(load, given, [quote(value="0.6")], told=told)
    assert await store.loads.claim() is None
    done = await store.loads.take_back(stopped.value.load)
    assert (done.state, done.body) == (ImportState.CANCELLED, None)
    assert await titles(store) == ["Mines"]
    assert [str(one.value) for one in await store.rates.current()] == ["0.5"]
    assert not await store.loads.cancel(load.id)


async def test_a_stopped_load_whose_process_died_is_taken_back_by_another(store: Store, pass_time):
    load = await begun(store)
    with pytest.raises(CutOff):
        await store.loads.run(load, drafts(MANY), [], told=cut_off)
    assert await store.loads.cancel(load.id)
    pass_time(31)
    claimed = await store.loads.claim()
    assert claimed is not None
    assert claimed.state is ImportState.CANCELLING
    await store.loads.take_back(claimed)
    assert await titles(store) == []


async def test_a_load_that_its_own_process_left_ends_as_it_is(store: Store, pass_time):
    load = await store.loads.open(0, "x.jsonl")
    await store.loads.batch(load, drafts(3))
    waiting = await begun(store)
    assert waiting.id != load.id
    await store.loads.finish(waiting)
    assert await store.loads.claim() is None
    pass_time(31)
    assert await store.loads.claim() is None
    left = await store.loads.progress(load.id)
    assert left is not None
    assert (left.state, left.articles) == (ImportState.LOADED, Tally(new=3))
    undone = await store.loads.undo(load.id)
    assert undone is not None
    assert (undone.state, undone.taken_back) == (ImportState.UNDONE, 3)


async def test_loading_again_changes_nothing_and_announces_nothing(store: Store):
    for _ in range(2):
        load = await store.loads.open(1, "x", announce=True)
        done = await store.loads.run(load, drafts(5), [quote()])
    assert (done.articles, done.quotes) == (Tally(unchanged=5), Tally(unchanged=1))
    assert len(await announced(store)) == 5


async def test_articles_are_posted_the_oldest_first_and_those_without_a_date_last(store: Store):
    def dated(title: str, day: int | None) -> Draft:
        return draft(title, published_at=datetime(2024, 12, day, tzinfo=UTC) if day else None)

    given = [dated("none", None), dated("new", 20), dated("nor", None), dated("old", 3)]
    await store.load(given, [], person_id=1, file_name="x", announce=True)
    expected = ["old", "new", "none", "nor"]
    assert [title for _, title in await announced(store)] == expected
    assert [one.title for one in in_order(given, announced=True)] == expected
    assert [one.title for one in in_order(given, announced=False)] == [d.title for d in given]


async def test_what_comes_retracted_is_not_announced(store: Store):
    given = [draft("Mines", status=ArticleStatus.RETRACTED), draft("Lakes")]
    stored = await store.load(given, [], person_id=1, file_name="x", announce=True)
    assert stored == (Tally(new=2), Tally())
    assert await announced(store) == [(AnnouncementKind.NEW, "Lakes")]


async def test_loads_of_the_same_articles_at_once_store_each_once(store: Store):
    async def one() -> Tally:
        load = await store.loads.open(1, "x", announce=True)
        return (await store.loads.run(load, drafts(MANY), [])).articles

    tallies = await asyncio.gather(*(one() for _ in range(3)))
    assert sum(tally.new for tally in tallies) == MANY
    assert len(await titles(store)) == MANY
    assert len(await announced(store)) == MANY


async def test_an_article_that_comes_twice_in_a_file_is_as_said_last(store: Store):
    load = await store.loads.open(1, "x")
    load = await store.loads.batch(load, [draft("Mines", guid="a"), draft("Lakes", guid="b")])
    load = await store.loads.batch(load, [draft("Mines again", guid="a")])
    load = await store.loads.batch(load, [draft("Mines again", guid="a")], [quote()])
    load = await store.loads.batch(load, [], [quote(value="0.5")])
    await store.loads.finish(load)
    assert sorted(await titles(store)) == ["Lakes", "Mines again"]
    await store.loads.undo(load.id)
    assert await titles(store) == []
    assert await store.rates.current() == ()
