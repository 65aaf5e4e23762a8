"""A Chromium driven over the DevTools protocol: as much of it as the page's tests need."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome")
START = 30.0  # seconds for the browser to come up on a busy machine
WAIT = 15.0  # seconds for anything the page is to do
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
KEYS = {"Enter": 13, "Tab": 9, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40}

# Settles once the expression holds. It looks again at each change of the document, and at each
# frame for what changes without one (scrolling, focus, the address).
UNTIL = """new Promise((settle) => {
  const look = () => { let value; try { value = (%s); } catch { value = null; }
    if (value) settle(value); else requestAnimationFrame(look); };
  look();
})"""


def find_chrome() -> str | None:
    """The path of an installed Chromium, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Page:
    """One tab."""

    def __init__(self, chrome: Chrome, session: str) -> None:
        self._chrome = chrome
        self._session = session

    async def command(self, method: str, **params: Any) -> dict[str, Any]:
        return await self._chrome.command(method, params, self._session)

    @property
    def problems(self) -> list[str]:
        """What the page threw, logged as an error or was refused by its security policy."""
        return self._chrome.problems

    async def open(self, url: str) -> None:
        await self.command("Page.navigate", url=url)
        await self.until(f"document.readyState === 'complete' && location.href === {url!r}")

    async def evaluate(self, expression: str) -> Any:
        """The JSON value of a JavaScript expression; a promise is waited for."""
        answer = await self.command(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise AssertionError(details.get("exception", {}).get("description", details))
        return answer["result"].get("value")

    async def until(self, expression: str, within: float = WAIT) -> Any:
        """Waits until the expression holds, `within` seconds at most, and gives its value."""
        try:
            async with asyncio.timeout(within):
                while True:
                    # A navigation takes the promise with it: the next document is asked again.
                    with contextlib.suppress(ContextLost):
                        return await self.evaluate(UNTIL % expression)
        except TimeoutError:
            text = await self.evaluate("document.body.innerText")
            raise AssertionError(f"never held: {expression}\nThe page shows:\n{text}") from None

    async def click(self, selector: str) -> None:
        """Clicks the middle of the last element that fits, once it is there and has a size."""
        box = await self.until(
            f"""(() => {{
              const node = [...document.querySelectorAll({json.dumps(selector)})].at(-1);
              node.scrollIntoView({{block: "nearest", behavior: "instant"}});
              const {{x, y, width, height}} = node.getBoundingClientRect();
              return width && height && [x + width / 2, y + height / 2];
            }})()"""
        )
        where = {"x": box[0], "y": box[1], "button": "left", "clickCount": 1}
        await self.command("Input.dispatchMouseEvent", type="mousePressed", **where)
        await self.command("Input.dispatchMouseEvent", type="mouseReleased", **where)

    async def write(self, text: str) -> None:
        """Writes into whatever has the focus."""
        await self.command("Input.insertText", text=text)

    async def key(self, name: str) -> None:
        """Presses and releases one of KEYS."""
        about = {"key": name, "code": name, "windowsVirtualKeyCode": KEYS[name]}
        if name == "Enter":
            about["text"] = "\r"
        await self.command("Input.dispatchKeyEvent", type="keyDown", **about)
        await self.command("Input.dispatchKeyEvent", type="keyUp", **about)

    async def choose_file(self, selector: str, path: Path) -> None:
        """Chooses a file in a file input, as its dialog would."""
        found = await self.command(
            "Runtime.evaluate", expression=f"document.querySelector({json.dumps(selector)})"
        )
        await self.command(
            "DOM.setFileInputFiles", files=[str(path)], objectId=found["result"]["objectId"]
        )

    async def resize(self, width: int, height: int) -> None:
        await self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    async def prefer(self, **features: str) -> None:
        """Sets media features; `color_scheme="dark"` sets prefers-color-scheme."""
        await self.command(
            "Emulation.setEmulatedMedia",
            features=[
                {"name": f"prefers-{name.replace('_', '-')}", "value": value}
                for name, value in features.items()
            ],
        )

    async def screenshot(self, path: Path) -> None:
        shot = await self.command("Page.captureScreenshot", format="png")
        await asyncio.to_thread(path.write_bytes, base64.b64decode(shot["data"]))


class ContextLost(Exception):
    """The document that was asked is gone."""


class Chrome:
    """The connection to one browser; `launch` gives it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.problems: list[str] = []

    async def listen(self) -> None:
        """Reads answers and events until the browser closes the connection."""
        async for message in self._socket:
            told = json.loads(message.data)
            waiting = self._answers.pop(told.get("id"), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(told)
            self._note(told)

    def _note(self, told: dict[str, Any]) -> None:
        params = told.get("params", {})
        match told.get("method"):
            case "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                self.problems.append(details.get("exception", {}).get("description", str(details)))
            case "Runtime.consoleAPICalled" if params["type"] in ("error", "assert"):
                self.problems.append(str(params["args"]))
            case "Log.entryAdded" if params["entry"]["level"] == "error":
                entry = params["entry"]
                self.problems.append(f"{entry['text']} {entry.get('url', '')}")
            case _:
                pass

    async def command(
        self, method: str, params: dict[str, Any], session: str | None = None
    ) -> dict[str, Any]:
        number = next(self._ids)
        answer = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        sent: dict[str, Any] = {"id": number, "method": method, "params": params}
        if session:
            sent["sessionId"] = session
        await self._socket.send_str(json.dumps(sent))
        told = await answer
        if "error" in told:
            text = told["error"]["message"]
            if "context" in text or "navigated" in text:
                raise ContextLost(text)
            raise AssertionError(f"{method}: {text}")
        result: dict[str, Any] = told["result"]
        return result

    async def new_page(self, width: int = 1200, height: int = 800) -> Page:
        target = await self.command("Target.createTarget", {"url": "about:blank"})
        attached = await self.command(
            "Target.attachToTarget", {"targetId": target["targetId"], "flatten": True}
        )
        page = Page(self, attached["sessionId"])
        for domain in ("Page", "Runtime", "Log"):
            await page.command(f"{domain}.enable")
        await page.resize(width, height)
        return page


async def _address(errors: asyncio.StreamReader) -> str:
    """Where the browser listens, as it tells on its standard error."""
    async for line in errors:
        _, found, address = line.decode(errors="replace").partition("DevTools listening on ")
        if found:
            return address.strip()
    raise AssertionError("the browser ended before it listened")


async def _drain(errors: asyncio.StreamReader) -> None:
    """Reads on, lest a full pipe stop the browser."""
    while await errors.read(65536):
        pass


@contextlib.asynccontextmanager
async def launch(path: str) -> AsyncIterator[Chrome]:
    """Runs a headless browser with an empty profile for the length of the block."""
    profile = await asyncio.to_thread(tempfile.mkdtemp, prefix="chrome-")
    process = await asyncio.create_subprocess_exec(
        path,
        *FLAGS,
        f"--user-data-dir={profile}",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    tasks: list[asyncio.Task[None]] = []
    try:
        async with asyncio.timeout(START):
            address = await _address(process.stderr)
        tasks.append(asyncio.create_task(_drain(process.stderr)))
        async with (
            aiohttp.ClientSession() as http,
            http.ws_connect(address, max_msg_size=0) as socket,
        ):
            chrome = Chrome(socket)
            tasks.append(asyncio.create_task(chrome.listen()))
            yield chrome
            with contextlib.suppress(TimeoutError, ConnectionError):
                async with asyncio.timeout(WAIT):
                    await chrome.command("Browser.close", {})
                    await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(shutil.rmtree, profile, ignore_errors=True)
