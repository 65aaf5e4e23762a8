"""A server of feeds: what it has is answered with its marks, all else is not found."""

import asyncio
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass
class FeedServer:
    """answers: by path.  statuses, moves, heads: by path too; a move is of its path's status.

    held: where given, answers wait for it.
    asked: each request's path.  unchanged: how many of them had a mark that still holds.
    """

    answers: dict[str, bytes] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    moves: dict[str, str] = field(default_factory=dict)
    heads: dict[str, dict[str, str]] = field(default_factory=dict)
    held: asyncio.Event | None = None
    asked: list[str] = field(default_factory=list)
    unchanged: int = 0
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    root: str = ""

    async def __aenter__(self) -> "FeedServer":
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        self._server = TestServer(application, host="127.0.0.1")
        await self._server.start_server()
        self.root = str(self._server.make_url("")).rstrip("/")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.path
        self.asked.append(path)
        self.heard.set()
        if self.held is not None:
            await self.held.wait()
        heads = self.heads.get(path, {})
        status = self.statuses.get(path, 200)
        if path in self.moves:
            return web.Response(status=status, headers={"Location": self.moves[path]})
        body = self.answers.get(path)
        if body is None or status != 200:
            return web.Response(status=404 if body is None else status, headers=heads)
        mark = f'"{hashlib.sha256(body).hexdigest()}"'
        if request.headers.get("If-None-Match") == mark:
            self.unchanged += 1
            return web.Response(status=304, headers=heads)
        kind = "text/html" if b"<html" in body[:100] else "application/xml"
        return web.Response(body=body, content_type=kind, headers={"ETag": mark, **heads})


def rss(
    entries: Iterable[tuple[str, datetime | None]], *, title: str = "The Post", said: str = ""
) -> bytes:
    """A feed of entries, each by its title and date.  said: further elements of its head."""
    items = "".join(
        f"<item><title>{name}</title><link>https://post.example/{name.replace(' ', '-')}</link>"
        f"<description>{name} was seen by many.</description>"
        + (f"<pubDate>{format_datetime(at)}</pubDate>" if at else "")
        + "</item>"
        for name, at in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>'
        f"<title>{title}</title><link>https://post.example/</link>{said}{items}</channel></rss>"
    ).encode()
