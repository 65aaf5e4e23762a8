"""Charts as pictures: what one shows (`chart`), the drawing, and the process that draws."""

from bot.charts.chart import SCALE, Chart, Mark

__all__ = ["SCALE", "Chart", "Mark"]
