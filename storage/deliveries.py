"""Subscriptions and deliveries as plain records. See `storage.records`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class ChatState(StrEnum):
    OPEN = "open"  # the bot may write there, as far as is known
    CLOSED = "closed"  # Telegram refused: blocked, kicked, or without the right


class Mode(StrEnum):
    EACH = "each"  # each article its own post, at once
    BUNDLE = "bundle"  # at once, but a load of many articles is one post with the list
    DAILY = "daily"  # a digest each day
    WEEKLY = "weekly"  # a digest each week
    RATES = "rates"  # no articles: the rates each day


class Format(StrEnum):
    TITLE = "title"  # the title, which is the link
    SUMMARY = "summary"  # title, summary, link
    FULL = "full"  # the whole text, as far as it fits a message, and the link


class SubscriptionState(StrEnum):
    ACTIVE = "active"  # gets what it wants
    PAUSED = "paused"  # its owner wants nothing for now; what comes meanwhile is not sent later
    STOPPED = "stopped"  # Telegram refuses the chat; goes on by itself when the bot is let in


class AnnouncementKind(StrEnum):
    NEW = "new"  # to be posted to all who want it
    CHANGED = "changed"  # its posts are to be corrected
    RETRACTED = "retracted"  # its posts are to be taken back


class DeliveryKind(StrEnum):
    POST = "post"  # an article
    DIGEST = "digest"  # a list of articles; payload: {"articles": [id...], "more": int}
    RATES = "rates"  # the rates of the day
    ALERT = "alert"  # a rate that someone waited for; payload of `storage.alerts`
    NOTICE = "notice"  # a word to a subscription's owner; payload of `bot.views.notices`
    EDIT = "edit"  # correct the message of the delivery `target_id`
    DELETE = "delete"  # take that message back


class DeliveryState(StrEnum):
    """waiting → sent, dead or dropped; dead → waiting again by an admin's word; no other way."""

    WAITING = "waiting"  # to be sent when all before it in its chat have ended and its lane is due
    SENT = "sent"  # Telegram took it and gave the message's id
    DEAD = "dead"  # Telegram will never take it; the reason is kept for the admins
    DROPPED = "dropped"  # not wanted any more: unsubscribed, paused, retracted, or by an admin


@dataclass(frozen=True, slots=True)
class Chat:
    """reason: Telegram's words, where the chat is closed."""

    chat_id: int
    kind: ChatKind
    title: str = ""
    username: str | None = None
    state: ChatState = ChatState.OPEN
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Wants:
    """Which articles a subscription is about: those that match all of this.

    topics: any of them; none: any topic.  query: in the search's language.
    blocked: words that no article may have.
    """

    topics: tuple[str, ...] = ()
    query: str = ""
    blocked: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.topics or self.query or self.blocked)

    def dump(self) -> str:
        """The same text for the same filter; empty for everything."""
        if not self:
            return ""
        given = {"topics": self.topics, "query": self.query, "blocked": self.blocked}
        said = {name: value for name, value in given.items() if value}
        return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()

    @classmethod
    def load(cls, text: str) -> "Wants":
        said: Mapping[str, Any] = orjson.loads(text) if text else {}
        return cls(
            tuple(said.get("topics", ())), said.get("query", ""), tuple(said.get("blocked", ()))
        )


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a chat gets, see `storage.delivery_models.SubscriptionRow` for the fields.

    A new one: everything, at once, each article its own post, as a summary with its link.
    """

    id: int
    chat_id: int
    made_by: int
    thread_id: int = 0
    wants: Wants = field(default_factory=Wants)
    mode: Mode = Mode.EACH
    bundle_from: int = 5
    at: int = 8 * 60
    weekday: int = 0
    time_zone: str = "UTC"
    next_run_at: datetime | None = None
    format: Format = Format.SUMMARY
    picture: bool = True
    hashtags: bool = False
    header: str = ""
    footer: str = ""
    silent_from: int | None = None
    silent_to: int | None = None
    language: str | None = None
    state: SubscriptionState = SubscriptionState.ACTIVE
    reason: str | None = None
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one chat, see `storage.delivery_models.DeliveryRow`."""

    id: int
    kind: DeliveryKind
    chat_id: int
    thread_id: int = 0
    subscription_id: int | None = None
    article_id: int | None = None
    target_id: int | None = None
    load_number: int | None = None
    payload: Mapping[str, Any] | None = None
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    message_id: int | None = None
    revision: int | None = None
    error: str | None = None
