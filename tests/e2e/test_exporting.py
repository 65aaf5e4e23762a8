"""/export: everything as files that are loaded back."""

import gzip
from pathlib import Path
from typing import Any

from bot.handlers.export import Files
from tests.builders import drafts, quote
from tests.e2e.conftest import World
from tests.e2e.subscribing import next_message


def data_of(world: World, message: dict[str, Any]) -> bytes:
    file = world.telegram.world.files.by_id(message["document"]["file_id"])
    assert file is not None
    return file.data


async def test_owners_get_all_as_a_file(world: World):
    await world.store.load(drafts(1200), [quote()], person_id=1, file_name="test")
    answer = await world.editor.ask("/export")
    assert answer["text"] == "Writing 1,200 articles and 1 rate…"
    sent = await next_message(world.editor)
    name = sent["document"]["file_name"]
    assert name.startswith("caravan-") and name.endswith(".jsonl.gz")
    expected = b"".join([lines async for lines, _ in world.store.export.lines()])
    assert gzip.decompress(data_of(world, sent)) == expected
    assert expected.count(b"\n") == 1201
    said = await next_message(world.editor)
    assert said["text"].startswith("1,200 articles and 1 rate in 1 file.")


async def test_an_empty_site_has_nothing_to_export(world: World):
    assert "no articles and no rates" in (await world.editor.ask("/export"))["text"]


async def test_it_is_for_the_private_chat(world: World):
    group = world.telegram.world.add_group("Desk", world.editor.person)
    phone = world.telegram.phone(world.editor.person, group)
    for command in ("/export", "/stats", "/audit"):
        assert "private chat alone" in (await phone.ask(command))["text"]


def test_files_are_cut_between_lines(tmp_path: Path):
    lines = [b"%06d\n" % number for number in range(1000)]
    files = Files(tmp_path, unpacked=2800)
    for start in range(0, 1000, 300):
        files.add(b"".join(lines[start : start + 300]))
    files.close()
    parts = [gzip.decompress(path.read_bytes()) for path in files.paths]
    assert [len(part) for part in parts] == [2800, 2800, 1400]
    assert b"".join(parts) == b"".join(lines)


def test_what_cannot_be_packed_is_cut_by_its_packed_size(tmp_path: Path):
    import random

    random.seed(1)
    line = random.randbytes(50_000).replace(b"\n", b"").replace(b"\r", b"") + b"\n"
    files = Files(tmp_path, packed=100_000)
    for _ in range(8):
        files.add(line)
    files.close()
    assert len(files.paths) > 2
    assert all(path.stat().st_size < 200_000 for path in files.paths)
