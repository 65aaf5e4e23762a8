"""Pressed buttons: what each asks for, and always an answer."""

from collections.abc import Awaitable, Callable
from typing import Any, get_args

from bot.handlers import (
    admins,
    alerts,
    article,
    audit,
    convert,
    editing,
    feeds,
    latest,
    load,
    queue,
    rates,
    related,
    saved,
    search,
    settings,
    subscriptions,
    topics,
)
from bot.handlers.ask import Ask
from bot.views import welcome
from bot.views.actions import (
    Action,
    Edit,
    Keep,
    Latest,
    Nothing,
    Open,
    Related,
    Saved,
    Search,
    ShowRates,
    Topics,
    decode,
)
from bot.views.admin_actions import AdminAction, ShowAudit
from bot.views.alert_actions import AlertAction
from bot.views.choices import Choice
from bot.views.conversion_actions import Conversion
from bot.views.feed_actions import FeedAction
from bot.views.load_actions import DoLoad
from bot.views.queue_actions import Queue
from bot.views.rate_actions import ShowHistory, ShowTable
from bot.views.subscription_actions import SubscriptionAction
from storage.deliveries import ChatKind


async def _nothing(_ask: Ask, _action: Nothing) -> None:
    """A label was pressed."""


_ANSWERS: dict[type[Action], Callable[[Ask, Any], Awaitable[None]]] = {
    Latest: latest.turn,
    Search: search.turn,
    Saved: saved.turn,
    Topics: topics.turn,
    Open: article.show,
    Keep: article.keep,
    Edit: editing.press,
    Related: related.show,
    ShowRates: rates.show,
    ShowTable: rates.show_table,
    ShowHistory: rates.show_history,
    DoLoad: load.press,
    Nothing: _nothing,
    Queue: queue.press,
    **dict.fromkeys(get_args(Choice), settings.press),
    **dict.fromkeys(get_args(Conversion), convert.press),
    **dict.fromkeys(get_args(SubscriptionAction), subscriptions.press),
    **dict.fromkeys(get_args(AlertAction), alerts.press),
    **dict.fromkeys(get_args(AdminAction), admins.press),
    ShowAudit: audit.turn,
    **dict.fromkeys(get_args(FeedAction), feeds.press),
}


async def press(ask: Ask) -> None:
    action = decode(ask.incoming.data or "")
    if ask.incoming.chat is not None and ask.incoming.chat.kind is ChatKind.CHANNEL:
        # No post there has such a button, and an answer would be a post.
        ask.toast = ask.words.gettext("In a channel I only post. Please ask in our private chat.")
    elif action is None:
        ask.toast = ask.words.gettext("I don't know this button any more. Please ask again.")
        if ask.incoming.private:
            await ask.reply(welcome.unknown_button(ask.words))
    else:
        await _ANSWERS[type(action)](ask, action)
    if ask.incoming.query_id is not None:
        # What is only news is shown for a moment; what someone has to know waits to be read.
        alert = bool(ask.toast) and not isinstance(action, Keep | Related)
        await ask.services.sender.answer(ask.incoming.query_id, ask.toast, alert=alert)
