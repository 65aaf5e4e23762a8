"""Methods that send files and tell where they can be fetched."""

import ipaddress
import mimetypes
from typing import Any
from urllib.parse import urlsplit

from bot.playground.content import read_caption
from bot.playground.errors import bad_request
from bot.playground.files import (
    MAX_DOWNLOAD,
    MAX_PHOTO,
    MAX_PHOTO_RATIO,
    MAX_PHOTO_SIDES,
    StoredFile,
    image_size,
)
from bot.playground.links import WrongLink, check_link
from bot.playground.methods.messages import EDITED, OPTIONS, edit, editable, post, post_all
from bot.playground.params import Params, Upload
from bot.playground.records import Json
from bot.playground.world import World

MAX_ALBUM = 10  # messages
_UNKNOWN_TYPE = "application/octet-stream"


def send_document(world: World, params: Params) -> Json:
    """sendDocument."""
    file = _read_file(world, params, "document")
    caption = read_caption(world, params)
    return post(world, params, {"document": file.as_document()} | caption, "documents")


def send_photo(world: World, params: Params) -> Json:
    """sendPhoto."""
    file = _read_file(world, params, "photo")
    content: Json = {"photo": file.as_photo()} | read_caption(world, params)
    if params.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    if params.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    return post(world, params, content, "photos")


def send_media_group(world: World, params: Params) -> list[Json]:
    """sendMediaGroup, of photos or of documents."""
    media = params.json("media", "Can't parse media JSON object")
    if not isinstance(media, list):
        raise bad_request("Expected an Array of InputMedia")
    contents = [_album_item(world, params, item) for item in media]
    if len(contents) > MAX_ALBUM:
        raise bad_request("Too many messages to send as an album")
    if not contents:
        raise bad_request("There are no messages to send")
    above = {"show_caption_above_media" in content for content in contents}
    if len(above) > 1:
        raise bad_request("Parameter show_caption_above_media must be the same for all messages")
    kinds = {"photo" if "photo" in content else "document" for content in contents}
    if len(kinds) > 1:
        raise bad_request("Document can't be mixed with other media types")
    if len(contents) > 1:
        group = {"media_group_id": world.next_query_id()}
        contents = [group | content for content in contents]
    return post_all(world, params, contents, f"{kinds.pop()}s")


def _album_item(world: World, params: Params, media: Any) -> Json:
    kind, fields = _input_media(params, media)
    file = _read_file(world, fields, kind)
    shown = file.as_photo() if kind == "photo" else file.as_document()
    content: Json = {kind: shown} | read_caption(world, fields)
    if kind == "photo" and fields.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def edit_message_media(world: World, params: Params) -> Json | bool:
    """editMessageMedia."""
    media = params.json("media", "Can't parse input media JSON object")
    kind, fields = _input_media(params, media)
    file = _read_file(world, fields, kind)
    shown = file.as_photo() if kind == "photo" else file.as_document()
    chat, message = editable(world, params)
    return edit(world, params, chat, message, {kind: shown} | read_caption(world, fields))


def _input_media(params: Params, media: Any) -> tuple[str, Params]:
    """The kind of an InputMedia, and its fields beside the files that came with the call."""
    prefix = "Can't parse InputMedia: "
    if not isinstance(media, dict):
        raise bad_request(f"{prefix}expected an Object")
    kind = media.get("type")
    if not media.get("media"):
        raise bad_request(f"{prefix}media not found")
    if kind not in {"photo", "document"}:
        raise bad_request(f'{prefix}type "{kind}" is unsupported')
    return kind, Params({**params, **media, kind: media["media"]})


def get_file(world: World, params: Params) -> Json:
    """getFile."""
    file_id = params.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = world.files.by_id(file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.data) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return file.as_file()


def _read_file(world: World, params: Params, kind: str) -> StoredFile:
    """The file a call brings or names. Raises ApiError."""
    upload = params.upload(kind)
    if upload is not None:
        if not upload.data:
            raise bad_request("file must be non-empty")
        if kind == "photo":
            _check_photo(upload.data)
        mime_type = _mime_type(upload) if kind == "document" else "image/jpeg"
        return world.files.add(kind, upload.data, upload.name, mime_type)
    reference = params.text(kind)
    if not reference or reference.startswith("attach://"):
        raise bad_request(f"There is no {kind} in the request")
    if "://" in reference:
        return _from_elsewhere(world, reference, kind)
    file = world.files.by_id(reference)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


def _from_elsewhere(world: World, url: str, kind: str) -> StoredFile:
    """What stands for a picture that Telegram would fetch: the playground fetches nothing."""
    if kind != "photo" or not _can_be_fetched(url) or url in world.files.missing:
        raise bad_request("failed to get HTTP URL content")
    if url in world.files.no_pictures:
        raise bad_request("wrong type of the web page content")
    return world.files.neutral_photo()


def _can_be_fetched(url: str) -> bool:
    """Whether Telegram's servers could reach the address: none of a network at home."""
    try:
        host = urlsplit(check_link(url)).hostname or ""
    except WrongLink:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return host != "localhost" and not host.endswith((".localhost", ".local", ".internal"))


def _mime_type(upload: Upload) -> str:
    """The type that was sent, or where that says nothing, the one the name tells."""
    if upload.content_type not in {"", _UNKNOWN_TYPE}:
        return upload.content_type
    return mimetypes.guess_type(upload.name)[0] or _UNKNOWN_TYPE


def _check_photo(data: bytes) -> None:
    if len(data) > MAX_PHOTO:
        raise bad_request("Too big to be sent as a photo")
    width, height = image_size(data)
    if not width or not height:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if width + height > MAX_PHOTO_SIDES or max(width, height) > MAX_PHOTO_RATIO * min(
        width, height
    ):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


_CAPTIONED = "caption parse_mode caption_entities"
HANDLERS: dict[str, tuple[Any, str]] = {
    "sendDocument": (
        send_document,
        f"{OPTIONS} {_CAPTIONED} document thumbnail disable_content_type_detection",
    ),
    "sendPhoto": (
        send_photo,
        f"{OPTIONS} {_CAPTIONED} photo has_spoiler show_caption_above_media",
    ),
    "sendMediaGroup": (send_media_group, f"{OPTIONS} media"),
    "editMessageMedia": (edit_message_media, f"{EDITED} media"),
    "getFile": (get_file, "file_id"),
}
