"""Subscribed chats of all kinds, and what arrives in them."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from bot.playground import Chat, Entry, Event, Playground
from storage import Draft, Store
from storage import deliveries as records
from storage.deliveries import ChatKind, Subscription
from tests.builders import draft

OWNER = 1_000
WITHIN = 20.0  # seconds


async def subscribe(store: Store, chat: Chat, made_by: int = OWNER, **fields: Any) -> Subscription:
    kept = records.Chat(chat.id, ChatKind(chat.type), chat.title or "")
    return await store.subscriptions.add(kept, made_by, **fields)


def numbered(first: int, last: int, **given: Any) -> list[Draft]:
    """Articles in order, each with its number in the title and an address of its own."""
    return [
        draft(
            f"Article number {number}",
            url=f"https://example.org/{number}",
            guid=str(number),
            position=number,
            **given,
        )
        for number in range(first, last + 1)
    ]


async def announce(store: Store, drafts: Sequence[Draft]) -> None:
    assert await store.load(drafts, [], person_id=OWNER, file_name="x", announce=True) is not None


def heard(telegram: Playground, chat: Chat) -> list[Entry]:
    """What was sent there, in order."""
    return telegram.world.journal.of(chat.id)


def titles(telegram: Playground, chat: Chat) -> list[str]:
    """The numbers of the articles that were posted there, in order."""
    return [entry.link.rpartition("/")[2] for entry in heard(telegram, chat)]


async def until(telegram: Playground, holds: Callable[[], bool], within: float = WITHIN) -> None:
    """Wait until something holds, looking whenever anything happens in a chat."""
    happened = asyncio.Event()

    def notice(_: Event) -> None:
        happened.set()

    stop = telegram.world.listen(notice)
    try:
        async with asyncio.timeout(within):
            while not holds():
                happened.clear()
                await happened.wait()
    finally:
        stop()


async def until_empty(store: Store, within: float = WITHIN) -> None:
    """Wait until nothing is left to be sent."""
    changed = asyncio.Event()
    store.on_change(lambda *_: changed.set())
    async with asyncio.timeout(within):
        empty = 0
        # Twice: between the two figures of one look, one may have become the other.
        while empty < 2:
            state = await store.outbox.state()
            empty = 0 if state.waiting or state.announced else empty + 1
            if empty:
                continue
            changed.clear()
            # What was sent raises no counter.
            try:
                async with asyncio.timeout(0.1):
                    await changed.wait()
            except TimeoutError:
                continue
