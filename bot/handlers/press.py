"""Pressed buttons: what each asks for, and always an answer."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.handlers import article, latest, load, rates, search
from bot.handlers.ask import Ask
from bot.views.actions import Action, Decide, Latest, Nothing, Open, Search, ShowRates, decode


async def _nothing(_ask: Ask, _action: Nothing) -> None:
    """A label was pressed."""


_ANSWERS: dict[type[Action], Callable[[Ask, Any], Awaitable[None]]] = {
    Latest: latest.turn,
    Search: search.turn,
    Open: article.show,
    ShowRates: rates.show,
    Decide: load.decide,
    Nothing: _nothing,
}


async def press(ask: Ask) -> None:
    action = decode(ask.incoming.data or "")
    if action is None:
        ask.toast = ask.words.gettext("I don't know this button any more. Please ask again.")
    else:
        await _ANSWERS[type(action)](ask, action)
    if ask.incoming.query_id is not None:
        sender = ask.services.sender
        await sender.answer(ask.incoming.query_id, ask.toast, alert=bool(ask.toast))
