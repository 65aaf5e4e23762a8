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


def read_message_text(world: World, params: Params) -> Json:
    """The fields text and entities of a message. Raises ApiError."""
    if not params.text("text"):
        raise bad_request("Message text is empty")
    text, entities = _read(world, params, _TEXT, allow_empty=False)
    if len(text) > MAX_TEXT:
        raise bad_request("Message is too long")
    body: Json = {"text": text}
    if entities:
        body["entities"] = as_json(entities)
    return body


def read_caption(world: World, params: Params) -> Json:
    """The fields caption and caption_entities, none for an empty caption. Raises ApiError."""
    text, entities = _read(world, params, _CAPTION, allow_empty=True)
    if len(text) > MAX_CAPTION:
        raise bad_request("Message caption is too long")
    body: Json = {}
    if text:
        body["caption"] = text
    if entities:
        body["caption_entities"] = as_json(entities)
    return body


def read_link_preview(params: Params) -> Json:
    """The field link_preview_options, where it is not the default. Raises ApiError."""
    value = params.json("link_preview_options", "Can't parse link preview options JSON object")
    if value is None:
        if params.flag("disable_web_page_preview"):
            return {"link_preview_options": {"is_disabled": True}}
        return {}
    options = parse_fields(value, "Object expected as link preview options", _link_preview)
    return {"link_preview_options": options} if options else {}


def _link_preview(fields: Fields) -> Json:
    options: Json = {}
    if fields.flag("is_disabled"):
        options["is_disabled"] = True
    url = fields.text("url")
    if url:
        options["url"] = url
    for name in ("prefer_small_media", "prefer_large_media", "show_above_text"):
        if fields.flag(name):
            options[name] = True
    return options


def _read(
    world: World, params: Params, names: tuple[str, str, str], *, allow_empty: bool
) -> tuple[str, list[Entity]]:
    text_name, mode_name, entities_name = names
    text = params.text(text_name)
    if not text:
        return "", []
    if len(text) > MAX_BYTES // 4 and len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise bad_request("Text is too long")
    mode = params.text(mode_name).lower()
    complain = world.complain
    if mode and mode != "none":
        if params.get(entities_name):
            complain(f"{entities_name} is ignored beside {mode_name}")
        check_utf8(text)
        if mode == "html":
            text, entities = parse_html(text, complain)
        elif mode == "markdownv2":
            text, entities = parse_markdown(text, complain)
        else:
            if mode == "markdown":
                complain("the legacy Markdown is not kept by this server; use HTML or MarkdownV2")
            raise bad_request("Unsupported parse_mode")
    else:
        entities = _read_entities(world, params.json_or_none(entities_name), entities_name)
    entities = _resolve_people(world, entities)
    text, entities = format_text(text, entities, complain, allow_empty=allow_empty)
    if len(entities) > MAX_ENTITIES:
        complain(f"{len(entities)} entities; Telegram keeps the first {MAX_ENTITIES}")
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
            entities.append(_checked(entity))
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
