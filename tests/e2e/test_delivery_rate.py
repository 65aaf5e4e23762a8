"""While a long queue drains the rate is used, and who asks meanwhile is answered at once."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from bot.app import Caravan
from bot.config import Settings
from bot.playground import Flood, Phone, Playground
from tests.bench.load import percentile
from tests.builders import drafts
from tests.e2e.delivering import announce, numbered, subscribe, until

pytestmark = pytest.mark.alone

RATE = 30  # a second
CHATS = 150
ASKING = 40
ARTICLES = 4
WAITS_MORE = 0.3  # seconds at p99, at most
USED = 0.95  # of the rate


@pytest.fixture
async def caravan(
    telegram: Playground, make_settings: Callable[..., Settings]
) -> AsyncIterator[Caravan]:
    """With Telegram's own limits over all, and none in a chat that would be in the way."""
    telegram.world.flood = Flood(overall=RATE, private=1000, group=10000)
    made = Caravan(make_settings(send_rate=RATE))
    await made.start()
    yield made
    await made.stop()


async def ask(phones: list[Phone], pause: float) -> list[float]:
    """Seconds that each waited for an answer, in rising order."""

    async def one(phone: Phone, after: float) -> float:
        await asyncio.sleep(after)
        begun = time.perf_counter()
        await phone.ask("/latest", timeout=30)
        return time.perf_counter() - begun

    return sorted(await asyncio.gather(*(one(phone, n * pause) for n, phone in enumerate(phones))))


async def test_a_long_queue_uses_the_rate_and_holds_up_nobody_who_asks(
    telegram: Playground, caravan: Caravan
) -> None:
    await caravan.store.load(drafts(10), [], person_id=1, file_name="x")
    people = telegram.world
    phones = [telegram.phone(people.add_person(f"Reader {n}", started=True)) for n in range(ASKING)]
    idle = await ask(phones, 0.05)
    owner = people.add_person("Owner")
    for n in range(CHATS):
        await subscribe(caravan.store, people.add_channel(f"Channel {n}", owner))
    journal = people.journal
    before = len(journal.entries)
    await announce(caravan.store, numbered(1, ARTICLES))
    await until(telegram, lambda: len(journal.entries) >= before + RATE)
    busy = await ask(phones, 0.2)
    total = before + ARTICLES * CHATS + ASKING
    await until(telegram, lambda: len(journal.entries) >= total, within=60)
    # Without its begin and its end, where the budget is no longer what holds it up.
    steady = journal.entries[before + 2 * RATE : total - 2 * RATE]
    rate = (len(steady) - 1) / (steady[-1].time - steady[0].time)
    assert people.flood is not None and people.flood.refused == []
    assert USED * RATE <= rate <= RATE
    assert percentile(busy, 99) <= percentile(idle, 99) + WAITS_MORE
