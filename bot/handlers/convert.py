"""/convert 100 USD KZT."""

from bot.handlers.ask import Ask
from bot.money.convert import Conversion, convert
from bot.money.request import NotUnderstood, Reason, Request, parse_request
from bot.views import rates as views
from storage import Quote


async def convert_money(ask: Ask) -> None:
    try:
        request = parse_request(ask.argument, ask.words.language)
        results = _results(request, await ask.store.rates.current(), ask)
    except NotUnderstood as error:
        await ask.reply(views.not_understood(error, ask.words))
    else:
        await ask.reply(views.conversion(results, ask.words, ask.services.source_names))


def _results(request: Request, quotes: tuple[Quote, ...], ask: Ask) -> list[Conversion]:
    """In what was asked for, all of it; else in those home currencies that have a rate."""
    amount, base = request.amount, request.base
    if request.quotes:
        return [convert(amount, base, quote, quotes) for quote in request.quotes]
    results = []
    for quote in ask.services.settings.home_currencies:
        if quote != base:
            try:
                results.append(convert(amount, base, quote, quotes))
            except NotUnderstood:
                continue
    if not results:
        raise NotUnderstood(Reason.NO_RATE, base)
    return results
