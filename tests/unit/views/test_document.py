"""What a document is made of."""

from datetime import UTC, datetime

import pytest

from bot.views.document import (
    Bold,
    Code,
    DateTime,
    Document,
    Heading,
    Italic,
    Item,
    Link,
    List,
    Note,
    Paragraph,
    Quote,
    compose,
)
from bot.views.render import render


def test_a_template_takes_inlines_in_its_fields() -> None:
    words = Bold("rail")
    assert compose("Results for {words}: {count}", words=words, count="65") == (
        "Results for ",
        words,
        ": ",
        "65",
    )


def test_the_order_of_fields_is_the_templates() -> None:
    assert compose("{b}{a}{b}", a="1", b=Code("2")) == (Code("2"), "1", Code("2"))


def test_what_another_template_gave_goes_into_a_field() -> None:
    inner = compose("<{name}>", name=Italic("x"))
    assert compose("see {inner}", inner=inner) == ("see ", "<", Italic("x"), ">")


def test_doubled_braces_are_braces() -> None:
    assert "".join(map(str, compose("{{a}} {b}", b="c"))) == "{a} c"


def test_braces_in_a_value_are_text() -> None:
    assert compose("{a}", a="{b}") == ("{b}",)


@pytest.mark.parametrize("template", ["{other}", "{}", "{0}", "{a.real}", "{a[0]}"])
def test_an_unknown_field_is_an_error(template: str) -> None:
    with pytest.raises(KeyError):
        compose(template, a="x")


@pytest.mark.parametrize("template", ["{a", "a}", "{a!r}", "{a:>9}"])
def test_a_malformed_template_is_an_error(template: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        compose(template, a="x")


def test_a_part_a_translation_does_without_is_no_error() -> None:
    assert compose("all", a="x") == ("all",)


def test_equal_parts_are_equal_and_can_be_keys() -> None:
    def page(title: str) -> Document:
        link = Link("https://example.org", title)
        return Document(
            Heading(Bold(link), keep=True),
            List(Item("a", blocks=(Quote(Note("b")),), number=1), tight=True),
        )

    assert page("x") == page("x")
    assert len({page("x"), page("x"), page("y")}) == 2
    assert Bold("x") != Italic("x")
    assert Paragraph("x") != Paragraph("x", keep=True)


def test_a_link_without_text_shows_its_address() -> None:
    assert Link("https://example.org").inlines == ("https://example.org",)


MOMENT = datetime(2024, 12, 21, 9, 30, tzinfo=UTC)


def test_a_moment_is_shown_to_each_reader_in_their_own_zone() -> None:
    rendered = render(Document(Note("Energy · ", DateTime(MOMENT, "21 December 2024"), ", late")))
    assert rendered.text == "Energy · 21 December 2024, late"
    assert rendered.entities == (
        {"type": "italic", "offset": 0, "length": 8},
        {
            **{"type": "date_time", "offset": 9, "length": 16},
            **{"unix_time": 1734773400, "date_time_format": "D"},
        },
        {"type": "italic", "offset": 25, "length": 6},
    )


@pytest.mark.parametrize("year", [1, 1969, 2039, 9999])
def test_a_moment_that_telegram_cannot_tell_is_plain_text(year: int) -> None:
    moment = DateTime(datetime(year, 5, 1, tzinfo=UTC), "long ago", form="r")
    rendered = render(Document(Paragraph(moment)))
    assert (rendered.text, rendered.entities) == ("long ago", ())


def test_a_moment_within_a_link_is_plain_text() -> None:
    link = Link("https://example.org", "of ", DateTime(MOMENT, "21 December"))
    (entity,) = render(Document(Paragraph(link))).entities
    assert entity["type"] == "text_link" and entity["length"] == len("of 21 December")
