"""A world without HTTP, for the rules of the local Bot API."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.playground import ApiError, Person, World
from bot.playground.api import BotApi

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
