"""What arguments stand for."""

import io
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.cli.inputs import Input, inputs
from bot.config import load_settings


async def read(*arguments: str) -> list[Input]:
    settings = load_settings(_env_file=None)
    return [one async for one in inputs(arguments, settings)]


async def test_a_folder_gives_its_files_by_name_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", ".git/x.txt", "a/.hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "z.txt").symlink_to(tmp_path / "b.txt")
    found = await read(str(tmp_path))
    assert [one.name for one in found] == [f"{tmp_path}/a/c.txt", f"{tmp_path}/b.txt"]
    assert [one.file_name for one in found] == ["c.txt", "b.txt"]


async def test_files_stay_on_their_disk_until_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    (one,) = await read(str(tmp_path / "x"))
    assert one.given == tmp_path / "x"


async def test_what_cannot_be_had_is_told_in_its_turn(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "x").write_text("x")
    found = await read(str(tmp_path / "none"), str(tmp_path / "empty"), str(tmp_path / "x"))
    assert [str(one.problem) if one.problem else None for one in found] == [
        "No such file or directory",
        "There is no file in this folder.",
        None,
    ]


async def test_standard_input_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(b"x" * 11)

    monkeypatch.setattr("bot.cli.inputs.WHOLE", 10)
    monkeypatch.setattr(sys, "stdin", Stdin)
    (one,) = await read("-")
    assert "larger than 10 bytes" in str(one.problem)


async def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        written = pool.submit(pipe.write_bytes, b"x" * 200_000)
        (one,) = await read(str(pipe))
        assert written.result(timeout=10) == 200_000
    assert one.given == b"x" * 200_000


async def test_a_pipe_that_nobody_writes_into_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.inputs.PIPED_WITHIN", 0.01)
    os.mkfifo(tmp_path / "pipe")
    (one,) = await read(str(tmp_path / "pipe"))
    assert (one.refused, str(one.problem)) == (True, "Nothing comes through this pipe.")


async def test_a_name_that_is_no_text_is_shown_as_far_as_it_is(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    Path(os.fsdecode(path)).write_text("x")
    (one,) = await read(os.fsdecode(path))
    assert one.problem is None
    assert one.name.endswith("/\ufffd.txt")


async def test_addresses_that_are_not_public_are_refused() -> None:
    (one,) = await read("http://127.0.0.1/x")
    assert "not a public address" in str(one.problem)
