"""What is done has its line, in the same transaction."""

import pytest

from storage import Store
from storage.deliveries import Chat, ChatKind, SubscriptionState
from tests.builders import draft, drafts

AIDA, MARAT = 11, 12


async def trail(store: Store) -> list[tuple[int, str, str]]:
    """All deeds, the oldest first."""
    page = await store.audit.page(1, size=100)
    return [(one.person_id, one.action, one.subject) for one in reversed(page.items)]


async def test_pages_have_the_newest_first(store: Store):
    for number in range(1, 6):
        async with store.transaction() as connection:
            await store.audit.note(connection, AIDA, "edit", f"article {number}", {"n": number})
    first = await store.audit.page(1, size=2)
    assert ([one.details["n"] for one in first.items], first.total, first.last) == ([5, 4], 5, 3)
    beyond = await store.audit.page(9, size=2)
    assert ([one.details["n"] for one in beyond.items], beyond.number) == ([1], 3)
    assert first.items[0].at.tzinfo is not None


async def test_what_is_not_done_has_no_line(store: Store):
    with pytest.raises(ZeroDivisionError):
        async with store.transaction() as connection:
            await store.audit.note(connection, AIDA, "edit", "article 1")
            raise ZeroDivisionError
    assert await trail(store) == []


async def test_loads_and_undos_are_noted_with_who_decided(store: Store):
    number = await store.loads.keep(AIDA, "news.xml", b"...")
    assert await trail(store) == []
    await store.load(drafts(2), [], person_id=AIDA, file_name="news.xml", number=number)
    await store.loads.begin_undo(number, by=MARAT)
    await store.loads.begin_undo(number, by=MARAT)  # the second press changes nothing
    subject = f"import {number}"
    assert await trail(store) == [(AIDA, "load", subject), (MARAT, "undo", subject)]
    thrown_away = await store.loads.keep(AIDA, "other.xml", b"...")
    await store.cancel(thrown_away)
    assert len(await trail(store)) == 2
    stopped = await store.loads.keep(AIDA, "third.xml", b"...", total=7)
    await store.loads.begin(stopped, announce=True)
    await store.loads.cancel(stopped, by=MARAT)
    page = await store.audit.page(1, size=2)
    assert [(one.person_id, one.action) for one in page.items] == [
        (MARAT, "stop load"),
        (AIDA, "load"),
    ]
    assert page.items[1].details == {"file": "third.xml", "announce": True, "total": 7}


async def test_a_load_from_the_command_line_is_noted(store: Store):
    await store.load([draft()], [], person_id=0, file_name="news.xml")
    assert [(person, action) for person, action, _ in await trail(store)] == [(0, "load")]


async def test_the_queues_deeds_are_noted(store: Store):
    await store.outbox.pause_all(True, by=AIDA)
    await store.outbox.pause_all(False, by=MARAT)
    assert await trail(store) == [(AIDA, "pause all", "queue"), (MARAT, "go on", "queue")]


async def test_what_is_done_to_another_chats_subscription_is_noted(store: Store):
    group = await store.subscriptions.add(Chat(-5, ChatKind.GROUP, "Desk"), AIDA)
    own = await store.subscriptions.add(Chat(AIDA, ChatKind.PRIVATE, "Aida"), AIDA)
    for one in (group, own):
        await store.subscriptions.change(one.id, by=AIDA, state=SubscriptionState.PAUSED)
        await store.subscriptions.change(one.id, by=AIDA, hashtags=True)
        await store.subscriptions.change(one.id, by=AIDA, state=SubscriptionState.ACTIVE)
        await store.subscriptions.remove(one.id, by=AIDA)
    subject = f"subscription {group.id}"
    actions = ("pause", "resume", "unsubscribe")
    assert await trail(store) == [(AIDA, action, subject) for action in actions]
