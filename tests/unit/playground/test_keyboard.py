"""Inline keyboards: what a message shows, and what is refused."""

import pytest

from bot.playground import Person, World
from bot.playground.api import BotApi

from .conftest import Refusal


def keyboard(*buttons: dict[str, object]) -> dict[str, object]:
    return {"inline_keyboard": [list(buttons)]}


@pytest.mark.parametrize(
    ("button", "shown"),
    [
        ({"text": "a", "callback_data": "x" * 64}, {"text": "a", "callback_data": "x" * 64}),
        ({"text": "a", "url": "24.kg"}, {"text": "a", "url": "http://24.kg/"}),
        ({"text": "a", "url": "tg://user?id=5"}, {"text": "a", "url": "tg://user?id=5"}),
        ({"text": "a", "copy_text": {"text": "87.45"}},
         {"text": "a", "copy_text": {"text": "87.45"}}),
        ({"text": "a", "switch_inline_query": ""}, {"text": "a", "switch_inline_query": ""}),
        ({"text": "a", "callback_data": "x", "style": "danger"},
         {"text": "a", "style": "danger", "callback_data": "x"}),
        ({"text": "a", "web_app": {"url": "https://24.kg"}},
         {"text": "a", "web_app": {"url": "https://24.kg/"}}),
        ({"text": 5, "callback_data": 6}, {"text": "5", "callback_data": "6"}),
    ],
)  # fmt: skip
async def test_buttons_are_shown(
    api: BotApi, reader: Person, button: dict[str, object], shown: dict[str, object]
) -> None:
    message = await api.call(
        "sendMessage", {"chat_id": reader.id, "text": "x", "reply_markup": keyboard(button)}
    )
    assert message["reply_markup"] == keyboard(shown)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        ("[]", "object expected as reply markup"),
        (None, "object expected as reply markup"),
        ({"inline_keyboard": {}}, 'field "inline_keyboard" must be of type Array'),
        ({"inline_keyboard": [{}]},
         'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
        (keyboard("x"),  # type: ignore[arg-type]
         "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
        (keyboard({"callback_data": "x"}),
         'can\'t parse inline keyboard button: Can\'t find field "text"'),
        (keyboard({"text": "a"}),
         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (keyboard({"text": "a", "callback_data": ""}),
         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (keyboard({"text": "a", "callback_data": "x", "style": "pink"}),
         "can't parse inline keyboard button: invalid button style specified"),
        (keyboard({"text": "", "callback_data": "x"}),
         "inline keyboard button text must be non-empty"),
        (keyboard({"text": "a", "callback_data": "я" * 33}), "BUTTON_DATA_INVALID"),
        (keyboard({"text": "a", "url": "nowhere"}),
         "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
        (keyboard({"text": "a", "web_app": {"url": "http://24.kg"}}),
         "inline keyboard button Web App URL 'http://24.kg' is invalid: Only HTTPS links are "
         "allowed"),
        (keyboard({"text": "a", "copy_text": {"text": "x" * 257}}), "BUTTON_COPY_TEXT_INVALID"),
        ({"inline_keyboard": [[{"text": "a", "callback_data": "x"}]] * 101},
         "reply markup is too long"),
        ({"keyboard": [[1]]},
         "can't parse keyboard button: KeyboardButton must be a String or an Object"),
    ],
)  # fmt: skip
async def test_wrong_markup_is_refused(
    refusal: Refusal, reader: Person, markup: object, reason: str
) -> None:
    refused = await refusal("sendMessage", chat_id=reader.id, text="x", reply_markup=markup)
    assert refused == f"Bad Request: {reason}"


async def test_other_markup_is_taken_and_not_shown(api: BotApi, reader: Person) -> None:
    wishes: list[dict[str, object]] = [
        {"keyboard": [["a", {"text": "b"}]]},
        {"remove_keyboard": True},
        {"force_reply": True},
        {"inline_keyboard": []},
    ]
    for markup in wishes:
        message = await api.call(
            "sendMessage", {"chat_id": reader.id, "text": "x", "reply_markup": markup}
        )
        assert "reply_markup" not in message


async def test_a_row_keeps_twelve_buttons(api: BotApi, world: World, reader: Person) -> None:
    row = [{"text": str(i), "callback_data": "x"} for i in range(13)]
    message = await api.call(
        "sendMessage",
        {"chat_id": reader.id, "text": "x", "reply_markup": {"inline_keyboard": [row, []]}},
    )
    assert message["reply_markup"]["inline_keyboard"] == [row[:12]]
    assert len(world.complaints) == 2


async def test_a_channel_refuses_buttons_of_inline_mode(
    refusal: Refusal, world: World, reader: Person
) -> None:
    channel = world.add_channel("News", reader)
    markup = keyboard({"text": "a", "switch_inline_query": "x"})
    refused = await refusal("sendMessage", chat_id=channel.id, text="x", reply_markup=markup)
    assert refused.startswith("Bad Request: can't use switch_inline_query button in a channel chat")
    chosen = keyboard({"text": "a", "switch_inline_query_chosen_chat": {"query": "x"}})
    assert await refusal("sendMessage", chat_id=channel.id, text="x", reply_markup=chosen) == (
        refused
    )


async def test_buttons_of_inline_mode_need_it(api: BotApi, world: World, reader: Person) -> None:
    world.inline.enabled = False
    markup = keyboard({"text": "a", "switch_inline_query_current_chat": ""})
    await api.call("sendMessage", {"chat_id": reader.id, "text": "x", "reply_markup": markup})
    assert world.complaints == ["a switch_inline_query_current_chat button, but inline mode is off"]


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        (1, 'Field "switch_inline_query_chosen_chat" must be of type Object'),
        ({"query": []}, 'Field "query" must be of type String'),
        ({"allow_user_chats": 1}, 'Field "allow_user_chats" must be of type Boolean'),
    ],
)
async def test_wrong_choices_of_chats_are_refused(
    refusal: Refusal, reader: Person, chosen: object, reason: str
) -> None:
    markup = keyboard({"text": "a", "switch_inline_query_chosen_chat": chosen})
    assert await refusal("sendMessage", chat_id=reader.id, text="x", reply_markup=markup) == (
        f"Bad Request: can't parse inline keyboard button: {reason}"
    )
