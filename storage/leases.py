"""What a process has claimed for a while, a source or a feed, and how that ends."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import rows_changed
from .models import Base


async def end_claim(
    connection: AsyncConnection,
    row: type[Base],
    still: tuple[ColumnElement[bool], ...],
    *,
    now: datetime,
    next_run_at: datetime,
    problem: Mapping[str, Any] | None,
    values: Mapping[str, Any],
) -> bool:
    """Write what became of it, and give it back.

    still: whether it is claimed by the same claim. False where it is not, and nothing is written.
    problem: what was wrong, None where nothing was.  values: what else there is to be written.
    """
    statement = (
        update(row)
        .where(*still)
        .values(
            next_run_at=next_run_at,
            tried_at=now,
            problem=None if problem is None else dict(problem),
            lease_until=None,
            **values,
        )
    )
    return await rows_changed(connection, statement) == 1
