"""/topics: what the articles are about, each topic a button for its newest."""

from bot.handlers import search
from bot.handlers.ask import Ask
from bot.views import topics as views
from bot.views.actions import Search, Topics
from bot.views.searches import topic_query
from storage import Order, Page
from storage.search.analyser import plain_words, topic_key


async def topics(ask: Ask) -> None:
    page = views.page_of(await ask.store.topics(), 1)
    await ask.reply(views.topics(page, await _searches(ask, page), ask.words))


async def turn(ask: Ask, action: Topics) -> None:
    """A page of them, in place of the message whose button was pressed."""
    page = views.page_of(await ask.store.topics(), action.page)
    await ask.show(views.topics(page, await _searches(ask, page), ask.words))


async def known(ask: Ask, asked: str) -> str | None:
    """The topic that someone means, whatever their capitals and, failing that, accents."""
    names = [name for name, _ in await ask.store.topics()]
    wanted = plain_words(asked)
    exact = (name for name in names if topic_key(name) == topic_key(asked))
    alike = (name for name in names if wanted and plain_words(name) == wanted)
    return next(exact, None) or next(alike, None)


async def unknown(ask: Ask, asked: str) -> None:
    """There is no such topic: those there are, as buttons."""
    page = views.page_of(await ask.store.topics(), 1)
    await ask.reply(views.unknown(asked, page, await _searches(ask, page), ask.words))


async def newest_of(ask: Ask, name: str) -> Search:
    """The search for a topic's newest articles."""
    return await search.as_action(ask, topic_query(name), Order.NEWEST)


async def _searches(ask: Ask, page: Page[views.Topic]) -> dict[str, Search]:
    return {name: await newest_of(ask, name) for name, _ in page.items}
