"""Faults that are made to happen to calls of the bot."""

import asyncio

import pytest

from bot.playground import ApiError, Drop, Person, RawAnswer, World, too_many_requests
from bot.playground.api import BotApi
from bot.playground.errors import AnswerReplaced, ConnectionDropped
from bot.playground.params import Params


async def send(api: BotApi, person: Person) -> None:
    await api.call("sendMessage", {"chat_id": person.id, "text": "x"})


def said(world: World, person: Person) -> int:
    return len(world.private_chat(person).messages)


async def test_a_refusal_comes_instead_of_the_effect(
    api: BotApi, world: World, reader: Person
) -> None:
    def refuse(method: str, params: Params) -> None:
        raise too_many_requests(7)

    end = api.intercept(refuse)
    with pytest.raises(ApiError) as refused:
        await send(api, reader)
    assert refused.value.answer() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert said(world, reader) == 0
    end()
    await send(api, reader)
    assert said(world, reader) == 1


@pytest.mark.parametrize(("drop", "effects"), [(Drop.BEFORE, 0), (Drop.AFTER, 1)])
async def test_a_connection_is_dropped_before_or_after_the_effect(
    api: BotApi, world: World, reader: Person, drop: Drop, effects: int
) -> None:
    api.intercept(lambda method, params: drop)
    with pytest.raises(ConnectionDropped):
        await send(api, reader)
    assert said(world, reader) == effects


@pytest.mark.parametrize(("takes_effect", "effects"), [(False, 0), (True, 1)])
async def test_an_answer_is_replaced(
    api: BotApi, world: World, reader: Person, takes_effect: bool, effects: int
) -> None:
    answer = RawAnswer(502, b"<html>", takes_effect=takes_effect)
    api.intercept(lambda method, params: answer)
    with pytest.raises(AnswerReplaced) as replaced:
        await send(api, reader)
    assert replaced.value.answer is answer
    assert said(world, reader) == effects


async def test_a_call_is_held_up_and_then_goes_on(
    api: BotApi, world: World, reader: Person
) -> None:
    go_on = asyncio.Event()

    async def wait(method: str, params: Params) -> None:
        await go_on.wait()

    api.intercept(wait)
    call = asyncio.create_task(send(api, reader))
    await asyncio.sleep(0)
    assert said(world, reader) == 0
    go_on.set()
    async with asyncio.timeout(5):
        await call
    assert said(world, reader) == 1


async def test_an_interceptor_sees_method_and_parameters(
    api: BotApi, world: World, reader: Person
) -> None:
    seen: list[tuple[str, str, int]] = []
    api.intercept(
        lambda method, params: seen.append((method, params.text("text"), len(world.calls)))
    )
    await api.call("sendmessage", {"chat_id": str(reader.id), "text": "x"})
    assert seen == [("sendMessage", "x", 1)]
    method, params = world.calls[0]
    assert (method, params.integer("chat_id", high=2**62)) == ("sendMessage", reader.id)


async def test_calls_need_not_be_recorded(api: BotApi, world: World, reader: Person) -> None:
    world.record_calls = False
    await send(api, reader)
    assert not world.calls
