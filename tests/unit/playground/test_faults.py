"""What goes wrong on purpose, by chance and by script."""

import contextlib
from typing import Any

import pytest

from bot.playground import ApiError, FaultKind, Person, World
from bot.playground.api import BotApi
from bot.playground.errors import AnswerCut, AnswerReplaced, ConnectionDropped

from .conftest import Clock

Json = dict[str, Any]


async def send(api: BotApi, person: Person) -> Json:
    message: Json = await api.call("sendMessage", {"chat_id": person.id, "text": "x"})
    return message


def said(world: World, person: Person) -> int:
    return len(world.private_chat(person).messages)


@pytest.mark.parametrize(
    ("kind", "more", "answer"),
    [
        ("too_many_requests", {"retry_after": 7},
         {"error_code": 429, "description": "Too Many Requests: retry after 7",
          "parameters": {"retry_after": 7}}),
        ("internal_error", {}, {"error_code": 500, "description": "Internal Server Error"}),
        ("refusal", {}, {"error_code": 400, "description": "Bad Request: PEER_ID_INVALID"}),
        ("refusal", {"code": 403, "description": "Forbidden: user is deactivated"},
         {"error_code": 403, "description": "Forbidden: user is deactivated"}),
    ],
)  # fmt: skip
async def test_refusals_of_telegram(
    api: BotApi, world: World, reader: Person, kind: str, more: Json, answer: Json
) -> None:
    world.faults.add("sendMessage", kind, **more)
    with pytest.raises(ApiError) as refused:
        await send(api, reader)
    assert refused.value.answer() == {"ok": False} | answer
    assert said(world, reader) == 0


@pytest.mark.parametrize(
    ("kind", "status", "effects"),
    [("bad_gateway", 502, False), ("bad_gateway", 502, True), ("gateway_timeout", 504, False)],
)
async def test_a_proxy_answers_in_html(
    api: BotApi, world: World, reader: Person, kind: str, status: int, effects: bool
) -> None:
    world.faults.add("sendMessage", kind, takes_effect=effects)
    with pytest.raises(AnswerReplaced) as replaced:
        await send(api, reader)
    answer = replaced.value.answer
    assert (answer.status, answer.content_type) == (status, "text/html")
    assert answer.body.startswith(b"<html>")
    assert said(world, reader) == effects


@pytest.mark.parametrize(("kind", "effects"), [("reset_before", 0), ("reset_after", 1)])
async def test_a_reset_comes_before_or_after_the_effect(
    api: BotApi, world: World, reader: Person, kind: str, effects: int
) -> None:
    world.faults.add("sendMessage", kind)
    with pytest.raises(ConnectionDropped) as dropped:
        await send(api, reader)
    assert dropped.value.reset is True
    assert said(world, reader) == effects
    (happened,) = world.faults.happened
    assert (happened.kind, happened.took_effect) == (FaultKind(kind), bool(effects))


async def test_an_answer_is_cut(api: BotApi, world: World, reader: Person) -> None:
    world.faults.add("sendMessage", FaultKind.CUT)
    with pytest.raises(AnswerCut) as cut:
        await send(api, reader)
    assert cut.value.result["text"] == "x"
    assert said(world, reader) == 1


async def test_a_delay_does_no_more_than_that(api: BotApi, world: World, reader: Person) -> None:
    world.faults.add("sendMessage", "delay", seconds=0.0)
    assert (await send(api, reader))["text"] == "x"
    assert [happened.kind for happened in world.faults.happened] == ["delay"]


async def test_a_fault_happens_in_its_chat_and_method_and_so_often(
    api: BotApi, world: World, reader: Person, clock: Clock
) -> None:
    other = world.add_person("Marat", started=True)
    world.faults.add("send*", "internal_error", count=1, chat=reader.id)
    await send(api, other)
    await api.call("getChat", {"chat_id": reader.id})
    with pytest.raises(ApiError, match="Internal Server Error"):
        await send(api, reader)
    await send(api, reader)
    (happened,) = world.faults.happened
    assert (happened.time, happened.method, happened.chat_id) == (
        clock.seconds, "sendMessage", reader.id,
    )  # fmt: skip


async def test_a_script_says_what_happens_to_each_call(
    api: BotApi, world: World, reader: Person
) -> None:
    world.faults.script("sendMessage", ["internal_error", None, "reset_after"])
    with pytest.raises(ApiError):
        await send(api, reader)
    await send(api, reader)
    with pytest.raises(ConnectionDropped):
        await send(api, reader)
    await send(api, reader)
    assert said(world, reader) == 3


async def test_chances_are_those_of_the_seed(api: BotApi, world: World, reader: Person) -> None:
    async def failed() -> list[bool]:
        world.faults.clear()
        world.faults.seed(7)
        world.faults.add("sendMessage", "internal_error", probability=0.3)
        calls = []
        for _ in range(200):
            before = len(world.faults.happened)
            with contextlib.suppress(ApiError):
                await send(api, reader)
            calls.append(len(world.faults.happened) > before)
        return calls

    first = await failed()
    assert await failed() == first
    assert 30 < sum(first) < 90


async def test_a_wish_is_taken_back(api: BotApi, world: World, reader: Person) -> None:
    fault = world.faults.add("sendMessage", "internal_error")
    world.faults.remove(fault)
    await send(api, reader)
    with pytest.raises(ValueError, match="probability"):
        world.faults.add("sendMessage", "internal_error", probability=0)
    with pytest.raises(ValueError, match="earthquake"):
        world.faults.add("sendMessage", "earthquake")


async def test_who_comes_before_the_time_is_over_is_noted(
    api: BotApi, world: World, reader: Person, clock: Clock
) -> None:
    world.faults.add("sendMessage", "too_many_requests", retry_after=5, count=1)
    with pytest.raises(ApiError):
        await send(api, reader)
    clock.seconds += 4
    await send(api, reader)
    assert world.faults.early == [(clock.seconds, reader.id, "sendMessage")]
    clock.seconds += 1
    await send(api, reader)
    assert len(world.faults.early) == 1
