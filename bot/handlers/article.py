"""An article in full: opened from a list or a link, turned, saved."""

from dataclasses import replace

from bot.handlers import search, topics
from bot.handlers.ask import Ask
from bot.views import articles, editing
from bot.views.actions import PAGE_SIZE, Articles, Keep, Latest, Open, Saved, Search
from bot.views.message import Message
from storage import Article, Page


async def show(ask: Ask, action: Open) -> None:
    """From a button, in place of the list or the article it stands under."""
    await ask.show(await _message(ask, action))


async def open_shared(ask: Ask, article_id: int) -> None:
    """From a link that someone shared."""
    await ask.reply(await _message(ask, Open(article_id, Latest())))


async def keep(ask: Ask, action: Keep) -> None:
    """Save or unsave. What a group shares stays as it is: only who pressed is told."""
    opened = action.open
    article = await ask.store.articles.get(opened.article_id)
    if article is None:
        await ask.show(articles.article_gone(opened.back, ask.words))
        return
    change = ask.store.saved.keep if action.keep else ask.store.saved.drop
    await change(ask.person_id, article.id)
    if action.keep:
        ask.toast = ask.words.gettext("Saved. /saved in our private chat shows your list.")
    else:
        ask.toast = ask.words.gettext("No longer saved.")
    if ask.incoming.private:
        await ask.show(await _opened(ask, article, opened))


async def _message(ask: Ask, action: Open) -> Message:
    article = await ask.store.articles.get(action.article_id)
    if article is not None:
        return await _opened(ask, article, action)
    if ask.incoming.private and await ask.may_edit():
        article = await ask.store.editing.get(action.article_id)
    if article is None:
        return articles.article_gone(action.back, ask.words)
    deeds = editing.deeds(article, action, ask.words)
    return articles.article(article, action, articles.Ways(), ask.words, deeds=deeds)


async def _opened(ask: Ask, article: Article, here: Open) -> Message:
    ways = await _beside(ask, article, here.back)
    private = ask.incoming.private
    names = article.topics[: articles.TOPICS]
    ways = replace(
        ways,
        topics=tuple([(name, await topics.newest_of(ask, name)) for name in names]),
        saved=private and await ask.store.saved.has(ask.person_id, article.id),
        share=bool(ask.services.bot.supports_inline_queries),
    )
    may_edit = private and await ask.may_edit()
    deeds = editing.deeds(article, here, ask.words) if may_edit else ()
    return articles.article(article, here, ways, ask.words, deeds=deeds)


async def _beside(ask: Ask, article: Article, back: Articles) -> articles.Ways:
    """The articles before and after: in the list it was opened from, else by time."""
    page = await _page(ask, back)
    back = back.at(page.number)
    ids = [one.id for one in page.items]
    if article.id not in ids:
        newer, older = await ask.store.articles.neighbours(article)
        return articles.Ways(
            newer=Open(newer.id, back) if newer else None,
            older=Open(older.id, back) if older else None,
        )
    at = ids.index(article.id)
    on_page = [Open(one, back) for one in ids]
    before = on_page[at - 1] if at else await _end_of(ask, page, back.at(page.number - 1))
    after = (
        on_page[at + 1] if at + 1 < len(ids) else await _end_of(ask, page, back.at(page.number + 1))
    )
    return articles.Ways(newer=before, older=after, by_time=isinstance(back, Latest))


async def _end_of(ask: Ask, page: Page[Article], there: Articles) -> Open | None:
    """The nearest article of the page before or after; None where there is no such page."""
    if not 1 <= there.page <= page.last:
        return None
    other = await _page(ask, there)
    if other.number != there.page or not other.items:
        return None
    nearest = other.items[-1 if there.page < page.number else 0]
    return Open(nearest.id, there)


async def _page(ask: Ask, here: Articles) -> Page[Article]:
    """A page of the list that an article was opened from."""
    nothing: Page[Article] = Page((), here.page, PAGE_SIZE, 0)
    match here:
        case Latest(number, size):
            return await ask.store.articles.latest(number, size=size)
        case Saved(number):
            if not ask.incoming.private:
                return nothing
            return await ask.store.saved.page(ask.person_id, number, size=PAGE_SIZE)
        case Search():
            words = await search.recall(ask, here)
            return nothing if words is None else (await search.find(ask, here, words)).page
