"""From an article that is stored to the deliveries of all who want it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from storage import Article, Store
from storage.deliveries import DeliveryKind, DeliveryState, Mode, SubscriptionState, Wants
from storage.delivery_models import AnnouncementRow, SubscriptionRow
from storage.expansion import FIRST, FIRST_POSTS, Expansion
from storage.outcomes import Sent
from tests.builders import draft
from tests.storage.delivering import (
    PERSON,
    all_deliveries,
    channel,
    claim_one,
    drain,
    expand,
    lanes,
    load,
    load_drafts,
    matches,
    private,
    publish,
    send,
    waiting,
)

DAY = datetime(2026, 11, 20, tzinfo=UTC)


async def many_subscriptions(store: Store, count: int, **given: object) -> None:
    """Of chats 1, 2, 3, ... as quickly as they can be made."""
    await store.subscriptions.add(private(1), 1)
    async with store.transaction() as connection:
        row = (await connection.execute(select(*SubscriptionRow.__table__.c))).one()
        values = {name: value for name, value in row._mapping.items() if name != "id"}
        rows = [{**values, **given, "chat_id": number} for number in range(2, count + 1)]
        await connection.execute(insert(SubscriptionRow), rows)


async def test_each_who_wants_it_gets_it_once_and_others_nothing(store: Store) -> None:
    await store.subscriptions.add(private(1), 1)
    await store.subscriptions.add(private(2), 2, wants=Wants(query="apricots"))
    await store.subscriptions.add(private(3), 3, wants=Wants(query="railway"))
    await store.subscriptions.add(private(4), 4, mode=Mode.DAILY)
    paused = await store.subscriptions.add(private(5), 5)
    await store.subscriptions.change(paused.id, state=SubscriptionState.PAUSED)
    await publish(store, "Apricots bloom in Batken")
    assert await drain(store) == [
        (1, "Apricots bloom in Batken"),
        (2, "Apricots bloom in Batken"),
    ]
    assert not await store.outbox.expand(matches)


async def test_two_subscriptions_of_a_chat_post_an_article_once_but_in_each_thread(
    store: Store,
) -> None:
    await store.subscriptions.add(channel(), PERSON, wants=Wants(query="apricots"))
    await store.subscriptions.add(channel(), PERSON)
    await store.subscriptions.add(channel(), PERSON, thread_id=5)
    await publish(store, "Apricots bloom")
    assert [one.thread_id for one in await waiting(store)] == [0, 5]


async def test_what_is_loaded_quietly_or_before_one_subscribed_is_not_sent(store: Store) -> None:
    await load(store, "Earlier")
    await store.subscriptions.add(private(), PERSON)
    await load(store, "Quiet", announce=False)
    await expand(store)
    assert await all_deliveries(store) == []


async def test_the_oldest_comes_first_and_what_has_no_date_as_in_the_file(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON)
    dated = [
        draft(title, published_at=DAY + timedelta(days=days))
        for title, days in (("Third", 3), ("First", 1), ("Second", 2))
    ]
    undated = [draft("Fourth"), draft("Fifth")]
    await load_drafts(store, [undated[0], *dated, undated[1]])
    await expand(store)
    assert [title for _, title in await drain(store)] == [
        *("First", "Second", "Third", "Fourth", "Fifth")
    ]


async def test_a_fan_out_goes_in_batches_and_skips_nobody(store: Store) -> None:
    await many_subscriptions(store, 2 * FIRST + 7)
    await load(store, "For all")
    assert await expand(store) >= 2
    assert {one.chat_id for one in await waiting(store)} == set(range(1, 2 * FIRST + 8))
    assert await lanes(store) == set(range(1, 2 * FIRST + 8))


async def test_each_filter_is_asked_once_for_an_article(store: Store) -> None:
    await many_subscriptions(store, 3 * FIRST, wants=Wants(query="apricots").dump())
    asked: list[str] = []

    async def count(article: Article, wants: Sequence[Wants]) -> list[bool]:
        asked.extend(one.query for one in wants)
        return [True] * len(wants)

    await load(store, "Apricots bloom")
    while await store.outbox.expand(count):
        pass
    assert sorted(asked) == ["", "apricots"]


async def test_where_few_want_it_more_are_looked_at_together(store: Store) -> None:
    await many_subscriptions(store, 8 * FIRST, wants=Wants(query="railway").dump())
    await load(store, "Apricots bloom")
    assert await expand(store) < 8
    assert [one.chat_id for one in await waiting(store)] == [1]
    # What many want is put in by small batches all the same.
    await load(store, "A railway to Osh")
    assert await expand(store) >= 3
    assert len(await waiting(store)) == 1 + 8 * FIRST


async def test_several_who_expand_at_once_lose_and_double_nothing(store: Store) -> None:
    await many_subscriptions(store, 2 * FIRST)
    await load(store, "One", "Two", "Three")
    others = [Expansion(store.database, store._versions, store._clock) for _ in range(4)]

    async def work(expansion: Expansion) -> None:
        while await expansion.expand(matches):
            pass

    await asyncio.gather(*map(work, others))
    found = await all_deliveries(store)
    assert len(found) == 3 * 2 * FIRST
    by_chat: dict[int, list[int]] = {}
    for one in found:
        by_chat.setdefault(one.chat_id, []).append(one.article_id or 0)
    assert all(articles == sorted(articles) for articles in by_chat.values())


async def test_a_crash_between_batches_goes_on_where_it_stopped(
    store: Store, database_url: str, tmp_path: Path
) -> None:
    await many_subscriptions(store, 2 * FIRST)
    await load(store, "For all")
    assert await store.outbox.expand(matches)
    assert len(await waiting(store)) == FIRST
    other = Store(database_url, tmp_path / "other")
    await other.open()
    await expand(other)
    await other.close()
    assert len({one.chat_id for one in await waiting(store)}) == 2 * FIRST


async def test_a_filter_that_changes_meanwhile_is_asked_anew(store: Store) -> None:
    one = await store.subscriptions.add(private(), PERSON, wants=Wants(query="railway"))
    await load(store, "Apricots bloom")

    async def change_first(article: Article, wants: Sequence[Wants]) -> Sequence[bool]:
        if wants[0].query == "railway":
            await store.subscriptions.change(one.id, wants=Wants(query="apricots"))
        return await matches(article, wants)

    while await store.outbox.expand(change_first):
        pass
    assert len(await waiting(store)) == 1


async def test_an_article_taken_back_before_it_is_expanded_is_not_sent(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON)
    await load(store, "A mistake")
    async with store.transaction() as connection:
        await store.retract(connection, [1])
    await expand(store)
    assert await all_deliveries(store) == []


async def test_a_post_taken_back_while_it_waits_is_dropped(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON)
    await publish(store, "A mistake")
    async with store.transaction() as connection:
        await store.retract(connection, [1])
    await expand(store)
    assert [one.state for one in await all_deliveries(store)] == [DeliveryState.DROPPED]


async def corrected(store: Store) -> list[tuple[DeliveryKind, int | None]]:
    return [(one.kind, one.target_id) for one in await waiting(store)]


@pytest.fixture
async def posted(store: Store) -> AsyncIterator[Store]:
    """A store with an article that was posted as message 50."""
    await store.subscriptions.add(private(), PERSON)
    await load_drafts(store, [draft("First words", guid="1")])
    await expand(store)
    await send(store, await claim_one(store), 50)
    yield store


async def change(store: Store, title: str) -> None:
    await load_drafts(store, [draft(title, guid="1")], announce=False)
    await expand(store)


async def test_a_changed_article_is_corrected_where_it_was_posted(posted: Store) -> None:
    await change(posted, "Second words")
    assert await corrected(posted) == [(DeliveryKind.EDIT, 1)]
    claimed = await claim_one(posted)
    assert claimed.target is not None
    assert claimed.target.message_id == 50
    assert [one.title for one in claimed.articles] == ["Second words"]
    await send(posted, claimed, 50)
    await change(posted, "Third words")
    assert await corrected(posted) == [(DeliveryKind.EDIT, 1)]


async def test_changes_while_a_correction_waits_are_one_correction(posted: Store) -> None:
    await change(posted, "Second words")
    await change(posted, "Third words")
    assert await corrected(posted) == [(DeliveryKind.EDIT, 1)]


async def test_a_change_while_the_correction_is_on_its_way_is_corrected_again(
    posted: Store,
) -> None:
    await change(posted, "Second words")
    claimed = await claim_one(posted)
    await change(posted, "Third words")
    await send(posted, claimed, 50)
    assert await corrected(posted) == [(DeliveryKind.EDIT, 1)]


async def test_a_change_while_the_post_is_on_its_way_is_corrected(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON)
    await load_drafts(store, [draft("First words", guid="1")])
    await expand(store)
    claimed = await claim_one(store)
    await change(store, "Second words")
    assert await corrected(store) == [(DeliveryKind.POST, None)]
    await send(store, claimed, 50)
    assert await corrected(store) == [(DeliveryKind.EDIT, claimed.deliveries[0].id)]


async def test_a_post_taken_back_while_it_is_on_its_way_is_deleted(store: Store) -> None:
    await store.subscriptions.add(private(), PERSON)
    await publish(store, "A mistake")
    claimed = await claim_one(store)
    async with store.transaction() as connection:
        await store.retract(connection, [1])
    await expand(store)
    await send(store, claimed, 50)
    assert await corrected(store) == [(DeliveryKind.DELETE, claimed.deliveries[0].id)]


async def test_a_retracted_article_is_deleted_once_and_its_edit_is_not_sent(posted: Store) -> None:
    await change(posted, "Second words")
    async with posted.transaction() as connection:
        await posted.retract(connection, [1])
    await expand(posted)
    claimed = await claim_one(posted)
    assert claimed.deliveries[0].kind is DeliveryKind.DELETE
    assert claimed.target is not None
    assert claimed.target.message_id == 50


async def test_one_restored_before_its_post_is_deleted_stays(posted: Store) -> None:
    async with posted.transaction() as connection:
        await posted.retract(connection, [1])
    await expand(posted)
    async with posted.transaction() as connection:
        await posted.restore(connection, [1])
    await expand(posted)
    claimed = await claim_one(posted)
    assert claimed.deliveries[0].kind is DeliveryKind.EDIT


async def test_one_that_could_only_be_marked_is_edited_when_it_is_restored(posted: Store) -> None:
    async with posted.transaction() as connection:
        await posted.retract(connection, [1])
    await expand(posted)
    await send(posted, await claim_one(posted), 50)
    assert await corrected(posted) == []
    async with posted.transaction() as connection:
        await posted.restore(connection, [1])
    await expand(posted)
    assert await corrected(posted) == [(DeliveryKind.EDIT, 1)]


async def test_one_forgotten_and_loaded_again_is_posted_again(posted: Store) -> None:
    async with posted.transaction() as connection:
        await posted.delete(connection, [1])
    await expand(posted)
    claimed = await claim_one(posted)
    await posted.outbox.finish("me", [Sent(claimed.deliveries[0], None)])
    await load_drafts(posted, [draft("First words", guid="1")])
    await expand(posted)
    assert await drain(posted) == [(PERSON, "First words")]


async def test_one_loaded_again_before_its_post_is_deleted_is_corrected(posted: Store) -> None:
    async with posted.transaction() as connection:
        await posted.delete(connection, [1])
    await expand(posted)
    await load_drafts(posted, [draft("Better words", guid="1")])
    await expand(posted)
    claimed = await claim_one(posted)
    assert claimed.deliveries[0].kind is DeliveryKind.EDIT
    assert [one.title for one in claimed.articles] == ["Better words"]


async def test_a_change_of_what_nobody_got_is_not_announced(store: Store) -> None:
    await load_drafts(store, [draft("First words", guid="1")], announce=False)
    await change(store, "Second words")
    async with store.database.reading() as connection:
        assert list(await connection.scalars(select(AnnouncementRow.id))) == []


async def test_many_posts_are_corrected_in_batches(store: Store) -> None:
    count = 2 * FIRST_POSTS + 50  # a batch is larger than the one before it by half at most
    await many_subscriptions(store, count)
    await load_drafts(store, [draft("First words", guid="1")])
    await expand(store)
    await drain(store)
    await load_drafts(store, [draft("Second words", guid="1")], announce=False)
    assert await expand(store) >= 2
    found = await waiting(store)
    assert [one.kind for one in found] == [DeliveryKind.EDIT] * count
    assert len({one.target_id for one in found}) == count
