"""The counters as a process knows them."""

from storage import Store
from storage.versions import ARTICLES, Versions
from tests.builders import drafts


async def test_a_look_that_began_before_a_change_takes_nothing_back(store: Store) -> None:
    looking = Versions(store.database)
    await looking.refresh()
    before = looking[ARTICLES]
    async with store.transaction() as connection:
        await store.articles.put(connection, drafts(3))
    await looking.refresh()
    heard: list[tuple[str, int]] = []
    looking.on_change(lambda name, value: heard.append((name, value)))
    looking.learn({ARTICLES: before})
    assert looking[ARTICLES] == before + 3
    assert heard == []
