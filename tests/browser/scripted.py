"""A bot by script, and what the page shows of its messages."""

from __future__ import annotations

from typing import Any

import aiohttp

from tests.browser.chrome import Page

TOKEN = "7000000001:local"
SHOWN = ".log:not([hidden])"
LAST = f"[...document.querySelectorAll('{SHOWN} .message')].at(-1)"
COUNT = f"document.querySelectorAll('{SHOWN} .message').length"


class ScriptedBot:
    """A bot as the Bot API sees one: it asks for updates and calls methods over HTTP."""

    def __init__(self, http: aiohttp.ClientSession, root: str) -> None:
        self._http = http
        self._root = root
        self._offset = 0

    async def call(self, method: str, **params: Any) -> Any:
        url = f"{self._root}/bot{TOKEN}/{method}"
        async with self._http.post(url, json=params) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def hear(self) -> dict[str, Any]:
        """The next update."""
        while True:
            updates = await self.call("getUpdates", offset=self._offset, limit=1, timeout=10)
            if updates:
                self._offset = updates[0]["update_id"] + 1
                update: dict[str, Any] = updates[0]
                return update

    async def download(self, file_id: str) -> bytes:
        path = (await self.call("getFile", file_id=file_id))["file_path"]
        async with self._http.get(f"{self._root}/file/bot{TOKEN}/{path}") as response:
            return await response.read()


async def start(page: Page, bot: ScriptedBot) -> None:
    """The person presses START, and the bot hears it."""
    await page.click("#start")
    update = await bot.hear()
    assert update["message"]["text"] == "/start"


async def shown(page: Page, text: str) -> None:
    """Waits for the last message of the chat to hold that text."""
    await page.until(f"{LAST}?.querySelector('.text').textContent.includes({text!r})")
