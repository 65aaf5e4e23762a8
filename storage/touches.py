"""What each import did to each article and quote, so that one can be taken back later.

An import leaves a touch for each thing that it holds, also where it changed nothing: when another
import is taken back, the thing is still this one's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .articles import Put
from .bulk import insert_rows
from .loading_models import ImportChangeRow, ImportQuoteRow
from .models import QuoteRow
from .records import Article, ArticleStatus, Draft, Quote

Json = dict[str, Any]
SAME: Json = {"same": True}  # what was before, where that is what is after
# What a changed article had that the touch keeps, beside its times.
CONTENT = ("url", "title", "summary", "body", "language", "topics", "image", "content_hash")
TIMES = ("published_at", "sorted_at")


@dataclass(slots=True)
class Touch:
    """See `storage.loading_models.ImportChangeRow`; of a quote, without what is `said`.

    revision orders the touches of one thing; where it is the same, all after the first are SAME.
    """

    import_id: int
    thing_id: int
    revision: int
    before: Json | None
    said: Json | None = None
    after: Json | None = None

    @property
    def is_same(self) -> bool:
        return self.before == SAME

    @property
    def order(self) -> tuple[int, bool, int]:
        return self.revision, self.is_same, self.import_id

    @property
    def begins_at(self) -> int | None:
        """The revision of the article that the import found; None where it made the article."""
        if self.is_same:
            return self.revision
        return None if self.before is None else int(self.before["revision"])

    @property
    def retracts(self) -> bool:
        """Whether the file says that the article is retracted, and no editor has decided since."""
        return bool(self.said and self.said.get("retracted"))

    @property
    def undated(self) -> bool:
        """Whether the file told no date, so that the article kept the one it had."""
        return bool(self.said and self.said.get("undated"))

    def then(self, later: "Touch") -> "Touch":
        """This and a later one of the same import as one."""
        before = later.before if self.is_same else self.before
        said = dict(self.said or {})
        if not later.undated:
            said.pop("undated", None)
        return Touch(
            self.import_id, self.thing_id, later.revision, before, said or None, later.after
        )


def of_put(number: int, put: Put, last: int, before: Iterable[Article]) -> list[Touch]:
    """What an import did to the articles of drafts that were put.

    last: the highest revision that was given.  before: the changed articles as they were.
    """
    was = {article.id: article for article in before}
    made = iter(put.new)
    revision = last - sum(one.differs for one in put.seen)
    touches: dict[int, Touch] = {}
    for one in put.seen:
        revision += one.differs
        if one.is_new or one.row is None:
            touch = Touch(number, next(made), revision, None, _told(one.draft) or None)
        else:
            said = _said(one.draft, one.key, one.row)
            if one.differs:
                old = _before(was[one.row.id], one.row)
                touch = Touch(number, one.row.id, revision, old, said)
            else:
                touch = Touch(number, one.row.id, one.row.revision, dict(SAME), said)
        # Two drafts may turn out to be the same article.
        touches.setdefault(touch.thing_id, touch).revision = touch.revision
    return list(touches.values())


def _before(article: Article, row: Any) -> Json:
    content = {name: getattr(article, name) for name in CONTENT if name != "content_hash"}
    times = {name: in_json(getattr(row, name)) for name in TIMES}
    return {**content, **times, "content_hash": row.content_hash, "revision": row.revision}


def _said(draft: Draft, key: str, row: Any) -> Json | None:
    """What an import that alone had made the article would have made otherwise."""
    told = {"position": draft.position, "source": draft.source, "external_key": key}
    differing = {name: told[name] for name in told if told[name] != getattr(row, name)}
    return (_told(draft) | differing) or None


def _told(draft: Draft) -> Json:
    """What the article's row may not show, whoever made the article."""
    said: Json = {} if draft.published_at else {"undated": True}
    return said if draft.status is ArticleStatus.LIVE else said | {"retracted": True}


async def follow(connection: AsyncConnection, article_id: int, was: int, revision: int) -> None:
    """An editor has retracted or restored the article, which got another revision by that.

    From then on its status is no file's.
    """
    table = ImportChangeRow
    rows = await connection.execute(
        select(table.import_id, table.revision, table.said).where(table.article_id == article_id)
    )
    for row in rows.all():
        now = revision if row.revision == was else row.revision
        said = {name: told for name, told in (row.said or {}).items() if name != "retracted"}
        await connection.execute(
            update(table)
            .where(table.article_id == article_id, table.import_id == row.import_id)
            .values(revision=now, said=said or None)
        )


def in_json(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def from_json(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None


async def keep(connection: AsyncConnection, touches: Sequence[Touch], *, met: bool) -> None:
    """met: whether the import may have touched some of these before."""
    if not touches:
        return
    if met:
        touches = await _joined(connection, ImportChangeRow, ImportChangeRow.article_id, touches)
    rows = [
        {
            "import_id": one.import_id,
            "article_id": one.thing_id,
            "revision": one.revision,
            "before": one.before,
            "said": one.said,
        }
        for one in touches
    ]
    await insert_rows(connection, ImportChangeRow.__table__, rows)  # type: ignore[arg-type]


async def keep_quotes(
    connection: AsyncConnection,
    number: int,
    quotes: Iterable[Quote],
    before: Mapping[tuple[Any, ...], Any],
    revision: int,
) -> None:
    """What became of quotes that were put.

    before: the stored rows of their keys as they were.  revision: of the rates' counter.
    """
    given = {quote.key: quote for quote in quotes}
    now = await quote_rows(connection, list(given))
    touches = []
    for key, quote in given.items():
        row = before.get(key)
        was = None if row is None else said_of(row)
        after = said_of(quote)
        touches.append(
            Touch(number, now[key].id, revision, dict(SAME) if was == after else was, after=after)
        )
    touches = await _joined(connection, ImportQuoteRow, ImportQuoteRow.quote_id, touches)
    rows = [
        {
            "import_id": one.import_id,
            "quote_id": one.thing_id,
            "revision": one.revision,
            "after": one.after,
            "before": one.before,
        }
        for one in touches
    ]
    await insert_rows(connection, ImportQuoteRow.__table__, rows)  # type: ignore[arg-type]


async def quote_rows(
    connection: AsyncConnection, keys: Sequence[tuple[Any, ...]]
) -> dict[tuple[Any, ...], Any]:
    """The stored quotes of these keys."""
    key = (QuoteRow.base, QuoteRow.quote, QuoteRow.as_of, QuoteRow.source)
    rows = await connection.execute(
        select(QuoteRow.id, *key, QuoteRow.value, QuoteRow.change).where(tuple_(*key).in_(keys))
    )
    return {(row.base, row.quote, row.as_of, row.source): row for row in rows}


def said_of(quote: Any) -> Json:
    """Value and change of a quote or its row, digit by digit."""
    change = None if quote.change is None else format(quote.change, "f")
    return {"value": format(quote.value, "f"), "change": change}


async def _joined(
    connection: AsyncConnection, table: Any, thing: Any, touches: Sequence[Touch]
) -> list[Touch]:
    """Each with the import's own earlier touch of the same thing, which it takes the place of."""
    number = touches[0].import_id
    ids = [one.thing_id for one in touches]
    mine = (table.import_id == number, thing.in_(ids))
    columns = [getattr(table, name) for name in ("said", "after") if hasattr(table, name)]
    found = await connection.execute(
        select(thing.label("thing_id"), table.revision, table.before, *columns).where(*mine)
    )
    earlier = {row.thing_id: Touch(import_id=number, **row._mapping) for row in found}
    if not earlier:
        return list(touches)
    await connection.execute(delete(table).where(*mine))
    return [earlier[one.thing_id].then(one) if one.thing_id in earlier else one for one in touches]
