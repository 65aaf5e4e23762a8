"""The rows of a table of rates, as /rates shows them and as a chat gets them each morning."""

from collections.abc import Sequence

from bot.money.history import change_of
from bot.money.paths import Quotes
from bot.views import rate_tables
from storage.rates import Rates

WORLD = "USD"  # what the others are told against where nothing else is asked for
REGION = ("KGS", "KZT", "TJS", "UZS", "TMT", "RUB", "CNY", "EUR", "USD")


async def rate_rows(
    rates: Rates,
    quotes: Quotes,
    base: str,
    home: Sequence[str],
    *,
    inverse: bool | None = None,
) -> tuple[list[rate_tables.Rate], bool]:
    """The base against the home currencies and the region's, and whether that is turned round.

    inverse: whether to; None for the direction that the sources give.
    """
    others = [code for code in dict.fromkeys((*home, *REGION)) if code != base]
    paths = quotes.paths([(base, other) for other in others])
    if inverse is None:
        inverse = not rate_tables.as_quoted(paths)
    if inverse:
        paths = quotes.paths([(path.quote, base) for path in paths])
    before = await rates.previous(leg.quote for path in paths for leg in path.legs)
    return [rate_tables.Rate(path, change_of(path, before)) for path in paths], inverse
