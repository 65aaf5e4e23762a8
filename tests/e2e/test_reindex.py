"""The search index is built anew by the command, while the bot runs and answers."""

import asyncio
from pathlib import Path

import pytest

from bot.playground import Playground
from tests.e2e.conftest import TOKEN
from tests.e2e.processes import run, running
from tests.e2e.test_loading import PAGE

LATER = PAGE.replace("A quiet winter at the lake", "Walnuts ripen in Arslanbob")
QUESTION = "/search trams"


@pytest.fixture
def settings(telegram: Playground, database_url: str, tmp_path: Path) -> dict[str, str]:
    return {
        **{"BOT_TOKEN": TOKEN, "BOT_API_URL": telegram.url, "DATABASE_URL": database_url},
        "SEARCH_DIR": str(tmp_path / "search"),
    }


async def load(folder: Path, page: str, settings: dict[str, str]) -> None:
    (folder / "page.txt").write_text(page)
    done = await run(folder, "load", "page.txt", **settings)
    assert done.code == 0, done.err


async def test_reindexing_beside_a_running_bot(
    telegram: Playground, settings: dict[str, str], tmp_path: Path
) -> None:
    await load(tmp_path, PAGE, settings)
    phone = telegram.phone(telegram.world.add_person("Aida", language_code="en"))
    note = tmp_path / "search" / "current"
    async with running(tmp_path, **settings) as process:
        answer = await phone.ask(QUESTION, timeout=30)
        assert "Who paints the trams of Almaty?" in answer["text"]
        before = note.read_text()
        command = asyncio.create_task(run(tmp_path, "db", "reindex", **settings))
        while not command.done():
            again = await phone.ask(QUESTION, timeout=30)
            # It may say that the index is being prepared.
            assert "Viewing results 1 – 1 of 1" in again["text"]
            assert "Who paints the trams of Almaty?" in again["text"]
        done = await command
        assert (done.code, done.err) == (0, "")
        assert "built anew in" in done.out
        after = note.read_text()
        assert after != before
        assert not (tmp_path / "search" / before).exists()
        # What comes later is found in the new one.
        await load(tmp_path, LATER, settings)
        async with asyncio.timeout(30):
            while "Arslanbob" not in (await phone.ask("/search arslanbob"))["text"]:
                pass
        assert note.read_text() == after
        assert process.returncode is None


async def test_reindexing_where_no_bot_runs(settings: dict[str, str], tmp_path: Path) -> None:
    await load(tmp_path, PAGE, settings)
    for _ in range(2):
        done = await run(tmp_path, "db", "reindex", **settings)
        assert (done.code, done.err) == (0, "")
    # Of nothing at all, too.
    elsewhere = {**settings, "SEARCH_DIR": str(tmp_path / "elsewhere")}
    assert (await run(tmp_path, "db", "reindex", **elsewhere)).code == 0
    assert (tmp_path / "elsewhere" / "current").exists()
