"""Text and captions of a call, turned into what a message holds."""

from typing import Any

from bot.playground.detect import find_entities
from bot.playground.entities import (
    MAX_ENTITIES,
    as_json,
    check_utf8,
    clean_text,
    format_text,
)
from bot.playground.entity import Entity
from bot.playground.errors import ApiError, bad_request
from bot.playground.html import date_format, parse_html
from bot.playground.links import WrongLink, check_link, user_of_link
from bot.playground.markdown import parse_markdown
from bot.playground.nesting import merge_found, order
from bot.playground.params import Fields, Params, parse_fields
from bot.playground.previews import kept_preview, parse_preview
from bot.playground.records import Json
from bot.playground.world import World

MAX_TEXT = 4096  # characters after the markup is parsed; Bot API, sendMessage
MAX_CAPTION = 1024  # characters after the markup is parsed; Bot API, sendDocument
MAX_BYTES = 1 << 15  # of text before it is parsed; the Bot API server refuses more

_PLAIN_TYPES = frozenset(
    {
        "bold", "italic", "underline", "strikethrough", "spoiler", "code", "blockquote",
        "expandable_blockquote",
    }
)  # fmt: skip
_FOUND_TYPES = frozenset(
    {
        "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number",
        "bank_card_number",
    }
)  # fmt: skip
_TEXT = ("text", "parse_mode", "entities")
_CAPTION = ("caption", "parse_mode", "caption_entities")

Written = tuple[str, list[Entity]]
"""A text and its entities."""


def read_message_text(
    world: World, params: Params, *, too_long: str = "Message is too long"
) -> Json:
    """The fields text, entities and link_preview_options of a message. Raises ApiError."""
    options = parse_preview(params)
    return settle_message(world, parse_text(world, params), options, too_long=too_long)


def settle_message(world: World, written: Written, options: Json, *, too_long: str) -> Json:
    """The same fields of what was parsed already. too_long: the refusal. Raises ApiError."""
    # With a preview of its own a message may hold nothing else.
    has_preview = bool(options.get("url")) and not options.get("is_disabled")
    text, entities = _settle(world, written, allow_empty=has_preview)
    if len(text) > MAX_TEXT:
        raise bad_request(too_long)
    body: Json = {"text": text}
    if entities:
        body["entities"] = as_json(entities)
    return body | kept_preview(world, options, text, entities)


def read_caption(
    world: World, params: Params, *, too_long: str = "Message caption is too long"
) -> Json:
    """The fields caption and caption_entities, none for an empty caption. Raises ApiError."""
    return settle_caption(world, parse_caption(world, params), too_long=too_long)


def settle_caption(world: World, written: Written, *, too_long: str) -> Json:
    """The same fields of what was parsed already. too_long: the refusal. Raises ApiError."""
    text, entities = _settle(world, written, allow_empty=True)
    if len(text) > MAX_CAPTION:
        raise bad_request(too_long)
    body: Json = {}
    if text:
        body["caption"] = text
    if entities:
        body["caption_entities"] = as_json(entities)
    return body


def parse_text(world: World, params: Params) -> Written:
    """What the Bot API server reads of a text, before TDLib checks it. Raises ApiError."""
    if not params.text("text"):
        raise bad_request("Message text is empty")
    return _parse(world, params, _TEXT)


def parse_caption(world: World, params: Params) -> Written:
    """What the Bot API server reads of a caption, before TDLib checks it. Raises ApiError."""
    return _parse(world, params, _CAPTION)


def _parse(world: World, params: Params, names: tuple[str, str, str]) -> Written:
    text_name, mode_name, entities_name = names
    text = params.text(text_name)
    if len(text) > MAX_BYTES // 4 and len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise bad_request("Text is too long")
    mode = params.text(mode_name).lower()
    if text and mode and mode != "none":
        if params.get(entities_name):
            world.complain(f"{entities_name} is ignored beside {mode_name}")
        check_utf8(text)
        if mode == "html":
            return parse_html(text, world.complain)
        if mode == "markdownv2":
            return parse_markdown(text, world.complain)
        if mode == "markdown":
            world.complain("the legacy Markdown is not kept by this server; use HTML or MarkdownV2")
        raise bad_request("Unsupported parse_mode")
    return text, _read_entities(world, params.json_or_none(entities_name), entities_name)


def _settle(world: World, written: Written, *, allow_empty: bool) -> Written:
    text, entities = written
    if not text:
        return "", []
    entities = _resolve_people(world, [_checked(entity) for entity in entities])
    text, entities = format_text(text, entities, world.complain, allow_empty=allow_empty)
    if len(entities) > MAX_ENTITIES:
        world.complain(f"{len(entities)} entities; Telegram keeps the first {MAX_ENTITIES}")
        entities = sorted(entities, key=order)[:MAX_ENTITIES]
    found = find_entities(text)
    if found:
        entities = merge_found(entities, found)[:MAX_ENTITIES]
    return text, entities


def _read_entities(world: World, value: Any, name: str) -> list[Entity]:
    if value is None:
        return []
    if not isinstance(value, list):
        world.complain(f"{name} is no array and was ignored")
        return []
    entities = []
    for item in value:
        entity = parse_fields(item, "expected an Object", _entity, "Can't parse MessageEntity: ")
        if entity.type in _FOUND_TYPES:
            world.complain(f"{entity.type} entities are found by Telegram; sent ones are ignored")
        else:
            entities.append(entity)
    return entities


def _entity(fields: Fields) -> Entity:
    offset = fields.integer("offset", required=True)
    length = fields.integer("length", required=True)
    kind = fields.text("type", required=True)
    extra: Json | None = None
    if kind == "pre":
        language = fields.text("language")
        extra = {"language": language} if language else None
    elif kind == "text_link":
        extra = {"url": fields.text("url", required=True)}
    elif kind == "text_mention":
        extra = {"user": {"id": fields.object("user").integer("id", required=True, bits=64)}}
    elif kind == "custom_emoji":
        extra = {"custom_emoji_id": str(fields.integer("custom_emoji_id", required=True, bits=64))}
    elif kind == "date_time":
        moment = fields.integer("unix_time", required=True)
        form = date_format(fields.text("date_time_format"))
        if form is None:
            raise ApiError(400, "Invalid date-time format specified")
        extra = {"unix_time": moment, "date_time_format": form}
    elif not kind:
        raise ApiError(400, "Type is not specified")
    elif kind not in _PLAIN_TYPES and kind not in _FOUND_TYPES:
        raise ApiError(400, "Unsupported type specified")
    return Entity(kind, offset, length, extra)


def _checked(entity: Entity) -> Entity:
    """The entity in the form Telegram keeps. Raises ApiError for a wrong link, emoji or date."""
    extra = entity.extra or {}
    if entity.type == "pre" and extra:
        entity.extra = {"language": clean_text(extra["language"])}
    elif entity.type == "text_link":
        url = clean_text(extra["url"])
        user = user_of_link(url)
        if user:
            return Entity("text_mention", entity.offset, entity.length, {"user": {"id": user}})
        entity.extra = {"url": checked_link(url, "Entity")}
    elif entity.type == "custom_emoji" and extra["custom_emoji_id"] == "0":
        raise bad_request("Invalid custom emoji identifier specified")
    elif entity.type == "date_time" and extra["unix_time"] <= 0:
        raise bad_request("Invalid date specified")
    return entity


def checked_link(url: str, what: str) -> str:
    """The link as Telegram keeps it. Raises ApiError, "<what> URL '...' is invalid: ..."."""
    try:
        return check_link(url)
    except WrongLink as reason:
        raise bad_request(f"{what} URL '{url}' is invalid: {reason}") from None


def _resolve_people(world: World, entities: list[Entity]) -> list[Entity]:
    """Fill in whom a mention means; one of somebody unknown is dropped."""
    kept = []
    for entity in entities:
        if entity.type == "text_mention" and entity.extra is not None:
            person = world.people.get(entity.extra["user"]["id"])
            if person is None:
                world.complain("a mention of somebody unknown was dropped")
                continue
            entity.extra = {"user": person.user()}
        kept.append(entity)
    return kept
