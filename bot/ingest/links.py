"""Links as they are stored: absolute, of the web, and without what follows readers around."""

import re
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

LONGEST = 8_000  # characters that are looked at; a stored link is shorter
_TRACKING_NAMES = (
    "fbclid gclid dclid gbraid wbraid msclkid yclid ysclid ymclid mc_cid mc_eid igshid igsh "
    "twclid ttclid _openstat"
)
_TRACKING = frozenset(_TRACKING_NAMES.split())
_WEB = ("http", "https")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
# Browsers drop these wherever they stand in a link, and so would see another scheme than we do.
_LINE_BREAKS = str.maketrans("", "", "\t\r\n")
# Controls, line separators, and the marks that turn a link's letters around on the screen.
_REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LONE = re.compile("[\ud800-\udfff]")
_NOT_IN_HOST = re.compile(r"[\s<>\"'{}|\\^`%@,;!$&()*+=]")
_NOT_IN_LINK = re.compile(r"[\s<>\"`\\^{|}]")
_AROUND = " \t\r\n\f\v\x00\u00a0\u200b\ufeff"


def clean_url(given: str | None, base: str | None = None) -> str | None:
    """A link of the web as it was given, resolved against `base`; None for anything else.

    Taken off are parameters that track readers. White space and quotes within are encoded.
    Refused are other schemes, names and passwords before the host, and control characters.
    """
    text = (given or "").strip(_AROUND).translate(_LINE_BREAKS)
    if not text or len(text) > LONGEST or _REFUSED.search(text) or _LONE.search(text):
        return None
    try:
        absolute = _absolute(text, base)
        parts = urlsplit(absolute)
        if not _leads_to_the_web(parts):
            return None
    except ValueError:  # raised for brackets that hold no address, and for ports that are none
        return None
    absolute = _without_tracking(absolute, parts)
    return _NOT_IN_LINK.sub(lambda found: quote(found[0]), absolute)


def host_of(url: str | None) -> str | None:
    """The host of a clean link without "www.", as a source is called."""
    if not url:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _absolute(text: str, base: str | None) -> str:
    if _SCHEME.match(text):
        return text
    if base:
        return urljoin(base, text)
    return "https:" + text if text.startswith("//") else text


def _leads_to_the_web(parts: SplitResult) -> bool:
    """Raises ValueError for a port that is no number."""
    host = parts.hostname
    if parts.scheme not in _WEB or not host or "@" in parts.netloc:
        return False
    return not _NOT_IN_HOST.search(host) and (parts.port is None or parts.port > 0)


def _without_tracking(url: str, parts: SplitResult) -> str:
    """The very same link where it has nothing to take off."""
    if not (parts.query or "=" in parts.fragment):
        return url
    head, hash_sign, fragment = url.partition("#")
    path, question_mark, query = head.partition("?")
    query, fragment = _harmless(query), _harmless(fragment)
    return (
        path
        + (question_mark + query if query or not parts.query else "")
        + (hash_sign + fragment if fragment or not parts.fragment else "")
    )


def _harmless(parameters: str) -> str:
    kept = [one for one in parameters.split("&") if not _tracks(one)]
    return "&".join(kept)


def _tracks(parameter: str) -> bool:
    """Links that were encoded twice have "&amp;" between their parameters."""
    name, equals, _ = parameter.partition("=")
    name = unquote(name).casefold().removeprefix("amp;")
    return bool(equals) and (name.startswith("utm_") or name in _TRACKING)
