"""A saved page is one article."""

from datetime import UTC, date, datetime

import pytest

from bot.ingest import Unreadable, read

TODAY = date(2026, 2, 3)
PARAGRAPHS = [
    "The orchards were white for a week in early spring, and bees were borrowed from neighbours.",
    "Nobody knows who will count them, but a beekeeper from the next valley has offered to try.",
    "Until then the hives stay where they are, and the owners write down what they see each day.",
]
HEAD = """<title>Who counts the bees? | The Valley</title>
<meta property="og:title" content="Who counts the bees?">
<meta property="og:description" content="A question of the spring.">
<meta property="og:image" content="/bees.jpg">
<meta property="article:published_time" content="2024-12-21T10:00:00+03:00">
<meta property="article:tag" content="bees"><meta property="article:tag" content="spring">
<link rel="canonical" href="https://www.valley.example/bees?utm_source=feed">"""


def page(head: str = HEAD, paragraphs: list[str] = PARAGRAPHS, lang: str = "en-GB") -> bytes:
    text = "".join(f"<p>{one}</p>" for one in paragraphs)
    menu = "".join(f'<li><a href="/{n}">Menu {n}</a></li>' for n in range(20))
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body><nav><ul>{menu}</ul></nav>'
        f"<article><h1>Who counts the bees?</h1>{text}</article>"
        "<script>alert('no')</script><footer>All rights reserved</footer></body></html>"
    ).encode()


def test_a_page_gives_its_main_text_and_what_it_says_of_itself() -> None:
    content = read(page(), TODAY)
    (draft,) = content.drafts
    assert content.format == "html" and content.errors == content.warnings == ()
    assert draft.title == "Who counts the bees?"
    assert all(one in draft.body.split("\n\n") for one in PARAGRAPHS)
    assert "Menu" not in draft.body and "alert" not in draft.body
    assert draft.summary == "A question of the spring."
    assert (draft.url, draft.source) == ("https://www.valley.example/bees", "valley.example")
    assert draft.image == "https://www.valley.example/bees.jpg"
    assert draft.published_at == datetime(2024, 12, 21, 7, tzinfo=UTC)
    assert (draft.topics, draft.language) == (("bees", "spring"), "en")


def test_a_bare_page_is_called_by_its_heading_and_lies_where_it_was_fetched() -> None:
    bare = page("<title>Who counts the bees? | The Valley</title>", lang="")
    (draft,) = read(bare, TODAY, address="https://valley.example/x").drafts
    assert draft.title == "Who counts the bees?"
    assert (draft.url, draft.published_at) == ("https://valley.example/x", None)
    assert draft.summary.startswith(PARAGRAPHS[0]) and draft.language == "en"


def test_dates_are_taken_from_the_data_for_search_engines_too() -> None:
    data = '{"@graph": [{"@type": "NewsArticle", "datePublished": "2024-12-21", "headline": "H"}]}'
    (draft,) = read(page(f'<script type="application/ld+json">{data}</script>'), TODAY).drafts
    assert (draft.title, draft.published_at) == ("H", datetime(2024, 12, 21, tzinfo=UTC))


def test_a_declared_encoding_is_used() -> None:
    text = "<html><meta charset=windows-1251><title>Снег</title><p>Снег выпал рано.</p></html>"
    (draft,) = read(text.encode("cp1251"), TODAY).drafts
    assert (draft.title, draft.body) == ("Снег", "Снег выпал рано.")


@pytest.mark.parametrize("data", [b"<html><title>T</title></html>", b"<html><script>x()</script>"])
def test_a_page_without_a_text_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="no text"):
        read(data, TODAY)


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 200000,
        b"<p>x</p>" * 500000,
        b"<html><a " + b'b="c" ' * 500000,
        b"<" * 3000000,
        b"<html><!--" + b"a" * 5000000,
        b"<table><tr><td>" * 20000,
        b"<span>x y</span>" * 100000,
    ],
)
def test_pages_that_are_made_to_hurt_are_cut(data: bytes) -> None:
    head = b"<html><title>T</title><body>"
    try:
        content = read(head + data, TODAY)
    except Unreadable as refused:
        assert refused.problem.message
    else:
        assert len(content.drafts) == 1
