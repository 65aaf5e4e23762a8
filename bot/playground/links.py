"""Whether Telegram takes a link, and the form in which it keeps it.

The rules and the wording are those of TDLib's parse_url and LinkManager::check_link.
"""

import ipaddress
import re
from functools import lru_cache

_SCHEME = re.compile(r"[^:/?#@\[\]]*")
_HOST_CHARACTERS = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=\u0080-\U0010ffff]|%[0-9A-Fa-f]{2})*")
_USERINFO_CHARACTERS = re.compile(
    r"(?:[A-Za-z0-9.\-_!$,~*'();&+=:\u0080-\U0010ffff]|%[0-9A-Fa-f]{2})*"
)
_TG_SCHEME = re.compile(r"(tg|ton|tonsite):(?://)?", re.IGNORECASE)
_TG_USER = re.compile(r"tg:(?://)?user/?\?(.*)", re.IGNORECASE | re.DOTALL)
_HTTP_PORT = 65535


class WrongLink(ValueError):
    """The link is refused; the message is Telegram's reason."""


@lru_cache(maxsize=4096)
def check_link(link: str) -> str:
    """The link as Telegram keeps it: lower-case host, a scheme, at least "/" as path.

    Raises WrongLink.
    """
    special = _TG_SCHEME.match(link)
    rest = link[special.end() :] if special else link
    scheme, userinfo, host, port, path = _split(rest)
    if special is None:
        if "." not in host and not host.startswith("["):
            raise WrongLink("Wrong HTTP URL")
        port_part = f":{port}" if port else ""
        user_part = f"{userinfo}@" if userinfo else ""
        return f"{scheme}://{user_part}{host}{port_part}{path}"
    kind = special[1].lower()
    wrong = rest.lower().startswith("http://") or scheme == "https"
    if wrong or userinfo or port or host.startswith("["):
        raise WrongLink("Wrong tg URL" if kind == "tg" else "Wrong ton URL")
    allowed = "-_." if kind == "tonsite" else "-_"
    if not all(c.isascii() and (c.isalnum() or c in allowed) for c in host):
        raise WrongLink("Unallowed characters in URL host")
    return f"{kind}://{host}{path[1:] if path.startswith('/?') else path}"


def user_of_link(link: str) -> int:
    """The person a tg://user?id=N link names, 0 for any other link."""
    match = _TG_USER.match(link)
    if match is None:
        return 0
    for parameter in match[1].split("#")[0].split("&"):
        key, _, value = parameter.partition("=")
        if key.lower() == "id":
            return int(value) if value.isascii() and value.isdigit() else 0
    return 0


def _split(url: str) -> tuple[str, str, str, int, str]:
    """Scheme, user info, lower-case host, port (0: none given) and path with its query."""
    scheme = "http"
    start = _SCHEME.match(url)
    assert start is not None
    if url.startswith("://", start.end()):
        scheme = start[0].lower()
        if scheme not in {"http", "https"}:
            raise WrongLink("Unsupported URL protocol")
        url = url[start.end() + 3 :]
    end = next((i for i, c in enumerate(url) if c in "/?#"), len(url))
    authority, path = url[:end], url[end:]
    authority, port = _split_port(authority)
    userinfo, _, host = authority.rpartition("@")
    _check_host(host, userinfo)
    path = path.rstrip(" \t\n\r\0\v") or "/"
    if not path.startswith("/"):
        path = "/" + path
    path = "".join(f"%{ord(c):02X}" if c <= " " else c for c in path)
    return scheme, userinfo, host.lower(), port, path


def _split_port(authority: str) -> tuple[str, int]:
    colon = max(authority.rfind(mark) for mark in ":]@")
    if colon <= 0 or authority[colon] != ":":
        # An address that ends in "@" or "]" has no port; a lone ":" at its start is the host's.
        return authority, 0
    digits = authority[colon + 1 :].lstrip("0")
    if not (digits.isascii() and digits.isdigit()) or int(digits) > _HTTP_PORT:
        raise WrongLink("Wrong port number specified in the URL")
    return authority[:colon], int(digits)


def _check_host(host: str, userinfo: str) -> None:
    if host.startswith("[") and host.endswith("]"):
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            raise WrongLink("Wrong IPv6 address specified in the URL") from None
        return
    if not host:
        raise WrongLink("URL host is empty")
    if host == ".":
        raise WrongLink("Host is invalid")
    for part, name, allowed in (
        (host, "host", _HOST_CHARACTERS),
        (userinfo, "userinfo", _USERINFO_CHARACTERS),
    ):
        match = allowed.match(part)
        stop = match.end() if match else 0
        if stop < len(part):
            if part[stop] == "%":
                raise WrongLink(f"Wrong percent-encoded symbol in URL {name}")
            raise WrongLink(f"Disallowed character in URL {name}")
