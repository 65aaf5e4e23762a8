"""What Telegram gets of a document."""

import pytest

from bot.views.document import (
    Bold,
    Code,
    CodeBlock,
    Document,
    Heading,
    Italic,
    Item,
    Link,
    List,
    Note,
    Paragraph,
    Quote,
    Spoiler,
    Strike,
    Styled,
    Table,
    Underline,
)
from bot.views.render import Rendered, render
from tests.unit.views.telegram_rules import covered


def entity(rendered: Rendered, kind: str) -> list[str]:
    return [covered(rendered, found) for found in rendered.entities if found["type"] == kind]


def test_a_page_of_articles_reads_as_a_page() -> None:
    page = Document(
        Heading("Latest", keep=True),
        List(
            Item(
                Bold(Link("https://example.org/1", "Rail opens")),
                number=7,
                blocks=(Note("Trade"), Paragraph("It is open. 🚆 Runs daily.")),
            ),
            Item(Bold("Dam fills"), number=8, blocks=(Note("Water"),)),
        ),
        Note("Page 2", keep=True, tight=True),
    )
    rendered = render(page)
    assert rendered.text == (
        "Latest\n\n7. Rail opens\nTrade\nIt is open. 🚆 Runs daily.\n\n8. Dam fills\nWater\nPage 2"
    )
    assert entity(rendered, "bold") == ["Latest", "Rail opens", "Dam fills"]
    assert entity(rendered, "italic") == ["Trade", "Water", "Page 2"]
    assert rendered.entities[1] == {
        "type": "text_link",
        "offset": 11,
        "length": 10,
        "url": "https://example.org/1",
    }


@pytest.mark.parametrize(
    "nothing", [Document(), Document(Paragraph("\u200b \n")), Document(List())]
)
def test_a_document_with_nothing_to_show_is_an_ellipsis(nothing: Document) -> None:
    assert render(nothing) == Rendered("…", (), cut=False)


def test_a_blank_line_parts_paragraphs_and_a_line_break_is_a_space() -> None:
    rendered = render(Document(Heading("a\n\nb"), Paragraph("c\nd \r\n\r\n e", Bold("\n\n\nf"))))
    assert rendered.text == "a b\n\nc d\n\ne\n\nf"
    assert entity(rendered, "bold") == ["a b", "f"]


def test_white_space_of_several_inlines_is_run_together() -> None:
    parts = ("\u00a0a \n\n", " ", Bold(" b\u3000"), " ", Italic("  "), " c\u3000")
    rendered = render(Document(Paragraph(*parts), Paragraph("d")))
    assert rendered.text == "a\n\nb\u3000 c\n\nd"
    assert entity(rendered, "bold") == ["b"]


def test_a_ring_over_a_letter_survives_where_unicode_has_both_in_one() -> None:
    assert render(Document(Paragraph("A\u030angstro\u0308m x\u030a"))).text == "Ångström x"


def test_text_cannot_turn_the_direction_of_what_follows() -> None:
    rendered = render(Document(Paragraph("\u202eevil\u2067 \u2068ok\u2069"), Paragraph("\u2069b")))
    assert rendered.text == "evil \u2068ok\u2069\n\nb"


def test_an_isolate_that_loses_its_end_to_a_cut_has_no_effect() -> None:
    rendered = render(Document(Paragraph("one \u2067two three\u2069 four")), limit=12)
    assert rendered.text == "one \u2060two…"


@pytest.mark.parametrize("style", [Bold, Italic, Underline, Strike, Spoiler])
def test_a_style_goes_around_code_not_over_it(style: type[Styled]) -> None:
    rendered = render(Document(Paragraph(style("a ", Code(Italic("b")), " c"))))
    assert [(covered(rendered, e), e["type"]) for e in rendered.entities] == [
        ("a", style.entity),
        ("b", "code"),
        ("c", style.entity),
    ]


def test_a_link_stays_a_link_around_code_and_another_link() -> None:
    inner = Link("https://example.com", "b")
    rendered = render(Document(Paragraph(Link("https://example.org", "a ", Code("x"), " ", inner))))
    assert rendered.entities == (
        {"type": "text_link", "offset": 0, "length": 5, "url": "https://example.org"},
    )


def test_equal_styles_that_touch_are_one() -> None:
    rendered = render(Document(Paragraph(Bold("a"), Bold(Italic("b")), Italic("c", Bold("d")))))
    assert [(covered(rendered, e), e["type"]) for e in rendered.entities] == [
        ("ab", "bold"),
        ("b", "italic"),
        ("cd", "italic"),
        ("d", "bold"),
    ]


def test_a_quote_spans_its_blocks_and_holds_no_other() -> None:
    inner = Quote(Paragraph("b"), CodeBlock("c"))
    rendered = render(Document(Quote(Paragraph("a"), inner, expandable=True), Quote(Note("d"))))
    assert [(covered(rendered, e), e["type"]) for e in rendered.entities] == [
        ("a\n\nb\n\nc", "expandable_blockquote"),
        ("c", "pre"),
        ("d", "blockquote"),
        ("d", "italic"),
    ]


def test_a_quote_may_stand_under_an_item_and_next_to_another() -> None:
    quotes = (Quote(Paragraph("a")), Quote(Paragraph("b"), Paragraph("c", tight=True)))
    rendered = render(Document(List(Item("who", blocks=quotes)), *quotes))
    assert rendered.text == "• who\na\nb\nc\n\na\n\nb\nc"
    assert entity(rendered, "blockquote") == ["a", "b\nc", "a", "b\nc"]


def test_beyond_a_hundred_entities_links_outlive_styles() -> None:
    parts = [Italic(str(n), " ", Link(f"https://example.org/{n}", f"link{n}")) for n in range(95)]
    rendered = render(Document(Heading("h"), *(Paragraph(part, ".") for part in parts)))
    assert len(entity(rendered, "text_link")) == 95
    assert entity(rendered, "bold") == ["h"]
    assert 0 < len(entity(rendered, "italic")) <= 2  # each takes two once Telegram has split it
    assert "94 link94." in rendered.text


def test_styles_kept_apart_by_one_that_is_left_out_become_one() -> None:
    parts = [(Bold("a"), Underline(Bold("b"), "c"), " ") for _ in range(40)]
    rendered = render(Document(Paragraph(*(inline for part in parts for inline in part))))
    assert entity(rendered, "bold")[:2] == ["a", "b"]
    assert entity(rendered, "bold")[-1] == "ab"


def test_a_cut_prefers_the_end_of_a_sentence() -> None:
    text = "The first one is rather long. The second is cut."
    assert render(Document(Paragraph(text)), limit=40).text == "The first one is rather long. …"


def test_a_cut_takes_the_end_of_a_word_where_a_sentence_would_waste_too_much() -> None:
    text = "Short. But the second sentence, which goes on and on, has all the news."
    assert render(Document(Paragraph(text)), limit=34).text == "Short. But the second sentence…"


def test_a_cut_after_an_ellipsis_adds_none() -> None:
    text = "It trailed off after a while... Then it went on without an end in sight"
    assert render(Document(Paragraph(text)), limit=45).text == "It trailed off after a while..."


def test_a_sentence_that_ends_just_beyond_the_room_is_not_taken() -> None:
    assert render(Document(Paragraph("It came and... So")), limit=13).text == "It came and…"


def test_a_document_is_cut_only_where_it_is_longer_than_the_limit() -> None:
    document = Document(Paragraph("abc"), Paragraph("d e"))
    assert render(document, limit=8) == Rendered("abc\n\nd e", (), cut=False)
    assert render(document, limit=7) == Rendered("abc\n\nd…", (), cut=True)


def test_a_word_is_not_broken_for_want_of_room() -> None:
    document = Document(Heading("Kept heading", keep=True), Paragraph("considerable"))
    assert render(document, limit=20).text == "Kept heading"


def test_a_style_that_begins_at_the_cut_is_left_out() -> None:
    rendered = render(Document(Paragraph("今天", Bold("天气很好"))), limit=3)
    assert rendered == Rendered("今天…", (), cut=True)


def test_entities_are_cut_with_the_text() -> None:
    rendered = render(Document(Paragraph("one ", Bold("two three"), Italic(" four"))), limit=10)
    assert rendered.text == "one two…"
    assert entity(rendered, "bold") == ["two…"]
    assert entity(rendered, "italic") == []


def test_an_item_is_not_left_with_only_its_number() -> None:
    document = Document(List(Item("first"), Item("considerable", number=2)))
    assert render(document, limit=14).text == "• first"
    inseparable = "e" + "\u0301" * 99
    assert render(Document(Heading("a"), List(Item(inseparable))), limit=12).text == "a"


def test_what_follows_a_cut_is_left_out_even_where_it_would_fit() -> None:
    document = Document(Paragraph("a " * 50), Paragraph("b"), Note("c", keep=True))
    rendered = render(document, limit=20)
    assert rendered.text == "a a a a a a a a…\n\nc" and rendered.cut


def test_blocks_to_keep_are_cut_only_where_they_alone_are_too_long() -> None:
    document = Document(
        Heading("Head", keep=True), Paragraph("word " * 50, keep=True), Paragraph("lost"),
        Note("Foot", keep=True),
    )  # fmt: skip
    assert render(document, limit=30).text == "Head\n\nword word word…\n\nFoot"


def test_code_and_tables_are_cut_at_the_end_of_a_line() -> None:
    code = CodeBlock("\n".join(f"line {n}" for n in range(9)), "text")
    rendered = render(Document(code), limit=20)
    assert rendered.text == "line 0\nline 1\n…"
    assert rendered.entities == ({"type": "pre", "offset": 0, "length": 15, "language": "text"},)
    table = Table(("name",), tuple((f"row {n}",) for n in range(9)))
    assert render(Document(Paragraph("a"), table), limit=20).text == "a\n\nname\nrow 0\n…"
    assert render(Document(Paragraph("a"), table), limit=12).text == "a"


def test_code_keeps_its_indentation() -> None:
    assert render(Document(CodeBlock("\n\tif x:\n\t\treturn\n"))).text == (
        "\u200b    if x:\n        return"
    )


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        render(Document(), limit=0)
