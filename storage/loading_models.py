"""The tables of feeds, of what imports changed, of roles and of who did what."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON as Json
from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.loading import FeedState, Role
from storage.models import Base, Id
from storage.types import Choice

from . import limits


class ImportChangeRow(Base):
    """That an import held an article, and what it did to it, so that it can be taken back.

    revision: that of the article when it was done; a higher one is of a later change.
    before: NULL where the import made the article; {"same": true} where it was the same already;
    else the article as it was, see `storage.touches`.
    said: what the file says of the article and the article's row does not show.
    """

    __tablename__ = "import_changes"

    import_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(BigInteger)
    before: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    said: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))

    __table_args__ = (Index("ix_import_changes_article_id", "article_id"),)


class ImportQuoteRow(Base):
    """That an import held a quote, and what it did to it.

    revision: the rates' counter when it was done, which orders what imports did to a quote.
    after: value and change as the import left them, to see whether another changed them.
    before: as with articles; else value and change as they were.
    """

    __tablename__ = "import_quotes"

    import_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    quote_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(BigInteger)
    after: Mapped[dict[str, Any]] = mapped_column(Json)
    before: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))

    __table_args__ = (Index("ix_import_quotes_quote_id", "quote_id"),)


class FeedRow(Base):
    """A feed that is followed.

    title: empty until it is known.
    every: seconds between looks, as an editor set it or, where adaptive, as often as it changes.
    etag, last_modified: as its server told.  loaded: its first load, which is quiet, is done.
    entries: how many it had when it was read last.  changed_at: when new ones came last.
    problem: what was wrong at the last look; NULL where nothing was.
    missing_since: since when its server does not know its address.
    """

    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    state: Mapped[FeedState] = mapped_column(Choice(FeedState))
    every: Mapped[int]
    adaptive: Mapped[bool]
    announce: Mapped[bool]
    loaded: Mapped[bool]
    entries: Mapped[int]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    next_run_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    succeeded_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    missing_since: Mapped[datetime | None]
    failures: Mapped[int]
    problem: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    lease_until: Mapped[datetime | None]
    added_by: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_feeds_next_run_at", "next_run_at"),)


class RoleRow(Base):
    """Someone who was given a role. The owners of ADMIN_IDS need none."""

    __tablename__ = "roles"

    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    role: Mapped[Role] = mapped_column(Choice(Role))
    name: Mapped[str]
    given_by: Mapped[int] = mapped_column(BigInteger)
    given_at: Mapped[datetime]


class AuditRow(Base):
    """Who did what to which thing, and when. Never changed.

    action: a word such as "retract".  subject: what it was done to, as "article 12".
    """

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(limits.KEY))
    details: Mapped[dict[str, Any]] = mapped_column(Json)


class MissRow(Base):
    """Words that a search found nothing for, and how often."""

    __tablename__ = "misses"

    words: Mapped[str] = mapped_column(String(limits.KEY), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime]

    __table_args__ = (Index("ix_misses_last_at", "last_at"),)
