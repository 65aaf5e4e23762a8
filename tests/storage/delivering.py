"""A worker and an expander that tests drive by hand, and what there is to see of the tables."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from storage import Article, Draft, Store
from storage.deliveries import Chat, ChatKind, Delivery, DeliveryKind, DeliveryState, Wants
from storage.delivery_models import DeliveryRow, LaneRow
from storage.delivery_rows import DELIVERY, delivery_of
from storage.filters import matching
from storage.outcomes import Claimed, Finished, Sent
from tests.builders import draft

ME = "me"
PERSON = 7


def private(chat_id: int = PERSON) -> Chat:
    return Chat(chat_id, ChatKind.PRIVATE, "Aigul", "aigul")


def channel(chat_id: int = -1001) -> Chat:
    return Chat(chat_id, ChatKind.CHANNEL, "The Daily", "daily")


async def matches(article: Article, wants: Sequence[Wants]) -> list[bool]:
    return matching(article, wants, datetime.now(UTC))


async def load(store: Store, *titles: str, announce: bool = True, **given: Any) -> None:
    await load_drafts(store, [draft(title, **given) for title in titles], announce=announce)


async def load_drafts(store: Store, drafts: Sequence[Draft], *, announce: bool = True) -> None:
    await store.load(drafts, [], person_id=1, file_name="x", announce=announce)


async def expand(store: Store) -> int:
    """All that was announced. Gives in how many batches."""
    batches = 0
    while await store.outbox.expand(matches):
        batches += 1
    return batches


async def publish(store: Store, *titles: str, **given: Any) -> None:
    await load(store, *titles, **given)
    await expand(store)


async def all_deliveries(store: Store, kind: DeliveryKind | None = None) -> list[Delivery]:
    async with store.database.reading() as connection:
        rows = await connection.execute(select(*DELIVERY).order_by(DeliveryRow.id))
        found = [delivery_of(row) for row in rows]
    return [one for one in found if kind is None or one.kind is kind]


async def waiting(store: Store) -> list[Delivery]:
    found = await all_deliveries(store)
    return [one for one in found if one.state is DeliveryState.WAITING]


async def lanes(store: Store) -> set[int]:
    async with store.database.reading() as connection:
        return set(await connection.scalars(select(LaneRow.chat_id)))


async def claim(store: Store, owner: str = ME, limit: int = 100) -> tuple[Claimed, ...]:
    return await store.outbox.claim(owner, limit)


async def claim_one(store: Store, owner: str = ME) -> Claimed:
    (claimed,) = await store.outbox.claim(owner, 100)
    return claimed


def sent(claimed: Claimed, message_id: int, rest: float = 0.0) -> list[Sent]:
    revisions = {one.id: one.revision for one in claimed.articles}
    about = claimed.target.article_id if claimed.target else None
    return [
        Sent(one, message_id, revisions.get(one.article_id or about or 0), rest)
        for one in claimed.deliveries
    ]


async def send(
    store: Store, claimed: Claimed, message_id: int, *, owner: str = ME, rest: float = 0.0
) -> Finished:
    return await store.outbox.finish(owner, sent(claimed, message_id, rest))


async def drain(store: Store, owner: str = ME) -> list[tuple[int, str]]:
    """Send all that can be sent at this moment. Gives each chat with what it got."""
    got: list[tuple[int, str]] = []
    message_id = 1000
    while found := await store.outbox.claim(owner, 100):
        for one in found:
            message_id += 1
            titles = " + ".join(article.title for article in one.articles)
            got.append((one.chat_id, titles or one.deliveries[0].kind.value))
            await send(store, one, message_id, owner=owner)
    return got
