"""link_preview_options of a call: read as the Bot API server does, kept as TDLib keeps them."""

from collections.abc import Iterable

from bot.playground.entities import Offsets, check_utf8
from bot.playground.entity import Entity
from bot.playground.links import WrongLink, check_link
from bot.playground.params import Fields, Params, parse_fields
from bot.playground.records import Json
from bot.playground.world import World

_SIZES = ("prefer_small_media", "prefer_large_media")
_NO_PREVIEW = ("tg:", "ton:", "tonsite:", "ftp:")
_SHORTEST = 5  # characters of a written address that gets a preview


def parse_preview(params: Params) -> Json:
    """The options of a call as they were sent. Raises ApiError."""
    value = params.json("link_preview_options", "Can't parse link preview options JSON object")
    if value is None:
        return {"is_disabled": True} if params.flag("disable_web_page_preview") else {}
    return parse_fields(value, "Object expected as link preview options", preview_fields)


def preview_fields(fields: Fields) -> Json:
    """The options in a JSON object as they were sent. Raises ApiError."""
    options: Json = {}
    if fields.flag("is_disabled"):
        options["is_disabled"] = True
    url = fields.text("url")
    if url:
        options["url"] = url
    for name in (*_SIZES, "show_above_text"):
        if fields.flag(name):
            options[name] = True
    return options


def kept_preview(world: World, options: Json, text: str, entities: list[Entity]) -> Json:
    """The field link_preview_options of a message, none where it says nothing.

    The playground loads no pages: every link is taken to have a preview.
    Raises ApiError for an address that is not UTF-8.
    """
    check_utf8(options.get("url", ""))
    if options.get("is_disabled"):
        # Disabling what is not there leaves no trace on a message.
        return {"link_preview_options": {"is_disabled": True}} if _link(text, entities) else {}
    kept: Json = {}
    url = options.get("url", "")
    if url and _has_page(url):
        kept["url"] = url
        # The larger one wins where both are wished for.
        name = next((name for name in reversed(_SIZES) if name in options), "")
        if name:
            kept[name] = True
    elif url:
        world.complain(f"the link preview URL {url!r} is no address of a page")
    elif any(name in options for name in _SIZES):
        world.complain("the size of a link preview is ignored without its url")
    if "show_above_text" in options and ("url" in kept or _link(text, entities)):
        kept["show_above_text"] = True
    return {"link_preview_options": kept} if kept else {}


def _has_page(url: str) -> bool:
    try:
        return check_link(url).startswith(("http://", "https://"))
    except WrongLink:
        return False


def _link(text: str, entities: Iterable[Entity]) -> str:
    """The first link of the text that a preview is made of, "" for none."""
    offsets = Offsets(text)
    for entity in sorted(entities, key=lambda entity: entity.offset):
        if entity.type == "text_link" and entity.extra is not None:
            url = entity.extra["url"]
        elif entity.type == "url" and entity.length >= _SHORTEST:
            url = text[offsets.index(entity.offset) : offsets.index(entity.end)]
            if not set(url) & set("/?#"):
                continue  # a domain alone is a name more often than a link
        else:
            continue
        if not url.lower().startswith(_NO_PREVIEW):
            return str(url)
    return ""
