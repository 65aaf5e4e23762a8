"""The local Bot API, its files and the demo's page over HTTP, on one port."""

import re
import socket
import struct
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import orjson
from aiohttp import web

from bot.playground.api import BotApi, Interceptor
from bot.playground.control import Control
from bot.playground.errors import (
    AnswerCut,
    AnswerReplaced,
    ApiError,
    ConnectionDropped,
    RawAnswer,
)
from bot.playground.flood import Flood
from bot.playground.forms import read_params
from bot.playground.page import Page
from bot.playground.phone import Phone
from bot.playground.records import Chat, Person
from bot.playground.world import World

MAX_REQUEST = 52 * 1024 * 1024  # bytes; Bot API: files of up to 50 MB can be sent
_WELL_FORMED = re.compile(r"[1-9][0-9]{0,15}:[A-Za-z0-9_-]{30,60}")
_STOP_WITHIN = 1.0  # seconds that open requests get


class Playground:
    """A Telegram of one's own on this machine: one bot, any number of people.

    token: of the bot; the number before the colon is its user id. strict, flood: see World.
    control: whether other programs may change it over HTTP, see Control.
    clock: Unix time in seconds; monotonic: seconds.
    """

    def __init__(
        self,
        *,
        token: str = "7000000001:local",
        bot_name: str = "Caravan",
        username: str = "caravan_bot",
        strict: bool = True,
        flood: Flood | None = None,
        control: bool = False,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.token = token
        self.world = World(
            bot_id=int(token.partition(":")[0]),
            bot_name=bot_name,
            username=username,
            clock=clock,
            monotonic=monotonic,
            strict=strict,
            flood=flood,
        )
        self.api = BotApi(self.world)
        self._control = Control(self.world) if control else None
        self._page = Page(self.world)
        self._phones: dict[tuple[int, int], Phone] = {}
        self._runner: web.ServerRunner | None = None
        self._url = ""

    @property
    def url(self) -> str:
        """The root of the Bot API (BOT_API_URL) and the address of the page."""
        if not self._url:
            raise RuntimeError("the playground is not started")
        return self._url

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen. port: 0 for any free one. Raises OSError where the port is taken."""
        server = web.Server(self._handle, request_factory=_make_request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=_STOP_WITHIN)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        try:
            await site.start()
        except OSError:
            await self._runner.cleanup()
            self._runner = None
            raise
        address = self._runner.addresses[0]
        name = f"[{address[0]}]" if ":" in address[0] else address[0]
        self._url = f"http://{name}:{address[1]}"

    async def stop(self) -> None:
        """End the webhook, waiting polls and event streams, and close the port."""
        if self.world.webhook is not None:
            await self.world.webhook.stop()
            self.world.webhook = None
        self.world.updates.interrupt(ApiError(500, "Internal Server Error: restart"))
        self._page.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        self._url = ""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def phone(self, person: Person, chat: Chat | None = None) -> Phone:
        """The person's phone, in their chat with the bot or in a group; the same each time."""
        key = person.id, (chat.id if chat is not None else person.id)
        if key not in self._phones:
            self._phones[key] = Phone(self.world, person, chat)
        return self._phones[key]

    def show(self, person: Person, role: str = "reader") -> None:
        """Offer the person's chat on the page. role: "reader" or "admin"."""
        self._page.show(person, role)

    def show_chat(self, chat: Chat, person: Person) -> None:
        """Offer a group or channel on the page, as this person sees it."""
        self._page.show_chat(chat, person)

    def intercept(self, interceptor: Interceptor) -> Callable[[], None]:
        """Let something happen to calls of the bot, see BotApi. Gives what ends it."""
        return self.api.intercept(interceptor)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/bot"):
            return await self._handle_call(request, path[4:])
        if path.startswith("/file/bot"):
            return self._handle_download(path[9:])
        if path.startswith("/control/") and self._control is not None:
            return await self._control.handle(request, path.removeprefix("/control/"))
        return await self._page.handle(request, path)

    async def _handle_call(self, request: web.BaseRequest, rest: str) -> web.StreamResponse:
        token, _, method = rest.partition("/")
        refusal = self._check_caller(request, token)
        if refusal is not None:
            return _answer(refusal.answer(), refusal)
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            error = ApiError(413, "Request Entity Too Large")
            return _answer(error.answer(), error)
        headers = request.headers
        params = read_params(request.query_string, headers.get("Content-Type", ""), body)
        try:
            result = await self.api.call(method or params.text("method"), params)
        except ApiError as error:
            return _answer(error.answer(), error)
        except ConnectionDropped as wish:
            if wish.reset:
                _reset(request)
            request.protocol.force_close()
            return web.Response()
        except AnswerReplaced as wish:
            return _raw(wish.answer)
        except AnswerCut as wish:
            return await _cut(request, wish.result)
        return _answer({"ok": True, "result": result})

    def _check_caller(self, request: web.BaseRequest, token: str) -> ApiError | None:
        if token != self.token:
            if _WELL_FORMED.fullmatch(token):
                return ApiError(401, "Unauthorized")
            return ApiError(404, "Not Found")
        if "Origin" in request.headers:
            # Bots send none; a page in somebody's browser must not speak for the bot.
            return ApiError(403, "Forbidden")
        return None

    def _handle_download(self, rest: str) -> web.Response:
        token, _, path = rest.partition("/")
        file = self.world.files.by_path(path) if token == self.token else None
        if file is None:
            error = ApiError(404, "Not Found")
            return _answer(error.answer(), error)
        return web.Response(body=file.data, content_type="application/octet-stream")


def _answer(body: dict[str, Any], error: ApiError | None = None) -> web.Response:
    response = web.Response(
        body=orjson.dumps(body),
        status=error.code if error is not None else 200,
        content_type="application/json",
    )
    if error is not None and "retry_after" in error.parameters:
        response.headers["Retry-After"] = str(error.parameters["retry_after"])
    return response


def _raw(answer: RawAnswer) -> web.Response:
    return web.Response(
        body=answer.body,
        status=answer.status,
        content_type=answer.content_type,
        headers=dict(answer.headers),
    )


def _reset(request: web.BaseRequest) -> None:
    """Let the other side see a reset: to linger no time means to send one on closing."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()


async def _cut(request: web.BaseRequest, result: Any) -> web.StreamResponse:
    """Send half of an answer, and then nothing more."""
    body = orjson.dumps({"ok": True, "result": result})
    response = web.StreamResponse()
    response.content_type = "application/json"
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    request.protocol.force_close()
    return response


def _make_request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> Any:
    """A request whose body may be as large as Telegram takes."""
    return web.BaseRequest(
        message,
        payload,
        protocol,
        writer,
        task,
        protocol._loop,
        client_max_size=MAX_REQUEST,
    )
