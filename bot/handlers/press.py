"""Pressed buttons: what each asks for, and always an answer."""

from collections.abc import Awaitable, Callable
from typing import Any, get_args

from bot.handlers import (
    article,
    convert,
    latest,
    load,
    rates,
    related,
    saved,
    search,
    settings,
    topics,
)
from bot.handlers.ask import Ask
from bot.views import welcome
from bot.views.actions import (
    Action,
    Decide,
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
from bot.views.choices import Choice
from bot.views.conversion_actions import Conversion
from bot.views.rate_actions import ShowHistory, ShowTable


async def _nothing(_ask: Ask, _action: Nothing) -> None:
    """A label was pressed."""


_ANSWERS: dict[type[Action], Callable[[Ask, Any], Awaitable[None]]] = {
    Latest: latest.turn,
    Search: search.turn,
    Saved: saved.turn,
    Topics: topics.turn,
    Open: article.show,
    Keep: article.keep,
    Related: related.show,
    ShowRates: rates.show,
    ShowTable: rates.show_table,
    ShowHistory: rates.show_history,
    Decide: load.decide,
    Nothing: _nothing,
    **dict.fromkeys(get_args(Choice), settings.press),
    **dict.fromkeys(get_args(Conversion), convert.press),
}


async def press(ask: Ask) -> None:
    action = decode(ask.incoming.data or "")
    if action is None:
        ask.toast = ask.words.gettext("I don't know this button any more. Please ask again.")
        if ask.incoming.private:
            await ask.reply(welcome.unknown_button(ask.words))
    else:
        await _ANSWERS[type(action)](ask, action)
    if ask.incoming.query_id is not None:
        # What is only news is shown for a moment; what someone has to know waits to be read.
        alert = bool(ask.toast) and not isinstance(action, Keep | Related)
        await ask.services.sender.answer(ask.incoming.query_id, ask.toast, alert=alert)
