"""`demo`: the bot with sample content, beside a local Telegram in a web page."""

import asyncio
import logging
import socket
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bot.app import Caravan
from bot.cli import DONE, FAILED, REFUSED
from bot.cli.files import NOBODY
from bot.cli.signals import stop_signal
from bot.config import load_settings
from bot.ingest import Unreadable, read
from bot.playground import Playground, add_demo_chats
from storage import Store

SAMPLES = Path(__file__).parents[1] / "playground" / "samples"
TOKEN = "7000000001:local-playground"
PORTS_TRIED = 100


async def demo(port: int, file: Path | None) -> int:
    """Until it is stopped. Everything it stores is in a folder that goes with it.

    port: the next free one where it is taken.  file: loaded in place of the samples.
    """
    with tempfile.TemporaryDirectory(prefix="caravan-demo-") as folder:
        telegram = Playground(token=TOKEN, bot_name="Caravan", username="caravan_demo_bot")
        await telegram.start(port=_free_port(port))
        try:
            return await _run(telegram, Path(folder), file)
        finally:
            await telegram.stop()


async def _run(telegram: Playground, folder: Path, file: Path | None) -> int:
    reader = telegram.world.add_person("Aida", language_code="en")
    editor = telegram.world.add_person("Marat", language_code="en")
    telegram.show(reader, role="reader")
    telegram.show(editor, role="admin")
    add_demo_chats(telegram, reader, editor)
    settings = load_settings(
        _env_file=None,
        bot_token=TOKEN,
        bot_api_url=telegram.url,
        database_url=f"sqlite+aiosqlite:///{folder}/caravan.db",
        search_dir=folder / "search",
        admin_ids=str(editor.id),
        webhook_url="",
        health_listen="",
        site_name="The Caravan Post",
        rate_sources="",
    )
    store = Store(settings.database_url, settings.search_folder)
    caravan = Caravan(settings, store)
    try:
        await caravan.start()
        for source in [file] if file else sorted(SAMPLES.iterdir(), reverse=True):
            try:
                await _load(store, source)
            except OSError as error:
                print(f"{source}: {error.strerror}", file=sys.stderr)
                return FAILED
            except Unreadable as error:
                print(f"{source}: {error}", file=sys.stderr)
                return REFUSED
        print(f"\n  Caravan is at {telegram.url}/  (Ctrl+C ends it)\n", flush=True)
        await stop_signal().wait()
    finally:
        await caravan.stop()
    return DONE


async def _load(store: Store, source: Path) -> None:
    data = await asyncio.to_thread(source.read_bytes)
    content = read(data, datetime.now(UTC).date())
    await store.load(content.drafts, content.quotes, person_id=NOBODY, file_name=source.name)
    logging.getLogger(__name__).info("%s: %d articles", source.name, len(content.drafts))


def _free_port(wanted: int) -> int:
    """The wanted port, or the next one that nothing listens at; any, where none of those is."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    return 0
