"""Flood control: what is refused, for how long, and what is noted of it."""

from typing import Any

import pytest

from bot.playground import ApiError, Chat, Flood, Person, World
from bot.playground.api import BotApi

from .conftest import Clock


async def send(api: BotApi, chat: Person | Chat, **more: Any) -> None:
    await api.call("sendMessage", {"chat_id": chat.id, "text": "x", **more})


async def told(api: BotApi, chat: Person | Chat) -> float:
    """The seconds that a refused message is told to wait."""
    with pytest.raises(ApiError) as refused:
        await send(api, chat)
    seconds = refused.value.parameters["retry_after"]
    assert refused.value.answer() == {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {seconds}",
        "parameters": {"retry_after": seconds},
    }
    return seconds


async def test_without_flood_control_nothing_is_too_much(
    api: BotApi, world: World, reader: Person
) -> None:
    for _ in range(100):
        await send(api, reader)
    assert len(world.private_chat(reader).messages) == 100


async def test_a_private_chat_takes_one_a_second(
    api: BotApi, world: World, reader: Person, clock: Clock
) -> None:
    world.flood = Flood()
    await send(api, reader)
    clock.seconds += 0.75
    assert await told(api, reader) == 1
    (refused,) = world.flood.refused
    assert (refused.limit, refused.chat_id, refused.early) == ("private", reader.id, False)
    assert refused.time == clock.seconds
    clock.seconds += 1
    await send(api, reader)


async def test_a_burst_is_taken_at_once_and_made_up_for(
    api: BotApi, world: World, reader: Person, clock: Clock
) -> None:
    world.flood = Flood(burst=2)
    for _ in range(3):
        await send(api, reader)
    assert await told(api, reader) == 3
    clock.seconds += 3
    await send(api, reader)


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_groups_and_channels_take_twenty_a_minute(
    api: BotApi, world: World, reader: Person, clock: Clock, kind: str
) -> None:
    world.flood = Flood()
    make: dict[str, Any] = {
        "group": world.add_group, "supergroup": world.add_supergroup, "channel": world.add_channel,
    }  # fmt: skip
    chat = make[kind]("News", reader)
    other = make[kind]("More news", reader)
    for _ in range(20):
        await send(api, chat)
        clock.seconds += 1
    assert await told(api, chat) == 40
    await send(api, other)
    assert len(chat.messages) == 20
    clock.seconds += 40
    await send(api, chat)
    # The window slides: the second of the twenty leaves it one second later.
    assert await told(api, chat) == 1


async def test_thirty_a_second_over_all(api: BotApi, world: World, clock: Clock) -> None:
    world.flood = Flood()
    people = [world.add_person(f"Reader {n}", started=True) for n in range(32)]
    for person in people[:30]:
        await send(api, person)
    assert await told(api, people[30]) == 1
    assert world.flood.refused[0].limit == "overall"
    clock.seconds += 1
    await send(api, people[30])


async def test_who_was_told_to_wait_and_does_not_is_found_out(
    api: BotApi, world: World, reader: Person, clock: Clock
) -> None:
    world.flood = Flood()
    await send(api, reader)
    clock.seconds += 0.5
    assert await told(api, reader) == 1
    clock.seconds += 0.75
    # There would be room, but the time that was told is not over.
    assert await told(api, reader) == 1
    assert [refused.early for refused in world.flood.refused] == [False, True]
    clock.seconds += 0.25
    await send(api, reader)


async def test_what_is_refused_counts_where_that_is_wished(
    api: BotApi, world: World, reader: Person, clock: Clock
) -> None:
    world.flood = Flood(refused_count=True)
    await send(api, reader)
    clock.seconds += 0.5
    await told(api, reader)
    clock.seconds += 0.9
    assert await told(api, reader) == 1
    assert len(world.flood.refused) == 2


async def test_time_can_be_scaled_and_told_in_fractions(
    api: BotApi, world: World, reader: Person, clock: Clock
) -> None:
    world.flood = Flood(scale=0.05, fractional=True)
    channel = world.add_channel("News", reader)
    for _ in range(20):
        await send(api, channel)
        clock.seconds += 0.05
    assert await told(api, channel) == pytest.approx(2.0, abs=0.002)
    clock.seconds += 2.002
    await send(api, channel)


async def test_a_message_may_come_a_little_early_where_that_is_wished(
    api: BotApi, world: World, reader: Person, clock: Clock
) -> None:
    world.flood = Flood(slack=0.25)
    await send(api, reader)
    clock.seconds += 0.75
    await send(api, reader)
    clock.seconds += 0.5
    assert await told(api, reader) == 1


async def test_an_album_counts_as_its_messages_do(
    api: BotApi, world: World, reader: Person
) -> None:
    world.flood = Flood(group=3)
    channel = world.add_channel("News", reader)
    await send(api, channel)
    media = [{"type": "photo", "media": "https://24.kg/a.jpg"}] * 3
    with pytest.raises(ApiError, match="retry after 60"):
        await api.call("sendMediaGroup", {"chat_id": channel.id, "media": media})
    assert len(channel.messages) == 1


@pytest.mark.parametrize(("edits", "refused"), [(False, 0), (True, 1)])
async def test_edits_count_where_that_is_wished(
    api: BotApi, world: World, reader: Person, edits: bool, refused: int
) -> None:
    world.flood = Flood(edits=edits)
    message = await api.call("sendMessage", {"chat_id": reader.id, "text": "x"})
    place = {"chat_id": reader.id, "message_id": message["message_id"], "text": "y"}
    if edits:
        with pytest.raises(ApiError, match="Too Many Requests"):
            await api.call("editMessageText", place)
    else:
        await api.call("editMessageText", place)
    assert len(world.flood.refused) == refused


async def test_a_wrong_call_does_not_count(
    api: BotApi, world: World, reader: Person, clock: Clock
) -> None:
    world.flood = Flood()
    with pytest.raises(ApiError, match="message text is empty"):
        await api.call("sendMessage", {"chat_id": reader.id, "text": ""})
    await send(api, reader)
    assert world.flood.refused == []


@pytest.mark.parametrize("wrong", [{"overall": 0}, {"burst": -1}, {"scale": 0.0}, {"slack": -1.0}])
def test_wrong_limits_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="limits are numbers from 1"):
        Flood(**wrong)
