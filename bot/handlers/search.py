"""/search WORDS, and plain text in a private chat."""

from bot.handlers import convert, money
from bot.handlers.ask import Ask
from bot.views import searches
from bot.views.actions import PAGE_SIZE, Search
from bot.views.message import Message
from storage import Article, Found, Order, limits
from storage.text import one_line


async def search(ask: Ask) -> None:
    await _answer_words(ask, ask.argument)


async def search_text(ask: Ask) -> None:
    """What is written without a command is looked for, where it is no conversion."""
    if not await convert.answer_text(ask):
        await _answer_words(ask, ask.incoming.text)


async def turn(ask: Ask, action: Search) -> None:
    """A page of a search, in place of the one before."""
    words = await recall(ask, action)
    if words is None:
        ask.toast = ask.words.gettext("This search is no longer there. Please ask again.")
        await ask.show(searches.gone(ask.words))
    else:
        await ask.show(await results(ask, action, words))


async def as_action(ask: Ask, words: str, order: Order = Order.BEST) -> Search:
    """The first page of a search as a button carries it: what is too long is remembered."""
    if Search.fits(words):
        return Search(1, words, order=order)
    return Search(1, number=await ask.store.searches.remember(words), order=order)


async def recall(ask: Ask, action: Search) -> str | None:
    """The words of a search; None where they are no longer there."""
    if action.number is None:
        return action.words
    return await ask.store.searches.recall(action.number)


async def find(ask: Ask, action: Search, words: str) -> Found[Article]:
    """A page of what a search finds."""
    return await ask.store.search(
        words, action.page, size=PAGE_SIZE, order=action.order, now=ask.now
    )


async def results(ask: Ask, action: Search, words: str) -> Message:
    return await _results(ask, action, words, await find(ask, action, words))


async def _results(ask: Ask, action: Search, words: str, found: Found[Article]) -> Message:
    meant = (*([found.corrected] if found.corrected else []), *found.suggestions)
    suggestions = [(text, await as_action(ask, text)) for text in meant]
    asked = action.at(found.page.number)
    conversion = await money.offer(ask, words)
    return searches.results(found, asked, words, ask.words, suggestions, conversion)


async def _answer_words(ask: Ask, given: str) -> None:
    words = one_line(given[: limits.SEARCH_WORDS])
    if not words:
        await ask.reply(searches.how_to(ask.words))
        return
    action = await as_action(ask, words)
    found = await find(ask, action, words)
    answer = await _results(ask, action, words, found)
    if not found.page.total and not found.preparing:
        await ask.store.stats.miss(words)
    await ask.reply(answer)
