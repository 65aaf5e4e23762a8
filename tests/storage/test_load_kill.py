"""A load is killed at random moments and begun again: all is there, once, and announced once.

LOAD_KILL_ARTICLES=50000 in the environment makes it a large load, which takes minutes.
"""

import asyncio
import os
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import orjson
import pytest
from sqlalchemy import select

from bot.ingest import read
from storage import ImportState, Store
from storage.deliveries import AnnouncementKind
from storage.delivery_models import AnnouncementRow
from storage.loads import in_order
from storage.models import ArticleRow, ImportRow
from tests.e2e.processes import environment
from tests.storage import searching
from tests.storage.searching import check_against_the_database

ARTICLES = int(os.environ.get("LOAD_KILL_ARTICLES", "1000"))
WITHIN = 60 + ARTICLES / 100  # seconds for one run
# Each is a process to be started anew, which is what takes the time.
KILLS = {"sqlite": 20, "postgresql": 3}
KILLS_OF_A_BOT = 3
PLACES = ("Almaty", "Batken", "Osh", "Samarkand", "Khujand", "Mary", "Naryn")
THINGS = ("mine", "mines", "lake", "tram", "harvest", "railway", "шахта", "озеро")
BEGUN = datetime(2024, 12, 1, tzinfo=UTC)


def made() -> bytes:
    """A file of articles, some without a date, in no order, and of rates."""
    chance = Random(5)
    lines = []
    for number in range(ARTICLES):
        where, what = chance.choice(PLACES), chance.choice(THINGS)
        article = {
            "title": f"Report {number}: the {what} of {where}",
            "url": f"https://site.example/{number}",
            "body": " ".join(chance.choice(THINGS + PLACES) for _ in range(20)),
        }
        if chance.random() < 0.8:
            at = BEGUN + timedelta(minutes=chance.randint(0, 20_000))
            article["published"] = at.isoformat()
        lines.append(article)
    lines += [
        {"pair": f"{base}/USD", "value": "0.5", "date": "2024-12-01"} for base in ("KZT", "KGS")
    ]
    return b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines)


async def load_until(place: int | None, folder: Path, *arguments: str) -> int:
    """Kill it when it has come so far, or, without a place, let it end. Gives the exit code."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.storage.load_process", *arguments),
        cwd=folder,
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(WITHIN):
        while line := await process.stdout.readline():
            if place is not None and line.strip().isdigit() and int(line) >= place:
                process.kill()
                break
        _, errors = await process.communicate()
    assert process.returncode in {0, -9}, errors.decode()
    return process.returncode or 0


def moments(count: int) -> list[int]:
    """The places at which it is killed, most of them further on than the one before."""
    chance = Random(ARTICLES)
    places = [chance.randint(1, ARTICLES) for _ in range(count)]
    return sorted(places, key=lambda place: place + chance.randint(0, ARTICLES // 5))


async def check(url: str, folder: Path, data: bytes) -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    store = Store(url, folder, clock=lambda: later)
    await store.open()
    try:
        assert await store.loads.claim() is None
        expected = in_order(read(data, BEGUN.date()).drafts, announced=True)
        async with store.database.reading() as connection:
            rows = await connection.execute(
                select(ArticleRow.title, ArticleRow.body, ArticleRow.url, ArticleRow.published_at)
            )
            stored = Counter(tuple(row) for row in rows)
            announced = await connection.execute(
                select(AnnouncementRow.kind, ArticleRow.title)
                .join(ArticleRow, ArticleRow.id == AnnouncementRow.article_id)
                .order_by(AnnouncementRow.id)
            )
            told = [tuple(row) for row in announced]
            states = set(await connection.scalars(select(ImportRow.state)))
        assert stored == Counter((d.title, d.body, d.url, d.published_at) for d in expected)
        assert told == [(AnnouncementKind.NEW, draft.title) for draft in expected]
        assert states == {ImportState.LOADED}
        assert len(await store.rates.current()) == 2
        await check_against_the_database(
            store, ["mines almaty", "озера", "tram or lake", "Osh -mine"]
        )
    finally:
        await store.close()


@pytest.fixture(autouse=True)
def all_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "EVERYTHING", max(10_000, 2 * ARTICLES))


async def test_a_file_loaded_again_after_each_kill_is_loaded_once(
    database_url: str, tmp_path: Path
) -> None:
    data = made()
    (tmp_path / "all.jsonl").write_bytes(data)
    folder = tmp_path / "search"
    asked = (database_url, str(folder), str(tmp_path / "all.jsonl"))
    kills = KILLS[database_url.partition("+")[0]]
    killed = [await load_until(place, tmp_path, *asked) for place in moments(kills)]
    assert killed.count(-9) > len(killed) // 2
    assert await load_until(None, tmp_path, *asked) == 0
    await check(database_url, folder, data)


async def test_what_an_editor_sent_is_loaded_once_however_often_the_bot_is_killed(
    database_url: str, tmp_path: Path
) -> None:
    data = made()
    folder = tmp_path / "search"
    store = Store(database_url, folder)
    await store.open()
    number = await store.loads.keep(1, "all.jsonl", data)
    assert await store.loads.begin(number, announce=True)
    await store.close()
    ahead = 0
    for place in sorted(moments(KILLS_OF_A_BOT)):
        ahead += 60  # beyond the lease of the one before
        await load_until(place, tmp_path, database_url, str(folder), "--claim", str(ahead))
    ended = await load_until(None, tmp_path, database_url, str(folder), "--claim", str(ahead + 60))
    assert ended == 0
    await check(database_url, folder, data)
