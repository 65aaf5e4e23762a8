"""What the site's admins see of what waits to be sent, and do about it."""

import asyncio
from typing import Any

from tests.builders import draft
from tests.e2e.conftest import World
from tests.e2e.reading import answer_to, rows
from tests.e2e.subscribing import announce, next_message

REASON = "Bad Request: MESSAGE_TOO_LONG"


async def _queue(world: World, wanted: str) -> dict[str, Any]:
    """The queue as an admin sees it, once it says this."""
    async with asyncio.timeout(10):
        while True:
            shown = await world.editor.ask("/queue")
            if wanted in shown["text"]:
                return shown


async def test_an_admin_sees_the_queue_and_pauses_it(world: World):
    await world.reader.ask("/subscribe")
    shown = await world.editor.ask("/queue")
    assert "Waiting: 0" in shown["text"] and "1 active, 0 paused, 0 stopped" in shown["text"]
    paused = await world.editor.tap(shown, "Pause all")
    assert "Posts are paused." in paused["text"]
    await announce(world, draft("Held back"))
    paused = await _queue(world, "Waiting: 1")
    assert "The oldest waits for" in paused["text"] and rows(paused) == [["Look again", "Go on"]]
    await world.editor.tap(paused, "Go on")
    assert (await next_message(world.reader))["text"].startswith("Held back")


async def test_the_dead_are_shown_with_their_reasons(world: World):
    await world.reader.ask("/subscribe")
    chat_id = world.reader.person.id
    world.telegram.world.faults.add(
        "sendMessage", "refusal", count=1, chat=chat_id, description=REASON
    )
    await announce(world, draft("Refused"))
    shown = await _queue(world, "Dead: 1")
    assert f"Died last:\n• 1 × {chat_id}: " in shown["text"]
    assert "MESSAGE_TOO_LONG" in shown["text"].upper()
    again = await world.editor.tap(shown, "Retry the dead")
    assert (await next_message(world.reader))["text"].startswith("Refused")
    assert "Dead: 0" in again["text"]


async def test_attempts_that_ended_uncertain_are_counted(world: World):
    await world.reader.ask("/subscribe")
    assert "uncertain" not in (await world.editor.ask("/queue"))["text"]
    world.telegram.world.faults.add(
        "sendMessage", "reset_after", count=1, chat=world.reader.person.id
    )
    await announce(world, draft("Perhaps twice"))
    shown = await _queue(world, "ended uncertain: 1")
    assert "(extra copies: 0 known, at most 1)" in shown["text"]


async def test_the_dead_can_be_dropped(world: World):
    await world.reader.ask("/subscribe")
    chat_id = world.reader.person.id
    world.telegram.world.faults.add(
        "sendMessage", "refusal", count=1, chat=chat_id, description=REASON
    )
    await announce(world, draft("Refused"))
    shown = await _queue(world, "Dead: 1")
    dropped = await world.editor.tap(shown, "Drop the dead")
    assert "Dead: 0" in dropped["text"]


async def test_it_is_nobody_elses_business(world: World):
    refused = await world.reader.ask("/queue")
    assert refused["text"].startswith("The queue is for the editors of The Post.")
    for data in ("w:l", "w:p", "w:d", "w:r"):
        world.forge(world.reader, refused, data)
        assert (await answer_to(world.reader)).text == "Only the site’s editors can do that."
    assert "paused." not in (await world.editor.ask("/queue"))["text"]
