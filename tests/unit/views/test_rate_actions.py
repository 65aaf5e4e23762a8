"""What the buttons under rates carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.actions import decode, encode
from bot.views.rate_actions import SPANS, ShowHistory, ShowTable

codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)
actions = st.builds(ShowTable, codes, st.sampled_from([None, True, False])) | st.builds(
    ShowHistory, codes, codes, st.sampled_from(SPANS), st.booleans()
)


@given(actions)
def test_a_button_is_understood_as_it_was_meant(action: ShowTable | ShowHistory) -> None:
    assert decode(encode(action)) == action


@pytest.mark.parametrize(
    ("action", "data"),
    [
        (ShowTable("USD"), "q:USD"),
        (ShowTable("USD", inverse=False), "q:USD:0"),
        (ShowTable("EUR", inverse=True), "q:EUR:1"),
        (ShowHistory("USD", "KZT", 30), "q:USD:KZT:30"),
        (ShowHistory("USD", "KZT", 365, again=True), "q:USD:KZT:365!"),
    ],
)
def test_buttons_of_today_are_understood_tomorrow(
    action: ShowTable | ShowHistory, data: str
) -> None:
    assert encode(action) == data
    assert decode(data) == action


@pytest.mark.parametrize(
    "data",
    [
        "q",
        "q:",
        "q:usd",
        "q:USDX",
        "q:USD:2",
        "q:USD:KZT",
        "q:USD:KZT:8",
        "q:USD:KZT:30!!",
        "q:ÜSD",
    ],
)
def test_what_no_button_carries_is_nothing(data: str) -> None:
    assert decode(data) is None
