"""National Bank of Kazakhstan: KZT for `quant` units, decimal points.

`rates` is the answer for a day; `rss` is the list of the current ones (rss/rates_all.xml), with
the day in each item. A day without rates has no items.
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.ingest.banks.bank import Answer, Bank, Row, other_layout, to_answer
from bot.ingest.banks.xml import Element, parse_xml

_MARKS = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?<(?:rates>|rss\b)")


def addresses(day: date) -> tuple[str, ...]:
    return (f"https://nationalbank.kz/rss/get_rates.cfm?fdate={day:%d.%m.%Y}",)


def recognises(text: str) -> bool:
    head = text[:8192]
    if not _MARKS.match(head) or "nationalbank.kz" not in head:
        return False
    # The bank's news are a feed as well.
    return "<rates>" in head or "<quant>" in head


def read(data: bytes) -> Answer:
    root = parse_xml(data)
    if root.tag == "rss":
        root = next(root.all("channel"), root)
    elif root.tag != "rates" or not root.said("date"):
        raise other_layout()
    return to_answer(_rows(root), BANK.code, mark=".")


def _rows(root: Element) -> Iterator[Row]:
    day = root.said("date")
    for item in root.all("item"):
        yield Row(
            item.line,
            base=item.said("title"),
            quote="KZT",
            value=item.said("description"),
            units=item.said("quant"),
            day=day or item.said("pubDate"),
            difference=item.said("change"),
        )


BANK = Bank(
    "nbk", "National Bank of Kazakhstan", "Asia/Almaty", addresses, recognises, read, days_back=4
)
