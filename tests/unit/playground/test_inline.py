"""Inline mode: queries, the memory of Telegram's servers, and messages sent via the bot."""

import asyncio
from typing import Any

import pytest

from bot.playground import Person, Phone, World
from bot.playground.api import BotApi

from .conftest import INLINE_KEYBOARD as KEYBOARD
from .conftest import Clock, Refusal, answered, article, hear

Json = dict[str, Any]
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
def phone(world: World, reader: Person) -> Phone:
    return Phone(world, reader)


async def test_a_query_reaches_the_bot_and_its_answer_the_phone(
    api: BotApi, phone: Phone, reader: Person
) -> None:
    waiting = asyncio.create_task(phone.inline("kyrgyz som", "50"))
    query = (await hear(api))["inline_query"]
    assert query == {
        "id": query["id"], "from": reader.user(), "chat_type": "sender", "query": "kyrgyz som",
        "offset": "50",
    }  # fmt: skip
    shown = article(
        text="<b>Rates</b> https://24.kg",
        content={"parse_mode": "HTML", "link_preview_options": {"show_above_text": True}},
        description="87.45", url="https://24.kg/", thumbnail_url="https://24.kg/a.png",
        reply_markup=KEYBOARD,
    )  # fmt: skip
    await api.call("answerInlineQuery", {
        "inline_query_id": query["id"], "results": [shown], "next_offset": "100",
        "cache_time": "5", "is_personal": True,
        "button": {"text": "Settings", "start_parameter": "settings"},
    })  # fmt: skip
    answer = await waiting
    assert (answer.query, answer.next_offset, answer.cache_time) == ("kyrgyz som", "100", 5)
    assert answer.is_personal
    assert not answer.cached
    assert answer.button == {"text": "Settings", "start_parameter": "settings"}
    (result,) = answer.results
    assert (result.id, result.title, result.description) == ("1", "Title 1", "87.45")
    assert (result.url, result.thumbnail_url) == ("https://24.kg/", "https://24.kg/a.png")
    assert result.reply_markup == KEYBOARD
    assert result.text == "Rates https://24.kg"
    assert result.content["entities"][0] == {"type": "bold", "offset": 0, "length": 5}
    assert result.content["link_preview_options"] == {"show_above_text": True}


async def test_the_kind_of_chat_is_told(api: BotApi, world: World, reader: Person) -> None:
    group = world.add_supergroup("Talk", reader, bot="left")
    phone = Phone(world, reader, group)
    for asked, told in (("", "supergroup"), ("private", "private")):
        waiting = asyncio.create_task(phone.inline("x", chat_type=asked))
        assert (await hear(api))["inline_query"]["chat_type"] == told
        waiting.cancel()


async def test_an_answer_is_remembered_for_everybody(
    api: BotApi, world: World, phone: Phone, clock: Clock
) -> None:
    other = Phone(world, world.add_person("Marat"))
    first = await answered(api, phone, cache_time=60)
    for somebody in (phone, other):
        again = await somebody.inline("news")
        assert again.cached
        assert again.results == first.results
    assert await api.call("getUpdates", {}) == []
    clock.seconds += 60
    with pytest.raises(TimeoutError, match="no answer to the inline query 'news'"):
        await phone.inline("news", timeout=0.01)


async def test_a_personal_answer_is_remembered_for_one(
    api: BotApi, world: World, phone: Phone
) -> None:
    other = Phone(world, world.add_person("Marat"))
    await answered(api, phone, is_personal=True)
    assert (await phone.inline("news")).cached
    with pytest.raises(TimeoutError):
        await other.inline("news", timeout=0.01)


@pytest.mark.parametrize("other", [("news", "1"), ("News", "")])
async def test_another_query_or_offset_is_asked_anew(
    api: BotApi, phone: Phone, other: tuple[str, str]
) -> None:
    await answered(api, phone)
    with pytest.raises(TimeoutError):
        await phone.inline(*other, timeout=0.01)


async def test_what_must_not_be_remembered_is_asked_anew(api: BotApi, phone: Phone) -> None:
    await answered(api, phone, cache_time=0)
    with pytest.raises(TimeoutError):
        await phone.inline("news", timeout=0.01)
    await hear(api)
    await answered(api, phone)
    with pytest.raises(TimeoutError):
        await phone.inline("news", fresh=True, timeout=0.01)


async def test_what_cannot_be_asked(api: BotApi, world: World, phone: Phone) -> None:
    with pytest.raises(ValueError, match="at most 256 characters"):
        await phone.inline("x" * 257)
    await api.call("getUpdates", {"allowed_updates": ["message"]})
    with pytest.raises(TimeoutError, match="does not ask for updates of the kind inline_query"):
        await phone.inline("x")
    assert (await api.call("getMe", {}))["supports_inline_queries"] is True
    world.inline.enabled = False
    assert (await api.call("getMe", {}))["supports_inline_queries"] is False
    with pytest.raises(ValueError, match="does not support inline queries"):
        await phone.inline("x")


async def test_a_query_is_answered_once_and_soon(
    api: BotApi, refusal: Refusal, phone: Phone, clock: Clock
) -> None:
    answer = await answered(api, phone)
    for query_id in (answer.query_id, "1", "x", ""):
        assert await refusal("answerInlineQuery", inline_query_id=query_id, results=[]) == TOO_OLD
    waiting = asyncio.create_task(phone.inline("late"))
    query_id = (await hear(api))["inline_query"]["id"]
    clock.seconds += 10.5
    assert await refusal("answerInlineQuery", inline_query_id=query_id, results=[]) == TOO_OLD
    waiting.cancel()


async def test_a_chosen_result_is_sent_via_the_bot(
    api: BotApi, world: World, phone: Phone, reader: Person
) -> None:
    results = [article(), article("2", "/latest", reply_markup=KEYBOARD)]
    answer = await answered(api, phone, results=results)
    sent = await phone.choose(answer, answer.results[1])
    assert phone.messages == [sent]
    assert sent["from"] == reader.user()
    assert sent["via_bot"] == world.bot
    assert (sent["text"], sent["reply_markup"]) == ("/latest", KEYBOARD)
    # Such a message comes back to the bot: it must not take it for a command.
    assert (await hear(api))["message"] == sent
    chosen = (await hear(api))["chosen_inline_result"]
    assert chosen == {
        "from": reader.user(), "query": "news", "result_id": "2",
        "inline_message_id": chosen["inline_message_id"],
    }  # fmt: skip
    with pytest.raises(ValueError, match="only one's own"):
        await phone.edit(sent, "x")


async def test_a_result_without_buttons_gives_no_handle(api: BotApi, phone: Phone) -> None:
    answer = await answered(api, phone)
    await phone.choose(answer, answer.result("1"))
    await hear(api)
    assert "inline_message_id" not in (await hear(api))["chosen_inline_result"]
    with pytest.raises(ValueError, match=r"no result '2' among \['1'\]"):
        answer.result("2")


async def test_choices_are_told_only_where_they_are_wanted(
    api: BotApi, world: World, phone: Phone
) -> None:
    answer = await answered(api, phone)
    world.inline.feedback = False
    await phone.choose(answer, answer.results[0])
    assert "message" in await hear(api)
    assert await api.call("getUpdates", {}) == []


async def test_a_button_of_a_message_via_the_bot(
    api: BotApi, refusal: Refusal, world: World, reader: Person
) -> None:
    """In a group that the bot is not in, the id of the message is all it has."""
    group = world.add_group("Family", reader, bot="left")
    phone = Phone(world, reader, group)
    answer = await answered(api, phone, results=[article(reply_markup=KEYBOARD)])
    sent = await phone.choose(answer, answer.results[0])
    inline_id = (await hear(api))["chosen_inline_result"]["inline_message_id"]
    tapped = asyncio.create_task(phone.tap(sent, "More"))
    query = (await hear(api))["callback_query"]
    assert query["inline_message_id"] == inline_id
    assert "message" not in query
    edit = {"inline_message_id": inline_id, "text": "<i>More</i>", "parse_mode": "HTML"}
    assert await api.call("editMessageText", edit) is True
    await api.call("answerCallbackQuery", {"callback_query_id": query["id"]})
    assert (await tapped)["text"] == "More"
    assert "reply_markup" not in phone.messages[-1]
    assert phone.messages[-1]["via_bot"] == world.bot
    refused = await refusal("editMessageText", **edit)
    assert refused.startswith("Bad Request: message is not modified")
    keys = {"inline_message_id": inline_id, "reply_markup": KEYBOARD}
    assert await api.call("editMessageReplyMarkup", keys) is True
    assert phone.messages[-1]["reply_markup"] == KEYBOARD
    long = edit | {"text": "x" * 4097}
    assert await refusal("editMessageText", **long) == "Bad Request: MESSAGE_TOO_LONG"


async def test_wrong_handles_are_refused(
    api: BotApi, refusal: Refusal, world: World, phone: Phone
) -> None:
    answer = await answered(api, phone, results=[article(reply_markup=KEYBOARD)])
    sent = await phone.choose(answer, answer.results[0])
    await hear(api)
    inline_id = (await hear(api))["chosen_inline_result"]["inline_message_id"]
    for wrong in ("x", "AgAAAA", "####", "A" * 32):
        assert await refusal("editMessageText", inline_message_id=wrong, text="x") == (
            "Bad Request: invalid inline message identifier specified"
        )
    assert await refusal("editMessageText", text="x") == (
        "Bad Request: message identifier is not specified"
    )
    by_number = {"chat_id": sent["chat"]["id"], "message_id": sent["message_id"], "text": "x"}
    assert await refusal("editMessageText", **by_number) == "Bad Request: message can't be edited"
    del world.private_chat(phone.person).messages[sent["message_id"]]
    assert await refusal("editMessageText", inline_message_id=inline_id, text="x") == (
        "Bad Request: MESSAGE_ID_INVALID"
    )


async def test_results_go_into_channels_and_groups(
    api: BotApi, world: World, phone: Phone, reader: Person
) -> None:
    channel = world.add_channel("News", reader)
    group = world.add_group("Talk", reader)
    answer = await answered(api, phone)
    post = await phone.choose(answer, answer.results[0], channel)
    assert post["sender_chat"]["id"] == channel.id
    assert (await hear(api))["channel_post"] == post
    await hear(api)
    said = await phone.choose(answer, answer.results[0], group)
    assert (await hear(api))["message"] == said
    stranger = Phone(world, world.add_person("Marat"))
    with pytest.raises(ValueError, match="is not a member"):
        await stranger.choose(answer, answer.results[0], group)


async def test_the_button_over_the_results_starts_the_bot(api: BotApi, phone: Phone) -> None:
    button = {"text": "Set up", "start_parameter": "from_inline-1"}
    answer = await answered(api, phone, button=button)
    said = await phone.press_inline_button(answer)
    assert said["text"] == "/start from_inline-1"
    assert (await hear(api))["message"] == said
    without = await answered(api, phone)
    with pytest.raises(ValueError, match="no button that starts the bot"):
        await phone.press_inline_button(without)


@pytest.mark.parametrize(
    "link",
    [
        "https://t.me/caravan_bot?start=a-42_Z",
        "http://T.me/Caravan_Bot/?start=a-42_Z",
        "t.me/caravan_bot?start=a-42_Z",
        "https://telegram.me/caravan_bot?x=1&start=a-42_Z",
        "tg://resolve?domain=caravan_bot&start=a-42_Z",
    ],
)
async def test_a_deep_link_sends_its_payload(phone: Phone, link: str) -> None:
    said = await phone.open_link(link)
    assert said is not None
    assert said["text"] == "/start a-42_Z"
    assert phone.messages == [said]


async def test_other_links_are_not_followed(world: World, phone: Phone) -> None:
    newcomer = Phone(world, world.add_person("Marat"))
    assert await phone.open_link("https://t.me/caravan_bot") is None
    said = await newcomer.open_link("https://t.me/caravan_bot")
    assert said is not None
    assert said["text"] == "/start"
    for link in ("https://24.kg", "https://t.me/other_bot?start=a", "ftp://t.me/caravan_bot", "x"):
        with pytest.raises(ValueError, match="is no link to the bot"):
            await phone.open_link(link)
    for payload in ("x" * 65, "a%20b", "%D1%8F"):
        with pytest.raises(ValueError, match="is no payload"):
            await phone.open_link(f"https://t.me/caravan_bot?start={payload}")
