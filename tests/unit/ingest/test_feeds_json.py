"""JSON Feed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.ingest import Content
from bot.ingest.feeds import read_json

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def feed(*items: Any, **fields: Any) -> Content:
    content = read_json(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "home_page_url": "https://www.example.org/",
            "items": list(items),
        }
        | fields,
        now=NOW,
    )
    assert content is not None
    return content


def test_an_item_is_an_article() -> None:
    content = feed(
        {
            "id": 12,
            "url": "/a",
            "title": "1 < 2 & <b>",
            "content_html": "<p>One.</p><p>Two.</p>",
            "summary": "a < b",
            "date_published": "2024-12-21T10:00:00+06:00",
            "date_modified": "2024-12-22T10:00:00+06:00",
            "tags": ["City", "Rain"],
            "image": "p.jpg",
        },
        language="ky",
    )
    draft = content.drafts[0]
    assert (content.format, draft.title, draft.guid) == ("json-feed", "1 < 2 & <b>", "12")
    assert (draft.url, draft.source) == ("https://www.example.org/a", "example.org")
    assert (draft.summary, draft.body) == ("a < b", "One.\n\nTwo.")
    assert draft.published_at == datetime(2024, 12, 21, 4, tzinfo=UTC)
    assert (draft.topics, draft.language) == (("City", "Rain"), "ky")
    assert draft.image == "https://www.example.org/p.jpg"


def test_a_plain_text_stays_plain_and_other_links_and_pictures_do() -> None:
    draft = feed(
        {
            "id": "x",
            "content_text": "a <b> c",
            "external_url": "https://other.example/1",
            "date_modified": "2024-12-22T10:00:00Z",
            "attachments": [
                {"url": "https://e.org/a.mp3", "mime_type": "audio/mpeg"},
                {"url": "https://e.org/p.png", "mime_type": "image/png"},
            ],
        }
    ).drafts[0]
    assert (draft.title, draft.body) == ("a <b> c", "a <b> c")
    assert (draft.url, draft.image) == ("https://other.example/1", "https://e.org/p.png")
    assert draft.published_at == datetime(2024, 12, 22, 10, tzinfo=UTC)


def test_odd_values_harm_nobody() -> None:
    content = feed(
        {"id": None, "title": 5, "tags": 7, "attachments": [None, {}], "url": ["x"]},
        "no item",
        {"title": {"a": 1}, "image": 3},
    )
    assert [draft.title for draft in content.drafts] == ["5"]
    assert [str(problem) for problem in content.errors] == [
        "Entry 2 is no entry.",
        "It has neither a title nor a text with a link.",
    ]


def test_an_empty_feed_is_a_feed() -> None:
    assert [str(problem) for problem in feed().warnings] == ["The feed has no entries."]


@pytest.mark.parametrize(
    "value", [{"items": []}, {"items": "x", "version": "jsonfeed.org/version"}]
)
def test_another_list_is_no_feed(value: object) -> None:
    assert read_json(value, now=NOW) is None
