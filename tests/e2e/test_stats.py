"""/stats: numbers, what was looked for in vain, and a picture."""

import asyncio

from tests.builders import draft
from tests.e2e.conftest import World
from tests.e2e.subscribing import announce, next_message


async def test_numbers_and_a_picture(world: World):
    await world.reader.ask("/subscribe")
    await announce(world, draft("Apricots"), draft("Plums"))
    await next_message(world.reader)
    await next_message(world.reader)
    async with asyncio.timeout(10):
        # What was sent is written down a moment later.
        while (await world.store.outbox.state()).waiting:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    for words in ("thorium", "Thorium", "cobalt"):
        assert "Nothing" in (await world.reader.ask(words))["text"]
    answer = await world.editor.ask("/stats")
    assert answer["photo"]
    text = answer["caption"]
    assert "Subscriptions: 1 active, 0 paused, 0 stopped" in text
    assert "Articles: 2 live, 0 retracted; of today 2, of 7 days 2" in text
    assert "2 sent today, 0 waiting, 0 dead" in text
    assert "2 × thorium" in text and "1 × cobalt" in text
