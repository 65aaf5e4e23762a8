"""What goes wrong inside, and what people and the log see of it."""

import asyncio
import logging
import re

import pytest

from bot.app import Caravan
from bot.playground import ApiError, Drop, Playground, RawAnswer
from bot.transport import inbox
from storage.articles import Articles
from tests.builders import drafts
from tests.e2e.conftest import World


@pytest.fixture
def broken_latest(monkeypatch: pytest.MonkeyPatch):
    """A bug: /latest fails whatever happens."""

    async def fail(*_args, **_kwargs):
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr(Articles, "latest", fail)
    monkeypatch.setattr(inbox, "RETRY_AFTER", (0.01, 0.01))


async def test_an_update_bound_to_fail_is_set_aside_and_the_person_gets_a_short_id(
    world: World, broken_latest: None, caplog: pytest.LogCaptureFixture
):
    told = await world.reader.ask("/latest")
    short_id = re.search(r"\b[0-9A-F]{6}\b", told["text"])[0]
    with_traceback = [record for record in caplog.records if record.exc_info]
    assert len(with_traceback) == 1
    assert short_id in with_traceback[0].getMessage()
    assert "a bug of ours" in str(with_traceback[0].exc_info[1])
    async with asyncio.timeout(10):
        while await world.store.inbox.count() != (0, 1):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_it_does_not_stop_the_others_nor_the_same_person(world: World, broken_latest: None):
    phones = [world.phone(f"Person {n}") for n in range(40)]
    for phone in phones:
        await phone.say("/latest")
        await phone.say("/start")
    for phone in phones:
        assert "went wrong" in (await phone.heard()).message["text"]
        assert "The Post" in (await phone.heard()).message["text"]


async def test_a_button_bound_to_fail_answers_with_the_id(world: World, broken_latest: None):
    hello = await world.reader.ask("/start")
    await world.reader.press(hello, "Latest articles")
    event = await world.reader.heard()
    assert event.kind == "answer"
    assert event.show_alert
    assert re.search(r"\b[0-9A-F]{6}\b", event.text)


async def test_the_log_never_has_the_token(
    world: World, broken_latest: None, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    await world.reader.ask("/latest")
    from bot.log import Redact

    formatter = Redact(logging.Formatter(), (world.caravan.settings.token,))
    text = "\n".join(formatter.format(record) for record in caplog.records)
    assert world.caravan.settings.token not in text
    assert "local-for-tests" not in text


@pytest.mark.parametrize(
    "fault",
    [
        ApiError(500, "Internal Server Error"),
        RawAnswer(502, b"<html>Bad Gateway</html>"),
        ApiError(429, "Too Many Requests: retry after 1", {"retry_after": 1}),
        Drop.BEFORE,
    ],
    ids=["500", "502 html", "429", "cut before"],
)
async def test_an_answer_gets_through_a_fault_of_telegram_once(world: World, fault):
    faults = [fault, fault]

    def fail(method: str, _params):
        if method.casefold() == "sendmessage" and faults:
            one = faults.pop()
            if isinstance(one, Exception):
                raise one
            return one
        return None

    world.telegram.intercept(fail)
    assert "The Post" in (await world.reader.ask("/start"))["text"]
    assert faults == []
    assert len(world.reader.messages) == 2


async def test_an_answer_whose_receipt_is_lost_comes_at_most_twice(world: World):
    faults = [Drop.AFTER]
    world.telegram.intercept(
        lambda method, _: faults.pop() if method.casefold() == "sendmessage" and faults else None
    )
    await world.reader.ask("/start")
    await world.reader.ask("/help")
    texts = [message["text"] for message in world.reader.messages]
    assert texts.count(texts[1]) == 2


async def test_someone_who_blocked_the_bot_keeps_nobody_waiting(
    world: World, caplog: pytest.LogCaptureFixture
):
    other = world.phone("Other")
    await world.reader.ask("/start")
    await world.reader.say("/latest")
    world.reader.block()
    assert "The Post" in (await other.ask("/start"))["text"]
    assert not [record for record in caplog.records if record.exc_info]


async def test_updates_of_no_use_are_passed_over(world: World):
    world.telegram.world.updates.push(
        "message", {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "channel", "title": "x"}}
    )
    world.telegram.world.updates.push("message", {"nonsense": True})
    assert "The Post" in (await world.reader.ask("/start"))["text"]


async def test_polling_survives_every_fault(world: World):
    faults = [
        ApiError(502, "Bad Gateway"),
        RawAnswer(200, b"<html>"),
        ApiError(409, "Conflict: terminated by other getUpdates request"),
        Drop.BEFORE,
        Drop.AFTER,
    ]

    def fail(method: str, _params):
        if method.casefold() == "getupdates" and faults:
            one = faults.pop()
            if isinstance(one, Exception):
                raise one
            return one
        return None

    world.telegram.intercept(fail)
    for n in range(12):
        await world.reader.ask(f"/search {n}", timeout=30)
    assert faults == []


async def test_a_poll_whose_answer_is_lost_answers_once(world: World):
    lost = [Drop.AFTER]
    await world.store.load(drafts(1), [], person_id=1, file_name="x")
    world.telegram.intercept(
        lambda method, _: lost.pop() if method.casefold() == "getupdates" and lost else None
    )
    await world.reader.ask("/latest")
    await world.reader.ask("/latest")
    await world.reader.ask("/latest")
    assert len(world.reader.messages) == 6


async def test_a_webhook_delivers_to_the_same_inbox(telegram: Playground, make_settings, free_port):
    port = free_port()
    caravan = Caravan(
        make_settings(webhook_url=f"http://127.0.0.1:{port}", webhook_listen=f"127.0.0.1:{port}")
    )
    await caravan.start()
    try:
        phone = telegram.phone(telegram.world.add_person("Aida"))
        assert "The Post" in (await phone.ask("/start"))["text"]
        import aiohttp

        async with aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{port}/telegram"
            async with session.post(url, json={"update_id": 1}) as answer:
                assert answer.status == 403
    finally:
        await caravan.stop()


async def test_health_tells_whether_the_bot_is_alive(make_settings, free_port):
    port = free_port()
    caravan = Caravan(make_settings(health_listen=f"127.0.0.1:{port}"))
    await caravan.start()
    try:
        import aiohttp

        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}/health") as answer,
        ):
            told = await answer.json()
        assert (answer.status, told["ok"], told["updates_waiting"]) == (200, True, 0)
    finally:
        await caravan.stop()
