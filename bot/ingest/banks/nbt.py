"""National Bank of Tajikistan: TJS for `Nominal` units, decimal points.

The form is the Bank of Russia's, with other IDs and without the numeric code. The ID of the Soviet
rouble stands for the Russian one: the currency is what `CharCode` says.
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.ingest.banks.bank import Answer, Bank, Row, other_layout, to_answer
from bot.ingest.banks.xml import Element, parse_xml

_MARKS = re.compile(r"<ValCurs\b[^>]{0,400}>\s*<Valute\s+ID=\"\d{0,4}\"\s*>\s*<CharCode>")


def addresses(day: date) -> tuple[str, ...]:
    return (f"https://www.nbt.tj/en/kurs/export_xml.php?date={day:%Y-%m-%d}&export=xmlout",)


def recognises(text: str) -> bool:
    return bool(_MARKS.search(text[:4096]))


def read(data: bytes) -> Answer:
    root = parse_xml(data)
    russian = any(one.attributes.get("ID", "").startswith("R") for one in root.children)
    if root.tag != "ValCurs" or russian or any(root.all("Record")):
        raise other_layout()
    return to_answer(_rows(root), BANK.code, mark=".")


def _rows(root: Element) -> Iterator[Row]:
    for currency in root.all("Valute"):
        yield Row(
            currency.line,
            base=currency.said("CharCode"),
            quote="TJS",
            value=currency.said("Value"),
            units=currency.said("Nominal"),
            day=root.attributes.get("Date", ""),
        )


BANK = Bank(
    "nbt", "National Bank of Tajikistan", "Asia/Dushanbe", addresses, recognises, read, days_back=4
)
