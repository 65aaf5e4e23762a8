"""CSV with its columns named in the first line, in any order."""

import csv
import io
from collections.abc import Collection, Iterator

from bot.ingest.banks.bank import damaged, other_layout

LONGEST = 4096  # characters of the first line
_SEPARATORS = ",;\t"


def columns(text: str) -> tuple[list[str], str]:
    """The names in the first line, in lower case, and what separates them."""
    line = text[:LONGEST].lstrip("\ufeff").partition("\n")[0].strip()
    separator = max(_SEPARATORS, key=line.count)
    return [name.strip().strip('"').lower() for name in line.split(separator)], separator


def rows(text: str, needed: Collection[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each further line that is not blank: its number, and what it has in each column.

    Raises Unreadable where a needed column is missing, and at a line that is no CSV.
    """
    names, separator = columns(text)
    if not set(needed) <= set(names):
        raise other_layout()
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        next(lines)
        for cells in lines:
            if any(cell.strip() for cell in cells):
                padded = [cell.strip() for cell in cells] + [""] * (len(names) - len(cells))
                yield lines.line_num, dict(zip(names, padded, strict=False))
    except csv.Error:
        raise damaged(text.encode()) from None
