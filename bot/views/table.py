"""A table as monospaced lines, for the narrow screen of a phone."""

from __future__ import annotations

from bot.views.characters import clean, collapse, display_width
from bot.views.document import Align, Table

MAX_WIDTH = 34  # columns of a monospaced font that common phones show without wrapping
_GAPS = (2, 1)  # spaces between columns, the wider where it fits

Row = tuple[str, ...]


def lay_out(table: Table) -> tuple[str, ...] | None:
    """The lines of a table in columns that line up; None where it is too wide for that."""
    header, rows = _cells(table)
    lines = (header, *rows) if any(header) else rows
    widths = [max(map(display_width, column)) for column in zip(*lines, strict=True)]
    for gap in _GAPS:
        if sum(widths) + gap * (len(widths) - 1) <= MAX_WIDTH:
            return _aligned(lines, widths, table.align, " " * gap)
    return None


def labelled(table: Table) -> tuple[Row, ...]:
    """Each row of a table as a group of "label: value" lines; empty cells are left out."""
    header, rows = _cells(table)
    if not rows:
        return (tuple(label for label in header if label),)
    return tuple(
        tuple(
            f"{label}: {value}" if label else value
            for label, value in zip(header, row, strict=True)
            if value
        )
        for row in rows
    )


def _cells(table: Table) -> tuple[Row, tuple[Row, ...]]:
    """Header and rows with clean cells of one line each, equally long; empty rows left out."""
    columns = max(map(len, (table.header, *table.rows)))
    header, *rows = (
        tuple(collapse(clean(cell)).strip() for cell in row) + ("",) * (columns - len(row))
        for row in (table.header, *table.rows)
    )
    return header, tuple(row for row in rows if any(row))


def _aligned(
    lines: tuple[Row, ...], widths: list[int], align: tuple[Align, ...], between: str
) -> tuple[str, ...]:
    found: list[str] = []
    for line in lines:
        parts: list[str] = []
        for at, (cell, width) in enumerate(zip(line, widths, strict=True)):
            fill = " " * (width - display_width(cell))
            right = at < len(align) and align[at] == "right"
            parts.append(fill + cell if right else cell + fill)
        found.append(between.join(parts))
    return tuple(found)
