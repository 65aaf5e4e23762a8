"""A server in the banks' place: what it has is answered, all else is not found."""

import asyncio
import hashlib
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass
class BankServer:
    """answers: by the beginning of a path.  status: of every answer, for a server that is ill.

    headers: of every answer that is none.
    held: where given, answers wait for it.
    leads_to: another server's root, where it sends everyone on to.
    asked: the path and query of each request.  heard: set by the first.
    """

    answers: dict[str, bytes] = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    held: asyncio.Event | None = None
    leads_to: str = ""
    asked: list[str] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    root: str = ""

    async def __aenter__(self) -> "BankServer":
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        self._server = TestServer(application, host="127.0.0.1")
        await self._server.start_server()
        self.root = str(self._server.make_url("")).rstrip("/")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        self.heard.set()
        if self.held is not None:
            await self.held.wait()
        if self.leads_to:
            return web.Response(status=302, headers={"Location": self.leads_to + request.path_qs})
        body = next((b for path, b in self.answers.items() if request.path.startswith(path)), None)
        if body is None or self.status != 200:
            status = 404 if body is None else self.status
            return web.Response(status=status, headers=self.headers)
        mark = f'"{hashlib.sha256(body).hexdigest()}"'
        if request.headers.get("If-None-Match") == mark:
            return web.Response(status=304)
        return web.Response(body=body, headers={"ETag": mark})
