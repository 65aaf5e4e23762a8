"""Loads that take their time: what is told meanwhile, the line, stopping, crashes."""

import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.app import Caravan
from bot.config import Settings
from bot.delivery import loading, telling
from bot.ingest import Batch
from bot.playground import Phone
from storage import Import, ImportState, Store
from storage.articles import Articles
from storage.models import ImportRow
from tests.e2e.conftest import World
from tests.e2e.loading import jsonl, looked_into, settled, tapped
from tests.e2e.reading import answer_to, button, rows

LARGE = jsonl(1200)  # read in three parts


class Gate:
    """Lets no load go on after its first part, until it is opened."""

    def __init__(self) -> None:
        self._open = threading.Event()

    def open(self) -> None:
        self._open.set()

    def batches_of(self, load: Import, zone: ZoneInfo) -> Iterator[Batch]:
        for number, batch in enumerate(BATCHES_OF(load, zone)):
            if number:
                self._open.wait(30)
            yield batch


BATCHES_OF = loading.batches_of


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    held = Gate()
    monkeypatch.setattr(loading, "batches_of", held.batches_of)
    yield held
    held.open()


@pytest.fixture
def told_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "AFTER", 0.01)
    monkeypatch.setattr(telling, "EVERY", 0.01)


async def heard(phone: Phone, *parts: str) -> dict[str, Any]:
    """The next message that says all of this."""
    while True:
        event = await phone.heard()
        text = (event.message or {}).get("text", "")
        if event.message is not None and all(part in text for part in parts):
            return event.message


async def total(store: Store) -> int:
    return (await store.articles.latest(1, size=6)).total


async def begun(phone: Phone, name: str = "a.jsonl", data: bytes = LARGE) -> dict[str, Any]:
    """A load whose first part is stored, as its message tells."""
    preview = await looked_into(phone, data, name=name)
    await phone.press(preview, "Load quietly")
    return await heard(phone, f"Loading {name}…", "500 of 1,200")


async def test_the_message_tells_how_far_it_is(world: World, gate: Gate, told_often: None):
    shown = await begun(world.editor)
    assert "█████░░░░░░░ 41 %\n500 of 1,200" in shown["text"]
    assert rows(shown) == [["Stop"]]
    assert await total(world.store) == 500
    gate.open()
    loaded = await settled(world.editor)
    assert loaded["message_id"] == shown["message_id"]
    assert "Articles: 1,200 new." in loaded["text"]
    assert await total(world.store) == 1200


async def test_a_load_that_is_stopped_leaves_nothing(world: World, gate: Gate, told_often: None):
    shown = await begun(world.editor)
    await world.editor.press(shown, "Stop")
    await heard(world.editor, "Stopping a.jsonl…")
    gate.open()
    stopped = await settled(world.editor)
    assert stopped["text"] == "a.jsonl: stopped, nothing of it stays."
    assert "reply_markup" not in stopped
    assert await total(world.store) == 0


async def test_loads_wait_in_a_line(world: World, gate: Gate, told_often: None):
    phone = world.editor
    await begun(phone)
    second = await looked_into(phone, jsonl(1, begin=2000), name="b.jsonl")
    await phone.press(second, "Load quietly")
    shown = await heard(phone, "b.jsonl waits its turn.")
    assert "2nd in the line" in shown["text"]
    third = await looked_into(phone, jsonl(2, begin=3000), name="c.jsonl")
    await phone.press(third, "Load quietly")
    assert "3rd in the line" in (await heard(phone, "c.jsonl waits"))["text"]
    # What has not been begun is stopped at once.
    await phone.press(shown, "Stop")
    await heard(phone, "b.jsonl: stopped, nothing of it stays.")
    assert await total(world.store) == 500
    gate.open()
    await heard(phone, "Loaded: a.jsonl")
    await heard(phone, "Loaded: c.jsonl", "2 new")
    assert await total(world.store) == 1202


async def test_who_moves_up_in_the_line_hears_of_it(world: World, gate: Gate, told_often: None):
    phone = world.editor
    await begun(phone)
    for number, name in ((2000, "b.jsonl"), (4000, "c.jsonl")):
        waits = await looked_into(phone, jsonl(1200, begin=number), name=name)
        await phone.press(waits, "Load quietly")
        await heard(phone, f"{name} waits its turn.")
    gate.open()
    await heard(phone, "c.jsonl waits its turn.", "2nd in the line")
    await heard(phone, "Loaded: c.jsonl")
    assert await total(world.store) == 3600


async def test_an_undo_tells_how_far_it_is(world: World, told_often: None):
    loaded = await tapped(world.editor, await looked_into(world.editor, LARGE), "Load quietly")
    await world.editor.press(loaded, "Undo")
    await heard(world.editor, "Taking back page.txt…")
    taken = await heard(world.editor, "Taken back: page.txt")
    assert "as they would be without it" in taken["text"]
    assert await total(world.store) == 0


async def test_an_undo_takes_back_its_own_import_alone(world: World):
    phone = world.editor
    first = await tapped(phone, await looked_into(phone, jsonl(3), name="a.jsonl"), "Load quietly")
    second = await looked_into(phone, jsonl(4, begin=2), name="b.jsonl")
    await tapped(phone, second, "Load quietly")
    await tapped(phone, first, "Undo")
    found = await world.store.articles.latest(1, size=9)
    assert sorted(one.title for one in found.items) == [f"Article {n}" for n in range(2, 6)]


async def test_an_old_undo_says_what_happened(world: World):
    loaded = await tapped(world.editor, await looked_into(world.editor), "Load quietly")
    undo = button(loaded, "Undo")["callback_data"]
    taken = await tapped(world.editor, loaded, "Undo")
    world.forge(world.editor, taken, undo)
    while "taken back before" not in ((await answer_to(world.editor)).text or ""):
        pass  # the answers to what was pressed before


async def test_what_is_too_old_is_not_taken_back(world: World):
    loaded = await tapped(world.editor, await looked_into(world.editor), "Load quietly")
    long_ago = datetime.now(UTC) - timedelta(days=31)
    async with world.store.transaction() as connection:
        await connection.execute(update(ImportRow).values(created_at=long_ago))
    shown = await tapped(world.editor, loaded, "Undo")
    assert "too long ago to be taken back" in shown["text"]
    assert "reply_markup" not in shown
    assert await total(world.store) == 2


async def test_a_stopped_bot_goes_on_where_it_was(
    world: World,
    gate: Gate,
    told_often: None,
    make_settings: Callable[..., Settings],
    monkeypatch: pytest.MonkeyPatch,
):
    await begun(world.editor)
    await world.caravan.stop()
    monkeypatch.setattr(loading, "batches_of", BATCHES_OF)
    gate.open()
    async with again(make_settings()) as caravan:
        loaded = await settled(world.editor)
        assert "Articles: 1,200 new." in loaded["text"]
        assert await total(caravan.store) == 1200


@asynccontextmanager
async def again(settings: Settings) -> AsyncIterator[Caravan]:
    caravan = Caravan(settings)
    await caravan.start()
    try:
        yield caravan
    finally:
        await caravan.stop()


async def test_what_another_process_left_is_taken_up(
    world: World, make_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
):
    """It died a minute ago, after a part of the file."""
    settings = make_settings()
    phone = world.editor
    preview = await looked_into(phone, LARGE, name="a.jsonl")
    number = int(button(preview, "Load quietly")["callback_data"].split(":")[1])
    died = Store(
        settings.database_url,
        settings.search_folder,
        clock=lambda: datetime.now(UTC) - timedelta(minutes=1),
    )
    there = {"chat_id": phone.chat.id, "message_id": preview["message_id"], "language": "en"}
    assert await died.loads.begin(number, **there)
    load = await died.loads.claim()
    assert load is not None
    first = next(BATCHES_OF(load, ZoneInfo("UTC"))).content.drafts
    await died.loads.batch(load, first[:300])
    await died.database.close()
    await world.caravan._clock.look()
    await heard(phone, "Loaded: a.jsonl", "1,200 new")
    assert await total(world.store) == 1200
    now = await world.store.loads.progress(number)
    assert now is not None and now.articles.new == 1200 and now.articles.unchanged == 0


async def test_an_end_that_was_not_told_is_told_by_the_next_start(
    world: World, make_settings: Callable[..., Settings]
):
    phone, loads = world.editor, world.store.loads
    preview = await looked_into(phone, jsonl(2), name="a.jsonl")
    number = int(button(preview, "Load quietly")["callback_data"].split(":")[1])
    there = {"chat_id": phone.chat.id, "message_id": preview["message_id"], "language": "en"}
    assert await loads.begin(number, mine=True, **there)
    load = await loads.progress(number)
    assert load is not None
    await loads.finish(load)
    await world.caravan.stop()
    async with again(make_settings()):
        await heard(phone, "Loaded: a.jsonl")


async def test_a_fault_of_ours_ends_the_load_and_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    put = Articles.put

    async def failing(self: Articles, connection: Any, drafts: Any, **given: Any) -> Any:
        if any(draft.title == "Article 900" for draft in drafts):
            raise RuntimeError("a fault")
        return await put(self, connection, drafts, **given)

    monkeypatch.setattr(Articles, "put", failing)
    with caplog.at_level(logging.CRITICAL, loading.__name__):
        preview = await looked_into(world.editor, LARGE, name="a.jsonl")
        failed = await tapped(world.editor, preview, "Load quietly")
    assert "a.jsonl could not be loaded; nothing of it stays." in failed["text"]
    assert "Something went wrong on our side, number" in failed["text"]
    assert await total(world.store) == 0
    await tapped(world.editor, await looked_into(world.editor, jsonl(2)), "Load quietly")
    assert await total(world.store) == 2


async def test_a_load_does_not_need_its_editor(world: World, gate: Gate, told_often: None):
    await begun(world.editor)
    world.editor.block()
    gate.open()
    await world.caravan._clock.idle()
    (load,) = await world.store.loads.recent(3)
    assert load.state is ImportState.LOADED
    assert await total(world.store) == 1200


async def test_announced_articles_go_out_by_their_dates_however_large_the_file(
    world: World, told_often: None
):
    await world.reader.ask("/subscribe")
    days = [3, 1, 2]
    lines = b"\n".join(
        b'{"title": "Of day %d", "published": "2024-12-0%dT10:00:00Z"}' % (day, day) for day in days
    )
    preview = await looked_into(world.editor, lines, name="a.jsonl")
    await tapped(world.editor, preview, "Load and announce")
    text = ""
    while not all(f"Of day {day}" in text for day in days):
        event = await world.reader.heard()
        text += "\n" + (event.message or {}).get("text", "")
    assert text.index("Of day 1") < text.index("Of day 2") < text.index("Of day 3")
