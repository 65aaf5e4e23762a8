"""/audit: who did what."""

from bot.handlers.admins import names_of
from bot.handlers.ask import Ask
from bot.views import audit as views
from bot.views.admin_actions import ShowAudit
from bot.views.admins import elsewhere
from bot.views.message import Message


async def audit(ask: Ask) -> None:
    if not await ask.may_edit():
        await ask.reply(views.refused(ask.services.settings.site_name, ask.words))
    elif not ask.incoming.private:
        await ask.reply(elsewhere(ask.words))
    else:
        await ask.reply(await _page(ask, 1))


async def turn(ask: Ask, action: ShowAudit) -> None:
    if ask.incoming.private and await ask.may_edit():
        await ask.show(await _page(ask, action.page))
    else:
        ask.toast = ask.words.gettext("Only the site’s editors can do that.")


async def _page(ask: Ask, number: int) -> Message:
    page = await ask.store.audit.page(number, size=views.PAGE_SIZE)
    people = [one.person_id for one in page.items if one.person_id]
    names = await names_of(ask, people)
    return views.audit(page, names, ask.services.bot.username, ask.now, ask.words)
