"""The results of answerInlineQuery: read, checked, and as people see them.

The Bot API server reads them all before TDLib looks at the first, and Telegram's servers come
last: a wrong answer meets the refusals in that order.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.playground.content import (
    Written,
    parse_caption,
    parse_text,
    settle_caption,
    settle_message,
)
from bot.playground.entities import clean_text
from bot.playground.errors import ApiError, bad_request
from bot.playground.inline import InlineResult
from bot.playground.keyboard import Markup, parse_markup, settle_markup
from bot.playground.links import WrongLink, check_link
from bot.playground.params import Fields, Params
from bot.playground.previews import preview_fields
from bot.playground.records import Json
from bot.playground.world import World

MAX_RESULTS = 50  # Bot API, answerInlineQuery
MAX_RESULT_ID = 64  # bytes; Bot API, InlineQueryResultArticle

_OTHER_TYPES = frozenset(
    {
        "audio", "contact", "document", "game", "gif", "location", "mpeg4_gif", "sticker", "venue",
        "video", "voice",
    }
)  # fmt: skip
_COMMON = "type id title description input_message_content reply_markup thumbnail_url"
_KNOWN = {
    "article": frozenset(f"{_COMMON} url thumbnail_width thumbnail_height".split()),
    "photo": frozenset(
        f"{_COMMON} photo_url photo_file_id photo_width photo_height caption parse_mode "
        "caption_entities show_caption_above_media".split()
    ),
}
_TEXT_CONTENT = frozenset({"message_text", "parse_mode", "entities", "link_preview_options"})


@dataclass(frozen=True, slots=True)
class _Read:
    """A result as the Bot API server reads it. text: None where the caption is sent."""

    id: str
    type: str
    title: str
    description: str
    url: str
    thumbnail_url: str
    photo: str
    text: Written | None
    preview: Json
    caption: Written
    above: bool
    markup: Markup | None


def read_results(world: World, params: Params) -> tuple[InlineResult, ...]:
    """The results of a call. Raises ApiError."""
    value = params.json("results", "Can't parse JSON encoded inline query results")
    if value is None or value == "null":
        return ()
    if not isinstance(value, list):
        raise bad_request("Expected an Array of inline query results")
    if len(value) > MAX_RESULTS:
        raise bad_request("Too many inline query results specified")
    with _as_part_of("Can't parse inline query result: "):
        read = [_read(world, item) for item in value]
    results = tuple(_settle(world, one) for one in read)
    _check_ids(results)
    for one in read:
        _check_addresses(world, one)
    return results


@contextmanager
def _as_part_of(prefix: str) -> Iterator[None]:
    """Put the prefix before the refusals within, whose first letter is then a capital again."""
    try:
        yield
    except ApiError as error:
        reason = error.description
        if reason.startswith("Bad Request: "):
            reason = reason.removeprefix("Bad Request: ")
            reason = reason[:1].upper() + reason[1:]
        raise bad_request(prefix + reason) from None


def _read(world: World, value: object) -> _Read:
    if not isinstance(value, dict):
        raise bad_request("Inline query result must be an object")
    fields = Fields(value)
    kind = fields.text("type", required=True).lower()
    number = fields.text("id", required=True)
    text, preview = _read_content(world, fields, required=kind == "article")
    captioned = Params(caption=fields.text("caption"), parse_mode=fields.text("parse_mode"))
    if "caption_entities" in value:
        captioned["caption_entities"] = value["caption_entities"]
    caption = parse_caption(world, captioned)
    above = fields.flag("show_caption_above_media")
    markup = None
    if "reply_markup" in value:
        markup = parse_markup(fields.object("reply_markup").values)
    thumbnail_url = fields.text("thumbnail_url")
    for name in ("thumbnail_width", "thumbnail_height"):
        fields.integer(name)
    if kind not in _KNOWN:
        if kind in _OTHER_TYPES:
            world.complain(f"results of the type {kind} are not kept by this server")
        raise ApiError(400, f'type "{kind}" is unsupported for the inline query result')
    for name in value.keys() - _KNOWN[kind]:
        world.complain(f"a result of the type {kind} has no field {name!r}")
    title = fields.text("title", required=kind == "article")
    return _Read(
        id=number,
        type=kind,
        title=title,
        description=fields.text("description"),
        url=fields.text("url") if kind == "article" else "",
        thumbnail_url=thumbnail_url,
        photo=_photo(fields) if kind == "photo" else "",
        text=text,
        preview=preview,
        caption=caption,
        above=above,
        markup=markup,
    )


def _photo(fields: Fields) -> str:
    """The address or the file_id of a photo."""
    url = fields.text("photo_url")
    for name in ("photo_width", "photo_height"):
        fields.integer(name)
    return url or fields.text("photo_file_id", required=True)


def _read_content(world: World, fields: Fields, *, required: bool) -> tuple[Written | None, Json]:
    """The text to send and its link preview; None for a result that is sent as it is."""
    if "input_message_content" not in fields.values:
        # The text stood in the result itself in the first Bot API with inline mode.
        text = fields.text("message_text", required=required)
        if not text and not required:
            return None, {}
        return _read_text(world, fields, text)
    content = fields.object("input_message_content")
    text = content.text("message_text")
    if text:
        for name in content.values.keys() - _TEXT_CONTENT:
            world.complain(f"the content of a result has no field {name!r}")
        return _read_text(world, content, text)
    if content.values.keys() - _TEXT_CONTENT:
        world.complain("only text contents of results are kept by this server")
    if required:
        raise bad_request("Input message content is not specified")
    return None, {}


def _read_text(world: World, fields: Fields, text: str) -> tuple[Written, Json]:
    preview: Json = {}
    if "link_preview_options" in fields.values:
        preview = preview_fields(fields.object("link_preview_options"))
    elif fields.flag("disable_web_page_preview"):
        preview = {"is_disabled": True}
    params = Params(text=text, parse_mode=fields.text("parse_mode"))
    if "entities" in fields.values:
        params["entities"] = fields.values["entities"]
    return parse_text(world, params), preview


def _settle(world: World, one: _Read) -> InlineResult:
    """TDLib's part: the markup first, then the text."""
    markup = None
    if one.markup is not None:
        markup = settle_markup(world, one.markup, inline_only=True)
    if one.text is not None:
        content = settle_message(world, one.text, one.preview, too_long="MESSAGE_TOO_LONG")
    else:
        caption = settle_caption(world, one.caption, too_long="MEDIA_CAPTION_TOO_LONG")
        content = {"photo": _photo_sizes(world, one.photo), **caption}
        if one.above:
            content["show_caption_above_media"] = True
    return InlineResult(
        id=one.id,
        type=one.type,
        content=content,
        title=clean_text(one.title),
        description=clean_text(one.description),
        url=clean_text(one.url),
        thumbnail_url=clean_text(one.thumbnail_url),
        reply_markup=markup,
    )


def _photo_sizes(world: World, photo: str) -> list[Json]:
    """The photo of a message; in the place of one from elsewhere a neutral one."""
    file = world.files.neutral_photo() if "." in photo else world.files.by_id(photo)
    if file is None or file.kind != "photo":
        raise bad_request("Wrong file identifier/HTTP URL specified")
    return file.as_photo()


def _check_ids(results: tuple[InlineResult, ...]) -> None:
    seen: set[str] = set()
    for result in results:
        if not result.id:
            raise bad_request("RESULT_ID_EMPTY")
        if len(result.id.encode()) > MAX_RESULT_ID:
            raise bad_request("RESULT_ID_INVALID")
        if result.id in seen:
            raise bad_request("RESULT_ID_DUPLICATE")
        seen.add(result.id)


def _check_addresses(world: World, one: _Read) -> None:
    """What Telegram's servers check of a result's title and addresses."""
    if one.type == "article" and not one.title.strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    by_url = "." in one.photo
    if by_url and not one.thumbnail_url:
        raise bad_request("PHOTO_THUMB_URL_EMPTY")
    for url in (one.thumbnail_url, one.photo if by_url else ""):
        if url and not _is_web(url):
            raise bad_request("WEBDOCUMENT_URL_INVALID")
    if one.url and not _is_web(one.url):
        world.complain(f"the url of a result, {one.url!r}, is no address of a page")


def _is_web(url: str) -> bool:
    try:
        return check_link(url).startswith(("http://", "https://")) and "://" in url
    except WrongLink:
        return False
