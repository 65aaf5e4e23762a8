"""/topics: what the articles are about, each topic a button for its newest."""

from collections.abc import Sequence
from itertools import product

from bot.handlers import search
from bot.handlers.ask import Ask
from bot.views import topics as views
from bot.views.actions import Search, Topics
from bot.views.searches import topic_query
from storage import Order, Page, limits
from storage.search.analyser import plain_words, topic_key
from storage.search.edits import distance

WORDS = 4  # of what was asked for that are held against the topics' names
SHORT = 3  # letters; an error in fewer makes any other word


async def topics(ask: Ask) -> None:
    page = views.page_of(await ask.store.topics(), 1)
    await ask.reply(views.topics(page, await _searches(ask, page), ask.words))


async def turn(ask: Ask, action: Topics) -> None:
    """A page of them, in place of the message whose button was pressed."""
    page = views.page_of(await ask.store.topics(), action.page)
    await ask.show(views.topics(page, await _searches(ask, page), ask.words))


async def known(ask: Ask, asked: str) -> str | None:
    """The topic that someone means, whatever their capitals and, failing that, accents.

    Failing that, too, the only one that has these words in its name.
    """
    names = [name for name, _ in await ask.store.topics()]
    wanted = plain_words(asked)
    exact = (name for name in names if topic_key(name) == topic_key(asked))
    alike = (name for name in names if wanted and plain_words(name) == wanted)
    having = [name for name in names if wanted and set(wanted) <= set(plain_words(name))]
    only = having[0] if len(having) == 1 else None
    return next(exact, None) or next(alike, None) or only


async def unknown(ask: Ask, asked: str) -> None:
    """There is no such topic: those that are near, else all, and the search for these words."""
    known_topics = await ask.store.topics()
    wanted = plain_words(asked)[:WORDS]
    near = tuple([topic for topic in known_topics if _is_near(plain_words(topic[0]), wanted)])
    page = views.page_of(near[: views.PAGE_SIZE] or known_topics, 1)
    in_text = await search.as_action(ask, asked[: limits.SEARCH_WORDS])
    await ask.reply(views.unknown(asked, page, await _searches(ask, page), ask.words, in_text))


def _is_near(name: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether a word of a topic's name is asked for, but perhaps for one error."""
    return any(
        one == other or (len(one) > SHORT and distance(one, other, 1) <= 1)
        for one, other in product(name, wanted)
    )


async def newest_of(ask: Ask, name: str) -> Search:
    """The search for a topic's newest articles."""
    return await search.as_action(ask, topic_query(name), Order.NEWEST)


async def _searches(ask: Ask, page: Page[views.Topic]) -> dict[str, Search]:
    return {name: await newest_of(ask, name) for name, _ in page.items}
