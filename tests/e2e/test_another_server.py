"""The main job on a Bot API that is not the playground: only what the Bot API documents is needed.

It knows the fewest methods and fields that the documentation allows, and refuses all else.
"""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.app import Caravan
from tests.e2e.loading import PAGE

TOKEN = "123456:another-server"
EDITOR = {"id": 77, "is_bot": False, "first_name": "E"}
CHAT = {"id": 77, "type": "private"}


class SmallServer:
    def __init__(self) -> None:
        self.pending: list[dict[str, Any]] = []
        self.sent: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self.file = b""
        self.strange: list[str] = []
        self.answered = asyncio.Event()
        self._numbers = itertools.count(1)
        self._arrived = asyncio.Event()

    def push(self, **update: Any) -> None:
        self.pending.append({"update_id": 1000 + next(self._numbers), **update})
        self._arrived.set()

    def say(self, text: str, **more: Any) -> None:
        message = {"message_id": next(self._numbers), "date": 1, "from": EDITOR, "chat": CHAT}
        self.push(message={**message, **({"text": text} if text else {}), **more})

    def press(self, data: str) -> None:
        message = {"message_id": 500, "date": 1, "chat": CHAT, "text": "x"}
        query = {"id": "q1", "from": EDITOR, "chat_instance": "1", "message": message}
        self.push(callback_query={**query, "data": data})

    async def heard(self, wanted: str) -> dict[str, Any]:
        async with asyncio.timeout(10):
            while True:
                method, body = await self.sent.get()
                if method == wanted:
                    return body

    async def answer(self, request: web.Request) -> web.Response:
        if request.path.startswith(f"/file/bot{TOKEN}/"):
            return web.Response(body=self.file)
        method = request.path.removeprefix(f"/bot{TOKEN}/").lower()
        text = await request.text()
        body: dict[str, Any] = json.loads(text) if text else {}
        handler = getattr(self, f"on_{method}", None)
        if handler is None:
            self.strange.append(method)
            return web.json_response(
                {"ok": False, "error_code": 404, "description": "Not Found"}, status=404
            )
        return web.json_response({"ok": True, "result": await handler(body)})

    async def on_getme(self, _: dict[str, Any]) -> Any:
        return {"id": 123456, "is_bot": True, "first_name": "B", "username": "b_bot"}

    async def on_getupdates(self, body: dict[str, Any]) -> Any:
        self.pending = [u for u in self.pending if u["update_id"] >= body.get("offset", 0)]
        if not self.pending:
            self._arrived.clear()
            await asyncio.wait([asyncio.ensure_future(self._arrived.wait())], timeout=20)
        return self.pending

    async def on_sendmessage(self, body: dict[str, Any]) -> Any:
        self.sent.put_nowait(("sendmessage", body))
        return {"message_id": 500, "date": 1, "chat": CHAT, "text": body["text"]}

    async def on_editmessagetext(self, body: dict[str, Any]) -> Any:
        self.sent.put_nowait(("editmessagetext", body))
        return True

    async def on_answercallbackquery(self, body: dict[str, Any]) -> Any:
        assert body["callback_query_id"] == "q1"
        self.answered.set()
        return True

    async def on_getfile(self, body: dict[str, Any]) -> Any:
        return {"file_id": body["file_id"], "file_unique_id": "u", "file_path": "docs/p 1.txt"}


@pytest.fixture
async def server(free_port) -> AsyncIterator[tuple[SmallServer, str]]:
    small = SmallServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", small.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield small, f"http://127.0.0.1:{port}"
    await runner.cleanup()


async def test_the_main_job_needs_nothing_that_is_not_standard(server, make_settings):
    small, url = server
    caravan = Caravan(make_settings(bot_token=TOKEN, bot_api_url=url, admin_ids="77"))
    await caravan.start()
    try:
        small.file = PAGE.encode()
        small.say("", document={"file_id": "F", "file_unique_id": "u"}, caption="/load")
        assert "Reading" in (await small.heard("sendmessage"))["text"]
        preview = await small.heard("editmessagetext")
        assert "2 articles and 2 rates of 21 December 2024" in preview["text"]
        load = preview["reply_markup"]["inline_keyboard"][0][1]
        assert load["text"] == "Load quietly"
        small.press(load["callback_data"])
        assert "Loading" in (await small.heard("editmessagetext"))["text"]
        loaded = await small.heard("editmessagetext")
        assert "Articles: 2 new." in loaded["text"]
        await asyncio.wait_for(small.answered.wait(), 10)

        small.say("/latest")
        latest = await small.heard("sendmessage")
        assert "Viewing results 1 – 2 of 2" in latest["text"]
        small.press(latest["reply_markup"]["inline_keyboard"][0][1]["callback_data"])
        assert (await small.heard("editmessagetext"))["text"].startswith("Who paints the trams")
        assert await caravan.store.feed.caught_up(within=10)
        small.say("/search trams")
        assert "Who paints" in (await small.heard("sendmessage"))["text"]
        small.say("/convert 1000 KGS USD")
        assert (await small.heard("sendmessage"))["text"].startswith("1,000 KGS = 11.49 USD")
        assert set(small.strange) <= {"getmycommands", "getmydescription"}
    finally:
        await caravan.stop()
