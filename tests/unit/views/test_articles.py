"""An article in full: its text over pages, and the ways on from it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import Words, words_for
from bot.views.actions import Keep, Latest, Nothing, Open, Related, Saved, Search
from bot.views.article_pages import article_pages
from bot.views.articles import Ways, article_gone, share_query, shared_id
from bot.views.articles import article as show
from bot.views.message import Preview
from storage import Article, Order, limits
from tests.unit.views.builders import (
    any_article,
    article,
    button,
    check_sendable,
    labels,
    links,
    marked,
)

EN, RU = words_for("en"), words_for("ru")
WHEN = datetime(2024, 12, 21, 9, tzinfo=UTC)
HERE = Open(5, Search(2, "uranium"))
LONG = "\n\n".join(f"Paragraph {n}. " + "One more sentence of it. " * 20 for n in range(20))


def test_an_article_in_full_has_its_title_date_text_and_ways_on() -> None:
    shown = article(5, body="First.\n\nSecond.", topics=("Energy",), published_at=WHEN)
    message = show(shown, HERE, Ways(), EN)
    check_sendable(message)
    assert message.text == "Title 5\nEnergy · 21 December 2024\n\nFirst.\n\nSecond."
    assert links(message) == [("Title 5", "https://example.org/5")]
    assert marked(message, "date_time") == ["21 December 2024"]
    assert labels(message) == [["Read on the site"], ["Save", "Related"], ["Back"]]
    assert button(message, "Read on the site").url == "https://example.org/5"
    assert button(message, "Save").action == Keep(HERE, keep=True)
    assert button(message, "Related").action == Related(5, HERE.back)
    assert button(message, "Back").action == Search(2, "uranium")
    assert message.preview is None


def test_all_ways_on_are_there_where_there_is_something_to_go_to() -> None:
    ways = Ways(
        topics=tuple((f"T{n}", Search(1, f"topic{n}", order=Order.NEWEST)) for n in range(4)),
        newer=Open(4, HERE.back),
        older=Open(6, HERE.back),
        by_time=False,
        saved=True,
        share=True,
    )
    message = show(article(5), HERE, ways, EN)
    check_sendable(message)
    assert labels(message) == [
        ["Read on the site", "Share"],
        ["Saved ✓", "Related"],
        ["T0", "T1", "T2"],
        ["◀ Previous", "Next ▶"],
        ["Back"],
    ]
    assert button(message, "Share").share == "a_5"
    assert button(message, "Saved ✓").action == Keep(HERE, keep=False)
    assert button(message, "T1").action == Search(1, "topic1", order=Order.NEWEST)
    assert button(message, "◀ Previous").action == Open(4, HERE.back)
    assert button(message, "Next ▶").action == Open(6, HERE.back)


def test_beside_an_article_of_the_latest_are_newer_and_older_ones() -> None:
    ways = Ways(newer=Open(6, Latest()), older=Open(4, Latest()))
    shown = labels(show(article(5), Open(5, Latest()), ways, EN))
    assert shown[-2] == ["◀ Newer", "Older ▶"]
    only_older = replace(ways, newer=None)
    assert labels(show(article(5), Open(5, Latest()), only_older, EN))[-2] == ["Older ▶"]


def test_a_picture_is_a_card_above_the_text_on_every_page() -> None:
    shown = article(5, image="https://example.org/5.jpg", body=LONG)
    for page in (1, 2):
        message = show(shown, HERE.at(page), Ways(), EN)
        assert message.preview == Preview("https://example.org/5.jpg", above=True, large=True)
    for address in ("not an address", "ftp://example.org/5.jpg", "javascript:x", "tg://resolve"):
        assert show(article(5, image=address), HERE, Ways(), EN).preview is None


def test_a_long_text_is_read_page_by_page() -> None:
    shown = article(5, body=LONG)
    last = len(article_pages(LONG))
    assert last > 2
    first, second, end = (show(shown, HERE.at(page), Ways(), EN) for page in (1, 2, last))
    assert first.text.startswith("Title 5\n\nParagraph 0.")
    assert first.text.endswith(f"Page 1 of {last}")
    assert labels(first)[0] == [" ", f"1/{last}", "▶"]
    assert button(first, "▶").action == HERE.at(2)
    assert labels(second)[0] == ["◀", f"2/{last}", "▶"]
    assert button(second, "◀").action == HERE
    assert button(second, f"2/{last}").action == Nothing()
    assert button(second, "Save").action == Keep(HERE.at(2), keep=True)
    assert labels(end)[0] == ["◀", f"{last}/{last}", " "]
    assert show(shown, HERE.at(999), Ways(), EN) == end


def test_a_summary_of_its_own_stands_above_the_text_of_the_first_page() -> None:
    shown = article(5, summary="In short, nothing.", body=LONG)
    message = show(shown, HERE, Ways(), EN)
    assert message.text.startswith("Title 5\n\nIn short, nothing.\n\nParagraph 0.")
    assert marked(message, "italic")[0] == "In short, nothing."
    assert "In short" not in show(shown, HERE.at(2), Ways(), EN).text
    long = "Many things were said. " * 20
    folded = show(article(5, summary=long, body=LONG), HERE, Ways(), EN)
    assert marked(folded, "expandable_blockquote") == [long.strip()]


@pytest.mark.parametrize(
    "summary", ["Paragraph 0.", "“PARAGRAPH 0”: one more sentence of it…", LONG[:1900]]
)
def test_a_summary_that_the_text_begins_with_is_not_said_twice(summary: str) -> None:
    message = show(article(5, summary=summary, body=LONG), HERE, Ways(), EN)
    assert message.text.startswith("Title 5\n\nParagraph 0.")


def test_an_article_without_an_address_has_no_way_to_the_site() -> None:
    message = show(article(5, url=None), Open(5, Saved(3)), Ways(), EN)
    assert links(message) == [] and labels(message) == [["Save", "Related"], ["Back"]]
    assert button(message, "Back").action == Saved(3)


def test_an_article_without_a_text_shows_its_summary() -> None:
    message = show(article(body="", summary="In short."), HERE, Ways(), EN)
    assert message.text == "Title 1\n\nIn short."


def test_an_article_that_is_gone_still_leads_back() -> None:
    message = article_gone(Latest(2), EN)
    assert message.text == "This article is no longer there."
    assert button(message, "Back").action == Latest(2)


def test_what_shares_an_article_finds_it_and_no_other_text_does() -> None:
    assert shared_id(share_query(12)) == 12
    for text in ("", "a_", "a_x", "a_-1", "12", "a_1 ", "b_1", "a_١", "a_" + "9" * 19, "a_a_1"):
        assert shared_id(text) is None


@pytest.mark.parametrize("letter", ["w", "ж", "漢", "😀", "👩‍🚀", "א", "é"])
@pytest.mark.parametrize("spaced", [True, False], ids=["words", "one word"])
def test_every_page_of_the_longest_article_is_shown_whole(letter: str, spaced: bool) -> None:
    long_text = ((letter * 7 + (" " if spaced else "")) * limits.BODY)[: limits.BODY]
    shown = article(
        10**12 - 1,
        title=long_text[: limits.TITLE],
        summary="S" + long_text[: limits.SUMMARY - 1],
        body=long_text,
        topics=(long_text[: limits.TOPIC],) * 3,
        published_at=WHEN,
        image="https://example.org/5.jpg",
    )
    pages = article_pages(shown.body)
    back = Search(10**6, "ж" * 15, order=Order.NEWEST)
    ways = Ways(newer=Open(10**11, back), older=Open(10**10, back), share=True)
    for number in (1, 2, len(pages)):
        message = show(shown, Open(shown.id, back, number), ways, RU)
        check_sendable(message)
        assert pages[number - 1] in message.text


@given(shown=any_article, words=st.sampled_from([EN, RU]), page=st.integers(1, 9))
def test_any_article_can_be_sent(shown: Article, words: Words, page: int) -> None:
    here = Open(shown.id, Latest(1), page)
    topics = tuple((name, Search(1, number=n)) for n, name in enumerate(shown.topics))
    check_sendable(show(shown, here, Ways(topics, share=True), words))
