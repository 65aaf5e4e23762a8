"""Text as it is stored: NFC, without what nobody can see."""

import re
import unicodedata

# Controls, and the marks that turn the direction of what follows; a zero-width joiner stays, as
# emoji and several scripts need it. Lone surrogates cannot be stored at all.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def plain(text: str) -> str:
    """Readable text, with its line breaks as \\n."""
    text = _UNSEEN.sub("", _BREAK.sub("\n", text))
    return unicodedata.normalize("NFC", text).strip()


def one_line(text: str) -> str:
    """Readable text on one line, each run of white space one space."""
    return " ".join(plain(text).split())


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word's end where there is one, and then with "…"."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at_word = head.rsplit(None, 1)[0] if not text[limit - 1].isspace() else head
    return (at_word if len(at_word) > limit // 2 else head).rstrip() + "…"
