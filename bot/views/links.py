"""Which addresses Telegram takes as the target of a link."""

from __future__ import annotations

import re
from ipaddress import IPv6Address

# Characters: an address longer than this is refused by servers on the way, and one such link must
# not cost the whole message.
MAX_ADDRESS = 2048

# After tdlib, td/telegram/LinkManager.cpp and tdutils/HttpUrl.cpp: a host needs a dot (or is an
# IPv6 address) and has only these characters besides those beyond ASCII.
_PART = r"(?:[\w.!$,~*'();&+=-]|[^\x00-\x7f]|%[0-9a-fA-F]{2})"
_HTTP = re.compile(
    rf"https?://(?:(?:{_PART}|:)*@)?"
    rf"(?:(?=[^/?#:]*\.[^/?#:]){_PART}+|\[(?P<ipv6>[0-9a-fA-F:.]+)\])"
    r"(?::(?P<port>\d{1,5}))?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_TG = re.compile(r"tg://[a-z0-9_-]+/?(?:\?\S*)?", re.IGNORECASE | re.ASCII)
_SPACE = re.compile(" +")


def sound_address(url: str) -> str | None:
    """The address as it goes into a link, or None where Telegram would not make it one.

    http, https and tg addresses with a host. Not mailto: Telegram would read it as http with a
    user name; e-mail addresses in a text it links by itself.
    """
    url = _SPACE.sub("%20", url.strip())
    if len(url) > MAX_ADDRESS or not url.isprintable():
        return None
    if _TG.fullmatch(url):
        return url
    found = _HTTP.fullmatch(url)
    if found is None:
        return None
    port, address = found["port"], found["ipv6"]
    if port is not None and not 0 < int(port) < 65536:
        return None
    if address is not None and not _is_ipv6(address):
        return None
    return url


def web_address(url: str | None) -> str | None:
    """A sound address that a picture or a card can come from; None for any other, or for none."""
    address = sound_address(url) if url else None
    return address if address is not None and not _TG.fullmatch(address) else None


def _is_ipv6(address: str) -> bool:
    try:
        IPv6Address(address)
    except ValueError:
        return False
    return True
