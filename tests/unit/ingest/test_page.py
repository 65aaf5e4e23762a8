"""Pages to articles and rates."""

from datetime import date
from decimal import Decimal

import pytest

from bot.ingest import Content, Unreadable, read
from bot.ingest.page import LONGEST_TITLE
from storage import Draft, Quote
from tests.unit.ingest.pages import TWO, page

TODAY = date(2026, 2, 3)
PAGE_DAY = date(2024, 12, 21)


def read_text(text: str) -> Content:
    return read(text.encode(), TODAY)


def articles(content: Content) -> list[tuple[str, str]]:
    return [(draft.title, draft.body) for draft in content.drafts]


def problems(content: Content) -> list[str]:
    return [str(problem) for problem in (*content.errors, *content.warnings)]


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read(data, TODAY)
    return str(refused.value)


def test_a_page_is_read_whole() -> None:
    content = read_text(page())
    assert content == Content(
        "page",
        tuple(Draft("site", title, body, position=n) for n, (title, body) in enumerate(TWO, 1)),
        (
            Quote("KGS", "USD", Decimal("0.01149"), PAGE_DAY, "site", Decimal(0)),
            Quote("KZT", "USD", Decimal("0.00191"), PAGE_DAY, "site", Decimal("-0.52")),
        ),
        spoken_of=65,
    )
    assert content.on_further_pages == 63


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n\n", " \n", "\n\u200b\u200b\n"])
def test_line_ends_do_not_matter(end: str) -> None:
    text = page()
    if "\u200b" in end:  # what cannot be seen is no title and no text
        assert articles(read_text(text + end)) == list(TWO)
    else:
        assert articles(read_text(text.replace("\n", end))) == list(TWO)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_in_any_dress_is_read(encoding: str) -> None:
    text = page([("Қазақстан «ұшады»", "Ғарышқа ұшу. 🚀 Ұшты!")])
    content = read(text.encode(encoding), TODAY)
    assert articles(content) == [("Қазақстан «ұшады»", "Ғарышқа ұшу. 🚀 Ұшты!")]
    assert len(content.quotes) == 2


@pytest.mark.parametrize("byte_order", ["le", "be"])
def test_utf_16_is_known_by_its_mark(byte_order: str) -> None:
    assert articles(read(f"\ufeff{page()}".encode(f"utf-16-{byte_order}"), TODAY)) == list(TWO)


def test_windows_1251_is_the_other_encoding() -> None:
    text = page(
        [("Ёлка на площади", "Её зажгли в пять. Было светло…")],
        day="21 декабря 2024 г.",
        results="Результаты 1 – 1 из 1 065",
    )
    content = read(text.encode("windows-1251"), TODAY)
    assert articles(content) == [("Ёлка на площади", "Её зажгли в пять. Было светло…")]
    assert content.spoken_of == 1065
    assert {quote.as_of for quote in content.quotes} == {PAGE_DAY}
    assert problems(content) == []


@pytest.mark.parametrize(
    "day",
    [
        "21 December 2024",
        "21 dec 2024",
        "December 21, 2024",
        "Dec 21 2024",
        " 21  декабря 2024 года ",
        "21 дек 2024",
        "21 дек. 2024 г.",
        "Dec. 21, 2024",
        "21 декабря 2024 г",
        "2024-12-21",
        "21.12.2024",
        "Saturday, 21 December 2024",
        "Saturday, December 21st, 2024",
        "суббота, 21 декабря 2024 г.",
    ],
)
def test_a_day_is_known_by_its_month(day: str) -> None:
    content = read_text(page(day=day))
    assert {quote.as_of for quote in content.quotes} == {PAGE_DAY}
    assert articles(content) == list(TWO)


@pytest.mark.parametrize(
    "day", ["31 February 2024", "21 Smarch 2024", "31.02.2024", "21 December 9999", "2024"]
)
def test_what_is_no_day_is_not_taken_for_one(day: str) -> None:
    content = read_text(page(day=day))
    assert {quote.as_of for quote in content.quotes} == {TODAY}


def test_without_a_date_the_rates_are_todays() -> None:
    content = read_text(page(day=None))
    assert {quote.as_of for quote in content.quotes} == {TODAY}
    assert problems(content) == ["The page has no date: its rates are taken as today's."]


def test_without_a_ticker_there_are_no_rates_and_no_word_about_them() -> None:
    content = read_text(page(ticker=(), day=None))
    assert articles(content) == list(TWO)
    assert content.quotes == () and problems(content) == []


def test_a_ticker_alone_is_a_page_too() -> None:
    content = read_text(page([], results=None))
    assert content.drafts == () and len(content.quotes) == 2
    assert content.spoken_of is None and content.on_further_pages == 0


def test_without_a_results_line_titles_are_told_from_texts() -> None:
    content = read_text(page(results=None))
    assert articles(content) == list(TWO)
    assert content.spoken_of is None and problems(content) == []


def test_text_above_the_first_results_line_leads_around_the_site() -> None:
    content = read_text(f"Home\n\nNews\n\n{page()}")
    assert articles(content) == list(TWO) and problems(content) == []


def test_the_results_line_may_stand_under_the_list_again() -> None:
    content = read_text(f"{page()}\nViewing results 1 - 2 of 65\n")
    assert articles(content) == list(TWO) and problems(content) == []


def test_several_pages_in_one_file_are_all_read() -> None:
    second = [("Third article", "With a text of its own."), ("The fourth", "It has one too.")]
    content = read_text(page() + page(second, results="Viewing results 3 - 4 of 65"))
    assert articles(content) == [*TWO, *second]
    assert [draft.position for draft in content.drafts] == [1, 2, 3, 4]
    assert content.on_further_pages == 61 and problems(content) == []


@pytest.mark.parametrize(
    ("results", "spoken_of", "first"),
    [
        ("Viewing results 7 - 8 of 65", 65, 7),
        ("viewing results 1–2 of 1,065", 1065, 1),
        ("Viewing results 1 001 — 1 002 of 12 345 678", 12345678, 1001),
        ("Показаны результаты 1 - 2 из 2", 2, 1),
    ],
)
def test_the_results_line_says_what_is_shown(results: str, spoken_of: int, first: int) -> None:
    content = read_text(page(results=results))
    assert content.spoken_of == spoken_of
    assert content.drafts[0].position == first
    assert problems(content) == []


@pytest.mark.parametrize(
    ("results", "expected"),
    [("1 - 6 of 65", 6), ("6 - 1 of 65", 0), ("0 - 0 of 0", 0), ("2 - 2 of 5", 1)],
)
def test_a_wrong_count_is_told_and_loses_nothing(results: str, expected: int) -> None:
    content = read_text(page(results=f"Viewing results {results}"))
    assert articles(content) == list(TWO)
    assert problems(content) == [f"The page announces {expected} articles; found: 2."]


def test_absurd_counts_are_no_results_line() -> None:
    content = read_text(page(results=f"Viewing results 1 - 2 of {'9' * 5000}"))
    assert content.spoken_of is None
    assert len(content.drafts) == 2


def test_a_text_may_have_several_paragraphs() -> None:
    long_one = ("A long story", "It began early.\n\nThen it rained:\nfor days.\n\nIt ended.")
    content = read_text(page([long_one, TWO[1]]))
    assert articles(content) == [long_one, TWO[1]] and problems(content) == []


def test_where_the_count_agrees_titles_and_texts_take_turns_however_they_look() -> None:
    odd = [("It rained.", "Who knew"), ("And then…", "Nobody cared"), ("T" * 300, "S")]
    content = read_text(page(odd))
    assert articles(content) == odd and problems(content) == []


def test_a_title_may_ask_and_a_short_text_under_it_is_its_text() -> None:
    odd = [("Who will count the bees?", "Bees!"), ("“Why?” asks a minister", "Because")]
    assert articles(read_text(page(odd, results=None))) == odd


def test_a_line_too_long_for_a_title_is_text() -> None:
    text = "w" * (LONGEST_TITLE + 1)
    content = read_text(page([TWO[0]], results=None) + f"\n{text}\n")
    assert articles(content) == [(TWO[0][0], f"{TWO[0][1]}\n\n{text}")]


@pytest.mark.parametrize("form", ["\u2028", "\u2029", "\x0b", "\x0c", "\x85"])
def test_line_numbers_are_those_an_editor_counts(form: str) -> None:
    content = read_text(f"KZT/USD = 0.1\n{form}\nOne{form}two\n\nText.\n\nKGS/USD = x")
    assert [problem.line for problem in content.errors] == [7]


@pytest.mark.parametrize(
    "line",
    [
        "KZT/USD =",
        "KZT/USD = abc",
        "KZT/USD = 1e5 0%",
        "KZT/USD = 0.001.2 0%",
        "KZT/USD = 0.1 2 3",
        "KZT/USD = -0.1",
        "KZT/USD = ٣ 0%",
        "KZT/USD = 0.00191 0% !",
        "KZT/USD = 0.00191%",
        "KZT/USD = " + "9" * 21,
    ],
)
def test_a_line_that_is_no_rate_is_told_with_its_number(line: str) -> None:
    content = read_text(f"\nKGS/USD = 1\n  • {line}\nTJS/USD = 2 1%\n")
    assert [quote.base for quote in content.quotes] == ["KGS", "TJS"]
    assert [problem.line for problem in content.errors] == [3]
    assert "KZT/USD = 0.00191 0%" in str(content.errors[0])


@pytest.mark.parametrize("change", ["up", "1e3", "+-1", "1.2.3", "1234567890"])
def test_a_change_that_is_none_is_told(change: str) -> None:
    content = read_text(f"KGS/USD = 1\nKZT/USD = 0.00191 {change}%")
    assert problems(content)[0] == f"line 2: “{change}” is no change in percent."


@pytest.mark.parametrize("value", ["0", "0.00", "0,000", "00000"])
def test_a_rate_of_nothing_is_told(value: str) -> None:
    content = read_text(f"KGS/USD = 1\n\n\nKZT/USD = {value} 0%")
    assert problems(content)[0] == "line 4: A rate is above zero."
    assert len(content.quotes) == 1


def test_a_ticker_that_contradicts_itself_is_told_and_its_first_word_counts() -> None:
    content = read_text("KZT/USD = 0.00191 0%\nKZT/USD = 0.00191 0%\nKZT/USD = 0.00192 0%")
    assert [str(quote.value) for quote in content.quotes] == ["0.00191"]
    assert problems(content)[0] == (
        "line 3: KZT/USD was said to be 0.00191 before; the first one counts."
    )


@pytest.mark.parametrize("again", ["KZT/USD = 0.001910 0%", "KZT/USD = 0.00191 1%"])
def test_other_digits_or_another_change_contradict_too(again: str) -> None:
    content = read_text(f"KZT/USD = 0.00191 0%\n{again}")
    assert [problem.line for problem in content.errors] == [2]


@pytest.mark.parametrize(
    ("line", "value", "change"),
    [
        ("• KZT/USD = 0.00191 0%", "0.00191", "0"),
        ("- KZT / USD=0,00191  −0,52 %", "0.00191", "-0.52"),
        ("KZT/USD = 0.0019100 +0.550%", "0.0019100", "0.550"),
        ("\t*\u00a0KZT/USD = 12 –1%", "12", "-1"),
        ("KZT/USD = 1.10", "1.10", None),
        ("KZT/USD = " + "9" * 20 + "." + "9" * 20, "9" * 20 + "." + "9" * 20, None),
    ],
)
def test_a_rate_keeps_the_digits_of_its_source(line: str, value: str, change: str | None) -> None:
    content = read_text(line)
    (quote,) = content.quotes
    assert str(quote.value) == value
    assert (None if quote.change is None else str(quote.change)) == change
    assert content.errors == ()


def test_a_title_without_a_text_is_told_and_left_out() -> None:
    content = read_text(page([*TWO, ("The last one", "")], results=None))
    assert articles(content) == list(TWO)
    lines = page([*TWO, ("The last one", "")], results=None).split("\n")
    assert problems(content) == [
        f"line {lines.index('The last one') + 1}: A title without a text after it."
    ]


def test_a_text_without_a_title_is_told_and_left_out() -> None:
    content = read_text(f"It rained.\n\n{page(ticker=(), day=None, results=None)}")
    assert articles(content) == list(TWO)
    assert problems(content) == ["line 1: A text without a title before it."]


def test_a_title_of_nothing_that_can_be_seen_is_told() -> None:
    content = read_text(page([("\u200b\u2060", "Text."), *TWO]))
    assert articles(content) == list(TWO)
    assert "A title of nothing that can be seen." in problems(content)[0]


@pytest.mark.parametrize(
    "data",
    [
        b"one line of nothing",
        b"a.\n\nb.\n\nc.",
        b"21 December 2024\n\nViewing results 1 - 6 of 65",
        "\u200b\n\n\u200b".encode(),
        b"KZT/USD = 0\nKGS/USD = x",
    ],
)
def test_a_file_without_articles_and_rates_is_not_the_page(data: bytes) -> None:
    assert "This is not the site's page" in refusal(data)


@pytest.mark.parametrize("data", [b"\x01\x02\0\0\0\rIHDR", b"a\0b" * 1000])
def test_binary_files_are_no_text(data: bytes) -> None:
    assert refusal(data) == "This is no text: it holds bytes that no text has."


def test_a_file_of_too_many_lines_is_refused_at_once() -> None:
    assert "more than a million lines" in refusal(b"a\n" * 10_000_000)


@pytest.mark.parametrize(
    "line",
    [
        "Viewing\u00a0results 1 - 2 of 65",
        "Viewing results 1 – 2 of 65 results",
        "Viewing results 1 - 2 of 65.",
        "Просмотр результатов 1 – 2 из 65",
        "Показаны результаты 1 – 2 из 65",
    ],
)
def test_the_results_line_is_known_in_its_variations(line: str) -> None:
    content = read_text(f"{line}\n\nOne\n\nIts text.\n\nTwo\n\nIts text.\n")
    assert [draft.title for draft in content.drafts] == ["One", "Two"]
    assert content.spoken_of == 65
    assert problems(content) == []


def test_a_pager_under_the_list_is_no_article() -> None:
    text = "Viewing results 1 - 2 of 65\n\nOne\n\nText.\n\nTwo\n\nText.\n\n1\n\n2\n\n3\n\nNext »\n"
    assert [draft.title for draft in read_text(text).drafts] == ["One", "Two"]


def test_titles_that_end_like_a_text_are_told_by_the_count() -> None:
    text = (
        "Viewing results 1 - 2 of 2\n\nIt snowed.\n\nA text.\n\n"
        + "A long text of it. " * 30
        + "\n\n"
        "It melted.\n\nA text.\n"
    )
    content = read_text(text)
    assert [draft.title for draft in content.drafts] == ["It snowed.", "It melted."]


def test_a_page_without_blank_lines_is_told_by_the_count() -> None:
    content = read_text("Viewing results 1 - 2 of 2\nOne\nIts text.\nTwo\nIts text.\n")
    assert [(draft.title, draft.body) for draft in content.drafts] == [
        ("One", "Its text."),
        ("Two", "Its text."),
    ]
