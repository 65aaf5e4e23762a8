"""Which handler answers what."""

from collections.abc import Callable
from typing import Any

from telegram.ext import BaseHandler

from bot.handlers import (
    admins,
    alerts,
    audit,
    convert,
    editing,
    export,
    feeds,
    inline,
    latest,
    load,
    membership,
    press,
    queue,
    rates,
    saved,
    search,
    settings,
    sources,
    start,
    stats,
    subscribe,
    subscriptions,
    topics,
)
from bot.handlers.ask import Ask, Handler, Services
from bot.handlers.menus import commands, introduce

__all__ = ["Ask", "Services", "all_handlers", "commands", "introduce"]

_COMMANDS: dict[str, Handler] = {
    "start": start.start,
    "help": start.show_help,
    "latest": latest.latest,
    "search": search.search,
    "topics": topics.topics,
    "saved": saved.saved,
    "rates": rates.rates,
    "sources": sources.sources,
    "convert": convert.convert_money,
    "load": load.load,
    "settings": settings.settings,
    "subscribe": subscribe.subscribe,
    "subscriptions": subscriptions.subscriptions,
    "queue": queue.queue,
    "alert": alerts.alert,
    "alerts": alerts.alerts,
    "admins": admins.admins,
    "audit": audit.audit,
    "export": export.export,
    "feeds": feeds.feeds,
    "stats": stats.stats,
}


class On(BaseHandler[Ask, Any, None]):
    """Answers those asks that are wanted."""

    def __init__(self, wanted: Callable[[Ask], bool], handler: Handler) -> None:
        async def answer(ask: Ask, _context: Any) -> None:
            ask.meet(await ask.store.people.get(ask.person_id))
            await handler(ask)

        super().__init__(answer)
        self._wanted = wanted

    def check_update(self, update: object) -> bool:
        return isinstance(update, Ask) and self._wanted(update)


def all_handlers() -> list[On]:
    """In the order in which they are asked whether an update is theirs."""
    return [
        On(lambda ask: ask.incoming.inline is not None, inline.answer),
        On(lambda ask: ask.incoming.query_id is not None, press.press),
        On(lambda ask: ask.incoming.membership is not None, membership.changed),
        On(lambda ask: ask.incoming.moved is not None, membership.moved),
        On(_has_chosen, subscribe.chosen),
        On(lambda ask: ask.incoming.picked is not None, admins.chosen),
        On(lambda ask: ask.command in _COMMANDS, lambda ask: _COMMANDS[ask.command](ask)),
        # A group's other words are not for the bot.
        On(lambda ask: not ask.incoming.private, _nothing),
        On(lambda ask: ask.incoming.text.startswith("/"), start.unknown),
        On(lambda ask: editing.question_of(ask) is not None, editing.take_text),
        On(feeds.is_answer, feeds.take_answer),
        On(_has_document, load.dropped),
        On(lambda ask: subscriptions.question_of(ask) is not None, subscriptions.take_text),
        On(load.is_link, load.take_link),
        On(lambda ask: bool(ask.incoming.text), search.search_text),
    ]


def _has_chosen(ask: Ask) -> bool:
    return ask.incoming.shared is not None and ask.incoming.private


def _has_document(ask: Ask) -> bool:
    return ask.incoming.message is not None and ask.incoming.message.document is not None


async def _nothing(_ask: Ask) -> None:
    """What is not for the bot stays unanswered."""
