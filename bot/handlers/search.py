"""/search WORDS, and plain text in a private chat."""

from bot.handlers.ask import Ask
from bot.views import articles
from bot.views.actions import Search
from bot.views.message import Message
from storage import limits
from storage.text import one_line


async def search(ask: Ask) -> None:
    if not ask.argument:
        await ask.reply(articles.no_words(ask.words))
    else:
        await _answer_words(ask, ask.argument)


async def search_text(ask: Ask) -> None:
    """What is written without a command is looked for."""
    await _answer_words(ask, ask.incoming.text)


async def turn(ask: Ask, action: Search) -> None:
    """A page of a search, in place of the one before."""
    words: str | None = action.words
    if action.number is not None:
        words = await ask.store.searches.recall(action.number)
    if words is None:
        ask.toast = ask.words.gettext("This search is no longer there. Please ask again.")
        return
    await ask.show(await _results(ask, action, words))


async def _answer_words(ask: Ask, words: str) -> None:
    words = one_line(words[: limits.SEARCH_WORDS])
    if not words:
        await ask.reply(articles.no_words(ask.words))
        return
    if Search.fits(words):
        action = Search(1, words)
    else:
        action = Search(1, number=await ask.store.searches.remember(words))
    await ask.reply(await _results(ask, action, words))


async def _results(ask: Ask, action: Search, words: str) -> Message:
    found = await ask.store.search(words, action.page, size=articles.PAGE_SIZE)
    asked = Search(found.page.number, action.words, action.number)
    return articles.search_results(found, asked, words, ask.words)
