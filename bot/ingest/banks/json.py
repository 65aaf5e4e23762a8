"""JSON from strangers, its numbers as the text they were written in."""

import json
from typing import Any, NoReturn

from bot.ingest.banks.bank import damaged
from bot.ingest.encoding import decode


def parse_json(data: bytes) -> Any:
    """Raises Unreadable for what is no JSON, or is nested too deep."""
    text, _ = decode(data)
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise damaged(data) from None


def said(row: dict[str, Any], name: str) -> str:
    """A text or number of an object, without white space around it, or empty."""
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
