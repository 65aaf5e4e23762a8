"""The process that draws: charts on standard input, pictures on standard output.

Each is preceded by its length. It ends where its input does, so also when the bot is killed.
"""

import os
import sys
from typing import BinaryIO

from bot.charts.chart import Chart
from bot.charts.drawing import draw

LENGTH = 4  # bytes of a length, the highest first
POLITE = 10  # steps of priority behind the bot, which answers people meanwhile


def read_block(source: BinaryIO) -> bytes | None:
    """None at the end, and where what comes breaks off."""
    head = source.read(LENGTH)
    size = int.from_bytes(head, "big")
    data = source.read(size)
    return data if len(head) == LENGTH and len(data) == size else None


def main() -> None:
    if hasattr(os, "nice"):
        os.nice(POLITE)
    while (data := read_block(sys.stdin.buffer)) is not None:
        picture = draw(Chart.decode(data))
        sys.stdout.buffer.write(len(picture).to_bytes(LENGTH, "big") + picture)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
