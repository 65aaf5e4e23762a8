"""What tests of loading share."""

import csv
import io
from typing import Any

from bot.playground import Phone
from tests.e2e.conftest import World

PAGE = """  • KGS/USD = 0.01149 0%
  • KZT/USD = 0.00191 -0.31%
  • KGS/USD = 0.01149 0%
21 December 2024

Viewing results 1 - 2 of 9

A quiet winter at the lake

The ice came late this year. Fishermen waited.

Who paints the trams of Almaty?

Three students do. They have a bucket and a plan.
"""
# How messages begin that something is still to come after.
_ON_ITS_WAY = ("Reading ", "Fetching ", "Loading ", "Stopping ", "Taking back ")


def jsonl(count: int, *, begin: int = 0, words: int = 5) -> bytes:
    """So many articles, each with a link of its own."""
    text = "snow on the pass " * words
    return b"".join(
        b'{"title": "Article %d", "url": "https://site.example/%d", "body": "%s"}\n'
        % (number, number, text.encode())
        for number in range(begin, begin + count)
    )


async def settled(phone: Phone) -> dict[str, Any]:
    """The message as it is once the bot has done what it is at."""
    while True:
        event = await phone.heard()
        if event.kind not in {"message", "edit"} or event.message is None:
            continue
        if not event.message.get("text", "").startswith(_ON_ITS_WAY):
            return event.message


async def looked_into(
    phone: Phone, page: str | bytes = PAGE, *, name: str = "page.txt", caption: str = "/load"
) -> dict[str, Any]:
    """The preview of a file."""
    data = page.encode() if isinstance(page, str) else page
    await phone.send_document(name, data, caption=caption)
    return await settled(phone)


async def tapped(phone: Phone, message: dict[str, Any], label: str) -> dict[str, Any]:
    """What becomes of a load after a button was pressed, in the end."""
    await phone.press(message, label)
    return await settled(phone)


async def document_of(phone: Phone) -> dict[str, Any]:
    """The next file that the bot sends."""
    while True:
        event = await phone.heard()
        if event.message is not None and "document" in event.message:
            return event.message


def csv_of(world: World, message: dict[str, Any]) -> list[list[str]]:
    file = world.telegram.world.files.by_id(message["document"]["file_id"])
    assert file is not None
    return list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))
