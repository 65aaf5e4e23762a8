"""Topics as buttons, with the number of their articles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import words_for
from bot.views.actions import Search, Topics
from bot.views.message import Message
from bot.views.topics import page_of, topics, unknown
from storage import limits
from tests.unit.views.builders import button, check_sendable, labels, lines, marked

EN, RU = words_for("en"), words_for("ru")
MANY = tuple((f"T{n}", 1000 - n) for n in range(1, 31))


def shown(number: int, found: tuple[tuple[str, int], ...] = MANY) -> Message:
    page = page_of(found, number)
    searches = {name: Search(1, name[:9]) for name, _ in page.items}
    message = topics(page, searches, EN)
    check_sendable(message)
    return message


def test_each_topic_is_a_button_with_its_count_two_in_a_row() -> None:
    message = shown(1)
    assert lines(message)[:2] == ["Topics", "Viewing results 1 – 12 of 30"]
    assert labels(message)[0] == ["T1 · 999", "T2 · 998"]
    assert [len(row) for row in labels(message)] == [2] * 6 + [3]
    assert button(message, "T2 · 998").action == Search(1, "T2")


def test_topics_turn_page_by_page() -> None:
    assert labels(shown(2))[-1] == ["◀", "2/3", "▶"]
    assert button(shown(2), "◀").action == Topics(1)
    assert button(shown(2), "▶").action == Topics(3)
    assert shown(9) == shown(3)
    assert [len(row) for row in labels(shown(3))] == [2, 2, 2, 3]


def test_one_page_needs_no_paging_and_an_odd_one_stands_alone() -> None:
    assert [len(row) for row in labels(shown(1, MANY[:3]))] == [2, 1]


def test_without_topics_that_is_said() -> None:
    assert shown(1, ()).text == "There are no topics yet."


def test_who_asks_for_an_unknown_topic_sees_those_there_are() -> None:
    page = page_of(MANY[:2], 1)
    searches = {"T1": Search(1, "a"), "T2": Search(1, "b")}
    message = unknown("Chess <b>", page, searches, EN, Search(1, "Chess <b>"))
    check_sendable(message)
    assert message.text == "There is no topic Chess <b>. These are the topics:"
    assert marked(message, "bold") == ["Chess <b>"]
    assert labels(message) == [["Search: Chess <b>"], ["T1 · 999", "T2 · 998"]]
    assert button(message, "Search: Chess <b>").action == Search(1, "Chess <b>")
    alone = unknown("Chess", page_of((), 1), {}, EN, Search(1, "Chess"))
    assert alone.text == "There is no topic Chess."
    assert labels(alone) == [["Search: Chess"]]


@pytest.mark.parametrize("words", [EN, RU])
@given(name=st.text(min_size=1, max_size=limits.TOPIC), count=st.integers(1, 10**9))
def test_any_topic_is_a_button(words, name: str, count: int) -> None:
    page = page_of(((name, count),), 1)
    for message in (
        topics(page, {name: Search(1, number=1)}, words),
        unknown(name, page, {name: Search(1, number=1)}, words, Search(1, number=2)),
    ):
        check_sendable(message)
        assert len(labels(message)[0][0].encode()) < 200
