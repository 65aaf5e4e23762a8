"""How the bot introduces itself to Telegram: commands, name, descriptions."""

from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
)

from bot.config import Settings, load_settings
from bot.handlers.menus import introduce, offer_to
from bot.playground import Person, Phone, Playground
from storage.loading import Role
from tests.e2e.conftest import TOKEN, World


@pytest.fixture
async def bot(telegram: Playground) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{telegram.url}/bot") as running:
        yield running


@pytest.fixture
def settings(telegram: Playground, editor: Person) -> Settings:
    editor.started = True
    given = {"bot_token": TOKEN, "bot_api_url": telegram.url, "site_name": "The Post"}
    return load_settings(_env_file=None, admin_ids=f"{editor.id},999", **given)


@pytest.fixture
def changes(telegram: Playground) -> list[str]:
    """The methods that the bot calls to change something."""
    made: list[str] = []

    def note(method: str, _params: object) -> None:
        if method.startswith("set"):
            made.append(method)

    telegram.intercept(note)
    return made


async def test_everyone_groups_and_editors_have_their_menus_in_each_language(
    bot: Bot, settings: Settings, editor: Person
):
    await introduce(bot, settings, {})
    for language in ("", "ru"):
        menus = [
            {one.command for one in await bot.get_my_commands(scope, language_code=language)}
            for scope in (
                None,
                BotCommandScopeAllGroupChats(),
                BotCommandScopeAllChatAdministrators(),
                BotCommandScopeChat(editor.id),
            )
        ]
        everyone, groups, their_admins, editors = menus
        reading = {"latest", "search", "topics", "saved", "subscribe", "subscriptions"}
        money = {"rates", "sources", "convert", "alerts"}
        assert everyone == reading | money | {"settings", "help"}
        assert everyone - groups == {"saved", "settings", "alerts"}
        assert their_admins == groups
        assert editors - everyone >= {"load", "queue", "stats", "audit", "admins", "export"}
    assert (await bot.get_my_commands())[0].description == "the latest articles"
    assert (await bot.get_my_commands(language_code="ru"))[0].description == "последние статьи"


async def test_who_has_a_role_has_its_menu(bot: Bot, settings: Settings, telegram: Playground):
    person = telegram.world.add_person("Aida")
    person.started = True
    await introduce(bot, settings, {person.id: Role.EDITOR})

    async def menu() -> set[str]:
        scope = BotCommandScopeChat(person.id)
        return {one.command for one in await bot.get_my_commands(scope)}

    assert "load" in await menu() and "admins" not in await menu()
    await offer_to(bot, person.id, Role.OWNER)
    assert {"load", "admins"} <= await menu()
    await offer_to(bot, person.id, None)
    assert await menu() == set()


async def test_it_goes_by_the_sites_name_and_says_what_it_does(bot: Bot, settings: Settings):
    await introduce(bot, settings, {})
    assert (await bot.get_my_name()).name == "The Post"
    assert "The Post" in (await bot.get_my_description()).description
    assert "архив" in (await bot.get_my_description(language_code="ru")).description
    assert "The Post" in (await bot.get_my_short_description()).short_description
    assert "архив" in (await bot.get_my_short_description(language_code="ru")).short_description


async def test_what_telegram_has_already_is_left_alone(
    bot: Bot, settings: Settings, changes: list[str]
):
    await introduce(bot, settings, {})
    assert changes
    changes.clear()
    await introduce(bot, settings, {})
    # Of the editor who never wrote to the bot, Telegram knows no chat.
    assert set(changes) <= {"setMyCommands"} and len(changes) <= 2
    changes.clear()
    await introduce(bot, settings.model_copy(update={"site_name": "The Times"}), {})
    assert changes.count("setMyName") == 1


async def test_an_owner_who_comes_after_the_start_has_the_menu_at_once(world: World):
    telegram = world.telegram.world

    def menu(phone: Phone) -> set[str]:
        return {one["command"] for one in telegram.commands_for(phone.person)}

    for phone in (world.editor, world.reader):
        await phone.ask("/start")
        await phone.ask("/help")  # answered once the other is done with
    assert {"load", "admins"} <= menu(world.editor)
    assert "load" not in menu(world.reader)
