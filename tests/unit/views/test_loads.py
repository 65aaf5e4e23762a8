"""What an editor sees who loads something."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest import Content, Problem
from bot.locales import Words, words_for
from bot.views import load_errors, load_progress, loads
from bot.views.load_actions import DoLoad, LoadDeed
from bot.views.load_progress import Reading
from bot.views.loads import Found
from storage import Draft, Import, ImportState, Tally
from tests.unit.views.builders import button, check_sendable, labels, quote

EN, RU = words_for("en"), words_for("ru")
BEGUN = datetime(2024, 12, 21, 10, tzinfo=UTC)
DRAFTS = tuple(Draft("site", f"Title {n}", f"Text {n}.", position=n) for n in range(1, 7))
QUOTES = tuple(quote(f"{code}/USD", "0.5") for code in ("KGS", "KZT", "TJS", "UZS", "TMT"))
PAGE = Content("page", DRAFTS, QUOTES, spoken_of=65)


def found_in(*contents: Content, name: str = "page.txt", size: int = 0, **given: Any) -> Found:
    found = Found(name, size)
    for content in contents:
        found.add(content)
        found.articles += Tally(new=len(content.drafts))
        found.rates += Tally(new=len(content.quotes))
    for field, value in given.items():
        setattr(found, field, value)
    return found


def load_of(state: ImportState, **given: Any) -> Import:
    filled = {"id": 7, "person_id": 2, "file_name": "page.txt", "body": None, "chat_id": 2}
    return Import(**{**filled, "state": state, **given})


LOADED = load_of(
    ImportState.LOADED,
    counts={"articles_new": 2, "articles_changed": 1, "quotes_unchanged": 3},
    decided_at=BEGUN,
    ended_at=BEGUN + timedelta(seconds=65),
)


def test_a_preview_says_what_is_in_a_file_and_asks_what_to_do() -> None:
    shown = found_in(PAGE, size=1_500_000)
    shown.rates = Tally(new=4, changed=1)
    message = loads.preview(shown, 7, EN)
    check_sendable(message)
    assert message.text == (
        "page.txt\n"
        "the site’s page · 1.4 MB\n\n"
        "Found: 6 articles and 5 rates of 21 December 2024.\n"
        "Articles: 6 new.\n"
        "Rates: 4 new, 1 changed.\n\n"
        "The page speaks of 65 results, so 59 lie on further pages.\n\n"
        "• Title 1\nText 1.\n\n• Title 2\nText 2.\n\n• Title 3\nText 3.\n\n• Title 4\nText 4."
    )
    assert labels(message) == [["Load and announce", "Load quietly"], ["Cancel"]]
    for label, deed in (
        ("Load and announce", LoadDeed.ANNOUNCE),
        ("Load quietly", LoadDeed.QUIET),
        ("Cancel", LoadDeed.CANCEL),
    ):
        assert button(message, label).action == DoLoad(7, deed)


def test_a_preview_in_russian() -> None:
    shown = found_in(PAGE, name="", articles=Tally(unchanged=6))
    message = loads.preview(shown, 7, RU)
    assert message.text.startswith("вставленный текст\n")
    assert (
        "Найдено: 5 курсов на 21 декабря 2024\u202fг. и 6 статей.\n"
        "Статьи: без изменений — 6.\n"
        "Курсы: новых — 5.\n\n"
        "Страница сообщает о 65 результатах, значит, ещё 59 находятся на других страницах."
    ) in message.text


def test_where_no_article_is_new_none_is_announced() -> None:
    message = loads.preview(found_in(PAGE, articles=Tally(changed=6)), 7, EN)
    assert labels(message) == [["Load"], ["Cancel"]]
    assert button(message, "Load").action == DoLoad(7, LoadDeed.QUIET)


def test_what_has_nothing_in_it_cannot_be_loaded() -> None:
    message = loads.preview(found_in(Content("rss")), 0, EN)
    assert message.text == "page.txt\nRSS feed\n\nThere is nothing in it to be loaded."
    assert labels(message) == []


def test_the_parts_of_a_file_are_counted_together() -> None:
    wrong = tuple(Problem(n, "A rate is above zero.") for n in (3, 4))
    shown = found_in(
        Content("rss", DRAFTS[:2], errors=wrong),
        Content("csv", DRAFTS[2:], errors=wrong, errors_total=5),
    )
    assert (shown.format, shown.total, shown.left_out) == ("zip", 6, 7)
    assert [draft.title for draft in shown.drafts] == [f"Title {n}" for n in range(1, 5)]
    message = loads.preview(shown, 7, EN)
    assert "several files" in message.text
    assert "Wrong, and left out: 7." in message.text
    assert "and 3 more" in message.text
    assert labels(message)[1] == ["Show errors", "Cancel"]


def test_an_article_is_shown_with_its_topic_its_day_and_its_link() -> None:
    published = datetime(2024, 12, 20, 8, 30, tzinfo=UTC)
    draft = Draft(
        "site",
        "Apricots",
        "They bloom. They are late. They are few.",
        url="https://site.example/1",
        topics=("Fruit", "Trees"),
        published_at=published,
    )
    message = loads.preview(found_in(Content("rss", (draft,))), 7, EN)
    assert message.text.endswith(
        "• Apricots\nFruit · 20 December 2024\nThey bloom. They are late. They are few."
    )
    assert {one["type"] for one in message.entities} >= {"text_link", "date_time"}


def test_rates_alone_are_shown_with_their_days_where_these_differ() -> None:
    first = Content("rates", quotes=(quote("USD/KZT", "478.21"),))
    assert loads.preview(found_in(first), 7, EN).text.endswith("• USD/KZT = 478.21")
    later = Content("rates", quotes=(quote("USD/KZT", "479", as_of=date(2024, 12, 22)),))
    message = loads.preview(found_in(first, later), 7, EN)
    assert message.text.endswith(
        "• USD/KZT = 478.21 · 21 December 2024\n• USD/KZT = 479 · 22 December 2024"
    )


@pytest.mark.parametrize(
    ("articles", "rates", "days", "english", "russian"),
    [
        (1, 0, (), "Found: 1 article.", "Найдено: 1 статья."),
        (
            0,
            1,
            (date(2024, 12, 21),),
            "Found: 1 rate of 21 December 2024.",
            "Найдено: 1 курс на 21 декабря 2024\u202fг., статей нет.",
        ),
        (
            2,
            4,
            (date(2024, 12, 21), date(2024, 1, 1)),
            "Found: 2 articles and 4 rates.",
            "Найдено: 4 курса и 2 статьи.",
        ),
    ],
)
def test_what_was_found_is_counted(
    articles: int, rates: int, days: tuple[date, ...], english: str, russian: str
) -> None:
    assert loads.found(articles, rates, days, EN) == english
    assert loads.found(articles, rates, days, RU) == russian


def test_a_whole_list_speaks_of_no_further_pages() -> None:
    for spoken_of in (None, 0, 6):
        assert loads.further_pages(Content("page", DRAFTS, spoken_of=spoken_of), EN) == []
    one_more = Content("page", DRAFTS, spoken_of=7)
    assert loads.further_pages(one_more, EN) == [
        "The page speaks of 7 results, so 1 lies on further pages."
    ]


def test_problems_stand_in_the_preview_before_the_articles_the_first_of_them() -> None:
    content = Content(
        "page",
        DRAFTS[:1],
        errors=tuple(Problem(n, "A rate is above zero.") for n in range(1, 12)),
        warnings=(Problem(0, "The page has no date: its rates are taken as today's."),),
    )
    message = loads.preview(found_in(content), 1, EN)
    check_sendable(message)
    shown = message.text.split("\n")
    start = shown.index("Please look at this:")
    assert shown[start + 1].endswith("The page has no date: its rates are taken as today's.")
    assert shown[start + 2].endswith("Line 1: A rate is above zero.")
    assert shown[start + 7] == "and 6 more"
    assert "Line 6" not in message.text
    assert shown[-2] == "• Title 1"


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
    inside = Problem(3, "A rate is above zero.", file="a.csv")
    assert loads.explain(inside, EN) == "a.csv: Line 3: A rate is above zero."


def test_what_is_done_is_said() -> None:
    message = loads.loaded(LOADED, EN)
    check_sendable(message)
    assert message.text == (
        "Loaded: page.txt\nArticles: 2 new, 1 changed.\nRates: 3 unchanged.\n\nIt took 65 seconds."
    )
    assert labels(message) == [["Undo"]]
    assert button(message, "Undo").action == DoLoad(7, LoadDeed.UNDO)


def test_what_was_announced_and_left_out_is_said_too() -> None:
    error = {"line": 3, "message": "A rate is above zero.", "fields": {}}
    counts = {"articles_new": 2, "rejected": 1400}
    load = load_of(ImportState.LOADED, counts=counts, errors=(error,), announce=True)
    message = loads.loaded(load, EN)
    assert "Wrong, and left out: 1,400.\n" in message.text
    assert message.text.endswith("The new articles go out to those who subscribed.")
    assert labels(message) == [["Undo", "Show errors"]]
    assert loads.problems_of(load.errors) == [Problem(3, "A rate is above zero.")]


@pytest.mark.parametrize(
    ("load", "said", "shown"),
    [
        (None, "", ("This file is no longer there. Please send it again.", [])),
        (load_of(ImportState.WAITING), "", ("This file is no longer there.", [])),
        (load_of(ImportState.LOADING), "is being loaded", ("Loading page.txt…", [["Stop"]])),
        (load_of(ImportState.CANCELLING), "is being taken back", ("Stopping page.txt…", [])),
        (load_of(ImportState.UNDOING), "is being taken back", ("Taking back page.txt…", [])),
        (LOADED, "was loaded before", ("Loaded: page.txt", [["Undo"]])),
        (load_of(ImportState.UNDONE), "was taken back before", ("Taken back: page.txt", [])),
        (
            load_of(ImportState.CANCELLED),
            "was thrown away before",
            ("page.txt: stopped, nothing of it stays.", []),
        ),
        (
            load_of(ImportState.CANCELLED, chat_id=None),
            "was thrown away before",
            ("page.txt: thrown away, nothing was loaded.", []),
        ),
    ],
)
def test_each_state_is_told(
    load: Import | None, said: str, shown: tuple[str, list[list[str]]]
) -> None:
    text, buttons = shown
    message = load_progress.state(load, EN)
    check_sendable(message)
    assert message.text.startswith(text)
    assert labels(message) == buttons
    assert said in loads.before(load, EN)


def test_a_load_tells_how_far_it_is_and_how_long_the_rest_takes() -> None:
    load = load_of(ImportState.LOADING, place=4300, counts={"total": 10_000})
    message = load_progress.loading(load, EN, begun=300, seconds=20)
    assert message.text == (
        "Loading page.txt…\n█████░░░░░░░ 43 %\n4,300 of 10,000 · 28 seconds left"
    )
    assert labels(message) == [["Stop"]]
    # What is repeated in the file is counted by the place alone.
    over = load_of(ImportState.LOADING, place=12, counts={"total": 10})
    assert load_progress.loading(over, EN).text.endswith("████████████ 100 %\n10 of 10")
    assert load_progress.loading(load_of(ImportState.LOADING, place=5), EN).text == (
        "Loading page.txt…\n5 articles and rates"
    )


def test_an_undo_tells_how_far_it_is() -> None:
    load = load_of(ImportState.UNDOING, counts={"articles_new": 8, "taken_back": 4})
    message = load_progress.undoing(load, EN, seconds=10)
    assert message.text == "Taking back page.txt…\n██████░░░░░░ 50 %\n10 seconds left"


@pytest.mark.parametrize(
    ("ahead", "nth"), [(1, "2nd"), (2, "3rd"), (3, "4th"), (10, "11th"), (20, "21st")]
)
def test_who_waits_is_told_which_one_it_is(ahead: int, nth: str) -> None:
    message = load_progress.waiting(load_of(ImportState.LOADING), ahead, EN)
    assert message.text == f"page.txt waits its turn.\n\n{nth} in the line"
    assert labels(message) == [["Stop"]]


def test_with_nobody_ahead_it_begins() -> None:
    message = load_progress.waiting(load_of(ImportState.LOADING), 0, EN)
    assert message.text == "Loading page.txt…"


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (Reading("a.csv"), "Reading a.csv…"),
        (Reading(""), "Reading pasted text…"),
        (Reading("a.csv", fetching=True, size=2**20), "Fetching a.csv…\n1 MB"),
        (
            Reading("a.csv", fetching=True, done=2**20, size=4 * 2**20),
            "Fetching a.csv…\n███░░░░░░░░░ 25 %\n1 MB of 4 MB · 30 seconds left",
        ),
        (
            Reading("a.csv", done=50, size=100, lines=1200, things=1),
            "Reading a.csv…\n██████░░░░░░ 50 %\n1,200 lines · 1 article or rate · 10 seconds left",
        ),
    ],
)
def test_reading_tells_how_far_it_is(shown: Reading, text: str) -> None:
    assert load_progress.reading(shown, EN, seconds=10).text == text


def test_a_fault_of_ours_is_told_with_its_number() -> None:
    message = loads.failed(load_of(ImportState.CANCELLED), "ABC123", EN)
    assert "page.txt could not be loaded; nothing of it stays." in message.text
    assert "number ABC123" in message.text


PROBLEMS = (
    Problem(2, "{n} is wrong", {"n": "=1+1"}),
    Problem(9, "A rate is above zero."),
)


def rows_of(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))


def test_errors_are_a_table_with_the_lines_that_they_were_in() -> None:
    table = load_errors.table(PROBLEMS, 2, {2: "=cmd()", 9: 'a;"b"'}, EN)
    assert table.startswith(b"\xef\xbb\xbf")
    assert rows_of(table) == [
        ["Line", "Reason", "Text"],
        ["2", "'=1+1 is wrong", "'=cmd()"],
        ["9", "A rate is above zero.", 'a;"b"'],
    ]


def test_errors_of_an_archive_name_their_file_and_what_is_not_listed_is_counted() -> None:
    inside = Problem(3, "A rate is above zero.", file="a.csv")
    table = load_errors.table((inside,), 10_001, {3: "of another file"}, EN)
    assert rows_of(table) == [
        ["File", "Line", "Reason", "Text"],
        ["a.csv", "3", "A rate is above zero.", ""],
        ["", "", "and 10,000 more", ""],
    ]


def test_few_errors_are_a_message() -> None:
    message = load_errors.message("a.csv", PROBLEMS, EN)
    check_sendable(message)
    assert message.text == (
        "Left out of a.csv\n\n• Line 2: =1+1 is wrong\n• Line 9: A rate is above zero."
    )
    assert load_errors.caption("a.csv", 30, EN).text == "a.csv: Wrong, and left out: 30."


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
    drafts = tuple(Draft("site", f"T {title}", title * 9) for title in titles)
    content = Content("page", drafts, QUOTES, tuple(errors), spoken_of=10**9)
    shown = found_in(content, name=name, size=10**9, articles=Tally(*counts))
    message = loads.preview(shown, number, words)
    check_sendable(message)
    actions = [one.action for row in message.keyboard for one in row]
    assert DoLoad(number, LoadDeed.QUIET) in actions
    assert actions[-1] == DoLoad(number, LoadDeed.CANCEL)
    check_sendable(load_errors.message(name, errors[:20], words))
    for state in ImportState:
        load = load_of(state, file_name=name, place=counts[0], counts={"articles_new": counts[1]})
        check_sendable(load_progress.state(load, words, seconds=counts[2]))
        check_sendable(load_progress.waiting(load, counts[0], words))
