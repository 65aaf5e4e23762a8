"""Lists of articles as people see them: the latest, saved ones, related ones."""

from datetime import UTC, datetime

import pytest

from bot.locales import words_for
from bot.views.actions import Latest, Nothing, Open, Saved, Search
from bot.views.lists import latest, related, saved, saved_elsewhere
from storage import limits
from tests.unit.views.builders import (
    article,
    button,
    check_sendable,
    labels,
    lines,
    links,
    marked,
    page_of,
)

EN, RU = words_for("en"), words_for("ru")
WHEN = datetime(2024, 12, 21, 9, tzinfo=UTC)
SIX = tuple(article(n) for n in range(1, 7))


def test_a_page_of_the_latest_is_numbered_and_says_where_it_stands() -> None:
    message = latest(page_of(*SIX, total=65), EN)
    check_sendable(message)
    assert lines(message)[:2] == ["Latest articles", "Viewing results 1 – 6 of 65"]
    assert [line for line in lines(message) if "Title" in line] == [
        f"{n}. Title {n}" for n in range(1, 7)
    ]
    assert message.preview is None


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


def test_dates_are_shown_in_each_readers_own_zone() -> None:
    message = latest(page_of(article(1, published_at=WHEN, topics=("Energy",))), EN)
    assert marked(message, "date_time") == ["21 December 2024"]
    assert marked(message, "italic") == ["Energy ·"]


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


@pytest.mark.parametrize(
    ("count", "rows"), [(1, [1]), (6, [6]), (8, [8]), (10, [5, 5]), (20, [7, 7, 6])]
)
def test_a_page_of_any_size_has_a_button_for_each_article(count: int, rows: list[int]) -> None:
    items = tuple(
        article(n, title=f"T{n} " + "long title " * 40, body="Long text. " * 100, published_at=WHEN)
        for n in range(1, count + 1)
    )
    message = latest(page_of(*items, size=count, total=1000), EN)
    check_sendable(message)
    *numbers, paging = labels(message)
    assert [len(row) for row in numbers] == rows
    assert paging == [" ", f"1/{-(-1000 // count)}", "▶"]
    assert button(message, "1").action == Open(1, Latest(1, count))
    assert button(message, "▶").action == Latest(2, count)
    assert all(f"\n{n}. T{n} " in message.text for n in range(1, count + 1))
    assert len(marked(message, "date_time")) == count


def test_saved_articles_page_and_open_as_any_list() -> None:
    message = saved(page_of(*SIX, number=2, total=20), EN)
    check_sendable(message)
    assert lines(message)[:2] == ["Saved articles", "Viewing results 7 – 12 of 20"]
    assert button(message, "2").action == Open(2, Saved(2))
    assert button(message, "▶").action == Saved(3)


def test_who_saved_nothing_learns_how_to() -> None:
    message = saved(page_of(), EN)
    check_sendable(message)
    assert "You have saved nothing yet." in message.text
    assert labels(message) == [["Latest articles"]]


def test_a_group_is_led_to_the_private_chat_for_what_is_saved() -> None:
    message = saved_elsewhere("caravan_bot", EN)
    check_sendable(message)
    assert button(message, "My saved articles").url == "https://t.me/caravan_bot?start=saved"


def test_related_articles_lead_back_to_the_article_and_on_to_its_list() -> None:
    found = Search(2, "uranium")
    message = related(article(9), (article(1), article(2)), found, EN)
    check_sendable(message)
    assert lines(message)[0] == "Related to: Title 9"
    assert labels(message) == [["1", "2"], ["Back"]]
    assert button(message, "2").action == Open(2, found)
    assert button(message, "Back").action == Open(9, found)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_related_articles_of_any_length_fit(language: str) -> None:
    long = "слово " * limits.TITLE
    items = tuple(article(n, title=long[: limits.TITLE], body=long) for n in range(1, 7))
    message = related(items[0], items, Latest(), words_for(language))
    check_sendable(message)
    assert all(f"\n{n}. " in message.text for n in range(1, 7))
