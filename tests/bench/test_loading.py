"""The bench of loads loads, in a process of its own, and says what it saw."""

import re

import pytest

from bot.cli import DONE
from tests.bench.archive import SQLITE
from tests.bench.loading import bench


async def test_a_load_is_timed_and_told(capsys: pytest.CaptureFixture[str]):
    assert await bench(300, SQLITE) == DONE
    told = dict(re.findall(r"^  (\w[\w ,']*?)  +([\d.,]+) ", capsys.readouterr().out, re.MULTILINE))
    times = [float(told[what].replace(",", "")) for what in ("stored", "found", "ended")]
    assert 0 < times[0] <= times[1] <= times[2]
    assert float(told["resident"]) > 30
    assert {"orjson", "INSERT by sqlite3's executemany"} < told.keys()
