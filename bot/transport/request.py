"""HTTP to the Bot API through aiohttp, in the framework's place for such things."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson
from telegram._utils.defaultvalue import DEFAULT_NONE, DefaultValue
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

# Seconds, as the framework's own request class has them.
POOL_TIMEOUT = 1.0
CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 5.0
WRITE_TIMEOUT = 5.0
MEDIA_WRITE_TIMEOUT = 20.0
# A bot may download 20 MB; answers to methods are far smaller.
LARGEST_ANSWER = 21 * 1024 * 1024
KEEP_ALIVE = 75.0  # seconds
ADDRESSES_KEPT = 100

# What aiohttp raises before anything of a request is sent.
_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ClientHttpProxyError, aiohttp.InvalidURL)

Timeout = DefaultValue[float] | float | DefaultValue[None] | None


class AnswerLost(NetworkError):
    """The request left, and no answer came: whether it was done, only Telegram knows.

    Any other NetworkError of this class means that it was not even heard.
    """


class AnswerLate(AnswerLost, TimedOut):
    """The same, for want of time."""


class UploadedFile(NamedTuple):
    """A file that goes along with a call.  field: the name the call knows it by."""

    field: str
    name: str
    content: bytes
    mime_type: str


class AiohttpRequest(BaseRequest):
    """A keep-alive pool; JSON bodies, multipart only where a file goes along.

    pool_size: connections open at once.  Raises, like the framework's own, TimedOut and
    NetworkError; AnswerLost of them where the request had left. No message of theirs carries the
    address, for the token is in it.
    """

    def __init__(self, pool_size: int = 64, read_timeout: float = READ_TIMEOUT) -> None:
        self._pool_size = pool_size
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None
        self._addresses: dict[str, _Address] = {}

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._pool_size, keepalive_timeout=KEEP_ALIVE, ttl_dns_cache=300
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Timeout = DEFAULT_NONE,
        write_timeout: Timeout = DEFAULT_NONE,
        connect_timeout: Timeout = DEFAULT_NONE,
        pool_timeout: Timeout = DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        with_files = request_data is not None and request_data.contains_files
        return await self._send(
            method,
            url,
            _body(request_data),
            read=_or(read_timeout, self._read_timeout),
            write=_or(write_timeout, MEDIA_WRITE_TIMEOUT if with_files else WRITE_TIMEOUT),
            connect=_or(connect_timeout, CONNECT_TIMEOUT),
            pool=_or(pool_timeout, POOL_TIMEOUT),
        )

    async def post_json(
        self, url: str, body: Any, *, read_timeout: float | None = None
    ) -> tuple[int, bytes]:
        """The short way past the framework's parameters, for what is sent often."""
        return await self._send(
            "POST",
            url,
            _json(body),
            read=read_timeout or self._read_timeout,
            write=WRITE_TIMEOUT,
            connect=CONNECT_TIMEOUT,
            pool=POOL_TIMEOUT,
        )

    async def post_file(
        self,
        url: str,
        fields: Mapping[str, Any],
        file: UploadedFile,
        *,
        read_timeout: float | None = None,
    ) -> tuple[int, bytes]:
        """The same with a file beside the fields; those with a structure go as JSON."""
        form = aiohttp.FormData()
        for name, value in fields.items():
            form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
        form.add_field(file.field, file.content, filename=file.name, content_type=file.mime_type)
        return await self._send(
            "POST",
            url,
            form,
            read=read_timeout or self._read_timeout,
            write=MEDIA_WRITE_TIMEOUT,
            connect=CONNECT_TIMEOUT,
            pool=POOL_TIMEOUT,
        )

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            parsed: dict[str, Any] = orjson.loads(payload)
        except orjson.JSONDecodeError as error:
            raise TelegramError("Invalid server response") from error
        return parsed

    async def _send(
        self,
        method: str,
        url: str,
        body: "aiohttp.FormData | aiohttp.BytesPayload | None",
        *,
        read: float | None,
        write: float | None,
        connect: float | None,
        pool: float | None,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("This AiohttpRequest is not initialized!")
        # aiohttp waits for a free connection and opens it under one limit, and knows none for
        # writing: that one is part of the whole.
        parts = (pool, connect, write, read)
        timeout = aiohttp.ClientTimeout(
            total=None if None in parts else sum(part for part in parts if part is not None),
            connect=None if pool is None or connect is None else pool + connect,
            sock_connect=connect,
            sock_read=read,
        )
        try:
            address = self._address(url)
            async with self._session.request(
                method,
                address.url,
                data=body,
                timeout=timeout,
                allow_redirects=False,
                proxy=address.proxy,
            ) as answer:
                return answer.status, await _read(answer)
        except aiohttp.ConnectionTimeoutError as error:
            raise TimedOut(
                "Pool timeout or connect timeout: the request was *not* sent to Telegram."
            ) from error
        except TimeoutError as error:
            raise AnswerLate from error
        except (aiohttp.ClientError, OSError) as error:
            # The class and what the system said; an error about the address says the address.
            said = "" if isinstance(error, aiohttp.InvalidURL) else f": {error}"
            lost = NetworkError if isinstance(error, _NEVER_LEFT) else AnswerLost
            raise lost(f"aiohttp.{type(error).__name__}{said}") from None

    def _address(self, url: str) -> "_Address":
        """The parsed address and its proxy; kept for methods, of which there are few.

        aiohttp's own look at the environment (trust_env) costs two turns in a thread a request.
        """
        known = self._addresses.get(url)
        if known is None:
            known = _Address(parsed := URL(url), _proxy_for(parsed))
            if len(self._addresses) < ADDRESSES_KEPT:
                self._addresses[url] = known
        return known

    def __repr__(self) -> str:
        return f"AiohttpRequest(pool_size={self._pool_size})"


class _Address(NamedTuple):
    url: URL
    proxy: URL | None


def _proxy_for(url: URL) -> URL | None:
    """The proxy that the environment names for this address (http_proxy, no_proxy, ...)."""
    if url.host is None or proxy_bypass(url.host):
        return None
    proxy = getproxies().get(url.scheme)
    return URL(proxy) if proxy else None


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    if (answer.content_length or 0) > LARGEST_ANSWER:
        raise NetworkError(f"an answer of {answer.content_length} bytes is too large")
    body = await answer.content.read(LARGEST_ANSWER + 1)
    while not answer.content.at_eof() and len(body) <= LARGEST_ANSWER:
        body += await answer.content.read(LARGEST_ANSWER + 1 - len(body))
    if len(body) > LARGEST_ANSWER:
        raise NetworkError(f"an answer of more than {LARGEST_ANSWER} bytes is too large")
    return body


def _body(data: RequestData | None) -> "aiohttp.FormData | aiohttp.BytesPayload | None":
    if data is None:
        return None
    if not data.contains_files:
        return _json(data.parameters)
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime_type) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=mime_type)
    return form


def _json(body: Any) -> "aiohttp.BytesPayload":
    return aiohttp.BytesPayload(orjson.dumps(body), content_type="application/json")


def _or(given: Timeout, default: float | None) -> float | None:
    if isinstance(given, DefaultValue):
        return default
    return given
