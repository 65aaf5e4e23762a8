"""The tables of subscriptions and of what is to be sent. See `storage.models`."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON as Json
from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.deliveries import (
    AnnouncementKind,
    ChatKind,
    ChatState,
    DeliveryKind,
    DeliveryState,
    Format,
    Mode,
    SubscriptionState,
)
from storage.models import Base, Id
from storage.types import Choice

from . import limits

_OPEN = text("state = 'waiting'")
_DEAD = text("state = 'dead'")
_SENT = text("state = 'sent'")


class ChatRow(Base):
    """A chat that was subscribed once, or that a person has with the bot.

    reason: Telegram's words, where it lets nothing be sent.
    """

    __tablename__ = "chats"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[ChatKind] = mapped_column(Choice(ChatKind))
    title: Mapped[str]
    username: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[ChatState] = mapped_column(Choice(ChatState))
    reason: Mapped[str | None]
    changed_at: Mapped[datetime]


class SubscriptionRow(Base):
    """What a chat, or a thread of a forum, wants to get.

    thread_id: 0 outside of threads.
    wants: the filter as canonical JSON; empty for everything.
    bundle_from: how many articles of one load become one post, in the mode of bundles.
    at: minutes after midnight in time_zone.  weekday: 0 is Monday.
    silent_from, silent_to: minutes after midnight in time_zone.
    next_run_at: when a digest, or the rates, are due.
    seen: the last announcement that is none of its business any more.
    """

    __tablename__ = "subscriptions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    thread_id: Mapped[int] = mapped_column(BigInteger)
    wants: Mapped[str]
    mode: Mapped[Mode] = mapped_column(Choice(Mode))
    bundle_from: Mapped[int]
    at: Mapped[int]
    weekday: Mapped[int]
    time_zone: Mapped[str] = mapped_column(String(limits.TIME_ZONE))
    next_run_at: Mapped[datetime | None]
    format: Mapped[Format] = mapped_column(Choice(Format))
    picture: Mapped[bool]
    hashtags: Mapped[bool]
    header: Mapped[str]
    footer: Mapped[str]
    silent_from: Mapped[int | None]
    silent_to: Mapped[int | None]
    language: Mapped[str | None] = mapped_column(String(limits.LANGUAGE))
    state: Mapped[SubscriptionState] = mapped_column(Choice(SubscriptionState))
    reason: Mapped[str | None]
    made_by: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    seen: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        Index("ix_subscriptions_chat_id", "chat_id"),
        Index("ix_subscriptions_made_by", "made_by"),
        Index("ix_subscriptions_next_run_at", "next_run_at"),
        # A number is never used again: an old button means no other subscription.
        {"sqlite_autoincrement": True},
    )


class AnnouncementRow(Base):
    """That an article is new, changed or taken back, for those who subscribed.

    load_number: of the import that brought it.
    expanded_to: the last subscription, or for a change the last delivery, that was looked at.
    """

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    article_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[AnnouncementKind] = mapped_column(Choice(AnnouncementKind))
    load_number: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    expanded_to: Mapped[int] = mapped_column(BigInteger)
    done_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_announcements_open",
            "id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_announcements_load_number", "load_number"),
    )


class DeliveryRow(Base):
    """One message for one chat, or one change of a message.

    target_id: the delivery whose message is to be changed.
    payload: what is to be said, where that is no article.
    revision: of the article, as it was sent.
    """

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[DeliveryKind] = mapped_column(Choice(DeliveryKind))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    thread_id: Mapped[int] = mapped_column(BigInteger)
    subscription_id: Mapped[int | None] = mapped_column(BigInteger)
    article_id: Mapped[int | None] = mapped_column(BigInteger)
    target_id: Mapped[int | None] = mapped_column(BigInteger)
    load_number: Mapped[int | None] = mapped_column(BigInteger)
    payload: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    state: Mapped[DeliveryState] = mapped_column(Choice(DeliveryState))
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    revision: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None]

    __table_args__ = (
        # An article comes to a chat once, however many of its subscriptions want it.
        Index("uq_deliveries_article", "article_id", "chat_id", "thread_id", "kind", unique=True),
        Index("ix_deliveries_open", "chat_id", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_deliveries_dead", "id", sqlite_where=_DEAD, postgresql_where=_DEAD),
        Index("ix_deliveries_sent", "done_at", sqlite_where=_SENT, postgresql_where=_SENT),
    )


class LaneRow(Base):
    """A chat for which deliveries wait. They go one after another, so a worker claims the chat.

    due_at: before it nothing may be sent there.  owner: the worker that holds it until lease_until.
    All by the database's own clock, which all processes share.
    """

    __tablename__ = "lanes"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    owner: Mapped[str | None] = mapped_column(String(32))

    __table_args__ = (Index("ix_lanes_due_at", "due_at"),)


class BudgetRow(Base):
    """What all processes together have sent of late, and until when nothing may be sent at all.

    sent: pairs of a name and the time until when it counts. Both are in microseconds of the
    database's clock; a name is the moment for which the message was reserved.
    """

    __tablename__ = "budgets"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    sent: Mapped[list[list[int]]] = mapped_column(Json)
    blocked_until: Mapped[datetime | None]


class AlertRow(Base):
    """A rate that someone wants to hear of.

    bound: the rate to be passed; NULL for a move of `percent` away from `reference`.
    reference: the rate when it was set, or when it last told.
    above: on which side of the bound the rate has to come.  armed: it has not told since.
    """

    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInteger)
    base: Mapped[str] = mapped_column(String(3))
    quote: Mapped[str] = mapped_column(String(3))
    bound: Mapped[Decimal | None]
    percent: Mapped[Decimal | None]
    reference: Mapped[Decimal]
    above: Mapped[bool]
    armed: Mapped[bool]
    created_at: Mapped[datetime]
    told_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_alerts_person_id", "person_id"),)
