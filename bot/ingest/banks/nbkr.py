"""National Bank of the Kyrgyz Republic: KGS for `Nominal` units, decimal commas.

Daily rates of five currencies, weekly ones of some forty, and a page of one currency's history.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from bot.ingest.banks.bank import Answer, Bank, Row, damaged, other_layout, to_answer
from bot.ingest.banks.xml import Element, parse_xml
from bot.ingest.content import Problem
from bot.ingest.encoding import decode

_DAY, _VALUE = "<!--date-->", "<!--value-->"
_CELL = re.compile(r"<!--(date|value)-->\s*([^<]{0,40})<!--\1-->")
_LIST = re.compile(r"<select\b[^>]{0,200}\bname=[\"']?valuta_id\b", re.IGNORECASE)
_CHOSEN = re.compile(r"<option\b(?=[^>]{0,200}\bselected\b)[^>]{0,200}>\s*(\d*)", re.IGNORECASE)
_ID = re.compile(r"\bvalue=[\"']?(\d{1,9})", re.IGNORECASE)

# The page's own numbers for currencies, from the list on it, and how many units some are for.
_CURRENCIES = {
    15: "USD", 16: "ATS", 17: "GBP", 18: "BEF", 19: "DKK", 20: "EUR", 21: "INR", 22: "ITL",
    23: "CAD", 24: "CNY", 25: "KRW", 26: "DEM", 27: "NLG", 28: "NOK", 29: "PTE", 30: "XDR",
    31: "TRL", 32: "FIM", 33: "FRF", 34: "SEK", 35: "CHF", 36: "JPY", 37: "AZM", 38: "AMD",
    39: "BYR", 40: "KZT", 41: "LVL", 42: "LTL", 43: "MDL", 44: "RUB", 45: "TJS", 46: "UZS",
    47: "UAH", 48: "EEK", 49: "TJR", 50: "KWD", 51: "HUF", 52: "CZK", 53: "NZD", 55: "PKR",
    56: "AUD", 57: "TRY", 82: "AZN", 86: "SGD", 98: "RUR", 99: "AFN", 100: "BGN", 101: "BRL",
    102: "GEL", 103: "AED", 104: "IRR", 105: "MYR", 106: "MNT", 107: "TWD", 108: "TMT",
    109: "PLN", 139: "SAR", 160: "BYN", 180: "OMR", 182: "HKD", 184: "IDR",
}  # fmt: skip
_UNITS = {
    "AZM": "1000", "AMD": "10", "BYR": "100", "BEF": "10", "HUF": "10", "IRR": "10", "ITL": "100",
    "RUR": "1000", "TJR": "100", "TRL": "1000", "JPY": "10", "IDR": "10",
}  # fmt: skip


class _Chosen(NamedTuple):
    """The currency that a history is of."""

    code: str
    units: str
    said: bool  # by the page itself


def addresses(_: date) -> tuple[str, ...]:
    """The current ones; neither takes a day."""
    return ("https://www.nbkr.kg/XML/daily.xml", "https://www.nbkr.kg/XML/weekly.xml")


def recognises(text: str) -> bool:
    return "<CurrencyRates" in text[:1024] or (_DAY in text and _VALUE in text)


def read(data: bytes) -> Answer:
    if _DAY.encode() in data or _VALUE.encode() in data:
        return _read_history(data)
    root = parse_xml(data)
    if root.tag != "CurrencyRates":
        raise other_layout()
    return to_answer(_rows(root), BANK.code, mark=",")


def _rows(root: Element) -> Iterator[Row]:
    for currency in root.all("Currency"):
        yield Row(
            currency.line,
            base=currency.attributes.get("ISOCode", ""),
            quote="KGS",
            value=currency.said("Value"),
            units=currency.said("Nominal"),
            day=root.attributes.get("Date", ""),
        )


def _read_history(data: bytes) -> Answer:
    text, _ = decode(data)
    cells = list(_CELL.finditer(text))
    days, values = cells[::2], cells[1::2]
    # Each cell stands between two marks; what is left over has lost its other half.
    whole = text.count(_DAY) == 2 * len(days) and text.count(_VALUE) == 2 * len(values)
    if not whole or len(days) != len(values) or "</table" not in text[cells[-1].end() :].lower():
        raise damaged(data)
    if any(cell[1] != "date" for cell in days) or any(cell[1] != "value" for cell in values):
        raise other_layout()
    chosen = _chosen(text[: cells[0].start()])
    rows = _history_rows(text, days, values, chosen)
    assumed = Problem(0, "The table does not name its currency: it is taken as the US dollar.")
    return to_answer(rows, BANK.code, mark=",", warnings=() if chosen.said else (assumed,))


def _history_rows(
    text: str, days: list[re.Match[str]], values: list[re.Match[str]], chosen: _Chosen
) -> Iterator[Row]:
    line, counted = 1, 0
    for day, value in zip(days, values, strict=True):
        line += text.count("\n", counted, day.start())
        counted = day.start()
        yield Row(
            line,
            base=chosen.code,
            quote="KGS",
            value=value[2].strip(),
            units=chosen.units,
            day=day[2].strip(),
        )


def _chosen(above: str) -> _Chosen:
    """What is chosen in the list of currencies above the table.

    A table alone is taken as the dollar's, which the page shows where nothing else is asked for.
    """
    opened = _LIST.search(above)
    if opened is None:
        return _Chosen("USD", "1", said=False)
    end = above.find("</select", opened.end())
    option = _CHOSEN.search(above, opened.end(), end if end >= 0 else len(above))
    number = _ID.search(option[0]) if option else None
    code = _CURRENCIES.get(int(number[1])) if number else None
    if option is None or code is None:
        raise other_layout()
    return _Chosen(code, option[1] or _UNITS.get(code, "1"), said=True)


BANK = Bank(
    "nbkr", "National Bank of the Kyrgyz Republic", "Asia/Bishkek", addresses, recognises, read
)
