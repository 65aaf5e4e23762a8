"""That no name, redirect or notation leads to an address that is not public.

A resolver of our own tells what names lead to. One address of this machine stands for the public
internet; another, at the same port, for a network of the owner's that nobody may read.
"""

import asyncio
import socket
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.ingest import fetch
from bot.ingest.fetch import Fetcher, FetchError
from tests.unit.ingest.packing import gzipped

PUBLIC, PRIVATE = "127.0.0.2", "127.0.0.1"
WITHIN = 5.0  # seconds; nothing here takes as long
LIMIT = 100_000  # bytes
REFUSED = "not a public address"


class Resolver(AbstractResolver):
    """names: what each leads to, a question at a time; the last answer stays."""

    def __init__(self, **names: Sequence[Sequence[str]]) -> None:
        self.names = {f"{name}.example": list(answers) for name, answers in names.items()}
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        answers = self.names[host]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """There is nothing to close."""


@dataclass
class Net:
    """Two servers at the same port.  secrets: how often the private one was asked.

    location: where the public one sends everyone on to, where it does.
    """

    port: int = 0
    secrets: int = 0
    location: str = ""

    async def public(self, _: web.Request) -> web.Response:
        headers = {"Connection": "close"}  # each question needs a connection of its own
        if self.location:
            return web.Response(status=302, headers=headers | {"Location": self.location})
        return web.Response(text="public", headers=headers)

    async def private(self, _: web.Request) -> web.Response:
        self.secrets += 1
        return web.Response(text="secret")

    def at(self, host: str) -> str:
        return f"http://{host}:{self.port}/"


@pytest.fixture
async def net(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Net]:
    is_public = fetch.is_public
    monkeypatch.setattr(fetch, "is_public", lambda one: one == PUBLIC or is_public(one))
    net = Net()
    runners = []
    for handler, address in ((net.private, PRIVATE), (net.public, PUBLIC)):
        application = web.Application()
        application.router.add_get("/{path:.*}", handler)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, address, net.port)
        await site.start()
        net.port = runner.addresses[0][1]
        runners.append(runner)
    yield net
    for runner in runners:
        await runner.cleanup()


async def refused(address: str, resolver: Resolver) -> str:
    async with Fetcher(within=WITHIN, resolver=resolver) as fetcher:
        with pytest.raises(FetchError) as error:
            await fetcher.get(address)
    return str(error.value)


async def body(fetcher: Fetcher, address: str) -> bytes:
    got = await fetcher.get(address)
    assert got is not None
    return got.body


async def test_a_name_is_judged_by_where_it_leads(net: Net) -> None:
    resolver = Resolver(outside=[[PUBLIC]], inside=[[PRIVATE]])
    async with Fetcher(within=WITHIN, resolver=resolver) as fetcher:
        assert await body(fetcher, net.at("outside.example")) == b"public"
    assert REFUSED in await refused(net.at("inside.example"), resolver)
    assert net.secrets == 0


@pytest.mark.parametrize(
    "address",
    [
        "::1", "::", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::7f00:1",
        "2002:7f00:1::", "2001:0:7f00:1::", "::ffff:0:127.0.0.1", "fe80::1", "fec0::1", "fd00::1",
        "fc00::1", "ff02::1", "100::1", "2001:db8::1", "10.0.0.1", "172.16.0.1", "192.168.0.1",
        "169.254.169.254", "100.64.0.1", "0.0.0.0", "0.1.2.3", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "192.0.0.8", "192.88.99.1", "198.18.0.1", "3fff::1",
    ],
)  # fmt: skip
async def test_a_name_for_what_is_not_public_is_refused(net: Net, address: str) -> None:
    resolver = Resolver(name=[[address]])
    assert REFUSED in await refused(net.at("name.example"), resolver)
    assert resolver.asked == ["name.example"]


@pytest.mark.parametrize("first", [True, False])
async def test_of_several_addresses_only_public_ones_are_connected_to(
    net: Net, first: bool
) -> None:
    addresses = [PRIVATE, "::1", PUBLIC] if first else [PUBLIC, "::1", PRIVATE]
    async with Fetcher(within=WITHIN, resolver=Resolver(mixed=[addresses])) as fetcher:
        assert await body(fetcher, net.at("mixed.example")) == b"public"
    assert net.secrets == 0


async def test_a_name_that_changes_after_it_was_looked_at_leads_nowhere_else(net: Net) -> None:
    """What is connected to is the very address that was judged: the name is not asked again."""
    changing = [[PUBLIC], [PRIVATE], [PUBLIC], [PRIVATE], [PRIVATE]]
    resolver = Resolver(changing=changing)
    told = []
    async with Fetcher(within=WITHIN, resolver=resolver) as fetcher:
        for _ in range(5):
            try:
                told.append((await body(fetcher, net.at("changing.example"))).decode())
            except FetchError as error:
                assert REFUSED in str(error)
                told.append("refused")
    assert told == ["public", "refused", "public", "refused", "refused"]
    assert len(resolver.asked) == 5  # once for each connection
    assert net.secrets == 0


async def test_a_name_that_changes_between_two_hops_is_judged_at_each(net: Net) -> None:
    net.location = "/again"
    resolver = Resolver(changing=[[PUBLIC], [PRIVATE]])
    assert REFUSED in await refused(net.at("changing.example"), resolver)
    assert len(resolver.asked) == 2
    assert net.secrets == 0


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.1:{port}/", "//127.0.0.1:{port}/", "http://inside.example:{port}/",
        "http://inside.example.:{port}/", "http://2130706433:{port}/", "http://127.1:{port}/",
        "http://0x7f.0.0.1:{port}/", "http://0177.0.0.1:{port}/", "http://017700000001:{port}/",
        "http://0x7f000001:{port}/", "http://0:{port}/", "http://0.0.0.0:{port}/",
        "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://[::ffff:7f00:1]:{port}/",
        "http://[64:ff9b::7f00:1]:{port}/", "http://[2002:7f00:1::]:{port}/",
        "http://[fe80::1%25lo]:{port}/", "http://[::1%25lo]:{port}/",
        "http://outside.example@127.0.0.1:{port}/", "http://127.0.0.1:{port}#@outside.example/",
        "http://outside.example:80@127.0.0.1:{port}/", "http://127.0.0.1:{port}\\@outside.example/",
        "http://127。0。0。1:{port}/", "http://①②⑦.0.0.1:{port}/", "http://127.0.0.1.:{port}/",
        "HTTP://LOCALHOST:{port}/", "http://localhost.:{port}/",
        "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:{port}/", "data:,x",
    ],
)  # fmt: skip
async def test_no_redirect_leads_inside(net: Net, place: str) -> None:
    net.location = place.format(port=net.port)

    def system(host: str) -> list[list[str]]:
        """What the system makes of a name: it knows more notations than one would think."""
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError:
            return [[PRIVATE]]  # the worst that it could lead to
        return [[str(one[4][0]) for one in found]]

    resolver = Resolver(outside=[[PUBLIC]], inside=[[PRIVATE]])
    resolver.names = _Names(resolver.names, system)
    said = await refused(net.at("outside.example"), resolver)
    assert any(part in said for part in (REFUSED, "no web address", "cannot be reached"))
    assert net.secrets == 0


class _Names(dict[str, list[Sequence[str]]]):
    def __init__(
        self, known: dict[str, list[Sequence[str]]], others: Callable[[str], list[list[str]]]
    ) -> None:
        super().__init__(known)
        self._others = others

    def __missing__(self, host: str) -> list[Sequence[str]]:
        return [*self._others(host)]


async def test_a_chain_is_judged_at_its_last_hop(net: Net) -> None:
    hops = iter(["/1", "/2", "/3", net.at("inside.example")])

    async def lead(_: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": next(hops)})

    application = web.Application()
    application.router.add_get("/{path:.*}", lead)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, PUBLIC, 0).start()
    resolver = Resolver(chain=[[PUBLIC]], inside=[[PRIVATE]])
    address = f"http://chain.example:{runner.addresses[0][1]}/"
    assert "inside.example is not a public address" in await refused(address, resolver)
    await runner.cleanup()
    assert list(hops) == []
    assert net.secrets == 0


@pytest.mark.parametrize("port", [1, 22, 25, 110, 1023])
async def test_ports_of_other_services_are_not_asked(port: int) -> None:
    resolver = Resolver(outside=[[PUBLIC]])
    said = await refused(f"http://outside.example:{port}/", resolver)
    assert said == f"outside.example: the port {port} is not asked."
    assert resolver.asked == []


async def test_names_and_passwords_are_not_passed_on(net: Net) -> None:
    heard = []

    async def handle(request: web.Request) -> web.Response:
        heard.append(request.headers.get("Authorization"))
        return web.Response(text="here")

    application = web.Application()
    application.router.add_get("/", handle)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, PUBLIC, 0).start()
    address = f"http://me:secret@outside.example:{runner.addresses[0][1]}/"
    async with Fetcher(within=WITHIN, resolver=Resolver(outside=[[PUBLIC]])) as fetcher:
        got = await fetcher.get(address)
    await runner.cleanup()
    assert heard == [None]
    assert got is not None and "secret" not in got.address + got.lasting


def members(count: int, payload: bytes = b"") -> bytes:
    return gzipped(payload) * count


BEGUN = gzipped(b"")[:10]
EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"  # RFC 1951, 3.2.4
BOMB = gzipped(gzipped(bytes(50_000_000)))


@pytest.mark.parametrize(
    ("packed", "unpacked"),
    [
        (members(3, b"abc"), b"abcabcabc"),
        (members(1, b"abc") + bytes(512), b"abc"),
        (members(1, b"abc") + b"and what does not belong to it", b"abc"),
    ],
)
async def test_packed_answers_are_unpacked_to_their_end(packed: bytes, unpacked: bytes) -> None:
    assert await packed_answer([packed]) == unpacked
    assert await packed_answer([packed[at : at + 1] for at in range(len(packed))]) == unpacked


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([gzipped(bytes(200 * LIMIT))], id="zeros"),
        pytest.param([members(2, bytes(LIMIT - 1))], id="two members"),
        pytest.param([gzipped(b"abc"), *[bytes(10_000)] * 100], id="endless rest"),
        pytest.param([members(20_000)], id="empty members"),
        pytest.param([BEGUN, *[EMPTY_BLOCK * 5_000] * 20], id="empty blocks"),
    ],
)  # fmt: skip
async def test_no_packed_answer_takes_more_than_the_limit(pieces: list[bytes]) -> None:
    with pytest.raises(FetchError, match=r"more than 0\.\d+ MB"):
        await packed_answer(pieces)


async def test_a_second_packing_stays_packed() -> None:
    assert zlib.decompress(await packed_answer([BOMB]), 31)[:1] == b"\0"


@pytest.mark.parametrize("packing", ["br", "deflate", "gzip, gzip", "zstd", "compress"])
async def test_other_packings_are_refused(packing: str) -> None:
    with pytest.raises(FetchError, match="packs its answer as"):
        await packed_answer([b"abc"], packing)


async def packed_answer(pieces: Sequence[bytes], packing: str = "gzip") -> bytes:
    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Encoding": packing})
        await response.prepare(request)
        try:
            for piece in pieces:
                await response.write(piece)
        except ConnectionError:
            return response  # nobody listens any more
        await response.write_eof()
        return response

    application = web.Application()
    application.router.add_get("/", handle)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, PRIVATE, 0).start()
    try:
        async with Fetcher(private=True, within=WITHIN, limit=LIMIT) as fetcher:
            return await body(fetcher, f"http://{PRIVATE}:{runner.addresses[0][1]}/")
    finally:
        await asyncio.wait_for(runner.cleanup(), WITHIN)
