"""Which articles a subscription is about."""

from datetime import UTC, datetime
from typing import Any

import pytest

from storage.deliveries import Wants
from storage.filters import matching
from storage.records import Article, ArticleStatus

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def article(title: str = "Kazakhstan votes on a nuclear plant", **given: Any) -> Article:
    filled: dict[str, Any] = {
        **{"id": 1, "source": "site", "url": None, "summary": "", "body": "", "language": "en"},
        **{"topics": ("Energy", "Central Asia"), "image": None, "published_at": None},
        **{"sorted_at": NOW, "position": 1, "status": ArticleStatus.LIVE, "revision": 1},
    }
    return Article(title=title, **{**filled, **given})


@pytest.mark.parametrize(
    ("wants", "is_wanted"),
    [
        (Wants(), True),
        (Wants(topics=("energy",)), True),
        (Wants(topics=("Sport", "CENTRAL ASIA")), True),
        (Wants(topics=("Sport",)), False),
        (Wants(query="nuclear -weapons lang:en"), True),
        (Wants(query="nuclear lang:ru"), False),
        (Wants(query="plants"), True),
        (Wants(query="railway"), False),
        (Wants(query="after:yesterday"), True),
        (Wants(query="before:yesterday"), False),
        (Wants(query="..."), True),
        (Wants(blocked=("votes",)), False),
        (Wants(blocked=("nuclear plant",)), False),
        (Wants(blocked=("...", "sport")), True),
        (Wants(topics=("Energy",), query="votes", blocked=("football",)), True),
        (Wants(topics=("Energy",), query="votes", blocked=("nuclear",)), False),
    ],
)
def test_filter(wants: Wants, is_wanted: bool) -> None:
    assert matching(article(), [wants], NOW) == [is_wanted]


def test_many_filters_are_answered_in_their_order() -> None:
    wants = [Wants(query="railway"), Wants(), Wants(query="nuclear"), Wants(query="railway")]
    assert matching(article(), wants, NOW) == [False, True, True, False]


def test_yesterday_moves_on() -> None:
    asked = [Wants(query="after:yesterday")]
    assert matching(article(), asked, NOW) == [True]
    assert matching(article(), asked, NOW.replace(day=27)) == [False]
