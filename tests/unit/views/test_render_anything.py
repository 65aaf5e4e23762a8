"""Rules of rendering that hold for every document."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.views.document import (
    CodeBlock,
    Document,
    Heading,
    Inline,
    Item,
    Link,
    List,
    Note,
    Paragraph,
    Quote,
    Styled,
    Table,
    Underline,
)
from bot.views.render import render, utf16_len
from tests.unit.views.any_document import documents, styles, texts
from tests.unit.views.telegram_rules import check_message

limits = st.one_of(st.sampled_from([4096, 1024]), st.integers(1, 300))


@settings(max_examples=200, deadline=None)
@given(documents, limits)
def test_any_document_is_a_message_telegram_takes_as_it_is(document: Document, limit: int) -> None:
    rendered = render(document, limit=limit)
    check_message(rendered, limit)
    assert rendered == render(document, limit=limit)


@settings(max_examples=400, deadline=None)
@given(st.lists(texts, max_size=3), st.booleans(), st.integers(1, 80))
def test_any_text_is_cut_to_what_telegram_takes(parts: list[str], keep: bool, limit: int) -> None:
    document = Document(
        Heading(*parts, keep=keep), List(*map(Item, parts)), Quote(Note(*parts, tight=True))
    )
    check_message(render(document, limit=limit), limit)


def wrapped(text: str, kinds: list[type[Styled]]) -> Inline:
    """A text in styles, the first of them innermost; a link is one to the same place each time."""
    inline: Inline = text
    for kind in kinds:
        inline = Link("https://example.org", inline) if kind is Link else kind(inline)
    return inline


kinds = st.lists(st.sampled_from([*styles, Link]), max_size=3)
runs = st.lists(st.builds(wrapped, st.sampled_from(["a", "b", " c", "😀"]), kinds), max_size=5)
groups = st.builds(lambda kind, parts: kind(*parts), st.sampled_from(styles), runs)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(runs.map(lambda parts: Underline(*parts)), groups), max_size=12), runs)
def test_styles_nested_and_side_by_side_become_sound_entities(
    parts: list[Inline], more: list[Inline]
) -> None:
    check_message(render(Document(Quote(Paragraph(*parts, *more)), Paragraph(*more))), 4096)


words = st.text("abcжзй😀é", min_size=1, max_size=12)


@settings(deadline=None)
@given(st.lists(st.lists(words, min_size=1, max_size=5), min_size=1, max_size=8), st.data())
def test_what_fits_is_all_there_in_order(rows: list[list[str]], data: st.DataObject) -> None:
    kinds = st.sampled_from(["heading", "paragraph", "item", "table", "quote", "code"])
    made = {
        "heading": lambda row: Heading(" ".join(row)),
        "paragraph": lambda row: Paragraph(*(f" {word}\n" for word in row)),
        "item": lambda row: List(Item(row[0], blocks=(Note(" ".join(row[1:])),))),
        "table": lambda row: Table((), (tuple(row),)),
        "quote": lambda row: Quote(Paragraph(" ".join(row)), Quote(Paragraph("in", tight=True))),
        "code": lambda row: CodeBlock("\n".join(row)),
    }
    document = Document(*(made[data.draw(kinds)](row) for row in rows))
    rendered = render(document)
    assert not rendered.cut
    shown = [word for word in rendered.text.split() if word not in {"in", "•"}]
    assert shown == [word for row in rows for word in row]


@settings(deadline=None)
@given(
    st.lists(st.lists(words, min_size=1, max_size=9), min_size=2, max_size=9), st.integers(60, 200)
)
def test_what_is_cut_ends_with_whole_words_and_keeps_what_is_to_be_kept(
    rows: list[list[str]], limit: int
) -> None:
    prose = [". ".join(row).capitalize() + "." for row in rows]
    document = Document(
        Heading("Above", keep=True), *map(Paragraph, prose), Note("Below", keep=True, tight=True)
    )
    rendered = render(document, limit=limit)
    first, *middle, last = rendered.text.split("\n")
    assert (first, last) == ("Above", "Below")
    body = "\n".join(middle).strip()
    whole = "\n\n".join(prose)
    assert rendered.cut == (body != whole)
    if rendered.cut and body:
        kept = body.removesuffix("…").rstrip()
        assert whole.startswith(kept)
        assert whole[len(kept)] in " .,\n"


clusters = st.sampled_from(
    [
        "e\u0301",
        "👨‍👩‍👧",
        "👍🏽",
        "🇰🇿",
        "🏴\U000e0067\U000e0062\U000e007f",
        "\u1100\u1161\u11a8",
        "क्षि",
        "❤️",
        "x",
    ]
)


@settings(deadline=None)
@given(st.lists(clusters, min_size=90, max_size=120), st.integers(20, 90))
def test_a_word_longer_than_a_message_is_cut_between_characters_as_seen(
    parts: list[str], limit: int
) -> None:
    rendered = render(Document(Paragraph("".join(parts))), limit=limit)
    starts = {"".join(parts[:count]) for count in range(1, len(parts) + 1)}
    assert rendered.text[-1] == "…" and rendered.text[:-1] in starts
    assert utf16_len(rendered.text) > limit - 12  # the longest of them, and one unit for "…"


@pytest.mark.parametrize(
    "text",
    [
        *("." * 10**5, ".)" * 10**5, "a. " * 10**5, "1. " * 10**5, "a" * 10**5),
        *("\n" * 10**5, " " * 10**5, "\n " * 10**5),
        *("e" + "\u0301" * 10**5, "🇰🇿" * 10**5, "\u2067" * 10**5, "\u200e" * 10**5),
    ],
    ids=lambda text: ascii(text[:3]),
)
def test_no_text_takes_long(text: str) -> None:
    begun = time.process_time()
    check_message(render(Document(Paragraph("x", text, "y"), CodeBlock(text))), 4096)
    assert time.process_time() - begun < 2
