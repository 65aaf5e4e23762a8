"""Loads that are taken back between what editors do by hand, held against a plain model of it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from storage import Draft, Store
from storage.articles import content_hash
from storage.models import ArticleRow
from storage.records import ArticleStatus
from tests.builders import draft
from tests.storage.searching import check_against_the_database, number_of
from tests.storage.timing import Time

BEGIN = datetime(2024, 12, 21, 12, tzinfo=UTC)
DAYS = (None, *(datetime(2024, 12, day, tzinfo=UTC) for day in (18, 19, 20)))
EDITOR = 7


@dataclass(frozen=True)
class Seen:
    """An article as the model knows it, and as the store has it."""

    title: str
    topics: tuple[str, ...]
    hash: str
    published_at: datetime | None
    sorted_at: datetime
    first_seen_at: datetime
    position: int
    status: ArticleStatus = ArticleStatus.LIVE


@dataclass(frozen=True)
class Loaded:
    number: int
    at: datetime
    drafts: tuple[Draft, ...]


@dataclass(frozen=True)
class Kept:
    """An article as an editor left it, whatever was before."""

    guid: str
    seen: Seen


class Model:
    """What is there is what the loads that were not taken back, and the edits, come to.

    An article is retracted as long as it is there, or until it is restored.
    """

    def __init__(self) -> None:
        self._deeds: list[Loaded | Kept] = []
        self._retracted: set[str] = set()

    def state(self) -> dict[str, Seen]:
        state: dict[str, Seen] = {}
        for deed in self._deeds:
            if isinstance(deed, Kept):
                state[deed.guid] = deed.seen
                continue
            for one in deed.drafts:
                assert one.guid is not None
                state[one.guid] = _loaded(one, state.get(one.guid), deed.at)
        for guid in self._retracted:
            state[guid] = replace(state[guid], status=ArticleStatus.RETRACTED)
        return state

    def load(self, number: int, at: datetime, drafts: list[Draft]) -> None:
        self._deeds.append(Loaded(number, at, tuple(drafts)))

    def edit(self, guid: str, title: str) -> None:
        seen = replace(self.state()[guid], title=title, status=ArticleStatus.LIVE)
        self._deeds.append(Kept(guid, seen))

    def retract(self, guid: str) -> None:
        self._retracted.add(guid)

    def restore(self, guid: str) -> None:
        self._retracted.discard(guid)

    def undo(self, number: int) -> None:
        """What is retracted and would be nobody's stays as it was."""
        retracted, self._retracted = self._retracted, set()
        before = self.state()
        self._deeds = [
            deed for deed in self._deeds if isinstance(deed, Kept) or deed.number != number
        ]
        gone = before.keys() - self.state().keys()
        self._deeds += [Kept(guid, before[guid]) for guid in sorted(gone & retracted)]
        self._retracted = retracted


def _loaded(one: Draft, there: Seen | None, at: datetime) -> Seen:
    new = content_hash(one)
    if there is None:
        seen = (one.published_at, one.published_at or at, at, one.position)
        return Seen(one.title, one.topics, new, *seen)
    if there.hash == new:
        return there
    return replace(
        there,
        title=one.title,
        topics=one.topics,
        hash=new,
        published_at=one.published_at or there.published_at,
        sorted_at=one.published_at or there.sorted_at,
    )


async def stored(store: Store) -> dict[str, Seen]:
    row = ArticleRow
    columns = (
        *(row.title, row.topics, row.content_hash.label("hash"), row.published_at, row.sorted_at),
        *(row.first_seen_at, row.position, row.status),
    )
    async with store.database.reading() as connection:
        rows = await connection.execute(
            select(row.external_key, *columns).where(row.status != ArticleStatus.DELETED)
        )
    return {key: Seen(values[0], tuple(values[1]), *values[2:]) for key, *values in rows}


async def load(store: Store, *given: Draft) -> int:
    opened = await store.loads.open(EDITOR, "x")
    await store.loads.run(opened, given, ())
    return opened.id


async def numbers(store: Store) -> dict[str, int]:
    async with store.database.reading() as connection:
        rows = await connection.execute(select(ArticleRow.external_key, ArticleRow.id))
        return {row.external_key: row.id for row in rows}


class Editors:
    """Does the same to a store and to the model."""

    def __init__(self, store: Store, time: Time, seed: int) -> None:
        self.model = Model()
        self.loaded: list[int] = []
        self._store = store
        self._clock = time
        self._random = Random(seed)

    async def do_something(self) -> None:
        self._clock.now += timedelta(hours=1)
        # Loads as often as all else, so that they are many between what is done by hand.
        what = self._random.choice(("load", "load", "load", "undo", "edit", "retract", "restore"))
        if what == "load":
            await self._load()
        elif what == "undo" and self.loaded:
            await self.undo(self._random.choice(self.loaded))
        elif there := sorted(self.model.state()):
            await self._change(what, self._random.choice(there))

    async def _load(self) -> None:
        guids = self._random.sample("abcd", self._random.randint(1, 3))
        given = [self._draft(guid, position) for position, guid in enumerate(guids, start=1)]
        number = await load(self._store, *given)
        self.model.load(number, self._clock.now, given)
        self.loaded.append(number)

    def _draft(self, guid: str, position: int) -> Draft:
        chance = self._random.choice
        return Draft(
            source="site",
            guid=guid,
            title=f"{guid}: {chance(('the mine', 'the mines', 'a mine'))}",
            topics=chance(((), ("Energy",))),
            published_at=chance(DAYS),
            position=position,
        )

    async def _change(self, what: str, guid: str) -> None:
        number = (await numbers(self._store))[guid]
        if what == "edit":
            # Sometimes into what a load says too.
            title = f"{guid}: {self._random.choice(('the mine', 'by hand', 'by another hand'))}"
            if title != self.model.state()[guid].title:
                await self._store.editing.edit(number, by=EDITOR, title=title)
                self.model.edit(guid, title)
        elif what == "retract":
            await self._store.editing.retract(number, by=EDITOR)
            self.model.retract(guid)
        elif what == "restore":
            await self._store.editing.restore(number, by=EDITOR)
            self.model.restore(guid)

    async def undo(self, number: int) -> None:
        assert await self._store.loads.undo(number) is not None
        self.model.undo(number)
        self.loaded.remove(number)


@pytest.mark.parametrize("seed", range(25))
async def test_what_is_left_is_what_all_but_the_loads_taken_back_come_to(
    timed_store: Store, time: Time, seed: int
):
    editors = Editors(timed_store, time, seed)
    for _ in range(24):
        await editors.do_something()
        assert await stored(timed_store) == editors.model.state()
    while editors.loaded:
        await editors.undo(editors.loaded[seed % len(editors.loaded)])
        assert await stored(timed_store) == editors.model.state()
    await check_against_the_database(timed_store, ["mine", "hand"])


async def edit(store: Store, title: str, new: str) -> None:
    await store.editing.edit(await number_of(store, title), by=EDITOR, title=new)


async def titles(store: Store) -> list[str]:
    return [seen.title for seen in (await stored(store)).values()]


async def test_an_edit_stays_in_whichever_order_the_loads_of_the_same_text_are_taken_back(
    timed_store: Store,
):
    for newest_first in (False, True):
        first = await load(timed_store, draft("Mines", guid="a"))
        await edit(timed_store, "Mines", "Mines, corrected")
        second = await load(timed_store, draft("Mines", guid="a"))
        for number in sorted((first, second), reverse=newest_first):
            await timed_store.loads.undo(number)
        assert await titles(timed_store) == ["Mines, corrected"]
        async with timed_store.transaction() as connection:
            await timed_store.articles.delete(
                connection, list((await numbers(timed_store)).values())
            )


async def test_a_load_of_what_was_edited_keeps_its_text_when_the_first_is_taken_back(
    timed_store: Store,
):
    first = await load(timed_store, draft("Mines", guid="a"))
    await edit(timed_store, "Mines", "Mines, corrected")
    second = await load(timed_store, draft("Mines, corrected", guid="a"))
    await timed_store.loads.undo(first)
    assert await titles(timed_store) == ["Mines, corrected"]
    third = await load(timed_store, draft("Mines, once more", guid="a"))
    await timed_store.loads.undo(second)
    assert await titles(timed_store) == ["Mines, once more"]
    await timed_store.loads.undo(third)
    assert await titles(timed_store) == ["Mines, corrected"]


async def test_what_was_retracted_and_restored_is_taken_back_as_if_it_had_not_been(
    timed_store: Store,
):
    await load(timed_store, draft("Mines", guid="a"))
    second = await load(timed_store, draft("Mines again", guid="a"), draft("Lakes", guid="b"))
    for title in ("Mines again", "Lakes"):
        number = await number_of(timed_store, title)
        await timed_store.editing.retract(number, by=EDITOR)
        await timed_store.editing.restore(number, by=EDITOR)
    await timed_store.loads.undo(second)
    assert await titles(timed_store) == ["Mines"]


async def test_what_is_retracted_by_hand_stays_so_with_the_text_of_the_other_loads(
    timed_store: Store,
):
    await load(timed_store, draft("Mines", guid="a"))
    second = await load(timed_store, draft("Mines again", guid="a"), draft("Lakes", guid="b"))
    mines, lakes = (
        await number_of(timed_store, "Mines again"),
        await number_of(timed_store, "Lakes"),
    )
    await timed_store.editing.retract(mines, by=EDITOR)
    await timed_store.editing.retract(lakes, by=EDITOR)
    await timed_store.loads.undo(second)
    assert sorted(await titles(timed_store)) == ["Lakes", "Mines"]
    await load(timed_store, draft("Lakes", guid="b"))
    assert (await timed_store.articles.latest(1, size=5)).items == ()
    await timed_store.editing.restore(mines, by=EDITOR)
    assert [one.title for one in (await timed_store.articles.latest(1, size=5)).items] == ["Mines"]


async def test_what_a_file_alone_says_is_retracted_goes_with_the_file(timed_store: Store):
    retracted: Any = {"guid": "a", "status": ArticleStatus.RETRACTED}
    first = await load(timed_store, draft("Mines", **retracted))
    second = await load(timed_store, draft("Mines", guid="a"))
    assert (await timed_store.articles.latest(1, size=5)).items == ()
    await timed_store.loads.undo(first)
    assert [one.title for one in (await timed_store.articles.latest(1, size=5)).items] == ["Mines"]
    await timed_store.loads.undo(second)
    again = await load(timed_store, draft("Mines", **retracted))
    await timed_store.loads.undo(again)
    assert await titles(timed_store) == []
