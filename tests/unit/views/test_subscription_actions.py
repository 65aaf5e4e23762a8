"""What the buttons of subscriptions, of the queue and of alerts carry."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.actions import LIMIT, Action, decode, encode
from bot.views.alert_actions import PERCENTS, DropAlert, OfferAlert, SetAlert, ShowAlerts
from bot.views.queue_actions import Queue, QueueDeed
from bot.views.subscription_actions import (
    TEXTS,
    AskText,
    ChooseChat,
    Deed,
    Do,
    Field,
    Part,
    SetField,
    SetTopic,
    ShowPart,
    ShowSubscription,
    ShowSubscriptions,
    Subscribe,
    SubscribeMe,
    chat_token,
    read_chat_token,
    read_text_token,
    text_token,
)
from bot.views.zones import ZONES

numbers = st.integers(1, 10**12)
pages = st.integers(1, 999)
codes = st.sampled_from(["USD", "KZT", "EUR"])
texts = st.sampled_from(sorted(TEXTS))
actions: st.SearchStrategy[Action] = (
    st.sampled_from([ShowSubscriptions(), SubscribeMe(), ChooseChat(), ShowAlerts()])
    | st.builds(Subscribe, numbers | numbers.map(lambda number: -number))
    | st.builds(ShowSubscription, numbers)
    | st.builds(ShowPart, numbers, st.sampled_from(Part), pages)
    | st.builds(
        SetField,
        numbers,
        st.sampled_from(Field),
        st.sampled_from(["", "0", "1320-420", "summary", *ZONES]),
        pages,
    )
    | st.builds(SetTopic, numbers, numbers, st.booleans(), pages)
    | st.builds(AskText, numbers, texts)
    | st.builds(Do, numbers, st.sampled_from(Deed))
    | st.builds(Queue, st.sampled_from(QueueDeed))
    | st.builds(OfferAlert, codes, codes)
    | st.builds(SetAlert, codes, codes, st.sampled_from(PERCENTS))
    | st.builds(DropAlert, numbers)
)


@given(action=actions)
def test_a_button_asks_for_what_it_was_made_for(action: Action) -> None:
    data = encode(action)
    assert 1 <= len(data.encode()) <= LIMIT
    assert decode(data) == action


@given(data=st.text("uwz:*+-!?=tmq0123456789USDKZT", max_size=40).map("u{}".format) | st.text())
def test_nothing_else_is_taken_for_a_button(data: str) -> None:
    action = decode(data)
    assert action is None or encode(action) == data


@pytest.mark.parametrize(
    "data", ["u:0", "u:-5", "u:5:m:0=x", "u:5:m=each", "u:5!z", "u:5:m?", "u:+", "w", "z:USD"]
)
def test_what_no_button_carries(data: str) -> None:
    assert decode(data) is None or data == "u:+"


def test_percents_on_offer_are_the_only_ones() -> None:
    assert decode("z:USD:KZT:3") is None
    assert decode("z:USD:KZT:2") == SetAlert("USD", "KZT", Decimal(2))


@given(number=numbers, field=texts)
def test_a_question_is_known_by_its_token(number: int, field: Field) -> None:
    assert read_text_token(text_token(number, field)) == AskText(number, field)
    assert read_chat_token(chat_token(-number)) == -number


@pytest.mark.parametrize("token", ["", "u_", "u_5", "u_5_m", "u_05_q", "u_5_q_", "subs_", "subs_0"])
def test_other_tokens_are_none(token: str) -> None:
    assert read_text_token(token) is None and read_chat_token(token) is None


@given(number=numbers, field=texts)
def test_a_token_fits_a_link(number: int, field: Field) -> None:
    assert max(len(text_token(number, field)), len(chat_token(-number))) <= 64
