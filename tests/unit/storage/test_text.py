"""Text as it is stored."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.text import clip, one_line, plain

UNSEEN = "\x00\x08\x0e\x1f\x7f\x9f\u00ad\u200b\u2060\ufeff\u202a\u202e\u2066\u2069\ud800\udfff"
# Ordinary text, what Unicode has beside it, and lone halves of surrogate pairs.
any_text = st.text() | st.text(
    st.sampled_from([*"aё 漢e\u0301\u0327\r\n\t\x0b\x0c\x85\u2028\u2029\u00a0\u3000", *UNSEEN])
)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("  text \n", "text"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x0bb\x0cc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        (f"a{UNSEEN}b", "ab"),
        ("e\u0301", "é"),
        ("й", "й"),
        ("a\tb\u00a0c", "a\tb\u00a0c"),
        ("👩‍🚀 می‌خواهم", "👩‍🚀 می‌خواهم"),
        ("", ""),
    ],
)
def test_text_loses_what_nobody_can_see_and_nothing_else(text: str, stored: str) -> None:
    assert plain(text) == stored


@given(text=any_text)
def test_stored_text_is_nfc_without_unseen_characters_and_stays_so(text: str) -> None:
    stored = plain(text)
    assert unicodedata.is_normalized("NFC", stored)
    assert not {*stored} & {*UNSEEN, *"\r\x0b\x0c\x85\u2028\u2029"}
    assert stored == stored.strip()
    stored.encode()  # raises for a lone surrogate
    assert plain(stored) == stored


@given(text=any_text)
def test_one_line_is_one_line_of_single_spaces(text: str) -> None:
    line = one_line(text)
    assert line.split(" ") == line.split() or not line
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line
    assert line.split() == plain(text).split()


def test_marks_without_end_on_one_letter_are_cut_in_sane_time() -> None:
    begun = time.monotonic()
    stored = plain("z" + "\u0301\u0316" * 1_000_000 + "a" + "\u0316\u0301" * 15 + "!")
    assert time.monotonic() - begun < 20
    first, last = unicodedata.normalize("NFD", stored).split("a")
    # Thirty are more than any language writes, and stay.
    assert first[0] == "z" and len(first) == 31
    assert last[-1] == "!" and len(last) == 31


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("one two", 7, "one two"),
        ("one two three", 8, "one two…"),
        ("one two three", 9, "one two…"),
        ("one two three", 12, "one two…"),
        ("a " + "w" * 20, 10, "a wwwwwww…"),
        ("w" * 20, 10, "wwwwwwwww…"),
        ("one  two", 5, "one…"),
        ("ab", 1, "…"),
        ("", 1, ""),
    ],
)
def test_a_long_text_is_cut_at_a_word_where_that_keeps_half(
    text: str, limit: int, clipped: str
) -> None:
    assert clip(text, limit) == clipped


@given(text=st.text(), limit=st.integers(1, 60))
def test_a_clipped_text_is_a_beginning_within_the_limit(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert len(clipped) <= limit
    if len(text) <= limit:
        assert clipped == text
    else:
        assert clipped.endswith("…") and text.startswith(clipped[:-1])
        assert clipped[:-1] == clipped[:-1].rstrip()
    assert clip(clipped, limit) == clipped
