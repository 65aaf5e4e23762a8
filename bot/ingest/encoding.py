"""Bytes to text: told by marks, by zeros, by what the file declares, and else by its letters."""

import codecs
import re
from collections.abc import Iterable, Iterator

from bot.ingest.content import Problem, Unreadable

PIECE = 1 << 20  # bytes that are decoded at once, so that no file is in memory twice
_HEAD = 8_192  # bytes that may declare an encoding, or show zeros
_SAMPLE = 200_000  # bytes whose letters are looked at
_MARKS = (  # the longer ones first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"']?([\w.:\-]{2,40})"
    rb"|<meta\s[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:\-]{2,40})",
    re.IGNORECASE,
)
# What browsers take these for: supersets that are what was meant.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "koi8-r": "koi8-u",
}
# Python's other codecs are for protocols, and some take time that grows with the square.
_TEXT = re.compile(
    r"(?:cp\d+|iso8859-\d+|koi8-[rtu]|mac-\w+|big5\w*|gb18030|hz|euc_\w+|iso2022_\w+|shift_\w+"
    r"|johab|kz1048|ptcp154|tis-620|hp-roman8|utf-8|utf-7)"
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_FEW = 8  # such bytes tell nothing
_WESTERN = frozenset("éèêëàâáãäåæçîïíìñóòôöõøœúùûüßÀÉÇÖÜÄ«»–—‘’“”…°€£ \xa0")
_CYRILLIC = ("cp1251", "koi8-u", "cp866", "iso8859-5")
_COMMON = frozenset("оеаинтслвр")  # two thirds of the letters of a Russian text
_CYRILLIC_SHARE = 0.35
_MOST_ZEROS = 0.02  # of a text that was damaged; what has more is no text


def decode(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text, and warnings where some of it could not be read.

    Raises Unreadable for what is no text.
    """
    encoding, warnings = encoding_of(data)
    text = data.decode(encoding, "replace")
    if "\0" in text:
        text = text.replace("\0", "")
    return text, (*warnings, *_of_replaced(_count_replaced(data, text)))


def to_utf8(data: bytes) -> tuple[bytes, tuple[Problem, ...]]:
    """The same text as UTF-8, without a mark and zeros, and warnings. Raises Unreadable.

    UTF-8 that is sound stays the very same object.
    """
    encoding, warnings = encoding_of(data)
    if encoding == "utf-8" and b"\0" not in data and is_utf8(data):
        return data, warnings
    text = bytearray()
    replaced = 0
    for piece in _decoded(_pieces(data), encoding):
        replaced += piece.count("\ufffd")
        text += piece.replace("\0", "").encode()
    replaced -= data.count("\ufffd".encode())
    return bytes(text), (*warnings, *_of_replaced(replaced))


def encoding_of(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The Python codec for a file, or for its beginning; a warning where zeros are in the way.

    Raises Unreadable for what is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, ()
    if wide := _by_zeros(data[:_HEAD]):
        return wide, ()
    zeros = data.count(b"\0")
    if zeros > _MOST_ZEROS * len(data):
        raise Unreadable(Problem(0, "This is no text: it holds bytes that no text has."))
    said: dict[str, object] = {"count": zeros}
    warnings = (Problem(0, "{count} zero bytes of the file were left out.", said),) if zeros else ()
    return ("utf-8" if is_utf8(data, whole=False) else _other(data)), warnings


def is_utf8(data: bytes, *, whole: bool = True) -> bool:
    """whole: False where a letter may be cut at its end."""
    try:
        for _ in _decoded(_pieces(data), "utf-8", "strict", final=whole):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _pieces(data: bytes) -> Iterator[bytes]:
    return (data[start : start + PIECE] for start in range(0, len(data), PIECE))


def _decoded(
    pieces: Iterable[bytes], encoding: str, errors: str = "replace", *, final: bool = True
) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    for piece in pieces:
        yield decoder.decode(piece)
    if final:
        yield decoder.decode(b"", True)


def _by_zeros(head: bytes) -> str | None:
    """UTF-16 and UTF-32 without a mark: zeros, or the 4 of Cyrillic, in every other place."""
    if len(head) < 4 or b"\0" not in head:
        return None
    head = head[: len(head) // 4 * 4]
    shares = [head[place::4].count(0) / (len(head) / 4) for place in range(4)]
    if shares[2] > 0.9 and shares[3] > 0.9 and shares[0] < 0.5:
        return "utf-32-le"
    if shares[0] > 0.9 and shares[1] > 0.9 and shares[3] < 0.5:
        return "utf-32-be"
    for high, low, encoding in ((1, 0, "utf-16-le"), (0, 1, "utf-16-be")):
        upper, lower = head[high::2], head[low::2]
        of_letters = upper.count(0) + upper.count(4)
        if of_letters > 0.9 * len(upper) and lower.count(0) < 0.05 * len(lower):
            return encoding
    return None


def _other(data: bytes) -> str:
    """What is not sound UTF-8: as declared, or damaged UTF-8, or told by the letters."""
    declared = _declared(data)
    if declared and declared != "utf-8":
        return declared
    text = data[:_SAMPLE].decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    # Hardly a letter of another encoding passes for UTF-8, so that a few wrong bytes are damage.
    if wrong < sum(not letter.isascii() for letter in text) - wrong:
        return "utf-8"
    high = _HIGH.findall(data[:_SAMPLE]) or _HIGH.findall(data)
    in_words = b"".join(run for run in high if len(run) > 2)
    # In Latin scripts such letters stand alone among others, in Cyrillic they are whole words.
    count = sum(map(len, high))
    if 2 * len(in_words) > count:
        shares = {one: _common_share(in_words, one) for one in _CYRILLIC}
        best = max(shares, key=shares.__getitem__)
        if shares[best] >= _CYRILLIC_SHARE:
            return best
    western = sum(letter in _WESTERN for letter in b"".join(high).decode("cp1252", "replace"))
    if count < _FEW or western > 0.95 * count:
        return "cp1252"
    return _guessed(data) or "cp1252"


def _declared(data: bytes) -> str | None:
    """The codec that an XML or HTML file declares; wide ones would have shown their zeros."""
    found = _DECLARED.search(data[:_HEAD])
    if not found:
        return None
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii")).name
    except (LookupError, ValueError):
        return None
    name = _MEANT.get(name, name)
    return name if _TEXT.fullmatch(name) else None


def _common_share(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    return sum(letter in _COMMON for letter in text) / max(1, len(text))


def _guessed(data: bytes) -> str | None:
    # Imported where it is needed: few files are neither UTF-8 nor declare what they are.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    first = found.start() if (found := _HIGH.search(data)) else 0
    best = from_bytes(data[max(0, first - 2_000) : first + 20_000]).best()
    if best is None:
        return None
    name = codecs.lookup(best.encoding).name
    name = _MEANT.get(name, name)
    return name if _TEXT.fullmatch(name) and name != "utf-8" else None


def _count_replaced(data: bytes, text: str) -> int:
    """Letters that stand for what could not be read; the file may well have some of its own."""
    count = text.count("\ufffd")
    return count - data.count("\ufffd".encode()) if count else 0


def _of_replaced(count: int) -> tuple[Problem, ...]:
    if count <= 0:
        return ()
    said: dict[str, object] = {"count": count}
    return (Problem(0, "{count} characters of the file could not be read.", said),)
