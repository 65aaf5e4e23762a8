"""`db`: looking after the database."""

from bot.cli import DONE, FAILED
from bot.config import Settings
from storage import migrations
from storage.database import Database


async def database(action: str, settings: Settings) -> int:
    """upgrade: bring it to the newest form.  check: tell whether it can be used as it is."""
    opened = Database(settings.database_url)
    try:
        await opened.check()
        if action == "upgrade":
            before = await migrations.upgrade(opened)
            print(f"{opened}: from revision {before or 'none'} to {migrations.HEAD}")
            return DONE
        revision = await migrations.current_revision(opened)
        if revision != migrations.HEAD:
            print(
                f"{opened}: at revision {revision or 'none'}, needs {migrations.HEAD}: db upgrade"
            )
            return FAILED
        print(f"{opened}: at revision {revision}, ready")
        return DONE
    finally:
        await opened.close()
