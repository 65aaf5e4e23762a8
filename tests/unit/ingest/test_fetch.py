"""What is fetched, and what is refused, from a server of our own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.ingest.fetch import REDIRECTS, Fetcher, FetchError, Seen, is_public, moved_to
from tests.unit.ingest.packing import gzipped

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Handler], Awaitable[str]]
WITHIN = 5.0  # seconds; nothing here takes as long
LIMIT = 100_000  # bytes


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts a server that answers all with one handler; gives its root."""
    started: list[TestServer] = []

    async def start(handler: Handler) -> str:
        application = web.Application()
        application.router.add_get("/{path:.*}", handler)
        server = TestServer(application, host="127.0.0.1")
        await server.start_server()
        started.append(server)
        return str(server.make_url("")).rstrip("/")

    yield start
    for server in started:
        await server.close()


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    """One that may ask addresses of this machine."""
    async with Fetcher(private=True, within=WITHIN, limit=LIMIT) as opened:
        yield opened


def answering(**answer: object) -> Handler:
    async def handle(_: web.Request) -> web.Response:
        return web.Response(**answer)  # type: ignore[arg-type]

    return handle


async def reason(fetcher: Fetcher, address: str) -> str:
    with pytest.raises(FetchError) as refused:
        await fetcher.get(address)
    return str(refused.value)


async def test_an_answer_comes_with_its_marks(serve: Serve, fetcher: Fetcher) -> None:
    marks = {"ETag": '"a"', "Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT"}
    root = await serve(answering(body=b"1,2", content_type="Text/CSV", headers=marks))
    got = await fetcher.get(f"{root}/x?a=1/2")
    assert got is not None
    assert (got.body, got.content_type, got.address) == (b"1,2", "text/csv", f"{root}/x?a=1/2")
    assert got.seen == Seen(marks["ETag"], marks["Last-Modified"])


async def test_what_is_known_is_not_sent_again(serve: Serve, fetcher: Fetcher) -> None:
    async def handle(request: web.Request) -> web.Response:
        known = request.headers.get("If-None-Match") == '"a"'
        dated = request.headers.get("If-Modified-Since") == "Mon, 02 Mar 2026 10:00:00 GMT"
        return web.Response(status=304 if known and dated else 200)

    root = await serve(handle)
    assert await fetcher.get(root, Seen('"a"', "Mon, 02 Mar 2026 10:00:00 GMT")) is None
    assert await fetcher.get(root, Seen('"b"', None)) is not None


async def test_not_modified_is_no_answer_to_a_plain_question(
    serve: Serve, fetcher: Fetcher
) -> None:
    assert "304" in await reason(fetcher, await serve(answering(status=304)))


async def test_a_refusal_tells_its_status_and_when_to_come_back(
    serve: Serve, fetcher: Fetcher
) -> None:
    for written, seconds in (("120", 120.0), ("soon", None), ("Mon, 02 Mar 2020 10:00:00 GMT", 0)):
        root = await serve(answering(status=503, headers={"Retry-After": written}))
        with pytest.raises(FetchError) as refused:
            await fetcher.get(root)
        assert (refused.value.status, refused.value.retry_after) == (503, seconds)
        assert str(refused.value) == "127.0.0.1 answered with the status 503."


async def test_a_slow_answer_is_given_up(serve: Serve) -> None:
    stopped = asyncio.Event()

    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"a little")
        await stopped.wait()
        return response

    root = await serve(handle)
    async with Fetcher(private=True, within=0.2) as hasty:
        assert await reason(hasty, root) == "127.0.0.1 did not answer within 0.2 seconds."
    stopped.set()


@pytest.mark.parametrize("head", ["Content-Length: 100", "Transfer-Encoding: chunked"])
async def test_an_answer_that_breaks_off_is_refused(fetcher: Fetcher, head: str) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n5\r\nabcde\r\n".encode())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert "breaks off" in await reason(fetcher, f"http://127.0.0.1:{port}")


async def test_what_is_no_http_is_refused(fetcher: Fetcher) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        assert "cannot be reached" in await reason(fetcher, address)
    assert "cannot be reached" in await reason(fetcher, address)


@pytest.mark.parametrize("packed", [False, True])
async def test_an_answer_is_taken_up_to_the_limit(
    serve: Serve, fetcher: Fetcher, packed: bool
) -> None:
    for size in (LIMIT, LIMIT + 1, 50 * LIMIT):
        body = gzipped(bytes(size)) if packed else bytes(size)
        headers = {"Content-Encoding": "gzip"} if packed else {}
        root = await serve(answering(body=body, headers=headers))
        if size <= LIMIT:
            got = await fetcher.get(root)
            assert got is not None and got.body == bytes(size)
        else:
            assert "sends more than" in await reason(fetcher, root)


@pytest.mark.parametrize(
    ("packing", "body", "said"),
    [
        ("gzip", gzipped(bytes(range(256)))[:-10], "breaks off"),
        ("gzip", b"not packed at all", "breaks off"),
        ("gzip", b"", "breaks off"),
        ("br", b"x", "“br”"),
    ],
)
async def test_an_answer_that_cannot_be_unpacked_is_refused(
    serve: Serve, fetcher: Fetcher, packing: str, body: bytes, said: str
) -> None:
    root = await serve(answering(body=body, headers={"Content-Encoding": packing}))
    assert said in await reason(fetcher, root)


async def test_redirects_are_followed_as_far_as_the_limit(serve: Serve, fetcher: Fetcher) -> None:
    async def handle(request: web.Request) -> web.Response:
        left = int(request.path.strip("/"))
        if not left:
            return web.Response(text="here")
        return web.Response(status=(301, 302, 303, 307, 308)[left % 5], headers=to(left - 1))

    def to(left: int) -> dict[str, str]:
        return {"Location": f"../{left}#part"}

    root = await serve(handle)
    got = await fetcher.get(f"{root}/{REDIRECTS}")
    assert got is not None and (got.body, got.address) == (b"here", f"{root}/0")
    assert "leads on and on" in await reason(fetcher, f"{root}/{REDIRECTS + 1}")


@pytest.mark.parametrize("place", ["", "file:///etc/passwd", "ftp://a.example/", "http://["])
async def test_a_redirect_leads_to_a_web_address_or_nowhere(
    serve: Serve, fetcher: Fetcher, place: str
) -> None:
    root = await serve(answering(status=302, headers={"Location": place}))
    assert "no web address" in await reason(fetcher, root)


@pytest.mark.parametrize(
    "address", ["", "nbk", "file:///etc/passwd", "http://", "http://a:99999/", "//a.example"]
)
async def test_an_address_is_one_of_the_web(fetcher: Fetcher, address: str) -> None:
    assert "no web address" in await reason(fetcher, address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "[::1]", "[::]",
        "[::ffff:127.0.0.1]", "[::127.0.0.1]", "169.254.169.254", "10.0.0.1", "192.168.1.1",
    ],
)  # fmt: skip
async def test_an_address_that_is_not_public_is_refused(serve: Serve, host: str) -> None:
    asked = []

    async def handle(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response()

    port = (await serve(handle)).rpartition(":")[2]
    async with Fetcher(within=WITHIN) as guarded:
        with pytest.raises(FetchError) as refused:
            await guarded.get(f"http://{host}:{port}/")
    # A system may know no such address at all.
    assert "not a public address" in str(refused.value) or "cannot be" in str(refused.value)
    assert "not a public address" in str(refused.value) or host not in ("127.0.0.1", "localhost")
    assert asked == []


async def test_what_the_owner_names_may_be_anywhere(serve: Serve) -> None:
    other = await serve(answering(text="secret"))

    async def handle(request: web.Request) -> web.Response:
        places = {"/own": "/here", "/other": f"{other}/"}
        if place := places.get(request.path):
            return web.Response(status=302, headers={"Location": place})
        return web.Response(text="here")

    root = await serve(handle)
    async with Fetcher(trusted=[root], within=WITHIN) as fetcher:
        got = await fetcher.get(f"{root}/own")
        assert got is not None and got.body == b"here"
        assert "not a public address" in await reason(fetcher, f"{root}/other")
        assert "not a public address" in await reason(fetcher, other)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("2002:808:808::1", True),
        ("127.0.0.1", False),
        ("100.64.0.1", False),
        ("192.0.2.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_another_root_keeps_path_and_query() -> None:
    own = "https://www.cbr.ru/scripts/XML_dynamic.asp?date_req1=01/03/2026&VAL_NM_RQ=R01010"
    path = "/scripts/XML_dynamic.asp?date_req1=01/03/2026&VAL_NM_RQ=R01010"
    assert moved_to(own, None) == own
    assert moved_to(own, "http://127.0.0.1:8080/") == f"http://127.0.0.1:8080{path}"
    assert moved_to(own, "http://127.0.0.1/cbr") == f"http://127.0.0.1/cbr{path}"
