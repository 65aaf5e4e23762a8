"""Lists of feeds."""

from datetime import UTC, datetime

import pytest

from bot.ingest import Content, FeedLink, Unreadable
from bot.ingest.feeds import read_feed

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def opml(*outlines: str) -> Content:
    body = "\n".join(outlines)
    content = read_feed(
        f'<?xml version="1.0"?><opml version="2.0"><body>\n{body}</body></opml>', now=NOW
    )
    assert content is not None
    return content


def test_feeds_are_found_in_all_folders() -> None:
    content = opml(
        '<outline text="A &amp; B" xmlUrl="https://a.example/rss"/>',
        '<outline text="Folder"><outline text="In"><outline title="C" text="c" '
        'xmlUrl="https://c.example/f?x=1&amp;y=2"/></outline></outline>',
        '<outline xmlurl="feed://d.example/"/><outline xmlUrl="feed:https://e.example/f"/>',
    )
    assert content.feeds == (
        FeedLink("https://a.example/rss", "A & B"),
        FeedLink("https://c.example/f?x=1&y=2", "C"),
        FeedLink("http://d.example/"),
        FeedLink("https://e.example/f"),
    )
    assert (content.format, content.drafts) == ("opml", ())


def test_a_feed_named_twice_is_one() -> None:
    content = opml(
        '<outline text="A" xmlUrl="https://a.example/"/>',
        '<outline text="B" xmlUrl="https://a.example/"/>',
    )
    assert content.feeds == (FeedLink("https://a.example/", "A"),)


def test_what_is_no_web_address_is_an_error_with_its_line() -> None:
    content = opml(
        '<outline text="A" xmlUrl="https://a.example/"/>',
        '<outline text="B" xmlUrl="javascript:alert(1)"/>',
    )
    assert len(content.feeds) == 1
    assert str(content.errors[0]) == "line 3: “javascript:alert(1)” is no web address."


def test_a_list_that_is_damaged_gives_its_feeds() -> None:
    content = opml('<outline text="A & B" xmlUrl="https://a.example/?a=1&b=2">')
    assert content.feeds == (FeedLink("https://a.example/?a=1&b=2", "A & B"),)
    assert content.warnings


def test_a_list_without_feeds_is_refused() -> None:
    with pytest.raises(Unreadable, match="names no feed"):
        opml('<outline text="A page" htmlUrl="https://a.example/"/>')
