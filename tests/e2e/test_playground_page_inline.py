"""What the demo's page asks of its server in inline mode."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.playground import Person, Playground, deeds

Json = dict[str, Any]
KEYBOARD = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


@pytest.fixture
async def telegram() -> AsyncIterator[Playground]:
    async with Playground() as running:
        yield running


@pytest.fixture
def reader(telegram: Playground) -> Person:
    person = telegram.world.add_person("Aida", language_code="en", started=True)
    telegram.show(person)
    return person


@pytest.fixture
async def http(telegram: Playground) -> AsyncIterator[aiohttp.ClientSession]:
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(telegram.url, timeout=timeout) as session:
        yield session


async def post(http: aiohttp.ClientSession, name: str, **values: Any) -> Json:
    async with http.post(f"/page/{name}", json=values) as answer:
        body: Json = await answer.json()
        assert answer.status == (200 if body["ok"] else 400)
        return body


async def hear(telegram: Playground) -> Json:
    """The next update, confirmed."""
    (update, *_) = await telegram.api.call("getUpdates", {"timeout": 5})
    await telegram.api.call("getUpdates", {"offset": update["update_id"] + 1})
    return dict(update)


async def asked(telegram: Playground, http: aiohttp.ClientSession, **values: Any) -> Json:
    """What the page is told once the bot answered its query with these parameters."""
    person = next(iter(telegram.world.people))
    asking = post(http, "inline", person=person, query="som", offset="10")
    waiting = asyncio.create_task(asking)
    query = (await hear(telegram))["inline_query"]
    assert (query["query"], query["offset"], query["chat_type"]) == ("som", "10", "sender")
    await telegram.api.call("answerInlineQuery", {"inline_query_id": query["id"], **values})
    return await waiting


async def test_results_are_told_and_chosen(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    result: Json = {
        "type": "article",
        "id": "1",
        "title": "KGS",
        "description": "87.45",
        "url": "https://24.kg/",
        "thumbnail_url": "https://24.kg/a.png",
        "input_message_content": {"message_text": "som"},
        "reply_markup": KEYBOARD,
    }
    photo: Json = {"type": "photo", "id": "2", "photo_url": "https://24.kg/a.png"}
    photo |= {"thumbnail_url": "https://24.kg/b.png", "caption": "x"}
    button = {"text": "Settings", "start_parameter": "settings"}
    told = await asked(
        telegram, http, results=[result, photo], next_offset="20", button=button, cache_time=60
    )
    query_id = told["query_id"]
    shown_photo = told["results"][1].pop("photo")
    assert telegram.world.files.by_id(shown_photo[0]["file_id"]) is not None
    assert told == {
        "ok": True,
        "query_id": query_id,
        "results": [
            {
                "id": "1", "title": "KGS", "description": "87.45", "url": "https://24.kg/",
                "thumbnail_url": "https://24.kg/a.png", "text": "som",
            },
            {
                "id": "2", "title": "", "description": "", "url": "",
                "thumbnail_url": "https://24.kg/b.png", "text": "x",
            },
        ],
        "next_offset": "20",
        "button": button,
    }  # fmt: skip
    again = await post(http, "inline", person=reader.id, query="som", offset="10")
    assert again["query_id"] == query_id
    chosen = await post(http, "choose", person=reader.id, query_id=query_id, result_id="1")
    assert chosen["message"]["out"] is True
    assert chosen["message"]["via_bot"] == telegram.world.bot
    assert chosen["message"]["text"] == "som"


async def test_what_cannot_be_chosen(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    told = await asked(telegram, http, results=[])
    wrong = await post(http, "choose", person=reader.id, query_id="1", result_id="1")
    assert wrong["error"] == "the results are too old"
    wrong = await post(http, "choose", person=reader.id, query_id=told["query_id"], result_id="1")
    assert wrong["error"] == "no result '1' among []"


async def test_a_bot_that_does_not_answer(
    telegram: Playground,
    http: aiohttp.ClientSession,
    reader: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deeds, "ANSWER_WINDOW", 0.01)
    told = await post(http, "inline", person=reader.id, query="som")
    assert told["error"] == "the bot is not responding"
    telegram.world.inline.enabled = False
    told = await post(http, "inline", person=reader.id, query="som")
    assert told["error"] == "the bot does not support inline queries"


async def test_links_to_the_bot_are_opened(
    telegram: Playground, http: aiohttp.ClientSession, reader: Person
) -> None:
    url = "https://t.me/caravan_bot?start=a-1"
    told = await post(http, "link", person=reader.id, url=url)
    assert told["message"]["text"] == "/start a-1"
    assert (await hear(telegram))["message"]["text"] == "/start a-1"
    told = await post(http, "link", person=reader.id, url="https://t.me/caravan_bot")
    assert told["message"] is None
    wrong = await post(http, "link", person=reader.id, url="https://24.kg")
    assert wrong["error"] == "https://24.kg is no link to the bot"
