"""RSS, RDF and Atom as others write them: what becomes of titles, links, dates and texts."""

from datetime import UTC, datetime

import pytest

from bot.ingest import Content
from bot.ingest.feeds import read_feed
from storage import Draft

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ATOM = "http://www.w3.org/2005/Atom"


def feed(text: str, address: str | None = None) -> Content:
    content = read_feed(text, now=NOW, address=address)
    assert content is not None
    return content


def rss(*items: str, head: str = "<link>https://www.example.org/</link>", names: str = "") -> str:
    entries = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {names}><channel>{head}{entries}</channel></rss>'


def atom(*entries: str, head: str = '<link href="https://example.org/"/>') -> str:
    written = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="{ATOM}">{head}{written}</feed>'


def only(content: Content) -> Draft:
    assert len(content.drafts) == 1, content
    return content.drafts[0]


def test_an_item_of_rss_is_an_article() -> None:
    draft = only(
        feed(
            rss(
                "<title>Ala-Too &amp; around</title><link>https://example.org/1</link>"
                "<guid>g1</guid><pubDate>Sat, 21 Dec 2024 09:30:00 +0600</pubDate>"
                "<category>City</category><category>Roads</category>"
                "<description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two &amp;amp; three.&lt;/p&gt;"
                "</description><enclosure url='/p.jpg' type='image/jpeg'/>",
                head="<link>https://www.example.org/</link><language>en-US</language>",
            )
        )
    )
    assert draft.title == "Ala-Too & around"
    assert draft.url == "https://example.org/1"
    assert (draft.guid, draft.source, draft.language) == ("g1", "example.org", "en")
    assert draft.published_at == datetime(2024, 12, 21, 3, 30, tzinfo=UTC)
    assert draft.topics == ("City", "Roads")
    assert draft.body == "One.\n\nTwo & three."
    assert draft.image == "https://www.example.org/p.jpg"


def test_a_full_text_is_the_body_and_the_description_the_summary() -> None:
    draft = only(
        feed(
            rss(
                "<title>T</title><description>Short.</description>"
                "<content:encoded><![CDATA[<p>Long.</p><p>Longer.</p>]]></content:encoded>",
                names='xmlns:content="http://purl.org/rss/1.0/modules/content/"',
            )
        )
    )
    assert (draft.summary, draft.body) == ("Short.", "Long.\n\nLonger.")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ('<title type="text">1 &lt; 2 &amp;amp; 3</title>', "1 < 2 &amp; 3"),
        ('<title type="html">&lt;b&gt;A&lt;/b&gt; &amp;amp; B</title>', "A & B"),
        (
            '<title type="xhtml"><p xmlns="http://www.w3.org/1999/xhtml">A <i>b</i></p></title>',
            "A b",
        ),
        ("<title>\n two \u202elines\u200b\n of it </title>", "two lines of it"),
    ],
)
def test_a_title_of_atom_is_what_its_type_says(written: str, title: str) -> None:
    assert only(feed(atom(f'{written}<link href="https://example.org/1"/>'))).title == title


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("&lt;b&gt;Bold&lt;/b&gt; news", "Bold news"),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("History of the &lt;blink&gt; tag", "History of the <blink> tag"),
        ("<![CDATA[News<script>alert(1)</script>]]>", "News"),
        ("a &lt; b", "a < b"),
    ],
)
def test_a_title_of_rss_is_html_where_it_looks_like_it(written: str, title: str) -> None:
    assert only(feed(rss(f"<title>{written}</title>"))).title == title


def test_xhtml_of_atom_keeps_its_paragraphs() -> None:
    content = (
        '<content type="xhtml"><x:div xmlns:x="http://www.w3.org/1999/xhtml">'
        "<x:p>One &lt; <x:b>two</x:b>.</x:p><x:p>Three.</x:p></x:div></content>"
    )
    draft = only(feed(atom(f"<title>T</title>{content}<summary>In short</summary>")))
    assert (draft.summary, draft.body) == ("In short", "One < two.\n\nThree.")


def test_the_alternate_link_counts_and_an_id_of_atom_is_none() -> None:
    drafts = feed(
        atom(
            "<title>A</title><id>https://example.org/id</id>",
            '<title>B</title><id>https://example.org/b</id><link rel="self" href="/self"/>'
            '<link rel="alternate" href="https://example.org/b.html"/>',
        )
    ).drafts
    assert [draft.url for draft in drafts] == [None, "https://example.org/b.html"]
    assert [draft.guid for draft in drafts] == ["https://example.org/id", "https://example.org/b"]


def test_a_guid_is_a_link_only_where_it_may_be_one() -> None:
    drafts = feed(
        rss(
            "<title>A</title><guid>https://example.org/a</guid>",
            '<title>B</title><guid isPermaLink="false">https://example.org/b</guid>',
            "<title>C</title><guid>12345</guid>",
        )
    ).drafts
    assert [draft.url for draft in drafts] == ["https://example.org/a", None, None]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_a_link_that_is_none_of_the_web_is_left_out(link: str) -> None:
    draft = only(feed(rss(f"<title>A</title><link>{link}</link>")))
    assert (draft.title, draft.url) == ("A", None)


def test_relative_links_are_resolved() -> None:
    by_site = only(feed(rss("<title>A</title><link>/a?utm_source=rss&amp;x=1</link>")))
    assert by_site.url == "https://www.example.org/a?x=1"
    by_base = only(
        feed(
            f'<feed xmlns="{ATOM}" xml:base="https://base.example/x/"><entry xml:base="y/">'
            '<title>A</title><link href="z"/></entry></feed>'
        )
    )
    assert by_base.url == "https://base.example/x/y/z"
    fetched = feed(rss("<title>A</title><link>a</link>", head=""), "https://fetched.example/f/rss")
    assert only(fetched).url == "https://fetched.example/f/a"
    assert only(fetched).source == "fetched.example"


def test_the_date_is_the_published_one_or_else_the_updated_one() -> None:
    drafts = feed(
        atom(
            "<title>A</title><updated>2024-02-02T00:00:00Z</updated>"
            "<published>2024-01-01T10:00:00+06:00</published>",
            "<title>B</title><updated>2024-02-02T00:00:00Z</updated>",
            "<title>C</title>",
            "<title>D</title><published>2099-01-01T00:00:00Z</published>",
        )
    ).drafts
    assert [draft.published_at for draft in drafts] == [
        datetime(2024, 1, 1, 4, tzinfo=UTC),
        datetime(2024, 2, 2, tzinfo=UTC),
        None,
        None,
    ]


def test_a_date_that_the_feed_parser_does_not_know_is_read_all_the_same() -> None:
    draft = only(feed(rss("<title>A</title><pubDate>21 декабря 2024</pubDate>")))
    assert draft.published_at == datetime(2024, 12, 21, tzinfo=UTC)


def test_rdf_has_its_items_beside_the_channel() -> None:
    content = feed(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<channel rdf:about="x"><title>T</title><link>https://rdf.example/</link></channel>'
        '<item rdf:about="i1"><title>A</title><link>https://rdf.example/1</link>'
        "<dc:date>2024-01-01</dc:date><dc:subject>S</dc:subject><dc:language>ky</dc:language>"
        "</item></rdf:RDF>"
    )
    draft = only(content)
    assert (draft.title, draft.url, draft.guid) == ("A", "https://rdf.example/1", "i1")
    assert (draft.source, draft.topics, draft.language) == ("rdf.example", ("S",), "ky")
    assert draft.published_at == datetime(2024, 1, 1, tzinfo=UTC)


def test_pictures_of_media_rss_are_found() -> None:
    draft = only(
        feed(
            rss(
                "<title>A</title><media:group><media:thumbnail url='https://e.org/t.jpg'/>"
                "</media:group>",
                names='xmlns:media="http://search.yahoo.com/mrss/"',
            )
        )
    )
    assert draft.image == "https://e.org/t.jpg"


def test_an_entry_without_a_title_takes_the_first_words_of_its_text() -> None:
    content = feed(
        rss(
            "<link>https://example.org/1</link><description>Snow fell at night.</description>",
            "<description>No title, no link.</description>",
        )
    )
    assert only(content).title == "Snow fell at night."
    assert len(content.errors) == 1


def test_many_entries_keep_their_order_and_their_lines() -> None:
    items = [f"<title>Number {n}</title><link>https://e.org/{n}</link>\n" for n in range(250)]
    items[200] = "<description>nothing</description>\n"
    content = feed(rss(*items))
    assert [draft.title for draft in content.drafts] == [
        f"Number {n}" for n in range(250) if n != 200
    ]
    assert [draft.position for draft in content.drafts] == list(range(1, 250))
    assert [problem.line for problem in content.errors] == [201]


def test_a_feed_without_entries_is_a_feed() -> None:
    content = feed(rss())
    assert content.drafts == ()
    assert [str(problem) for problem in content.warnings] == ["The feed has no entries."]


@pytest.mark.parametrize(
    "text",
    ["", "Just a text.", "<html><body>A page about <rss></body></html>", "<svg/>", "a < b", "<"],
)
def test_what_is_no_feed_is_left_to_others(text: str) -> None:
    assert read_feed(text, now=NOW) is None


def test_titles_and_pictures_within_a_file_of_media_rss_are_found() -> None:
    draft = only(
        feed(
            rss(
                "<link>https://e.org/a</link><media:content url='https://e.org/a.mov'>"
                "<media:title>A film</media:title><media:thumbnail url='https://e.org/t.jpg'/>"
                "</media:content>",
                names='xmlns:media="http://search.yahoo.com/mrss/"',
            )
        )
    )
    assert (draft.title, draft.image) == ("A film", "https://e.org/t.jpg")
