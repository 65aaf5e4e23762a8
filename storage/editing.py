"""Articles changed by hand: their texts, taken back, shown again, posted.

Each change is one transaction with its line of the audit trail. What an edit wrote stays until the
source gives the article another text than it gave before: the hash by which loads see a change
remains that of the source's text.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .articles import COLUMNS, Articles, read_articles
from .audit import note
from .database import Database
from .deliveries import AnnouncementKind
from .expansion import announce
from .models import ArticleRow
from .records import Article, ArticleStatus, Draft
from .touches import follow
from .versions import ARTICLES, Versions, raise_counter

_THERE = ArticleRow.status != ArticleStatus.DELETED


class Texts(TypedDict, total=False):
    """What of an article is to become something else."""

    title: str
    summary: str
    topics: tuple[str, ...]
    image: str | None


class Editing:
    def __init__(
        self,
        database: Database,
        versions: Versions,
        clock: Callable[[], datetime],
        articles: Articles,
    ) -> None:
        self._database = database
        self._versions = versions
        self._clock = clock
        self._articles = articles

    async def get(self, article_id: int) -> Article | None:
        """Also one that was taken back; None where it is not there or forgotten."""
        async with self._database.reading() as connection:
            return await _read(connection, article_id)

    async def edit(self, article_id: int, *, by: int, **texts: Unpack[Texts]) -> Article | None:
        """Store what is named and leave the rest; posts of it are corrected.

        texts: cleaned and bounded as a draft's.
        Gives the article as it is then; None where it is not there.
        Raises ValueError for an empty title.
        """
        async with self._versions.writing() as connection:
            # The counter's lock comes first, so that what is read is still so when it is written.
            await raise_counter(connection, ARTICLES, by=0)
            article = await _read(connection, article_id)
            if article is None:
                return None
            changed = _changed(article, texts)
            if not changed:
                return article
            revision = await raise_counter(connection, ARTICLES)
            await connection.execute(
                update(ArticleRow)
                .where(ArticleRow.id == article_id)
                .values(revision=revision, updated_at=self._clock(), **changed)
            )
            await self._announce(connection, article_id, AnnouncementKind.CHANGED)
            details = {
                "title": article.title,
                "before": {name: getattr(article, name) for name in changed},
                "after": changed,
            }
            await self._note(connection, by, "edit", article_id, details)
            return await _read(connection, article_id)

    async def retract(self, article_id: int, *, by: int) -> Article | None:
        """Take it back, from posts too. Gives the article as it is then; None if it is gone."""
        turn, kind = self._articles.retract, AnnouncementKind.RETRACTED
        return await self._turn(article_id, by, "retract", turn, kind)

    async def restore(self, article_id: int, *, by: int) -> Article | None:
        """Show it again, also in posts that could only be marked."""
        turn, kind = self._articles.restore, AnnouncementKind.CHANGED
        return await self._turn(article_id, by, "restore", turn, kind)

    async def announce(self, article_id: int, *, by: int) -> Article | None:
        """Have it posted to all who subscribed and have not got it. None where it is not live."""
        async with self._versions.writing() as connection:
            await raise_counter(connection, ARTICLES, by=0)
            article = await _read(connection, article_id)
            if article is None or article.status is not ArticleStatus.LIVE:
                return None
            await self._announce(connection, article_id, AnnouncementKind.NEW)
            await self._note(connection, by, "announce", article_id, {"title": article.title})
            return article

    async def _turn(
        self,
        article_id: int,
        by: int,
        action: str,
        turn: Callable[[AsyncConnection, Sequence[int]], Awaitable[int]],
        kind: AnnouncementKind,
    ) -> Article | None:
        async with self._versions.writing() as connection:
            await raise_counter(connection, ARTICLES, by=0)
            before = await _read(connection, article_id)
            turned = await turn(connection, [article_id])
            article = await _read(connection, article_id)
            if turned and before is not None and article is not None:
                await follow(connection, article_id, before.revision, article.revision)
                await self._announce(connection, article_id, kind)
                await self._note(connection, by, action, article_id, {"title": article.title})
            return article

    async def _announce(
        self, connection: AsyncConnection, article_id: int, kind: AnnouncementKind
    ) -> None:
        await announce(connection, [article_id], kind, None, self._clock())

    async def _note(
        self,
        connection: AsyncConnection,
        by: int,
        action: str,
        article_id: int,
        details: Mapping[str, Any],
    ) -> None:
        await note(connection, self._clock(), by, action, f"article {article_id}", details)


async def _read(connection: AsyncConnection, article_id: int) -> Article | None:
    wanted = select(*COLUMNS).where(ArticleRow.id == article_id, _THERE)
    found = await read_articles(connection, wanted)
    return found[0] if found else None


def _changed(article: Article, texts: Texts) -> dict[str, Any]:
    """What is different, as the table keeps it."""
    tidy = Draft(
        article.source,
        texts.get("title", article.title),
        summary=texts.get("summary", ""),
        topics=texts.get("topics", ()),
        image=texts.get("image"),
    )
    named = {name: getattr(tidy, name) for name in texts}
    changed = {name: one for name, one in named.items() if one != getattr(article, name)}
    return {name: list(one) if name == "topics" else one for name, one in changed.items()}
