"""Rates as a table, and what an amount is worth."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from bot.locales import Words
from bot.money.convert import Conversion, significant
from bot.money.request import NotUnderstood, Reason
from bot.views.document import Bold, Document, Heading, Note, Paragraph, Table
from bot.views.message import Message, compose_message
from storage import Quote

UNIT_DIGITS = 6  # of what one unit is worth: enough to see


def rates(quotes: Sequence[Quote], words: Words, source_names: dict[str, str]) -> Message:
    """source_names: a source's name as people know it, by its code."""
    if not quotes:
        return compose_message(Document(Paragraph(words.gettext("There are no rates yet."))))
    header = (words.gettext("Pair"), words.gettext("Rate"), words.gettext("Change"))
    blocks: list[Table | Note] = []
    for (day, source), group in groupby(quotes, key=lambda quote: (quote.as_of, quote.source)):
        rows = tuple(
            (f"{quote.base}/{quote.quote}", words.number(quote.value), _change(quote, words))
            for quote in group
        )
        blocks.append(Table(header, rows, ("left", "right", "right"), tight=not blocks))
        blocks.append(Note(_origin([day], [source_names.get(source, source)], words), tight=True))
    heading = Heading(words.gettext("Currency rates"), keep=True)
    return compose_message(Document(heading, *blocks))


def conversion(
    results: Sequence[Conversion], words: Words, source_names: dict[str, str]
) -> Message:
    blocks: list[Paragraph | Note] = [
        Paragraph(
            Bold(
                f"{words.number(result.amount)} {result.base} = "
                f"{words.number(result.value)} {result.quote}"
            ),
            tight=position > 0,
        )
        for position, result in enumerate(results)
    ]
    if len(results) == 1:
        one = results[0]
        there = significant(one.rate, UNIT_DIGITS)
        back = significant(1 / one.rate, UNIT_DIGITS)
        blocks.append(Paragraph(f"1 {one.base} = {words.number(there)} {one.quote}"))
        blocks.append(Paragraph(f"1 {one.quote} = {words.number(back)} {one.base}", tight=True))
    days = [day for result in results for day in result.days]
    sources = [source_names.get(code, code) for result in results for code in result.sources]
    if days:
        blocks.append(Note(_origin(days, sources, words)))
    return compose_message(Document(*blocks))


def not_understood(error: NotUnderstood, words: Words) -> Message:
    example = "/convert 100 USD KZT"
    match error.reason:
        case Reason.UNKNOWN_CURRENCY:
            said = words.gettext("I know no currency “{word}”.", word=error.word)
        case Reason.TOO_LARGE:
            said = words.gettext("This amount is too large to be converted.")
        case Reason.NO_RATE:
            said = words.gettext("There is no rate for {pair} yet.", pair=error.word)
        case Reason.UNREADABLE:
            said = words.gettext("Write an amount and two currencies after the command.")
    hint = words.gettext("For example: {example}", example=example)
    return compose_message(Document(Paragraph(said), Paragraph(hint)))


def _origin(days: Iterable[date], sources: Iterable[str], words: Words) -> str:
    shown = [words.date(day) for day in sorted(set(days))]
    return " · ".join((*shown, *dict.fromkeys(sources)))


def _change(quote: Quote, words: Words) -> str:
    if quote.change is None:
        return "–"
    arrow = " ▲" if quote.change > 0 else " ▼" if quote.change < 0 else ""
    return words.percent(quote.change) + arrow
