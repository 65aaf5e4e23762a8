"""The tables. Queries are written in Core over these; no session ever loads a row."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON as Json
from sqlalchemy import (
    BigInteger,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.records import ArticleStatus, ImportState
from storage.types import Choice, ExactDecimal, UtcTime

from . import limits

# SQLite counts rows up by itself only in a column of type INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcTime, Decimal: ExactDecimal, str: Text}


class ArticleRow(Base):
    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    source: Mapped[str] = mapped_column(String(limits.SOURCE))
    external_key: Mapped[str] = mapped_column(String(limits.KEY))
    url: Mapped[str | None] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str]
    body: Mapped[str]
    language: Mapped[str | None] = mapped_column(String(limits.LANGUAGE))
    topics: Mapped[list[str]] = mapped_column(Json)
    image: Mapped[str | None]
    published_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    sorted_at: Mapped[datetime]
    position: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[ArticleStatus] = mapped_column(Choice(ArticleStatus))
    revision: Mapped[int] = mapped_column(BigInteger, unique=True)

    __table_args__ = (
        Index("uq_articles_source_external_key", "source", "external_key", unique=True),
        Index("ix_articles_live_latest", "status", text("sorted_at DESC"), "position", "id"),
    )


class QuoteRow(Base):
    __tablename__ = "quotes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    base: Mapped[str] = mapped_column(String(3))
    quote: Mapped[str] = mapped_column(String(3))
    value: Mapped[Decimal]
    as_of: Mapped[date]
    source: Mapped[str] = mapped_column(String(limits.SOURCE))
    change: Mapped[Decimal | None]
    first_seen_at: Mapped[datetime]

    __table_args__ = (
        Index("uq_quotes_base_quote_source_as_of", "base", "quote", "source", "as_of", unique=True),
    )


class InboxRow(Base):
    """An update that Telegram was told is received, and that is not handled yet.

    attempts: how often handling it was begun after the first time failed or was cut off.
    set_aside_at: failed too often; kept with its error for someone to look at.
    """

    __tablename__ = "inbox"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    body: Mapped[str]
    attempts: Mapped[int]
    received_at: Mapped[datetime]
    set_aside_at: Mapped[datetime | None]
    error: Mapped[str | None]


class OffsetRow(Base):
    """Which update each bot asks Telegram for next."""

    __tablename__ = "offsets"

    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    next_update_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class ImportRow(Base):
    """A file that was loaded, is being loaded, or that an editor has to decide about.

    body: until it is loaded or thrown away.  announce: its new articles are to be posted.
    place: how many of its articles and rates are looked at already.  errors: what was left out.
    lease_until: until then a process loads it.
    chat_id, message_id, language: the message that tells the editor how it goes, and its language.
    """

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInteger)
    file_name: Mapped[str]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[ImportState] = mapped_column(Choice(ImportState))
    counts: Mapped[dict[str, int]] = mapped_column(Json)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    announce: Mapped[bool] = mapped_column(server_default=false())
    place: Mapped[int] = mapped_column(server_default="0")
    errors: Mapped[list[Any] | None] = mapped_column(Json(none_as_null=True))
    lease_until: Mapped[datetime | None]
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    language: Mapped[str | None] = mapped_column(String(limits.LANGUAGE))

    __table_args__ = (Index("ix_imports_state", "state"),)


class SearchRow(Base):
    """What someone searched for, where it is too long for a button to carry."""

    __tablename__ = "searches"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    words: Mapped[str] = mapped_column(unique=True)


class SavedRow(Base):
    """An article that someone keeps."""

    __tablename__ = "saved"

    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    article_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    saved_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["article_id"], ["articles.id"], ondelete="CASCADE"),
        Index("ix_saved_person_id_saved_at", "person_id", "saved_at"),
    )


class PersonRow(Base):
    """What someone has set, and the pair of currencies they converted last.

    NULL: as everyone has it.  revision: rises with each change of anyone.
    """

    __tablename__ = "people"

    person_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    language: Mapped[str | None] = mapped_column(String(limits.LANGUAGE))
    time_zone: Mapped[str | None] = mapped_column(String(limits.TIME_ZONE))
    home_currencies: Mapped[list[str] | None] = mapped_column(Json(none_as_null=True))
    last_pair: Mapped[list[str] | None] = mapped_column(Json(none_as_null=True))
    revision: Mapped[int] = mapped_column(BigInteger, unique=True)
    updated_at: Mapped[datetime]


class SourceRow(Base):
    """A bank's rates: when to ask for them next, and how it went.

    failures: how often in a row it went wrong.  problem: what was wrong last; NULL where it works.
    seen: what its server told of each address, as ETag and Last-Modified.
    lease_until: until then a process is asking.
    """

    __tablename__ = "sources"

    code: Mapped[str] = mapped_column(String(limits.SOURCE), primary_key=True)
    next_run_at: Mapped[datetime]
    succeeded_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    failures: Mapped[int]
    problem: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    seen: Mapped[dict[str, Any]] = mapped_column(Json)
    lease_until: Mapped[datetime | None]


class CounterRow(Base):
    """Counters that rise.

    articles, people: the highest revision given.  quotes: how often the rates changed.
    reindex: how often the search index was asked to be built anew.
    announcements: how often articles were announced.  outbox: how often something was put into it
    besides.  roles: how often any was given or taken.
    """

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


class FactRow(Base):
    """What is true of this database: `identity`, drawn at its making."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str]
