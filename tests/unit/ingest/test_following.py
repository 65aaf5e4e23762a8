"""What is at a feed's address, and which feeds a page names."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.ingest import FeedLink, Unreadable
from bot.ingest.following import MOST_NAMED, Followed, feeds_named, read_followed, read_list
from tests.unit.ingest.packing import gzipped

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
ADDRESS = "https://post.example/feeds/rss"
ITEM = "<item><title>Apricots</title><link>https://post.example/1</link></item>"
HOUR = timedelta(hours=1)


def followed(data: str | bytes, address: str = ADDRESS) -> Followed:
    data = data.encode() if isinstance(data, str) else data
    return read_followed(data, date(2026, 3, 2), now=NOW, address=address)


def rss(head: str, items: str = ITEM) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>The Post</title>", "The Post"),
        ("<title>Bread &amp; Salt</title>", "Bread & Salt"),
        ("<title><![CDATA[Bread & <b>Salt</b>]]></title>", "Bread & Salt"),
        ("<image><title>Logo</title></image>\n<title lang='en'>\n The\n Post </title>", "The Post"),
        ("<title/><link>https://post.example</link>", ""),
        ("", ""),
    ],
)
def test_a_feed_tells_its_title(head: str, title: str) -> None:
    found = followed(rss(head))
    assert found.title == title
    assert [one.title for one in found.content.drafts] == ["Apricots"]


def test_an_entrys_title_is_not_the_feeds() -> None:
    assert followed(rss("", ITEM)).title == ""
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Apricots</title></entry></feed>'
    assert followed(atom).title == ""


def test_feeds_of_other_kinds_are_followed_too() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">A &amp;amp; B</title>'
        "<entry><title>Apricots</title><id>urn:1</id></entry></feed>"
    )
    json = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "J", '
        '"items": [{"id": "1", "title": "Apricots"}]}'
    )
    packed = gzipped(rss("<title>Packed</title>").encode())
    for data, title in ((atom, "A & B"), (json, "J"), (packed, "")):
        found = followed(data)
        assert (found.title, len(found.content.drafts)) == (title, 1)


def test_links_are_those_of_the_address() -> None:
    found = followed(rss("", "<item><title>A</title><link>/1</link></item>"))
    assert found.content.drafts[0].url == "https://post.example/1"


def test_a_feed_without_entries_is_one() -> None:
    found = followed(rss("<title>Quiet</title>", ""))
    assert (found.title, found.content.drafts) == ("Quiet", ())


@pytest.mark.parametrize(
    ("head", "every"),
    [
        ("<ttl>60</ttl>", HOUR),
        ("<ttl> 90 </ttl>", 1.5 * HOUR),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", HOUR),
        ("<sy:updatePeriod>\n\tdaily\t</sy:updatePeriod>", 24 * HOUR),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
            HOUR / 2,
        ),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            24 * HOUR,
        ),
        ("<sy:updatePeriod>never</sy:updatePeriod>", None),
        ("<ttl>60</ttl><sy:updatePeriod>daily</sy:updatePeriod>", 24 * HOUR),
        ("", None),
    ],
)
def test_a_feed_tells_how_often_it_changes(head: str, every: timedelta | None) -> None:
    assert followed(rss(head)).every == every


@pytest.mark.parametrize(
    "data",
    [
        "<html><head><title>x</title></head><body>Words.</body></html>",
        "<!DOCTYPE html><p>Words.",
        "title,url\nApricots,https://post.example/1\n",
        '{"title": "Apricots", "url": "https://post.example/1"}\n' * 2,
        '<opml version="2.0"><body><outline xmlUrl="https://a.example/"/></body></opml>',
        "Words.",
        "",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    ],
)
def test_anything_else_is_no_feed(data: str | bytes) -> None:
    with pytest.raises(Unreadable):
        followed(data)


def page(*links: str, before: str = "") -> bytes:
    return f"<html><head>{before}{''.join(links)}</head><body>Hi</body></html>".encode()


def named(data: bytes) -> tuple[FeedLink, ...]:
    return feeds_named(data, address="https://post.example/news/")


def link(href: str, kind: str = "application/rss+xml", rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}" title="T &amp; T">'


def test_a_page_names_its_feeds_each_once_in_their_order() -> None:
    data = page(
        link("rss"),
        link("/atom", "application/atom+xml; charset=utf-8"),
        link("https://other.example/j", "APPLICATION/FEED+JSON", "Alternate home"),
        link("/news/rss"),
    )
    assert named(data) == (
        FeedLink("https://post.example/news/rss", "T & T"),
        FeedLink("https://post.example/atom", "T & T"),
        FeedLink("https://other.example/j", "T & T"),
    )


def test_what_is_no_feed_is_not_named() -> None:
    data = page(
        link("/wp-json/1", "application/json"),
        link("/style", "text/css"),
        link("/rss", rel="canonical"),
        link("javascript:alert(1)"),
        link("file:///etc/passwd"),
        link(""),
        '<a type="application/rss+xml" href="/rss">',
    )
    assert named(data) == ()


def test_the_base_of_a_page_counts() -> None:
    data = page(link("rss"), before='<base href="https://cdn.example/x/">')
    assert [one.url for one in named(data)] == ["https://cdn.example/x/rss"]


def test_a_page_names_no_more_than_so_many() -> None:
    assert len(named(page(*(link(f"/{n}") for n in range(1000))))) == MOST_NAMED


@pytest.mark.parametrize("data", [b"", b"Words.", b"\x1f\x8b\x08", rss("").encode(), b"{}"])
def test_only_a_page_names_feeds(data: bytes) -> None:
    assert named(data) == ()


def test_a_list_of_feeds_is_read_and_nothing_else() -> None:
    data = b'<opml><body><outline text="A" xmlUrl="https://a.example/rss"/></body></opml>'
    assert read_list(data, date(2026, 3, 2)).feeds == (FeedLink("https://a.example/rss", "A"),)
    with pytest.raises(Unreadable, match="only OPML"):
        read_list(rss("").encode(), date(2026, 3, 2))
