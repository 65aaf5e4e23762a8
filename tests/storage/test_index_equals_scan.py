"""Whatever happens to archive and folder, a search finds what reading everything finds."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from storage import Store
from tests.storage.random_archive import NOW, RandomArchive
from tests.storage.searching import check_against_the_database

CHANGES = 40
QUESTIONS = 12  # after each few changes


def opened_at(url: str, folder: Path) -> Store:
    return Store(url, folder, clock=lambda: NOW)


@pytest.mark.parametrize("seed", range(3))
async def test_after_any_changes_a_search_is_a_scan(
    database_url: str, tmp_path: Path, seed: int
) -> None:
    archive = RandomArchive(seed)
    store = opened_at(database_url, tmp_path / "search")
    await store.open()
    try:
        for number in range(1, CHANGES + 1):
            await archive.change(store)
            if number % 4 == 0:
                asked = [archive.question() for _ in range(QUESTIONS)]
                await check_against_the_database(store, asked)
    finally:
        await store.close()


def nothing(_: Path, __: Random) -> None:
    """The store was closed, no more."""


def folder_is_gone(folder: Path, _: Random) -> None:
    shutil.rmtree(folder)


def note_is_gone(folder: Path, _: Random) -> None:
    (folder / "current").unlink()


def note_names_nothing(folder: Path, chance: Random) -> None:
    (folder / "current").write_bytes(chance.choice((b"", b"\xff\xfe", b"../..", b"v2-none-1")))


def a_file_is_gone(folder: Path, chance: Random) -> None:
    chance.choice(_files(folder)).unlink()


def a_file_is_cut(folder: Path, chance: Random) -> None:
    file = chance.choice(_files(folder))
    file.write_bytes(file.read_bytes()[: chance.randint(0, file.stat().st_size // 2)])


def a_file_is_noise(folder: Path, chance: Random) -> None:
    file = chance.choice(_files(folder))
    file.write_bytes(chance.randbytes(file.stat().st_size))


def a_file_is_zeros(folder: Path, chance: Random) -> None:
    file = chance.choice(_files(folder))
    file.write_bytes(bytes(file.stat().st_size))


def some_bytes_are_others(folder: Path, chance: Random) -> None:
    _flip(chance.choice(_files(folder)), chance)


def some_numbers_are_others(folder: Path, chance: Random) -> None:
    """Which the engine itself would not notice."""
    for file in _files(folder):
        if file.suffix == ".fast":
            _flip(file, chance)


def _flip(file: Path, chance: Random) -> None:
    content = bytearray(file.read_bytes())
    for place in chance.sample(range(len(content)), min(3, len(content))):
        content[place] ^= 0xFF
    file.write_bytes(content)


DAMAGES: tuple[Callable[[Path, Random], None], ...] = (
    nothing,
    folder_is_gone,
    note_is_gone,
    note_names_nothing,
    a_file_is_gone,
    a_file_is_cut,
    a_file_is_noise,
    a_file_is_zeros,
    some_bytes_are_others,
    some_numbers_are_others,
)


def _files(folder: Path) -> list[Path]:
    """Those of the index, in an order that does not change with their random names."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.parent != folder]
    return sorted((file for file in files if file.stat().st_size), key=lambda file: file.suffix)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
async def test_after_any_damage_to_the_folder_a_search_is_a_scan(
    database_url: str, tmp_path: Path, damage: Callable[[Path, Random], None]
) -> None:
    archive = RandomArchive(7)
    chance = Random(damage.__name__)
    folder = tmp_path / "search"
    for _ in range(3):
        store = opened_at(database_url, folder)
        await store.open()
        try:
            for _ in range(6):
                await archive.change(store)
            asked = [archive.question() for _ in range(8)]
            await check_against_the_database(store, asked)
        finally:
            await store.close()
        damage(folder, chance)
        store = opened_at(database_url, folder)
        await store.open()
        try:
            await check_against_the_database(store, asked)
        finally:
            await store.close()
