"""Logs: to standard error, for people or for machines, and never with a secret in them."""

import logging
import re
import sys
from datetime import UTC, datetime

import orjson

# The path of a Bot API address, and any token by its form, whoever wrote it into a message.
_TOKEN = re.compile(r"\d{5,}:[\w-]{10,}")


class Redact(logging.Formatter):
    """A formatter whose text, traceback included, holds no token."""

    def __init__(self, inner: logging.Formatter, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        text = self._inner.format(record)
        for secret in self._secrets:
            text = text.replace(secret, "(secret)")
        return _TOKEN.sub("(token)", text)


class Json(logging.Formatter):
    """One object a line: time, level, logger, message, and the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        # A lone surrogate is no JSON, and a line is not lost over it.
        clean = {name: text.encode(errors="backslashreplace") for name, text in line.items()}
        return orjson.dumps({name: text.decode() for name, text in clean.items()}).decode()


def set_up(level: str, form: str, *secrets: str) -> None:
    """form: "text" or "json"."""
    inner: logging.Formatter = Json()
    if form == "text":
        inner = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redact(inner, secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("alembic", "aiohttp.access", "telegram.ext.Application"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
