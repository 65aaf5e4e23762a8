"""/start and /help."""

from bot.handlers import article, saved, settings
from bot.handlers.ask import Ask
from bot.views import searches, welcome
from bot.views.articles import shared_id
from bot.views.inline import TO_SEARCH
from bot.views.lists import TO_SAVED
from bot.views.settings import TO_SETTINGS


async def start(ask: Ask) -> None:
    """With what a link gave it, if it was a link that began the chat."""
    if (article_id := shared_id(ask.argument)) is not None:
        await article.open_shared(ask, article_id)
    elif ask.argument == TO_SAVED:
        await saved.saved(ask)
    elif ask.argument == TO_SETTINGS:
        await settings.settings(ask)
    elif ask.argument == TO_SEARCH:
        await ask.reply(searches.how_to(ask.words))
    else:
        site = ask.services.settings
        await ask.reply(welcome.start(site.site_name, site.site_url, ask.words))


async def show_help(ask: Ask) -> None:
    bot = ask.services.bot
    name = bot.username if bot.supports_inline_queries else ""
    await ask.reply(welcome.show_help(name, ask.words, may_load=ask.may_load))


async def unknown(ask: Ask) -> None:
    """A command that there is not."""
    await ask.reply(welcome.unknown_command(ask.words))
