"""/sources: where the rates come from, and how each source does."""

from bot.handlers.ask import Ask
from bot.views import sources as views


async def sources(ask: Ask) -> None:
    settings = ask.services.settings
    names = views.source_names(settings.site_name, ask.words)
    known = await ask.store.sources.all()
    quotes = await ask.store.rates.current()
    await ask.reply(views.sources(known, settings.rate_sources, quotes, names, ask.now, ask.words))
