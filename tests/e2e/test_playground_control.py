"""A local Telegram in a process of its own, changed and read over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.playground import Playground
from tests.e2e.telegram_process import TelegramProcess, telegram_process

Json = dict[str, Any]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def telegram() -> AsyncIterator[TelegramProcess]:
    async with telegram_process() as running:
        yield running


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def call(telegram: TelegramProcess, name: str, **params: Any) -> Json:
    async with telegram.http.post(telegram.method(name), json=params) as answer:
        body: Json = await answer.json()
        return body


async def person(telegram: TelegramProcess, name: str = "Aida") -> int:
    made = await telegram.do("person", first_name=name, started=True)
    return int(made["id"])


async def test_chats_are_made_and_what_arrives_is_read(telegram: TelegramProcess) -> None:
    owner = await person(telegram)
    wishes = [
        {"kind": "channel", "title": "News", "people": [owner], "username": "news_kg"},
        {"kind": "supergroup", "title": "Talk", "people": [owner], "forum": True,
         "threads": ["Rates", "News"]},
        {"kind": "group", "title": "Newsroom", "people": [owner], "bot": "left"},
    ]  # fmt: skip
    channel, forum, group = await telegram.do_all("chat", wishes)
    before = (await telegram.read("status"))["entries"]
    thread = forum["threads"][1]
    await call(telegram, "sendMessage", chat_id="@news_kg", text="24.kg/1")
    await call(
        telegram, "sendMessage", chat_id=forum["id"], text="x", message_thread_id=thread,
        disable_notification=True,
    )  # fmt: skip
    refused = await call(telegram, "sendMessage", chat_id=group["id"], text="x")
    assert refused["description"] == "Forbidden: bot is not a member of the group chat"
    journal = await telegram.read("journal", since=before)
    first, second = journal["entries"]
    assert (first["chat_id"], first["link"]) == (channel["id"], "24.kg/1")
    assert (second["thread"], second["silent"]) == (thread, True)
    assert (await telegram.read("journal", since=journal["since"]))["entries"] == []
    only = await telegram.read("journal", since=before, chat=channel["id"])
    assert only["entries"] == [first]
    shown = await telegram.read("messages", chat=channel["id"])
    assert [message["text"] for message in shown] == ["24.kg/1"]
    await call(telegram, "sendMessage", chat_id=channel["id"], text="24.kg/1")
    copies = await telegram.read("copies", least=2)
    assert copies == [{"chat_id": channel["id"], "thread": 0, "what": "24.kg/1", "count": 2}]


async def test_standing_changes_and_is_heard(telegram: TelegramProcess) -> None:
    owner = await person(telegram)
    (made,) = await telegram.do_all(
        "chat", [{"kind": "channel", "title": "News", "people": [owner]}]
    )
    channel = made["id"]
    await call(telegram, "getUpdates", offset=-1)
    await telegram.do("bot", chat=channel, status="administrator", by=owner, rights=[])
    refused = await call(telegram, "sendMessage", chat_id=channel, text="x")
    assert refused["description"].endswith("need administrator rights in the channel chat")
    await telegram.do("block", person=owner)
    refused = await call(telegram, "sendMessage", chat_id=owner, text="x")
    assert refused["description"] == "Forbidden: bot was blocked by the user"
    heard = (await call(telegram, "getUpdates"))["result"]
    changes = [u["my_chat_member"]["new_chat_member"]["status"] for u in heard[-2:]]
    assert changes == ["administrator", "kicked"]
    await telegram.do("block", person=owner, blocked=False)
    await telegram.do("deactivate", person=owner)
    refused = await call(telegram, "sendMessage", chat_id=owner, text="x")
    assert refused["description"] == "Forbidden: user is deactivated"


async def test_groups_and_topics_change(telegram: TelegramProcess) -> None:
    owner, other = await person(telegram), await person(telegram, "Marat")
    group = (await telegram.do("chat", kind="group", title="Newsroom", people=[owner]))["id"]
    new = (await telegram.do("migrate", chat=group))["id"]
    refused = await call(telegram, "sendMessage", chat_id=group, text="x")
    assert refused["parameters"] == {"migrate_to_chat_id": new}
    await telegram.do("permissions", chat=new, permissions=[])
    refused = await call(telegram, "sendMessage", chat_id=new, text="x")
    assert "not enough rights to send text messages" in refused["description"]
    doomed = (await telegram.do("chat", kind="group", title="Gone", people=[owner]))["id"]
    await telegram.do("delete_group", chat=doomed)
    refused = await call(telegram, "sendMessage", chat_id=doomed, text="x")
    assert refused["description"] == "Forbidden: the group chat was deleted"

    forum = (
        await telegram.do("chat", kind="supergroup", title="F", people=[owner], forum=True)
    )["id"]  # fmt: skip
    thread = (await telegram.do("thread", chat=forum, title="Rates"))["thread"]
    there = {"chat_id": forum, "text": "x", "message_thread_id": thread}
    await telegram.do("close_thread", chat=forum, thread=thread)
    assert (await call(telegram, "sendMessage", **there))["description"].endswith("TOPIC_CLOSED")
    await telegram.do("delete_thread", chat=forum, thread=thread)
    refused = await call(telegram, "sendMessage", **there)
    assert refused["description"] == "Bad Request: message thread not found"
    await telegram.do("member", chat=forum, person=other, status="administrator", rights=[])
    administrators = await call(telegram, "getChatAdministrators", chat_id=forum)
    assert [admin["status"] for admin in administrators["result"]] == ["creator", "administrator"]


async def test_people_write_press_and_pick(telegram: TelegramProcess) -> None:
    owner = await person(telegram)
    channel = await telegram.do("chat", kind="channel", title="N", people=[owner], bot="left")
    said = await telegram.do("say", person=owner, text="/subscribe")
    assert said["entities"][0]["type"] == "bot_command"
    inline = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    sent = await call(telegram, "sendMessage", chat_id=owner, text="x", reply_markup=inline)
    number = sent["result"]["message_id"]
    pressed = await telegram.do("press", person=owner, message_id=number, data="go")
    answered = await call(
        telegram, "answerCallbackQuery", callback_query_id=pressed["query_id"]
    )  # fmt: skip
    assert answered["result"] is True
    rights = {"can_post_messages": True}
    wish = {"request_id": 1, "chat_is_channel": True, "bot_administrator_rights": rights}
    keys = {"keyboard": [[{"text": "Channel", "request_chat": wish}, "Cancel"]]}
    await call(telegram, "sendMessage", chat_id=owner, text="x", reply_markup=keys)
    shown = await telegram.read("keyboard", chat=owner)
    assert [key["text"] for key in shown["keyboard"][0]] == ["Channel", "Cancel"]
    picked = await telegram.do("pick_chat", person=owner, text="Channel", chat=channel["id"])
    assert picked["chat_shared"]["chat_id"] == channel["id"]
    pressed = await telegram.do("press_key", person=owner, text="Cancel")
    assert pressed["text"] == "Cancel"


async def test_flood_control_is_turned_on_and_off(telegram: TelegramProcess) -> None:
    reader = await person(telegram)
    await telegram.do("flood", private=1, scale=10, fractional=True)
    assert (await call(telegram, "sendMessage", chat_id=reader, text="x"))["ok"] is True
    refused = await call(telegram, "sendMessage", chat_id=reader, text="x")
    assert 0 < refused["parameters"]["retry_after"] <= 10
    (noted,) = (await telegram.read("flood"))["refused"]
    assert (noted["chat_id"], noted["limit"], noted["early"]) == (reader, "private", False)
    await telegram.do("flood", off=True)
    assert (await call(telegram, "sendMessage", chat_id=reader, text="x"))["ok"] is True
    assert (await telegram.read("flood"))["refused"] == []


async def test_connections_break_as_wished(telegram: TelegramProcess) -> None:
    reader = await person(telegram)
    kinds = ["reset_before", "reset_after", "cut", "bad_gateway"]
    await telegram.do("script", method="sendMessage", kinds=kinds)
    for _ in range(2):
        with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
            await call(telegram, "sendMessage", chat_id=reader, text="x")
    with pytest.raises(aiohttp.ClientPayloadError):
        await call(telegram, "sendMessage", chat_id=reader, text="x")
    values = {"chat_id": reader, "text": "x"}
    async with telegram.http.post(telegram.method("sendMessage"), json=values) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    faults = await telegram.read("faults")
    happened = faults["happened"][-4:]
    assert [fault["kind"] for fault in happened] == kinds
    assert [fault["took_effect"] for fault in happened] == [False, True, True, False]
    assert len(await telegram.read("messages", chat=reader)) == 2


async def test_a_fault_by_chance_is_wished_and_taken_back(telegram: TelegramProcess) -> None:
    reader = await person(telegram)
    await telegram.do("fault", method="sendMessage", kind="internal_error", chat=reader)
    assert (await call(telegram, "sendMessage", chat_id=reader, text="x"))["error_code"] == 500
    await telegram.do("clear_faults", seed=1)
    assert (await call(telegram, "sendMessage", chat_id=reader, text="x"))["ok"] is True


@pytest.mark.parametrize(
    ("name", "wish", "reason"),
    [
        ("earthquake", {}, "there is no POST earthquake"),
        ("block", {"person": 1}, "block lacks or does not know 1"),
        ("fault", {"method": "x", "kind": "quake"}, "'quake' is not a valid FaultKind"),
        ("flood", {"speed": 1}, "unexpected keyword argument 'speed'"),
        ("flood", {"scale": 0}, "the scale above 0"),
    ],
)
async def test_wrong_wishes_are_told(
    telegram: TelegramProcess, name: str, wish: Json, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        await telegram.do(name, **wish)


async def test_what_is_kept_can_be_limited(telegram: TelegramProcess) -> None:
    reader = await person(telegram)
    await telegram.do("keep", calls=False, messages=1)
    try:
        for text in ("a", "b"):
            await call(telegram, "sendMessage", chat_id=reader, text=text)
        shown = await telegram.read("messages", chat=reader)
        assert [message["text"] for message in shown] == ["b"]
    finally:
        await telegram.do("keep", calls=True, messages=0)


async def test_a_page_elsewhere_controls_nothing(telegram: TelegramProcess) -> None:
    for headers in ({"Origin": "https://24.kg"}, {"Host": "24.kg"}):
        address = f"{telegram.url}/control/status"
        async with telegram.http.get(address, headers=headers) as answer:
            assert answer.status == 403


async def test_it_stays_quick_with_much_to_do(telegram: TelegramProcess) -> None:
    """Forty posts to each of fifty channels; a floor far below what one core does."""
    owner = await person(telegram)
    wishes = [{"kind": "channel", "title": f"C{n}", "people": [owner]} for n in range(50)]
    channels = [made["id"] for made in await telegram.do_all("chat", wishes)]
    before = (await telegram.read("status"))["entries"]
    loop = asyncio.get_running_loop()
    start = loop.time()

    async def fill(channel: int) -> None:
        for n in range(40):
            answer = await call(telegram, "sendMessage", chat_id=channel, text=f"24.kg/{n}")
            assert answer["ok"] is True

    await asyncio.gather(*(fill(channel) for channel in channels))
    seconds = loop.time() - start
    journal = await telegram.read("journal", since=before)
    assert len(journal["entries"]) == 2000
    for channel in channels:
        of_chat = [entry["text"] for entry in journal["entries"] if entry["chat_id"] == channel]
        assert of_chat == [f"24.kg/{n}" for n in range(40)]
    assert 2000 / seconds > 200


async def test_without_control_there_is_none() -> None:
    async with (
        Playground() as plain,
        aiohttp.ClientSession() as http,
        http.get(f"{plain.url}/control/status") as answer,
    ):
        assert answer.status == 404
