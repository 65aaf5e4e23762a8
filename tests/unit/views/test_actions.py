"""What buttons carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.actions import (
    INLINE_WORDS,
    LIMIT,
    Action,
    Decide,
    Latest,
    Nothing,
    Open,
    Search,
    ShowRates,
    decode,
    encode,
)

pages = st.integers(1, 10**9 - 1)
numbers = st.integers(0, 10**18 - 1)
words = st.text(max_size=INLINE_WORDS).filter(Search.fits)
lists = (
    st.builds(Latest, pages)
    | st.builds(Search, pages, words)
    | st.builds(lambda page, number: Search(page, number=number), pages, numbers)
)
actions: st.SearchStrategy[Action] = (
    lists
    | st.builds(Open, numbers, lists)
    | st.builds(Decide, numbers, st.booleans())
    | st.sampled_from([ShowRates(), Nothing()])
)


@given(action=actions)
def test_a_button_asks_for_what_it_was_made_for(action: Action) -> None:
    data = encode(action)
    assert 1 <= len(data.encode()) <= LIMIT
    assert decode(data) == action


@given(
    data=st.text(max_size=80)
    | st.text("-rlsai:#=0123456789", max_size=40)
    | actions.map(encode).map(lambda data: data[:-1])
    | actions.map(encode).map(lambda data: data + "0")
    | st.from_regex(r"[lsai]:\d{1,20}(:[#=]?.{0,40})?", fullmatch=True)
)
def test_any_text_is_an_action_of_that_very_form_or_none(data: str) -> None:
    action = decode(data)
    assert action is None or encode(action) == data


OF_NO_BUTTON = [
    *["", "R", "--", "l", "l:", "l:0", "l:01", "l:-1", "l:1 ", "l:1\n", "l:١", "l:" + "9" * 10],
    *["s:1", "s:0:=a", "s:1:a", "s:1:#", "s:1:#01", "s:1:=" + "x" * 60],
    *["a:1", "a:1:r", "a:1:a:2:l:1", "a:x:l:1", "a:" + "9" * 19 + ":l:1"],
    *["i:1", "i:1:2", "i:1:11"],
]


@pytest.mark.parametrize("data", OF_NO_BUTTON)
def test_what_no_button_carries_is_nothing_to_act_on(data: str) -> None:
    assert decode(data) is None


@pytest.mark.parametrize(
    ("text", "fits"),
    [("", True), ("x" * 30, True), ("x" * 31, False), ("ё" * 15, True), ("ё" * 16, False)],
)
def test_words_are_measured_in_bytes(text: str, fits: bool) -> None:
    assert Search.fits(text) is fits


def test_words_that_fit_do_so_with_the_longest_numbers() -> None:
    longest = Open(10**18 - 1, Search(10**9 - 1, "x" * INLINE_WORDS))
    assert len(encode(longest)) == LIMIT
    with pytest.raises(ValueError, match="too long"):
        encode(Open(10**18 - 1, Search(10**9 - 1, "x" * (INLINE_WORDS + 1))))
