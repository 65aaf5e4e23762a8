"""The playground's page: groups and channels, the keys under a chat, the chooser of chats."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.playground import Chat, Person, Playground
from tests.browser.chrome import Page
from tests.browser.scripted import LAST, ScriptedBot, shown, start


@pytest.fixture
async def channel(telegram: Playground, reader: Person) -> AsyncIterator[Chat]:
    channel = telegram.world.add_channel("Caravan Daily", reader, username="daily", bot="left")
    telegram.show_chat(channel, reader)
    yield channel


async def test_a_channel_is_opened_and_shows_its_posts(
    telegram: Playground, channel: Chat, reader: Person, page: Page, bot: ScriptedBot
) -> None:
    telegram.world.set_bot_status(channel, "administrator", by=reader)
    await bot.hear()
    await bot.call("sendMessage", chat_id="@daily", text="first post")
    await page.until(
        "[...document.querySelectorAll('.chat-row')].at(-1).textContent.includes('first post')"
    )
    await page.evaluate("[...document.querySelectorAll('.chat-row')].at(-1).click()")
    await shown(page, "first post")
    assert await page.evaluate("document.getElementById('bot-name').textContent") == "Caravan Daily"
    assert await page.evaluate("document.getElementById('status').textContent") == "Channel"
    assert await page.evaluate("document.getElementById('start').hidden")
    await bot.call("sendMessage", chat_id=channel.id, text="second post")
    await shown(page, "second post")


async def test_a_key_that_asks_for_a_channel_adds_the_bot(
    telegram: Playground, channel: Chat, reader: Person, page: Page, bot: ScriptedBot
) -> None:
    await start(page, bot)
    rights = {"can_post_messages": True}
    wish = {"request_id": 1, "chat_is_channel": True, "bot_administrator_rights": rights}
    rows = [[{"text": "Pick", "request_chat": wish | {"request_title": True}}], ["Not now"]]
    markup = {"keyboard": rows, "one_time_keyboard": True}
    await bot.call("sendMessage", chat_id=reader.id, text="Where?", reply_markup=markup)
    await page.until("document.querySelectorAll('#keys .key').length === 2")
    await page.click("#keys .keys:first-child .key")
    await page.until("document.querySelector('#picker[open] .picker-row')")
    await page.click(".picker-row")
    added = (await bot.hear())["my_chat_member"]
    assert added["chat"]["id"] == channel.id
    assert added["new_chat_member"]["can_post_messages"] is True
    said = (await bot.hear())["message"]
    assert said["chat_shared"]["chat_id"] == channel.id
    await shown(page, "Chose Caravan Daily")
    await page.until("document.getElementById('keys').hidden")


async def test_a_plain_key_says_its_text(
    telegram: Playground, reader: Person, page: Page, bot: ScriptedBot
) -> None:
    await start(page, bot)
    markup = {"keyboard": [["Not now"]]}
    await bot.call("sendMessage", chat_id=reader.id, text="Where?", reply_markup=markup)
    await page.until("document.querySelector('#keys .key')")
    await page.click("#keys .key")
    assert (await bot.hear())["message"]["text"] == "Not now"
    await page.until(f"{LAST}.classList.contains('out')")
    remove = {"remove_keyboard": True}
    await bot.call("sendMessage", chat_id=reader.id, text="Done", reply_markup=remove)
    await page.until("document.getElementById('keys').hidden")
