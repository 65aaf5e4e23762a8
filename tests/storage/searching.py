"""A store asked as people ask it, and the plain truth to hold against its answers."""

import asyncio
from collections.abc import Sequence

from storage import Article, Draft, Found, Order, Query, Store, Tally

EVERYTHING = 10_000  # articles; more than any test stores
SOON = 20.0  # seconds that an index of a few articles may take on a busy machine


async def load(store: Store, *given: Draft) -> Tally:
    async with store.transaction() as connection:
        return (await store.articles.put(connection, given)).tally


async def change(store: Store, deed: str, *ids: int) -> int:
    """deed: retract, restore or delete."""
    async with store.transaction() as connection:
        changed: int = await getattr(store.articles, deed)(connection, ids)
    return changed


async def ask(
    store: Store, text: str, page: int = 1, size: int = 6, order: Order = Order.BEST
) -> Found[Article]:
    """An answer of an index that has everything.

    A question may be what shows that the index is damaged, and is then asked again.
    """
    async with asyncio.timeout(2 * SOON):
        while True:
            assert await store.feed.caught_up(within=SOON)
            answer = await store.search(text, page, size=size, order=order)
            if not answer.preparing:
                return answer


async def found(store: Store, text: str, page: int = 1, order: Order = Order.BEST) -> list[str]:
    """The titles of a page, whichever words they have."""
    return [one.title for one in (await ask(store, text, page, order=order)).page.items]


async def having_all(store: Store, text: str) -> list[str]:
    """The titles of what has all the words, in order."""
    answer = await ask(store, text, size=EVERYTHING)
    if answer.corrected is not None:
        return []
    return [one.title for one in answer.page.items if answer.query.matches(one)]


async def live_articles(store: Store) -> tuple[Article, ...]:
    return (await store.articles.latest(1, size=EVERYTHING)).items


async def number_of(store: Store, title: str) -> int:
    (number,) = [one.id for one in await live_articles(store) if one.title == title]
    return number


async def check_against_the_database(store: Store, texts: Sequence[str]) -> None:
    """What each text finds is what reading every article finds."""
    assert await store.feed.caught_up(within=SOON)
    everything = await live_articles(store)
    for text in texts:
        answer = await ask(store, text, size=EVERYTHING)
        right = _matching(answer.query, everything)
        given = [one.id for one in answer.page.items]
        assert answer.page.total == len(given) == len(set(given)), text
        if answer.any_word:
            assert len(right) < 6, text
            assert set(given[: len(right)]) == right, text
            assert len(given) > len(right), text
        else:
            assert set(given) == right, text
        newest = await ask(store, text, size=EVERYTHING, order=Order.NEWEST)
        assert {one.id for one in newest.page.items} == set(given), text
        expected = [one.id for one in everything if one.id in set(given)]
        assert [one.id for one in newest.page.items] == expected, text


def _matching(query: Query, articles: Sequence[Article]) -> set[int]:
    return {one.id for one in articles if query.matches(one)}
