"""How long a source's quote may be taken for the current one."""

from datetime import date, timedelta

from storage import Quote

# Days. Banks fix rates on working days: Friday's stands until Monday's is out, on Tuesday
# morning at a bank that dates its quotes ahead and has a holiday on Monday. The site's ticker
# follows the banks.
_TOLERANCE = {
    "nbk": 4,
    "nbkr": 4,
    "cbu": 4,
    "nbt": 4,
    "cbt": 4,
    "cbr": 4,
    "ecb": 4,
    "world": 2,  # daily, weekends too
    "site": 4,
}
_DEFAULT = 4
_WEEKLY = 8  # days; what a bank fixes for a week from Saturday is out on Saturday again
# The only currencies that the Kyrgyz bank fixes every day; the others it fixes for a week.
_DAILY = {"nbkr": frozenset(("USD", "EUR", "CNY", "KZT", "RUB"))}
WITHIN = 7  # days before a day that was asked for in which a quote still stands for it


def is_current(quote: Quote, day: date) -> bool:
    """Whether on that day the quote is no older than its source's usual rhythm."""
    daily = _DAILY.get(quote.source)
    days = _TOLERANCE.get(quote.source, _DEFAULT)
    if daily is not None and quote.base not in daily:
        days = _WEEKLY
    return day - quote.as_of <= timedelta(days=days)


def is_near(quote: Quote, day: date) -> bool:
    """Whether the quote is of that day, or of one before it that may stand for it."""
    return timedelta(0) <= day - quote.as_of <= timedelta(days=WITHIN)
