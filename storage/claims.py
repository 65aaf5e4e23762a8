"""What a worker has to know of the deliveries at the heads of the lanes it took."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from .articles import COLUMNS, read_articles
from .deliveries import Chat, Delivery, DeliveryKind, Mode, Subscription, SubscriptionState
from .delivery_models import AnnouncementRow, ChatRow, DeliveryRow, LaneRow, SubscriptionRow
from .delivery_rows import CHAT, DELIVERY, SUBSCRIPTION, chat_of, delivery_of, subscription_of
from .lanes import is_waiting
from .models import ArticleRow, ImportRow
from .outcomes import Claimed
from .records import Article, ArticleStatus, ImportState

LISTED = 100  # articles of a bundle or a digest that a worker is given
LONGEST_BUNDLE = 10_000  # deliveries
_OF_SUBSCRIPTIONS = (DeliveryKind.POST, DeliveryKind.DIGEST, DeliveryKind.RATES)
_CORRECTIONS = (DeliveryKind.EDIT, DeliveryKind.DELETE)


@dataclass(slots=True)
class Heads:
    """claimed: to be sent.  stale: not wanted any more, whoever put them in.

    early: chats whose bundle is not complete yet.  empty: chats for which nothing waits.
    """

    claimed: list[Claimed] = field(default_factory=list)
    stale: list[Delivery] = field(default_factory=list)
    early: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)


async def read_heads(connection: AsyncConnection, taken: Mapping[int, bool]) -> Heads:
    """What is first in each of these chats. taken: and whether another worker had it.

    Uses ix_deliveries_open and primary keys. Costs four queries, and some more where there are
    bundles or corrections.
    """
    heads = Heads()
    first = await _first(connection, taken)
    heads.empty = [chat_id for chat_id in taken if chat_id not in first]
    subscriptions = await _subscriptions(connection, first.values())
    bundling = {
        delivery.id: found
        for delivery in first.values()
        if (found := subscriptions.get(delivery.subscription_id or 0))
        and found.mode is Mode.BUNDLE
        and delivery.kind is DeliveryKind.POST
        and delivery.load_number is not None
    }
    bundles = await _bundles(connection, bundling)
    under_way = await _under_way(connection, [first[one.chat_id] for one in bundling.values()])
    messages = await _messages(connection, first.values())
    groups: list[tuple[Delivery, ...]] = []
    for chat_id, delivery in first.items():
        if delivery.id in bundling and delivery.load_number in under_way:
            heads.early.append(chat_id)
            continue
        bundle = bundles.get(delivery.id, ())
        is_bundle = delivery.id in bundling and len(bundle) >= bundling[delivery.id].bundle_from
        groups.append(bundle if is_bundle else (delivery,))
    articles = await _articles(connection, groups, messages)
    chats = await _chats(connection, taken)
    for group in groups:
        delivery = group[0]
        message = messages.get(delivery.id, _NO_MESSAGE)
        subscription = subscriptions.get(delivery.subscription_id or 0)
        ids = _article_ids(group, message)
        about = [articles[one] for one in ids if one in articles]
        if delivery.kind not in _CORRECTIONS:
            about = [one for one in about if one.status is ArticleStatus.LIVE]
        if _is_stale(delivery, subscription, about, message):
            heads.stale.extend(group)
            continue
        more = int((delivery.payload or {}).get("more", 0)) + max(0, len(group) - LISTED)
        heads.claimed.append(
            Claimed(
                chat_id=delivery.chat_id,
                deliveries=group,
                subscription=subscription,
                articles=tuple(about),
                of=max(len(about) + more, message.of),
                target=message.target,
                chat=chats.get(delivery.chat_id),
                taken_over=taken[delivery.chat_id],
            )
        )
    return heads


@dataclass(frozen=True, slots=True)
class _Message:
    """What is to be corrected. article_ids: all that it is about.  of: how many those are."""

    target: Delivery | None = None
    article_ids: tuple[int, ...] = ()
    of: int = 0


_NO_MESSAGE = _Message()


def _is_stale(
    delivery: Delivery,
    subscription: Subscription | None,
    about: Sequence[Article],
    message: _Message,
) -> bool:
    """Whether it is to be dropped: its reason went away after it was put in."""
    is_active = subscription is not None and subscription.state is SubscriptionState.ACTIVE
    if delivery.kind in _OF_SUBSCRIPTIONS and delivery.subscription_id and not is_active:
        return True
    if delivery.kind in (DeliveryKind.POST, DeliveryKind.DIGEST):
        return not about
    if delivery.kind not in _CORRECTIONS:
        return False
    target = message.target
    if target is None or target.message_id is None:
        return True
    article = next((one for one in about if one.id == target.article_id), None)
    if article is None:
        return True
    if delivery.kind is DeliveryKind.DELETE:
        return article.status is ArticleStatus.LIVE
    is_current = target.revision is not None and target.revision >= article.revision
    return is_current or article.status is not ArticleStatus.LIVE


def _article_ids(group: Sequence[Delivery], message: _Message) -> Iterable[int]:
    delivery = group[0]
    if delivery.kind is DeliveryKind.DIGEST:
        return (delivery.payload or {}).get("articles", ())[:LISTED]  # type: ignore[no-any-return]
    if delivery.kind in _CORRECTIONS:
        return message.article_ids
    return [one.article_id for one in group[:LISTED] if one.article_id is not None]


async def _first(connection: AsyncConnection, chat_ids: Collection[int]) -> dict[int, Delivery]:
    other = aliased(DeliveryRow)
    lowest = (
        select(other.id)
        .where(other.chat_id == LaneRow.chat_id, is_waiting(other))
        .order_by(other.id)
        .limit(1)
        .correlate(LaneRow)
        .scalar_subquery()
    )
    rows = await connection.execute(
        select(*DELIVERY)
        .select_from(LaneRow)
        .join(DeliveryRow, DeliveryRow.id == lowest)
        .where(LaneRow.chat_id.in_(chat_ids))
    )
    found = {row.chat_id: delivery_of(row) for row in rows}
    return {chat_id: found[chat_id] for chat_id in chat_ids if chat_id in found}


async def _subscriptions(
    connection: AsyncConnection, first: Iterable[Delivery]
) -> dict[int, Subscription]:
    ids = {one.subscription_id for one in first if one.subscription_id is not None}
    if not ids:
        return {}
    rows = await connection.execute(select(*SUBSCRIPTION).where(SubscriptionRow.id.in_(ids)))
    return {row.id: subscription_of(row) for row in rows}


async def _chats(connection: AsyncConnection, chat_ids: Collection[int]) -> dict[int, Chat]:
    rows = await connection.execute(select(*CHAT).where(ChatRow.chat_id.in_(chat_ids)))
    return {row.chat_id: chat_of(row) for row in rows}


async def _bundles(
    connection: AsyncConnection, ids: Collection[int]
) -> dict[int, tuple[Delivery, ...]]:
    """What waits of the same load for the same subscription, by the first of each.

    Without those whose articles were taken back: they are found to be stale when they come first.
    """
    if not ids:
        return {}
    one = aliased(DeliveryRow)
    rows = await connection.execute(
        select(one.id.label("first"), *DELIVERY)
        .join(
            one,
            (one.chat_id == DeliveryRow.chat_id)
            & (one.subscription_id == DeliveryRow.subscription_id)
            & (one.load_number == DeliveryRow.load_number)
            & (one.kind == DeliveryRow.kind),
        )
        .join(ArticleRow, ArticleRow.id == DeliveryRow.article_id)
        .where(one.id.in_(ids), is_waiting(), ArticleRow.status == ArticleStatus.LIVE)
        .order_by(DeliveryRow.id)
    )
    found: dict[int, list[Delivery]] = defaultdict(list)
    for row in rows:
        if len(found[row.first]) < LONGEST_BUNDLE:
            values = {name: value for name, value in row._mapping.items() if name != "first"}
            found[row.first].append(Delivery(**values))
    return {first: tuple(bundle) for first, bundle in found.items()}


async def _under_way(connection: AsyncConnection, heads: Collection[Delivery]) -> set[int]:
    """Loads of which more may come. Uses ix_announcements_load_number."""
    loads = {one.load_number for one in heads if one.load_number is not None}
    if not loads:
        return set()
    open_ones = select(AnnouncementRow.load_number).where(
        AnnouncementRow.load_number.in_(loads), AnnouncementRow.done_at.is_(None)
    )
    loading = select(ImportRow.id).where(
        ImportRow.id.in_(loads), ImportRow.state == ImportState.LOADING
    )
    found = [*await connection.scalars(open_ones.distinct()), *await connection.scalars(loading)]
    return {number for number in found if number is not None}


async def _messages(connection: AsyncConnection, first: Iterable[Delivery]) -> dict[int, _Message]:
    """What the corrections among these are about, by their own numbers."""
    wanted = {
        one.id: one.target_id
        for one in first
        if one.kind in _CORRECTIONS and one.target_id is not None
    }
    if not wanted:
        return {}
    targets = await _deliveries(connection, wanted.values())
    leads = {one.id: lead for one in targets.values() if (lead := (one.payload or {}).get("first"))}
    bundles = await _deliveries(connection, leads.values())
    members = {
        lead: list((bundles[lead].payload or {}).get("bundle", ()))
        for lead in leads.values()
        if lead in bundles
    }
    posts = await _deliveries(connection, chain.from_iterable(members.values()))
    found: dict[int, _Message] = {}
    for number, target_id in wanted.items():
        target = targets.get(target_id)
        if target is None:
            continue
        ids = members.get(leads.get(target_id, 0)) or [target_id]
        together = [posts.get(one) or target for one in ids if one in posts or one == target_id]
        about = [one.article_id for one in together if one.article_id is not None]
        shown = dict.fromkeys([*about[:LISTED], target.article_id or 0])
        found[number] = _Message(target, tuple(one for one in shown if one), len(about))
    return found


async def _deliveries(connection: AsyncConnection, ids: Iterable[int]) -> dict[int, Delivery]:
    wanted = set(ids)
    if not wanted:
        return {}
    rows = await connection.execute(select(*DELIVERY).where(DeliveryRow.id.in_(wanted)))
    return {row.id: delivery_of(row) for row in rows}


async def _articles(
    connection: AsyncConnection,
    groups: Iterable[Sequence[Delivery]],
    messages: Mapping[int, _Message],
) -> dict[int, Article]:
    ids = {
        article_id
        for group in groups
        for article_id in _article_ids(group, messages.get(group[0].id, _NO_MESSAGE))
    }
    if not ids:
        return {}
    found = await read_articles(connection, select(*COLUMNS).where(ArticleRow.id.in_(ids)))
    return {article.id: article for article in found}
