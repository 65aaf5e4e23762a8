"""getUpdates: confirming, waiting, and two pollers at once."""

import asyncio
from typing import Any

import pytest

from bot.playground import ApiError, Person, World, people
from bot.playground.api import BotApi
from bot.playground.updates import UpdateQueue

from .conftest import Clock, Refusal

CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)


@pytest.fixture
def queue(clock: Clock) -> UpdateQueue:
    return UpdateQueue(clock)


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


def push(queue: UpdateQueue, *names: str) -> list[int]:
    numbers = [queue.push("message", {"text": name}) for name in names]
    return [number for number in numbers if number is not None]


async def test_updates_stay_until_an_offset_confirms_them(queue: UpdateQueue) -> None:
    first, second = push(queue, "a", "b")
    assert second == first + 1
    assert texts(await queue.poll(0, 100, 0)) == ["a", "b"]
    assert texts(await queue.poll(second, 100, 0)) == ["b"]
    assert await queue.poll(second + 1, 100, 0) == []
    assert len(queue) == 0


async def test_an_offset_far_ahead_confirms_nothing(queue: UpdateQueue) -> None:
    (number,) = push(queue, "a")
    assert texts(await queue.poll(number + 1000, 100, 0)) == ["a"]


async def test_a_negative_offset_keeps_the_last_ones(queue: UpdateQueue) -> None:
    push(queue, "a", "b", "c")
    assert texts(await queue.poll(-2, 100, 0)) == ["b", "c"]
    assert len(queue) == 2


async def test_the_same_offset_at_once_gets_one_update(queue: UpdateQueue, clock: Clock) -> None:
    first, _, _ = push(queue, "a", "b", "c")
    assert texts(await queue.poll(first, 100, 0)) == ["a", "b", "c"]
    clock.seconds += 0.4
    assert texts(await queue.poll(first, 100, 0)) == ["a"]
    clock.seconds += 0.6
    assert texts(await queue.poll(first, 100, 0)) == ["a", "b", "c"]


async def test_a_limit_is_kept(queue: UpdateQueue) -> None:
    push(queue, "a", "b", "c")
    assert texts(await queue.poll(0, 2, 0)) == ["a", "b"]


async def test_a_waiting_poll_hears_the_next_update(queue: UpdateQueue) -> None:
    poll = asyncio.create_task(queue.poll(0, 100, 50))
    await asyncio.sleep(0)
    push(queue, "a")
    async with asyncio.timeout(5):
        assert texts(await poll) == ["a"]


async def test_a_second_waiting_poll_ends_the_first(queue: UpdateQueue, clock: Clock) -> None:
    first = asyncio.create_task(queue.poll(0, 100, 50))
    await asyncio.sleep(0)
    clock.seconds += 1
    second = asyncio.create_task(queue.poll(0, 100, 50))
    async with asyncio.timeout(5):
        with pytest.raises(ApiError) as ended:
            await first
        push(queue, "a")
        assert texts(await second) == ["a"]
    assert (ended.value.code, ended.value.description) == (409, CONFLICT)


async def test_a_poll_that_need_not_wait_ends_nothing(queue: UpdateQueue, clock: Clock) -> None:
    waiting = asyncio.create_task(queue.poll(0, 100, 50))
    await asyncio.sleep(0)
    clock.seconds += 1
    assert await queue.poll(0, 100, 0) == []
    push(queue, "a")
    async with asyncio.timeout(5):
        assert texts(await waiting) == ["a"]


def test_kinds_are_kept_as_asked(queue: UpdateQueue) -> None:
    assert queue.push("chat_member", {}) is None
    assert queue.push("message_reaction", {}) is None
    queue.allow(["chat_member", "no_such_kind"])
    assert queue.push("chat_member", {}) is not None
    assert queue.push("message", {}) is None
    queue.allow(None)
    assert queue.push("message", {}) is None
    queue.allow([])
    assert queue.push("message", {}) is not None


async def test_get_updates_keeps_its_parameters_within_bounds(
    api: BotApi, world: World, reader: Person
) -> None:
    for number in range(3):
        people.say(world, reader, str(number))
    updates = await api.call("getUpdates", {"limit": "0", "timeout": "0", "offset": "-2"})
    assert texts(updates) == ["1"]
    assert len(world.updates) == 2
    assert (await api.call("getWebhookInfo", {}))["pending_update_count"] == 2


async def test_allowed_updates_are_remembered(api: BotApi, world: World, reader: Person) -> None:
    await api.call("getUpdates", {"allowed_updates": '["callback_query"]'})
    people.say(world, reader, "x")
    assert await api.call("getUpdates", {}) == []
    assert (await api.call("getWebhookInfo", {}))["allowed_updates"] == ["callback_query"]


async def test_wrong_webhooks_are_refused(refusal: Refusal) -> None:
    for params, reason in (
        ({"url": "nowhere"}, "invalid webhook URL specified"),
        ({"url": "https://x", "secret_token": "x" * 257}, "secret token is too long"),
        ({"url": "https://x", "secret_token": "x y"},
         "secret token contains unallowed characters"),
    ):  # fmt: skip
        assert await refusal("setWebhook", **params) == f"Bad Request: {reason}"
