"""What the arguments of `load` stand for: files, folders, links, standard input."""

import os
import select
import stat
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings
from bot.ingest import Problem, Unreadable
from bot.ingest.source import WHOLE

FETCHED_WITHIN = 120.0  # seconds
PIPED_WITHIN = 5.0  # seconds in which something has to come through a pipe
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read.

    name: as people are told of it.  given: None where it cannot be had, for `problem`.
    refused: whether it is there, and is nothing that could be read.
    address: where it was fetched from; links are relative to it.
    """

    name: str
    given: bytes | Path | None = None
    problem: Problem | None = None
    address: str | None = None
    refused: bool = False

    @property
    def file_name(self) -> str:
        """What an import remembers it by."""
        return self.address or Path(self.name).name or self.name


async def inputs(arguments: Sequence[str], settings: Settings) -> AsyncIterator[Input]:
    """Each in its turn: what is fetched or read at once is not held before that."""
    for argument in arguments:
        if argument.startswith(("http://", "https://")):
            yield await _fetched(argument, settings)
        else:
            for path in _files_of(argument):
                yield _of_path(path)


def size_of(arguments: Sequence[str]) -> int:
    """Bytes of those that are files on a disk."""
    files = (Path(path) for argument in arguments for path in _files_of(argument))
    return sum(file.stat().st_size for file in files if file.is_file())


async def _fetched(address: str, settings: Settings) -> Input:
    # What speaks HTTP takes memory, and most arguments are files.
    from bot.ingest.fetch import Fetcher, FetchError  # noqa: PLC0415

    private = settings.fetch_private
    async with Fetcher(private=private, within=FETCHED_WITHIN, limit=WHOLE) as fetcher:
        try:
            answer = await fetcher.get(address)
        except FetchError as error:
            return Input(address, problem=error.problem)
    assert answer is not None, "there is nothing that was seen before"
    return Input(address, answer.body, address=answer.address)


def _files_of(path: str) -> list[str]:
    """The file itself, or all files of a folder by their names; hidden ones are left out."""
    folder = Path(path)
    if path == "-" or not folder.is_dir():
        return [path]
    found = [
        one
        for one in folder.rglob("*")
        if not any(part.startswith(".") for part in one.relative_to(folder).parts)
    ]
    return sorted(str(one) for one in found if one.is_file() and not one.is_symlink()) or [path]


def _of_path(path: str) -> Input:
    # A path may hold bytes that are no text.
    name = os.fsencode(path).decode(errors="replace")
    try:
        return Input(name, _given(path))
    except Unreadable as error:
        return Input(name, problem=error.problem, refused=True)
    except OSError as error:
        return Input(name, problem=Problem(0, error.strerror or str(error)))


def _given(path: str) -> bytes | Path:
    """A file that lies on a disk is read as it is needed, anything else at once."""
    if path == "-":
        return _at_most(sys.stdin.buffer.read(WHOLE + 1))
    file = Path(path)
    mode = file.stat().st_mode
    if stat.S_ISREG(mode):
        return file
    if stat.S_ISFIFO(mode):
        return _at_most(_piped(file))
    if stat.S_ISDIR(mode):
        raise _refused("There is no file in this folder.")
    raise _refused("This is no file.")


def _piped(file: Path) -> bytes:
    """What a pipe gives until it is closed. Nobody may ever write into one."""
    data = bytearray()
    pipe = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
    try:
        while len(data) <= WHOLE:
            ready, _, _ = select.select([pipe], [], [], PIPED_WITHIN)
            if not ready:
                raise _refused("Nothing comes through this pipe.")
            piece = os.read(pipe, _PIECE)
            if not piece:
                break
            data += piece
    finally:
        os.close(pipe)
    return bytes(data)


def _at_most(data: bytes) -> bytes:
    if len(data) > WHOLE:
        raise Unreadable(
            Problem(
                0, "This is larger than {limit} bytes. Please load it as a file.", {"limit": WHOLE}
            )
        )
    return data


def _refused(message: str) -> Unreadable:
    return Unreadable(Problem(0, message))
