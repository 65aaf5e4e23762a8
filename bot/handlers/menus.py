"""How the bot introduces itself: its name and descriptions, and the commands that apps offer.

Telegram keeps all of it and allows few changes, the name above all: each is set only where it
differs from what Telegram has.
"""

import contextlib
from collections.abc import Mapping

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.config import Settings
from bot.locales import LOCALES, Words, words_for
from bot.views import welcome
from bot.views.message import label
from storage.loading import Role

NAME = 64  # characters; Bot API, setMyName
_FALLBACK = "en"  # for languages that are not spoken here


async def introduce(bot: Bot, settings: Settings, holders: Mapping[int, Role]) -> None:
    """Set what differs, the most useful first; of the name, only few changes are allowed.

    holders: those with a role beside the owners of ADMIN_IDS.
    Raises TelegramError; what comes after is then left as it is.
    """
    spoken = _spoken()
    roles = {**holders, **dict.fromkeys(settings.admin_ids, Role.OWNER)}
    for words, code in spoken:
        await _offer(bot, commands(words), BotCommandScopeDefault(), code)
        in_groups = commands(words, private=False)
        for groups in (BotCommandScopeAllChatAdministrators(), BotCommandScopeAllGroupChats()):
            await _offer(bot, in_groups, groups, code)
    for person_id, role in roles.items():
        await offer_own(bot, person_id, role)
    for words, code in spoken:
        await _describe(bot, settings.site_name, words, code)
    await _name(bot, label(settings.site_name, NAME))


async def offer_own(bot: Bot, person_id: int, role: Role) -> None:
    """The menu of someone with a role, where Telegram has another."""
    scope = BotCommandScopeChat(person_id)
    with contextlib.suppress(TelegramError):  # one who never wrote to the bot, among others
        for words, code in _spoken():
            await _offer(bot, commands(words, role=role), scope, code)


async def offer_to(bot: Bot, person_id: int, role: Role | None) -> None:
    """The menu of someone whose role has changed; that of everyone for none."""
    scope = BotCommandScopeChat(person_id)
    with contextlib.suppress(TelegramError):  # it is no more than a menu
        for words, code in _spoken():
            if role is None:
                await bot.delete_my_commands(scope, language_code=code)
            else:
                await bot.set_my_commands(commands(words, role=role), scope, language_code=code)


def commands(words: Words, *, private: bool = True, role: Role | None = None) -> list[BotCommand]:
    """The command menu of a chat.

    private: for people's own chats, where what they saved is shown.  role: of the person.
    """
    menu = [
        BotCommand("latest", words.gettext("the latest articles")),
        BotCommand("search", words.gettext("search the archive")),
        BotCommand("topics", words.gettext("all topics")),
        BotCommand("rates", words.gettext("currency rates")),
        BotCommand("convert", words.gettext("convert money")),
        BotCommand("sources", words.gettext("where the rates come from")),
        BotCommand("subscribe", words.gettext("new articles as they come")),
        BotCommand("subscriptions", words.gettext("what is subscribed")),
    ]
    if private:
        menu.append(BotCommand("alerts", words.gettext("rates you wait for")))
        menu.append(BotCommand("saved", words.gettext("the articles you saved")))
        menu.append(BotCommand("settings", words.gettext("language, time zone, currencies")))
    if role is not None:
        menu.append(BotCommand("load", words.gettext("load articles and rates")))
        menu.append(BotCommand("feeds", words.gettext("feeds that are followed")))
        menu.append(BotCommand("queue", words.gettext("what waits to be posted")))
        menu.append(BotCommand("stats", words.gettext("how the site does")))
        menu.append(BotCommand("audit", words.gettext("who did what")))
    if role is Role.OWNER:
        menu.append(BotCommand("admins", words.gettext("who looks after the site")))
        menu.append(BotCommand("export", words.gettext("all articles and rates as files")))
    return [*menu, BotCommand("help", words.gettext("what I can do"))]


def _spoken() -> list[tuple[Words, str]]:
    """The languages, each with the code that Telegram knows it by, empty for all others."""
    return [(words_for(one), "" if one == _FALLBACK else one) for one in LOCALES]


async def _name(bot: Bot, name: str) -> None:
    if (await bot.get_my_name()).name != name:
        await bot.set_my_name(name)


async def _describe(bot: Bot, site_name: str, words: Words, code: str) -> None:
    long = welcome.description(site_name, words)
    if (await bot.get_my_description(language_code=code)).description != long:
        await bot.set_my_description(long, language_code=code)
    short = welcome.short_description(site_name, words)
    if (await bot.get_my_short_description(language_code=code)).short_description != short:
        await bot.set_my_short_description(short, language_code=code)


async def _offer(bot: Bot, menu: list[BotCommand], scope: BotCommandScope, code: str) -> None:
    if list(await bot.get_my_commands(scope, language_code=code)) != menu:
        await bot.set_my_commands(menu, scope, language_code=code)
