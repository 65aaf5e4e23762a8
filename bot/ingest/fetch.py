"""Guarded HTTP: what others publish, within limits of time, size, redirects and place.

An address is judged by where the connection really goes, after its name is resolved and at every
redirect: what is not public is refused, so that nobody can have the bot read its own network.
"""

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from aiohttp import AddrInfoType
from yarl import URL

from bot.ingest.content import Problem
from storage import CaravanError

WITHIN = 20.0  # seconds for an answer, with all its redirects
LIMIT = 5 * 1024 * 1024  # bytes of an answer, after it is unpacked
REDIRECTS = 5
CHUNK = 64 * 1024  # bytes
# Some banks refuse what does not look like a browser.
AGENT = "Mozilla/5.0 (compatible; Caravan/0.1)"

_MOVED = {301, 302, 303, 307, 308}
_UNCHANGED = 304
_GZIP = 16 + zlib.MAX_WBITS
_DEFAULT_PORT = {"http": 80, "https": 443}
# Networks of IPv6 that wrap addresses of IPv4: how many bits lie to the right of those.
_WRAPPED = {
    ipaddress.IPv6Network("::/96"): 0,
    ipaddress.IPv6Network("::ffff:0:0/96"): 0,
    ipaddress.IPv6Network("64:ff9b::/96"): 0,
    ipaddress.IPv6Network("64:ff9b:1::/48"): 0,
    ipaddress.IPv6Network("2002::/16"): 80,
}


class FetchError(CaravanError):
    """Nothing was fetched. `problem` says why, to be translated where it is shown.

    status: of the HTTP answer, None where there was none.
    retry_after: seconds that the other side asks to be left alone for, None where it does not.
    """

    def __init__(
        self, problem: Problem, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Seen:
    """What marks the answer that is known already, as its server gave it."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """address: where it was found in the end.  content_type: as its server says, in lower case."""

    address: str
    body: bytes
    content_type: str
    seen: Seen


class _NotPublic(OSError):
    def __init__(self) -> None:
        super().__init__("not a public address")


class Fetcher:
    """Open it as a context; what it fetches at once is for its caller to bound.

    private: whether addresses that are not public may be asked.
    trusted: addresses the owner named; their hosts and ports may be anywhere.
    """

    def __init__(
        self,
        *,
        private: bool = False,
        trusted: Iterable[str] = (),
        within: float = WITHIN,
        limit: int = LIMIT,
    ) -> None:
        self._private = private
        self._trusted = {_origin(URL(address)) for address in trusted}
        self._within = within
        self._limit = limit
        self._guarded: aiohttp.ClientSession | None = None
        self._free: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Fetcher":
        self._guarded = _session(aiohttp.TCPConnector(socket_factory=_public_socket))
        self._free = _session(aiohttp.TCPConnector())
        return self

    async def __aexit__(self, *_: object) -> None:
        for session in (self._guarded, self._free):
            if session:
                await session.close()

    async def get(self, address: str, seen: Seen | None = None) -> Fetched | None:
        """What is at an http or https address, or None where it is what was `seen` before.

        Raises FetchError.
        """
        url = _web(address)
        try:
            async with asyncio.timeout(self._within):
                return await self._follow(url, seen or Seen())
        except TimeoutError:
            said = {"host": url.host, "seconds": f"{self._within:g}"}
            raise FetchError(
                Problem(0, "{host} did not answer within {seconds} seconds.", said)
            ) from None

    async def _follow(self, url: URL, seen: Seen) -> Fetched | None:
        for _ in range(REDIRECTS + 1):
            async with self._answer(url, seen) as response:
                if response.status in _MOVED:
                    url = _web(response.headers.get("Location", ""), url)
                    continue
                if response.status == _UNCHANGED and seen != Seen():
                    return None
                if response.status != 200:
                    raise _refusal(response)
                body = await self._body(response)
                return Fetched(
                    str(response.url),
                    body,
                    response.content_type.lower(),
                    Seen(response.headers.get("ETag"), response.headers.get("Last-Modified")),
                )
        raise FetchError(Problem(0, "{host} leads on and on to other addresses.", _host(url)))

    @asynccontextmanager
    async def _answer(self, url: URL, seen: Seen) -> AsyncIterator[aiohttp.ClientResponse]:
        """Raises FetchError for all that can go wrong between here and there."""
        open_to_all = self._private or _origin(url) in self._trusted
        session = self._free if open_to_all else self._guarded
        if session is None:
            raise RuntimeError("the fetcher is not open")
        known = {"If-None-Match": seen.etag, "If-Modified-Since": seen.last_modified}
        headers = {name: value for name, value in known.items() if value}
        try:
            async with session.get(url, headers=headers, allow_redirects=False) as response:
                yield response
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, _NotPublic):
                raise FetchError(
                    Problem(
                        0, "{host} is not a public address; FETCH_PRIVATE allows it.", _host(url)
                    )
                ) from error
            raise _unreached(url, error.os_error.strerror or str(error.os_error)) from error
        except aiohttp.ClientPayloadError as error:
            raise _broken(url) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _unreached(url, str(error) or type(error).__name__) from error

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """The answer, unpacked no further than one byte beyond the limit."""
        unpacker = _unpacker(response)
        body = bytearray()
        async for chunk in response.content.iter_chunked(CHUNK):
            try:
                body += unpacker.decompress(chunk, self._limit + 1) if unpacker else chunk
            except zlib.error:
                raise _broken(response.url) from None
            if len(body) > self._limit:
                said = _host(response.url) | {"limit": f"{self._limit / 2**20:g}"}
                raise FetchError(Problem(0, "{host} sends more than {limit} MB.", said))
        if unpacker and not unpacker.eof:
            raise _broken(response.url)
        return bytes(body)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and does not wrap one that is not."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        for network, shift in _WRAPPED.items():
            if ip in network:
                return is_public(str(ipaddress.IPv4Address(int(ip) >> shift & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


def moved_to(address: str, root: str | None) -> str:
    """The same path and query at another root, where there is one."""
    if root is None:
        return address
    own = URL(address)
    return root.rstrip("/") + own.raw_path_qs


def _session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    """Without cookies or proxies, and unpacking nothing by itself."""
    return aiohttp.ClientSession(
        connector=connector,
        headers={"User-Agent": AGENT, "Accept-Encoding": "gzip"},
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(),
    )


def _public_socket(address: AddrInfoType) -> socket.socket:
    """Called for each address that a name resolves to, right before it is connected to."""
    family, kind, protocol, _, place = address
    if not is_public(str(place[0])):
        raise _NotPublic
    return socket.socket(family, kind, protocol)


def _web(address: str, base: URL | None = None) -> URL:
    try:
        url = base.join(URL(address)) if base else URL(address)
        if address and url.scheme in _DEFAULT_PORT and url.host and url.port:
            return url.with_fragment(None)
    except ValueError:
        pass
    raise FetchError(Problem(0, "“{address}” is no web address.", {"address": address[:200]}))


def _origin(url: URL) -> tuple[str | None, int | None]:
    return url.host, url.port


def _host(url: URL) -> dict[str, object]:
    return {"host": url.host}


def _unreached(url: URL, reason: str) -> FetchError:
    said = _host(url) | {"reason": reason[:200]}
    return FetchError(Problem(0, "{host} cannot be reached: {reason}", said))


def _unpacker(response: aiohttp.ClientResponse) -> "zlib._Decompress | None":
    """What unpacks an answer piece by piece; None for one that is not packed."""
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    if packing in {"", "identity"}:
        return None
    if packing not in {"gzip", "x-gzip"}:
        said = _host(response.url) | {"packing": packing[:40]}
        raise FetchError(Problem(0, "{host} packs its answer as “{packing}”.", said))
    return zlib.decompressobj(_GZIP)


def _broken(url: URL) -> FetchError:
    return FetchError(Problem(0, "The answer of {host} breaks off.", _host(url)))


def _refusal(response: aiohttp.ClientResponse) -> FetchError:
    said = _host(response.url) | {"status": response.status}
    return FetchError(
        Problem(0, "{host} answered with the status {status}.", said),
        status=response.status,
        retry_after=_seconds(response.headers.get("Retry-After", "")),
    )


def _seconds(text: str) -> float | None:
    """Of a Retry-After header: seconds, or a moment (RFC 9110, 10.2.3)."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
