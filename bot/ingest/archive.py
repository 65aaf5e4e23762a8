"""ZIP and gzip: what is in them, as long as it stays within bounds."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from bot.ingest.content import Problem, Unreadable
from bot.ingest.source import Source

LARGEST = 50 * 1024 * 1024  # bytes of one file, unpacked
LARGEST_TOTAL = 100 * 1024 * 1024  # bytes of all of them, archives in the archive included
MOST_FILES = 1_000
DEEPEST = 2  # archives around a file
_PIECE = 65_536
_LARGEST_INDEX = 1024 * 1024  # bytes; each of its entries costs ten times its size in memory
_END = struct.Struct("<4s4H2LH")  # of a ZIP: what its last record says
_LONGEST_COMMENT = 65_535
_OTHER_END = b"PK\x06\x07"  # of a ZIP for more than 4 GB, with an index of its own
_OF_SYSTEMS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
# In a ZIP, the file that tells what document of an office program it is, or which book.
_OFFICE = frozenset(("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"))

TOO_LARGE = Problem(0, "Unpacked, this is larger than what is read. Please load it in parts.")
_OTHERS_LEFT_OUT = Problem(
    0, "There are more than {count} files in it; the others are left out.", {"count": MOST_FILES}
)
_DAMAGED = Problem(0, "This archive is damaged or breaks off.")
_OFFICE_SAID = Problem(
    0,
    "This is a document of an office program. Please save it as CSV or a web page, and send that.",
)


@dataclass(slots=True)
class Budget:
    """What may still be unpacked of a file, however its archives lie in one another."""

    left: int = LARGEST_TOTAL
    files: int = MOST_FILES

    def take(self, count: int) -> None:
        """Raises Unreadable where it is used up."""
        self.left -= count
        if self.left < 0:
            raise Unreadable(TOO_LARGE)


def unpack_gzip(source: Source, budget: Budget) -> bytes:
    """Raises Unreadable for what is damaged or too large."""
    unpacked = bytearray()
    with source.opened() as file:
        packed = file.read(_PIECE)
        while packed[:2] == b"\x1f\x8b":  # several may follow one another
            packed = _unpack_one(file, packed, unpacked, budget).lstrip(b"\0")
    return bytes(unpacked)


def _unpack_one(file: BinaryIO, packed: bytes, unpacked: bytearray, budget: Budget) -> bytes:
    """Gives what follows it."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(packed, _PIECE)
            budget.take(len(piece))
            unpacked += piece
            if len(unpacked) > LARGEST:
                raise Unreadable(TOO_LARGE)
            packed = unpacker.unconsumed_tail
            if not packed and not unpacker.eof:
                packed = file.read(_PIECE)
                if not packed and not piece:
                    raise Unreadable(_DAMAGED)
    except zlib.error:
        raise Unreadable(_DAMAGED) from None
    rest: bytes = unpacker.unused_data or file.read(_PIECE)
    return rest


def unpack_zip(source: Source, budget: Budget) -> Iterator[tuple[str, bytes | Problem]]:
    """Each file with its name, or what is wrong with it.

    Raises Unreadable for what is damaged, too large, or an office program's document.
    """
    with source.opened() as file:
        _check_index(file, source.size)
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise Unreadable(_DAMAGED) from None
        with archive:
            names = {one.filename for one in archive.infolist()}
            if names & _OFFICE:
                raise Unreadable(_OFFICE_SAID)
            for one in archive.infolist():
                if one.is_dir() or one.filename.startswith(_OF_SYSTEMS):
                    continue
                if one.filename.rpartition("/")[2].startswith(_OF_SYSTEMS):
                    continue
                budget.files -= 1
                if budget.files < 0:
                    yield "", _OTHERS_LEFT_OUT
                    return
                yield one.filename, _unpack_file(archive, one, budget)


def _unpack_file(archive: zipfile.ZipFile, one: zipfile.ZipInfo, budget: Budget) -> bytes | Problem:
    if one.flag_bits & 1:
        return Problem(0, "This file needs a password.")
    if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Problem(0, "This file is packed in a way that is not read here.")
    unpacked = bytearray()
    try:
        with archive.open(one) as file:
            while piece := file.read(_PIECE):
                budget.take(len(piece))
                unpacked += piece
                if len(unpacked) > LARGEST:
                    return TOO_LARGE
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError):
        return _DAMAGED
    return bytes(unpacked)


def _check_index(file: BinaryIO, size: int) -> None:
    """Raises Unreadable for an index that would take too much memory to read."""
    file.seek(max(0, size - _LONGEST_COMMENT - _END.size - 20))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END.size:
        raise Unreadable(_DAMAGED)
    index_size = _END.unpack_from(tail, place)[5]
    if index_size > _LARGEST_INDEX or _OTHER_END in tail:
        raise Unreadable(Problem(0, "There are too many files in this archive."))
    file.seek(0)
