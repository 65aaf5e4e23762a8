"""Methods that send files and tell where they can be fetched."""

import mimetypes
from typing import Any

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
from bot.playground.methods.messages import EDITED, OPTIONS, edit, editable, post
from bot.playground.params import Params, Upload
from bot.playground.records import Json
from bot.playground.world import World

_UNKNOWN_TYPE = "application/octet-stream"


def send_document(world: World, params: Params) -> Json:
    """sendDocument."""
    file = _read_file(world, params, "document")
    caption = read_caption(world, params)
    return post(world, params, {"document": file.as_document()} | caption)


def send_photo(world: World, params: Params) -> Json:
    """sendPhoto."""
    file = _read_file(world, params, "photo")
    content: Json = {"photo": file.as_photo()} | read_caption(world, params)
    if params.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    if params.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    return post(world, params, content)


def edit_message_media(world: World, params: Params) -> Json | bool:
    """editMessageMedia."""
    media = params.json("media", "Can't parse input media JSON object")
    prefix = "Can't parse InputMedia: "
    if not isinstance(media, dict):
        raise bad_request(f"{prefix}expected an Object")
    kind = media.get("type")
    if not media.get("media"):
        raise bad_request(f"{prefix}media not found")
    if kind not in {"photo", "document"}:
        raise bad_request(f'{prefix}type "{kind}" is unsupported')
    # The fields of the object, beside the files that came with the call.
    fields = Params({**params, **media, kind: media["media"]})
    file = _read_file(world, fields, kind)
    shown = file.as_photo() if kind == "photo" else file.as_document()
    chat, message = editable(world, params)
    return edit(world, params, chat, message, {kind: shown} | read_caption(world, fields))


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
        # The playground fetches nothing from elsewhere.
        raise bad_request("failed to get HTTP URL content")
    file = world.files.by_id(reference)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


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
    "editMessageMedia": (edit_message_media, f"{EDITED} media"),
    "getFile": (get_file, "file_id"),
}
