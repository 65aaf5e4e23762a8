"""What someone asks to have converted."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from bot.money.currencies import is_currency
from storage import CaravanError

LARGEST = Decimal(10) ** 18

_NUMBER = r"\d(?:[\d.,'’\s\u00a0\u2009\u202f]*\d)?|[.,]\d+"
_REQUEST = re.compile(
    rf"""\s*(?P<amount>{_NUMBER})?
    \s*(?P<base>[^\W\d_]+)
    (?:(?:\s+|\s*(?:=|→|->|/)\s*)(?P<rest>.*))?""",
    re.VERBOSE | re.DOTALL,
)
_BETWEEN = re.compile(r"[\s,;/=→]+|->")
_DIRECTION = {"to", "in", "into", "and", "в", "на", "и"}
_WORD_LIMIT = 40  # characters of what someone wrote that an answer repeats


class Reason(Enum):
    """Why a request has no answer."""

    UNREADABLE = auto()
    UNKNOWN_CURRENCY = auto()
    TOO_LARGE = auto()
    NO_RATE = auto()


class NotUnderstood(CaravanError):
    """word: what the reason is about, as the person wrote it."""

    def __init__(self, reason: Reason, word: str = "") -> None:
        super().__init__(f"{reason.name}: {word}")
        self.reason = reason
        self.word = word


@dataclass(frozen=True, slots=True)
class Request:
    """quotes: the currencies asked for; empty where none was named."""

    amount: Decimal
    base: str
    quotes: tuple[str, ...]


def parse_request(text: str, language: str) -> Request:
    """`100 USD KZT`, `100 usd to kzt, kgs`, `usd kzt` (means 1), `1 000,50 EUR`.

    language: decides what a lone mark before three digits means.
    Raises NotUnderstood.
    """
    found = _REQUEST.fullmatch(text)
    if not found:
        raise NotUnderstood(Reason.UNREADABLE)
    amount = parse_amount(found["amount"], language) if found["amount"] else Decimal(1)
    if amount > LARGEST:
        raise NotUnderstood(Reason.TOO_LARGE)
    base = _currency(found["base"])
    asked = [word for word in _BETWEEN.split(found["rest"] or "") if word]
    quotes = [_currency(word) for word in asked if word.casefold() not in _DIRECTION]
    return Request(amount, base, tuple(dict.fromkeys(quotes)))


def parse_amount(text: str, language: str) -> Decimal:
    """A number as people write it. Raises NotUnderstood for what has two decimal marks.

    Of two kinds of marks the last is the decimal one, and a mark that stands more than once
    groups. A lone mark before exactly three digits: a comma groups in English, all else is
    decimal.
    """
    digits = re.sub(r"[\s'’]", "", text)
    marks = re.findall("[.,]", digits)
    if not marks:
        return Decimal(digits)
    if len(set(marks)) == 2:
        decimal_mark = marks[-1]
    elif len(marks) > 1:
        decimal_mark = ""
    else:
        groups = marks[0] == "," and language == "en" and re.fullmatch(r"\d+,\d{3}", digits)
        decimal_mark = "" if groups else marks[0]
    whole, _, fraction = digits.rpartition(decimal_mark) if decimal_mark else (digits, "", "")
    if re.search("[.,]", fraction) or (decimal_mark and decimal_mark in whole):
        raise NotUnderstood(Reason.UNREADABLE)
    return Decimal(f"{re.sub('[.,]', '', whole) or '0'}.{fraction or '0'}")


def _currency(word: str) -> str:
    code = word.upper()
    if not is_currency(code):
        raise NotUnderstood(Reason.UNKNOWN_CURRENCY, word[:_WORD_LIMIT])
    return code
