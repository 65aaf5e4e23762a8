"""How the bot introduces itself: its name and descriptions, and the commands that apps offer.

Telegram keeps all of it and allows few changes, the name above all: each is set only where it
differs from what Telegram has.
"""

import contextlib

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.config import Settings
from bot.locales import LOCALES, Words, words_for
from bot.views import welcome
from bot.views.message import label

NAME = 64  # characters; Bot API, setMyName
_FALLBACK = "en"  # for languages that are not spoken here


async def introduce(bot: Bot, settings: Settings) -> None:
    """Set what differs, the most useful first; of the name, only few changes are allowed.

    Raises TelegramError; what comes after is then left as it is.
    """
    spoken = [
        (words_for(language), "" if language == _FALLBACK else language) for language in LOCALES
    ]
    for words, code in spoken:
        await _offer(bot, commands(words), BotCommandScopeDefault(), code)
        in_groups = commands(words, private=False)
        await _offer(bot, in_groups, BotCommandScopeAllChatAdministrators(), code)
        for admin in settings.admin_ids:
            with contextlib.suppress(TelegramError):  # one who never wrote to the bot
                menu = commands(words, may_load=True)
                await _offer(bot, menu, BotCommandScopeChat(admin), code)
    for words, code in spoken:
        await _describe(bot, settings.site_name, words, code)
    await _name(bot, label(settings.site_name, NAME))


def commands(words: Words, *, private: bool = True, may_load: bool = False) -> list[BotCommand]:
    """The command menu of a chat.

    private: for people's own chats, where what they saved is shown.  may_load: for editors.
    """
    menu = [
        BotCommand("latest", words.gettext("the latest articles")),
        BotCommand("search", words.gettext("search the archive")),
        BotCommand("topics", words.gettext("all topics")),
        BotCommand("rates", words.gettext("currency rates")),
        BotCommand("convert", words.gettext("convert money")),
        BotCommand("sources", words.gettext("where the rates come from")),
    ]
    if private:
        menu.append(BotCommand("saved", words.gettext("the articles you saved")))
        menu.append(BotCommand("settings", words.gettext("language, time zone, currencies")))
    if may_load:
        menu.append(BotCommand("load", words.gettext("load articles and rates")))
    return [*menu, BotCommand("help", words.gettext("what I can do"))]


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
