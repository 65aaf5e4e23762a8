"""Bytes to text."""

import codecs

from bot.ingest.content import Problem, Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text, and a warning where some of it could not be read.

    UTF-8, UTF-16 with its mark, or else windows-1251, the region's other encoding.
    Raises Unreadable for what is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), ()
            except UnicodeDecodeError:
                break
    if b"\0" in data:
        raise Unreadable(Problem(0, "This is no text: it holds bytes that no text has."))
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _damaged_or_older(data)


def _damaged_or_older(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """UTF-8 with a few wrong bytes stays UTF-8: hardly a letter of windows-1251 passes for it."""
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    if wrong < sum(not letter.isascii() for letter in text) - wrong:
        said = {"count": wrong}
        return text, (Problem(0, "{count} characters of the file could not be read.", said),)
    return data.decode("windows-1251", errors="replace"), ()
