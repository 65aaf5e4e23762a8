"""One currency against others, as a table; both ways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.locales import Words
from bot.money.history import own_figure
from bot.money.paths import Path
from bot.views.document import Document, Heading, Inline, Note, Paragraph, Table
from bot.views.figures import change, figure
from bot.views.message import Button, Keyboard, Message, compose_message
from bot.views.rate_actions import ShowHistory, ShowTable
from bot.views.sources import credit

IN_A_ROW = 4  # buttons with a currency's code


@dataclass(frozen=True, slots=True)
class Rate:
    """A line of the table.  change: in percent, against the quote before."""

    path: Path
    change: Decimal | None


def as_quoted(paths: Sequence[Path]) -> bool:
    """Whether most of these are as their sources quote them, rather than the other way round.

    A quote keeps its digits in the direction that its source gives it in.
    """
    own = sum(own_figure(path.legs) is not None for path in paths)
    turned = sum(len(path.legs) == 1 for path in paths) - own
    return own >= turned


def rate_table(
    base: str, rates: Sequence[Rate], names: Mapping[str, str], words: Words, *, inverse: bool
) -> Message:
    """inverse: the base is what the others are told in.  names: of sources, by code."""
    if not rates:
        return compose_message(Document(Paragraph(words.gettext("There are no rates yet."))))
    document = Document(
        Heading(words.gettext("Currency rates"), keep=True),
        table_of(rates, words),
        *origins([rate.path for rate in rates], names, words),
    )
    return compose_message(document, _keyboard(base, rates, words, inverse=inverse))


def table_of(rates: Sequence[Rate], words: Words) -> Table:
    header = (words.gettext("Pair"), words.gettext("Rate"), words.gettext("Change"))
    rows = tuple(_row(rate, words) for rate in rates)
    return Table(header, rows, ("left", "right", "right"), tight=True)


def origins(paths: Sequence[Path], names: Mapping[str, str], words: Words) -> list[Note]:
    """Whose quotes these are and of which day, the newest first; what is old says how old."""
    by_day: dict[date, dict[str, None]] = {}
    ages: dict[date, int] = {}
    for path in paths:
        for leg in path.legs:
            by_day.setdefault(leg.quote.as_of, {})[leg.quote.source] = None
        if path.age and path.as_of:
            ages[path.as_of] = path.age
    notes = []
    for day in sorted(by_day, reverse=True):
        parts: list[Inline] = [words.date(day)]
        for code in by_day[day]:
            parts += [" · ", credit(code, names)]
        if day in ages:
            parts.append(" · " + words.ngettext("{n} day old", "{n} days old", ages[day]))
        notes.append(Note(*parts, tight=True))
    return notes


def _row(rate: Rate, words: Words) -> tuple[str, str, str]:
    path = rate.path
    shown = figure(path.rate, path.interval, own_figure(path.legs), words)
    return f"{path.base}/{path.quote}", shown, change(rate.change, words)


def _keyboard(base: str, rates: Sequence[Rate], words: Words, *, inverse: bool) -> Keyboard:
    buttons = [
        Button(
            rate.path.base if inverse else rate.path.quote,
            ShowHistory(rate.path.base, rate.path.quote),
        )
        for rate in rates
    ]
    rows = [tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW)]
    pair = (base, rates[0].path.base if inverse else rates[0].path.quote)
    turned = "/".join(pair if inverse else reversed(pair))
    swap = Button(words.gettext("⇄ As {pair}", pair=turned), ShowTable(base, inverse=not inverse))
    return (*rows, (swap,))
