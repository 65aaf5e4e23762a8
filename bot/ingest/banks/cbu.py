"""Central Bank of Uzbekistan: UZS for `Nominal` units, decimal points, all of it as JSON texts."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.ingest.banks.bank import Answer, Bank, Row, other_layout, to_answer
from bot.ingest.banks.json import parse_json, said


def addresses(day: date) -> tuple[str, ...]:
    return (f"https://cbu.uz/en/arkhiv-kursov-valyut/json/all/{day:%Y-%m-%d}/",)


def recognises(text: str) -> bool:
    head = text[:2048]
    return head.lstrip().startswith("[") and all(
        f'"{name}"' in head for name in ("Ccy", "Nominal", "Rate")
    )


def read(data: bytes) -> Answer:
    listed = parse_json(data)
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise other_layout()
    return to_answer(_rows(listed), BANK.code, mark=".")


def _rows(listed: list[dict[str, Any]]) -> Iterator[Row]:
    for one in listed:
        yield Row(
            0,
            base=said(one, "Ccy"),
            quote="UZS",
            value=said(one, "Rate"),
            units=said(one, "Nominal"),
            day=said(one, "Date"),
            difference=said(one, "Diff"),
        )


BANK = Bank(
    "cbu", "Central Bank of Uzbekistan", "Asia/Tashkent", addresses, recognises, read, days_back=4
)
