"""Files: sent, named again, fetched."""

import json
import struct
import zlib
from typing import Any

import pytest

from bot.playground import Person, World
from bot.playground.api import BotApi
from bot.playground.files import MAX_DOWNLOAD, image_size
from bot.playground.params import Upload

from .conftest import Refusal


def png(width: int, height: int) -> bytes:
    """A picture with an honest header and no content worth a look."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = b""
    for kind, data in ((b"IHDR", head), (b"IEND", b"")):
        crc = struct.pack(">I", zlib.crc32(kind + data))
        chunks += struct.pack(">I", len(data)) + kind + data + crc
    return b"\x89PNG\r\n\x1a\n" + chunks


async def test_a_document_is_sent_and_fetched(api: BotApi, world: World, reader: Person) -> None:
    upload = Upload("rates.csv", b"a,b", "text/csv")
    message = await api.call(
        "sendDocument", {"chat_id": reader.id, "document": upload, "caption": "<b>x</b>",
                         "parse_mode": "HTML"},
    )  # fmt: skip
    document = message["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == (
        "rates.csv", "text/csv", 3,
    )  # fmt: skip
    assert message["caption_entities"] == [{"offset": 0, "length": 1, "type": "bold"}]
    file = await api.call("getFile", {"file_id": document["file_id"]})
    assert file["file_unique_id"] == document["file_unique_id"]
    stored = world.files.by_path(file["file_path"])
    assert stored is not None
    assert stored.data == b"a,b"
    again = await api.call("sendDocument", {"chat_id": reader.id, "document": document["file_id"]})
    assert again["document"] == document
    assert world.complaints == []


async def test_a_file_may_be_attached_under_another_name(
    api: BotApi, world: World, reader: Person
) -> None:
    message = await api.call(
        "sendDocument",
        {"chat_id": reader.id, "document": "attach://d", "d": Upload("a.txt", b"x")},
    )
    assert message["document"]["file_name"] == "a.txt"
    assert world.complaints == []


@pytest.mark.parametrize(
    ("upload", "mime_type"),
    [
        (Upload("a.csv", b"x", "application/octet-stream"), "text/csv"),
        (Upload("a.csv", b"x"), "text/csv"),
        (Upload("a.csv", b"x", "text/plain"), "text/plain"),
        (Upload("a", b"x"), "application/octet-stream"),
    ],
)
async def test_the_name_tells_a_type_that_was_not_sent(
    api: BotApi, reader: Person, upload: Upload, mime_type: str
) -> None:
    message = await api.call("sendDocument", {"chat_id": reader.id, "document": upload})
    assert message["document"]["mime_type"] == mime_type


async def test_a_caption_is_changed_and_taken_away(api: BotApi, reader: Person) -> None:
    sent = await api.call(
        "sendDocument", {"chat_id": reader.id, "document": Upload("a", b"x"), "caption": "a"}
    )
    place = {"chat_id": reader.id, "message_id": sent["message_id"]}
    changed = await api.call("editMessageCaption", place | {"caption": "b"})
    assert (changed["caption"], changed["document"]) == ("b", sent["document"])
    bare = await api.call("editMessageCaption", place)
    assert "caption" not in bare


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "there is no document in the request"),
        ({"document": "attach://x"}, "there is no document in the request"),
        ({"document": Upload("a", b"")}, "file must be non-empty"),
        ({"document": "https://24.kg/a.pdf"}, "failed to get HTTP URL content"),
        ({"document": "no-such-id"}, "wrong file identifier/HTTP URL specified"),
        ({"document": Upload("a", b"x"), "caption": "x" * 1025}, "message caption is too long"),
    ],
)
async def test_wrong_documents_are_refused(
    refusal: Refusal, reader: Person, params: dict[str, Any], reason: str
) -> None:
    refused = await refusal("sendDocument", chat_id=reader.id, **params)
    assert refused == f"Bad Request: {reason}"


async def test_a_photo_has_its_size(api: BotApi, refusal: Refusal, reader: Person) -> None:
    message = await api.call(
        "sendPhoto", {"chat_id": reader.id, "photo": Upload("a.png", png(640, 480))}
    )
    (size,) = message["photo"]
    assert (size["width"], size["height"]) == (640, 480)
    refused = await refusal("sendDocument", chat_id=reader.id, document=size["file_id"])
    assert refused == "Bad Request: can't use file of type Photo as Document"
    for data, reason in (
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (png(9000, 2000), "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
    ):
        refused = await refusal("sendPhoto", chat_id=reader.id, photo=Upload("a", data))
        assert refused == f"Bad Request: {reason}"


async def test_files_that_cannot_be_fetched(refusal: Refusal, world: World) -> None:
    big = world.files.add("document", bytes(MAX_DOWNLOAD + 1), "a", "")
    assert await refusal("getFile", file_id=big.file_id) == "Bad Request: file is too big"
    assert await refusal("getFile", file_id="x") == "Bad Request: invalid file_id"
    assert await refusal("getFile") == "Bad Request: file_id not specified"


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(3, 4), (3, 4)),
        (b"GIF89a" + struct.pack("<HH", 3, 4), (3, 4)),
        (b"\xff\xd8\xff\xe0\x00\x04xx\xff\xc0\x00\x11\x08\x00\x04\x00\x03\x03", (3, 4)),
        (b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x02\0\0\x03\0\0", (3, 4)),
        (b"RIFF\0\0\0\0WEBPVP8L" + bytes(4) + b"\x2f\x02\xc0\x00\x00" + bytes(8), (3, 4)),
        (b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + struct.pack("<HH", 3, 4), (3, 4)),
        (b"\xff\xd8", (0, 0)),
        (b"", (0, 0)),
    ],
)
def test_sizes_of_pictures(data: bytes, size: tuple[int, int]) -> None:
    assert image_size(data) == size


async def test_a_picture_is_replaced_with_its_caption(
    api: BotApi, world: World, reader: Person, refusal: Refusal
) -> None:
    first = {"chat_id": reader.id, "photo": Upload("a.png", png(8, 4)), "caption": "old"}
    message = await api.call("sendPhoto", {**first, "has_spoiler": True})
    media = {"type": "photo", "media": "attach://p", "caption": "*new*", "parse_mode": "MarkdownV2"}
    call = {"chat_id": reader.id, "message_id": message["message_id"], "media": json.dumps(media)}
    changed = await api.call("editMessageMedia", {**call, "p": Upload("b.png", png(4, 8))})
    assert (changed["photo"][0]["width"], changed["photo"][0]["height"]) == (4, 8)
    assert changed["caption"] == "new" and changed["caption_entities"][0]["type"] == "bold"
    assert "has_media_spoiler" not in changed and "edit_date" in changed
    same = {**media, "media": changed["photo"][0]["file_id"]}
    assert "message is not modified" in await refusal("editMessageMedia", **{**call, "media": same})
    assert world.complaints == []


async def test_a_text_is_replaced_by_a_picture_but_not_back(
    api: BotApi, world: World, reader: Person, refusal: Refusal
) -> None:
    message = await api.call("sendMessage", {"chat_id": reader.id, "text": "words"})
    there = {"chat_id": reader.id, "message_id": message["message_id"]}
    media = {"type": "photo", "media": "attach://p"}
    changed = await api.call(
        "editMessageMedia", {**there, "media": media, "p": Upload("b.png", png(4, 8))}
    )
    assert "photo" in changed and "text" not in changed
    said = await refusal("editMessageText", **there, text="words")
    assert said == "Bad Request: there is no text in the message to edit"


@pytest.mark.parametrize(
    ("media", "said"),
    [
        ("{", "can't parse input media JSON object"),
        ([], "can't parse InputMedia: expected an Object"),
        ({"type": "photo"}, "can't parse InputMedia: media not found"),
        ({"type": "song", "media": "x"}, 'can\'t parse InputMedia: type "song" is unsupported'),
    ],
)
async def test_media_that_are_none_are_refused(
    api: BotApi, reader: Person, refusal: Refusal, media: Any, said: str
) -> None:
    message = await api.call("sendMessage", {"chat_id": reader.id, "text": "words"})
    there = {"chat_id": reader.id, "message_id": message["message_id"]}
    assert await refusal("editMessageMedia", **there, media=media) == f"Bad Request: {said}"
