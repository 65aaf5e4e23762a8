"""Inline mode: @bot WORDS in any chat."""

from bot.handlers import money
from bot.handlers.ask import Ask
from bot.money.errors import NotUnderstood
from bot.views import inline
from bot.views.articles import shared_id
from bot.views.inline import Card
from bot.views.sources import source_names
from storage import Article, Found, Page
from storage.search.query import Query
from storage.text import one_line


async def answer(ask: Ask) -> None:
    asked = ask.incoming.inline
    assert asked is not None
    words = one_line(asked.text)
    number = _page_number(asked.offset)
    page, query = await _find(ask, words, number)
    # One past the end is the last page again, which the reader has seen.
    items = page.items if page.number == number else ()
    bot_name = ask.services.bot.username
    articles = tuple(inline.card(one, query, bot_name, ask.words) for one in items)
    sums, pure = await _money(ask, words) if number == 1 else ((), False)
    cards = (*sums, *articles) if pure else (*articles, *sums)
    nothing = not cards and number == 1
    found = inline.InlineAnswer(
        cards,
        cache_time=inline.FOR_WORDS if words else inline.FOR_LATEST,
        next_offset=str(page.last_item) if articles and number < page.last else "",
        otherwise=inline.nothing_found(ask.words) if nothing else "",
        payload=inline.TO_SEARCH if nothing else "",
    )
    await ask.services.sender.answer_inline(asked.query_id, found)


async def _find(ask: Ask, words: str, number: int) -> tuple[Page[Article], Query | None]:
    """An article that is shared, what the words find, or the latest where there are none."""
    if (article_id := shared_id(words)) is not None:
        article = await ask.store.articles.get(article_id)
        items = (article,) if article else ()
        return Page(items, 1, inline.PAGE_SIZE, len(items)), None
    if words:
        found = await _search(ask, words, number)
        if not found.page.total and found.suggestions:
            # There is no room for the question whether this was meant.
            found = await _search(ask, found.suggestions[0], number)
        return found.page, found.query
    return await ask.store.articles.latest(number, size=inline.PAGE_SIZE), None


async def _search(ask: Ask, words: str, number: int) -> Found[Article]:
    return await ask.store.search(words, number, size=inline.PAGE_SIZE, now=ask.now)


async def _money(ask: Ask, words: str) -> tuple[tuple[Card, ...], bool]:
    """What the words are worth, and whether they ask for nothing else."""
    try:
        request = money.understand(ask, money.Written(words, ask.today))
        results = money.work_out(
            request, await money.quotes_of(ask, request.day), ask.home_currencies
        )
    except NotUnderstood:
        return (), False
    names = source_names(ask.services.settings.site_name, ask.words)
    return inline.money_cards(results, names, ask.words, request.day), request.pure


def _page_number(offset: str) -> int:
    """The page that an offset of ours begins; the first for any other."""
    if offset.isascii() and offset.isdigit() and len(offset) < 10:
        number, rest = divmod(int(offset), inline.PAGE_SIZE)
        return number + 1 if not rest else 1
    return 1
