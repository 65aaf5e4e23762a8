"""Keyboards in place of the letters: read from a call, checked, and shown under a chat."""

from collections.abc import Callable
from typing import Any

from bot.playground.content import checked_link
from bot.playground.entities import clean_text
from bot.playground.errors import bad_request
from bot.playground.links import user_of_link
from bot.playground.params import Fields, parse_fields
from bot.playground.records import ADMIN_RIGHTS, ANONYMOUS, Json
from bot.playground.world import World

MAX_BUTTONS = 300  # in all; TDLib leaves out what is beyond
MAX_IN_ROW = 12
_PREFIX = "Can't parse keyboard button: "
# What a button asks for, and how the refusal outside of private chats names it.
_PRIVATE_ONLY = {
    "request_contact": "Phone number can be requested",
    "request_location": "Location can be requested",
    "request_poll": "Poll can be requested",
    "web_app": "Web App buttons can be used",
    "request_users": "Users can be requested",
    "request_chat": "Chats can be requested",
}
_RIGHTS = ("user_administrator_rights", "bot_administrator_rights")


def parse_button(button: Any) -> Json:
    """A button as the Bot API server reads it. Raises ApiError."""
    if isinstance(button, str):
        return {"text": button}
    return parse_fields(button, "KeyboardButton must be a String or an Object", _button, _PREFIX)


def parse_other_markup(fields: Fields, rows: list[list[Json]]) -> Json | None:
    """A markup that is no inline keyboard, None where nothing is wished for. Raises ApiError.

    rows: of the buttons that were read already.
    """
    shared: Json = {}
    if fields.flag("selective") or fields.flag("personal_keyboard"):
        shared["selective"] = True
    hidden = fields.flag("hide_keyboard") or fields.flag("remove_keyboard")
    forced = fields.flag("force_reply") or fields.flag("force_reply_keyboard")
    placeholder = fields.text("input_field_placeholder")
    if placeholder and not hidden:
        shared["input_field_placeholder"] = placeholder
    if rows:
        wished = ("resize_keyboard", "one_time_keyboard", "is_persistent")
        return {"keyboard": rows} | {name: True for name in wished if fields.flag(name)} | shared
    if hidden:
        return {"remove_keyboard": True} | shared
    return {"force_reply": True} | shared if forced else None


def settle_other_markup(world: World, markup: Json, chat_type: str) -> Json | None:
    """What apps show of a markup that is no inline keyboard. Raises ApiError."""
    if chat_type == "channel":
        raise bad_request("Inline keyboard expected")
    if "keyboard" not in markup:
        return markup
    keyboard: list[list[Json]] = []
    count = 0
    for row in markup["keyboard"]:
        buttons = [_checked(world, button, chat_type) for button in row if button["text"]]
        shown = buttons[: min(MAX_IN_ROW, MAX_BUTTONS - count)]
        if len(shown) < len(row):
            world.complain(f"a row of {len(row)} keyboard buttons; Telegram keeps {len(shown)}")
        if shown:
            keyboard.append(shown)
            count += len(shown)
    return markup | {"keyboard": keyboard} if keyboard else None


def _button(fields: Fields) -> Json:
    button: Json = {"text": fields.text("text", required=True)}
    for name, read in _KINDS.items():
        if name in fields.values:
            wish = read(fields, name)
            if wish:
                return button | {name: wish}
    return button


def _flag(fields: Fields, name: str) -> bool:
    return fields.flag(name)


def _poll(fields: Fields, name: str) -> Json:
    kind = fields.object(name).text("type")
    return {"type": kind} if kind in {"quiz", "regular"} else {"type": ""}


def _web_app(fields: Fields, name: str) -> Json:
    return {"url": fields.object(name).text("url", required=True)}


def _users(fields: Fields, name: str) -> Json:
    inner = fields.object(name)
    wish: Json = {"request_id": inner.integer("request_id", required=True)}
    for flag in ("user_is_bot", "user_is_premium"):
        if flag in inner.values:
            wish[flag] = inner.flag(flag)
    wish["max_quantity"] = max(inner.integer("max_quantity"), 1)
    return wish | _asked(inner, "request_name", "request_username", "request_photo")


def _chat(fields: Fields, name: str) -> Json:
    inner = fields.object(name)
    wish: Json = {"request_id": inner.integer("request_id", required=True)}
    wish["chat_is_channel"] = inner.flag("chat_is_channel")
    for flag in ("chat_is_forum", "chat_has_username"):
        if flag in inner.values:
            wish[flag] = inner.flag(flag)
    for rights in _RIGHTS:
        if rights in inner.values:
            wish[rights] = administrator_rights(inner.values[rights])
    flags = ("chat_is_created", "bot_is_member")
    return wish | _asked(inner, *flags, "request_title", "request_username", "request_photo")


def _asked(fields: Fields, *names: str) -> Json:
    return {name: True for name in names if fields.flag(name)}


_KINDS: dict[str, Callable[[Fields, str], Any]] = {
    "request_contact": _flag,
    "request_location": _flag,
    "request_poll": _poll,
    "web_app": _web_app,
    "request_users": _users,
    "request_chat": _chat,
}


def administrator_rights(value: Any) -> Json:
    """The Bot API's ChatAdministratorRights of a call. Raises ApiError."""
    return parse_fields(
        value,
        "Object expected as chat administrator rights",
        lambda fields: {name: fields.flag(name) for name in (ANONYMOUS, *ADMIN_RIGHTS)},
    )


def _checked(world: World, button: Json, chat_type: str) -> Json:
    text = clean_text(button["text"])
    if not text:
        raise bad_request("Keyboard button text must be non-empty")
    for name, what in _PRIVATE_ONLY.items():
        if name in button and chat_type != "private":
            raise bad_request(f"{what} in private chats only")
    user_rights, bot_rights = (button.get("request_chat", {}).get(name) for name in _RIGHTS)
    if user_rights and bot_rights and any(bot_rights[n] > user_rights[n] for n in bot_rights):
        world.complain("a key asks for rights of the bot that it does not ask of the person")
    if "web_app" in button:
        url = button["web_app"]["url"]
        if user_of_link(url):
            raise bad_request("Link to a user can't be used in Web App URL buttons")
        checked = checked_link(url, "Keyboard button Web App")
        if not checked.startswith("https://"):
            raise bad_request(
                f"Keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed"
            )
    return button | {"text": text}
