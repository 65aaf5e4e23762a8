"""A world without HTTP, for the rules of the local Bot API."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.playground import ApiError, InlineAnswer, Person, Phone, World
from bot.playground.api import BotApi

INLINE_KEYBOARD = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}

Json = dict[str, Any]
Refusal = Callable[..., Awaitable[str]]


class Clock:
    """A time that stands still until it is moved. seconds: Unix time."""

    def __init__(self) -> None:
        self.seconds = 1_795_550_000.25

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    return World(
        bot_id=7000000001,
        bot_name="Caravan",
        username="caravan_bot",
        clock=clock,
        monotonic=clock,
    )


@pytest.fixture
def api(world: World) -> BotApi:
    return BotApi(world)


@pytest.fixture
def reader(world: World) -> Person:
    """Somebody who wrote to the bot before."""
    return world.add_person("Aida", language_code="en", started=True)


@pytest.fixture
def refusal(api: BotApi) -> Refusal:
    """The description of the refusal that a call meets."""

    async def call(method: str, **params: Any) -> str:
        with pytest.raises(ApiError) as refused:
            await api.call(method, params)
        assert refused.value.description.startswith(
            {400: "Bad Request: ", 403: "Forbidden: ", 404: "Not Found", 409: "Conflict: "}[
                refused.value.code
            ]
        )
        return refused.value.description

    return call


def article(number: str = "1", text: str = "Text", **more: Any) -> Json:
    content = {"message_text": text, **more.pop("content", {})}
    base: Json = {"type": "article", "id": number, "title": f"Title {number}"}
    return base | {"input_message_content": content} | more


async def hear(api: BotApi) -> Json:
    """The next update, confirmed."""
    (update, *_) = await api.call("getUpdates", {"timeout": 5})
    await api.call("getUpdates", {"offset": update["update_id"] + 1, "limit": 1})
    return dict(update)


async def answered(api: BotApi, phone: Phone, query: str = "news", **params: Any) -> InlineAnswer:
    """What the phone is shown once the bot answered its query with these parameters."""
    kind = params.pop("chat_type", "")
    offset = params.pop("offset", "")
    waiting = asyncio.create_task(phone.inline(query, offset, kind, fresh=True))
    query_id = (await hear(api))["inline_query"]["id"]
    params = {"results": [article()], **params}
    assert await api.call("answerInlineQuery", {"inline_query_id": query_id, **params}) is True
    return await waiting
