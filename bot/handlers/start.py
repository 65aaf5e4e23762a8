"""/start and /help."""

from bot.handlers.ask import Ask
from bot.views import welcome


async def start(ask: Ask) -> None:
    settings = ask.services.settings
    await ask.reply(welcome.start(settings.site_name, settings.site_url, ask.words))


async def show_help(ask: Ask) -> None:
    await ask.reply(welcome.show_help(ask.words, may_load=ask.may_load))


async def unknown(ask: Ask) -> None:
    """A command that there is not."""
    await ask.reply(welcome.unknown_command(ask.words))
