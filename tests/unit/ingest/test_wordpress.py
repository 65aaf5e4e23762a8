"""WordPress: its export (WXR) and the answers of its REST interface."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.ingest import Content, Unreadable
from bot.ingest.feeds import read_feed, read_json
from bot.ingest.feeds.wordpress_text import html_of

NOW = datetime(2026, 11, 25, tzinfo=UTC)
NAMES = (
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:wp="http://wordpress.org/export/1.2/"'
)


def item(title: str, body: str = "", extra: str = "", **wp: str) -> str:
    fields = {"status": "publish", "post_type": "post"} | wp
    written = "".join(
        f"<wp:{name}><![CDATA[{value}]]></wp:{name}>" for name, value in fields.items()
    )
    return (
        f"<item><title><![CDATA[{title}]]></title><link>https://www.wp.example/{title}</link>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded>{extra}{written}</item>"
    )


def export(*items: str) -> Content:
    content = read_feed(
        f'<?xml version="1.0"?><!-- an export --><rss version="2.0" {NAMES}><channel>'
        f"<link>https://www.wp.example</link><language>ru-RU</language>{''.join(items)}"
        "</channel></rss>",
        now=NOW,
    )
    assert content is not None
    return content


def test_a_post_of_an_export_is_an_article() -> None:
    content = export(
        item(
            "One &amp; <em>two</em>",
            "First.\n\nSecond,\nthird.",
            '<guid isPermaLink="false">https://wp.example/?p=7</guid>'
            "<excerpt:encoded><![CDATA[In short.]]></excerpt:encoded>"
            '<category domain="category" nicename="city"><![CDATA[City]]></category>'
            '<category domain="post_tag" nicename="rain"><![CDATA[Rain]]></category>'
            '<category domain="author" nicename="me"><![CDATA[Me]]></category>'
            "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key>"
            "<wp:meta_value>9</wp:meta_value></wp:postmeta>",
            post_date_gmt="2024-12-21 09:30:00",
        ),
        item(
            "picture",
            post_type="attachment",
            status="inherit",
            post_id="9",
            attachment_url="https://wp.example/p.jpg",
        ),
    )
    assert (content.format, len(content.drafts), content.errors) == ("wordpress", 1, ())
    draft = content.drafts[0]
    assert (draft.title, draft.summary) == ("One & two", "In short.")
    assert draft.body == "First.\n\nSecond,\nthird."
    assert (draft.guid, draft.source) == ("https://wp.example/?p=7", "wp.example")
    assert (draft.language, draft.topics) == ("ru", ("City", "Rain"))
    assert draft.published_at == datetime(2024, 12, 21, 9, 30, tzinfo=UTC)
    assert draft.image == "https://wp.example/p.jpg"


def test_only_what_is_published_without_a_password_is_read() -> None:
    content = export(
        item("a"),
        item("b", status="draft"),
        item("c", status="private"),
        item("d", post_password="secret"),
        item("e", post_type="nav_menu_item"),
        item("f", post_type="page"),
    )
    assert [draft.title for draft in content.drafts] == ["a", "f"]


def test_an_export_without_posts_is_refused() -> None:
    with pytest.raises(Unreadable, match="no published post"):
        export(item("a", status="draft"))


def test_a_date_of_zeroes_leaves_that_of_the_feed() -> None:
    content = export(
        item(
            "a",
            extra="<pubDate>Sat, 21 Dec 2024 09:30:00 +0000</pubDate>",
            post_date_gmt="0000-00-00 00:00:00",
        )
    )
    assert content.drafts[0].published_at == datetime(2024, 12, 21, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("One.\r\n\r\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("<h2>A</h2>\n\nB\nC", "<h2>A</h2>\n<p>B<br>\nC</p>"),
        ('<!-- wp:paragraph {"a":1} -->\n<p>A\nb</p>\n<!-- /wp:paragraph -->', "\n<p>A\nb</p>\n"),
        ('A [caption id="1"]<img/> Below[/caption] B', "<p>A  B</p>"),
        ('[gallery ids="1,2"]Text', "<p>Text</p>"),
        ("[vc_row][vc_column w='1']Text[/vc_column][/vc_row]", "<p>Text</p>"),
        ("[b]bold[/b] and [sic] and [1]", "<p>bold and [sic] and [1]</p>"),
        ("write [[gallery]] so", "<p>write [gallery] so</p>"),
        ("A<!--more-->B", "<p>A</p>\n<p>B</p>"),
    ],
)
def test_a_stored_text_becomes_what_is_shown(stored: str, shown: str) -> None:
    assert html_of(stored) == shown


def post(**fields: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "date": "2024-12-21T15:30:00",
        "date_gmt": "2024-12-21T09:30:00",
        "guid": {"rendered": "https://wp.example/?p=7"},
        "status": "publish",
        "type": "post",
        "link": "https://www.wp.example/seven",
        "title": {"rendered": "Seven &#8211; 7"},
        "content": {"rendered": "<p>One.</p>\n<p>Two.</p>", "protected": False},
        "excerpt": {"rendered": "<p>In short.</p>", "protected": False},
        "_embedded": {
            "wp:term": [[{"name": "City"}], [{"name": "Rain"}, None]],
            "wp:featuredmedia": [{"source_url": "https://wp.example/p.jpg"}],
        },
    } | fields


def test_a_post_of_the_rest_interface_is_an_article() -> None:
    for value in (post(), [post()]):
        content = read_json(value, now=NOW)
        assert content is not None
        draft = content.drafts[0]
        assert (draft.title, draft.summary, draft.body) == (
            "Seven – 7",
            "In short.",
            "One.\n\nTwo.",
        )
        assert (draft.url, draft.source) == ("https://www.wp.example/seven", "wp.example")
        assert draft.published_at == datetime(2024, 12, 21, 9, 30, tzinfo=UTC)
        assert draft.topics == ("City", "Rain")
        assert (draft.guid, draft.image) == ("https://wp.example/?p=7", "https://wp.example/p.jpg")


def test_protected_and_unpublished_posts_are_passed_over() -> None:
    content = read_json(
        [
            post(status="draft"),
            post(type="attachment"),
            post(content={"rendered": "", "protected": True}),
            post(link="https://wp.example/a"),
            "odd",
        ],
        now=NOW,
    )
    assert content is not None
    assert [draft.url for draft in content.drafts] == ["https://wp.example/a"]
    assert [str(problem) for problem in content.errors] == ["Entry 5 is no entry."]


def test_an_answer_without_published_posts_says_so() -> None:
    content = read_json([post(status="draft")], now=NOW)
    assert content is not None
    assert "no published post" in str(content.errors[0])


@pytest.mark.parametrize(
    "value", [None, 1, "x", [], {}, [1], {"title": "x"}, {"title": {"rendered": "x"}}, [[]]]
)
def test_other_json_is_left_to_others(value: object) -> None:
    assert read_json(value, now=NOW) is None
