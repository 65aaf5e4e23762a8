"""The database's history, one line for SQLite and PostgreSQL."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.database import Database

# The newest revision. Kept here so that a start with nothing to migrate need not load Alembic.
HEAD = "0005"
# Any number will do, as long as every process takes the same.
MIGRATION_LOCK = 0x43415241


async def upgrade(database: Database, to: str = "head") -> str | None:
    """Bring the database to a revision. Gives the revision it came from, None for an empty one.

    Processes that start at once wait for each other.
    """
    before = await current_revision(database)
    if before == HEAD and to == "head":
        return before
    async with database.writing() as connection:
        if not database.is_sqlite:
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        before = await connection.run_sync(_revision)
        await connection.run_sync(_run, to)
    return before


async def current_revision(database: Database) -> str | None:
    """The revision of a database; None for an empty one."""
    async with database.reading() as connection:
        return await connection.run_sync(_revision)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _run(connection: Connection, to: str) -> None:
    from alembic import command  # noqa: PLC0415  (see HEAD)
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
