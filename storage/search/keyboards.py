"""What was typed with another keyboard layout on, and which keys are next to each other."""

import re
from collections.abc import Mapping

# The same keys in the same order: a US keyboard, and the Russian one on it. The Kyrgyz layout
# differs only in keys pressed with AltGr, which give no letter on a US keyboard.
_US = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_US_SHIFT = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
# The Kazakh layout is the Russian one with letters in the row of digits.
_DIGIT_ROW = "2345890-="
_DIGIT_ROW_SHIFT = "@#$%*()_+"
_KAZAKH = "әіңғүұқөһ"

Keys = Mapping[int, int]

_TO_RUSSIAN: Keys = str.maketrans(_US + _US_SHIFT, _RUSSIAN + _RUSSIAN.upper())
_ROW_TO_KAZAKH: Keys = str.maketrans(_DIGIT_ROW + _DIGIT_ROW_SHIFT, _KAZAKH + _KAZAKH.upper())
_TO_KAZAKH: Keys = {**_TO_RUSSIAN, **_ROW_TO_KAZAKH}
_TO_US: Keys = {
    **str.maketrans(_RUSSIAN + _RUSSIAN.upper(), _US + _US_SHIFT),
    **str.maketrans(_KAZAKH + _KAZAKH.upper(), _DIGIT_ROW + _DIGIT_ROW_SHIFT),
}

_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[а-яёәіңғүұқөһ]", re.IGNORECASE)
# What the letters of a chunk must be for a reading to make sense; the likeliest first. The last
# is Kazakh typed with the Russian layout's digits in place of its own letters: "0аза0стан".
_READINGS = (
    (_LATIN, _TO_RUSSIAN),
    (_LATIN, _TO_KAZAKH),
    (_CYRILLIC, _TO_US),
    (_CYRILLIC, _ROW_TO_KAZAKH),
)

_CHUNK = re.compile(r"\S+")
_OPENING = "\"'(<{["
_CLOSING = "\"').,;:>}]"

_ROWS = (
    ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
    ("1234567890",),
)


def other_layouts(typed: str) -> list[str]:
    """What the same keys give in other layouts, the likeliest first; never the text itself.

    typed: anything from one word to a whole query. Its white space stays, and so do chunks
        without a letter ("2024"), which mean themselves.

    A sign may be a letter of another layout (";" is "ж"). Those around a chunk are read as
    letters first, and as the signs they are after that.
    """
    readings = [_read(typed, letters, keys, edges=False) for letters, keys in _READINGS]
    readings += [_read(typed, letters, keys, edges=True) for letters, keys in _READINGS]
    return [reading for reading in dict.fromkeys(readings) if reading != typed]


def mixes_scripts(typed: str) -> bool:
    """Whether a chunk of a text has letters of both scripts: no layout gives that."""
    return any(_LATIN.search(chunk) and _CYRILLIC.search(chunk) for chunk in typed.split())


def _read(typed: str, letters: re.Pattern[str], keys: Keys, *, edges: bool) -> str:
    """The text in another layout; with `edges`, the signs around each chunk stay signs."""

    def read(found: re.Match[str]) -> str:
        chunk = found[0]
        if not letters.search(chunk):
            return chunk
        if not edges:
            return chunk.translate(keys)
        start = len(chunk) - len(chunk.lstrip(_OPENING))
        end = len(chunk.rstrip(_CLOSING))
        return chunk[:start] + chunk[start:end].translate(keys) + chunk[end:]

    return _CHUNK.sub(read, typed)


def _neighbours() -> dict[str, str]:
    """By key, those that touch it. Each row stands half a key to the right of the one above."""
    touching: dict[str, str] = {}
    for rows in _ROWS:
        places = {
            (row, column): key for row, keys in enumerate(rows) for column, key in enumerate(keys)
        }
        for (row, column), key in places.items():
            around = ((0, -1), (0, 1), (-1, 0), (-1, 1), (1, -1), (1, 0))
            touching[key] = "".join(
                places.get((row + down, column + right), "") for down, right in around
            )
    return touching


NEIGHBOURS: Mapping[str, str] = _neighbours()
