"""A load that is taken back leaves what the other loads alone would have left."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from storage import Draft, ImportState, Quote, Store
from storage.deliveries import AnnouncementKind
from storage.delivery_models import AnnouncementRow
from storage.imports import KEPT
from storage.loading_models import ImportChangeRow, ImportQuoteRow
from storage.models import ArticleRow
from storage.records import ArticleStatus
from tests.builders import draft, drafts, quote
from tests.storage.searching import change, check_against_the_database, found, number_of
from tests.storage.timing import Time

BEGIN = datetime(2024, 12, 21, 12, tzinfo=UTC)
DAYS = (None, *(datetime(2024, 12, day, tzinfo=UTC) for day in (18, 19, 20)))


async def load(
    store: Store, given: Sequence[Draft] = (), quotes: Sequence[Quote] = (), *, announce=False
) -> int:
    load = await store.loads.open(1, "x", announce=announce)
    await store.loads.run(load, given, quotes)
    return load.id


async def undo(store: Store, number: int) -> None:
    undone = await store.loads.undo(number)
    assert undone is not None
    assert undone.state is ImportState.UNDONE


async def everything(store: Store) -> tuple[list[Any], list[Any]]:
    """All that is there of articles and quotes, without the numbers that tell when it came."""
    apart = {"id", "revision", "updated_at"}
    columns = [column for column in ArticleRow.__table__.c if column.name not in apart]
    async with store.database.reading() as connection:
        rows = await connection.execute(
            select(*columns)
            .where(ArticleRow.status != ArticleStatus.DELETED)
            .order_by(ArticleRow.source, ArticleRow.external_key)
        )
        articles = [dict(row._mapping) for row in rows]
    quotes = sorted(await store.rates.current(), key=lambda one: one.key)
    return articles, [(one.key, str(one.value), str(one.change)) for one in quotes]


class RandomLoads:
    """Few things, so that loads overlap."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def drafts(self) -> list[Draft]:
        guids = self.random.sample("abcdef", self.random.randint(1, 4))
        return [self._draft(guid, position) for position, guid in enumerate(guids, start=1)]

    def _draft(self, guid: str, position: int) -> Draft:
        chance = self.random.choice
        return Draft(
            source="site",
            guid=guid,
            title=f"{guid}: {chance(('the mine', 'the mines', 'a mine'))}",
            url=chance((None, f"https://site.example/{guid}")),
            topics=chance(((), ("Energy",))),
            published_at=chance(DAYS),
            position=position,
            status=chance((*[ArticleStatus.LIVE] * 4, ArticleStatus.RETRACTED)),
        )

    def quotes(self) -> list[Quote]:
        bases = self.random.sample(("KZT", "KGS", "UZS"), self.random.randint(0, 2))
        return [quote(base, self.random.choice(("0.5", "0.50", "0.6"))) for base in bases]


@pytest.mark.parametrize("seed", range(40))
async def test_undo_after_other_loads_leaves_just_those_others(
    timed_store: Store, time: Time, tmp_path: Path, seed: int
):
    chance = RandomLoads(seed)
    loaded: dict[int, tuple[datetime, list[Draft], list[Quote]]] = {}
    undone: list[int] = []
    for _ in range(8):
        time.now += timedelta(hours=1)
        given, quotes = chance.drafts(), chance.quotes()
        loaded[await load(timed_store, given, quotes)] = time.now, given, quotes
        while len(undone) < len(loaded) and chance.random.random() < 0.3:
            number = chance.random.choice([one for one in loaded if one not in undone])
            await undo(timed_store, number)
            undone.append(number)
    alone = Store(f"sqlite+aiosqlite:///{tmp_path}/alone.db", tmp_path / "alone", clock=time)
    await alone.open()
    try:
        for number, (at, given, quotes) in loaded.items():
            if number not in undone:
                time.now = at
                await load(alone, given, quotes)
        assert await everything(timed_store) == await everything(alone)
    finally:
        await alone.close()
    await check_against_the_database(timed_store, ["mine", "mines", "topic:energy"])
    for number in loaded.keys() - set(undone):
        await undo(timed_store, number)
    assert await everything(timed_store) == ([], [])


async def test_what_was_new_is_gone_and_what_was_changed_is_as_before(timed_store: Store):
    await load(timed_store, [draft("Mines", guid="a")], [quote(value="0.5")])
    second = await load(
        timed_store,
        [draft("Mines again", guid="a"), draft("Lakes", guid="b")],
        [quote(value="0.6")],
    )
    await undo(timed_store, second)
    articles, quotes = await everything(timed_store)
    assert [one["title"] for one in articles] == ["Mines"]
    assert [value for _, value, _ in quotes] == ["0.5"]
    assert await found(timed_store, "lakes") == []
    assert await found(timed_store, "mines") == ["Mines"]


async def test_what_was_changed_by_hand_since_stays(timed_store: Store):
    number = await load(timed_store, [draft("Mines", guid="a"), draft("Lakes", guid="b")])
    async with timed_store.transaction() as connection:
        await timed_store.articles.put(connection, [draft("Mines, corrected", guid="a")])
    await change(timed_store, "retract", await number_of(timed_store, "Lakes"))
    await undo(timed_store, number)
    articles, _ = await everything(timed_store)
    assert [(one["title"], str(one["status"])) for one in articles] == [
        ("Mines, corrected", "live"),
        ("Lakes", "retracted"),
    ]


async def test_an_import_is_taken_back_once_and_not_for_ever(timed_store: Store, time: Time):
    number = await load(timed_store, drafts(2))
    await undo(timed_store, number)
    assert await timed_store.loads.undo(number) is None
    again = await load(timed_store, drafts(2))
    time.now += timedelta(seconds=KEPT.total_seconds())
    assert await timed_store.loads.undo(again) is None
    assert len((await everything(timed_store))[0]) == 2


async def test_a_large_undo_that_is_cut_off_goes_on(timed_store: Store, time: Time):
    number = await load(timed_store, drafts(300), [quote()])
    assert await timed_store.loads.begin_undo(number)

    def cut_off(load: Any) -> None:
        raise KeyError(load.id)

    claimed = await timed_store.loads.claim()
    assert claimed is not None
    assert claimed.state is ImportState.UNDOING
    with pytest.raises(KeyError):
        await timed_store.loads.take_back(claimed, cut_off)
    assert 0 < len((await everything(timed_store))[0]) < 300
    assert await timed_store.loads.claim() is None
    time.now += timedelta(minutes=1)
    claimed = await timed_store.loads.claim()
    assert claimed is not None
    done = await timed_store.loads.take_back(claimed)
    assert (done.state, done.taken_back) == (ImportState.UNDONE, 301)
    assert await everything(timed_store) == ([], [])


async def test_articles_that_were_announced_are_taken_back_from_their_readers(timed_store: Store):
    first = await load(timed_store, [draft("Mines", guid="a")], announce=True)
    second = await load(timed_store, [draft("Mines again", guid="a")], announce=True)
    await undo(timed_store, second)
    await undo(timed_store, first)
    async with timed_store.database.reading() as connection:
        told = await connection.scalars(select(AnnouncementRow.kind).order_by(AnnouncementRow.id))
        assert list(told) == [
            AnnouncementKind.NEW,
            AnnouncementKind.CHANGED,
            AnnouncementKind.CHANGED,
            AnnouncementKind.RETRACTED,
        ]


async def test_links_that_were_exchanged_are_exchanged_back(timed_store: Store):
    def linked(guid: str, link: str) -> Draft:
        return draft(f"Article {guid}", guid=guid, url=f"https://site.example/{link}")

    await load(timed_store, [linked("a", "1")])
    second = await load(timed_store, [linked("a", "2")])
    await load(timed_store, [linked("b", "1")])
    await undo(timed_store, second)
    articles, _ = await everything(timed_store)
    assert [(one["title"], one["url"]) for one in articles] == [
        ("Article a", "https://site.example/2"),
        ("Article b", "https://site.example/1"),
    ]


async def test_what_can_no_longer_be_taken_back_is_forgotten(timed_store: Store, time: Time):
    await load(timed_store, drafts(3), [quote(as_of=date(2024, 12, day)) for day in (1, 2)])
    waiting = await timed_store.loads.keep(1, "x", b"bytes")
    assert not await timed_store.loads.prune()
    time.now += timedelta(seconds=KEPT.total_seconds())
    young = await load(timed_store, drafts(3))
    assert await timed_store.loads.prune()
    assert not await timed_store.loads.prune()
    async with timed_store.database.reading() as connection:
        numbers = set(await connection.scalars(select(ImportChangeRow.import_id)))
        assert numbers == {young}
        assert await connection.scalar(select(func.count(ImportQuoteRow.quote_id))) == 0
    kept = await timed_store.loads.get(waiting)
    assert kept is not None
    assert (kept.body, kept.state) == (None, ImportState.CANCELLED)
    await undo(timed_store, young)
    assert len((await everything(timed_store))[0]) == 3
