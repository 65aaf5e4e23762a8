"""Whether an article is what a subscription is about."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from .deliveries import Wants
from .records import Article
from .search.analyser import topic_key
from .search.parser import parse
from .search.query import Query


def matching(article: Article, wants: Sequence[Wants], now: datetime) -> list[bool]:
    """Which of the filters an article matches, in their order.

    now: what "yesterday" in a query counts from. Takes time by the number of filters that have a
    query or blocked words; each of these is put to the article once.
    """
    topics = {topic_key(topic) for topic in article.topics}
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    asked: dict[str, bool] = {}

    def has(text: str) -> bool:
        if text not in asked:
            asked[text] = _parsed(text, today).matches(article)
        return asked[text]

    def fits(one: Wants) -> bool:
        if one.topics and topics.isdisjoint(map(topic_key, one.topics)):
            return False
        # A query of which nothing is left, as of "...", asks for nothing.
        if one.query and _parsed(one.query, today) and not has(one.query):
            return False
        return not any(has(text) for text in one.blocked)

    return [fits(one) for one in wants]


@lru_cache(maxsize=10_000)
def _parsed(text: str, today: datetime) -> Query:
    return parse(text, today)
