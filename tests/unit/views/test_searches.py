"""What a search shows: results with the words in bold, and what else may have been meant."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import Words, words_for
from bot.views.actions import Open, Search, Topics
from bot.views.lists import latest
from bot.views.searches import gone, how_to, results, topic_of, topic_query
from storage import Article, Order, Page, limits
from storage.search.parser import parse
from storage.search.tree import Term
from tests.unit.views.builders import (
    any_article,
    article,
    button,
    check_sendable,
    found,
    labels,
    lines,
    links,
    marked,
    page_of,
)

EN, RU = words_for("en"), words_for("ru")
WHEN = datetime(2024, 12, 21, 9, tzinfo=UTC)
SIX = tuple(article(n) for n in range(1, 7))
URANIUM = Search(1, "uranium")
# One letter of each kind: of one and of two UTF-16 code units, wide, joined, written leftwards.
ALPHABETS = ["w", "ж", "қ", "漢", "😀", "👩‍🚀", "א", "é", "&<", "_*[`"]


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
    asked = Search(1, number=number)
    given = {"number": 10**6, "total": 10**9, "preparing": True}
    matching = results(found(*longest, query=query, **given), asked, query, words)
    others = (
        latest(page_of(*longest, number=10**6, total=10**9), words),
        results(found(*longest, query="uranium", **given), asked, query, words),
    )
    for message in (matching, *others):
        check_sendable(message)
        assert [n for n in range(1, 7) if f"\n{n}. T{n} " in message.text] == [1, 2, 3, 4, 5, 6]
        assert len(links(message)) == 6
        assert labels(message)[0] == ["1", "2", "3", "4", "5", "6"]
    for message in others:
        assert [n for n in range(1, 7) if f"S{n} " in message.text] == [1, 2, 3, 4, 5, 6]


def test_a_search_says_what_was_looked_for_and_pages_by_its_words() -> None:
    message = results(
        found(*SIX, number=2, total=65), Search(2, "uranium mine"), "uranium mine", EN
    )
    check_sendable(message)
    assert lines(message)[:2] == ["Search: uranium mine", "Viewing results 7 – 12 of 65"]
    assert button(message, "▶").action == Search(3, "uranium mine")
    assert button(message, "6").action == Open(6, Search(2, "uranium mine"))


def test_a_long_search_pages_by_its_number() -> None:
    message = results(found(*SIX, number=2, total=65), Search(2, number=9), "x " * 400, EN)
    assert button(message, "◀").action == Search(1, number=9)


def test_a_search_that_finds_nothing_says_so_and_what_to_try() -> None:
    message = results(found(), Search(1, "a{b}<i>"), "a{b}<i>", EN)
    assert message.text == "Nothing was found for a{b}<i>. Try fewer words, or other ones."
    assert message.keyboard == ()
    russian = results(found(), Search(1, "уран"), "уран", RU)
    assert russian.text.startswith("По запросу «уран» ничего не найдено.")


@pytest.mark.parametrize("items", [(), SIX])
def test_a_search_on_an_index_that_is_being_built_says_so(items: tuple[Article, ...]) -> None:
    preparing = found(*items, preparing=True)
    message = results(preparing, Search(1, "uranium"), "uranium", EN)
    assert "Search is being prepared; articles may be missing." in message.text


def test_the_sentence_with_the_words_is_shown_with_them_in_bold() -> None:
    shown = article(
        title="Uranium from Mangystau",
        summary="Exports grew. Much of it is uranium ore. It goes by rail. Nobody knows where to.",
        language="en",
    )
    message = results(
        found(shown, query="uranium ore"), Search(1, "uranium ore"), "uranium ore", EN
    )
    check_sendable(message)
    assert lines(message)[-1] == "Much of it is uranium ore. It goes by rail."
    # The heading names what was asked for.
    assert marked(message, "bold") == ["Search: uranium ore", "Uranium", "uranium", "ore"]
    assert links(message) == [("Uranium from Mangystau", "https://example.org/1")]


def test_results_can_be_sorted_the_other_way() -> None:
    best = results(found(*SIX, total=65, number=3), Search(3, "uranium"), "uranium", EN)
    assert labels(best)[-1] == ["Newest first"]
    newest = button(best, "Newest first").action
    assert newest == Search(1, "uranium", order=Order.NEWEST)
    message = results(found(*SIX, total=65), newest, "uranium", EN)
    assert button(message, "Best first").action == URANIUM
    assert button(message, "▶").action == Search(2, "uranium", order=Order.NEWEST)
    assert labels(results(found(article()), URANIUM, "uranium", EN)) == [["1"]]


def test_a_topic_has_no_best_article_to_come_first() -> None:
    for query in (topic_query("Energy"), "lang:ru after:2024", "#energy"):
        message = results(found(*SIX, total=65, query=query), Search(1, number=7), query, EN)
        assert not {"Newest first", "Best first"} & {one for row in labels(message) for one in row}


def test_what_else_may_be_meant_is_asked() -> None:
    meant = [("uranium", URANIUM), ("long " * 30, Search(1, number=7))]
    message = results(found(query="uranuim"), Search(1, "uranuim"), "uranuim", EN, meant)
    check_sendable(message)
    assert message.text == "Nothing was found for uranuim. Try fewer words, or other ones."
    assert labels(message)[0] == ["Did you mean uranium?"]
    assert button(message, "Did you mean uranium?").action == URANIUM
    assert labels(message)[1][0].endswith("…?")


def test_results_for_a_corrected_text_say_so() -> None:
    corrected = found(article(), query="uranium", corrected="uranium")
    message = results(corrected, Search(1, "uranuim"), "uranuim", EN)
    note = "Nothing was found for uranuim; these are results for uranium."
    assert lines(message)[:4:3] == ["Search: uranuim", note]
    assert marked(message, "bold")[1:3] == ["uranuim", "uranium"]


def test_results_that_lack_some_of_the_words_say_so() -> None:
    query = "uranium ore"

    def note(*items: Article, asked: Search, number: int = 1) -> str:
        some = found(*items, query=query, any_word=True, number=number, total=60)
        return lines(results(some, asked, query, EN))[3]

    one, both = article(1, body="Uranium."), article(2, body="Uranium ore.")
    best, newest = Search(1, query), Search(1, query, order=Order.NEWEST)
    assert note(one, asked=best) == ("No article has all the words; these have some of them.")
    assert note(both, one, asked=best) == ("Few articles have all the words; those come first.")
    neither = "Some of these have only some of the words."
    assert note(one, asked=best.at(2), number=2) == neither
    assert note(one, both, asked=newest) == neither


def test_a_topic_is_shown_by_its_name_and_leads_to_the_others() -> None:
    words = topic_query("Energy and water")
    message = results(found(*SIX, query=words), Search(1, number=7), words, EN)
    assert lines(message)[0] == "Topic: Energy and water"
    assert button(message, "All topics").action == Topics(1)


@pytest.mark.parametrize("name", ["Energy", 'The "hot" line', "“Quoted”", "a:b", "Ü"])
def test_the_search_for_a_topic_is_one_whatever_its_name(name: str) -> None:
    asked = topic_query(name)
    assert asked.startswith('topic:"') and asked.count('"') == 2
    assert topic_of(asked) is not None
    assert topic_of(name) is None


def test_a_search_that_is_gone_leads_on() -> None:
    check_sendable(gone(EN))
    assert labels(gone(EN)) == [["Latest articles", "Topics"]]


def test_who_asks_for_nothing_learns_how_to_ask() -> None:
    assert lines(how_to(EN))[1] == "/search uranium"
    assert lines(how_to(RU))[1] == "/search уран"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_how_to_ask_more_exactly_is_folded(language: str) -> None:
    message = how_to(words_for(language))
    check_sendable(message)
    (folded,) = marked(message, "expandable_blockquote")
    assert folded.count("•") == 9
    forms = marked(message, "code")
    for sign in ('" «', "-", "OR ИЛИ", "*", ":"):
        assert any(one in form for form in forms for one in sign.split()), sign


def test_each_form_that_is_shown_is_one_that_search_understands() -> None:
    for words in (EN, RU):
        for form in marked(how_to(words), "code"):
            nodes = parse(form).nodes
            assert not all(isinstance(node, Term) for node in nodes), form


@given(
    items=st.lists(any_article, min_size=1, max_size=6),
    number=st.integers(1, 10**6),
    query=st.text(min_size=1, max_size=100),
    given_=st.fixed_dictionaries(
        {"any_word": st.booleans(), "corrected": st.none() | st.text(min_size=1, max_size=99)}
    ),
    words=st.sampled_from([EN, RU]),
)
def test_a_list_of_any_articles_can_be_sent(
    items: list[Article], number: int, query: str, given_: dict[str, object], words: Words
) -> None:
    page: Page[Article] = page_of(*items, number=number, total=number * 6)
    some = found(*items, query=query, number=number, total=number * 6, **given_)
    meant = [(query, Search(1, number=9))]
    for message in (
        latest(page, words),
        results(some, Search(number, number=7), query, words, meant),
    ):
        check_sendable(message)
        assert len(message.keyboard[0]) == len(items)
        assert all(f"{n}. " in message.text for n in range(1, len(items) + 1))
