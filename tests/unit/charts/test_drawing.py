"""The picture: its size and weight, letters of both scripts, and what is where."""

import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.charts import SCALE, Chart, Mark
from bot.charts.drawing import GROUND, HEIGHT, WIDTH, _font, draw

LINE = tuple((n * SCALE // 364, SCALE // 2 + (n * 7919 % 6000) - 3000) for n in range(365))
LETTERS = "ABCXYZabcxyz0123456789 .,·−+%/–≈АБВЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"


def chart(**given: object) -> Chart:
    filled: dict[str, object] = {
        "title": "USD/KZT",
        "value": "495,68",
        "span": "365 дней",
        "change": "−0,39 %",
        "credit": "25 ноября 2026 г. · Национальный банк Казахстана",
        "line": LINE,
        "days": tuple((n * SCALE // 5, f"{n} нояб.") for n in range(6)),
        "rates": tuple((n * SCALE // 4, f"{480 + 5 * n}") for n in range(5)),
        "marks": (Mark(0, SCALE // 2, "489,10"), Mark(SCALE, SCALE, "500,00")),
    }
    return Chart(**{**filled, **given})  # type: ignore[arg-type]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_it_is_small_and_quickly_drawn() -> None:
    draw(chart())  # fonts are read once
    begun = time.process_time()
    data = draw(chart(title="EUR/KZT"))
    assert time.process_time() - begun < 0.3
    assert data.startswith(b"\x89PNG") and len(data) < 100_000
    assert opened(data).size == (WIDTH, HEIGHT)


@pytest.mark.parametrize("bold", [False, True])
def test_its_font_has_every_letter_that_is_written(bold: bool) -> None:
    font = _font(30, bold=bold)
    missing = bytes(font.getmask("\uffff"))
    assert missing and [one for one in LETTERS if bytes(font.getmask(one)) == missing] == []


def test_the_same_chart_is_the_same_picture() -> None:
    assert draw(chart()) == draw(chart())
    assert draw(chart()) != draw(chart(value="495,69"))


def test_a_higher_rate_is_drawn_higher() -> None:
    flat = {"days": (), "rates": (), "marks": ()}
    low = opened(draw(chart(line=((0, 1000), (SCALE, 1000)), **flat)))
    high = opened(draw(chart(line=((0, 9000), (SCALE, 9000)), **flat)))
    assert _top_of_line(high) < _top_of_line(low)


def test_names_that_are_too_long_are_written_smaller() -> None:
    data = draw(chart(credit="Национальный банк Кыргызской Республики · " * 2))
    row = [opened(data).getpixel((WIDTH - 20, y)) for y in range(HEIGHT - 70, HEIGHT)]
    ground = opened(data).getpixel((2, 2))
    assert set(row) == {ground}


texts = st.text(max_size=30)
places = st.integers(0, SCALE)


@settings(max_examples=25)
@given(
    st.lists(st.tuples(places, places), min_size=2, max_size=20).map(sorted).map(tuple),
    st.lists(st.tuples(places, texts), max_size=8).map(tuple),
    st.builds(Mark, places, places, texts),
    texts,
)
def test_any_chart_can_be_drawn(
    line: tuple[tuple[int, int], ...],
    labels: tuple[tuple[int, str], ...],
    mark: Mark,
    text: str,
) -> None:
    given = chart(line=line, days=labels, rates=labels, marks=(mark,), title=text, credit=text)
    assert Chart.decode(given.encode()) == given
    assert opened(draw(given)).size == (WIDTH, HEIGHT)


def _top_of_line(picture: Image.Image) -> int:
    """The first row below the texts that is not ground."""
    column = [picture.getpixel((WIDTH // 2, y)) for y in range(180, HEIGHT)]
    distances = [sum(abs(a - b) for a, b in zip(one, GROUND, strict=True)) for one in column]
    return next(at for at, distance in enumerate(distances) if distance > 100)


def test_bars_stand_under_the_line_in_their_own_colour() -> None:
    plain = {"days": (), "rates": (), "marks": ()}
    bars = ((SCALE // 4, SCALE // 2), (SCALE * 3 // 4, SCALE))
    with_bars = opened(draw(chart(**plain, bars=bars, tallest=Mark(7500, SCALE, "45"))))
    without = opened(draw(chart(**plain)))

    def oranges(picture: Image.Image) -> int:
        return sum(
            count
            for count, (red, _, blue) in picture.getcolors(WIDTH * HEIGHT) or ()  # type: ignore[misc]
            if red > blue + 60
        )

    assert oranges(without) == 0
    assert oranges(with_bars) > 10_000
