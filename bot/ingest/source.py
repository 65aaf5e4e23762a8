"""A file that is read, whole or line by line, and how far that is."""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from bot.ingest.content import Problem, Unreadable

HEAD = 262_144  # bytes that tell what a file is
WHOLE = 64 * 1024 * 1024  # bytes of what cannot be read line by line
LONGEST_LINE = 4 * 1024 * 1024  # bytes; an article has a twentieth of it at most
_PIECE = 65_536


class Source:
    """done: bytes of it that are behind the reader.  lines: how many lines that is."""

    def __init__(self, given: bytes | Path, name: str = "") -> None:
        self._given = given
        self.name = name or (given.name if isinstance(given, Path) else "")
        self.size = len(given) if isinstance(given, bytes) else given.stat().st_size
        self.done = 0
        self.lines = 0

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        if isinstance(self._given, bytes):
            yield io.BytesIO(self._given)
        else:
            with self._given.open("rb") as file:
                yield file

    def head(self) -> bytes:
        if isinstance(self._given, bytes):
            return self._given[:HEAD]
        with self.opened() as file:
            return file.read(HEAD)

    def whole(self, limit: int = WHOLE) -> bytes:
        """All of it. Raises Unreadable where that is more than `limit` bytes."""
        if isinstance(self._given, bytes):
            data = self._given
        else:
            with self.opened() as file:
                data = file.read(limit + 1)
        if len(data) > limit:
            raise too_large(limit)
        self.done = len(data)
        return data

    def each_line(self, encoding: str) -> Iterator[tuple[int, bytes | None]]:
        """Lines with their numbers from 1, in UTF-8, with their ends.

        None in place of a line that is longer than LONGEST_LINE. What another encoding cannot
        say stands as U+FFFD; broken UTF-8 stays as it is.
        """
        with self.opened() as raw:
            as_is = encoding in {"utf-8", "utf-8-sig"}
            file = raw if as_is else io.BufferedReader(_Recoded(raw, encoding), _PIECE)
            mark = codecs.BOM_UTF8
            while line := file.readline(LONGEST_LINE):
                self.lines += 1
                if self.lines == 1:
                    line = line.removeprefix(mark)
                whole = line.endswith(b"\n") or len(line) < LONGEST_LINE
                if not whole:
                    _skip_line(file)
                self.done = min(self.size, raw.tell())
                yield self.lines, line if whole else None


class _Recoded(io.RawIOBase):
    """A file of another encoding as UTF-8, a piece at a time."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        while not self._waiting:
            piece = self._file.read(_PIECE)
            self._waiting = self._decoder.decode(piece, not piece).encode()
            if not piece:
                break
        count = min(len(buffer), len(self._waiting))
        buffer[:count] = self._waiting[:count]
        self._waiting = self._waiting[count:]
        return count


def too_large(limit: int) -> Unreadable:
    said: dict[str, object] = {"limit": limit // (1024 * 1024)}
    return Unreadable(
        Problem(
            0,
            "This file is larger than {limit} MB. Please load it in parts, or as JSON Lines, "
            "which may be of any size.",
            said,
        )
    )


def _skip_line(file: BinaryIO) -> None:
    while (piece := file.readline(_PIECE)) and not piece.endswith(b"\n"):
        pass
