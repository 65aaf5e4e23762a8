"""How a pair went: its last week, high and low, changes; the text that goes with its chart."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.locales import Words
from bot.money.history import History, Point
from bot.money.paths import Path
from bot.views.document import Bold, Document, Heading, Paragraph, Table
from bot.views.figures import change, figure, short_day
from bot.views.message import Button, Keyboard, Message
from bot.views.rate_actions import SPANS, ShowHistory, ShowTable
from bot.views.rate_tables import origins
from bot.views.render import MAX_CAPTION, render

WEEK = 7


def rate_history(
    path: Path, history: History, base: str, days: int, names: Mapping[str, str], words: Words
) -> Message:
    """base: the currency whose whole table a button leads to.  days: the span of the chart.

    It fits under a picture.
    """
    document = Document(
        Heading(f"{history.base}/{history.quote}", keep=True),
        Paragraph(Bold(_now(history, words)), keep=True, tight=True),
        Table(
            (words.gettext("Day"), words.gettext("Rate"), words.gettext("Change")),
            tuple(_week(history, words)),
            ("left", "right", "right"),
        ),
        Paragraph(_bounds(history, days, words)),
        Paragraph(_changes(history, words), tight=True),
        *origins([path], names, words),
    )
    rendered = render(document, limit=MAX_CAPTION)
    keyboard = _keyboard(history, base, days, words)
    return Message(rendered.text, rendered.entities, keyboard)


def _now(history: History, words: Words) -> str:
    return f"1 {history.base} = {_figure(history.last, words)} {history.quote}"


def _week(history: History, words: Words) -> Iterator[tuple[str, str, str]]:
    """The days of the last week, the newest first."""
    for at, point in reversed(tuple(enumerate(history.points))):
        if (history.last.day - point.day).days >= WEEK:
            return
        moved = change(history.moved(at), words)
        yield short_day(point.day, words), _figure(point, words), moved


def _bounds(history: History, days: int, words: Words) -> str:
    low, high = history.bounds(days)
    return words.ngettext(
        "In {n} day: low {low} ({low_day}), high {high} ({high_day})",
        "In {n} days: low {low} ({low_day}), high {high} ({high_day})",
        days,
        low=_figure(low, words),
        low_day=short_day(low.day, words),
        high=_figure(high, words),
        high_day=short_day(high.day, words),
    )


def _changes(history: History, words: Words) -> str:
    """Over each span; those that are not known are left out, all of them say so."""
    known = [(days, history.change(days)) for days in SPANS]
    parts = [
        f"{words.ngettext('{n} day', '{n} days', days)} {words.percent(moved)}"
        for days, moved in known
        if moved is not None
    ]
    if not parts:
        return words.gettext("Change: not known yet")
    return words.gettext("Change: {changes}", changes=" · ".join(parts))


def _keyboard(history: History, base: str, days: int, words: Words) -> Keyboard:
    here = ShowHistory(history.base, history.quote, days, again=True)
    spans = tuple(
        Button(
            words.ngettext("{n} day", "{n} days", span) if span != days else f"• {span} •",
            replace(here, days=span),
        )
        for span in SPANS
    )
    turned = replace(here, base=here.quote, quote=here.base)
    return (
        spans,
        (
            Button(f"⇄ {turned.base}/{turned.quote}", turned),
            Button(words.gettext("All rates: {currency}", currency=base), ShowTable(base)),
        ),
    )


def _figure(point: Point, words: Words) -> str:
    return figure(point.rate, point.interval, point.own, words)
