"""A chart as a picture of few bytes, to be read on a phone.

It brings its own dark ground, which stands well in light chats and in dark ones: a picture cannot
know where it is shown.
"""

import io
from functools import lru_cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

from bot.charts.chart import SCALE, Chart, Mark

# Pixels. Phones show a picture about as wide as three of their fingers: letters of 1/40 of its
# width are as large there as those of the message under it.
WIDTH, HEIGHT = 1200, 820
SMALLEST, SMALL, LARGE = 18, 30, 52
LEFT, RIGHT, TOP, BOTTOM = 40, 40, 190, 150  # around the plot and the labels beside it
GAP = 18  # between the plot and a label
DOT = 11  # the radius of a marked point
LINE = 5
HALO = 3
FINER = 2  # times finer the line is drawn than it is shown, for smooth edges
COLOURS = 96  # in the file; more make it larger and look the same
PACKING = 7  # of 9; the last two steps take five times as long for a tenth of the bytes

GROUND = (24, 34, 45)
GRID = (52, 66, 81)
PALE = (154, 170, 186)
WHITE = (240, 245, 250)
ACCENT = (84, 190, 255)
BARS = (230, 164, 92)
SHADE = 56  # of 255, how much of the accent lies under the line

Place = tuple[int, int]


class _Canvas:
    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
        self.pen = ImageDraw.Draw(self.picture)
        beside = max((_width(text, SMALL) for _, text in chart.rates), default=0)
        self.left = LEFT
        self.right = WIDTH - RIGHT - beside - GAP
        self.bottom = HEIGHT - BOTTOM

    def place(self, across: int, up: int) -> Place:
        return (
            self.left + (self.right - self.left) * across // SCALE,
            self.bottom - (self.bottom - TOP) * up // SCALE,
        )

    def write(
        self, place: Place, text: str, colour: tuple[int, int, int], size: int, anchor: str
    ) -> None:
        """anchor: which point of the text lies at the place, as Pillow names it."""
        # The halo sets it off from lines that it crosses.
        self.pen.text(
            place,
            _plain(text),
            colour,
            _font(size, bold=size == LARGE),
            anchor,
            stroke_width=HALO,
            stroke_fill=GROUND,
        )


def draw(chart: Chart) -> bytes:
    """The picture as PNG."""
    canvas = _Canvas(chart)
    _head(canvas)
    _labels(canvas)
    _bars(canvas)
    _line(canvas)
    for mark in chart.marks:
        _mark(canvas, mark)
    if chart.tallest is not None:
        x, y = canvas.place(chart.tallest.across, chart.tallest.up)
        canvas.write((x, y - 4), chart.tallest.text, BARS, SMALL, "md")
    file = io.BytesIO()
    few = canvas.picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=False, compress_level=PACKING)
    return file.getvalue()


def _head(canvas: _Canvas) -> None:
    chart = canvas.chart
    canvas.write((LEFT, 36), chart.title, WHITE, LARGE, "la")
    canvas.write((WIDTH - RIGHT, 36), chart.value, WHITE, LARGE, "ra")
    line, bars = (ACCENT, BARS) if chart.bars else (PALE, PALE)
    canvas.write((LEFT, 112), chart.span, line, SMALL, "la")
    canvas.write((WIDTH - RIGHT, 112), chart.change, bars, SMALL, "ra")
    size = SMALL
    while size > SMALLEST and _width(chart.credit, size) > WIDTH - LEFT - RIGHT:
        size -= 1
    canvas.write((LEFT, HEIGHT - 30), chart.credit, PALE, size, "ld")


def _labels(canvas: _Canvas) -> None:
    for up, text in canvas.chart.rates:
        _, y = canvas.place(0, up)
        canvas.pen.line([(canvas.left, y), (canvas.right, y)], GRID, 2)
        canvas.write((WIDTH - RIGHT, y), text, PALE, SMALL, "rm")
    # The last day counts most: from there on, those that have room.
    edge = WIDTH
    for across, text in reversed(canvas.chart.days):
        x, y = canvas.place(across, 0)
        half = _width(text, SMALL) // 2
        x = min(max(x, LEFT + half), WIDTH - RIGHT - half)
        if x + half + GAP <= edge:
            canvas.write((x, y + GAP), text, PALE, SMALL, "ma")
            edge = x - half


def _bars(canvas: _Canvas) -> None:
    bars = canvas.chart.bars
    half = (canvas.right - canvas.left) // (3 * max(1, len(bars)))
    for across, up in bars:
        x, y = canvas.place(across, up)
        if y < canvas.bottom:
            box = [(max(canvas.left, x - half), y), (min(canvas.right, x + half), canvas.bottom)]
            canvas.pen.rectangle(box, BARS)


def _line(canvas: _Canvas) -> None:
    """Drawn on a finer mask of the plot, which is then brought down to size."""
    edge = LINE + DOT  # the line may run along the plot's edge
    width, height = canvas.right - canvas.left + 2 * edge, canvas.bottom - TOP + 2 * edge
    places = [
        ((x - canvas.left + edge) * FINER, (y - TOP + edge) * FINER)
        for x, y in (canvas.place(*point) for point in canvas.chart.line)
    ]
    mask = Image.new("L", (width * FINER, height * FINER))
    pen = ImageDraw.Draw(mask)
    floor = (height - edge) * FINER
    pen.polygon([(places[0][0], floor), *places, (places[-1][0], floor)], SHADE)
    pen.line(places, 255, LINE * FINER, joint="curve")
    shown = mask.reduce(FINER)
    canvas.picture.paste(ACCENT, (canvas.left - edge, TOP - edge), shown)


def _mark(canvas: _Canvas, mark: Mark) -> None:
    """A dot, and its text over or under it, whichever has room."""
    x, y = canvas.place(mark.across, mark.up)
    side = (2 * DOT + 4) * FINER
    dot = Image.new("L", (side, side))
    ImageDraw.Draw(dot).ellipse([FINER, FINER, side - FINER, side - FINER], 255)
    corner = x - side // FINER // 2, y - side // FINER // 2
    canvas.picture.paste(WHITE, corner, dot.reduce(FINER))
    half = _width(mark.text, SMALL) // 2
    at = min(max(x, canvas.left + half), canvas.right - half)
    below = mark.up < SCALE // 2
    place = (at, y + DOT + 6) if below else (at, y - DOT - 8)
    canvas.write(place, mark.text, WHITE, SMALL, "ma" if below else "md")


@lru_cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Open Sans: Latin and Cyrillic letters, whatever fonts the machine has."""
    name = "OpenSans-SemiBold.ttf" if bold else "OpenSans-Regular.ttf"
    font = files("ttf_opensans") / "ttf" / name
    # Both scripts need no more than the basic layout, which takes any text.
    basic = ImageFont.Layout.BASIC
    return ImageFont.truetype(io.BytesIO(font.read_bytes()), size, layout_engine=basic)


def _width(text: str, size: int) -> int:
    return int(_font(size).getlength(_plain(text)))


def _plain(text: str) -> str:
    """On one line, without what is no letter at all."""
    return "".join(one for one in " ".join(text.split()) if one.isprintable())
