"""Bodies and query strings of requests, turned into parameters."""

import json
import re
from urllib.parse import parse_qsl, unquote

import orjson

from bot.playground.params import Params, Upload

_BOUNDARY = re.compile(r'boundary=(?:"([^"]+)"|([^;\s]+))', re.IGNORECASE)
_NAME = re.compile(r';\s*name="((?:\\.|[^"\\])*)"', re.IGNORECASE)
_FILE_NAME = re.compile(r';\s*filename="((?:\\.|[^"\\])*)"', re.IGNORECASE)
_FILE_NAME_EXTENDED = re.compile(r";\s*filename\*=utf-8''([^;\s]+)", re.IGNORECASE)


def read_params(query: str, content_type: str, body: bytes) -> Params:
    """All parameters of a request; the body's win over those of the query string.

    What cannot be read is passed over, as the Bot API server does.
    """
    params = Params(_pairs(query)) if query else Params()
    if not body:
        return params
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        params.update(_read_json(body))
    elif kind == "multipart/form-data":
        params.update(_read_multipart(content_type, body))
    elif kind in {"application/x-www-form-urlencoded", ""}:
        params.update(_pairs(body.decode("ascii", "surrogateescape")))
    return params


def _pairs(text: str) -> list[tuple[str, str]]:
    # surrogateescape: bytes that are no UTF-8 must be seen, to be refused where text is read.
    return parse_qsl(text, keep_blank_values=True, errors="surrogateescape")


def _read_json(body: bytes) -> dict[str, object]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        # The standard parser lets half a surrogate pair through, and Telegram has its own
        # refusal for that.
        try:
            value = json.loads(body)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}


def _read_multipart(content_type: str, body: bytes) -> dict[str, object]:
    match = _BOUNDARY.search(content_type)
    if match is None:
        return {}
    values: dict[str, object] = {}
    delimiter = b"\r\n--" + (match[1] or match[2]).encode("latin-1")
    for part in (b"\r\n" + body).split(delimiter)[1:]:
        head, found, data = part.partition(b"\r\n\r\n")
        if not found:
            continue
        headers = head.decode("utf-8", "replace")
        name = _NAME.search(headers)
        if name is None:
            continue
        file_name = _file_name(headers)
        if file_name is None:
            values[unquote(name[1])] = data.decode("utf-8", "surrogateescape")
        else:
            values[unquote(name[1])] = Upload(file_name, data, _content_type(headers))
    return values


def _file_name(headers: str) -> str | None:
    extended = _FILE_NAME_EXTENDED.search(headers)
    if extended is not None:
        return unquote(extended[1])
    plain = _FILE_NAME.search(headers)
    if plain is None:
        return None
    name = re.sub(r"\\(.)", r"\1", plain[1]).replace("%22", '"')
    return name.replace("\\", "/").rpartition("/")[2]


def _content_type(headers: str) -> str:
    match = re.search(r"^content-type:\s*([^\r\n;]+)", headers, re.IGNORECASE | re.MULTILINE)
    return match[1].strip() if match else ""
