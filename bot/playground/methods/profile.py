"""Methods about the bot itself: its name, texts, commands, menu button and rights."""

from typing import Any

from bot.playground.access import Access, find_chat, named_chat
from bot.playground.commands import Scope
from bot.playground.entities import clean_text
from bot.playground.errors import ApiError, bad_request
from bot.playground.params import Fields, Params, parse_fields
from bot.playground.records import ADMIN_RIGHTS, ANONYMOUS, Event, Json
from bot.playground.reply_keyboard import administrator_rights
from bot.playground.world import World

MAX_COMMANDS = 100  # Bot API, setMyCommands
MAX_COMMAND = 32  # characters
MAX_COMMAND_DESCRIPTION = 256  # characters
MAX_NAME = 64  # characters; Bot API, setMyName
MAX_DESCRIPTION = 512  # characters; Bot API, setMyDescription
MAX_SHORT_DESCRIPTION = 120  # characters; Bot API, setMyShortDescription

_WIDE_SCOPES = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
)
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})


def get_me(world: World, params: Params) -> Json:
    """getMe."""
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": world.inline.enabled,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


def set_my_commands(world: World, params: Params) -> bool:
    """setMyCommands."""
    value = params.json("commands", "Can't parse commands JSON object")
    if value is None:
        value = []
    if not isinstance(value, list):
        raise bad_request("Expected an Array of BotCommand")
    prefix = "Can't parse BotCommand: "
    commands = [parse_fields(item, "expected an Object", _command, prefix) for item in value]
    scope = _read_scope(world, params)
    language = _read_language(params)
    checked = [_checked_command(world, command) for command in commands]
    if len(checked) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.commands.set(scope, language, checked)
    world.publish(Event("commands", 0))
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    """getMyCommands."""
    return world.commands.get(_read_scope(world, params), _read_language(params))


def delete_my_commands(world: World, params: Params) -> bool:
    """deleteMyCommands."""
    world.commands.set(_read_scope(world, params), _read_language(params), [])
    world.publish(Event("commands", 0))
    return True


def _command(fields: Fields) -> tuple[str, str]:
    return fields.text("command", required=True), fields.text("description", required=True)


def _checked_command(world: World, command: tuple[str, str]) -> Json:
    name = clean_text(command[0]).strip().removeprefix("/")
    description = clean_text(command[1]).strip()
    if not name:
        raise bad_request("Command must be non-empty")
    if len(name) > MAX_COMMAND:
        raise bad_request(f"Command length must not exceed {MAX_COMMAND}")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > MAX_COMMAND_DESCRIPTION:
        raise bad_request(f"Command description length must not exceed {MAX_COMMAND_DESCRIPTION}")
    if not name.isascii() or not name.replace("_", "a").isalnum() or name != name.lower():
        raise bad_request("BOT_COMMAND_INVALID")
    if name != command[0]:
        world.complain(f"the command {command[0]!r} was written as {name!r}")
    return {"command": name, "description": description}


def _read_scope(world: World, params: Params) -> Scope:
    value = params.json("scope", "Can't parse BotCommandScope JSON object")
    if value is None or value == "":
        return ("default",)
    prefix = "Can't parse BotCommandScope: "
    kind, chat_id, user_id = parse_fields(
        value, "BotCommandScope must be an Object", _scope_fields, prefix
    )
    if not chat_id:
        return (kind,)
    chat = named_chat(world, chat_id)
    chat = find_chat(world, Params(chat_id=chat.id if chat else 0), Access.READ_MEMBERS)
    if chat.type == "private" and kind != "chat":
        raise bad_request("Can't use specified scope in private chats")
    if chat.type == "channel":
        raise bad_request("Can't change commands in channel chats")
    return (kind, chat.id, user_id) if kind == "chat_member" else (kind, chat.id)


def _scope_fields(fields: Fields) -> tuple[str, str, int]:
    kind = fields.text("type", required=True)
    if kind in _WIDE_SCOPES:
        return kind, "", 0
    if kind not in _CHAT_SCOPES:
        raise ApiError(400, "Unsupported type specified")
    chat_id = fields.text("chat_id", required=True)
    if not chat_id:
        raise ApiError(400, "Empty chat_id specified")
    if kind != "chat_member":
        return kind, chat_id, 0
    user_id = fields.integer("user_id", required=True, bits=64)
    if user_id <= 0:
        raise ApiError(400, "Invalid user_id specified")
    return kind, chat_id, user_id


def _read_language(params: Params) -> str:
    code = params.text("language_code")
    if code and not (len(code) == 2 and code.isascii() and code.isalpha() and code.islower()):
        raise bad_request("Invalid language code specified")
    return code


def _set_text(world: World, params: Params, name: str) -> bool:
    texts, limit, refusal = _texts(world, name)
    language = _read_language(params)
    text = clean_text(params.text(name))
    if len(text) > limit:
        raise bad_request(refusal)
    if text:
        texts[language] = text
    elif name == "name" and not language:
        raise bad_request("BOT_TITLE_INVALID")
    else:
        texts.pop(language, None)
    if name == "name" and not language:
        # A new object: messages that are there already keep the old name.
        world.bot = world.bot | {"first_name": text}
    return True


def _get_text(world: World, params: Params, name: str) -> Json:
    texts, _, _ = _texts(world, name)
    return {name: texts.get(_read_language(params)) or texts.get("", "")}


def _texts(world: World, name: str) -> tuple[dict[str, str], int, str]:
    profile = world.profile
    if name == "name":
        return profile.names, MAX_NAME, "BOT_TITLE_INVALID"
    if name == "description":
        return profile.descriptions, MAX_DESCRIPTION, "DESCRIPTION_TOO_LONG"
    return profile.short_descriptions, MAX_SHORT_DESCRIPTION, "ABOUT_TOO_LONG"


def set_chat_menu_button(world: World, params: Params) -> bool:
    """setChatMenuButton."""
    value = params.json("menu_button", "Can't parse menu button JSON object")
    button: Json = {"type": "default"}
    if value is not None:
        prefix = "Can't parse menu button: "
        button = parse_fields(value, "MenuButton must be an Object", _menu_button, prefix)
    world.profile.menu_buttons[_menu_chat(world, params)] = button
    return True


def get_chat_menu_button(world: World, params: Params) -> Json:
    """getChatMenuButton."""
    buttons = world.profile.menu_buttons
    button = buttons.get(_menu_chat(world, params), {"type": "default"})
    if button["type"] == "default":
        button = buttons.get(0, button)
    return {"type": "commands"} if button["type"] == "default" else button


def _menu_button(fields: Fields) -> Json:
    kind = fields.text("type", required=True)
    if kind in {"default", "commands"}:
        return {"type": kind}
    if kind == "web_app":
        text = fields.text("text", required=True)
        url = fields.object("web_app").text("url", required=True)
        return {"type": kind, "text": text, "web_app": {"url": url}}
    raise ApiError(400, "MenuButton has unsupported type")


def _menu_chat(world: World, params: Params) -> int:
    if "chat_id" not in params:
        return 0
    number = params.integer("chat_id", high=2**62)
    if number <= 0:
        raise bad_request("Invalid chat_id specified")
    if number not in world.people:
        raise bad_request("user not found")
    return number


def set_my_default_administrator_rights(world: World, params: Params) -> bool:
    """setMyDefaultAdministratorRights."""
    value = params.json("rights", "Can't parse chat administrator rights JSON object")
    rights: Json | None = None
    if value is not None:
        rights = administrator_rights(value)
    if params.flag("for_channels"):
        world.profile.channel_rights = rights
    else:
        world.profile.group_rights = rights
    return True


def get_my_default_administrator_rights(world: World, params: Params) -> Json:
    """getMyDefaultAdministratorRights."""
    profile = world.profile
    rights = profile.channel_rights if params.flag("for_channels") else profile.group_rights
    return rights or dict.fromkeys((ANONYMOUS, *ADMIN_RIGHTS), False)


def _text_methods(name: str) -> dict[str, tuple[Any, str]]:
    title = "".join(part.title() for part in name.split("_"))

    def set_text(world: World, params: Params) -> bool:
        return _set_text(world, params, name)

    def get_text(world: World, params: Params) -> Json:
        return _get_text(world, params, name)

    return {
        f"setMy{title}": (set_text, f"{name} language_code"),
        f"getMy{title}": (get_text, "language_code"),
    }


HANDLERS: dict[str, tuple[Any, str]] = {
    "getMe": (get_me, ""),
    "setMyCommands": (set_my_commands, "commands scope language_code"),
    "getMyCommands": (get_my_commands, "scope language_code"),
    "deleteMyCommands": (delete_my_commands, "scope language_code"),
    **_text_methods("name"),
    **_text_methods("description"),
    **_text_methods("short_description"),
    "setChatMenuButton": (set_chat_menu_button, "chat_id menu_button"),
    "getChatMenuButton": (get_chat_menu_button, "chat_id"),
    "setMyDefaultAdministratorRights": (
        set_my_default_administrator_rights,
        "rights for_channels",
    ),
    "getMyDefaultAdministratorRights": (get_my_default_administrator_rights, "for_channels"),
}
