"""/latest: the newest articles, of all or of one topic, a page at a time."""

from bot.handlers import search, topics
from bot.handlers.ask import Ask
from bot.views import lists
from bot.views.actions import PAGE_SIZE, Latest
from bot.views.searches import topic_query
from storage.text import one_line

MOST = 20  # articles on a page: more do not fit into a message


async def latest(ask: Ask) -> None:
    """/latest, /latest 10 or /latest TOPIC."""
    asked = one_line(ask.argument)
    if asked and not asked.isdecimal():
        await _of_topic(ask, asked)
        return
    size = min(max(1, int(asked)), MOST) if asked else PAGE_SIZE
    page = await ask.store.articles.latest(1, size=size)
    await ask.reply(lists.latest(page, ask.words))


async def turn(ask: Ask, action: Latest) -> None:
    """A page of it, in place of the one before."""
    page = await ask.store.articles.latest(action.page, size=action.size)
    await ask.show(lists.latest(page, ask.words))


async def _of_topic(ask: Ask, asked: str) -> None:
    name = await topics.known(ask, asked)
    if name is None:
        await topics.unknown(ask, asked)
        return
    action = await topics.newest_of(ask, name)
    await ask.reply(await search.results(ask, action, topic_query(name)))
