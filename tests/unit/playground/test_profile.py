"""The bot's commands and what it says of itself."""

from typing import Any

import pytest

from bot.playground import Person, World
from bot.playground.api import BotApi

from .conftest import Refusal


async def set_commands(api: BotApi, name: str, **params: Any) -> None:
    commands = [{"command": name, "description": "x"}]
    assert await api.call("setMyCommands", {"commands": commands, **params}) is True


def names(commands: list[dict[str, Any]]) -> list[str]:
    return [command["command"] for command in commands]


async def test_the_narrowest_list_of_commands_wins(
    api: BotApi, world: World, reader: Person
) -> None:
    reader.language_code = "ru-RU"
    group = world.add_group("Newsroom", world.add_person("Owner"), reader)
    private: list[tuple[str, dict[str, Any]]] = [
        ("a", {}),
        ("b", {"language_code": "ru"}),
        ("c", {"scope": {"type": "all_private_chats"}}),
        ("d", {"scope": {"type": "all_private_chats"}, "language_code": "ru"}),
        ("e", {"scope": {"type": "chat", "chat_id": reader.id}}),
        ("f", {"scope": {"type": "chat", "chat_id": reader.id}, "language_code": "ru"}),
    ]
    for name, params in private:
        await set_commands(api, name, **params)
        assert names(world.commands_for(reader)) == [name]
    in_group: list[tuple[str, dict[str, Any]]] = [
        ("g", {"scope": {"type": "all_group_chats"}}),
        ("h", {"scope": {"type": "chat", "chat_id": group.id}}),
        ("i", {"scope": {"type": "chat_member", "chat_id": group.id, "user_id": reader.id}}),
    ]
    for name, params in in_group:
        await set_commands(api, name, **params)
        assert names(world.commands_for(reader, group)) == [name]
    assert names(world.commands_for(reader)) == ["f"]


async def test_administrators_see_their_own_commands(
    api: BotApi, world: World, reader: Person
) -> None:
    owner = world.add_person("Owner")
    group = world.add_group("Newsroom", owner, reader)
    await set_commands(api, "a", scope={"type": "all_group_chats"})
    await set_commands(api, "b", scope={"type": "all_chat_administrators"})
    assert names(world.commands_for(owner, group)) == ["b"]
    assert names(world.commands_for(reader, group)) == ["a"]
    await set_commands(api, "c", scope={"type": "chat_administrators", "chat_id": group.id})
    assert names(world.commands_for(owner, group)) == ["c"]


async def test_deleted_commands_fall_back(api: BotApi, world: World, reader: Person) -> None:
    await set_commands(api, "a")
    await set_commands(api, "b", language_code="en")
    assert names(await api.call("getMyCommands", {"language_code": "en"})) == ["b"]
    await api.call("deleteMyCommands", {"language_code": "en"})
    assert await api.call("getMyCommands", {"language_code": "en"}) == []
    assert names(world.commands_for(reader)) == ["a"]


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"commands": "{"}, "can't parse commands JSON object"),
        ({"commands": {}}, "expected an Array of BotCommand"),
        ({"commands": ["x"]}, "can't parse BotCommand: expected an Object"),
        ({"commands": [{"command": "x"}]},
         'can\'t parse BotCommand: Can\'t find field "description"'),
        ({"commands": [{"command": "", "description": "x"}]}, "command must be non-empty"),
        ({"commands": [{"command": "x" * 33, "description": "x"}]},
         "command length must not exceed 32"),
        ({"commands": [{"command": "x", "description": "x" * 257}]},
         "command description length must not exceed 256"),
        ({"commands": [{"command": "x", "description": " "}]},
         "command description must be non-empty"),
        ({"commands": [{"command": "Load", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "загрузка", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"language_code": "eng"}, "invalid language code specified"),
        ({"scope": {"type": "planet"}},
         "can't parse BotCommandScope: Unsupported type specified"),
        ({"scope": {"type": "chat"}},
         'can\'t parse BotCommandScope: Can\'t find field "chat_id"'),
        ({"scope": {"type": "chat", "chat_id": 404}}, "chat not found"),
    ],
)  # fmt: skip
async def test_wrong_commands_are_refused(
    refusal: Refusal, params: dict[str, Any], reason: str
) -> None:
    assert await refusal("setMyCommands", **params) == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("name", "limit"), [("Name", 64), ("Description", 512), ("ShortDescription", 120)]
)
async def test_texts_by_language(api: BotApi, refusal: Refusal, name: str, limit: int) -> None:
    field = {"ShortDescription": "short_description"}.get(name, name.lower())
    assert await api.call(f"setMy{name}", {field: "x" * limit}) is True
    assert await api.call(f"setMy{name}", {field: "да", "language_code": "ru"}) is True
    assert await api.call(f"getMy{name}", {"language_code": "ru"}) == {field: "да"}
    assert await api.call(f"getMy{name}", {"language_code": "ky"}) == {field: "x" * limit}
    await refusal(f"setMy{name}", **{field: "x" * (limit + 1)})


async def test_an_empty_chat_tells_of_the_bot_in_the_persons_language(
    api: BotApi, world: World, reader: Person
) -> None:
    reader.language_code = "ru-RU"
    assert world.profile.description_for(reader) == ""
    await api.call("setMyDescription", {"description": "News"})
    assert world.profile.description_for(reader) == "News"
    await api.call("setMyDescription", {"description": "Новости", "language_code": "ru"})
    assert world.profile.description_for(reader) == "Новости"
    # An empty text is as good as none.
    await api.call("setMyDescription", {"description": "", "language_code": "ru"})
    assert world.profile.description_for(reader) == "News"


async def test_the_name_of_all_languages_cannot_be_taken_away(
    api: BotApi, refusal: Refusal
) -> None:
    assert await refusal("setMyName", name="") == "Bad Request: BOT_TITLE_INVALID"
    assert await api.call("setMyName", {"name": "Караван", "language_code": "ru"})
    assert (await api.call("getMe", {}))["first_name"] == "Caravan"
    assert await api.call("setMyName", {"name": "", "language_code": "ru"})
    assert await api.call("getMyName", {"language_code": "ru"}) == {"name": "Caravan"}
    assert await api.call("setMyName", {"name": "Bazaar"})
    assert (await api.call("getMe", {}))["first_name"] == "Bazaar"


async def test_the_menu_button(api: BotApi, refusal: Refusal, reader: Person) -> None:
    app = {"type": "web_app", "text": "Open", "web_app": {"url": "https://24.kg"}}
    assert await api.call("getChatMenuButton", {}) == {"type": "commands"}
    assert await api.call("setChatMenuButton", {"menu_button": app}) is True
    assert await api.call("getChatMenuButton", {"chat_id": reader.id}) == app
    own = {"chat_id": reader.id, "menu_button": {"type": "commands"}}
    assert await api.call("setChatMenuButton", own) is True
    assert await api.call("getChatMenuButton", {"chat_id": reader.id}) == {"type": "commands"}
    assert await refusal("setChatMenuButton", menu_button={"type": "door"}) == (
        "Bad Request: can't parse menu button: MenuButton has unsupported type"
    )


async def test_default_rights(api: BotApi) -> None:
    rights = {"can_post_messages": True}
    wish = {"rights": rights, "for_channels": True}
    assert await api.call("setMyDefaultAdministratorRights", wish) is True
    for_channels = await api.call("getMyDefaultAdministratorRights", {"for_channels": True})
    for_groups = await api.call("getMyDefaultAdministratorRights", {})
    assert for_channels["can_post_messages"] is True
    assert not any(for_groups.values())


async def test_the_bot_knows_itself(api: BotApi, refusal: Refusal) -> None:
    me = await api.call("getMe", {})
    assert (me["id"], me["username"], me["is_bot"]) == (7000000001, "caravan_bot", True)
    assert await api.call("logOut", {}) is True
    assert await api.call("close", {}) is True
    assert await refusal("getThem") == "Not Found: method not found"
