"""The whole bot on each database, over real HTTP to a local Telegram."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.app import Caravan
from bot.config import Settings, load_settings
from bot.playground import Person, Phone, Playground
from bot.playground.records import PressedButton
from storage import Store

TOKEN = "7000000001:local-for-tests"
# Where it is not about flood control, nobody waits for it.
UNHURRIED = {"send_rate": 1000, "chat_rate": 1000, "group_rate": 10000}


@dataclass
class World:
    """A running bot, a reader's phone and an editor's."""

    telegram: Playground
    caravan: Caravan
    reader: Phone
    editor: Phone

    @property
    def store(self) -> Store:
        return self.caravan.store

    def forge(self, phone: Phone, message: dict[str, Any], data: str) -> None:
        """Press a button that the message does not show, or no longer: apps can be made to."""
        telegram = self.telegram.world
        query_id = telegram.next_query_id()
        telegram.pressed[query_id] = PressedButton(
            phone.person, phone.chat, message["message_id"], pressed_at=telegram.clock()
        )
        query = {
            "id": query_id,
            "from": phone.person.user(),
            "message": message,
            "chat_instance": "1",
            "data": data,
        }
        telegram.updates.push("callback_query", query)

    def phone(self, name: str, language: str = "en") -> Phone:
        return self.telegram.phone(self.telegram.world.add_person(name, language_code=language))


@pytest.fixture
async def telegram() -> AsyncIterator[Playground]:
    """A local Telegram; no test may make it repair what the bot sends."""
    async with Playground(token=TOKEN) as playground:
        yield playground
        assert list(playground.world.complaints) == []


@pytest.fixture
def editor(telegram: Playground) -> Person:
    return telegram.world.add_person("Marat", language_code="en")


@pytest.fixture
def make_settings(
    telegram: Playground, editor: Person, database_url: str, tmp_path: Path
) -> Callable[..., Settings]:
    def make(**given: Any) -> Settings:
        return load_settings(
            **{
                "_env_file": None,
                "bot_token": TOKEN,
                "bot_api_url": telegram.url,
                "database_url": database_url,
                "search_dir": tmp_path / "search",
                "admin_ids": str(editor.id),
                "health_listen": "",
                "rate_sources": "",
                "site_name": "The Post",
                **UNHURRIED,
                **given,
            }
        )

    return make


@pytest.fixture
async def world(
    telegram: Playground, editor: Person, make_settings: Callable[..., Settings]
) -> AsyncIterator[World]:
    caravan = Caravan(make_settings())
    await caravan.start()
    reader = telegram.world.add_person("Aida", language_code="en")
    yield World(telegram, caravan, telegram.phone(reader), telegram.phone(editor))
    await caravan.stop()
