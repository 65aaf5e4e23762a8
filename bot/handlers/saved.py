"""/saved: what a person keeps to read again. It is for their eyes, so not for groups."""

from bot.handlers.ask import Ask
from bot.views import lists
from bot.views.actions import PAGE_SIZE, Saved
from bot.views.message import Message


async def saved(ask: Ask) -> None:
    await ask.reply(await _page(ask, 1))


async def turn(ask: Ask, action: Saved) -> None:
    """A page of them, in place of the one before."""
    await ask.show(await _page(ask, action.page))


async def _page(ask: Ask, number: int) -> Message:
    if not ask.incoming.private:
        return lists.saved_elsewhere(ask.services.bot.username, ask.words)
    page = await ask.store.saved.page(ask.person_id, number, size=PAGE_SIZE)
    return lists.saved(page, ask.words)
