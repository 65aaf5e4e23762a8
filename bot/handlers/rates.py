"""/rates: the ticker."""

from bot.handlers.ask import Ask
from bot.views import rates as views
from bot.views.actions import ShowRates
from bot.views.message import Message


async def rates(ask: Ask) -> None:
    await ask.reply(await _table(ask))


async def show(ask: Ask, _action: ShowRates) -> None:
    """From a button: a message of its own, so that what the button stands under remains."""
    await ask.reply(await _table(ask))


async def _table(ask: Ask) -> Message:
    quotes = await ask.store.rates.current()
    return views.rates(quotes, ask.words, ask.services.source_names)
