"""/latest: the newest articles, a page at a time."""

from bot.handlers.ask import Ask
from bot.views import articles
from bot.views.actions import Latest


async def latest(ask: Ask) -> None:
    page = await ask.store.articles.latest(1, size=articles.PAGE_SIZE)
    await ask.reply(articles.latest(page, ask.words))


async def turn(ask: Ask, action: Latest) -> None:
    """A page of it, in place of the one before."""
    page = await ask.store.articles.latest(action.page, size=articles.PAGE_SIZE)
    await ask.show(articles.latest(page, ask.words))
