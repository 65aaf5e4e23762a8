"""Records to be shown, with what a test does not care about filled in."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bot.views.message import Button, Message
from bot.views.render import Rendered
from storage import Article, ArticleStatus, Page, Quote
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
        "status": ArticleStatus.LIVE,
        "revision": number,
    }
    return Article(**{**filled, **given})


def page_of(*items: Article, number: int = 1, total: int | None = None) -> Page[Article]:
    return Page(items, number, 6, len(items) if total is None else total)


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
            assert (button.action is None) != (button.url is None)


def labels(message: Message) -> list[list[str]]:
    return [[button.label for button in row] for row in message.keyboard]


def button(message: Message, label: str) -> Button:
    (found,) = [one for row in message.keyboard for one in row if one.label == label]
    return found


def links(message: Message) -> list[tuple[str, str]]:
    """The text and address of each link."""
    units = message.text.encode("utf-16-le")
    return [
        (
            units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode(
                "utf-16-le"
            ),
            entity["url"],
        )
        for entity in message.entities
        if entity["type"] == "text_link"
    ]
