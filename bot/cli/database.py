"""`db`: looking after the database."""

import time

from bot.cli import DONE, FAILED
from bot.config import Settings
from storage import Store, migrations
from storage.database import Database


async def database(action: str, settings: Settings) -> int:
    """Look after the database.

    upgrade: bring it to the newest form.  check: tell whether it can be used as it is.
    reindex: build the search index anew, while a bot that runs keeps answering from the old one.
    """
    if action == "reindex":
        return await _reindex(settings)
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


async def _reindex(settings: Settings) -> int:
    begun = time.monotonic()
    store = Store(settings.database_url, settings.search_folder)
    try:
        await store.open()
        await store.reindex()
        seconds = time.monotonic() - begun
        print(f"{settings.search_folder}: built anew in {seconds:.1f} s")
        return DONE
    finally:
        await store.close()
