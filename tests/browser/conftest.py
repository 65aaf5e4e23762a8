"""The playground's page in a real browser, talking to the local Bot API and a scripted bot."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.playground import Person, Playground
from tests.browser.chrome import Page, find_chrome, launch
from tests.browser.scripted import TOKEN, ScriptedBot

CHROME = find_chrome()
# Where the browser is what is to be tested, its absence is a failure.
REQUIRED = bool(os.environ.get("BROWSER_REQUIRED"))


@pytest.fixture
async def telegram() -> AsyncIterator[Playground]:
    async with Playground(token=TOKEN, bot_name="Caravan", username="caravan_bot") as telegram:
        yield telegram


@pytest.fixture
def reader(telegram: Playground) -> Person:
    person = telegram.world.add_person("Aida", language_code="en")
    telegram.show(person, role="reader")
    return person


@pytest.fixture
async def bot(telegram: Playground) -> AsyncIterator[ScriptedBot]:
    async with aiohttp.ClientSession() as http:
        yield ScriptedBot(http, telegram.url)


@pytest.fixture
async def page(telegram: Playground, reader: Person) -> AsyncIterator[Page]:
    if CHROME is None and not REQUIRED:
        pytest.skip("no Chromium or Chrome is installed")
    assert CHROME is not None
    async with launch(CHROME) as chrome:
        page = await chrome.new_page()
        await page.open(f"{telegram.url}/")
        await page.until("document.querySelector('.chat-row')")
        yield page
        assert page.problems == []
