"""The process that draws: started for the first picture, ended with the bot, and replaced."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest

from bot.charts import painter as painting
from bot.charts.painter import CannotDraw, Painter
from tests.unit.charts.test_drawing import chart

WITHIN = 20.0  # seconds


@pytest.fixture
async def painter() -> AsyncIterator[Painter]:
    made = Painter()
    yield made
    await made.close()


def process(painter: Painter) -> asyncio.subprocess.Process:
    assert painter._process is not None
    return painter._process


def failing(code: str) -> Painter:
    return Painter(command=(sys.executable, "-c", code))


async def test_nothing_runs_until_a_picture_is_wanted(painter: Painter) -> None:
    assert painter._process is None
    assert (await painter.paint(chart())).startswith(b"\x89PNG")
    first = process(painter)
    await painter.paint(chart(title="EUR/USD"))
    assert process(painter) is first
    await painter.close()
    assert first.returncode == 0


async def test_the_same_picture_is_drawn_once(painter: Painter) -> None:
    pictures = await asyncio.gather(*(painter.paint(chart()) for _ in range(5)))
    assert len({id(one) for one in pictures}) == 1
    await painter.close()
    assert await painter.paint(chart()) is pictures[0]


async def test_pictures_that_nobody_asked_for_lately_are_let_go(
    painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painting, "KEPT", 2)
    first = await painter.paint(chart(title="1"))
    await painter.paint(chart(title="2"))
    assert await painter.paint(chart(title="1")) is first
    await painter.paint(chart(title="3"))
    assert await painter.paint(chart(title="1")) is first
    assert len(painter._pictures) == 2


async def test_many_at_once_each_get_their_own(painter: Painter) -> None:
    titles = [f"{n}/KZT" for n in range(6)]
    together = await asyncio.gather(*(painter.paint(chart(title=one)) for one in titles))
    assert len(set(together)) == len(titles)


async def test_a_process_that_died_is_replaced(painter: Painter) -> None:
    await painter.paint(chart(title="1"))
    process(painter).kill()
    await process(painter).wait()
    assert (await painter.paint(chart(title="2"))).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "code",
    [
        "",
        "import sys; sys.stdout.write('no picture at all'); sys.stdout.flush()",
        "import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\x09abc')",
        "import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\0')",
    ],
    ids=["ends", "talks", "breaks off", "says nothing"],
)
async def test_what_cannot_draw_is_told_and_ended(code: str) -> None:
    painter = failing(code)
    with pytest.raises(CannotDraw):
        await asyncio.wait_for(painter.paint(chart()), WITHIN)
    assert painter._process is None
    await painter.close()


async def test_a_program_that_is_not_there_is_told() -> None:
    painter = Painter(command=("/nowhere/to/be/found",))
    with pytest.raises(CannotDraw):
        await painter.paint(chart())
    await painter.close()


async def test_one_that_takes_too_long_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "WITHIN", 0.2)
    monkeypatch.setattr(painting, "END_WITHIN", 0.1)
    painter = failing("import time; time.sleep(600)")
    with pytest.raises(CannotDraw):
        await asyncio.wait_for(painter.paint(chart()), WITHIN)
    assert painter._process is None
    await painter.close()


async def test_who_goes_away_leaves_no_picture_for_the_next(painter: Painter) -> None:
    wanted = await painter.paint(chart(title="2"))
    painter._pictures.clear()
    gone = asyncio.create_task(painter.paint(chart(title="1")))
    await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await painter.paint(chart(title="2")) == wanted


async def test_a_closed_painter_draws_no_more(painter: Painter) -> None:
    await painter.close()
    with pytest.raises(CannotDraw):
        await painter.paint(chart())


def test_the_process_ends_where_its_input_does() -> None:
    command = [sys.executable, "-m", "bot.charts"]
    for said in (b"", b"\0\0", b"\0\0\0\x09abc"):
        ended = subprocess.run(command, input=said, capture_output=True, timeout=WITHIN, check=True)
        assert (ended.stdout, ended.stderr) == (b"", b"")
