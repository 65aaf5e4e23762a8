"""Characters as Telegram takes them: what it removes, what it counts, what belongs together.

Telegram cleans every text it gets. A text that is clean already keeps the offsets of its entities,
so all data goes through `clean` before anything is measured. What is removed and replaced follows
tdlib, td/telegram/misc.cpp, clean_input_string.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

# Line ends of any system; two of them, or a paragraph separator, make a blank line.
_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028]")
_PARAGRAPH_END = "\u2029"
# Telegram makes a space of each of these; DEL and the C1 controls are shown nowhere either.
_CONTROL = re.compile("[\x00-\x09\x0e-\x1f\x7f-\x9f]")
# Removed by Telegram: embeddings and overrides of direction, and three combining marks that are
# drawn as lines over and under the text. A byte order mark within a text is a leftover.
_REMOVED = re.compile("[\u202a-\u202e\u030a\u0333\u033f\ufeff]")
_VERTICAL = re.compile("[\u030a\u0333\u033f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ISOLATE = re.compile("[\u2066-\u2069\n]")
_POP_ISOLATE = "\u2069"
_WORD_JOINER = "\u2060"  # invisible and without a direction
_SPACES = re.compile("[ \n]*\n[ \n]*| {2,}")
_VISIBLE = re.compile(
    "[^\\s\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

_ZWJ = "\u200d"
_VARIATION_16 = "\ufe0f"  # asks for the coloured, two columns wide form of a character


def utf16_len(text: str) -> int:
    """The length of a text in UTF-16 code units, in which Telegram counts offsets."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fit(text: str, room: int) -> int:
    """How many leading characters of a text fit into so many UTF-16 code units."""
    if room <= 0:
        return 0
    most = min(len(text), room)
    head = text[:most]
    if utf16_len(head) <= room:
        return most
    return bisect_right(range(most + 1), room, key=lambda end: utf16_len(head[:end])) - 1


def is_visible(text: str) -> bool:
    """Whether anything of a text can be seen: Telegram refuses a message of blanks."""
    return _VISIBLE.search(text) is not None


def clean(text: str) -> str:
    """The text as Telegram would keep it, with "\\n" for line ends.

    Lone surrogates become U+FFFD, control characters spaces; directional overrides, and isolates
    that are not closed on their line, are removed, so that no text can turn what follows it.
    """
    if text.isprintable() and not _has_vertical(text):
        return text
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _LINE_END.sub("\n", text).replace(_PARAGRAPH_END, "\n\n")
    text = _CONTROL.sub(" ", text)
    if _has_vertical(text):  # a ring over a letter is saved where one character has both
        text = _VERTICAL.sub("", unicodedata.normalize("NFC", text))
    text = _REMOVED.sub("", text)
    return _balanced(text, "")


def _has_vertical(text: str) -> bool:
    return "\u030a" in text or "\u0333" in text or "\u033f" in text


def collapse(text: str, *, paragraphs: bool = False) -> str:
    """A clean text with every run of spaces and line ends as one space.

    paragraphs: a run with a blank line in it becomes "\\n\\n" instead. Spaces that do not break
    or have a width of their own are kept.
    """
    if "\n" not in text and "  " not in text:
        return text
    return _SPACES.sub(
        lambda run: "\n\n" if paragraphs and run[0].count("\n") > 1 else " ",
        text,
    )


def close_isolates(text: str) -> str:
    """A text whose end was cut off, with the isolates that lost theirs made ineffective.

    The length stays the same.
    """
    return _balanced(text, _WORD_JOINER)


def _balanced(text: str, instead: str) -> str:
    """Put `instead` in the place of isolates without a partner on their line."""
    opened: list[int] = []
    lone: list[int] = []
    for found in _ISOLATE.finditer(text):
        if found[0] == "\n":
            lone += opened
            opened = []
        elif found[0] != _POP_ISOLATE:
            opened.append(found.start())
        elif opened:
            opened.pop()
        else:
            lone.append(found.start())
    lone += opened
    if not lone:
        return text
    parts: list[str] = []
    done = 0
    for at in sorted(lone):
        parts += text[done:at], instead
        done = at + 1
    return "".join((*parts, text[done:]))


# ---- Grapheme clusters: what a person sees as one character -------------------------------------


def is_boundary(text: str, at: int) -> bool:
    """Whether a text may be parted before the character at `at`.

    An approximation of UAX #29 that errs on the side of keeping together: marks and modifiers stay
    with their base, joined emoji, flags, Hangul syllables and Indic conjuncts in one piece.
    """
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if after < "\u0300" or before == "\n":
        return True
    if before == _ZWJ or _extends(after):
        return False
    if _is_flag_letter(after) and _is_flag_letter(before):
        start = at
        while start and _is_flag_letter(text[start - 1]):
            start -= 1
        return (at - start) % 2 == 0
    if "\u1100" <= after <= "\ud7fb":
        if "\u1160" <= after <= "\u11ff" or after >= "\ud7b0":  # a vowel or a final
            return not _is_hangul(before)
        if _is_hangul(after):
            return not ("\u1100" <= before <= "\u115f" or "\ua960" <= before <= "\ua97c")
    return unicodedata.combining(before) != 9  # after a virama the next letter joins


def boundary_before(text: str, at: int) -> int:
    """The last place at or before `at` where a text may be parted."""
    while not is_boundary(text, at):
        at -= 1
    return at


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character)[0] == "M"
        or character in "\u200c\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= character <= "\U000e007f"  # tags, as in the flag of Scotland
    )


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_hangul(character: str) -> bool:
    return (
        "\u1100" <= character <= "\u11ff"
        or "\ua960" <= character <= "\ua97c"
        or "\uac00" <= character <= "\ud7fb"
    )


def display_width(text: str) -> int:
    """Columns a text takes in a monospaced font: East Asian wide characters and emoji take two."""
    if text.isascii():
        return len(text)
    total = 0
    widest = 0  # of the cluster at hand
    for at, character in enumerate(text):
        if at and is_boundary(text, at):
            total += widest
            widest = 0
        widest = max(widest, _width(character))
    return total + widest


def _width(character: str) -> int:
    if character == _VARIATION_16 or _is_flag_letter(character):
        return 2
    if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
