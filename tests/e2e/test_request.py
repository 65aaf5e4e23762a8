"""The request class keeps the framework's contract: what is sent, and what is raised."""

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.playground import ApiError, Drop, Playground, RawAnswer
from bot.transport.request import LARGEST_ANSWER, AiohttpRequest, UploadedFile
from tests.e2e.conftest import TOKEN


@pytest.fixture
async def bot(telegram: Playground) -> AsyncIterator[Bot]:
    request = AiohttpRequest()
    made = Bot(
        TOKEN,
        base_url=f"{telegram.url}/bot",
        base_file_url=f"{telegram.url}/file/bot",
        request=request,
        get_updates_request=AiohttpRequest(),
    )
    async with made:
        yield made


async def test_methods_with_and_without_files(telegram: Playground, bot: Bot):
    phone = telegram.phone(telegram.world.add_person("Aida"))
    await phone.say("/start")
    sent = await bot.send_message(phone.chat.id, "Сәлем <b>&</b> 🐎", disable_notification=True)
    assert sent.text == "Сәлем <b>&</b> 🐎"
    document = await bot.send_document(
        phone.chat.id, io.BytesIO(b"\x00\xff" * 5000), filename="данные.bin", caption="a & b"
    )
    assert document.caption == "a & b"
    file = await bot.get_file(document.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"\x00\xff" * 5000


async def test_a_file_goes_beside_fields_of_any_form(telegram: Playground):
    phone = telegram.phone(telegram.world.add_person("Aida"))
    await phone.say("/start")
    request = AiohttpRequest()
    await request.initialize()
    try:
        fields = {
            "chat_id": phone.chat.id,
            "document": "attach://x",
            "caption": "«а» & b",
            "caption_entities": [{"type": "bold", "offset": 0, "length": 3}],
        }
        file = UploadedFile("x", "data.bin", b"\x00\xff" * 500, "application/x-own")
        url = f"{telegram.url}/bot{TOKEN}/sendDocument"
        status, body = await request.post_file(url, fields, file)
    finally:
        await request.shutdown()
    sent = request.parse_json_payload(body)["result"]
    assert status == 200 and sent["caption"] == "«а» & b"
    assert sent["caption_entities"] == fields["caption_entities"]
    assert (sent["document"]["file_name"], sent["document"]["file_size"]) == ("data.bin", 1000)
    assert telegram.world.files.by_id(sent["document"]["file_id"]).data == file.content


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        (ApiError(400, "Bad Request: chat not found"), BadRequest),
        (ApiError(401, "Unauthorized"), InvalidToken),
        (ApiError(429, "Too Many Requests", {"retry_after": 3}), RetryAfter),
        (RawAnswer(502, b"<html>"), NetworkError),
        (Drop.BEFORE, NetworkError),
        (Drop.AFTER, NetworkError),
    ],
    ids=["400", "401", "429", "502", "cut before", "cut after"],
)
async def test_faults_become_the_frameworks_errors(
    telegram: Playground,
    bot: Bot,
    fault,
    raised: type[Exception],
    monkeypatch: pytest.MonkeyPatch,
):
    # As the framework's next major version has it; it warns of the old form.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")

    def fail(method: str, _params):
        if method.casefold() != "getme":
            return None
        if isinstance(fault, Exception):
            raise fault
        return fault

    telegram.intercept(fail)
    with pytest.raises(raised) as caught:
        await bot.get_me()
    assert TOKEN not in str(caught.value)


async def test_an_answer_that_does_not_come_is_timed_out(telegram: Playground, bot: Bot):
    gone = asyncio.Event()

    async def hang(method: str, _params) -> None:
        if method.casefold() == "getme":
            await gone.wait()

    telegram.intercept(hang)
    with pytest.raises(TimedOut):
        await bot.get_me(read_timeout=0.05)
    gone.set()


async def test_nobody_listening_is_a_network_error(free_port):
    request = AiohttpRequest()
    await request.initialize()
    try:
        with pytest.raises(NetworkError) as caught:
            await request.post_json(f"http://127.0.0.1:{free_port()}/bot{TOKEN}/getMe", {})
        assert TOKEN not in str(caught.value)
        assert caught.value.__cause__ is None
    finally:
        await request.shutdown()


async def test_an_answer_without_end_is_refused(free_port):
    async def flood(_: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(_)
        for _chunk in range(LARGEST_ANSWER // 1_000_000 + 2):
            await response.write(b"x" * 1_000_000)
        return response

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", flood)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    request = AiohttpRequest()
    await request.initialize()
    try:
        with pytest.raises(NetworkError, match="too large"):
            await request.retrieve(f"http://127.0.0.1:{port}/file")
    finally:
        await request.shutdown()
        await runner.cleanup()


async def test_it_can_be_opened_again_and_not_used_closed():
    request = AiohttpRequest()
    with pytest.raises(RuntimeError, match="not initialized"):
        await request.post_json("http://127.0.0.1/x", {})
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({"https_proxy": "http://proxy:3128"}, "https://api.telegram.org/x", "http://proxy:3128"),
        ({"https_proxy": "http://proxy:3128"}, "http://127.0.0.1/x", None),
        (
            {"https_proxy": "http://proxy:3128", "no_proxy": "api.telegram.org"},
            "https://api.telegram.org/x",
            None,
        ),
        ({}, "https://api.telegram.org/x", None),
    ],
)
def test_the_environments_proxy_is_used(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], url: str, proxy: str | None
):
    from yarl import URL

    from bot.transport.request import _proxy_for

    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert _proxy_for(URL(url)) == (URL(proxy) if proxy else None)
