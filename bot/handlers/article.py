"""An article in full, from a button under a list."""

from bot.handlers.ask import Ask
from bot.views import articles
from bot.views.actions import Open


async def show(ask: Ask, action: Open) -> None:
    article = await ask.store.articles.get(action.article_id)
    if article is None:
        await ask.show(articles.article_gone(action.back, ask.words))
    else:
        await ask.show(articles.article(article, action.back, ask.words))
