"""Things to test with, each with what a test does not care about filled in."""

from datetime import date
from decimal import Decimal
from typing import Any

from storage import Draft, Quote


def draft(title: str = "Apricots bloom in Batken", **given: Any) -> Draft:
    return Draft(
        **{"source": "site", "body": f"{title}. It was seen by many.", **given, "title": title}
    )


def drafts(count: int, **given: Any) -> list[Draft]:
    return [draft(f"Article number {n}", position=n, **given) for n in range(1, count + 1)]


def quote(base: str = "KZT", value: str = "0.00191", **given: Any) -> Quote:
    filled: dict[str, Any] = {"quote": "USD", "as_of": date(2024, 12, 21), "source": "site"}
    return Quote(base=base, value=Decimal(value), **{**filled, **given})
