"""The world's currencies for one USD, by the open access of ExchangeRate-API.

https://www.exchangerate-api.com/docs/free: no key, one update a day, a link to the provider where
the rates are shown. A rate is a JSON number, so it has no trailing zeros.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.ingest.banks.bank import Answer, Bank, Row, other_layout, to_answer
from bot.ingest.banks.json import parse_json, said


def addresses(_: date) -> tuple[str, ...]:
    return ("https://open.er-api.com/v6/latest/USD",)


def recognises(text: str) -> bool:
    head = text[:4096]
    return head.lstrip().startswith("{") and all(
        f'"{name}"' in head for name in ("base_code", "rates", "time_last_update_unix")
    )


def read(data: bytes) -> Answer:
    answer = parse_json(data)
    rates = answer.get("rates") if isinstance(answer, dict) else None
    if not isinstance(rates, dict) or said(answer, "result") != "success":
        raise other_layout()
    try:
        moment = datetime.fromtimestamp(int(said(answer, "time_last_update_unix")), UTC)
    except (ValueError, OverflowError, OSError):
        raise other_layout() from None
    return to_answer(_rows(said(answer, "base_code"), rates, moment), BANK.code, mark=".")


def _rows(base: str, rates: dict[str, Any], moment: datetime) -> Iterator[Row]:
    for code in rates:
        if code != base:
            yield Row(0, base, code, said(rates, code), f"{moment:%Y-%m-%d}")


BANK = Bank(
    "world",
    "ExchangeRate-API",
    "UTC",
    addresses,
    recognises,
    read,
    every=timedelta(hours=6),
)
