"""A folder that the engine cannot use, or should not."""

import contextlib
import json
import mmap
import struct
import zlib
from pathlib import Path

from storage.errors import CaravanError

# The engine ends each of its files with a JSON object that has the sum of what comes before, the
# length of that object, and this number. It compares the sum only when asked, and the package has
# no way to ask.
_MAGIC = 1337
_TAIL = struct.Struct("<II")
_SUMMED = {".fast", ".fieldnorm", ".idx", ".pos", ".store", ".term", ".del"}
_PIECE = 1 << 20  # bytes
# What the engine says of files, and not of a query.
_OF_FILES = ("corrupt", "io error", "does not exist", "failed to open", "footer")


class IndexDamaged(CaravanError):
    """The index cannot be read or written; it has to be built anew."""


class FolderUnusable(CaravanError):
    """The folder of the index cannot be made, or not be written."""


class damage(contextlib.AbstractContextManager[None]):
    """Whatever the engine raises over a folder it cannot use, as IndexDamaged.

    A panic of the engine is no Exception, and is known only by its name.
    by_query: it may as well be the query that the engine does not take, which is a mistake of
    ours and no reason to build anything anew.
    """

    def __init__(self, *, by_query: bool = False) -> None:
        self._by_query = by_query

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        if error is None or kind is None:
            return
        of_files = not self._by_query or any(one in str(error).casefold() for one in _OF_FILES)
        if kind.__name__ == "PanicException" or (
            isinstance(error, ValueError | OSError) and of_files
        ):
            raise IndexDamaged(str(error)) from error


def is_whole(file: Path) -> bool:
    """Whether a file of the engine's is as it was written; True for any other and one just gone."""
    if file.suffix not in _SUMMED:
        return True
    try:
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as m:
            length, magic = _TAIL.unpack(m[-_TAIL.size :])
            end = len(m) - _TAIL.size - length
            said = json.loads(m[end : -_TAIL.size])["crc"]
            crc = 0
            for start in range(0, end, _PIECE):
                crc = zlib.crc32(m[start : min(end, start + _PIECE)], crc)
            return bool(magic == _MAGIC and crc == said)
    except FileNotFoundError:
        return True
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return False
