"""/stats: how the site does."""

from bot.charts.painter import CannotDraw
from bot.handlers.ask import Ask
from bot.views import admins, audit
from bot.views import stats as views


async def stats(ask: Ask) -> None:
    if not await ask.may_edit():
        await ask.reply(audit.refused(ask.services.settings.site_name, ask.words))
        return
    if not ask.incoming.private:
        await ask.reply(admins.elsewhere(ask.words))
        return
    counts = await ask.store.stats.counts(views.DAYS, ask.zone)
    misses = await ask.store.stats.misses(views.MISSES)
    handled = ask.store.inbox.handled
    text = views.stats(counts, misses, handled, ask.today, ask.words)
    chart = views.chart(counts, ask.today, ask.services.settings.site_name, ask.words)
    picture = None
    if chart is not None:
        try:
            picture = await ask.services.painter.paint(chart)
        except CannotDraw:
            picture = None
    await ask.reply(text, picture)
