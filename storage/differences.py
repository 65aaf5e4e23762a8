"""Drafts beside what is stored of the same articles."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from .keys import content_hash, external_key
from .models import ArticleRow
from .records import ArticleStatus, Draft


class Compared(NamedTuple):
    """A draft, its key and hash, and the stored row of the same article, if there is one.

    url: the draft's, unless another article has it: then what the article had.
    """

    draft: Draft
    key: str
    content_hash: str
    row: Any | None
    url: str | None

    @property
    def is_new(self) -> bool:
        return self.row is None or self.row.status is ArticleStatus.DELETED

    @property
    def differs(self) -> bool:
        return self.row is None or self.row.content_hash != self.content_hash


async def compare(connection: AsyncConnection, drafts: Sequence[Draft]) -> list[Compared]:
    """Uses uq_articles_source_external_key and the index of url."""
    keys = [(draft.source, external_key(draft)) for draft in drafts]
    urls = [draft.url for draft in drafts if draft.url is not None]
    known = select(
        ArticleRow.id,
        ArticleRow.source,
        ArticleRow.external_key,
        ArticleRow.url,
        ArticleRow.published_at,
        ArticleRow.sorted_at,
        ArticleRow.position,
        ArticleRow.content_hash,
        ArticleRow.status,
        ArticleRow.revision,
    )
    # Each by itself: of one or the other, SQLite would read all the articles there are.
    by_either = union_all(
        known.where(_has_one_of(keys)),
        known.where(ArticleRow.url.in_(urls)),
    )
    found = list(await connection.execute(by_either))
    by_key = {(row.source, row.external_key): row for row in found}
    by_url = {row.url: row for row in found if row.url is not None}
    named = {row.id for key in keys if (row := by_key.get(key)) is not None}
    compared: list[Compared] = []
    for draft, key in zip(drafts, keys, strict=True):
        holder = by_url.get(draft.url)
        row = by_key.get(key)
        if row is None and holder is not None and holder.id not in named:
            row = holder
        is_taken = holder is not None and (row is None or holder.id != row.id)
        url = (row.url if row is not None else None) if is_taken else draft.url
        compared.append(Compared(draft, key[1], content_hash(draft), row, url))
    return compared


def _has_one_of(keys: Sequence[tuple[str, str]]) -> ColumnElement[bool]:
    """Source by source: SQLite uses no index for a list of pairs."""
    of_source: dict[str, list[str]] = {}
    for source, key in keys:
        of_source.setdefault(source, []).append(key)
    each = (
        and_(ArticleRow.source == source, ArticleRow.external_key.in_(some))
        for source, some in of_source.items()
    )
    return or_(false(), *each)


def values_of(one: Compared, now: datetime) -> dict[str, Any]:
    """What is written of an article, be it new or changed."""
    draft = one.draft
    return {
        "url": one.url,
        "title": draft.title,
        "summary": draft.summary,
        "body": draft.body,
        "language": draft.language,
        "topics": list(draft.topics),
        "image": draft.image,
        "published_at": draft.published_at,
        "updated_at": now,
        "content_hash": one.content_hash,
    }


def first_values_of(draft: Draft, now: datetime) -> dict[str, Any]:
    """What is written besides when it is new."""
    first_seen = draft.first_seen_at or now
    return {
        "first_seen_at": first_seen,
        "published_at": draft.published_at,
        "sorted_at": draft.published_at or first_seen,
        "position": draft.position,
        "status": draft.status,
    }
