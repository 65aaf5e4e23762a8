"""Which handler answers what."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import BotCommand, Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.handlers import convert, latest, load, press, rates, search, start
from bot.handlers.ask import Ask, Handler, Services
from bot.locales import Words

__all__ = ["Services", "all_handlers", "commands"]

_PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
_LOAD_CAPTION = filters.CaptionRegex(r"^/load(@\w+)?(\s|$)")


def all_handlers(services: Services) -> list[BaseHandler[Update, Any, Any]]:
    """In the order in which they are asked whether an update is theirs."""

    def on(handler: Handler) -> Callable[[Update, Any], Coroutine[Any, Any, None]]:
        async def answer(update: Update, _context: Any) -> None:
            ask = Ask.of(update, services)
            if ask is not None:
                await handler(ask)

        return answer

    async def pressed(update: Update, _context: Any) -> None:
        ask = Ask.of(update, services)
        if ask is not None and update.callback_query is not None:
            await press.press(ask, update.callback_query.data or "")

    return [
        CallbackQueryHandler(pressed),
        CommandHandler("start", on(start.start)),
        CommandHandler("help", on(start.show_help)),
        CommandHandler("latest", on(latest.latest)),
        CommandHandler("search", on(search.search)),
        CommandHandler("rates", on(rates.rates)),
        CommandHandler("convert", on(convert.convert_money)),
        CommandHandler("load", on(load.load)),
        MessageHandler(_LOAD_CAPTION & filters.UpdateType.MESSAGE, on(load.load)),
        MessageHandler(_PRIVATE & filters.Document.ALL, on(load.hint)),
        MessageHandler(_PRIVATE & filters.COMMAND, on(start.unknown)),
        MessageHandler(
            _PRIVATE & filters.TEXT & filters.UpdateType.MESSAGE, on(search.search_text)
        ),
    ]


def commands(words: Words, *, may_load: bool) -> list[BotCommand]:
    """The command menu."""
    menu = [
        BotCommand("latest", words.gettext("the latest articles")),
        BotCommand("search", words.gettext("search the archive")),
        BotCommand("rates", words.gettext("currency rates")),
        BotCommand("convert", words.gettext("convert money")),
        BotCommand("help", words.gettext("what I can do")),
    ]
    if may_load:
        menu.insert(-1, BotCommand("load", words.gettext("load articles and rates")))
    return menu
