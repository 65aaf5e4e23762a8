"""Text as it is stored: NFC, without what nobody can see."""

import re
import unicodedata

# Controls, and the marks that turn the direction of what follows; a zero-width joiner stays, as
# emoji and several scripts need it. Lone surrogates cannot be stored at all.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# All the ASCII signs but those.
_TIDY = bytes((0x09, 0x0A, *range(0x20, 0x7F)))
# Anything but signs, and letters of Cyrillic, that stay as they are.
_TO_BE_LOOKED_AT = re.compile("[^\t\n\x20-\x7e«»№–—‘’“”„…\u0400-\u0481\u048a-\u04ff]")
# Marks on one letter beyond the thirty of UAX #15's stream-safe text: the time that bringing them
# into order takes grows with the square of their number.
_MARKS = "".join(chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
_TOO_MANY_MARKS = re.compile(f"([{_MARKS}]{{30}})[{_MARKS}]+")
# What may be such marks, found in a tenth of the time.
_SIGNS_IN_A_ROW = re.compile(r"[^\w\s]{31,}")


def plain(text: str) -> str:
    """Readable text, with its line breaks as \\n."""
    if text.isascii() and not text.encode().translate(None, _TIDY):
        return text.strip()
    if not _TO_BE_LOOKED_AT.search(text):
        return text.strip()
    text = _UNSEEN.sub("", _BREAK.sub("\n", text))
    text = _SIGNS_IN_A_ROW.sub(lambda signs: _TOO_MANY_MARKS.sub(r"\1", signs[0]), text)
    return unicodedata.normalize("NFC", text).strip()


def one_line(text: str) -> str:
    """Readable text on one line, each run of white space one space."""
    return " ".join(plain(text).split())


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word's end where there is one, and then with "…"."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    end = limit - 1 if text[limit - 1].isspace() else _last_space(head)
    at_word = head[:end]
    return (at_word if len(at_word) > limit // 2 else head).rstrip() + "…"


def _last_space(text: str) -> int:
    return next((place for place in range(len(text) - 1, -1, -1) if text[place].isspace()), 0)
