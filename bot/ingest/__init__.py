"""Files to articles and rates: bytes in, drafts out. Nothing here stores or sends."""

from datetime import date, datetime

from bot.ingest.content import ERRORS_KEPT, Content, FeedLink, Problem, Unreadable
from bot.ingest.stream import Batch, iterate
from storage.articles import merge

__all__ = ["Batch", "Content", "FeedLink", "Problem", "Unreadable", "iterate", "read"]


def read(
    data: bytes,
    today: date,
    *,
    name: str = "",
    address: str | None = None,
    now: datetime | None = None,
) -> Content:
    """What a file holds, all at once; see `iterate`. Repeated articles are merged.

    Raises Unreadable with the reason.
    """
    parts = [batch.content for batch in iterate(data, today, name=name, address=address, now=now)]
    if len(parts) == 1:
        return parts[0]
    formats = {part.format for part in parts}
    spoken = [part.spoken_of for part in parts if part.spoken_of is not None]
    return Content(
        formats.pop() if len(formats) == 1 else "zip",
        tuple(merge(draft for part in parts for draft in part.drafts)),
        tuple(quote for part in parts for quote in part.quotes),
        tuple(problem for part in parts for problem in part.errors)[:ERRORS_KEPT],
        tuple(problem for part in parts for problem in part.warnings),
        sum(spoken) if spoken else None,
        tuple(feed for part in parts for feed in part.feeds),
        sum(part.errors_total for part in parts),
    )
