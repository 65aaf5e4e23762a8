"""JSON, JSON Lines and tables: names that are understood, errors with their lines."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.ingest import Unreadable, read
from bot.ingest.columns import NAMES, field_of

TODAY = date(2026, 2, 3)
NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
ONE = {
    "headline": "Snow &amp; ice",
    "Описание": "Short.",
    "content": "<p>Long.</p><p>Longer.</p>",
    "href": "https://a.example/1?utm_source=x",
    "pubDate": "21.12.2024",
    "рубрика": "weather; roads",
    "lang": "en-GB",
    "thumbnail": {"url": "https://a.example/1.png"},
    "id": 17,
}


def lines(*values: Mapping[str, Any] | str) -> bytes:
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in values).encode()


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (lines(ONE), "json"),
        (lines(ONE, {"title": "Other"}), "jsonl"),
        (json.dumps([ONE]).encode(), "json"),
        (json.dumps({"status": "ok", "articles": [ONE]}, indent=2).encode(), "json"),
        (json.dumps({"data": {"meta": {"n": 1}, "results": [ONE]}}).encode("utf-16"), "json"),
    ],
)
def test_an_article_is_understood_by_any_usual_names(data: bytes, format_: str) -> None:
    content = read(data, TODAY, now=NOW)
    draft = content.drafts[0]
    assert content.format == format_ and content.errors == content.warnings == ()
    assert draft.title == "Snow & ice"
    assert (draft.summary, draft.body) == ("Short.", "Long.\n\nLonger.")
    assert (draft.url, draft.source) == ("https://a.example/1", "a.example")
    assert draft.published_at == datetime(2024, 12, 21, tzinfo=UTC)
    assert (draft.topics, draft.language) == (("weather", "roads"), "en")
    assert (draft.image, draft.guid) == ("https://a.example/1.png", "17")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_table_names_its_columns_in_its_first_line(separator: str) -> None:
    rows = [
        ["Заголовок", "Текст", "Ссылка", "теги", "unknown"],
        ['"Said ""no"""', '"One.\n\nTwo."', "https://a.example/1", "a|b", "x"],
        ["", "", "", "", ""],
        ["Three", "Text", "", "", ""],
    ]
    text = "\ufeff" + "\r\n".join(separator.join(row) for row in rows).replace("a|b", '"a|b"')
    content = read(text.encode(), TODAY, now=NOW)
    assert content.format == "csv" and content.errors == ()
    assert [(draft.title, draft.body) for draft in content.drafts] == [
        ('Said "no"', "One.\n\nTwo."),
        ("Three", "Text"),
    ]
    assert content.drafts[0].topics == ("a", "b")


def test_errors_have_the_lines_of_the_file() -> None:
    data = lines({"title": "a"}, "", "{broken", "[1]", {"id": 1}, {"title": "b"})
    content = read(data, TODAY, now=NOW)
    assert [draft.title for draft in content.drafts] == ["a", "b"]
    assert [problem.line for problem in content.errors] == [3, 4, 5]
    document = b'[\n{"title": "a"},\n{"x": 1},\n{"title": tru},\n{"title": "b"}\n]'
    assert [problem.line for problem in read(document, TODAY).errors] == [3, 4]


def test_the_line_of_a_row_is_its_first_also_after_cells_of_many_lines() -> None:
    data = b'title,text\n"a\nb","c\n\nd"\n,only text\nx,y,z\n'
    content = read(data, TODAY, now=NOW)
    assert content.drafts[0].title == "a b"
    assert [problem.line for problem in content.errors] == [6, 7]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_line() -> None:
    data = b'title,text\n"never closed,x\ntwo,y\nthree,z\n'
    content = read(data, TODAY, now=NOW)
    assert [draft.title for draft in content.drafts] == ["two", "three"]
    assert [problem.line for problem in content.errors] == [2]


def test_quotation_marks_within_a_cell_are_forgiven() -> None:
    data = b'title,text\n"A" is for apple,x\nA 5" pipe,y\n'
    titles = [draft.title for draft in read(data, TODAY).drafts]
    assert titles == ["A is for apple", 'A 5" pipe']


@pytest.mark.parametrize(
    "data",
    [
        b"pair,rate,date\nUSD/KZT,478.210,2024-12-21\nEURKZT,500,2024-12-21",
        b"base;quote;value;date;nominal\nUSD;KZT;47821,0;21.12.2024;100\nEUR;KZT;500;21.12.2024;1",
        b'{"pair": "USD-KZT", "value": 478.210, "date": "2024-12-21T10:00:00Z"}\n'
        b'{"base": "EUR", "quote": "KZT", "price": "500", "date": "2024-12-21"}',
        b'[{"from": "usd", "to": "kzt", "rate": "478.210", "as_of": "2024-12-21"},'
        b'{"pair": "EUR/KZT", "rate": 500, "as_of": "2024-12-21"}]',
    ],
)
def test_rates_keep_their_digits(data: bytes) -> None:
    content = read(data, TODAY, now=NOW)
    assert content.drafts == () and content.errors == ()
    assert [(q.base, q.quote, str(q.value), q.as_of) for q in content.quotes] == [
        ("USD", "KZT", "478.210", date(2024, 12, 21)),
        ("EUR", "KZT", "500", date(2024, 12, 21)),
    ]


def test_a_rate_without_a_date_is_of_today_with_a_warning() -> None:
    content = read(b"pair,value,change\nUSD/KZT,1.5,0.2%\nEUR/KZT,2,\nXX,1,", TODAY)
    assert {quote.as_of for quote in content.quotes} == {TODAY}
    assert [quote.change for quote in content.quotes] == [Decimal("0.2"), None]
    assert len(content.warnings) == 1 and [problem.line for problem in content.errors] == [4]


def test_the_first_thousand_errors_are_kept_and_all_are_counted() -> None:
    content = read(b'{"title": "a"}\n' + b"{bad\n" * 2_500, TODAY)
    assert len(content.errors) == 1_000 and content.errors_total == 2_500
    assert content.errors[-1].line == 1_001


def test_a_file_of_wrong_lines_only_is_refused_with_the_first() -> None:
    with pytest.raises(Unreadable, match="line 2"):
        read(b'{"x": 1}\n{bad\n'.replace(b'{"x": 1}', b" "), TODAY)


def test_a_document_that_breaks_off_gives_what_is_whole() -> None:
    content = read(b'{"items": [{"title": "a"},\n{"title": "b"},\n{"title": "c', TODAY)
    assert [draft.title for draft in content.drafts] == ["a", "b"]
    assert [problem.line for problem in content.errors] == [3]


def test_an_article_with_lists_of_its_own_is_one_article() -> None:
    value = {"title": "A", "url": "https://a.example/1", "comments": [{"title": "no", "x": 1}]}
    assert [draft.title for draft in read(json.dumps(value).encode(), TODAY).drafts] == ["A"]


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100000,
        b'{"a":' * 100000,
        b"[" * 100000 + b"]" * 100000,
        b'{"a": 1}',
        b"[]",
        b"[1, 2]",
        b'["' + b'\\"' * 500000,
    ],
)
def test_what_holds_nothing_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read(data, TODAY)
    assert refused.value.problem.message


def test_no_name_belongs_to_two_fields() -> None:
    names = [name for each in NAMES.values() for name in each.split()]
    assert len(names) == len(set(names))
    assert field_of("Published At") == field_of("published_at")


def test_a_table_of_unknown_columns_says_what_is_missing() -> None:
    with pytest.raises(Unreadable, match="no columns that are known"):
        read(b"a;b;c\n1;2;3\n", TODAY)


def test_forty_thousand_columns_are_no_hindrance() -> None:
    header = ",".join(["title", *(f"c{n}" for n in range(40_000))])
    content = read(f"{header}\nSnow{',1' * 40_000}\n".encode(), TODAY)
    assert [draft.title for draft in content.drafts] == ["Snow"]


def test_a_line_of_four_megabytes_is_an_error_and_no_more() -> None:
    data = b'{"title": "a"}\n{"title": "' + b"b" * 9_000_000 + b'"}\n{"title": "c"}\n'
    content = read(data, TODAY)
    assert [draft.title for draft in content.drafts] == ["a", "c"]
    assert [problem.line for problem in content.errors] == [2]
