"""Records to be shown, with what a test does not care about filled in."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from bot.views.actions import encode
from bot.views.message import Button, Message
from bot.views.render import Rendered
from storage import Article, ArticleStatus, Found, Page, Quote
from storage.search.parser import parse
from tests.unit.views.telegram_rules import check_message

DAY = date(2024, 12, 21)


def article(number: int = 1, **given: Any) -> Article:
    filled: dict[str, Any] = {
        "id": number,
        "source": "site",
        "url": f"https://example.org/{number}",
        "title": f"Title {number}",
        "summary": "",
        "body": f"Text {number}.",
        "language": None,
        "topics": (),
        "image": None,
        "published_at": None,
        "sorted_at": datetime(2024, 12, 21, tzinfo=UTC),
        "position": number,
        "status": ArticleStatus.LIVE,
        "revision": number,
    }
    return Article(**{**filled, **given})


any_article = st.builds(
    article,
    st.integers(1, 10**12 - 1),
    title=st.text(max_size=500).map("T{}".format),
    summary=st.text(max_size=600),
    body=st.text(max_size=600),
    url=st.none() | st.sampled_from(["https://example.org/1", "ftp://x", "not an address"]),
    image=st.none() | st.sampled_from(["https://example.org/1.jpg", "http://", "x"]),
    topics=st.lists(st.text(min_size=1, max_size=64), max_size=4).map(tuple),
    published_at=st.none() | st.datetimes(timezones=st.just(UTC)),
)


def page_of(
    *items: Article, number: int = 1, total: int | None = None, size: int = 6
) -> Page[Article]:
    return Page(items, number, size, len(items) if total is None else total)


def found(
    *items: Article, query: str = "uranium", number: int = 1, total: int | None = None, **given: Any
) -> Found[Article]:
    return Found(page_of(*items, number=number, total=total), parse(query), **given)


def quote(pair: str, value: str, change: str | None = None, **given: Any) -> Quote:
    base, _, other = pair.partition("/")
    filled: dict[str, Any] = {"as_of": DAY, "source": "site"}
    return Quote(
        base,
        other,
        Decimal(value),
        change=None if change is None else Decimal(change),
        **{**filled, **given},
    )


def check_sendable(message: Message) -> None:
    """Telegram takes it as it is, and every button does something."""
    check_message(Rendered(message.text, message.entities, cut=False), 4096)
    for row in message.keyboard:
        assert 1 <= len(row) <= 8
        for button in row:
            assert button.label
            ways = (button.action, button.url, button.share, button.copy)
            assert sum(way is not None for way in ways) == 1
            assert button.action is None or encode(button.action)
            assert button.copy is None or 1 <= len(button.copy) <= 256


def lines(message: Message) -> list[str]:
    return message.text.split("\n")


def labels(message: Message) -> list[list[str]]:
    return [[button.label for button in row] for row in message.keyboard]


def button(message: Message, label: str) -> Button:
    (found,) = [one for row in message.keyboard for one in row if one.label == label]
    return found


def marked(message: Message, kind: str) -> list[str]:
    """The text of each entity of a type."""
    return [text for text, _ in _entities(message, kind)]


def links(message: Message) -> list[tuple[str, str]]:
    """The text and address of each link."""
    return [(text, entity["url"]) for text, entity in _entities(message, "text_link")]


def _entities(message: Message, kind: str) -> list[tuple[str, dict[str, Any]]]:
    units = message.text.encode("utf-16-le")
    return [
        (
            units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode(
                "utf-16-le"
            ),
            entity,
        )
        for entity in message.entities
        if entity["type"] == kind
    ]
