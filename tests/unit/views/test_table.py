"""Tables as monospaced lines."""

import pytest

from bot.views.document import Document, Paragraph, Table
from bot.views.render import render


def shown(table: Table) -> str:
    return render(Document(table)).text


def test_columns_line_up_by_what_is_seen() -> None:
    rows = (("KGS", "0.01149"), ("日本", "1.5"), ("e\u0301", "👍🏽"), ("🇰🇿", "❤️"), ("क्षि", ""))
    assert shown(Table(("Code", "Rate"), rows, ("left", "right"))) == (
        "Code     Rate\n"
        "KGS   0.01149\n"
        "日本      1.5\n"
        "e\u0301          👍🏽\n"
        "🇰🇿         ❤️\n"
        "क्षि"
    )  # fmt: skip


def test_a_table_is_monospaced_as_a_whole() -> None:
    rendered = render(Document(Paragraph("a"), Table(("b",), (("c",),))))
    assert rendered.entities == ({"type": "pre", "offset": 3, "length": 3},)


def test_a_first_line_that_begins_with_spaces_keeps_its_place() -> None:
    assert shown(Table((), (("1", "a"), ("10", "b")), ("right",))) == "\u200b 1  a\n10  b"


def test_a_table_a_little_too_wide_stands_closer() -> None:
    assert shown(Table((), (("a" * 16, "b" * 17), ("c", "d")))) == (
        "a" * 16 + " " + "b" * 17 + "\n" + "c" + " " * 16 + "d"
    )


def test_a_table_too_wide_for_a_phone_becomes_labelled_lines() -> None:
    table = Table(("Pair", "Source"), (("USD/KZT", "a" * 30), ("EUR/KZT", ""), ("", "b")))
    rendered = render(Document(table))
    assert rendered.text == f"Pair: USD/KZT\nSource: {'a' * 30}\n\nPair: EUR/KZT\n\nSource: b"
    assert rendered.entities == ()


def test_short_rows_are_filled_up_and_empty_ones_left_out() -> None:
    assert shown(Table(("a", "b"), (("1",), (" ", "\n"), ("2", "3\n4")))) == "a  b\n1\n2  3 4"


@pytest.mark.parametrize("table", [Table((), ()), Table(("",), (("", " "),)), Table((), ((), ()))])
def test_a_table_of_nothing_is_not_shown(table: Table) -> None:
    assert render(Document(Paragraph("a"), table)).text == "a"
