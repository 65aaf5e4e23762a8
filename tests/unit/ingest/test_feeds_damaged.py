"""Feeds that are damaged, or made to do harm: what can be read is read, within limits."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest import Content, Unreadable
from bot.ingest.feeds import read_feed
from storage.text import one_line

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HEAD = "<rss version='2.0'><channel><title>T</title><link>https://example.org/</link>"
TAIL = "</channel></rss>"
ITEM = "<item><title>{0}</title><link>https://example.org/{0}</link></item>"


def feed(text: str) -> Content:
    content = read_feed(text, now=NOW)
    assert content is not None
    return content


def titles(text: str) -> list[str]:
    return [draft.title for draft in feed(text).drafts]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Fish & chips", "Fish & chips"),
        ("A&nbsp;B &mdash; C", "A B — C"),
        ("A &unknown; B", "A &unknown; B"),
        ("A\x01\x0b\ufffeB&#1;&#xD800;C", "ABC"),
        ("A <b>B", "A B"),
        ("A < B", "A < B"),
        ("A <foo:bar x:y='1'>B</foo:bar>", "A B"),
    ],
)
def test_a_damaged_title_is_read_and_the_others_too(written: str, title: str) -> None:
    items = ITEM.format(1) + f"<item><title>{written}</title></item>" + ITEM.format(2)
    content = feed(HEAD + items + TAIL)
    assert [draft.title for draft in content.drafts][::2] == ["1", "2"]
    assert content.drafts[1].title == title
    assert [problem.line for problem in content.warnings] in ([0], [1])


@pytest.mark.parametrize(
    "text",
    [
        HEAD + ITEM.format(1) + ITEM.format(2),
        HEAD + "<item><title>1<link>https://example.org/1<item><title>2</item>" + TAIL,
        HEAD + "<item><title>1</titel></item><item><TITLE>2</title></item>" + TAIL,
        HEAD + ITEM.format(1) + "</div></p>" + ITEM.format(2) + "</rss>",
        HEAD + "<item rdf:about=1 a='x' a='y' b=\"&\"><title>1</title></item>" + ITEM.format(2),
        HEAD + ITEM.format(1) + "<item><title><![CDATA[2",
        HEAD + ITEM.format(1) + ITEM.format(2) + TAIL + "<!-- served in 3 ms --> and <b>more",
        "<br />\n<b>Warning</b>: a function failed\n"
        + HEAD
        + ITEM.format(1)
        + ITEM.format(2)
        + TAIL,
        "\n junk " + "<?xml version='1.0'?>" + HEAD + ITEM.format(1) + ITEM.format(2) + TAIL,
    ],
)
def test_a_feed_that_is_not_well_formed_gives_its_entries_with_a_warning(text: str) -> None:
    content = feed(text)
    assert [draft.title for draft in content.drafts] == ["1", "2"]
    assert content.warnings


def test_entries_before_the_fault_are_not_given_twice() -> None:
    items = "".join(ITEM.format(n) + "\n" for n in range(3000))
    content = feed(HEAD + items + "<item><title>A & B</title></item>" + TAIL)
    assert [draft.title for draft in content.drafts] == [*map(str, range(3000)), "A & B"]
    broken = feed(HEAD + items + "</x><item><title>last</title></item>" + TAIL)
    assert [draft.title for draft in broken.drafts] == [*map(str, range(3000)), "last"]
    assert broken.warnings[0].line == 3001


def test_plain_definitions_of_a_dtd_are_known_and_others_left_out() -> None:
    text = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY site "Vesti &#38; Co"> ]><rss><channel>'
        "<item><title>&site; x</title></item></channel></rss>"
    )
    assert titles(text) == ["Vesti & Co x"]
    old = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    )
    assert feed(old + HEAD + ITEM.format(1) + TAIL).warnings == ()


def test_a_billion_laughs_are_none() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>{HEAD}<item><title>&l9;x</title></item>{TAIL}'
    content = feed(text)
    assert [draft.title for draft in content.drafts] == ["x"]
    assert "left out" in str(content.warnings[0])


def test_a_short_definition_used_too_often_ends_the_reading() -> None:
    text = (
        f'<!DOCTYPE x [<!ENTITY a "{"a" * 250}">]>{HEAD}{ITEM.format(1)}'
        f"<item><title>b</title><description>{'&a;' * 10_000}</description></item>{TAIL}"
    )
    with pytest.raises(Unreadable, match="stand for too much"):
        feed(text)


def test_no_file_is_read_for_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush")
    for definition in (
        f'<!ENTITY e SYSTEM "{secret.as_uri()}">',
        f'<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p; <!ENTITY e "%p;">',
    ):
        content = feed(f"<!DOCTYPE x [{definition}]>{HEAD}<item><title>a&e;b</title></item>{TAIL}")
        assert [draft.title for draft in content.drafts] == ["ab"]
        assert content.warnings


def test_the_feed_parser_is_given_streams_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text it would take for an address to fetch, or for a file to open."""
    parse = feedparser.parse
    seen: list[object] = []

    def spy(source: Any, **options: Any) -> Any:
        seen.append(source)
        return parse(source, **options)

    monkeypatch.setattr("feedparser.parse", spy)
    feed(HEAD + ITEM.format(1) + TAIL)
    assert seen
    assert all(isinstance(source, io.BytesIO) for source in seen)


def test_a_deep_feed_is_read() -> None:
    deep = "<a>" * 100_000 + "x" + "</a>" * 100_000
    assert titles(f"{HEAD}<item><title>1</title>{deep}</item>{ITEM.format(2)}{TAIL}") == ["1", "2"]


@pytest.mark.parametrize(
    "flood",
    [
        "<description>" + "a" * 12_000_000 + "</description>",
        "<description><![CDATA[" + "a b" * 4_000_000 + "]]></description>",
        "<a/>" * 250_000,
        "<a " + " ".join(f'a{n}=""' for n in range(300_000)) + "/>",
        "<a b='" + "&lt;" * 3_000_000 + "'/>",
    ],
    ids=["text", "cdata", "elements", "attributes", "value"],
)
def test_an_entry_that_is_too_large_ends_the_reading_and_says_so(flood: str) -> None:
    text = f"{HEAD}{ITEM.format(1)}\n<item><title>2</title>{flood}</item>{ITEM.format(3)}{TAIL}"
    content = feed(text)
    assert [draft.title for draft in content.drafts] == ["1"]
    assert ["not read" in str(problem) for problem in content.errors] == [True]


def test_a_feed_that_declares_a_flood_of_namespaces_is_refused() -> None:
    names = " ".join(f'xmlns:n{n}="u{n}"' for n in range(5_000))
    with pytest.raises(Unreadable, match="Too many namespaces"):
        feed(f"<rss {names}><channel>{ITEM.format(1) * 500}</channel></rss>")


def test_a_flood_of_categories_hides_no_title() -> None:
    many = "".join(f"<category>c{n}</category>" for n in range(40_000))
    draft = feed(f"{HEAD}<item>{many}<title>after</title></item>{TAIL}").drafts[0]
    assert draft.title == "after"
    assert draft.topics[:2] == ("c0", "c1")


def test_only_so_many_entries_are_read() -> None:
    content = feed(HEAD + "".join(ITEM.format(n) for n in range(20_010)) + TAIL)
    assert len(content.drafts) == 20_000
    assert str(content.errors[0]).endswith(
        "Only the first 20000 entries of a file are read; please split it."
    )


def test_a_flood_before_the_first_entry_is_not_kept_in_memory() -> None:
    with pytest.raises(Unreadable, match="too large"):
        feed(HEAD + "<a/>" * 2_000_000 + ITEM.format(1) + TAIL)


def test_entries_that_share_an_identifier_are_one() -> None:
    item = "<item><title>{}</title><guid>{}</guid></item>"
    text = HEAD + item.format("a", "x") + item.format("b", "x") + item.format("c", "") + TAIL
    assert titles(text) == ["b", "c"]


MARKUP = st.sampled_from(
    [
        *("<item>", "</item>", "<title>", "</title>", "<link>", "<![CDATA[", "]]>", "<!--", "-->"),
        *("&", "&amp;", "&#0;", "&x;", "<a b='", '"', "<x:y>", "</channel>", "<entry>", "\0", "é"),
        *("<dc:date>", "<media:content url='u'>", "<source>", "<image>", "<category>", "<?", ">"),
    ]
)


@given(st.lists(MARKUP | st.text(max_size=5), max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_feed_makes_the_reader_fail(parts: list[str]) -> None:
    text = HEAD + "".join(parts) + TAIL
    try:
        content = feed(text)
    except Unreadable as error:
        assert str(error)
    else:
        assert all(draft.title for draft in content.drafts)


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs")), max_size=30)
MOMENTS = st.datetimes(
    datetime(1980, 1, 1),  # noqa: DTZ001
    datetime(2026, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(st.lists(st.tuples(WORDS, MOMENTS), min_size=1))
@settings(max_examples=60, deadline=None)
def test_titles_links_and_dates_are_those_of_the_feed_parser(
    entries: list[tuple[str, datetime]],
) -> None:
    text = HEAD + "".join(_items(entries)) + TAIL
    found = {draft.url: draft for draft in feed(text).drafts}
    expected = feedparser.parse(io.BytesIO(text.encode())).entries
    assert len(expected) == len(entries)
    for entry in expected:
        draft = found[entry.link]
        assert draft.published_at == datetime(*entry.published_parsed[:6], tzinfo=UTC)
        assert draft.title == one_line(entry.title)


def _items(entries: list[tuple[str, datetime]]) -> Iterator[str]:
    for number, (title, moment) in enumerate(entries):
        yield (
            f"<item><title>t {title}</title><link>https://example.org/{number}</link>"
            f"<pubDate>{moment:%d %b %Y %H:%M:%S} GMT</pubDate></item>"
        )
