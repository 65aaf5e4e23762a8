"""/subscribe: a private chat, a group, or a channel gets what is new."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram.error import BadRequest, Forbidden

from bot.handlers.ask import Ask
from bot.handlers.rights import May, may_manage, own_standing, refusal
from bot.views import subscription_parts as parts
from bot.views import subscription_refusals as refusals
from bot.views import subscriptions as views
from bot.views.message import Message
from storage import Article, Order
from storage.deliveries import Chat, ChatKind, ChatState, Subscription, SubscriptionState, Wants
from storage.filters import matching
from storage.search.parser import parse
from storage.subscriptions import MOST, TooManySubscriptions
from storage.text import one_line

# "@name", "t.me/name", or the number by which Telegram knows a group or channel.
_CHAT = re.compile(
    r"(?:(?:@|(?:https?://)?t\.me/)(?P<name>[a-z]\w{3,31})/?|(?P<number>-\d{6,18}))(?:\s+|$)",
    re.IGNORECASE | re.ASCII,
)

Answer = Callable[[Message], Awaitable[None]]


async def subscribe(ask: Ask) -> None:
    """/subscribe, /subscribe QUERY, /subscribe @channel QUERY."""
    named = _CHAT.match(ask.argument)
    if named is None:
        await _subscribe_here(ask, one_line(ask.argument))
        return
    asked = f"@{named['name']}" if named["name"] else named["number"]
    await subscribe_other(ask, asked, ask.reply, query=one_line(ask.argument[named.end() :]))


async def subscribe_me(ask: Ask) -> None:
    """From a button, in the private chat."""
    await _subscribe_here(ask, "")


async def chosen(ask: Ask) -> None:
    """A chat was chosen with the keyboard for it."""
    shared = ask.incoming.shared
    if shared is not None and shared.number in {views.CHANNEL, views.GROUP}:
        await subscribe_other(ask, str(shared.chat_id), ask.reply)


async def subscribe_other(ask: Ask, asked: str, answer: Answer, *, query: str = "") -> None:
    """Another chat than this one.  asked: its @name or number."""
    chat = await look_up(ask, asked)
    if chat is None:
        await answer(refusals.no_such_chat(asked, ask.words))
    elif chat.kind is ChatKind.PRIVATE:
        await answer(refusals.is_person(asked, ask.words))
    else:
        # What keeps the bot from posting is told to administrators alone, but where it is not in
        # the chat it cannot know who they are.
        own = await own_standing(ask, chat.chat_id, chat.kind)
        may = await may_manage(ask, chat.chat_id)
        if may is May.NO:
            await answer(refusals.said(refusals.no_admin(chat, ask.words)))
        elif may is May.UNKNOWN or own is None or not own.may_post:
            await answer(refusals.let_me_in(chat, ask.words))
        else:
            await _add(ask, chat, 0, query, answer)


async def look_up(ask: Ask, asked: str) -> Chat | None:
    """A chat by its @name or number, as Telegram knows it; None where it knows none."""
    try:
        found: dict[str, Any] = await ask.services.api.call("getChat", {"chat_id": asked})
    except (BadRequest, Forbidden):
        return None
    kind = ChatKind(found.get("type", ChatKind.PRIVATE))
    return Chat(found["id"], kind, found.get("title") or "", found.get("username"))


async def reopen(ask: Ask, chat_id: int) -> int:
    """What stopped goes on, since the bot may post there again. Gives how many posts that are."""

    async def matches(article: Article, wants: Sequence[Wants]) -> Sequence[bool]:
        return matching(article, wants, ask.services.clock())

    return await ask.store.subscriptions.reopen_chat(chat_id, matches)


async def last_article(ask: Ask, wants: Wants) -> Article | None:
    """The newest that a filter lets through, among the newest for its words."""
    if wants.query:
        found = await ask.store.search(
            wants.query, 1, size=parts.LOOKED_AT, order=Order.NEWEST, now=ask.now
        )
        page = found.page
    else:
        page = await ask.store.articles.latest(1, size=parts.LOOKED_AT)
    now = ask.services.clock()
    return next((one for one in page.items if matching(one, [wants], now)[0]), None)


async def _subscribe_here(ask: Ask, query: str) -> None:
    chat = ask.incoming.chat
    if chat is None:
        return
    why_not = await refusal(ask, chat.chat_id, chat)
    if why_not is not None:
        await ask.reply(refusals.said(why_not))
        return
    written = ask.incoming.message
    thread_id = written.thread_id if written is not None else None
    answer = ask.show if ask.incoming.query_id is not None else ask.reply
    await _add(ask, chat, thread_id or 0, query, answer)


async def _add(ask: Ask, chat: Chat, thread_id: int, query: str, answer: Answer) -> None:
    """Who asks may, and the bot may post there."""
    if len(query) > parts.QUERY:
        await answer(refusals.said(refusals.too_long(parts.QUERY, ask.words)))
        return
    if query and not parse(query, ask.now):
        await answer(refusals.said(refusals.no_words(ask.words)))
        return
    store = ask.store.subscriptions
    if await _is_closed(ask, chat.chat_id):
        await reopen(ask, chat.chat_id)
    in_private = ask.services.bot.username if not ask.incoming.private else ""
    wants = Wants(query=query)
    same = await _same(ask, chat.chat_id, thread_id, wants)
    if same is not None:
        shown = views.Shown(same, chat)
        await answer(views.already(shown, ask.now, ask.words, bot_name=in_private))
        return
    first = await last_article(ask, wants)
    try:
        added = await store.add(
            chat,
            ask.person_id,
            first_article_id=first.id if first is not None else None,
            thread_id=thread_id,
            wants=wants,
            time_zone=ask.zone.key,
            # A private chat is in the person's language, any other in the site's.
            language=ask.words.language if chat.kind is ChatKind.PRIVATE else None,
        )
    except TooManySubscriptions:
        await answer(refusals.said(refusals.too_many(MOST, ask.words)))
        return
    shown = views.Shown(added, chat)
    await answer(views.subscribed(shown, ask.now, ask.words, bot_name=in_private))


async def _is_closed(ask: Ask, chat_id: int) -> bool:
    """Whether nothing could be posted, as far as is known, in the chat or in a thread of it."""
    known = await ask.store.subscriptions.chat(chat_id)
    if known is not None and known.state is ChatState.CLOSED:
        return True
    found = await ask.store.subscriptions.of_chat(chat_id)
    return any(one.state is SubscriptionState.STOPPED for one in found)


async def _same(ask: Ask, chat_id: int, thread_id: int, wants: Wants) -> Subscription | None:
    """The subscription that is asked for, if there is one already; without words it is any."""
    found = await ask.store.subscriptions.of_chat(chat_id)
    here = (one for one in found if one.thread_id == thread_id)
    return next((one for one in here if not wants or one.wants == wants), None)
