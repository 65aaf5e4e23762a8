"""Articles are changed by hand: readers, the index, posts and the audit trail follow."""

import pytest

from storage import Article, ArticleStatus, Draft, Store
from storage.deliveries import DeliveryKind, DeliveryState
from tests.builders import draft
from tests.storage.delivering import (
    ME,
    all_deliveries,
    claim_one,
    expand,
    load_drafts,
    private,
    sent,
    waiting,
)

AIDA = 11


async def loaded(store: Store, *given: Draft) -> Article:
    """The newest of these, after they were loaded without a word to anyone."""
    await load_drafts(store, given, announce=False)
    return (await store.articles.latest(1, size=1)).items[0]


async def posted(store: Store) -> Article:
    """An article that one chat has got."""
    article = await loaded(store, draft("Apricots"))
    await store.subscriptions.add(private(), AIDA, first_article_id=article.id)
    await store.outbox.finish(ME, sent(await claim_one(store), 100))
    return article


async def actions(store: Store) -> list[str]:
    """What the audit trail has beside loads, the oldest first."""
    page = await store.audit.page(1, size=100)
    return [one.action for one in reversed(page.items) if one.action != "load"]


async def test_an_edit_is_seen_found_and_noted(store: Store):
    article = await loaded(store, draft("Apricots", topics=("Fruit",)))
    edited = await store.editing.edit(
        article.id, by=AIDA, title=" Plums  bloom ", topics=("Trees", "Trees"), image=None
    )
    assert edited is not None
    assert (edited.title, edited.topics, edited.body) == (
        "Plums bloom",
        ("Trees",),
        article.body,
    )
    assert edited.revision > article.revision
    assert await store.articles.get(article.id) == edited
    await store.feed.caught_up(10)
    assert [one.id for one in (await store.search("plums", 1, size=5)).page.items] == [article.id]
    deed = (await store.audit.page(1, size=1)).items[0]
    assert (deed.person_id, deed.action, deed.subject) == (AIDA, "edit", f"article {article.id}")
    assert deed.details == {
        "title": "Apricots",
        "before": {"title": "Apricots", "topics": ["Fruit"]},
        "after": {"title": "Plums bloom", "topics": ["Trees"]},
    }


async def test_an_edit_that_changes_nothing_is_none(store: Store):
    article = await loaded(store, draft("Apricots"))
    assert await store.editing.edit(article.id, by=AIDA, title="Apricots ") == article
    assert await actions(store) == []
    assert await store.editing.edit(article.id + 1, by=AIDA, title="Plums") is None
    with pytest.raises(ValueError, match="title"):
        await store.editing.edit(article.id, by=AIDA, title="  ")


async def test_an_edit_stays_until_the_source_changes_its_text(store: Store):
    article = await loaded(store, draft("Apricots", guid="1"))
    await store.editing.edit(article.id, by=AIDA, summary="Ours")
    again = await loaded(store, draft("Apricots", guid="1"))
    assert again.summary == "Ours"
    changed = await loaded(store, draft("Apricots, again", guid="1"))
    assert (changed.id, changed.title, changed.summary) == (article.id, "Apricots, again", "")


async def test_posts_follow_an_edit(store: Store):
    article = await posted(store)
    await store.editing.edit(article.id, by=AIDA, title="Plums")
    await expand(store)
    assert [one.kind for one in await waiting(store)] == [DeliveryKind.EDIT]


async def test_what_is_retracted_is_taken_back_and_can_be_restored(store: Store):
    article = await posted(store)
    gone = await store.editing.retract(article.id, by=AIDA)
    assert gone is not None and gone.status is ArticleStatus.RETRACTED
    assert await store.articles.get(article.id) is None
    assert (await store.editing.get(article.id)) == gone
    await store.editing.retract(article.id, by=AIDA)  # the second press changes nothing
    await expand(store)
    assert [one.kind for one in await waiting(store)] == [DeliveryKind.DELETE]
    back = await store.editing.restore(article.id, by=AIDA)
    assert back is not None and back.status is ArticleStatus.LIVE
    assert await store.articles.get(article.id) == back
    assert await actions(store) == ["retract", "restore"]
    assert await store.editing.retract(article.id + 1, by=AIDA) is None


async def test_an_announced_article_comes_to_those_who_have_not_got_it(store: Store):
    article = await posted(store)
    await store.subscriptions.add(private(8), 8)
    assert await store.editing.announce(article.id, by=AIDA) == article
    await expand(store)
    posts = await all_deliveries(store, DeliveryKind.POST)
    assert [(one.chat_id, one.state) for one in posts] == [
        (private().chat_id, DeliveryState.SENT),
        (8, DeliveryState.WAITING),
    ]
    assert await actions(store) == ["announce"]


async def test_what_is_retracted_is_not_announced(store: Store):
    article = await loaded(store, draft("Apricots"))
    await store.editing.retract(article.id, by=AIDA)
    assert await store.editing.announce(article.id, by=AIDA) is None
    assert await actions(store) == ["retract"]


async def test_what_is_forgotten_is_not_there(store: Store):
    article = await loaded(store, draft("Apricots"))
    async with store.transaction() as connection:
        await store.delete(connection, [article.id])
    assert await store.editing.get(article.id) is None
    assert await store.editing.edit(article.id, by=AIDA, title="Plums") is None
