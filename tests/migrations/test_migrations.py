import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, column, insert, inspect, table, update

import storage.migrations
from storage import Person, Store, migrations
from storage.database import Database
from storage.models import Base
from storage.types import UtcTime
from tests.builders import drafts, quote


def history() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(storage.migrations.__file__).parent))
    return ScriptDirectory.from_config(config)


ORDERED = "ix_articles_live_latest"
READER = 5_000_000_001
CHANNEL = -1_001_000_000_001
REVISIONS = [script.revision for script in history().walk_revisions()]


def test_the_revision_named_newest_is_the_newest_and_the_only_one():
    assert history().get_heads() == [migrations.HEAD]


async def test_an_empty_database_is_brought_to_what_the_models_say(database_url: str):
    database = Database(database_url)
    assert await migrations.upgrade(database) is None
    assert await migrations.current_revision(database) == migrations.HEAD

    def named_in(connection):
        return {index["name"] for index in inspect(connection).get_indexes("articles")}

    def differences(connection):
        # Alembic cannot compare an index with an order in it, so that one is only looked for.
        options = {"include_object": lambda _, name, kind, *__: name != ORDERED}
        return compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)

    async with database.reading() as connection:
        assert ORDERED in await connection.run_sync(named_in)
        assert await connection.run_sync(differences) == []
    await database.close()


@pytest.mark.parametrize("revision", REVISIONS)
async def test_each_earlier_revision_is_brought_up_with_its_data(
    database_url: str, tmp_path: Path, revision: str
):
    database = Database(database_url)
    await migrations.upgrade(database, revision)
    await FILL[revision](database)
    await database.close()
    store = Store(database_url, tmp_path / "search")
    await store.open()
    try:
        assert (await store.articles.latest(1, size=6)).total == 3
        assert len(await store.rates.current()) == 1
        kept = (await store.saved.page(READER, 1, size=6)).items
        assert [article.id for article in kept] == KEPT[revision]
        assert await store.people.get(READER) == SET.get(revision, Person())
        # What the newest revision brings can be used.
        await store.people.set(READER, time_zone="Asia/Bishkek")
        assert (await store.people.get(READER)).time_zone == "Asia/Bishkek"
        assert await store.saved.keep(READER, 3)
        await asyncio.wait_for(store.reindex(), 30)
        assert (await store.search("article", 1, size=6)).page.total == 3
    finally:
        await store.close()


async def test_bringing_up_what_is_up_changes_nothing(database_url: str):
    database = Database(database_url)
    await migrations.upgrade(database)
    assert await migrations.upgrade(database) == migrations.HEAD
    await database.close()


async def fill_0001(database: Database) -> None:
    store = Store(database.url.render_as_string(hide_password=False), Path("unused"))
    async with store.transaction() as connection:
        await store.articles.put(connection, drafts(3))
        await store.rates.put(connection, [quote()])
    await store.database.close()


async def fill_0002(database: Database) -> None:
    await fill_0001(database)
    saved = table("saved", column("person_id"), column("article_id"), column("saved_at", UtcTime()))
    rows = [
        {
            "person_id": READER,
            "article_id": number,
            "saved_at": datetime(2024, 12, number, tzinfo=UTC),
        }
        for number in (1, 2)
    ]
    async with database.writing() as connection:
        await connection.execute(insert(saved), rows)


async def fill_0003(database: Database) -> None:
    await fill_0002(database)
    time = column("updated_at", UtcTime())
    names = column("person_id"), column("language"), column("revision")
    people = table("people", *names, column("home_currencies", JSON()), time)
    row = {
        "person_id": READER,
        "language": "ru",
        "home_currencies": ["KGS", "USD"],
        "revision": 1,
        "updated_at": datetime(2024, 12, 3, tzinfo=UTC),
    }
    counters = table("counters", column("name"), column("value"))
    async with database.writing() as connection:
        await connection.execute(insert(people), row)
        await connection.execute(
            update(counters).where(counters.c.name == "people").values(value=1)
        )


async def fill_0004(database: Database) -> None:
    await fill_0003(database)
    chats = table(
        "chats",
        *(column(name) for name in ("chat_id", "kind", "title", "state")),
        column("changed_at", UtcTime()),
    )
    row = {"chat_id": CHANNEL, "kind": "channel", "title": "News", "state": "open"}
    async with database.writing() as connection:
        now = datetime(2024, 12, 4, tzinfo=UTC)
        await connection.execute(insert(chats), row | {"changed_at": now})


async def fill_0005(database: Database) -> None:
    await fill_0004(database)
    roles = table(
        "roles",
        *(column(name) for name in ("person_id", "role", "name", "given_by")),
        column("given_at", UtcTime()),
    )
    row = {"person_id": READER, "role": "editor", "name": "Ada", "given_by": 1}
    async with database.writing() as connection:
        now = datetime(2024, 12, 5, tzinfo=UTC)
        await connection.execute(insert(roles), row | {"given_at": now})


# How a database of each revision is filled, in that revision's own tables.
FILL = {
    "0001": fill_0001,
    "0002": fill_0002,
    "0003": fill_0003,
    "0004": fill_0004,
    "0005": fill_0005,
}
# Which articles the reader then keeps, the last kept first.
KEPT = {revision: [] if revision == "0001" else [2, 1] for revision in REVISIONS}
# What the reader has set.
SET: dict[str, Person] = dict.fromkeys(
    ("0003", "0004", "0005"), Person("ru", home_currencies=("KGS", "USD"))
)
