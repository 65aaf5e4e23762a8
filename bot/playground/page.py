"""What the demo's web page asks: who there is, what happens, what people do."""

import asyncio
import contextlib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
from aiohttp import web

from bot.playground.deeds import Place, deeds, shown_message
from bot.playground.errors import ApiError
from bot.playground.files import image_size
from bot.playground.forms import read_params
from bot.playground.records import Chat, Event, Json, Person
from bot.playground.world import World

STATIC = Path(__file__).parent / "static"
HEARTBEAT = 15.0  # seconds between signs of life on an event stream
EVENTS_KEPT = 10_000  # for a page that reads slowly; beyond, its stream is ended

_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
}
_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "image/webp"),
)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Page:
    """The page's requests about the chats that it offers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._shown: dict[int, Place] = {}
        self._streams: set[asyncio.Queue[bytes | None]] = set()
        self._stop_listening: Callable[[], None] | None = None
        self._deeds = deeds(world)

    def show(self, person: Person, role: str) -> None:
        """Offer this person's chat with the bot."""
        self._shown[person.id] = Place(person, self._world.private_chat(person), role)

    def show_chat(self, chat: Chat, person: Person) -> None:
        """Offer a group or channel, as this person sees it."""
        role = "channel" if chat.type == "channel" else "group"
        self._shown[chat.id] = Place(person, chat, role)

    def close(self) -> None:
        """End all event streams."""
        for stream in tuple(self._streams):
            _end(stream)

    async def handle(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        """Answer a request that is not the bot's."""
        if path.startswith("/page/"):
            if not is_ours(request):
                return _refuse("this page belongs to the machine it runs on", 403)
            return await self._handle_page(request, path.removeprefix("/page/"))
        if request.method not in {"GET", "HEAD"}:
            return _refuse("there is nothing to change here", 405)
        name = "index.html" if path == "/" else path.removeprefix("/static/")
        if path == "/" or path.startswith("/static/"):
            return await _static(name)
        return _refuse("there is no such page", 404)

    async def _handle_page(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        if request.method == "POST":
            return await self._handle_post(request, name)
        if name == "state":
            return _json(self._state())
        if name == "events":
            return await self._stream(request)
        if name.startswith("file/"):
            return self._file(name.removeprefix("file/"))
        return _refuse("there is no such page", 404)

    async def _handle_post(self, request: web.BaseRequest, name: str) -> web.Response:
        deed = self._deeds.get(name)
        if deed is None:
            return _refuse("there is no such page", 404)
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return _refuse("the file is too big")
        params = read_params("", request.headers.get("Content-Type", "application/json"), body)
        number = params.integer("person", low=-(2**62), high=2**62)
        if number not in self._shown:
            return _refuse("there is no such person")
        try:
            told = deed(self._shown[number], params)
            if inspect.isawaitable(told):
                told = await told
            return _json({"ok": True} | told)
        except (ValueError, TimeoutError) as error:
            return _refuse(str(error))
        except ApiError as error:
            return _refuse(error.description)

    def _state(self) -> Json:
        bot = self._world.bot
        return {
            "bot": {
                "first_name": bot["first_name"],
                "username": bot["username"],
                "supports_inline_queries": self._world.inline.enabled,
            },
            "people": [self._place(place) for place in self._shown.values()],
        }

    def _place(self, place: Place) -> Json:
        person, chat = place.person, place.chat
        private = chat.type == "private"
        return {
            "id": chat.id,
            "first_name": person.first_name if private else chat.title,
            "viewer": person.first_name,
            "role": place.role,
            "language_code": person.language_code,
            "description": self._world.profile.description_for(person) if private else "",
            "commands": self._world.commands_for(person, chat),
            "messages": [shown_message(message) for message in chat.messages.values()],
            "blocked": private and person.blocked,
            "keyboard": _rows(chat),
        }

    def _file(self, file_id: str) -> web.Response:
        file = self._world.files.by_id(file_id)
        if file is None:
            return _refuse("there is no such file", 404)
        image = next((kind for start, kind in _IMAGES if file.data.startswith(start)), "")
        headers = dict(_HEADERS)
        if not image or image_size(file.data) == (0, 0):
            image = ""
            name = quote(file.name or "file", safe="")
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return web.Response(
            body=file.data, content_type=image or "application/octet-stream", headers=headers
        )

    async def _stream(self, request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers=_HEADERS)
        response.content_type = "text/event-stream"
        await response.prepare(request)
        stream: asyncio.Queue[bytes | None] = asyncio.Queue(EVENTS_KEPT)
        self._streams.add(stream)
        if self._stop_listening is None:
            self._stop_listening = self._world.listen(self._notice)
        try:
            # The first line tells the page that it misses nothing from here on.
            await response.write(b": connected\n\n")
            await _forward(stream, response)
        except ConnectionError:
            return response  # the page was closed
        finally:
            self._streams.discard(stream)
            if not self._streams and self._stop_listening is not None:
                self._stop_listening()
                self._stop_listening = None
        return response

    def _notice(self, event: Event) -> None:
        for body in self._bodies(event):
            line = b"data: " + orjson.dumps(body) + b"\n\n"
            for stream in tuple(self._streams):
                if stream.full():
                    # A page that lags so far behind reads its state anew.
                    _end(stream)
                else:
                    stream.put_nowait(line)

    def _bodies(self, event: Event) -> list[Json]:
        """What the page is told of an event, nothing for a chat it does not show."""
        if event.kind == "commands":
            return [
                {
                    "type": "commands",
                    "person": number,
                    "commands": self._world.commands_for(place.person, place.chat),
                }
                for number, place in self._shown.items()
            ]
        if event.chat_id not in self._shown:
            return []
        body: dict[str, Any] = {"type": event.kind, "person": event.chat_id}
        if event.message is not None:
            body["type"] = "edit" if event.kind == "edit" else "message"
            body["message"] = shown_message(event.message)
        elif event.kind in {"delete", "cleared"}:
            body |= {"type": "delete", "message_id": event.message_id}
        elif event.kind == "answer":
            body |= {
                "query_id": event.query_id,
                "text": event.text or "",
                "show_alert": event.show_alert,
            }
        elif event.kind == "action":
            body["action"] = event.action
        elif event.kind == "keyboard":
            body["keyboard"] = _rows(self._shown[event.chat_id].chat)
        elif event.kind == "person":
            person = self._shown[event.chat_id].person
            body |= {"language_code": person.language_code, "blocked": person.blocked}
            body["description"] = self._world.profile.description_for(person)
            commands = self._world.commands_for(person)
            return [body, {"type": "commands", "person": person.id, "commands": commands}]
        return [body]


def _rows(chat: Chat) -> list[list[Json]]:
    """The rows of keys under a chat now."""
    rows: list[list[Json]] = (chat.keyboard or {}).get("keyboard", [])
    return rows


def _end(stream: asyncio.Queue[bytes | None]) -> None:
    """End a stream; what it still holds is not sent."""
    while not stream.empty():
        stream.get_nowait()
    stream.put_nowait(None)


async def _forward(stream: asyncio.Queue[bytes | None], response: web.StreamResponse) -> None:
    """Write lines until the stream is ended."""
    while True:
        line: bytes | None = b": still here\n\n"
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HEARTBEAT):
                line = await stream.get()
        if line is None:
            return
        await response.write(line)


async def _static(name: str) -> web.Response:
    path = (STATIC / name).resolve()
    kind = _TYPES.get(path.suffix)
    if kind is None or not path.is_relative_to(STATIC.resolve()):
        return _refuse("there is no such page", 404)
    try:
        body = await asyncio.to_thread(path.read_bytes)
    except OSError:
        return _refuse("there is no such page", 404)
    charset = "utf-8" if kind.startswith("text/") else None
    return web.Response(body=body, content_type=kind, charset=charset, headers=_HEADERS)


def is_ours(request: web.BaseRequest) -> bool:
    """Whether a request comes from the page itself, not from a page elsewhere.

    A foreign name in Host is a name that was bent to point here; a foreign Origin is a form or
    script of another site.
    """
    host = request.headers.get("Host", "")
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    if name.strip("[]").lower() not in _LOOPBACK:
        return False
    origin = request.headers.get("Origin")
    return request.method != "POST" or origin is None or origin == f"http://{host}"


def _json(body: Json) -> web.Response:
    return web.Response(body=orjson.dumps(body), content_type="application/json", headers=_HEADERS)


def _refuse(reason: str, status: int = 400) -> web.Response:
    return web.Response(
        body=orjson.dumps({"ok": False, "error": reason}),
        status=status,
        content_type="application/json",
        headers=_HEADERS,
    )
