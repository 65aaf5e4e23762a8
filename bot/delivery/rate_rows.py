"""The rates of a day, as a chat gets them each morning."""

from collections.abc import Sequence
from datetime import date

from bot.money.errors import NotUnderstood
from bot.money.history import change_of
from bot.money.paths import Path, Quotes
from bot.views import rate_tables
from storage.rates import Rates

WORLD = "USD"
REGION = ("KGS", "KZT", "TJS", "UZS", "TMT", "RUB", "CNY", "EUR", "USD")


async def rates_of(rates: Rates, today: date, home: Sequence[str]) -> list[rate_tables.Rate]:
    """The same table as /rates shows, in the direction that its sources give."""
    quotes = Quotes(await rates.current(), today)
    others = [code for code in dict.fromkeys((*home, *REGION)) if code != WORLD]
    paths = _paths(quotes, [(WORLD, other) for other in others])
    if not rate_tables.as_quoted(paths):
        paths = _paths(quotes, [(path.quote, path.base) for path in paths])
    before = await rates.previous(leg.quote for path in paths for leg in path.legs)
    return [rate_tables.Rate(path, change_of(path, before)) for path in paths]


def _paths(quotes: Quotes, pairs: Sequence[tuple[str, str]]) -> list[Path]:
    """Of those pairs that there is a rate for."""
    paths = []
    for base, quote in pairs:
        try:
            paths.append(quotes.path(base, quote))
        except NotUnderstood:
            continue
    return [path for path in paths if path.legs]
