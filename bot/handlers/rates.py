"""/rates: a currency against the others, and how a pair went."""

from collections.abc import Sequence
from datetime import date

from bot.charts.painter import CannotDraw
from bot.delivery.rate_rows import WORLD, rate_rows
from bot.handlers.ask import Ask
from bot.money.errors import NotUnderstood
from bot.money.history import History, first_day, history_of, own_figure
from bot.money.paths import Leg, Path, Quotes
from bot.money.request import Request, parse_request
from bot.views import charts, rate_history, rate_refusals, rate_tables
from bot.views.actions import ShowRates
from bot.views.message import Message
from bot.views.rate_actions import SPAN, ShowHistory, ShowTable
from bot.views.sources import source_names
from storage import Quote

# Of these alone the table is shown, of any other its history against WORLD.
BASES = frozenset({WORLD, "EUR", "GBP", "CHF", "JPY"})


async def rates(ask: Ask) -> None:
    if not ask.argument:
        await ask.reply(await _table(ask, WORLD))
        return
    home = ask.home_currencies
    try:
        request = parse_request(ask.argument, ask.words.language, today=ask.today, preferred=home)
    except NotUnderstood as error:
        await ask.reply(rate_refusals.not_understood(error, ask.words))
        return
    base, quote = _pair(request)
    if quote is None:
        await ask.reply(await _table(ask, base))
    elif request.targets:
        await _reply_history(ask, base, quote)
    else:
        await _reply_history(ask, *_as_quoted(await _quotes(ask), base, quote))


async def show(ask: Ask, _action: ShowRates) -> None:
    """From a button: a message of its own, so that what the button stands under remains."""
    await ask.reply(await _table(ask, WORLD))


async def show_table(ask: Ask, action: ShowTable) -> None:
    """The other way round in place of the one before; else a message of its own."""
    table = await _table(ask, action.base, action.inverse)
    await (ask.reply(table) if action.inverse is None else ask.show(table))


async def show_history(ask: Ask, action: ShowHistory) -> None:
    text, picture = await _history(ask, action.base, action.quote, action.days)
    if action.again:
        await ask.show(text, picture)
    else:
        await ask.reply(text, picture)


def _pair(request: Request) -> tuple[str, str | None]:
    """What a question is about; None in place of the quote for the base's whole table."""
    base = request.base.code
    other = next((target.code for target in request.targets if target.code != base), None)
    if other is None and base not in BASES:
        return WORLD, base
    return base, other


async def _table(ask: Ask, base: str, inverse: bool | None = None) -> Message:
    quotes = await _quotes(ask)
    rows, inverse = await rate_rows(
        ask.store.rates, quotes, base, ask.home_currencies, inverse=inverse
    )
    return rate_tables.rate_table(base, rows, _names(ask), ask.words, inverse=inverse)


async def _reply_history(ask: Ask, base: str, quote: str) -> None:
    await ask.reply(*await _history(ask, base, quote, SPAN))


async def _history(ask: Ask, base: str, quote: str, days: int) -> tuple[Message, bytes | None]:
    """The text, and the picture where there is one."""
    quotes = await _quotes(ask)
    paths = quotes.paths([(base, quote)])
    found = await _past(ask, paths[0]) if paths else None
    if found is None:
        return rate_refusals.no_rate(base, quote, ask.words), None
    path, history = found
    names = _names(ask)
    base_of_table = base if base in BASES else quote if quote in BASES else base
    text = rate_history.rate_history(path, history, base_of_table, days, names, ask.words)
    credit = " · ".join(names.get(code, code) for code in path.sources)
    chart = charts.chart(history, days, credit, ask.words)
    if chart is None:
        return text, None
    try:
        return text, await ask.services.painter.paint(chart)
    except CannotDraw:
        return text, None


async def _past(ask: Ask, path: Path) -> tuple[Path, History] | None:
    """A path with its history; of a quote without one that of another source, if it has more."""
    since = first_day(path, ask.today)
    each = [await _of_source(ask, leg.quote, since) for leg in path.legs]
    history = history_of(path, each)
    if history is None:
        return None
    if len(history.points) > 1:
        return path, history
    for base, quote, inverse in ((path.base, path.quote, False), (path.quote, path.base, True)):
        by_source: dict[str, list[Quote]] = {}
        for one in await ask.store.rates.history(base, quote, since):
            by_source.setdefault(one.source, []).append(one)
        longest: Sequence[Quote] = max(by_source.values(), key=len, default=[])
        if len(longest) > 1:
            other = Path(path.base, path.quote, (Leg(longest[-1], inverse),), path.age)
            longer = history_of(other, [longest])
            if longer is not None:
                return other, longer
    return path, history


async def _of_source(ask: Ask, quote: Quote, since: date) -> Sequence[Quote]:
    """The quotes of the same pair and source, up to this one."""
    found = await ask.store.rates.history(quote.base, quote.quote, since, quote.source)
    return [one for one in found if one.as_of <= quote.as_of] or [quote]


async def _quotes(ask: Ask) -> Quotes:
    return Quotes(await ask.store.rates.current(), ask.today)


def _as_quoted(quotes: Quotes, base: str, quote: str) -> tuple[str, str]:
    """A pair in the direction in which its source gives it."""
    paths = quotes.paths([(base, quote)])
    turned = paths and len(paths[0].legs) == 1 and own_figure(paths[0].legs) is None
    return (quote, base) if turned else (base, quote)


def _names(ask: Ask) -> dict[str, str]:
    return source_names(ask.services.settings.site_name, ask.words)
