"""The audit trail in words."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.locales import words_for
from bot.views.audit import audit
from storage import Page
from storage.loading import Deed

WORDS = words_for("en")
AT = datetime(2026, 11, 24, 20, 5, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 3, tzinfo=ZoneInfo("Asia/Almaty"))


def said(action: str, subject: str, **details: Any) -> str:
    """What the trail says of one deed of Aida's, after her name."""
    page = Page((Deed(1, AT, 7, action, subject, details),), 1, 12, 1)
    text = audit(page, {7: "Aida"}, "caravan_bot", NOW, WORDS).text
    when, _, what = text.splitlines()[-1].partition(" · ")
    assert when.endswith("25 Nov, 01:05")
    assert what.startswith("Aida: ")
    return what.removeprefix("Aida: ")


@pytest.mark.parametrize(
    ("action", "subject", "details", "expected"),
    [
        ("load", "import 5", {"file": "a.xml", "announce": False}, "loaded a.xml"),
        ("load", "import 5", {"file": "a.xml", "announce": True}, "loaded and announced a.xml"),
        ("load", "import 5", {"file": ""}, "loaded pasted text"),
        ("stop load", "import 5", {"file": "a.xml"}, "stopped the load of a.xml"),
        ("undo", "import 5", {"file": "a.xml"}, "took back the load of a.xml"),
        (
            "edit",
            "article 3",
            {"title": "Plums {x}", "before": {}, "after": {"image": None, "title": "A"}},
            "edited “Plums {x}” (Title, Picture)",
        ),
        ("retract", "article 3", {"title": "Plums"}, "retracted “Plums”"),
        ("restore", "article 3", {"title": "Plums"}, "restored “Plums”"),
        ("announce", "article 3", {"title": "Plums"}, "announced “Plums”"),
        (
            "role",
            "person 9",
            {"name": "Marat {}", "before": None, "after": "owner"},
            "Marat {}: no role → owner",
        ),
        ("role", "person 9", {"name": "", "before": "editor"}, "9: editor → no role"),
        ("pause", "subscription 4", {"chat": -100}, "paused the subscription 4 of chat -100"),
        ("resume", "subscription 4", {"chat": -100}, "resumed the subscription 4 of chat -100"),
        ("unsubscribe", "subscription 4", {"chat": -1}, "deleted the subscription 4 of chat -1"),
        ("pause all", "queue", {}, "paused all posts"),
        ("go on", "queue", {}, "had the posts go on"),
        ("retry dead", "queue", {"count": 1}, "retried 1 post"),
        ("drop dead", "queue", {"count": 1200}, "dropped 1,200 dead posts"),
        ("feed add", "feed 2", {"title": "News", "url": "https://x"}, "added the feed News"),
        ("feed change", "feed 2", {"url": "https://x"}, "changed the feed https://x"),
        ("feed pause", "feed 2", {"title": "News"}, "paused the feed News"),
        ("feed resume", "feed 2", {"title": "News"}, "resumed the feed News"),
        ("feed remove", "feed 2", {}, "removed the feed feed 2"),
        ("teleport", "feed 2", {"title": "News"}, "teleport: News"),
        ("teleport", "feed 2", {}, "teleport: feed 2"),
        ("teleport", "moon", {}, "teleport: moon"),
    ],
)
def test_each_deed_is_told(action: str, subject: str, details: dict[str, Any], expected: str):
    assert said(action, subject, **details) == expected


def test_articles_can_be_opened() -> None:
    page = Page((Deed(1, AT, 7, "retract", "article 3", {"title": "Plums"}),), 1, 12, 1)
    message = audit(page, {}, "caravan_bot", NOW, WORDS)
    assert "https://t.me/caravan_bot?start=a_3" in [one.get("url") for one in message.entities]
    assert " 7: " in message.text


def test_an_empty_trail_says_so() -> None:
    assert "Nothing has been done" in audit(Page((), 1, 12, 0), {}, "bot", NOW, WORDS).text
