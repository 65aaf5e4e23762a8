"""What the buttons under a conversion carry."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.actions import LIMIT, decode, encode
from bot.views.conversion_actions import (
    MOST_TARGETS,
    Conversion,
    Convert,
    Remembered,
    Reread,
    decode_conversion,
    encode_conversion,
    fits,
)

codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)
amounts = st.one_of(
    st.decimals(0, 10**18, places=4).map(lambda amount: format(amount, "f")),
    st.tuples(st.integers(0, 10**20), st.integers(1, 10**20)).map(lambda two: f"{two[0]}/{two[1]}"),
)
actions: st.SearchStrategy[Conversion] = (
    st.builds(
        Convert,
        amounts,
        codes,
        st.lists(codes, min_size=1, max_size=MOST_TARGETS).map(tuple),
        st.none() | st.dates(),
        st.booleans(),
        st.booleans(),
    )
    | st.builds(
        Reread,
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
        st.lists(codes, min_size=1, max_size=3).map(tuple),
        st.dates(),
    )
    | st.builds(Remembered, st.integers(1, 10**12))
)


@given(action=actions)
def test_a_button_asks_for_what_it_was_made_for(action: Conversion) -> None:
    data = encode_conversion(action)
    assert decode_conversion(data) == action
    assert fits(action) is (len(data.encode()) <= LIMIT)
    if fits(action):
        assert decode(encode(action)) == action


@given(
    data=st.text(max_size=80)
    | st.text("cymhn:0123456789./KZTUSD", max_size=64)
    | actions.map(encode_conversion).map(lambda data: data[:-1])
    | st.from_regex(r"[cym]:h?n?:\d{1,9}[./]?\d*:([A-Z]{3}){0,4}:(\d{8})?", fullmatch=True)
)
def test_any_text_is_an_action_of_that_very_form_or_none(data: str) -> None:
    action = decode_conversion(data)
    assert action is None or encode_conversion(action) == data


FORMS: dict[str, Conversion] = {
    "c::100:USDKZT:": Convert("100", "USD", ("KZT",)),
    "c:h:0.50:USDKZTKGS:20241221": Convert(
        "0.50", "USD", ("KZT", "KGS"), date(2024, 12, 21), how=True
    ),
    "c:n:100/3:USDKZT:": Convert("100/3", "USD", ("KZT",), anew=True),
    "y:20241221:UZS:100 som": Reread("100 som", ("UZS",), date(2024, 12, 21)),
    "y:20241221:SEKMXN:a:b": Reread("a:b", ("SEK", "MXN"), date(2024, 12, 21)),
    "m:7": Remembered(7),
}


@pytest.mark.parametrize("data", FORMS)
def test_forms_that_stand_under_messages_already_keep_their_meaning(data: str) -> None:
    assert decode(data) == FORMS[data]
    assert encode(FORMS[data]) == data


@pytest.mark.parametrize(
    "data",
    [
        *["c", "c:", "c::100:USD:", "c::100:USDKZ:", "c::100:usdkzt:", "c::-1:USDKZT:"],
        *["c::1e5:USDKZT:", "c::1/0:USDKZT:", "c::.5:USDKZT:", "c::5.:USDKZT:", "c::١:USDKZT:"],
        *["c:nh:1:USDKZT:", "c:x:1:USDKZT:", "c::1:USDKZT:20241301", "c::1:USDKZT:00000101"],
        *["c::1:USDKZT", "c::1:USDKZT:\n", "y:20241221:UZS:", "y:20241221::x", "y:2024122:UZS:x"],
        *["m:", "m:0", "m:01", "m:-1", "m:1 "],
    ],
)
def test_what_no_button_carries_is_nothing_to_act_on(data: str) -> None:
    assert decode(data) is None


def test_a_conversion_is_turned_round_and_added_to() -> None:
    asked = Convert("5", "USD", ("KZT",), date(2024, 12, 21))
    assert asked.swapped() == Convert("5", "KZT", ("USD",), date(2024, 12, 21))
    assert asked.into("KZT", "EUR").targets == ("KZT", "EUR")
    assert asked.explained().how and not asked.explained().explained(False).how
