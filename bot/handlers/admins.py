"""/admins: owners give roles and take them."""

import asyncio
import re
from collections.abc import Iterable

from telegram.error import BadRequest, Forbidden

from bot.handlers.ask import Ask
from bot.handlers.menus import offer_to
from bot.locales import language_of, words_for
from bot.transport.incoming import Who, name_of
from bot.views import admins as views
from bot.views.admin_actions import AddAdmin, AdminAction, SetRole, ShowAdmin
from bot.views.message import Message
from storage.loading import Role
from storage.roles import LastOwner

_PICKED = {views.PICK_EDITOR: Role.EDITOR, views.PICK_OWNER: Role.OWNER}


async def admins(ask: Ask) -> None:
    """Who is meant is told by a reply or a number; else all are shown."""
    if not await ask.may_own():
        await ask.reply(views.refused(ask.services.settings.site_name, ask.words))
    elif ask.incoming.about is not None and not ask.argument:
        about = ask.incoming.about
        await ask.reply(await _one(ask, about.person_id, about.name))
    elif re.fullmatch(r"[1-9]\d{0,15}", ask.argument, re.ASCII):
        await ask.reply(await _one(ask, int(ask.argument)))
    elif ask.argument or ask.incoming.answered is not None:
        await ask.reply(views.unknown(ask.words))
    elif not ask.incoming.private:
        await ask.reply(views.elsewhere(ask.words))
    else:
        await ask.reply(await _all(ask))


async def press(ask: Ask, action: AdminAction) -> None:
    if not await ask.may_own():
        ask.toast = ask.words.gettext("Only the site’s owners can do that.")
        return
    match action:
        case SetRole(person_id, role, name):
            ask.toast = await _set(ask, Who(person_id, name), role)
            await ask.show(await _one(ask, person_id, name))
        case ShowAdmin(person_id):
            await ask.show(await _one(ask, person_id))
        case _ if not ask.incoming.private:
            ask.toast = views.elsewhere(ask.words).text
        case AddAdmin():
            await ask.reply(views.pick(ask.words))
        case _:
            await ask.show(await _all(ask))


async def chosen(ask: Ask) -> None:
    """People were chosen with the keyboard for it."""
    picked = ask.incoming.picked
    role = _PICKED.get(picked.number) if picked is not None else None
    if picked is None or role is None:
        return
    if not await ask.may_own():
        await ask.reply(views.refused(ask.services.settings.site_name, ask.words))
        return
    for who in picked.people:
        await _set(ask, who, role)
        await ask.reply(await _one(ask, who.person_id, who.name))


async def names_of(ask: Ask, people: Iterable[int]) -> dict[int, str]:
    """What these are called, as far as it is known: as Telegram has it now, else as it was."""
    known = {one.person_id: one.name for one in await ask.store.roles.all()}
    wanted = list(dict.fromkeys(people))
    asked = await asyncio.gather(*(_name(ask, person_id) for person_id in wanted))
    named = zip(wanted, asked, strict=True)
    return {person_id: name or known.get(person_id, "") for person_id, name in named}


async def _name(ask: Ask, person_id: int) -> str:
    """Empty for one who never wrote to the bot."""
    try:
        return name_of(await ask.services.api.call("getChat", {"chat_id": person_id}))
    except (BadRequest, Forbidden):
        return ""


async def _set(ask: Ask, who: Who, role: Role | None) -> str:
    """Give a role, or take it. Gives what is to be said of it."""
    words, always = ask.words, ask.services.settings.admin_ids
    if who.person_id in always:
        return words.gettext("An owner by the settings (ADMIN_IDS): it is changed there alone.")
    store, by = ask.store.roles, ask.person_id
    try:
        if role is None:
            changed = await store.take(who.person_id, by=by, always=always)
        else:
            name = who.name or await _name(ask, who.person_id)
            changed = await store.give(who.person_id, role, name=name, by=by, always=always)
    except LastOwner:
        return words.gettext("Without this owner nobody could give roles any more.")
    if changed:
        await _tell(ask, who.person_id, role)
    return ""


async def _tell(ask: Ask, person_id: int, role: Role | None) -> None:
    """What they may do now, in their menu too; where the bot may write to them."""
    settings = ask.services.settings
    person = await ask.store.people.get(person_id)
    words = words_for(language_of(person.language, settings.default_language))
    try:
        await ask.services.sender.send(person_id, views.told(role, settings.site_name, words))
    except (BadRequest, Forbidden):
        return
    await offer_to(ask.services.bot, person_id, role)


async def _all(ask: Ask) -> Message:
    fixed = sorted(ask.services.settings.admin_ids)
    holders = await ask.store.roles.all()
    shown = [*fixed, *(one.person_id for one in holders)][: views.SHOWN]
    names = await names_of(ask, shown)
    return views.admins(views.admins_of(fixed, holders, names), ask.words)


async def _one(ask: Ask, person_id: int, name: str = "") -> Message:
    fixed = person_id in ask.services.settings.admin_ids
    role = Role.OWNER if fixed else await ask.store.roles.of(person_id)
    named = name or (await names_of(ask, [person_id]))[person_id]
    one = views.Admin(person_id, named, role, fixed)
    return views.admin(one, ask.words, private=ask.incoming.private)
