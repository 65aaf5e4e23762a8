"""What the demo's page asks of its server."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from yarl import URL

from bot.playground import Person, Playground

Json = dict[str, Any]
PATIENCE = 10  # seconds
KEYBOARD = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


@pytest.fixture
async def telegram() -> AsyncIterator[Playground]:
    async with Playground() as running:
        yield running


@pytest.fixture
def reader(telegram: Playground) -> Person:
    person = telegram.world.add_person("Aida", language_code="en")
    telegram.show(person)
    return person


@pytest.fixture
async def http(telegram: Playground) -> AsyncIterator[aiohttp.ClientSession]:
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(telegram.url, timeout=timeout) as session:
        yield session


async def post(http: aiohttp.ClientSession, name: str, **values: Any) -> Json:
    async with http.post(f"/page/{name}", json=values) as answer:
        body: Json = await answer.json()
        assert answer.status == (200 if body["ok"] else 400)
        return body


class Events:
    """An open event stream."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def next(self) -> Json:
        while True:
            line = (await self._answer.content.readline()).decode()
            assert line, "the stream has ended"
            if line.startswith("data: "):
                found: Json = json.loads(line.removeprefix("data: "))
                return found


@pytest.fixture
async def events(http: aiohttp.ClientSession, reader: Person) -> AsyncIterator[Events]:
    async with http.get("/page/events") as answer:
        assert answer.content_type == "text/event-stream"
        assert await answer.content.readline() == b": connected\n"
        yield Events(answer)


async def test_the_state_names_people_commands_and_messages(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    admin = telegram.world.add_person("Owner", language_code="ru")
    telegram.show(admin, role="admin")
    telegram.world.add_person("not shown")
    commands = [{"command": "latest", "description": "News"}]
    await telegram.api.call("setMyCommands", {"commands": commands})
    about = {"description": "Новости", "language_code": "ru"}
    await telegram.api.call("setMyDescription", about)
    said = await telegram.phone(reader).say("/latest")
    sent = await telegram.api.call("sendMessage", {"chat_id": reader.id, "text": "x"})
    async with http.get("/page/state") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        state = await answer.json()
    assert state == {
        "bot": {
            "first_name": "Caravan",
            "username": "caravan_bot",
            "supports_inline_queries": True,
        },
        "people": [
            {
                "id": reader.id,
                "first_name": "Aida",
                "viewer": "Aida",
                "role": "reader",
                "language_code": "en",
                "description": "",
                "commands": commands,
                "messages": [said | {"out": True}, sent | {"out": False}],
                "blocked": False,
                "keyboard": [],
            },
            {
                "id": admin.id,
                "first_name": "Owner",
                "viewer": "Owner",
                "role": "admin",
                "language_code": "ru",
                "description": "Новости",
                "commands": commands,
                "messages": [],
                "blocked": False,
                "keyboard": [],
            },
        ],
    }


async def test_everything_that_happens_is_told(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person, events: Events
) -> None:
    call = telegram.api.call
    said = (await post(http, "say", person=reader.id, text="/go", reply_to=None))["message"]
    assert await events.next() == {"type": "message", "person": reader.id, "message": said}
    assert said["out"] is True
    sent = await call("sendMessage", {"chat_id": reader.id, "text": "x", "reply_markup": KEYBOARD})
    told = await events.next()
    assert told == {"type": "message", "person": reader.id, "message": sent | {"out": False}}
    await call("sendChatAction", {"chat_id": reader.id, "action": "typing"})
    assert await events.next() == {"type": "action", "person": reader.id, "action": "typing"}
    pressed = await post(http, "press", person=reader.id, message_id=sent["message_id"], data="go")
    await call("answerCallbackQuery", {"callback_query_id": pressed["query_id"], "text": "ok"})
    assert await events.next() == {
        "type": "answer",
        "person": reader.id,
        "query_id": pressed["query_id"],
        "text": "ok",
        "show_alert": False,
    }
    place = {"chat_id": reader.id, "message_id": sent["message_id"]}
    changed = await call("editMessageText", place | {"text": "y"})
    assert await events.next() == {
        "type": "edit", "person": reader.id, "message": changed | {"out": False},
    }  # fmt: skip
    await call("deleteMessage", place)
    assert await events.next() == {
        "type": "delete", "person": reader.id, "message_id": sent["message_id"],
    }  # fmt: skip


async def test_a_reply_carries_what_it_answers(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    said = await telegram.phone(reader).say("first")
    body = await post(http, "say", person=reader.id, text="x", reply_to=said["message_id"])
    assert body["message"]["reply_to_message"] == said


async def test_language_blocking_and_clearing(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person, events: Events
) -> None:
    russian = [{"command": "latest", "description": "Новости"}]
    await telegram.api.call("setMyCommands", {"commands": russian, "language_code": "ru"})
    assert (await events.next())["commands"] == []
    await post(http, "language", person=reader.id, language_code="ru")
    assert await events.next() == {
        "type": "person", "person": reader.id, "language_code": "ru", "blocked": False,
        "description": "",
    }  # fmt: skip
    assert (await events.next())["commands"] == russian
    await post(http, "block", person=reader.id, blocked=True)
    assert (await events.next())["blocked"] is True
    assert reader.blocked
    refused = await post(http, "say", person=reader.id, text="x")
    assert refused["error"] == "Aida has blocked the bot and cannot write to it"
    await events.next()
    await post(http, "block", person=reader.id, blocked=False)
    await events.next()
    await events.next()
    said = (await post(http, "say", person=reader.id, text="x"))["message"]
    await events.next()
    await post(http, "clear", person=reader.id)
    assert await events.next() == {
        "type": "delete", "person": reader.id, "message_id": said["message_id"],
    }  # fmt: skip
    assert telegram.phone(reader).messages == []


async def test_a_stopped_server_ends_the_stream(reader: Person) -> None:
    telegram = Playground()
    await telegram.start()
    async with (
        aiohttp.ClientSession(telegram.url) as http,
        http.get("/page/events") as answer,
        asyncio.timeout(PATIENCE),
    ):
        await answer.content.readline()
        await telegram.stop()
        await answer.content.read()
        assert answer.content.at_eof()


async def test_an_upload_arrives_and_can_be_fetched(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    values = {"person": str(reader.id), "caption": "/load"}
    form = aiohttp.FormData(values, quote_fields=False)
    form.add_field("file", b"<script>", filename="курс.html", content_type="text/html")
    async with http.post("/page/upload", data=form) as answer:
        message = (await answer.json())["message"]
    (update,) = await telegram.api.call("getUpdates", {})
    assert update["message"]["document"]["file_name"] == "курс.html"
    assert update["message"]["caption"] == "/load"
    async with http.get(f"/page/file/{message['document']['file_id']}") as answer:
        assert await answer.read() == b"<script>"
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"] == (
            "attachment; filename*=UTF-8''%D0%BA%D1%83%D1%80%D1%81.html"
        )


async def test_pictures_are_shown_in_place(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
    photo = await telegram.phone(reader).send_photo(gif)
    async with http.get(f"/page/file/{photo['photo'][0]['file_id']}") as answer:
        assert answer.content_type == "image/gif"
        assert "Content-Disposition" not in answer.headers


@pytest.mark.parametrize(
    ("name", "values", "error"),
    [
        ("say", {"person": 404, "text": "x"}, "there is no such person"),
        ("say", {"text": ""}, "an empty message cannot be sent"),
        ("say", {"text": "a\ud800"}, "Bad Request: strings must be encoded in UTF-8"),
        ("say", {"text": "x", "reply_to": 99}, "the message to reply to is gone"),
        ("press", {"message_id": 99, "data": "go"}, "the message is gone"),
        ("upload", {"file": "x"}, "there is no file, or it is empty"),
    ],
)
async def test_what_cannot_be_done_is_told(
    http: aiohttp.ClientSession, reader: Person, name: str, values: Json, error: str
) -> None:
    body = await post(http, name, **({"person": reader.id} | values))
    assert body == {"ok": False, "error": error}


async def test_a_button_that_is_gone_cannot_be_pressed(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    said = await telegram.phone(reader).say("x")
    refused = await post(http, "press", person=reader.id, message_id=said["message_id"], data="go")
    assert refused["error"] == "the message has no such button"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "elsewhere.example"},
        {"Host": "127.0.0.1.elsewhere.example:80"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
async def test_pages_elsewhere_cannot_drive_the_demo(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person, headers: dict[str, str]
) -> None:
    async with http.post(
        "/page/say", json={"person": reader.id, "text": "x"}, headers=headers
    ) as answer:
        assert answer.status == 403
    if "Host" in headers:
        async with http.get("/page/state", headers=headers) as answer:
            assert answer.status == 403
    assert telegram.phone(reader).messages == []


async def test_the_page_itself_may_post(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    async with http.post(
        "/page/say",
        json={"person": reader.id, "text": "x"},
        headers={"Origin": telegram.url},
    ) as answer:
        assert answer.status == 200


async def test_static_files_are_served_under_a_strict_policy(
    http: aiohttp.ClientSession,
) -> None:
    async with http.get("/") as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; img-src 'self' data: blob:")
    assert "unsafe" not in policy
    async with http.get("/static/app.js") as answer:
        assert (answer.status, answer.content_type) == (200, "text/javascript")


@pytest.mark.parametrize(
    "path",
    ["/static/../page.py", "/static/%2e%2e/page.py", "/static/none.js", "/static/", "/nothing",
     "/page/nothing", "/page/file/none"],
)  # fmt: skip
async def test_other_paths_are_not_there(telegram: Playground, path: str) -> None:
    async with (
        aiohttp.ClientSession() as http,
        http.get(URL(telegram.url + path, encoded=True)) as answer,
    ):
        assert answer.status == 404
