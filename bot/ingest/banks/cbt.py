"""Central Bank of Turkmenistan: TMT (`rate_tmt`) for `multiplier` units, decimal points.

The days of the first years are written 2020-04-17, later ones 20.05.2026. `rate_usd`, what a
dollar is worth or what is worth a dollar, is only the way to `rate_tmt`, by the fixed 3.5 manat
for a dollar: not a rate that the bank sets, and not for `multiplier` units.
"""

from collections.abc import Iterator
from datetime import date

from bot.ingest.banks.bank import Answer, Bank, Row, other_layout, to_answer
from bot.ingest.banks.xml import Element, parse_xml


def addresses(day: date) -> tuple[str, ...]:
    """A file a day; Sundays and holidays have none."""
    return (f"https://cbt.tm/kurs/{day:%Y}/{day:%d%m%Y}.xml",)


def recognises(text: str) -> bool:
    return "<cbt_currency_rate" in text[:1024]


def read(data: bytes) -> Answer:
    root = parse_xml(data)
    if root.tag != "cbt_currency_rate":
        raise other_layout()
    return to_answer(_rows(root), BANK.code, mark=".")


def _rows(root: Element) -> Iterator[Row]:
    day = root.said("date")
    for rate in root.all("rate"):
        yield Row(
            rate.line,
            base=rate.attributes.get("code", ""),
            quote="TMT",
            value=rate.said("rate_tmt"),
            units=rate.said("multiplier"),
            day=day,
        )


BANK = Bank(
    "cbt",
    "Central Bank of Turkmenistan",
    "Asia/Ashgabat",
    addresses,
    recognises,
    read,
    days_back=6,
)
