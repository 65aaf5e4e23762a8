"""The local Bot API over HTTP: tokens, encodings, files, faults, the webhook."""

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.playground import Drop, Person, Playground, RawAnswer, too_many_requests

Json = dict[str, Any]
PATIENCE = 10  # seconds


@pytest.fixture
async def telegram() -> AsyncIterator[Playground]:
    async with Playground() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield session


@pytest.fixture
def reader(telegram: Playground) -> Person:
    return telegram.world.add_person("Aida", started=True)


def method(telegram: Playground, name: str) -> str:
    return f"{telegram.url}/bot{telegram.token}/{name}"


async def test_get_and_every_kind_of_body_are_alike(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    url = method(telegram, "sendMessage")
    values = {"chat_id": str(reader.id), "text": "а & b"}
    form = aiohttp.FormData(values)
    form.add_field("unused", b"x", filename="x.txt")
    for request in (
        http.get(url, params=values),
        http.post(url, params=values),
        http.post(url, data=values),
        http.post(url, json=values),
        http.post(url, data=form),
    ):
        async with request as answer:
            assert answer.status == 200
            assert answer.content_type == "application/json"
            body = await answer.json()
            assert body["ok"] is True
            assert body["result"]["text"] == "а & b"


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot7000000001:local/nothing", 404, "Not Found: method not found"),
        ("/bot7000000001:local/", 404, "Not Found: method not found"),
        ("/bot123456:AAF00000000000000000000000000000000/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/file/bot7000000001:local/documents/none", 404, "Not Found"),
    ],
)
async def test_wrong_tokens_and_methods(
    telegram: Playground, http: aiohttp.ClientSession, path: str, status: int, description: str
) -> None:
    async with http.get(telegram.url + path) as answer:
        assert answer.status == status
        assert await answer.json() == {
            "ok": False, "error_code": status, "description": description,
        }  # fmt: skip


async def test_a_page_in_a_browser_cannot_speak_for_the_bot(
    telegram: Playground, http: aiohttp.ClientSession
) -> None:
    async with http.post(
        method(telegram, "getMe"), headers={"Origin": "https://elsewhere.example"}
    ) as answer:
        assert answer.status == 403


async def test_a_file_is_uploaded_and_fetched(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    data = bytes(range(256)) * 8000
    values = {"chat_id": str(reader.id), "document": "attach://file"}
    form = aiohttp.FormData(values, quote_fields=False)
    form.add_field("file", io.BytesIO(data), filename="курс.bin", content_type="application/x-test")
    async with http.post(method(telegram, "sendDocument"), data=form) as answer:
        document = (await answer.json())["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("курс.bin", len(data))
    place = {"file_id": document["file_id"]}
    async with http.get(method(telegram, "getFile"), params=place) as answer:
        path = (await answer.json())["result"]["file_path"]
    async with http.get(f"{telegram.url}/file/bot{telegram.token}/{path}") as answer:
        assert await answer.read() == data


async def test_a_body_that_is_too_large_is_refused(
    telegram: Playground, http: aiohttp.ClientSession
) -> None:
    async with http.post(
        method(telegram, "sendDocument"), data=io.BytesIO(bytes(53 << 20))
    ) as answer:
        assert answer.status == 413
        assert (await answer.json())["description"] == "Request Entity Too Large"


async def test_a_refusal_has_its_status_and_says_when_to_come_again(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    def refuse(name: str, params: Json) -> None:
        raise too_many_requests(7)

    telegram.intercept(refuse)
    values = {"chat_id": reader.id, "text": "x"}
    async with http.post(method(telegram, "sendMessage"), json=values) as answer:
        assert answer.status == 429
        assert answer.headers["Retry-After"] == "7"
        assert (await answer.json())["parameters"] == {"retry_after": 7}


@pytest.mark.parametrize(("drop", "effects"), [(Drop.BEFORE, 0), (Drop.AFTER, 1)])
async def test_a_dropped_connection_gives_no_answer(
    telegram: Playground,
    http: aiohttp.ClientSession,
    reader: Person,
    drop: Drop,
    effects: int,
) -> None:
    end = telegram.intercept(lambda name, params: drop)
    values = {"chat_id": reader.id, "text": "x"}
    with pytest.raises(aiohttp.ClientConnectionError):
        async with http.post(method(telegram, "sendMessage"), json=values):
            pass
    assert len(telegram.phone(reader).messages) == effects
    end()
    async with http.post(method(telegram, "sendMessage"), json=values) as answer:
        assert answer.status == 200


async def test_an_answer_of_something_in_between(
    telegram: Playground, http: aiohttp.ClientSession
) -> None:
    telegram.intercept(lambda name, params: RawAnswer(502, b"<h1>Bad Gateway</h1>"))
    async with http.get(method(telegram, "getMe")) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
        assert await answer.read() == b"<h1>Bad Gateway</h1>"


async def test_a_waiting_poll_ends_when_the_server_stops(http: aiohttp.ClientSession) -> None:
    telegram = Playground()
    await telegram.start()
    waiting = asyncio.Event()

    async def note(name: str, params: Json) -> None:
        waiting.set()

    telegram.intercept(note)

    async def poll() -> int:
        async with http.get(method(telegram, "getUpdates"), params={"timeout": 50}) as answer:
            return answer.status

    task = asyncio.create_task(poll())
    async with asyncio.timeout(PATIENCE):
        await waiting.wait()
        await telegram.stop()
        assert await task == 500


async def test_a_taken_port_is_told(telegram: Playground) -> None:
    port = int(telegram.url.rpartition(":")[2])
    with pytest.raises(OSError, match="address already in use"):
        await Playground().start(port=port)


class Hook:
    """A webhook that notes what it is given. statuses: of its first answers, then 200."""

    def __init__(self, *statuses: int, answer: Json | None = None) -> None:
        self.taken: asyncio.Queue[tuple[Json, str | None]] = asyncio.Queue()
        self._statuses = list(statuses)
        self._answer = answer

    async def handle(self, request: web.BaseRequest) -> web.Response:
        body = await request.json()
        status = self._statuses.pop(0) if self._statuses else 200
        if status == 200:
            secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
            self.taken.put_nowait((body, secret))
        return web.json_response(self._answer or {}, status=status)

    async def next(self) -> tuple[Json, str | None]:
        async with asyncio.timeout(PATIENCE):
            return await self.taken.get()


async def serve(hook: Hook) -> tuple[web.ServerRunner, str]:
    runner = web.ServerRunner(web.Server(hook.handle))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"


async def test_a_webhook_is_given_every_update_in_order(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    phone = telegram.phone(reader)
    await phone.say("before")
    hook = Hook(500)
    runner, url = await serve(hook)
    try:
        values = {"url": url, "secret_token": "s-1", "allowed_updates": '["message"]'}
        async with http.post(method(telegram, "setWebhook"), data=values) as answer:
            assert (await answer.json())["result"] is True
        await phone.say("after")
        first, secret = await hook.next()
        second, _ = await hook.next()
        assert [first["message"]["text"], second["message"]["text"]] == ["before", "after"]
        assert secret == "s-1"
        async with http.get(method(telegram, "getUpdates")) as answer:
            assert (await answer.json())["description"] == (
                "Conflict: can't use getUpdates method while webhook is active; use "
                "deleteWebhook to delete the webhook first"
            )
        async with http.get(method(telegram, "getWebhookInfo")) as answer:
            info = (await answer.json())["result"]
        assert info["url"] == url
        assert info["last_error_message"] == (
            "Wrong response from the webhook: 500 Internal Server Error"
        )
        async with http.post(method(telegram, "deleteWebhook")) as answer:
            assert (await answer.json())["result"] is True
        async with http.get(method(telegram, "getUpdates")) as answer:
            assert (await answer.json()) == {"ok": True, "result": []}
    finally:
        await runner.cleanup()


async def test_a_webhook_may_answer_with_a_method(telegram: Playground, reader: Person) -> None:
    phone = telegram.phone(reader)
    hook = Hook(answer={"method": "sendMessage", "chat_id": reader.id, "text": "at once"})
    runner, url = await serve(hook)
    try:
        await telegram.api.call("setWebhook", {"url": url})
        assert (await phone.ask("x"))["text"] == "at once"
    finally:
        await runner.cleanup()


async def test_a_webhook_that_cannot_be_reached_is_told(
    telegram: Playground, reader: Person
) -> None:
    await telegram.api.call("setWebhook", {"url": "http://127.0.0.1:1/", "max_connections": 1})
    await telegram.phone(reader).say("x")
    async with asyncio.timeout(PATIENCE):
        while True:
            info = await telegram.api.call("getWebhookInfo", {})
            if "last_error_message" in info:
                break
            await asyncio.sleep(0)
    assert info["pending_update_count"] == 1
    assert info["last_error_message"].startswith("Can't connect to the webhook")
    await telegram.api.call("deleteWebhook", {"drop_pending_updates": True})
    assert (await telegram.api.call("getWebhookInfo", {}))["pending_update_count"] == 0
