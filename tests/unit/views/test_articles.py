"""Articles as people see them: pages of a list, and one in full."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import Words, words_for
from bot.views.actions import Latest, Nothing, Open, Search, encode
from bot.views.articles import article as show
from bot.views.articles import article_gone, latest, no_words, search_results
from bot.views.message import Message
from storage import Article, Found, Page, limits
from tests.unit.views.builders import (
    article,
    button,
    check_sendable,
    labels,
    links,
    page_of,
)

EN, RU = words_for("en"), words_for("ru")
WHEN = datetime(2024, 12, 21, 9, tzinfo=UTC)
SIX = tuple(article(n) for n in range(1, 7))
# One letter of each kind: of one and of two UTF-16 code units, wide, joined, written leftwards.
ALPHABETS = ["w", "ж", "қ", "漢", "😀", "👩‍🚀", "א", "é", "&<", "_*[`"]


def found(*items: Article, total: int | None = None, number: int = 1) -> Found[Article]:
    return Found(page_of(*items, total=total, number=number))


def lines(message: Message) -> list[str]:
    return message.text.split("\n")


def test_a_page_of_the_latest_is_numbered_and_says_where_it_stands() -> None:
    message = latest(page_of(*SIX, total=65), EN)
    check_sendable(message)
    assert lines(message)[:2] == ["Latest articles", "Viewing results 1 – 6 of 65"]
    assert [line for line in lines(message) if "Title" in line] == [
        f"{n}. Title {n}" for n in range(1, 7)
    ]
    assert not message.preview


def test_a_page_in_russian_is_russian() -> None:
    message = latest(page_of(article(1, published_at=WHEN), total=1), RU)
    assert lines(message)[:2] == ["Последние статьи", "Показаны результаты 1 – 1 из 1"]
    assert "21 декабря 2024" in message.text


def test_numbers_of_a_page_begin_anew_and_buttons_open_what_they_number() -> None:
    page = page_of(*(article(n) for n in range(13, 17)), number=3, total=1016)
    message = latest(page, EN)
    assert "Viewing results 13 – 16 of 1,016" in message.text
    assert labels(message) == [["1", "2", "3", "4"], ["◀", "3/170", "▶"]]
    assert button(message, "1").action == Open(13, Latest(3))
    assert button(message, "4").action == Open(16, Latest(3))
    assert button(message, "◀").action == Latest(2)
    assert button(message, "▶").action == Latest(4)
    assert button(message, "3/170").action == Nothing()


@pytest.mark.parametrize(
    ("number", "total", "shown"),
    [(1, 12, [" ", "1/2", "▶"]), (2, 12, ["◀", "2/2", " "]), (2, 13, ["◀", "2/3", "▶"])],
)
def test_there_is_no_page_before_the_first_or_after_the_last(
    number: int, total: int, shown: list[str]
) -> None:
    message = latest(page_of(*SIX, number=number, total=total), EN)
    assert labels(message)[1] == shown
    assert all(one.action == Nothing() for one in message.keyboard[1] if one.label == " ")


def test_one_page_needs_no_paging() -> None:
    assert labels(latest(page_of(*SIX), EN)) == [["1", "2", "3", "4", "5", "6"]]


def test_without_articles_that_is_said() -> None:
    message = latest(page_of(), EN)
    assert message.text == "There are no articles yet." and message.keyboard == ()
    assert latest(page_of(), RU).text == "Статей пока нет."


def test_titles_lead_to_the_site_only_where_the_address_is_known() -> None:
    message = latest(page_of(article(1), article(2, url=None), article(3)), EN)
    assert links(message) == [
        ("Title 1", "https://example.org/1"),
        ("Title 3", "https://example.org/3"),
    ]


def test_topic_and_date_stand_under_a_title_where_they_are_known() -> None:
    message = latest(
        page_of(
            article(1, topics=("Energy", "Water"), published_at=WHEN),
            article(2, topics=("Trade",)),
            article(3, published_at=WHEN),
        ),
        EN,
    )
    shown = lines(message)
    assert shown[shown.index("1. Title 1") + 1] == "Energy · 21 December 2024"
    assert shown[shown.index("2. Title 2") + 1] == "Trade"
    assert shown[shown.index("3. Title 3") + 1] == "21 December 2024"


def test_a_summary_goes_before_the_text_and_either_may_be_missing() -> None:
    message = latest(
        page_of(article(1, summary="In short.", body="At length."), article(2, body="")), EN
    )
    assert "In short." in message.text and "At length." not in message.text
    assert lines(message)[-1] == "2. Title 2"


@pytest.mark.parametrize("letter", ALPHABETS)
@pytest.mark.parametrize("spaced", [True, False], ids=["words", "one word"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_all_six_are_shown_however_long_they_are(letter: str, spaced: bool, language: str) -> None:
    long_text = (letter * 7 + (" " if spaced else "")) * limits.BODY
    longest = [
        article(
            10**15 + n,
            title=f"T{n} {long_text}"[: limits.TITLE],
            summary=f"S{n} {long_text}"[: limits.SUMMARY],
            body=long_text[: limits.BODY],
            topics=(long_text[: limits.TOPIC],),
            published_at=WHEN,
            url=f"https://example.org/{'u' * 1000}/{n}",
        )
        for n in range(1, 7)
    ]
    words = words_for(language)
    query = long_text[: limits.SEARCH_WORDS]
    number = 10**15
    preparing = Found(page_of(*longest, number=10**6, total=10**9), preparing=True)
    for message in (
        latest(page_of(*longest, number=10**6, total=10**9), words),
        search_results(preparing, Search(1, number=number), query, words),
    ):
        check_sendable(message)
        assert [n for n in range(1, 7) if f"\n{n}. T{n} " in message.text] == [1, 2, 3, 4, 5, 6]
        assert [n for n in range(1, 7) if f"S{n} " in message.text] == [1, 2, 3, 4, 5, 6]
        assert len(links(message)) == 6
        assert len(labels(message)[0]) == 6


def test_a_search_says_what_was_looked_for_and_pages_by_its_words() -> None:
    message = search_results(
        found(*SIX, number=2, total=65), Search(2, "uranium mine"), "uranium mine", EN
    )
    check_sendable(message)
    assert lines(message)[:2] == ["Search: uranium mine", "Viewing results 7 – 12 of 65"]
    assert button(message, "▶").action == Search(3, "uranium mine")
    assert button(message, "6").action == Open(6, Search(2, "uranium mine"))


def test_a_long_search_pages_by_its_number() -> None:
    message = search_results(found(*SIX, number=2, total=65), Search(2, number=9), "x " * 400, EN)
    assert button(message, "◀").action == Search(1, number=9)


def test_a_search_that_finds_nothing_says_so_and_what_to_try() -> None:
    message = search_results(found(), Search(1, "a{b}<i>"), "a{b}<i>", EN)
    assert message.text == "Nothing was found for a{b}<i>. Try fewer words, or other ones."
    assert message.keyboard == ()
    russian = search_results(found(), Search(1, "уран"), "уран", RU)
    assert russian.text.startswith("По запросу «уран» ничего не найдено.")


@pytest.mark.parametrize("items", [(), SIX])
def test_a_search_on_an_index_that_is_being_built_says_so(items: tuple[Article, ...]) -> None:
    preparing = Found(page_of(*items), preparing=True)
    message = search_results(preparing, Search(1, "uranium"), "uranium", EN)
    assert "Search is being prepared; articles may be missing." in message.text


def test_an_article_in_full_has_its_title_date_text_and_ways_on() -> None:
    shown = article(5, body="First.\n\nSecond.", topics=("Energy",), published_at=WHEN)
    message = show(shown, Search(2, "uranium"), EN)
    check_sendable(message)
    assert message.text == "Title 5\nEnergy · 21 December 2024\n\nFirst.\n\nSecond."
    assert links(message) == [("Title 5", "https://example.org/5")]
    assert labels(message) == [["Read on the site"], ["Back"]]
    assert button(message, "Read on the site").url == "https://example.org/5"
    assert button(message, "Back").action == Search(2, "uranium")


def test_an_article_without_an_address_has_no_way_to_the_site() -> None:
    message = show(article(5, url=None), Latest(3), EN)
    assert links(message) == [] and labels(message) == [["Back"]]
    assert button(message, "Back").action == Latest(3)


def test_an_article_without_a_text_shows_its_summary() -> None:
    assert show(article(body="", summary="In short."), Latest(), EN).text == "Title 1\n\nIn short."


def test_an_article_that_is_gone_still_leads_back() -> None:
    message = article_gone(Latest(2), EN)
    assert message.text == "This article is no longer there."
    assert button(message, "Back").action == Latest(2)


def test_a_search_for_nothing_is_told_how_to_ask() -> None:
    assert lines(no_words(EN))[-1] == "/search uranium"
    assert lines(no_words(RU))[-1] == "/search уран"


any_article = st.builds(
    article,
    st.integers(1, 10**18 - 1),
    title=st.text(max_size=500).map("T{}".format),
    summary=st.text(max_size=600),
    body=st.text(max_size=600),
    url=st.none() | st.sampled_from(["https://example.org/1", "ftp://x", "not an address"]),
    topics=st.lists(st.text(max_size=64), max_size=2).map(tuple),
    published_at=st.none() | st.datetimes(timezones=st.just(UTC)),
)
any_words = st.sampled_from([EN, RU])


@given(
    items=st.lists(any_article, min_size=1, max_size=6),
    number=st.integers(1, 10**6),
    query=st.text(min_size=1, max_size=100),
    words=any_words,
)
def test_a_list_of_any_articles_can_be_sent(
    items: list[Article], number: int, query: str, words: Words
) -> None:
    page: Page[Article] = page_of(*items, number=number, total=number * 6)
    for message in (
        latest(page, words),
        search_results(Found(page), Search(number, number=7), query, words),
    ):
        check_sendable(message)
        assert len(message.keyboard[0]) == len(items)
        assert all(f"{n}. " in message.text for n in range(1, len(items) + 1))
        for row in message.keyboard:
            assert all(one.action is None or encode(one.action) for one in row)


@given(shown=any_article, words=any_words)
def test_any_article_can_be_sent(shown: Article, words: Words) -> None:
    check_sendable(show(shown, Latest(1), words))
