"""Exit codes and clear lines: what other programs and tired people rely on."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bot.playground import Playground
from tests.e2e.conftest import TOKEN
from tests.e2e.processes import run, spawn
from tests.e2e.test_loading import PAGE


def one_clear_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) == 1, text
    assert "Traceback" not in text
    return lines[0]


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING, ERROR"),
        ("ADMIN_IDS", "1,marat", "numeric ids"),
        ("DATABASE_URL", "mysql://x/y", "sqlite+aiosqlite"),
        ("BOT_API_URL", "telegram", "http or https"),
        ("DEFAULT_TIMEZONE", "Asia/Nowhere", "Asia/Almaty"),
        ("SEND_RATE", "0", "more than 0"),
        ("RATE_SOURCES", "nbk,xyz", "nbkr"),
    ],
)
async def test_a_wrong_setting_is_named_with_what_is_allowed(
    tmp_path: Path, name: str, value: str, allowed: str
):
    done = await run(tmp_path, "run", **{"BOT_TOKEN": TOKEN, name: value})
    assert done.code == 2
    line = one_clear_line(done.err)
    assert name in line
    assert allowed in line
    if name != "DATABASE_URL":
        assert value.rpartition(",")[2] in line


async def test_a_missing_token_is_told(tmp_path: Path):
    done = await run(tmp_path, "run")
    assert done.code == 2
    assert "BOT_TOKEN" in one_clear_line(done.err)


async def test_a_token_that_telegram_does_not_know_is_told_and_not_shown(
    telegram: Playground, tmp_path: Path
):
    wrong = "7000000001:another-one-of-the-right-length-xyz"
    done = await run(tmp_path, "run", BOT_TOKEN=wrong, BOT_API_URL=telegram.url)
    assert done.code == 2
    line = one_clear_line(done.err)
    assert "BOT_TOKEN" in line
    assert wrong not in line


@pytest.mark.parametrize("command", [["run"], ["load", "page.txt"], ["db", "check"]])
@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://me:hidden@127.0.0.1:1/caravan",
        "sqlite+aiosqlite:////proc/none/caravan.db",
    ],
)
async def test_an_unreachable_database_is_told_without_its_password(
    telegram: Playground, tmp_path: Path, url: str, command: list[str]
):
    (tmp_path / "page.txt").write_text(PAGE)
    done = await run(
        tmp_path, *command, BOT_TOKEN=TOKEN, BOT_API_URL=telegram.url, DATABASE_URL=url
    )
    assert done.code == 1
    assert "hidden" not in one_clear_line(done.err)


async def test_a_command_that_there_is_not(tmp_path: Path):
    assert (await run(tmp_path, "sing")).code == 2


async def test_load_stores_and_tells(database_url: str, tmp_path: Path):
    (tmp_path / "page.txt").write_text(PAGE)
    first = await run(tmp_path, "load", "page.txt", DATABASE_URL=database_url)
    assert first.code == 0
    assert "2 articles and 2 rates of 21 December 2024" in first.out
    assert "Articles: 2 new." in first.out
    again = await run(tmp_path, "load", "--json", "page.txt", DATABASE_URL=database_url)
    told = json.loads(again.out)
    assert told["articles_stored"] == {"new": 0, "changed": 0, "unchanged": 2}
    assert told["quotes_stored"] == {"new": 0, "changed": 0, "unchanged": 2}


async def test_a_folder_is_all_files_in_it_and_standard_input_is_one(
    database_url: str, tmp_path: Path
):
    articles = tmp_path / "in" / "deeper"
    articles.mkdir(parents=True)
    (tmp_path / "in" / "b.jsonl").write_text('{"title": "Lakes"}\n')
    (articles / "a.jsonl").write_text('{"title": "Mines"}\n')
    (articles / ".hidden.jsonl").write_text('{"title": "Nothing"}\n')
    done = await run(tmp_path, "load", "--json", "--full", "in", DATABASE_URL=database_url)
    told = [json.loads(line) for line in done.out.splitlines()]
    assert [one["file"] for one in told] == ["in/b.jsonl", "in/deeper/a.jsonl"]
    assert told[0]["articles"][0]["body"] == ""
    again = await run(
        tmp_path, "load", "-", stdin=b'{"title": "Mines"}\n', DATABASE_URL=database_url
    )
    assert (again.code, again.err) == (0, "")
    assert "Articles: 1 unchanged." in again.out


async def test_a_link_is_fetched_where_private_addresses_are_allowed(
    database_url: str, tmp_path: Path, free_port
):
    port = free_port()
    address = f"http://127.0.0.1:{port}/news.jsonl"
    async with aiohttp_server(port, '{"title": "Mines", "url": "/mines"}'):
        refused = await run(tmp_path, "load", address, DATABASE_URL=database_url)
        assert refused.code == 1
        assert "not a public address" in one_clear_line(refused.err)
        done = await run(
            tmp_path, "load", "--json", address, DATABASE_URL=database_url, FETCH_PRIVATE="on"
        )
    told = json.loads(done.out)
    assert told["articles_stored"]["new"] == 1
    assert told["articles"][0]["url"] == f"http://127.0.0.1:{port}/mines"


async def test_the_worst_of_several_files_is_the_exit_code_and_the_others_are_loaded(
    database_url: str, tmp_path: Path
):
    (tmp_path / "page.txt").write_text(PAGE)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    files = ("missing.txt", "page.txt", "picture.png")
    done = await run(tmp_path, "load", *files, DATABASE_URL=database_url)
    assert done.code == 3
    assert "missing.txt: No such file or directory" in done.err
    assert "picture.png: This is a picture" in done.err
    assert "Articles: 2 new." in done.out


async def test_lines_that_are_wrong_are_told_with_their_number_and_the_rest_is_loaded(
    database_url: str, tmp_path: Path
):
    lines = ['{"title": "Mines"}', '{"title": ', '{"title": "Lakes"}']
    (tmp_path / "x.jsonl").write_text("\n".join(lines))
    done = await run(tmp_path, "load", "x.jsonl", DATABASE_URL=database_url)
    assert done.code == 0
    assert "Articles: 2 new." in done.out
    assert "Line 2: " in done.out


async def test_what_is_exported_is_loaded_elsewhere_and_exported_the_same(
    database_url: str, tmp_path: Path
):
    (tmp_path / "page.txt").write_text(PAGE)
    elsewhere = f"sqlite+aiosqlite:///{tmp_path}/elsewhere.db"
    await run(tmp_path, "load", "page.txt", DATABASE_URL=database_url)
    done = await run(tmp_path, "export", "all.jsonl", DATABASE_URL=database_url)
    assert (done.code, done.out) == (0, "all.jsonl: 2 articles and 2 rates.\n")
    assert not (tmp_path / "all.jsonl.part").exists()
    loaded = await run(tmp_path, "load", "all.jsonl", DATABASE_URL=elsewhere)
    assert "Articles: 2 new." in loaded.out
    again = await run(tmp_path, "export", "-", DATABASE_URL=elsewhere)
    assert again.code == 0
    assert again.out == (tmp_path / "all.jsonl").read_text()
    assert one_clear_line(again.err) == "-: 2 articles and 2 rates."


async def test_an_export_to_where_nothing_can_be_written_is_told(tmp_path: Path):
    done = await run(tmp_path, "export", "none/all.jsonl")
    assert done.code == 1
    assert one_clear_line(done.err) == "none/all.jsonl: No such file or directory"


async def test_a_dry_run_needs_nothing_and_writes_nothing(tmp_path: Path):
    (tmp_path / "page.txt").write_text(PAGE)
    done = await run(tmp_path, "load", "--dry-run", "--json", "page.txt", "none.txt")
    assert done.code == 1
    first, second = (json.loads(line) for line in done.out.splitlines())
    assert [article["title"] for article in first["articles"]] == [
        "A quiet winter at the lake",
        "Who paints the trams of Almaty?",
    ]
    assert first["quotes"][1] == {
        "base": "KZT",
        "quote": "USD",
        "value": "0.00191",
        "as_of": "2024-12-21",
        "source": "site",
    }
    assert second["errors"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["page.txt"]


async def test_a_file_of_nothing_is_refused(tmp_path: Path):
    (tmp_path / "x.txt").write_text("nothing that can be read.")
    done = await run(tmp_path, "load", "--dry-run", "x.txt")
    assert done.code == 3
    assert "not the site's page" in one_clear_line(done.err)


async def test_db_upgrade_and_check(database_url: str, tmp_path: Path):
    assert (await run(tmp_path, "db", "check", DATABASE_URL=database_url)).code == 1
    assert (await run(tmp_path, "db", "upgrade", DATABASE_URL=database_url)).code == 0
    checked = await run(tmp_path, "db", "check", DATABASE_URL=database_url)
    assert checked.code == 0
    assert "ready" in checked.out


async def test_the_demo_prints_its_address_and_answers(tmp_path: Path):
    import aiohttp

    process = await spawn(tmp_path, "demo", "--port", "18090")
    assert process.stdout is not None
    try:
        while b"http://" not in (line := await process.stdout.readline()):
            assert line, "the demo ended"
        address = line.decode().split(" at ")[1].split()[0]
        async with aiohttp.ClientSession() as session:
            async with session.get(address) as page:
                assert page.status == 200
            async with session.get(f"{address}page/state") as answer:
                state = await answer.json()
        assert {"reader", "admin"} <= {person["role"] for person in state["people"]}
    finally:
        process.terminate()
        _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    assert list(tmp_path.iterdir()) == []


async def test_it_waits_for_a_telegram_that_is_not_there_yet_and_can_be_stopped(
    tmp_path: Path, free_port
):
    port = free_port()
    process = await spawn(tmp_path, "run", BOT_TOKEN=TOKEN, BOT_API_URL=f"http://127.0.0.1:{port}")
    assert process.stderr is not None
    assert b"cannot be reached" in await asyncio.wait_for(process.stderr.readline(), 20)
    async with aiohttp_server(port) as asked:
        await asyncio.wait_for(asked.wait(), 20)
    process.terminate()
    _, errors = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0
    assert b"Traceback" not in errors
    assert TOKEN.encode() not in errors


@asynccontextmanager
async def aiohttp_server(port: int, text: str | None = None) -> AsyncIterator[asyncio.Event]:
    """Something that is asked. text: its answer; without one an error of its own."""
    asked = asyncio.Event()

    async def answer(_: web.Request) -> web.Response:
        asked.set()
        if text is not None:
            return web.Response(text=text)
        return web.Response(status=502, text="<html>not yet</html>")

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield asked
    await runner.cleanup()
