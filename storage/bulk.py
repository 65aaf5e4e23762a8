"""Many rows in few statements.

SQLite's driver gives Python's lock away for each row that it writes or reads, and while another
thread is busy it waits milliseconds until it has it again: on SQLite the time of a statement goes
by its steps. So rows are inserted by the hundred, and read as one value.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Dialect, Select, Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

MOST_ROWS = 256  # in one statement; SQLite allows 32,766 values


async def insert_rows(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows that all have the same columns, in their order."""
    if connection.dialect.name != "sqlite":
        if rows:
            await connection.execute(insert(table), list(rows))
        return
    begin = 0
    while begin < len(rows):
        # Powers of two, so that the driver keeps few statements, and finds them again.
        count = min(MOST_ROWS, 1 << (len(rows) - begin).bit_length() - 1)
        some = rows[begin : begin + count]
        await connection.exec_driver_sql(
            _insert(table, tuple(some[0]), count), _values(table, some, connection.dialect)
        )
        begin += count


async def read_rows(
    connection: AsyncConnection,
    wanted: Select[*tuple[Any, ...]],
    values: Mapping[str, Any] | None = None,
) -> list[list[Any]]:
    """The rows that a query of plain columns gives, in no certain order.

    wanted: made once, with `values` for its parameters.
    """
    if connection.dialect.name != "sqlite":
        return [list(row) for row in await connection.execute(wanted, values)]
    as_one, types = _as_one(wanted)
    found: list[list[Any]] = orjson.loads(await connection.scalar(as_one, values) or b"[]")
    for place, type_ in enumerate(types):
        process = _result(type_, connection.dialect)
        if process is not None:
            for row in found:
                row[place] = process(row[place])
    return found


@lru_cache(maxsize=16)
def _as_one(wanted: Select[*tuple[Any, ...]]) -> tuple[Select[Any], list[TypeEngine[Any]]]:
    rows = wanted.subquery()
    as_one = select(func.json_group_array(func.json_array(*rows.c)))
    return as_one, [column.type for column in rows.c]


@lru_cache(maxsize=64)
def _insert(table: Table, names: Sequence[str], count: int) -> str:
    row = f"({', '.join('?' * len(names))})"
    quoted = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table.name}" ({quoted}) VALUES {", ".join([row] * count)}'


def _values(table: Table, rows: Sequence[Mapping[str, Any]], dialect: Dialect) -> tuple[Any, ...]:
    columns = [(name, _bound(table.c[name].type, dialect)) for name in rows[0]]
    return tuple(
        row[name] if process is None else process(row[name])
        for row in rows
        for name, process in columns
    )


def _bound(type_: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """What turns a value into one that the driver takes; None where it is one already."""
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _result(type_: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """What turns the driver's value back."""
    return type_.dialect_impl(dialect).result_processor(dialect, None)
