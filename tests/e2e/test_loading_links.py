"""Links that editors send to be loaded."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.app import Caravan
from bot.config import Settings
from bot.delivery import telling
from bot.playground import Person, Phone, Playground
from storage import Store
from tests.e2e.conftest import World
from tests.e2e.feed_server import FeedServer
from tests.e2e.loading import settled, tapped
from tests.e2e.reading import rows

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item>
<title>Apricots bloom</title><link>/apricots?utm_source=x</link>
<description>They were late.</description></item></channel></rss>"""


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer(answers={"/rss": FEED}) as started:
        yield started


@pytest.fixture
async def store(
    telegram: Playground, make_settings: Callable[..., Settings]
) -> AsyncIterator[Store]:
    """Of a bot that may ask the server of these tests."""
    caravan = Caravan(make_settings(fetch_private="true"))
    await caravan.start()
    yield caravan.store
    await caravan.stop()


@pytest.fixture
def phone(store: Store, telegram: Playground, editor: Person) -> Phone:
    return telegram.phone(editor)


async def sent(phone: Phone, text: str) -> dict[str, Any]:
    await phone.say(text)
    return await settled(phone)


async def test_a_link_is_fetched_and_its_links_lead_on_from_there(
    phone: Phone, server: FeedServer, store: Store
):
    preview = await sent(phone, f"/load {server.root}/rss")
    assert "RSS feed" in preview["text"] and "Found: 1 article." in preview["text"]
    await tapped(phone, preview, "Load quietly")
    article = (await store.articles.latest(1, size=1)).items[0]
    assert article.url == f"{server.root}/apricots"


async def test_a_link_needs_no_command(phone: Phone, server: FeedServer):
    assert "Found: 1 article." in (await sent(phone, f"{server.root}/rss"))["text"]


async def test_a_reply_to_a_link(phone: Phone, server: FeedServer):
    link = await phone.say(f"{server.root}/rss")
    await settled(phone)
    await phone.say("/load", reply_to=link)
    assert "Found: 1 article." in (await settled(phone))["text"]


async def test_redirects_are_followed(phone: Phone, server: FeedServer, store: Store):
    server.moves["/old"], server.statuses["/old"] = "/rss", 301
    preview = await sent(phone, f"/load {server.root}/old")
    assert preview["text"].startswith(f"{server.root}/rss")
    await tapped(phone, preview, "Load quietly")
    article = (await store.articles.latest(1, size=1)).items[0]
    assert article.url == f"{server.root}/apricots"


async def test_what_is_not_there_is_told(phone: Phone, server: FeedServer):
    shown = await sent(phone, f"/load {server.root}/nothing")
    assert "answered with the status 404" in shown["text"]


async def test_it_is_told_how_much_has_come(
    phone: Phone, server: FeedServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(telling, "AFTER", 0.01)
    server.held = asyncio.Event()
    await phone.say(f"/load {server.root}/rss")
    first = await phone.heard()
    assert first.message is not None and "Reading" in first.message["text"]
    again = await phone.heard()
    assert again.message is not None
    assert again.message["text"] == f"Fetching {server.root}/rss…"
    server.held.set()
    assert "Found: 1 article." in (await settled(phone))["text"]


async def test_an_address_that_is_not_public_is_refused(world: World, server: FeedServer):
    await world.editor.say(f"/load {server.root}/rss")
    assert "is not" in (await settled(world.editor))["text"]
    assert server.asked == []


async def test_from_a_reader_a_link_is_words_to_look_for(world: World, server: FeedServer):
    shown = await world.reader.ask(f"{server.root}/rss")
    assert "editors" not in shown["text"] and not shown["text"].startswith("Reading")
    assert server.asked == []


async def test_text_with_a_link_in_it_is_text(phone: Phone, server: FeedServer):
    shown = await sent(phone, f"/load see {server.root}/rss")
    assert rows(shown) == []
    assert server.asked == []


def page_with(*feeds: str) -> bytes:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{path}" title="Feed {path}">'
        for path in feeds
    )
    text = "<p>The orchards were white for a week, and the bees were borrowed.</p>" * 9
    return f"<html><head><title>Orchards</title>{links}</head><body>{text}</body></html>".encode()


async def next_message(phone: Phone) -> dict[str, Any]:
    while True:
        event = await phone.heard()
        if event.kind == "message" and event.message is not None:
            return event.message


async def test_a_page_that_names_feeds_is_previewed_and_they_can_be_followed(
    phone: Phone, server: FeedServer, store: Store
):
    server.answers["/page"] = page_with("/rss", "/other")
    preview = await sent(phone, f"/load {server.root}/page")
    assert "Found: 1 article." in preview["text"]
    offer = await next_message(phone)
    assert "has several feeds" in offer["text"]
    assert rows(offer) == [["Feed /rss"], ["Feed /other"]]
    await phone.press(offer, "Feed /rss")
    while not (await store.feeds.page(1, size=9)).total:
        await phone.heard()
    (feed,) = (await store.feeds.page(1, size=9)).items
    assert feed.url == f"{server.root}/rss"
    server.answers["/page"] = page_with("/rss", "/other")
    await sent(phone, f"/load {server.root}/page")
    assert rows(await next_message(phone)) == [["Feed /other"]]
    await tapped(phone, preview, "Load quietly")
    assert (await store.articles.latest(1, size=1)).items[0].title == "Orchards"


async def test_feeds_that_are_followed_already_are_not_offered_with_a_page(
    phone: Phone, server: FeedServer, store: Store
):
    await store.feeds.add([(f"{server.root}/rss", "News")], by=1)
    server.answers["/page"] = page_with("/rss")
    await sent(phone, f"/load {server.root}/page")
    await phone.say("/feeds")
    assert "News" in (await next_message(phone))["text"]
