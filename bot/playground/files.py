"""Files that were sent, by the names Telegram gives them."""

import base64
import hashlib
import struct
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

MAX_DOWNLOAD = 20 * 1024 * 1024  # bytes; Bot API, getFile
MAX_PHOTO = 10 * 1024 * 1024  # bytes; Bot API, sendPhoto
MAX_PHOTO_SIDES = 10_000  # width and height together, in pixels
MAX_PHOTO_RATIO = 20

_PREFIXES = {"document": "BQACAgIAAxkBAA", "photo": "AgACAgIAAxkBAA"}
_FOLDERS = {"document": "documents", "photo": "photos"}
_SUFFIXES = {"photo": ".jpg"}
_GREY = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xc8\xc8\xc8\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00"
    b"\x00\x02\x02D\x01\x00;"
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file. path: where the Bot API offers it for download."""

    file_id: str
    unique_id: str
    kind: str
    data: bytes
    name: str
    mime_type: str
    path: str
    width: int = 0
    height: int = 0

    def as_document(self) -> dict[str, Any]:
        """The Bot API's Document."""
        body: dict[str, Any] = {}
        if self.name:
            body["file_name"] = self.name
        if self.mime_type:
            body["mime_type"] = self.mime_type
        return body | self._reference()

    def as_photo(self) -> list[dict[str, Any]]:
        """The Bot API's PhotoSize, in the one size there is."""
        return [self._reference() | {"width": self.width, "height": self.height}]

    def as_file(self) -> dict[str, Any]:
        """The Bot API's File."""
        return self._reference() | {"file_path": self.path}

    def _reference(self) -> dict[str, Any]:
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
        }


class FileStore:
    """All files, found by id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._neutral: StoredFile | None = None
        self.missing: set[str] = set()
        """Addresses of pictures that Telegram cannot fetch."""
        self.no_pictures: set[str] = set()
        """Addresses that Telegram can fetch and that hold no picture."""

    def add(self, kind: str, data: bytes, name: str, mime_type: str) -> StoredFile:
        """Keep a file under a new id. kind: "document" or "photo"."""
        number = len(self._by_id)
        digest = hashlib.blake2b(f"{kind} {number} {name}".encode(), digest_size=27).digest()
        token = base64.urlsafe_b64encode(digest).decode()
        suffix = _SUFFIXES.get(kind) or PurePath(name).suffix
        suffix = suffix if suffix.isascii() and suffix[1:].isalnum() else ""
        width, height = image_size(data) if kind == "photo" else (0, 0)
        stored = StoredFile(
            file_id=f"{_PREFIXES[kind]}{token}NgQ",
            unique_id=f"AgAD{token[:12]}",
            kind=kind,
            data=data,
            name=name,
            mime_type=mime_type,
            path=f"{_FOLDERS[kind]}/file_{number}{suffix}",
            width=width,
            height=height,
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def neutral_photo(self) -> StoredFile:
        """The grey picture in the place of those that would have to be loaded from elsewhere."""
        if self._neutral is None:
            self._neutral = self.add("photo", _GREY, "", "image/gif")
        return self._neutral

    def by_id(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)


def image_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF, WebP or JPEG picture, (0, 0) for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:6] in {b"GIF87a", b"GIF89a"} and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp_size(data)
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return 0, 0


def _webp_size(data: bytes) -> tuple[int, int]:
    if data[12:16] == b"VP8X":
        return (
            int.from_bytes(data[24:27], "little") + 1,
            int.from_bytes(data[27:30], "little") + 1,
        )
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Read the frame header: markers C0 to CF, save the tables C4, C8 and CC."""
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return 0, 0
