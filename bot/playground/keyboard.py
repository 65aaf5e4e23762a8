"""reply_markup of a call: read, checked, and as a message shows it."""

from typing import Any

from bot.playground.content import checked_link
from bot.playground.entities import check_utf8, clean_text
from bot.playground.errors import ApiError, bad_request
from bot.playground.links import user_of_link
from bot.playground.params import Fields, Params, parse_fields
from bot.playground.records import Chat, Json
from bot.playground.reply_keyboard import parse_button, parse_other_markup, settle_other_markup
from bot.playground.world import World

MAX_BUTTONS = 100  # in all; the server refuses more
MAX_IN_ROW = 12  # TDLib leaves out what is beyond
MAX_CALLBACK_DATA = 64  # bytes; Bot API, InlineKeyboardButton
MAX_COPY_TEXT = 256  # characters; Bot API, CopyTextButton
_STYLES = frozenset({"", "default", "primary", "danger", "success"})
_BUTTON = "Inline keyboard button"  # as error texts call it
_CHATS = ("allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats")

Markup = tuple[list[list[Json]], Json | None]
"""Rows of inline buttons, or in their place some other markup."""


def read_markup(
    world: World, params: Params, *, inline_only: bool = False, chat: Chat | None = None
) -> Json | None:
    """The markup of a call, None for none.

    inline_only: for edits. chat: where it is to be shown; channels refuse some buttons, groups
    others. Raises ApiError.
    """
    value = params.json("reply_markup", "Can't parse reply keyboard markup JSON object")
    if value is None:
        return None
    kind = chat.type if chat is not None else ""
    return settle_markup(world, parse_markup(value), inline_only=inline_only, chat_type=kind)


def parse_markup(value: Any) -> Markup:
    """What the Bot API server reads of a markup, before TDLib checks it. Raises ApiError."""
    return parse_fields(value, "Object expected as reply markup", _markup)


def settle_markup(
    world: World, markup: Markup, *, inline_only: bool = False, chat_type: str = ""
) -> Json | None:
    """The markup of what was parsed already, see read_markup. Raises ApiError."""
    rows, other = markup
    if other is not None:
        if inline_only:
            raise bad_request("Inline keyboard expected")
        return settle_other_markup(world, other, chat_type)
    if not rows:
        return None
    channel = chat_type == "channel"
    keyboard = []
    count = 0
    for row in rows:
        buttons = [_checked_button(world, button, channel) for button in row[:MAX_IN_ROW]]
        if len(row) > MAX_IN_ROW:
            world.complain(f"a row of {len(row)} buttons; Telegram keeps {MAX_IN_ROW}")
        if buttons:
            keyboard.append(buttons)
            count += len(buttons)
        else:
            world.complain("an empty row of buttons was dropped")
    if count > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": keyboard} if keyboard else None


def _markup(fields: Fields) -> Markup:
    keyboard = fields.values.get("keyboard", [])
    if not isinstance(keyboard, list):
        raise bad_request('Field "keyboard" must be of type Array')
    for row in keyboard:
        if not isinstance(row, list):
            raise bad_request('Field "keyboard" must be an Array of Arrays')
    letters = [[parse_button(button) for button in row] for row in keyboard]
    inline = fields.values.get("inline_keyboard", [])
    if not isinstance(inline, list):
        raise bad_request('Field "inline_keyboard" must be of type Array')
    rows = []
    for row in inline:
        if not isinstance(row, list):
            raise bad_request(
                'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
            )
        rows.append(
            [
                parse_fields(
                    button,
                    "InlineKeyboardButton must be an Object",
                    _button,
                    "Can't parse inline keyboard button: ",
                )
                for button in row
            ]
        )
    other = parse_other_markup(fields, letters)
    if letters or not rows:
        return [], other
    return rows, None


def _button(fields: Fields) -> Json:
    button: Json = {"text": fields.text("text", required=True)}
    icon = fields.integer("icon_custom_emoji_id", bits=64)
    if icon:
        button["icon_custom_emoji_id"] = str(icon)
    style = fields.text("style").lower()
    if style not in _STYLES:
        raise ApiError(400, "invalid button style specified")
    if style not in {"", "default"}:
        button["style"] = style
    return button | _action(fields)


def _action(fields: Fields) -> Json:
    """What a button does; the first of these that is given."""
    for name in ("url", "callback_data"):
        value = fields.text(name)
        if value:
            return {name: value}
    for name in ("callback_game", "pay"):
        if name in fields.values:
            return {name: fields.values[name]}
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if name in fields.values:
            return {name: fields.text(name, required=True)}
    if "switch_inline_query_chosen_chat" in fields.values:
        return _switch_to_chosen(fields.object("switch_inline_query_chosen_chat"))
    for name, inner in (("login_url", "url"), ("web_app", "url"), ("copy_text", "text")):
        if name in fields.values:
            return {name: {inner: fields.object(name).text(inner, required=True)}}
    raise ApiError(400, "Text buttons are unallowed in the inline keyboard")


def _switch_to_chosen(fields: Fields) -> Json:
    """A button for some kinds of chats; for all of them it is the same as the plain one."""
    query = fields.text("query")
    chats: Json = {name: fields.flag(name) for name in _CHATS}
    if all(chats.values()):
        return {"switch_inline_query": query}
    return {"switch_inline_query_chosen_chat": {"query": query, **chats}}


def _checked_button(world: World, button: Json, channel: bool) -> Json:
    text = clean_text(button["text"])
    if not text:
        raise bad_request("Inline keyboard button text must be non-empty")
    if text != button["text"]:
        world.complain("characters that Telegram replaces or removes were in a button's text")
        button["text"] = text
    for value in button.values():
        if isinstance(value, str):
            check_utf8(value)
    name = next((name for name in button if name.startswith("switch_inline")), "")
    if name and not world.inline.enabled:
        world.complain(f"a {name} button, but inline mode is off")
    if channel and name:
        # Only the button for the current chat has a name of its own in this refusal.
        if name != "switch_inline_query_current_chat":
            name = "switch_inline_query"
        raise bad_request(
            f"Can't use {name} button in a channel chat, because users will not be able to use "
            "the button without knowing bot's username"
        )
    _check_action(button)
    return button


def _check_action(button: Json) -> None:
    """Check what the button does, and write its links as Telegram keeps them."""
    if len(button.get("callback_data", "").encode()) > MAX_CALLBACK_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not user_of_link(button["url"]):
        button["url"] = checked_link(button["url"], _BUTTON)
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if "web_app" in button:
        button["web_app"]["url"] = checked_web_app(button["web_app"]["url"], f"{_BUTTON} Web App")
    if "login_url" in button:
        button["login_url"]["url"] = checked_web_app(button["login_url"]["url"], f"{_BUTTON} login")
    if "pay" in button or "callback_game" in button:
        raise bad_request("BUTTON_TYPE_INVALID")


def checked_web_app(url: str, what: str) -> str:
    """A link that must be HTTPS, as Telegram keeps it. what: as error texts call it."""
    checked = checked_link(url, what)
    if not checked.startswith("https://"):
        raise bad_request(f"{what} URL '{url}' is invalid: Only HTTPS links are allowed")
    return checked
