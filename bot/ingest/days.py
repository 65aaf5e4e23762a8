"""Lines that are nothing but a date, as pages have them."""

from datetime import date

from storage.dates import full_date

YEARS = range(1990, 2100)  # what lies outside is no day of a news page


def day_of(line: str) -> date | None:
    """The day of `21 December 2024`, `Saturday, December 21st, 2024`, `2024-12-21`, `21.12.2024`.

    None for a line that holds anything else as well.
    """
    day = full_date(line)
    return day if day and day.year in YEARS else None
