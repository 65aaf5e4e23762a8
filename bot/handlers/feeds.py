"""/feeds: editors have feeds followed, see how they do, and change or end it."""

import asyncio
from functools import partial

from bot.delivery.polling import LARGEST
from bot.handlers.ask import Ask
from bot.handlers.reading import download
from bot.ingest import Content, FeedLink, Problem, Unreadable
from bot.ingest.fetch import Fetched, Fetcher, FetchError
from bot.ingest.following import feeds_named, read_followed, read_list
from bot.ingest.links import clean_url
from bot.transport.incoming import Attached
from bot.views import feeds as views
from bot.views.feed_actions import (
    FEED_TOKEN,
    AskFeed,
    DecideList,
    DoFeed,
    FeedAction,
    FeedDeed,
    FollowFound,
    SetRest,
    ShowFeed,
    ShowFeeds,
    ShowRests,
)
from bot.views.message import Message
from storage import ImportState, limits
from storage.feeds import Wish
from storage.loading import Feed, FeedState

MOST = 500  # feeds of a list that are followed
_OPENED_BY = "?start="
_WISHES: dict[FeedDeed, Wish] = {
    FeedDeed.PAUSE: {"state": FeedState.PAUSED},
    FeedDeed.RESUME: {"state": FeedState.ACTIVE},
    FeedDeed.ANNOUNCE: {"announce": True},
    FeedDeed.KEEP_QUIET: {"announce": False},
}


async def feeds(ask: Ask) -> None:
    """With an address or a file, follow what is there; else show all."""
    if not await ask.may_edit():
        await ask.reply(views.refused(ask.services.settings.site_name, ask.words))
    elif not ask.incoming.private:
        await ask.reply(views.elsewhere(ask.services.bot.username, ask.words))
    elif not await _taken(ask, ask.argument):
        await ask.reply(await _all(ask))


async def ask_for_feed(ask: Ask) -> None:
    """Ask again, from the link in the question."""
    if await ask.may_edit() and ask.incoming.private:
        await ask.reply(views.question(ask.services.bot.username, ask.words))
    else:
        await feeds(ask)


def is_answer(ask: Ask) -> bool:
    """Whether the message answers the question for a feed."""
    answered = ask.incoming.answered
    if answered is None or not ask.incoming.private or ask.incoming.query_id is not None:
        return False
    return any(link.partition(_OPENED_BY)[2] == FEED_TOKEN for link in answered.links)


async def take_answer(ask: Ask) -> None:
    if not await ask.may_edit():
        await ask.reply(views.refused(ask.services.settings.site_name, ask.words))
    elif not await _taken(ask, ask.incoming.text):
        await ask_for_feed(ask)


async def press(ask: Ask, action: FeedAction) -> None:
    if not ask.incoming.private or not await ask.may_edit():
        ask.toast = ask.words.gettext("Only the site’s editors can do that.")
        return
    match action:
        case ShowFeeds(page):
            await ask.show(await _all(ask, page))
        case AskFeed():
            await ask.reply(views.question(ask.services.bot.username, ask.words))
        case FollowFound(number):
            address = await ask.store.searches.recall(number)
            if address is not None:
                await _follow(ask, address)
        case DecideList():
            await _decide(ask, action)
        case SetRest(number, minutes) if not minutes:
            await _show(ask, await ask.store.feeds.change(number, by=ask.person_id, adaptive=True))
        case SetRest(number, minutes) if minutes in views.RESTS:
            wish = Wish(adaptive=False, every=minutes * 60)
            await _show(ask, await ask.store.feeds.change(number, by=ask.person_id, **wish))
        case DoFeed(number, deed):
            await _do(ask, number, deed)
        case ShowRests(number):
            found = await ask.store.feeds.get(number)
            await ask.show(views.rests(found, ask.words) if found else views.gone(ask.words))
        case ShowFeed(number) | SetRest(number):
            await _show(ask, await ask.store.feeds.get(number))


async def offer(ask: Ask, name: str, data: bytes, content: Content) -> Message:
    """Whether all feeds of a list shall be followed.  data: the file."""
    found = content.feeds
    known = await ask.store.feeds.known([one.url for one in found[:MOST]])
    number = await ask.store.loads.keep(ask.person_id, name, data)
    return views.offer(found, known, number, MOST, ask.words)


async def offer_named(ask: Ask, address: str, found: tuple[FeedLink, ...]) -> None:
    """Ask about feeds that a page names, which was sent for its text; not about known ones."""
    new = [one for one in found if await ask.store.feeds.at(one.url) is None]
    if new:
        await ask.reply(await _choice(ask, address, tuple(new)))


async def _taken(ask: Ask, text: str) -> bool:
    """Whether there was a file or an address, and so an answer."""
    for one in (ask.incoming.message, ask.incoming.answered):
        if one is not None and one.document is not None:
            await _take_list(ask, one.document)
            return True
    answered = ask.incoming.answered
    text = text.strip() or (answered.text if answered and not is_answer(ask) else "")
    if not text.strip():
        return False
    await _follow(ask, text.split()[0])
    return True


async def _take_list(ask: Ask, document: Attached) -> None:
    try:
        data = await download(ask, document)
        content = await asyncio.to_thread(read_list, data, ask.today)
    except Unreadable as error:
        await ask.reply(views.not_followed(error.problem, ask.words))
        return
    await ask.reply(await offer(ask, document.name, data, content))


async def _follow(ask: Ask, written: str) -> None:
    """What is at an address: a feed, a list of them, or a page that names some."""
    address = clean_url(written if "://" in written else f"https://{written}")
    if address is None or len(address.encode()) > limits.URL_BYTES:
        said = Problem(0, "“{address}” is no web address.", {"address": written[:200]})
        await ask.reply(views.not_followed(said, ask.words))
        return
    chat_id, sender = ask.incoming.chat_id, ask.services.sender
    shown = await sender.send(chat_id, views.looking(address, ask.words))
    private = ask.services.settings.fetch_private
    async with Fetcher(private=private, limit=LARGEST) as fetcher:
        try:
            answer = await _answer(ask, fetcher, address)
        except (FetchError, Unreadable) as error:
            answer = views.not_followed(error.problem, ask.words)
    if not await sender.edit(chat_id, shown, answer):
        await ask.reply(answer)


async def _answer(ask: Ask, fetcher: Fetcher, address: str, *, from_page: bool = False) -> Message:
    """Raises FetchError and Unreadable.  from_page: a page named it, so it is no page itself."""
    fetched = await fetcher.look(address)
    today, now = ask.today, ask.services.clock()
    read = partial(read_followed, now=now, address=fetched.address)
    try:
        followed = await asyncio.to_thread(read, fetched.body, today)
    except Unreadable:
        if not from_page:
            found = await asyncio.to_thread(feeds_named, fetched.body, address=fetched.address)
            if len(found) == 1:
                return await _answer(ask, fetcher, found[0].url, from_page=True)
            if found:
                return await _choice(ask, fetched.address, found)
            if (listed := await _list_at(ask, fetched)) is not None:
                return listed
        raise
    return await _add(ask, FeedLink(fetched.lasting, followed.title))


async def _add(ask: Ask, link: FeedLink) -> Message:
    added = await ask.store.feeds.add([(link.url, link.title)], by=ask.person_id)
    ask.services.wake()
    feed = added.new[0] if added.new else await ask.store.feeds.at(link.url)
    if feed is None:
        return views.gone(ask.words)
    return views.feed(feed, ask.now, ask.words, done=views.added(bool(added.new), ask.words))


async def _choice(ask: Ask, address: str, found: tuple[FeedLink, ...]) -> Message:
    short = [one for one in found if len(one.url) <= limits.SEARCH_WORDS][: views.NAMED]
    numbered = [(one, await ask.store.searches.remember(one.url)) for one in short]
    return views.named(address, numbered, ask.words)


async def _list_at(ask: Ask, fetched: Fetched) -> Message | None:
    """The offer of a list that was fetched; None where it is none."""
    try:
        content = await asyncio.to_thread(read_list, fetched.body, ask.today)
    except Unreadable:
        return None
    return await offer(ask, fetched.address, fetched.body, content)


async def _decide(ask: Ask, action: DecideList) -> None:
    kept = await ask.store.loads.get(action.number)
    if kept is None or kept.state is not ImportState.WAITING or kept.body is None:
        await ask.show(views.list_gone(ask.words))
        return
    if not action.follow:
        await ask.store.loads.cancel(action.number)
        await ask.show(views.thrown_away(ask.words))
        return
    try:
        content = await asyncio.to_thread(read_list, kept.body, ask.today)
    except Unreadable as error:
        await ask.show(views.not_followed(error.problem, ask.words))
        return
    links = [(one.url, one.title) for one in content.feeds[:MOST]]
    added = await ask.store.feeds.add(links, by=ask.person_id)
    await ask.store.loads.cancel(action.number)
    ask.services.wake()
    done = views.followed(len(added.new), added.known, ask.words)
    await ask.show(await _all(ask, done=done))


async def _do(ask: Ask, number: int, deed: FeedDeed) -> None:
    store = ask.store.feeds
    match deed:
        case FeedDeed.OFFER_REMOVAL:
            found = await store.get(number)
            await ask.show(views.removal(found, ask.words) if found else views.gone(ask.words))
        case FeedDeed.REMOVE:
            removed = await store.remove(number, by=ask.person_id)
            said = ask.words.gettext("Removed: {feed}", feed=views.name(removed)) if removed else ""
            await ask.show(await _all(ask, done=said))
        case FeedDeed.FETCH:
            found = await store.look_now(number)
            if found is not None:
                ask.toast = ask.words.gettext("It is looked at now.")
            ask.services.wake()
            await _show(ask, found)
        case _:
            await _show(ask, await store.change(number, by=ask.person_id, **_WISHES[deed]))
            ask.services.wake()


async def _show(ask: Ask, feed: Feed | None) -> None:
    if feed is None:
        await ask.show(views.gone(ask.words))
    else:
        await ask.show(views.feed(feed, ask.now, ask.words))


async def _all(ask: Ask, page: int = 1, *, done: str = "") -> Message:
    found = await ask.store.feeds.page(page, size=views.PAGE_SIZE)
    return views.feeds(found, ask.now, ask.words, done=done)
