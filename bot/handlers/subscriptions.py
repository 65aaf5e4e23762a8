"""/subscriptions: everything that is subscribed, managed in the private chat.

Before anything of a chat's subscription is shown or changed, Telegram is asked whether the person
administers that chat.
"""

import asyncio

from bot.handlers import subscribe
from bot.handlers.ask import Ask
from bot.handlers.changes import change_of
from bot.handlers.rights import May, may_manage, own_standing, refusal
from bot.locales import words_for
from bot.views import posts
from bot.views import subscription_parts as parts
from bot.views import subscription_refusals as refusals
from bot.views import subscriptions as views
from bot.views.message import Message
from bot.views.subscription_actions import (
    AskText,
    ChooseChat,
    Deed,
    Do,
    Field,
    Part,
    SetField,
    SetTopic,
    ShowPart,
    ShowSubscription,
    ShowSubscriptions,
    Subscribe,
    SubscribeMe,
    SubscriptionAction,
    read_text_token,
)
from storage.deliveries import Chat, ChatKind, Subscription, SubscriptionState

CHATS = 30  # whose administrators are asked for at once
LINES = 40  # subscriptions that are listed
_OPENED_BY = "?start="

_OfOne = ShowSubscription | ShowPart | SetField | SetTopic | AskText | Do


async def subscriptions(ask: Ask) -> None:
    if ask.incoming.private:
        await ask.reply(await _overview(ask))
    else:
        bot_name = ask.services.bot.username
        await ask.reply(views.elsewhere(ask.incoming.chat, bot_name, ask.words))


async def of_chat(ask: Ask, chat_id: int) -> None:
    """A chat's own, from the link to them."""
    if not ask.incoming.private:
        await subscriptions(ask)
        return
    if (why_not := await refusal(ask, chat_id)) is not None:
        await ask.reply(refusals.said(why_not))
        return
    found = await ask.store.subscriptions.of_chat(chat_id)
    chat = await _chat(ask, chat_id)
    shown = [views.Shown(one, chat) for one in found]
    if not shown:
        await ask.reply(views.offer(chat, ask.words))
    elif len(shown) == 1:
        await ask.reply(views.subscription(shown[0], ask.now, ask.words))
    else:
        await ask.reply(views.overview(shown[:LINES], ask.words))


async def press(ask: Ask, action: SubscriptionAction) -> None:
    if not ask.incoming.private:
        ask.toast = refusals.no_admin(None, ask.words)
        return
    match action:
        case ShowSubscriptions():
            await ask.show(await _overview(ask))
        case ChooseChat():
            await ask.reply(views.choose_chat(ask.words))
        case SubscribeMe():
            await subscribe.subscribe_me(ask)
        case Subscribe(chat_id):
            await subscribe.subscribe_other(ask, str(chat_id), ask.show)
        case _:
            await _of_one(ask, action)


async def ask_for_text(ask: Ask, action: AskText) -> None:
    """Ask again, from the link in a question."""
    shown = await _permitted(ask, action.id)
    if shown is None:
        await ask.reply(refusals.said(ask.toast) if ask.toast else views.deleted(ask.words))
    else:
        bot_name = ask.services.bot.username
        await ask.reply(parts.question(shown, action.field, bot_name, ask.words))


def question_of(ask: Ask) -> AskText | None:
    """Which text the message answers the question for, if it answers one."""
    answered = ask.incoming.answered
    if answered is None or not ask.incoming.private or not ask.incoming.text:
        return None
    tokens = (link.partition(_OPENED_BY)[2] for link in answered.links)
    return next(filter(None, map(read_text_token, tokens)), None)


async def take_text(ask: Ask) -> None:
    """A text that was asked for."""
    asked = question_of(ask)
    if asked is None:
        return
    shown = await _permitted(ask, asked.id)
    if shown is None:
        await ask.reply(refusals.said(ask.toast) if ask.toast else views.deleted(ask.words))
        return
    action = SetField(asked.id, asked.field, ask.incoming.text)
    changes, why_not = change_of(shown.subscription, action, ask)
    if why_not:
        await ask.reply(refusals.said(why_not))
        await ask_for_text(ask, asked)
        return
    changed = await ask.store.subscriptions.change(asked.id, **changes)
    if changed is None:
        await ask.reply(views.deleted(ask.words))
    else:
        shown = views.Shown(changed, shown.chat)
        await ask.reply(_part(ask, shown, ShowPart(changed.id, _PARTS[asked.field])))


async def _of_one(ask: Ask, action: _OfOne) -> None:
    shown = await _permitted(ask, action.id)
    if shown is None:
        if not ask.toast:
            await ask.show(views.deleted(ask.words))
        return
    match action:
        case ShowSubscription():
            await ask.show(views.subscription(shown, ask.now, ask.words))
        case ShowPart(_, Part.TOPICS, page):
            await ask.show(await _topics(ask, shown.subscription, page))
        case ShowPart():
            await ask.show(_part(ask, shown, action))
        case AskText(_, field):
            bot_name = ask.services.bot.username
            await ask.reply(parts.question(shown, field, bot_name, ask.words))
        case SetField():
            await _set_field(ask, shown, action)
        case SetTopic():
            await _set_topic(ask, shown.subscription, action)
        case Do(_, deed):
            await _do(ask, shown, deed)


async def _permitted(ask: Ask, number: int) -> views.Shown | None:
    """A subscription that who asks may see; None, with the reason in the toast, where not."""
    found = await ask.store.subscriptions.get(number)
    if found is None:
        return None
    if (why_not := await refusal(ask, found.chat_id)) is not None:
        ask.toast = why_not
        return None
    return views.Shown(found, await _chat(ask, found.chat_id))


async def _overview(ask: Ask) -> Message:
    """One's own, and those of the chats that one subscribed and administers still."""
    store = ask.store.subscriptions
    made = await store.of_person(ask.person_id)
    others = [*dict.fromkeys(one.chat_id for one in made if one.chat_id != ask.person_id)]
    others = others[:CHATS]
    allowed = await asyncio.gather(*(may_manage(ask, chat_id) for chat_id in others))
    mine = [chat_id for chat_id, may in zip(others, allowed, strict=True) if may is May.YES]
    shown = [
        views.Shown(one, await _chat(ask, chat_id))
        for chat_id in (ask.person_id, *mine)
        for one in await store.of_chat(chat_id)
    ]
    return views.overview(shown[:LINES], ask.words, hidden=len(others) - len(mine))


async def _chat(ask: Ask, chat_id: int) -> Chat:
    """As the store knows it, or else Telegram."""
    known = await ask.store.subscriptions.chat(chat_id)
    if known is None and chat_id < 0:
        known = await subscribe.look_up(ask, str(chat_id))
    return known or Chat(chat_id, ChatKind.PRIVATE if chat_id > 0 else ChatKind.SUPERGROUP)


async def _set_field(ask: Ask, shown: views.Shown, action: SetField) -> None:
    changes, why_not = change_of(shown.subscription, action, ask)
    if why_not:
        ask.toast = why_not
        return
    changed = await ask.store.subscriptions.change(action.id, **changes)
    if changed is None:
        await ask.show(views.deleted(ask.words))
        return
    asked = ShowPart(action.id, _PARTS[action.field], action.page)
    if asked.part is Part.TOPICS:
        await ask.show(await _topics(ask, changed, asked.page))
    else:
        await ask.show(_part(ask, views.Shown(changed, shown.chat), asked))


async def _set_topic(ask: Ask, one: Subscription, action: SetTopic) -> None:
    name = await ask.store.searches.recall(action.number)
    if name is None:
        ask.toast = ask.words.gettext("This topic is no longer there.")
        return
    wants = parts.changed_wants(one.wants, name, action.wanted)
    if wants is None:
        most = ask.words.number(parts.TOPICS)
        ask.toast = ask.words.gettext("At most {most} topics: take one off first.", most=most)
        return
    changed = await ask.store.subscriptions.change(one.id, wants=wants)
    if changed is None:
        await ask.show(views.deleted(ask.words))
    else:
        await ask.show(await _topics(ask, changed, action.page))


async def _topics(ask: Ask, one: Subscription, number: int) -> Message:
    names = [name for name, _ in await ask.store.topics()]
    page, last, on_page = parts.topics_of(names, one.wants.topics, number)
    offered = [(name, await ask.store.searches.remember(name)) for name in on_page]
    return parts.topics(one, parts.Topics(tuple(offered), page, last), ask.words)


def _part(ask: Ask, shown: views.Shown, asked: ShowPart) -> Message:
    return parts.part(shown, asked, ask.now, ask.words)


async def _do(ask: Ask, shown: views.Shown, deed: Deed) -> None:
    one, store = shown.subscription, ask.store.subscriptions
    changed: Subscription | None = one
    match deed:
        case Deed.PREVIEW:
            await _preview(ask, one)
            return
        case Deed.DELETE:
            await store.remove(one.id, by=ask.person_id)
            changed = None
        case Deed.PAUSE:
            changed = await store.change(one.id, by=ask.person_id, state=SubscriptionState.PAUSED)
        case Deed.RESUME if one.state is SubscriptionState.STOPPED:
            own = await own_standing(ask, one.chat_id, shown.chat.kind)
            if own is None or not own.may_post:
                ask.toast = refusals.let_me_in(shown.chat, ask.words).text
                return
            await subscribe.reopen(ask, one.chat_id)
            changed = await store.get(one.id)
        case Deed.RESUME:
            changed = await store.change(one.id, by=ask.person_id, state=SubscriptionState.ACTIVE)
    if changed is None:
        await ask.show(views.deleted(ask.words))
    else:
        shown = views.Shown(changed, shown.chat)
        await ask.show(views.subscription(shown, ask.now, ask.words))


async def _preview(ask: Ask, one: Subscription) -> None:
    """How the last article would look there."""
    article = await subscribe.last_article(ask, one.wants)
    if article is None:
        ask.toast = ask.words.gettext("There is no article yet that would be posted.")
        return
    settings, bot = ask.services.settings, ask.services.bot
    words = words_for(one.language or settings.default_language)
    site = posts.Site(settings.site_name, bot.username)
    await ask.reply(posts.post(article, one, words, site))


# Where it is seen what became of a field.
_PARTS = {
    Field.MODE: Part.MODE,
    Field.BUNDLE_FROM: Part.MODE,
    Field.AT: Part.TIME,
    Field.WEEKDAY: Part.WEEKDAY,
    Field.ZONE: Part.ZONE,
    Field.FORMAT: Part.LOOKS,
    Field.PICTURE: Part.LOOKS,
    Field.HASHTAGS: Part.LOOKS,
    Field.HEADER: Part.LOOKS,
    Field.FOOTER: Part.LOOKS,
    Field.SILENT: Part.SILENT,
    Field.LANGUAGE: Part.LANGUAGE,
    Field.TOPICS: Part.FILTER,
    Field.QUERY: Part.FILTER,
    Field.BLOCKED: Part.FILTER,
}
