"""What Telegram makes of text and entities that are sent to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import Offsets, clean_text, format_text, utf16_length
from bot.playground.entity import Entity
from bot.playground.errors import ApiError
from bot.playground.nesting import PREFORMATTED, SPLITTABLE, fix_nesting, merge_found

Span = tuple[str, int, int]


def formatted(text: str, *spans: Span) -> tuple[str, list[Span], list[str]]:
    complaints: list[str] = []
    entities = [Entity(*span) for span in spans]
    text, kept = format_text(text, entities, complaints.append)
    return text, [(e.type, e.offset, e.length) for e in kept], complaints


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb", "a\nb"),
        ("a\tb\x00c\x1fd", "a b c d"),
        ("a\u2028b\u2029c\u202ad\u202ee", "abcde"),
        ("a\u200db\u00a0c", "a\u200db\u00a0c"),
        ("a\u0333b\u033fc\u030ad", "abcd"),
        ("\u200ea", "\u200ea"),
        ("\u200e\u200f\u200ea", "\u200c\u200c\u200ea"),
        ("\x7f", "\x7f"),
    ],
)
def test_characters_that_telegram_does_not_keep(text: str, kept: str) -> None:
    assert clean_text(text) == kept


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ApiError, match="strings must be encoded in UTF-8"):
        clean_text("a\ud83d")


@pytest.mark.parametrize("text", ["", " ", "\n \n", "\r", "\u200b", "\u3000\u2800", "\ufeff"])
def test_text_with_nothing_to_be_seen_is_refused(text: str) -> None:
    with pytest.raises(ApiError, match="text must be non-empty"):
        formatted(text)


def test_a_caption_with_nothing_to_be_seen_is_left_out() -> None:
    complaints: list[str] = []
    assert format_text(" \u200b ", [], complaints.append, allow_empty=True) == ("", [])
    assert complaints == ["the text has nothing to be seen and was left out"]


def test_clean_text_is_left_alone_without_a_complaint() -> None:
    assert formatted("Курс: 1 USD", ("bold", 0, 5)) == ("Курс: 1 USD", [("bold", 0, 5)], [])


def test_blanks_around_are_cut_and_entities_move() -> None:
    text, entities, complaints = formatted("  \nab cd \n", ("bold", 6, 4))
    assert (text, entities) == ("ab cd", [("bold", 3, 2)])
    assert complaints == ["blanks or empty lines around the text were cut off"]


def test_blanks_at_the_start_stay_where_an_entity_covers_them() -> None:
    assert formatted("  ab", ("code", 1, 3))[:2] == (" ab", [("code", 0, 3)])


def test_an_entity_over_the_cut_end_alone_is_gone() -> None:
    assert formatted("ab  ", ("bold", 2, 2))[:2] == ("ab", [])


def test_removed_characters_move_entities() -> None:
    text, entities, complaints = formatted("a\r\n😀\rb", ("bold", 3, 4), ("italic", 0, 2))
    assert (text, entities) == ("a\n😀b", [("italic", 0, 1), ("bold", 2, 3)])
    assert complaints == ["characters that Telegram replaces or removes were in the text"]


@pytest.mark.parametrize(
    ("span", "reason"),
    [
        ((-1, 2), "receive an entity with incorrect offset -1"),
        ((0, -2), "receive an entity with incorrect length -2"),
        ((1_000_001, 1), "receive an entity with incorrect offset 1000001"),
        ((1, 1), "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
        ((0, 1), "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at "
                 "byte offset 4"),
        ((2, 3), "entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 "
                 "offset 5"),
        ((5, 1), "entity begins after the end of the text at UTF-16 offset 5"),
    ],
)  # fmt: skip
def test_entities_that_do_not_fit_the_text_are_refused(span: tuple[int, int], reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        formatted("😀ab", ("bold", *span))
    assert refused.value.description == f"Bad Request: {reason}"


def test_an_empty_entity_is_dropped_with_a_complaint() -> None:
    assert formatted("ab", ("bold", 1, 0)) == (
        "ab", [], ["an entity was empty and was dropped"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        # Equal styles that touch are one.
        ([("bold", 0, 2), ("bold", 2, 2)], [("bold", 0, 4)]),
        ([("bold", 0, 3), ("bold", 1, 3)], [("bold", 0, 4)]),
        ([("bold", 0, 1), ("bold", 3, 1)], [("bold", 0, 1), ("bold", 3, 1)]),
        # A style that begins within another one splits it.
        ([("bold", 0, 4), ("italic", 2, 2)], [("bold", 0, 2), ("bold", 2, 2), ("italic", 2, 2)]),
        ([("italic", 0, 2), ("bold", 1, 2)], [("italic", 0, 1), ("bold", 1, 2), ("italic", 1, 1)]),
        ([("italic", 0, 4), ("bold", 0, 4)], [("bold", 0, 4), ("italic", 0, 4)]),
        # Nothing is styled within code; around it the style goes on.
        ([("bold", 0, 6), ("code", 2, 2)], [("bold", 0, 2), ("code", 2, 2), ("bold", 4, 2)]),
        ([("pre", 0, 6), ("bold", 2, 2)], [("pre", 0, 6)]),
        ([("bold", 0, 4), ("date_time", 0, 4)], [("date_time", 0, 4)]),
        # Links and code do not lie within each other.
        ([("text_link", 0, 6), ("code", 2, 2)], [("text_link", 0, 6)]),
        ([("text_link", 0, 3), ("text_link", 2, 3)], [("text_link", 0, 3)]),
        ([("bold", 0, 4), ("text_link", 0, 4)], [("text_link", 0, 4), ("bold", 0, 4)]),
        # Quotations hold others, not each other, and nothing crosses their edge.
        ([("blockquote", 0, 6), ("code", 1, 2)], [("blockquote", 0, 6), ("code", 1, 2)]),
        ([("blockquote", 0, 6), ("expandable_blockquote", 1, 2)], [("blockquote", 0, 6)]),
        ([("blockquote", 0, 3), ("text_link", 2, 3)], [("blockquote", 0, 3)]),
        ([("blockquote", 2, 3), ("pre", 0, 6)], [("blockquote", 2, 3)]),
        ([("blockquote", 2, 2), ("bold", 0, 6)],
         [("bold", 0, 2), ("blockquote", 2, 2), ("bold", 2, 2), ("bold", 4, 2)]),
    ],
)  # fmt: skip
def test_which_entities_may_lie_within_which(sent: list[Span], kept: list[Span]) -> None:
    assert formatted("abcdef", *sent)[1] == kept


@pytest.mark.parametrize(
    ("sent", "losses"),
    [
        ([("bold", 0, 4), ("italic", 2, 2)], 0),
        ([("bold", 0, 2), ("bold", 2, 2)], 0),
        ([("bold", 0, 6), ("code", 2, 2)], 1),
        ([("text_link", 0, 6), ("code", 2, 2)], 1),
        ([("blockquote", 0, 3), ("text_link", 2, 3), ("pre", 1, 4)], 2),
    ],
)
def test_what_is_lost_is_complained_of_and_what_is_split_is_not(
    sent: list[Span], losses: int
) -> None:
    assert len(formatted("abcdef", *sent)[2]) == losses


def test_found_entities_give_way_to_sent_ones_but_lie_within_styles() -> None:
    found = [Entity("url", 0, 4), Entity("mention", 5, 6)]
    sent = [Entity("bold", 0, 11), Entity("code", 8, 2)]
    merged = merge_found(sent, found)
    kept = [(e.type, e.offset, e.length) for e in merged]
    assert kept == [
        ("url", 0, 4), ("bold", 0, 4), ("bold", 4, 4), ("code", 8, 2), ("bold", 10, 1),
    ]  # fmt: skip


_TYPES = (*SPLITTABLE, *sorted(PREFORMATTED), "blockquote", "expandable_blockquote", "text_link")
_SPANS = st.lists(
    st.tuples(st.sampled_from(_TYPES), st.integers(0, 11), st.integers(1, 12)).map(
        lambda span: (span[0], span[1], min(span[2], 12 - span[1]))
    ),
    max_size=12,
)


def _covered(entities: list[Entity], place: int) -> set[str]:
    return {e.type for e in entities if e.offset <= place < e.end}


@given(_SPANS)
def test_styles_survive_everywhere_but_in_preformatted_text(spans: list[Span]) -> None:
    sent = [Entity(*span) for span in spans]
    kept = fix_nesting([Entity(*span) for span in spans])
    for place in range(12):
        before, after = _covered(sent, place), _covered(kept, place)
        styles = set(SPLITTABLE)
        expected = set() if after & PREFORMATTED else before & styles
        assert after & styles == expected


@given(_SPANS)
def test_what_was_made_consistent_once_stays_as_it_is(spans: list[Span]) -> None:
    once = [(e.type, e.offset, e.length) for e in fix_nesting([Entity(*s) for s in spans])]
    twice = [(e.type, e.offset, e.length) for e in fix_nesting([Entity(*s) for s in once])]
    assert once == twice


@given(_SPANS)
def test_entities_are_nested_or_apart(spans: list[Span]) -> None:
    kept = fix_nesting([Entity(*span) for span in spans])
    for first in kept:
        for second in kept:
            apart = first.end <= second.offset or second.end <= first.offset
            within = second.offset >= first.offset and second.end <= first.end
            around = first.offset >= second.offset and first.end <= second.end
            assert apart or within or around


@given(st.text())
def test_offsets_count_as_utf16_does(text: str) -> None:
    offsets = Offsets(text)
    for place in range(len(text) + 1):
        offset = utf16_length(text[:place])
        assert offset == len(text[:place].encode("utf-16-le", "surrogatepass")) // 2
        assert offsets.utf16(place) == offset
