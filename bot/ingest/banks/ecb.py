"""European Central Bank: units of a currency for one EUR, as CSV of its data portal.

One answer has the last days of all currencies. Days without a rate are empty or `NaN`.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.ingest.banks.bank import Answer, Bank, Row, damaged, to_answer
from bot.ingest.banks.table import columns, rows
from bot.ingest.encoding import decode

_NEEDED = {"currency", "time_period", "obs_value"}
_DAYS = timedelta(days=10)  # more than the longest row of holidays
_NONE = {"", "nan"}


def addresses(day: date) -> tuple[str, ...]:
    series = "https://data-api.ecb.europa.eu/service/data/EXR/D..EUR.SP00.A"
    return (f"{series}?format=csvdata&startPeriod={day - _DAYS:%Y-%m-%d}",)


def recognises(text: str) -> bool:
    return set(columns(text)[0]) >= _NEEDED


def read(data: bytes) -> Answer:
    text, _ = decode(data)
    # A number that is cut is a number still: only the line's end tells that it is whole.
    if not text.endswith("\n"):
        raise damaged(data)
    return to_answer(_rows(text), BANK.code, mark=".")


def _rows(text: str) -> Iterator[Row]:
    for line, said in rows(text, _NEEDED):
        daily = said.get("freq", "D") == "D" and said.get("currency_denom", "EUR") == "EUR"
        if daily and said["obs_value"].lower() not in _NONE:
            yield Row(
                line,
                base="EUR",
                quote=said["currency"],
                value=said["obs_value"],
                day=said["time_period"],
            )


BANK = Bank("ecb", "European Central Bank", "Europe/Berlin", addresses, recognises, read)
