"""What an editor sees who loads something."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest import Content, Problem
from bot.locales import Words, words_for
from bot.views import loads
from bot.views.actions import Decide
from storage import Draft, Import, ImportState, Tally
from tests.unit.views.builders import button, check_sendable, labels, quote

EN, RU = words_for("en"), words_for("ru")
DRAFTS = tuple(Draft("site", f"Title {n}", f"Text {n}.", position=n) for n in range(1, 7))
QUOTES = tuple(quote(f"{code}/USD", "0.5") for code in ("KGS", "KZT", "TJS", "UZS", "TMT"))
PAGE = Content("page", DRAFTS, QUOTES, spoken_of=65)


def test_a_preview_says_what_is_in_a_file_and_asks_what_to_do() -> None:
    message = loads.preview("page.txt", PAGE, Tally(new=6), Tally(new=4, changed=1), 7, EN)
    check_sendable(message)
    assert message.text == (
        "page.txt\n\n"
        "Found: 6 articles and 5 rates of 21 December 2024.\n"
        "Articles: 6 new.\n"
        "Rates: 4 new, 1 changed.\n\n"
        "The page speaks of 65 results, so 59 lie on further pages.\n\n"
        "• Title 1\n• Title 2\n• Title 3\n• Title 4\n• Title 5\n• Title 6"
    )
    assert labels(message) == [["Load", "Cancel"]]
    assert button(message, "Load").action == Decide(7, load=True)
    assert button(message, "Cancel").action == Decide(7, load=False)


def test_a_preview_in_russian() -> None:
    message = loads.preview("", PAGE, Tally(unchanged=6), Tally(new=5), 7, RU)
    assert message.text.startswith(
        "вставленный текст\n\n"
        "Найдено: 5 курсов на 21 декабря 2024\u202fг. и 6 статей.\n"
        "Статьи: без изменений — 6.\n"
        "Курсы: новых — 5.\n\n"
        "Страница сообщает о 65 результатах, значит, ещё 59 находятся на других страницах."
    )
    assert labels(message) == [["Загрузить", "Отмена"]]


@pytest.mark.parametrize(
    ("content", "english", "russian"),
    [
        (Content("page", DRAFTS[:1]), "Found: 1 article.", "Найдено: 1 статья."),
        (
            Content("page", quotes=QUOTES[:1]),
            "Found: 1 rate of 21 December 2024.",
            "Найдено: 1 курс на 21 декабря 2024\u202fг., статей нет.",
        ),
        (
            Content("page", DRAFTS[:2], (*QUOTES[:3], quote("A/B", "1", as_of=date(2024, 1, 1)))),
            "Found: 2 articles and 4 rates.",
            "Найдено: 4 курса и 2 статьи.",
        ),
    ],
)
def test_what_was_found_is_counted(content: Content, english: str, russian: str) -> None:
    assert loads.found(content, EN) == english
    assert loads.found(content, RU) == russian


def test_a_whole_list_speaks_of_no_further_pages() -> None:
    for spoken_of in (None, 0, 6):
        assert loads.further_pages(Content("page", DRAFTS, spoken_of=spoken_of), EN) == []
    one_more = Content("page", DRAFTS, spoken_of=7)
    assert loads.further_pages(one_more, EN) == [
        "The page speaks of 7 results, so 1 lies on further pages."
    ]


def test_problems_stand_in_the_preview_before_the_titles_the_first_ten_of_them() -> None:
    content = Content(
        "page",
        DRAFTS[:1],
        errors=tuple(Problem(n, "A rate is above zero.") for n in range(1, 12)),
        warnings=(Problem(0, "The page has no date: its rates are taken as today's."),),
    )
    message = loads.preview("p", content, Tally(new=1), Tally(), 1, EN)
    check_sendable(message)
    shown = message.text.split("\n")
    start = shown.index("Please look at this:")
    assert shown[start + 1].endswith("The page has no date: its rates are taken as today's.")
    assert shown[start + 2].endswith("Line 1: A rate is above zero.")
    assert shown[start + 11] == "and 2 more"
    assert "Line 10" not in message.text
    assert shown[-1] == "• Title 1"


def test_a_problem_is_told_in_the_readers_language() -> None:
    problem = Problem(
        3,
        "{pair} was said to be {value} before; the first one counts.",
        {"pair": "KZT/USD", "value": "0.00191"},
    )
    assert loads.explain(problem, RU) == (
        "Строка 3: Выше для KZT/USD указано 0.00191; учитывается первое значение."
    )
    assert loads.unreadable(Problem(0, "A rate is above zero."), EN).text == "A rate is above zero."


def test_what_is_done_is_said() -> None:
    loaded = loads.loaded("page.txt", Tally(new=2, changed=1, unchanged=3), Tally(), EN)
    assert loaded.text == "Loaded: page.txt\nArticles: 2 new, 1 changed, 3 unchanged."
    assert loads.cancelled("page.txt", EN).text == "page.txt: thrown away, nothing was loaded."
    assert loads.cancelled("", RU).text.startswith("вставленный текст: ")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (None, "no longer there"),
        (ImportState.LOADED, "was loaded before"),
        (ImportState.CANCELLED, "was thrown away before"),
    ],
)
def test_a_decision_is_made_once(state: ImportState | None, said: str) -> None:
    kept = Import(1, 2, "page.txt", None, state) if state else None
    assert said in loads.decided(kept, EN).text


def test_who_may_not_load_is_shown_what_to_read() -> None:
    assert loads.refused("Caravan", EN).text.endswith("/latest")
    assert "Caravan" in loads.refused("Caravan", RU).text
    assert "/load" in loads.how_to(EN).text


@given(
    name=st.text(max_size=300),
    titles=st.lists(st.text(max_size=600)),
    errors=st.lists(st.builds(Problem, st.integers(0, 10**6), st.text("абвgh .", max_size=400))),
    counts=st.tuples(*[st.integers(0, 10**9)] * 3),
    number=st.integers(0, 10**18 - 1),
    words=st.sampled_from([EN, RU]),
)
def test_any_preview_can_be_sent_and_keeps_its_buttons(
    name: str,
    titles: list[str],
    errors: list[Problem],
    counts: tuple[int, int, int],
    number: int,
    words: Words,
) -> None:
    drafts = tuple(Draft("site", f"T {title}", "x.") for title in titles)
    content = Content("page", drafts, QUOTES, tuple(errors), spoken_of=10**9)
    tally = Tally(*counts)
    message = loads.preview(name, content, tally, tally, number, words)
    check_sendable(message)
    assert [one.action for one in message.keyboard[0]] == [
        Decide(number, load=True),
        Decide(number, load=False),
    ]
    check_sendable(loads.loaded(name, tally, tally, words))
    check_sendable(loads.cancelled(name, words))
