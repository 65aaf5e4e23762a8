"""What buttons under feeds carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.actions import LIMIT, decode, encode
from bot.views.feed_actions import (
    AskFeed,
    DecideList,
    DoFeed,
    FeedAction,
    FeedDeed,
    FollowFound,
    SetRest,
    ShowFeed,
    ShowFeeds,
    ShowRests,
)

numbers = st.integers(1, 10**18 - 1)
actions: st.SearchStrategy[FeedAction] = (
    st.builds(ShowFeeds, st.integers(1, 10**7 - 1))
    | st.builds(ShowFeed, numbers)
    | st.builds(ShowRests, numbers)
    | st.builds(SetRest, numbers, st.integers(0, 99_999))
    | st.builds(DoFeed, numbers, st.sampled_from(FeedDeed))
    | st.builds(FollowFound, numbers)
    | st.builds(DecideList, numbers, st.booleans())
    | st.just(AskFeed())
)


@given(action=actions)
def test_a_button_asks_for_what_it_was_made_for(action: FeedAction) -> None:
    data = encode(action)
    assert 1 <= len(data.encode()) <= LIMIT
    assert decode(data) == action


@given(
    data=st.text("f:#!+*-=iprnaqx?0123456789", max_size=30).map(lambda rest: "f" + rest)
    | actions.map(encode).map(lambda data: data[:-1])
    | actions.map(encode).map(lambda data: data + "0")
)
def test_any_text_is_an_action_of_that_very_form_or_none(data: str) -> None:
    action = decode(data)
    assert action is None or encode(action) == data


@pytest.mark.parametrize(
    "data",
    [
        *["f:", "f:0", "f:1", "f:01", "ff", "f+", "f:#", "f:#0", "f:#-1", "f:#1!", "f:#1!z"],
        *["f:#1:i=", "f:#1:i=05", "f:#1:i=999999", "f:*1", "f:*1*", "f:*+", "f:+0", "f:#1!nn"],
        *["f\n", "f:2\n", "f:#1\n", "f:#١"],
    ],
)
def test_what_no_button_carries_is_nothing_to_act_on(data: str) -> None:
    assert decode(data) is None
