"""What is exported and loaded into an empty database is exported the same, byte for byte."""

import json
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote as encoded

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.engine import make_url

from bot.ingest import iterate
from storage import Draft, Quote, Store
from storage.models import ArticleRow, QuoteRow
from tests.builders import draft, drafts, quote
from tests.storage.searching import change, found, load, number_of

TODAY = date(2024, 12, 21)
NOW = datetime(2024, 12, 21, 12, tzinfo=UTC)


async def exported(store: Store) -> bytes:
    return b"".join([lines async for lines, _ in store.export.lines()])


async def take_in(store: Store, data: bytes) -> None:
    """As `load` does; a file of nothing it refuses."""
    for batch in iterate(data, TODAY, now=NOW) if data else ():
        assert not batch.content.errors
        assert not batch.content.warnings
        await store.load(batch.content.drafts, batch.content.quotes, person_id=1, file_name="x")


@pytest.fixture(params=["sqlite", "postgresql"])
async def another(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """A second store, on each kind of database."""
    url = f"sqlite+aiosqlite:///{tmp_path}/another.db"
    if request.param == "postgresql":
        server: str = request.getfixturevalue("postgres_server")
        name = f"another_{uuid.uuid4().hex}"
        connection = await asyncpg.connect(server)
        await connection.execute(f'CREATE DATABASE "{name}"')
        await connection.close()
        made = make_url(server).set(drivername="postgresql+asyncpg", database=name)
        url = made.render_as_string(hide_password=False)
    store = Store(url, tmp_path / "another")
    await store.open()
    yield store
    await store.close()


async def empty(store: Store) -> None:
    async with store.transaction() as connection:
        await connection.execute(delete(ArticleRow))
        await connection.execute(delete(QuoteRow))


texts = st.text(st.characters(codec="utf-8"), max_size=30)
moments = st.timedeltas(timedelta(0), timedelta(12_000)).map(lambda ago: NOW - ago)


@st.composite
def articles(take: st.DrawFn) -> Draft:
    guid = take(st.none() | st.text("aÄ-_ .:", min_size=1, max_size=300))
    # A link and the article's own name go together, as with feeds.
    url = f"https://site.example/?utm_source=x&a={encoded(guid or '')[:300]}"
    return Draft(
        source=take(st.sampled_from(("site", "Times of Asia", "б", "a b"))),
        title=f"T {take(texts)}",
        summary=take(texts),
        body=take(texts),
        url=url if guid and take(st.booleans()) else None,
        guid=take(st.sampled_from((guid, url))) if guid else None,
        language=take(st.sampled_from((None, "en", "kk"))),
        topics=tuple(take(st.lists(texts, max_size=3))),
        image=take(st.sampled_from((None, "https://site.example/ä.jpg"))),
        published_at=take(st.none() | moments),
        position=take(st.integers(0, 5)),
    )


values = st.decimals(Decimal("0.00001"), Decimal(10**9), places=5)
rates = st.builds(
    Quote,
    base=st.sampled_from(("KZT", "KGS")),
    quote=st.sampled_from(("USD", "EUR")),
    value=values | st.sampled_from([Decimal("0.5"), Decimal("0.50"), Decimal("1E+3")]),
    as_of=st.dates(date(2024, 1, 1), date(2024, 12, 21)),
    source=st.sampled_from(("site", "nbk", "Б")),
    change=st.none() | st.decimals(Decimal(-5), Decimal(5), places=2),
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    loads=st.lists(st.lists(articles(), max_size=5), max_size=3),
    quotes=st.lists(rates, max_size=4),
    chance=st.randoms(use_true_random=False),
)
async def test_export_load_export_is_identical(
    store: Store, another: Store, loads: list[list[Draft]], quotes: list[Quote], chance
):
    await empty(store)
    await empty(another)
    for one in loads:
        await store.load(one, [], person_id=1, file_name="x")
    await store.load([], quotes, person_id=1, file_name="x")
    there = [one.id for one in (await store.articles.latest(1, size=100)).items]
    await change(store, "retract", *(one for one in there if chance.random() < 0.2))
    first = await exported(store)
    await take_in(another, first)
    assert await exported(another) == first


async def test_articles_come_first_and_each_line_tells_what_it_is(store: Store):
    await load(store, *drafts(3, published_at=NOW - timedelta(days=1)))
    await store.load([], [quote(value="0.50")], person_id=1, file_name="x")
    *lines, last = [json.loads(line) for line in (await exported(store)).splitlines()]
    assert [line["kind"] for line in lines] == ["article"] * 3
    assert lines[0]["published"] == "2024-12-20T12:00:00Z"
    assert last == {
        "kind": "quote",
        "base": "KZT",
        "quote": "USD",
        "value": "0.50",
        "as_of": "2024-12-21",
        "source": "site",
        "change": None,
    }
    assert await store.export.counts() == (3, 1)


async def test_what_was_retracted_stays_so_and_what_was_forgotten_is_not_in_it(
    store: Store, another: Store
):
    await load(store, draft("Mines"), draft("Lakes"), draft("Trams"))
    await change(store, "retract", await number_of(store, "Mines"))
    await change(store, "delete", await number_of(store, "Trams"))
    await take_in(another, await exported(store))
    assert await found(another, "mines") == []
    assert await found(another, "lakes") == ["Lakes"]
    assert await another.export.counts() == (2, 0)


async def test_articles_without_a_date_keep_their_place(store: Store, another: Store):
    first = [draft(f"Old {n}", position=n) for n in (1, 2)]
    await store.load(first, [], person_id=1, file_name="x")
    await store.load([draft("New", position=1)], [], person_id=1, file_name="x")
    await take_in(another, await exported(store))
    shown = [one.title for one in (await another.articles.latest(1, size=9)).items]
    assert shown == ["New", "Old 1", "Old 2"]


async def test_a_large_archive_is_given_in_parts(store: Store, another: Store):
    for place in range(4):
        given_drafts = [draft(f"Article {place} {n}") for n in range(400)]
        await store.load(given_drafts, [], person_id=1, file_name="x")
    parts = [count async for _, count in store.export.lines()]
    assert sum(parts) == 1600
    assert max(parts) <= 500
    first = await exported(store)
    await take_in(another, first)
    assert await exported(another) == first
