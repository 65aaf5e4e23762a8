"""What a delivery says: from what the outbox gave, through the views, to a message."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.delivery.rate_rows import WORLD, rate_rows
from bot.locales import Words, language_of, words_for
from bot.money.paths import Quotes
from bot.views import alerts, notices, posts
from bot.views.message import Message
from bot.views.posts import Site
from bot.views.sources import source_names
from storage import Article, ArticleStatus, Store
from storage.deliveries import Delivery, DeliveryKind, Subscription
from storage.outcomes import Claimed

# Texts longer than this, and lists of more, take milliseconds to render: in a thread.
LONG_TEXT = 20_000  # characters
LONG_LIST = 20
KEPT = 500  # messages that are the same for many chats


class Composed(NamedTuple):
    """message: None where there is nothing to show any more.

    revisions: of each article it shows, as it shows it.
    """

    message: Message | None
    revisions: Mapping[int, int] = {}


class Composer:
    """bot_name: as it is known when it is asked for."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        bot_name: Callable[[], str],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._settings = settings
        self._bot_name = bot_name
        self._clock = clock
        self._kept: dict[object, Message] = {}

    async def compose(self, claimed: Claimed) -> Composed:
        """What is to be sent, or shown instead of what was."""
        first = claimed.deliveries[0]
        subscription = claimed.subscription
        words = await self._words(claimed.chat_id, subscription)
        if first.kind is DeliveryKind.NOTICE:
            return Composed(notices.notice(first.payload or {}, words))
        if first.kind is DeliveryKind.ALERT:
            return Composed(alerts.alert(first.payload or {}, words))
        if subscription is None:
            return Composed(None)
        if first.kind is DeliveryKind.RATES:
            return Composed(await self._rates(subscription, words))
        if first.kind is DeliveryKind.DIGEST:
            return await self._digest(claimed, first, subscription, words)
        if first.kind is DeliveryKind.POST:
            return await self._post(claimed, len(claimed.deliveries) > 1, subscription, words)
        return await self._post(claimed, claimed.of > 1, subscription, words)

    async def mark(self, claimed: Claimed) -> Message | None:
        """In place of a post that should go, and cannot."""
        if claimed.subscription is None or not claimed.articles:
            return None
        words = await self._words(claimed.chat_id, claimed.subscription)
        return posts.taken_back(claimed.articles[0], claimed.subscription, words)

    def is_silent(self, subscription: Subscription | None) -> bool:
        """Whether it is an hour in which the chat wants no sound."""
        if subscription is None:
            return False
        begin, end = subscription.silent_from, subscription.silent_to
        if begin is None or end is None or begin == end:
            return False
        there = self._clock().astimezone(self._zone(subscription))
        minute = there.hour * 60 + there.minute
        return begin <= minute < end if begin < end else minute >= begin or minute < end

    async def _post(
        self, claimed: Claimed, as_list: bool, subscription: Subscription, words: Words
    ) -> Composed:
        live = tuple(one for one in claimed.articles if one.status is ArticleStatus.LIVE)
        if not live:
            return Composed(None)
        if as_list:
            more = max(0, claimed.of - len(claimed.articles))
            message = await self._list(posts.bundle, live, more, subscription, words)
        else:
            message = await self._one(live[0], subscription, words)
        return Composed(message, {one.id: one.revision for one in live})

    async def _one(self, shown: Article, subscription: Subscription, words: Words) -> Message:
        key = ("post", shown.id, shown.revision, _look(subscription), words.language)
        message = self._kept.get(key)
        if message is None:
            if len(shown.body) > LONG_TEXT:
                post = posts.post
                message = await asyncio.to_thread(post, shown, subscription, words, self._site)
            else:
                message = posts.post(shown, subscription, words, self._site)
            self._keep(key, message)
        return message

    async def _digest(
        self, claimed: Claimed, first: Delivery, subscription: Subscription, words: Words
    ) -> Composed:
        if not claimed.articles:
            return Composed(None)
        more = int((first.payload or {}).get("more", 0))
        found = await self._list(posts.digest, claimed.articles, more, subscription, words)
        return Composed(found)

    async def _list(
        self,
        view: Callable[..., Message],
        shown: Sequence[Article],
        more: int,
        subscription: Subscription,
        words: Words,
    ) -> Message:
        ids = tuple((one.id, one.revision) for one in shown)
        key = (view.__name__, ids, more, _look(subscription), words.language)
        message = self._kept.get(key)
        if message is None:
            if len(shown) > LONG_LIST:
                message = await asyncio.to_thread(
                    view, shown, subscription, words, self._site, more=more
                )
            else:
                message = view(shown, subscription, words, self._site, more=more)
            self._keep(key, message)
        return message

    async def _rates(self, subscription: Subscription, words: Words) -> Message:
        today = self._clock().astimezone(self._zone(subscription)).date()
        rates, home = self._store.rates, self._settings.home_currencies
        table, _ = await rate_rows(rates, Quotes(await rates.current(), today), WORLD, home)
        names = source_names(self._settings.site_name, words)
        return posts.rates(table, names, subscription, words)

    def _keep(self, key: object, message: Message) -> None:
        if len(self._kept) >= KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = message

    async def _words(self, chat_id: int, subscription: Subscription | None) -> Words:
        """The chat's language, of a private one the person's, else the site's."""
        given = subscription.language if subscription else None
        if given is None and chat_id > 0:
            given = (await self._store.people.get(chat_id)).language
        return words_for(language_of(given, self._settings.default_language))

    def _zone(self, subscription: Subscription) -> ZoneInfo:
        # One that was set where it was known, and is not known here.
        with suppress(OSError, LookupError, ValueError):
            return ZoneInfo(subscription.time_zone)
        return ZoneInfo(self._settings.default_timezone)

    @property
    def _site(self) -> Site:
        return Site(self._settings.site_name, self._bot_name())


def _look(subscription: Subscription) -> tuple[object, ...]:
    """All of a subscription that its posts look different for."""
    return (
        subscription.mode,
        subscription.format,
        subscription.picture,
        subscription.hashtags,
        subscription.header,
        subscription.footer,
    )
