"""Articles like the one that is open."""

from bot.handlers.ask import Ask
from bot.views import articles, lists
from bot.views.actions import PAGE_SIZE, Related


async def show(ask: Ask, action: Related) -> None:
    article = await ask.store.articles.get(action.article_id)
    if article is None:
        await ask.show(articles.article_gone(action.back, ask.words))
        return
    found = await ask.store.related(article, size=PAGE_SIZE)
    if found:
        await ask.show(lists.related(article, found, action.back, ask.words))
    else:
        ask.toast = ask.words.gettext("No articles like this one were found.")
