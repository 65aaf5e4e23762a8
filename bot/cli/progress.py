"""A bar on the terminal that tells how far a long work is; nothing where there is no terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from storage import Import

NAME = 40  # characters


class Bar:
    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._task: TaskID | None = None

    def begin(self, name: str, total: int | None = None) -> None:
        """total: of what `at` counts; None until it is known."""
        if self._task is not None:
            self._shown.remove_task(self._task)
        short = name if len(name) <= NAME else f"…{name[1 - NAME :]}"
        self._task = self._shown.add_task(short, total=total, said="")

    def at(self, done: int, total: int, load: Import | None = None) -> None:
        if self._task is not None:
            self._shown.update(self._task, completed=done, total=total)
        if load:
            self.stored(load)

    def stored(self, load: Import) -> None:
        if self._task is not None:
            # Where the number of things is known, all of the file is read.
            if load.total:
                self._shown.update(self._task, completed=load.place, total=load.total)
            said = f"{load.articles.total:,} articles, {load.quotes.total:,} rates"
            self._shown.update(self._task, said=said)


@contextmanager
def bar() -> Iterator[Bar]:
    """On standard error, and gone in the end."""
    shown = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[said]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with shown:
        yield Bar(shown)
