"""A number in digits, grouped and marked as people and countries write it."""

import re
from decimal import Decimal

_GROUPING = re.compile(r"[\s'’_]")
_MARKS = re.compile("[.,]")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{2,3})*[.,]\d{3}")  # 1,234,567; in India 12,34,567
_LONE_GROUP = re.compile(r"[1-9]\d{0,2},\d{3}")


def read_digits(text: str, language: str) -> Decimal | None:
    """The number that a run of digits, marks and spaces stands for; None if for none.

    Of two kinds of marks the last is the decimal one, and a mark that stands more than once
    groups. A lone mark before exactly three digits: a comma groups in English, all else is
    decimal.
    """
    digits = _GROUPING.sub("", text)
    marks = _MARKS.findall(digits)
    if not marks:
        return Decimal(digits)
    spaced = digits != text
    if len(set(marks)) == 1 and len(marks) > 1:
        return _plain(digits) if not spaced and _GROUPED.fullmatch(digits) else None
    if len(marks) == 1 and not spaced and language == "en" and _LONE_GROUP.fullmatch(digits):
        return _plain(digits)
    whole, _, fraction = digits.rpartition(marks[-1])
    if len(marks) > 1 and (spaced or not _GROUPED.fullmatch(whole) or marks[-1] in whole):
        return None
    return Decimal(f"{_MARKS.sub('', whole) or '0'}.{fraction}")


def _plain(digits: str) -> Decimal:
    return Decimal(_MARKS.sub("", digits))
