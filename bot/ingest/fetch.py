"""Guarded HTTP: what others publish, within limits of time, size, redirects and place.

An address is judged by where the connection really goes, after its name is resolved and at every
redirect: what is not public is refused, so that nobody can have the bot read its own network.
"""

import asyncio
import ipaddress
import re
import socket
import zlib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from aiohttp import AddrInfoType
from aiohttp.abc import AbstractResolver
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
_FOR_GOOD = {301, 308}
_UNCHANGED = 304
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_BEGINS = 0x1F
_MOST_MEMBERS = 100  # of one answer: each takes time, even where it has nothing in it
_DEFAULT_PORT = {"http": 80, "https": 443}
# Ports below this one, save the web's own, are of other services, which what we send might move.
_FIRST_FREE_PORT = 1024
# Networks of IPv6 that wrap addresses of IPv4: how many bits lie to the right of those.
_WRAPPED = {
    ipaddress.IPv6Network("::ffff:0:0/96"): 0,
    ipaddress.IPv6Network("64:ff9b::/96"): 0,
    ipaddress.IPv6Network("2002::/16"): 80,
}
# All that is given out of IPv6 for the public internet; the rest is local, reserved or wraps
# addresses of IPv4 in ways that only its own network knows.
_GLOBAL = ipaddress.IPv6Network("2000::/3")
# For special purposes (IANA's registries); what Python holds for public differs with its version.
_SPECIAL = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20"))
)
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE | re.ASCII)
_NOT_KEPT = re.compile(r"(?:^|[,\s])no-(?:cache|store)(?:$|[,\s])", re.IGNORECASE)


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
    """What is at an address.

    address: where it was found in the end.  lasting: where it is to be asked for from now on,
    which redirects that are for good have told.
    content_type: as its server says, in lower case.
    fresh_for: seconds for which it need not be asked again, None where its server does not say.
    unchanged: it is what was seen before; it has no body then.
    """

    address: str
    body: bytes
    content_type: str
    seen: Seen
    lasting: str = ""
    fresh_for: float | None = None
    unchanged: bool = False


class _NotPublic(OSError):
    def __init__(self) -> None:
        super().__init__("not a public address")


class Fetcher:
    """Open it as a context; what it fetches at once is for its caller to bound.

    private: whether addresses that are not public may be asked.
    trusted: addresses the owner named; their hosts and ports may be anywhere.
    limit: bytes of an answer.
    resolver: what tells the addresses of a name, in place of the system.
    told: hears how many bytes of an answer have come, and of how many, 0 where that is not known.
    """

    def __init__(
        self,
        *,
        private: bool = False,
        trusted: Iterable[str] = (),
        within: float = WITHIN,
        limit: int = LIMIT,
        resolver: AbstractResolver | None = None,
        told: Callable[[int, int], None] | None = None,
    ) -> None:
        self._private = private
        self._trusted = {_origin(URL(address)) for address in trusted}
        self._within = within
        self._limit = limit
        self._resolver = resolver
        self._told = told
        self._guarded: aiohttp.ClientSession | None = None
        self._free: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Fetcher":
        # A name is looked up once for each connection, which then goes to what was looked at.
        named: dict[str, Any] = {"use_dns_cache": False, "resolver": self._resolver}
        self._guarded = _session(aiohttp.TCPConnector(socket_factory=_public_socket, **named))
        self._free = _session(aiohttp.TCPConnector(**named))
        return self

    async def __aexit__(self, *_: object) -> None:
        for session in (self._guarded, self._free):
            if session:
                await session.close()

    async def get(self, address: str, seen: Seen | None = None) -> Fetched | None:
        """What is at an http or https address, or None where it is what was `seen` before.

        Raises FetchError.
        """
        found = await self.look(address, seen)
        return None if found.unchanged else found

    async def look(self, address: str, seen: Seen | None = None) -> Fetched:
        """The same, with what its server tells of what is unchanged."""
        url = _web(address)
        try:
            async with asyncio.timeout(self._within):
                return await self._follow(url, seen or Seen())
        except TimeoutError:
            said = {"host": url.host, "seconds": f"{self._within:g}"}
            raise FetchError(
                Problem(0, "{host} did not answer within {seconds} seconds.", said)
            ) from None

    async def _follow(self, url: URL, seen: Seen) -> Fetched:
        lasting, for_good = url, True
        for _ in range(REDIRECTS + 1):
            self._judge(url)
            async with self._answer(url, seen) as response:
                if response.status in _MOVED:
                    url = _web(response.headers.get("Location", ""), url)
                    for_good = for_good and response.status in _FOR_GOOD
                    lasting = url if for_good else lasting
                    continue
                unchanged = response.status == _UNCHANGED and seen != Seen()
                if response.status != 200 and not unchanged:
                    raise _refusal(response)
                headers = response.headers
                return Fetched(
                    str(response.url),
                    b"" if unchanged else await self._body(response),
                    response.content_type.lower(),
                    seen if unchanged else Seen(headers.get("ETag"), headers.get("Last-Modified")),
                    lasting=str(lasting),
                    fresh_for=_fresh_for(headers.get("Cache-Control", "")),
                    unchanged=unchanged,
                )
        raise FetchError(Problem(0, "{host} leads on and on to other addresses.", _host(url)))

    def _judge(self, url: URL) -> None:
        """Raises FetchError for a port where no web server is to be expected."""
        port = url.port or 0
        if (
            port < _FIRST_FREE_PORT
            and port not in _DEFAULT_PORT.values()
            and not self._free_to(url)
        ):
            said = _host(url) | {"port": port}
            raise FetchError(Problem(0, "{host}: the port {port} is not asked.", said))

    def _free_to(self, url: URL) -> bool:
        return self._private or _origin(url) in self._trusted

    @asynccontextmanager
    async def _answer(self, url: URL, seen: Seen) -> AsyncIterator[aiohttp.ClientResponse]:
        """Raises FetchError for all that can go wrong between here and there."""
        session = self._free if self._free_to(url) else self._guarded
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
        received = 0
        async for chunk in response.content.iter_chunked(CHUNK):
            received += len(chunk)
            if self._told:
                self._told(received, response.content_length or 0)
            try:
                body += unpacker.unpack(chunk, self._limit + 1) if unpacker else chunk
            except zlib.error:
                raise _broken(response.url) from None
            # What is packed may go on for ever without a byte in it.
            if max(len(body), received) > self._limit:
                said = _host(response.url) | {"limit": f"{self._limit / 2**20:g}"}
                raise FetchError(Problem(0, "{host} sends more than {limit} MB.", said))
        if unpacker and not unpacker.is_whole:
            raise _broken(response.url)
        return bytes(body)


class _Gzip:
    """Unpacks piece by piece. There may be several members, one after the other (RFC 1952)."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._members = 1
        self._over = False

    @property
    def is_whole(self) -> bool:
        return self._member.eof

    def unpack(self, data: bytes, limit: int) -> bytes:
        """At most `limit` bytes; the rest is lost then. Raises zlib.error."""
        body = bytearray()
        while data and len(body) < limit and not self._over:
            if self._member.eof:
                # What comes after the last member is not part of it.
                self._over = data[0] != _GZIP_BEGINS or self._members == _MOST_MEMBERS
                if self._over:
                    break
                self._member = zlib.decompressobj(_GZIP)
                self._members += 1
            body += self._member.decompress(data, limit - len(body))
            data = self._member.unused_data
        return bytes(body)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and does not wrap one that is not."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        for network, shift in _WRAPPED.items():
            if ip in network:
                return is_public(str(ipaddress.IPv4Address(int(ip) >> shift & 0xFFFFFFFF)))
        if ip not in _GLOBAL:
            return False
    is_special = any(ip in network for network in _SPECIAL)
    return ip.is_global and not ip.is_multicast and not is_special


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
            # A name and a password would go wherever the address leads to.
            return url.with_fragment(None).with_user(None)
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


def _unpacker(response: aiohttp.ClientResponse) -> _Gzip | None:
    """What unpacks an answer piece by piece; None for one that is not packed."""
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    if packing in {"", "identity"}:
        return None
    if packing not in {"gzip", "x-gzip"}:
        said = _host(response.url) | {"packing": packing[:40]}
        raise FetchError(Problem(0, "{host} packs its answer as “{packing}”.", said))
    return _Gzip()


def _broken(url: URL) -> FetchError:
    return FetchError(Problem(0, "The answer of {host} breaks off.", _host(url)))


def _refusal(response: aiohttp.ClientResponse) -> FetchError:
    said = _host(response.url) | {"status": response.status}
    return FetchError(
        Problem(0, "{host} answered with the status {status}.", said),
        status=response.status,
        retry_after=_seconds(response.headers.get("Retry-After", "")),
    )


def _fresh_for(text: str) -> float | None:
    """Of a Cache-Control header (RFC 9111, 5.2.2)."""
    found = _MAX_AGE.search(text)
    return None if found is None or _NOT_KEPT.search(text) else float(found[1])


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
