"""What a worker of the outbox is given, what it gives back, and how the queue stands."""

from dataclasses import dataclass
from datetime import datetime

from .deliveries import Chat, Delivery, Subscription
from .records import Article


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is next in a chat; nobody else sends there until the claim is finished or runs out.

    deliveries: one, or those that become one post together, in order.
    articles: as they are now, all live: of a post, its one; of a bundle and a digest, at most
    LISTED, in order; of an EDIT or a DELETE all that its message is about, also those that are
    not live any more.
    of: how many articles it is about; more than `articles` where a bundle is longer than LISTED.
    target: of an EDIT or a DELETE, the delivery whose message it is about.
    chat: as far as it is known.
    taken_over: another worker had claimed it and did not finish; it may have been sent.
    """

    chat_id: int
    deliveries: tuple[Delivery, ...]
    subscription: Subscription | None = None
    articles: tuple[Article, ...] = ()
    of: int = 0
    target: Delivery | None = None
    chat: Chat | None = None
    taken_over: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took it. Of a bundle there is one for each delivery, with the same message_id.

    message_id: of an EDIT the same as before; of a DELETE None where the message is gone, and
    its id where it could only be marked.
    revision: of the article that was shown; None where it shows none, or several.
    rest: seconds until the chat may get the next.
    """

    delivery: Delivery
    message_id: int | None
    revision: int | None = None
    rest: float = 0.0


@dataclass(frozen=True, slots=True)
class Later:
    """It stays at the head of its chat, and all of the chat waits.

    after: seconds.  error: why; it is kept.  counts: whether this was an attempt of its own; being
    asked to wait is none.
    """

    delivery: Delivery
    after: float
    error: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Dead:
    """Telegram will never take it. rest: as in Sent."""

    delivery: Delivery
    reason: str
    rest: float = 0.0


@dataclass(frozen=True, slots=True)
class Dropped:
    """It is not wanted any more. rest: as in Sent."""

    delivery: Delivery
    rest: float = 0.0


@dataclass(frozen=True, slots=True)
class Closed:
    """Telegram lets nothing be sent there: see `Subscriptions.close_chat`."""

    chat_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ThreadClosed:
    """The thread takes nothing: its subscription stops, the rest of the chat goes on."""

    delivery: Delivery
    reason: str
    rest: float = 0.0


Outcome = Sent | Later | Dead | Dropped | Closed | ThreadClosed


@dataclass(frozen=True, slots=True)
class Finished:
    """copies: how many were sent a second time, since the claim had run out meanwhile.

    stopped: the subscriptions that stopped; a notice to who made them is in the outbox already.
    """

    copies: int = 0
    stopped: tuple[Subscription, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueState:
    """waiting: deliveries.  due: chats that could get something at this moment.

    announced: announcements that are not expanded yet.  oldest: when what waits longest was put in.
    sent_last_hour: of deliveries.  is_paused: by an admin, for all.
    active, paused, stopped: subscriptions.
    uncertain: attempts, ever since, that may have sent a post which was then sent again.
    copies: of those, the posts that are known to have been sent twice.
    """

    waiting: int
    due: int
    announced: int
    dead: int
    oldest: datetime | None
    sent_last_hour: int
    is_paused: bool
    active: int
    paused: int
    stopped: int
    uncertain: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Reserved:
    """granted: messages that may be sent.  wait: seconds until more may be had.

    moments: when each of them may be sent, in seconds from now; below zero where it is late.
    names: of each, to tell what became of it.  now: the database's clock, in seconds.
    """

    granted: int
    wait: float
    moments: tuple[float, ...] = ()
    names: tuple[int, ...] = ()
    now: float = 0.0
