"""Dates as people write them, read on Saturday, 21 December 2024."""

import time
from datetime import MAXYEAR, MINYEAR, date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import example, given
from hypothesis import strategies as st

from storage.dates import LONGEST, Span, full_date, longest_date, parse_date

TODAY = date(2024, 12, 21)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
WORDS = (
    "21 5 0 00 31 12 2024 1899 2101 9999 99999999 21.12 31.02 21/12/2024 2024-12-21 21st 7 two a "
    "of the on в на december декабря may дек. monday понедельник last this прошлой эту past "
    "последние days дня week неделю month год лет г. ago назад today вчера before day "
    ", . - / ² ١٢ й \u0438\u0306 \ud800 x"
)
phrases = st.lists(st.sampled_from(WORDS.split()), max_size=7).map(" ".join)


def span(written: str) -> Span:
    """`2024-12-21` or `2024-12-09/2024-12-15`."""
    first, _, last = written.partition("/")
    return Span(date.fromisoformat(first), date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-12-21", "2024-12-21"),
        ("2024/12/21", "2024-12-21"),
        ("2024.12.21", "2024-12-21"),
        ("2024-1-5", "2024-01-05"),
        ("21.12.2024", "2024-12-21"),
        ("21.12.2024 г.", "2024-12-21"),
        ("21-12-2024", "2024-12-21"),
        ("21.12.24", "2024-12-21"),
        ("5.1.24", "2024-01-05"),
        ("21.12.44", "2044-12-21"),
        ("21.12.45", "1945-12-21"),
        ("21.12", "2024-12-21"),
        ("22.12", "2023-12-22"),
        ("01.01", "2024-01-01"),
        ("29.02", "2024-02-29"),
        ("21/12/2024", "2024-12-21"),
        ("03/04/2024", "2024-04-03"),
        ("12/21/2024", "2024-12-21"),
        ("12/21/24", "2024-12-21"),
        ("21 December 2024", "2024-12-21"),
        ("21st of Dec", "2024-12-21"),
        ("the 21st of December, 2024", "2024-12-21"),
        ("on 22nd December", "2023-12-22"),
        ("December 21st, 2024", "2024-12-21"),
        ("Dec 21", "2024-12-21"),
        ("Dec. 22", "2023-12-22"),
        ("Sept 3, 2024", "2024-09-03"),
        ("21-Dec-2024", "2024-12-21"),
        ("may 5", "2024-05-05"),
        ("21 декабря 2024 года", "2024-12-21"),
        ("21 декабря 2024г.", "2024-12-21"),
        ("21 дек", "2024-12-21"),
        ("21-го декабря", "2024-12-21"),
        ("5 фев. 2024", "2024-02-05"),
        ("5 мая", "2024-05-05"),
        ("29 февраля", "2024-02-29"),
        ("Saturday, 21 December 2024", "2024-12-21"),
        ("в субботу, 21 декабря", "2024-12-21"),
        ("today", "2024-12-21"),
        ("yesterday", "2024-12-20"),
        ("the day before yesterday", "2024-12-19"),
        ("сегодня", "2024-12-21"),
        ("вчера", "2024-12-20"),
        ("позавчера", "2024-12-19"),
        ("3 days ago", "2024-12-18"),
        ("0 days ago", "2024-12-21"),
        ("two weeks ago", "2024-12-07"),
        ("a month ago", "2024-11-21"),
        ("one year ago", "2023-12-21"),
        ("неделю назад", "2024-12-14"),
        ("одну неделю назад", "2024-12-14"),
        ("3 дня назад", "2024-12-18"),
        ("три дня тому назад", "2024-12-18"),
        ("две недели назад", "2024-12-07"),
        ("два месяца назад", "2024-10-21"),
        ("год назад", "2023-12-21"),
        ("5 лет назад", "2019-12-21"),
        ("Saturday", "2024-12-21"),
        ("Monday", "2024-12-16"),
        ("on sun", "2024-12-15"),
        ("last Saturday", "2024-12-14"),
        ("last Monday", "2024-12-16"),
        ("в понедельник", "2024-12-16"),
        ("во вторник", "2024-12-17"),
        ("в среду", "2024-12-18"),
        ("пт", "2024-12-20"),
        ("прошлый вторник", "2024-12-17"),
        ("в прошлую субботу", "2024-12-14"),
        ("прошлого воскресенья", "2024-12-15"),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str, day: str) -> None:
    assert parse_date(text, TODAY) == span(day)
    assert parse_date(f"  {text.upper()}, ", TODAY) == span(day)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024-12", "2024-12-01/2024-12-31"),
        ("12.2024", "2024-12-01/2024-12-31"),
        ("02/2023", "2023-02-01/2023-02-28"),
        ("2024", "2024-01-01/2024-12-31"),
        ("1900", "1900-01-01/1900-12-31"),
        ("2100", "2100-01-01/2100-12-31"),
        ("в 2023 году", "2023-01-01/2023-12-31"),
        ("2023 г.", "2023-01-01/2023-12-31"),
        ("December 2024", "2024-12-01/2024-12-31"),
        ("feb of 2024", "2024-02-01/2024-02-29"),
        ("декабрь 2024", "2024-12-01/2024-12-31"),
        ("в декабре 2023 года", "2023-12-01/2023-12-31"),
        ("December", "2024-12-01/2024-12-31"),
        ("May", "2024-05-01/2024-05-31"),
        ("декабрь", "2024-12-01/2024-12-31"),
        ("в декабре", "2024-12-01/2024-12-31"),
        ("в мае", "2024-05-01/2024-05-31"),
        ("за март", "2024-03-01/2024-03-31"),
        ("last December", "2023-12-01/2023-12-31"),
        ("в прошлом ноябре", "2024-11-01/2024-11-30"),
        ("this week", "2024-12-16/2024-12-22"),
        ("last week", "2024-12-09/2024-12-15"),
        ("this month", "2024-12-01/2024-12-31"),
        ("last month", "2024-11-01/2024-11-30"),
        ("this year", "2024-01-01/2024-12-31"),
        ("last year", "2023-01-01/2023-12-31"),
        ("эта неделя", "2024-12-16/2024-12-22"),
        ("на этой неделе", "2024-12-16/2024-12-22"),
        ("прошлая неделя", "2024-12-09/2024-12-15"),
        ("на прошлой неделе", "2024-12-09/2024-12-15"),
        ("за прошлую неделю", "2024-12-09/2024-12-15"),
        ("прошлой недели", "2024-12-09/2024-12-15"),
        ("на позапрошлой неделе", "2024-12-02/2024-12-08"),
        ("этого месяца", "2024-12-01/2024-12-31"),
        ("в прошлом месяце", "2024-11-01/2024-11-30"),
        ("прошлого года", "2023-01-01/2023-12-31"),
        ("past 7 days", "2024-12-15/2024-12-21"),
        ("over the last two weeks", "2024-12-08/2024-12-21"),
        ("past week", "2024-12-15/2024-12-21"),
        ("past 1 day", "2024-12-21"),
        ("последние 7 дней", "2024-12-15/2024-12-21"),
        ("за последний месяц", "2024-11-22/2024-12-21"),
        ("за последние два года", "2022-12-22/2024-12-21"),
    ],
)
def test_a_period_runs_from_its_first_day_to_its_last(text: str, period: str) -> None:
    assert parse_date(text, TODAY) == span(period)
    assert parse_date(f"  {text.upper()}, ", TODAY) == span(period)


@pytest.mark.parametrize(
    ("text", "today", "expected"),
    [
        ("1 января", "2025-01-01", "2025-01-01"),
        ("31.12", "2025-01-01", "2024-12-31"),
        ("29 February", "2023-06-01", "2020-02-29"),
        ("29.02", "1903-06-01", "1896-02-29"),
        ("January", "2025-01-01", "2025-01-01/2025-01-31"),
        ("February", "2025-01-31", "2024-02-01/2024-02-29"),
        ("last week", "2025-01-01", "2024-12-23/2024-12-29"),
        ("last month", "2025-01-31", "2024-12-01/2024-12-31"),
        ("last year", "2024-02-29", "2023-01-01/2023-12-31"),
        ("a month ago", "2024-03-31", "2024-02-29"),
        ("год назад", "2024-02-29", "2023-02-28"),
        ("past month", "2024-03-31", "2024-03-01/2024-03-31"),
        ("Monday", "2024-12-16", "2024-12-16"),
        ("last Monday", "2024-12-16", "2024-12-09"),
        ("last December", "2025-01-01", "2024-12-01/2024-12-31"),
    ],
)
def test_what_a_date_leaves_out_is_taken_from_today(text: str, today: str, expected: str) -> None:
    assert parse_date(text, date.fromisoformat(today)) == span(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " , . ",
        "21",
        "5",
        "3.5",
        "1.5",
        "100.50",
        "3.2024",
        "24/7",
        "1899",
        "2101",
        "20241221",
        "31.02",
        "31.02.2024",
        "29.02.2023",
        "31 June",
        "31 апреля 2024",
        "00.12.2024",
        "21.00",
        "21.13.2024",
        "13/13/2024",
        "2024-13",
        "2024-12/21",
        "21 December 1899",
        "21 December 9999",
        "21 Smarch",
        "maybe",
        "marching",
        "day",
        "week",
        "on",
        "the",
        "last",
        "last days",
        "last word",
        "this Friday",
        "ago",
        "3 ago",
        "3 days",
        "some days ago",
        "days ago",
        "past 0 days",
        "9999 years ago",
        "99999999999999999999 days ago",
        "прошлое",
        "мир",
        "21 декабря и ещё",
        "today or yesterday",
        "2024-12-21 2024-12-22",
    ],
)
def test_what_is_no_date_is_not_taken_for_one(text: str) -> None:
    assert parse_date(text, TODAY) is None


@pytest.mark.parametrize(
    ("words", "expected", "count"),
    [
        ("21 December 2024 Astana", "2024-12-21", 3),
        ("21 декабря, Астана", "2024-12-21", 2),
        ("21 декабря 2024 г. Астана", "2024-12-21", 4),
        ("December inflation", "2024-12-01/2024-12-31", 1),
        ("December 2023 inflation", "2023-12-01/2023-12-31", 2),
        ("last week oil", "2024-12-09/2024-12-15", 2),
        ("in the last seven days", "2024-12-15/2024-12-21", 5),
        ("3 days ago", "2024-12-18", 3),
        ("day before yesterday", "2024-12-19", 3),
        ("2024-12-20", "2024-12-20", 1),
        ("Monday", "2024-12-16", 1),
    ],
)
def test_the_longest_date_that_words_begin_with_counts(
    words: str, expected: str, count: int
) -> None:
    assert longest_date(words.split(), TODAY) == (span(expected), count)


@pytest.mark.parametrize("words", ["", "oil", "21 oil", "oil 21 December", "the oil of last week"])
def test_words_that_begin_with_no_date_have_none(words: str) -> None:
    assert longest_date(words.split(), TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("21 December 2024", TODAY),
        ("December 21st, 2024", TODAY),
        ("суббота, 21 декабря 2024 г.", TODAY),
        ("2024-12-21", TODAY),
        ("21.12.2024", TODAY),
        ("21 December", None),
        ("21.12", None),
        ("21.12.24", None),
        ("03/04/2024", None),
        ("today", None),
        ("2024", None),
        ("31 February 2024", None),
        ("", None),
    ],
)
def test_only_a_date_that_leaves_nothing_open_is_full(text: str, day: date | None) -> None:
    assert full_date(text) == day


@given(
    day=days,
    today=days,
    form=st.sampled_from(["full", "long", "medium"]),
    locale=st.sampled_from(["en", "en_GB", "ru"]),
)
def test_a_day_that_babel_wrote_is_read_back(
    day: date, today: date, form: str, locale: str
) -> None:
    written = format_date(day, form, locale)
    assert parse_date(written, today) == Span(day, day)
    assert full_date(written) == day


@given(day=days, pattern=st.sampled_from(["d.M.y", "dd.MM.y", "y-MM-dd", "y/M/d", "dd/MM/y"]))
def test_a_day_in_numbers_is_read_back(day: date, pattern: str) -> None:
    assert parse_date(format_date(day, pattern), TODAY) == Span(day, day)


@given(
    day=days,
    locale=st.sampled_from(["en", "ru"]),
    pattern=st.sampled_from(["LLLL y", "LLL y", "MMMM y", "MMM y"]),
)
def test_a_month_that_babel_wrote_is_read_back(day: date, locale: str, pattern: str) -> None:
    found = parse_date(format_date(day, pattern, locale), TODAY)
    assert found is not None
    assert found.first == day.replace(day=1)
    assert (found.last + timedelta(days=1)).day == 1
    assert found.first <= day <= found.last


@given(
    day=days,
    today=days,
    locale=st.sampled_from(["en", "ru"]),
    pattern=st.sampled_from(["d MMMM", "d MMM", "MMMM d", "dd.MM"]),
)
def test_a_day_without_a_year_is_the_latest_that_is_not_ahead(
    day: date, today: date, locale: str, pattern: str
) -> None:
    found = parse_date(format_date(day, pattern, locale), today)
    if found is None:  # nothing but a leap day before the first one
        assert (day.month, day.day) == (2, 29)
        return
    assert (found.first.month, found.first.day) == (day.month, day.day)
    assert found.first <= today
    later = [year for year in range(found.first.year + 1, today.year + 1) if _has(year, day, today)]
    assert not later


def _has(year: int, day: date, today: date) -> bool:
    try:
        return day.replace(year=year) <= today
    except ValueError:
        return False


@given(
    today=days,
    weekday=st.integers(0, 6),
    locale=st.sampled_from(["en", "ru"]),
    width=st.sampled_from(["EEEE", "EEE"]),
)
def test_a_weekday_is_the_latest_and_the_last_one_is_before_today(
    today: date, weekday: int, locale: str, width: str
) -> None:
    name = format_date(date(2024, 1, 1) + timedelta(days=weekday), width, locale)
    bare, last = parse_date(name, today), parse_date(f"last {name}", today)
    assert bare is not None
    assert last is not None
    assert bare.first.weekday() == last.first.weekday() == weekday
    assert timedelta(0) <= today - bare.first < timedelta(7)
    assert timedelta(0) < today - last.first <= timedelta(7)


@given(text=st.text(max_size=LONGEST + 5) | phrases, today=st.dates())
@example(text="yesterday", today=date.min)
@example(text="29 february", today=date.min)
@example(text="last month", today=date.min)
@example(text="last december", today=date.min)
@example(text="past 2 years", today=date.min)
@example(text="this week", today=date.max)
@example(text="21.12.99", today=date.max)
def test_no_text_and_no_day_make_it_fail(text: str, today: date) -> None:
    found = parse_date(text, today)
    if found is not None:
        assert MINYEAR <= found.first.year <= found.last.year <= MAXYEAR
        assert found.first <= found.last
    full = full_date(text)
    assert full is None or found == Span(full, full)
    begun = longest_date(text.split(" "), today)
    if begun:
        assert begun[0] == parse_date(" ".join(text.split(" ")[: begun[1]]), today)


def test_a_long_text_is_not_looked_at() -> None:
    assert parse_date("today".ljust(LONGEST), TODAY) == Span(TODAY, TODAY)
    assert parse_date("today".ljust(LONGEST + 1), TODAY) is None
    begun = time.monotonic()
    assert parse_date("9" * 20_000_000, TODAY) is None
    assert longest_date(["a " * 1_000_000] * 5, TODAY) is None
    assert time.monotonic() - begun < 5
