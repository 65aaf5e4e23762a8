"""Bank of Russia: RUB for `Nominal` units, decimal commas, windows-1251.

A day's rates of all currencies, or the days of one, which is then told by the bank's own number.
`VunitRate`, for one unit, has lost the trailing zeros of `Value`, so it is not read.
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.ingest.banks.bank import Answer, Bank, Row, other_layout, to_answer
from bot.ingest.banks.xml import Element, parse_xml

_MARKS = re.compile(
    r"<ValCurs\b(?:[^>]{0,400}\bID=\"R\d|[^>]{0,400}>\s*<(?:Valute\s+ID=\"R\d|Record\b))"
)
# From XML_val.asp; an ID ends in spaces there.
_CURRENCIES = {
    "R01010": "AUD", "R01015": "ATS", "R01020": "AZM", "R01020A": "AZN", "R01030": "DZD",
    "R01035": "GBP", "R01060": "AMD", "R01080": "BHD", "R01090": "BYR", "R01090B": "BYN",
    "R01095": "BEF", "R01100": "BGN", "R01105": "BOB", "R01115": "BRL", "R01135": "HUF",
    "R01150": "VND", "R01200": "HKD", "R01205": "GRD", "R01210": "GEL", "R01215": "DKK",
    "R01230": "AED", "R01235": "USD", "R01239": "EUR", "R01240": "EGP", "R01270": "INR",
    "R01280": "IDR", "R01300": "IRR", "R01305": "IEP", "R01310": "ISK", "R01315": "ESP",
    "R01325": "ITL", "R01335": "KZT", "R01350": "CAD", "R01355": "QAR", "R01370": "KGS",
    "R01375": "CNY", "R01390": "KWD", "R01395": "CUP", "R01405": "LVL", "R01420": "LBP",
    "R01435": "LTL", "R01500": "MDL", "R01503": "MNT", "R01510": "DEM", "R01520": "NGN",
    "R01523": "NLG", "R01530": "NZD", "R01535": "NOK", "R01540": "OMR", "R01565": "PLN",
    "R01570": "PTE", "R01580": "SAR", "R01585": "ROL", "R01585F": "RON", "R01589": "XDR",
    "R01625": "SGD", "R01670": "TJS", "R01670B": "TJR", "R01675": "THB", "R01685": "BDT",
    "R01700": "TRL", "R01700J": "TRY", "R01710": "TMM", "R01710A": "TMT", "R01717": "UZS",
    "R01720": "UAH", "R01740": "FIM", "R01750": "FRF", "R01760": "CZK", "R01770": "SEK",
    "R01775": "CHF", "R01790": "XEU", "R01795": "EEK", "R01800": "ETB", "R01805": "YUM",
    "R01805F": "RSD", "R01810": "ZAR", "R01815": "KRW", "R01820": "JPY", "R02005": "MMK",
}  # fmt: skip


def addresses(_: date) -> tuple[str, ...]:
    """The newest that are set, often tomorrow's."""
    return ("https://www.cbr.ru/scripts/XML_daily.asp",)


def recognises(text: str) -> bool:
    return bool(_MARKS.search(text[:4096]))


def read(data: bytes) -> Answer:
    root = parse_xml(data)
    foreign = any(not one.attributes.get("ID", "").startswith("R") for one in root.all("Valute"))
    if root.tag != "ValCurs" or foreign:
        raise other_layout()
    rows = _days(root) if any(root.all("Record")) else _currencies(root)
    return to_answer(rows, BANK.code, mark=",")


def _currencies(root: Element) -> Iterator[Row]:
    for currency in root.all("Valute"):
        yield _row(currency, currency.said("CharCode"), root.attributes.get("Date", ""))


def _days(root: Element) -> Iterator[Row]:
    for record in root.all("Record"):
        number = record.attributes.get("Id") or root.attributes.get("ID", "")
        # A number that is not known stands in the code's place, where it is refused.
        code = _CURRENCIES.get(number.strip(), number)
        yield _row(record, code, record.attributes.get("Date", ""))


def _row(element: Element, code: str, day: str) -> Row:
    return Row(
        element.line,
        base=code,
        quote="RUB",
        value=element.said("Value"),
        units=element.said("Nominal"),
        day=day,
    )


BANK = Bank("cbr", "Bank of Russia", "Europe/Moscow", addresses, recognises, read)
