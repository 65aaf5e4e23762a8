"""What an amount is worth, how exactly that is known, and where it is from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from bot.locales import Words
from bot.money.convert import Conversion, NoRate
from bot.money.exactness import (
    Exactness,
    Interval,
    interval_of,
    round_down,
    round_up,
    round_value,
    significant,
)
from bot.money.paths import Leg
from bot.views.alert_actions import OfferAlert
from bot.views.conversion_actions import MOST_TARGETS, Convert, Reread
from bot.views.document import Block, Bold, Document, Note, Paragraph
from bot.views.message import Button, Keyboard, Message, compose_message, label
from bot.views.rate_actions import ShowHistory
from bot.views.rate_tables import origins
from bot.views.sources import credit
from storage import limits

UNIT_DIGITS = 6  # of what one unit is worth: enough to see
MOST_PLACES = 8  # digits of an amount after the point; of 100/3 there would be no end
COPIED = 3  # figures with a button each to copy them
MORE = 4  # currencies that are offered beside those shown
READINGS = 6  # other meanings of a name that are offered

Results = Sequence[Conversion | NoRate]


@dataclass(frozen=True, slots=True)
class Offers:
    """What the buttons under an answer lead to.

    asked: what is answered, as a button says it.  more: currencies that it can be told in too.
    readings: what else a name in the question may mean.
    """

    asked: Convert
    more: tuple[str, ...] = ()
    readings: tuple[Reread, ...] = ()


def conversion(
    results: Results,
    words: Words,
    names: Mapping[str, str],
    *,
    day: date | None = None,
    offers: Offers | None = None,
) -> Message:
    """day: whose rates were asked for; None for today's.  names: of sources, by code."""
    blocks: list[Block] = [
        Paragraph(Bold(line(result, words, day)), tight=position > 0)
        for position, result in enumerate(results)
    ]
    found = [result for result in results if isinstance(result, Conversion)]
    blocks += [Note(margin, tight=True) for result in found if (margin := _margin(result, words))]
    if len(results) == len(found) == 1:
        blocks += _unit_rates(found[0], words)
    if offers is not None and offers.asked.how:
        blocks += [block for result in found for block in _way(result, names, words)]
    if day is not None and any(one != day for result in found for one in result.days):
        shown = words.date(day)
        said = words.gettext("No rate of {day} is known; these are the nearest.", day=shown)
        blocks.append(Note(said))
    blocks += _origins(found, names, words)
    keyboard = _keyboard(found, offers, words) if offers is not None else ()
    return compose_message(Document(*blocks), keyboard)


def line(result: Conversion | NoRate, words: Words, day: date | None = None) -> str:
    """`100 USD = 52,356.02 KZT`, `1,000,000 UZS = 75–85 USD`."""
    if isinstance(result, NoRate):
        return no_rate(f"{result.base}/{result.quote}", day, words)
    return f"{sum_of(result, words)} = {figure(result, words)} {result.quote}"


def sum_of(result: Conversion, words: Words) -> str:
    """What was understood: `100 USD`."""
    return f"{words.number(_amount(result.amount, result.base))} {result.base}"


def figure(result: Conversion, words: Words) -> str:
    """`52,356.02`, or from where to where it may lie."""
    if result.value is not None:
        return words.number(result.value)
    return f"{words.number(result.low or 0)}–{words.number(result.high or 0)}"


def no_rate(pair: str, day: date | None, words: Words) -> str:
    if day is None:
        return words.gettext("There is no rate for {pair} yet.", pair=pair)
    return words.gettext(
        "There is no rate for {pair} of {day} or the week before.", pair=pair, day=words.date(day)
    )


def offer_label(shown: Decimal, base: str, targets: Sequence[str], words: Words) -> str:
    """On a button: `Convert 2,000,000 EUR → KZT`."""
    amount = words.number(_amount(shown, base))
    into = f" → {targets[0]}" if len(targets) == 1 else ""
    return label(words.gettext("Convert {sum}", sum=f"{amount} {base}{into}"))


def small_print(results: Results, names: Mapping[str, str], words: Words) -> str:
    """How exact it is, of which day and by whom, on one line without links."""
    found = [result for result in results if isinstance(result, Conversion)]
    margins = [margin for result in found if (margin := _margin(result, words))]
    days = sorted({day for result in found for day in result.days}, reverse=True)
    sources = dict.fromkeys(source for result in found for source in result.sources)
    shown = (*margins[:1], *map(words.date, days[:1]), *(names.get(one, one) for one in sources))
    return " · ".join(shown)


def copy_button(result: Conversion, words: Words, said: str) -> Button | None:
    """Copies the digits alone, as the reader writes them; None where there is no one figure."""
    if result.value is None:
        return None
    point = words.locale.number_symbols["latn"]["decimal"]
    return Button(said, copy=format(result.value, "f").replace(".", point))


def _margin(result: Conversion, words: Words) -> str:
    return f"± {words.number(result.pm)} {result.quote}" if result.pm is not None else ""


def _unit_rates(result: Conversion, words: Words) -> list[Block]:
    """What one unit is worth, both ways."""
    if not result.path.legs:
        return []
    interval = result.path.interval
    there = _unit(interval, result.rate, result, words)
    back = _unit(interval.inverse(), 1 / Fraction(result.rate), result, words)
    return [
        Paragraph(f"1 {result.base} = {there} {result.quote}"),
        Paragraph(f"1 {result.quote} = {back} {result.base}", tight=True),
    ]


def _unit(interval: Interval, rate: Fraction | Decimal, result: Conversion, words: Words) -> str:
    if result.exactness is Exactness.RANGE:
        low, high = round_down(interval.low), round_up(interval.high)
        return f"{words.number(low)}–{words.number(high)}"
    return words.number(significant(rate, UNIT_DIGITS))


def _amount(amount: Decimal, base: str) -> Decimal:
    """Its own digits, if there is an end of them."""
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MOST_PLACES:
        return round_value(Fraction(amount), base)
    return amount


def _way(result: Conversion, names: Mapping[str, str], words: Words) -> list[Block]:
    """Each quote that it stands on, with what the quote's digits leave open."""
    if not result.path.legs:
        return []
    open_by = words.number(round_up(result.path.interval.uncertainty * 100))
    by_its_digits = words.gettext("Exact to ± {percent} %", percent=open_by)
    return [
        Paragraph(f"{' → '.join(result.path.currencies)}: {by_its_digits}"),
        *(_leg(leg, names, words) for leg in result.path.legs),
    ]


def _leg(leg: Leg, names: Mapping[str, str], words: Words) -> Block:
    quote = leg.quote
    interval = interval_of(quote.value)
    low, high = (
        words.number(significant(end, limits.QUOTE_DIGITS + 1))
        for end in (interval.low, interval.high)
    )
    said = f"1 {quote.base} = {words.number(quote.value)} {quote.quote} ({low}–{high})"
    day = words.date(quote.as_of)
    return Note(f"{said} · {day} · ", credit(quote.source, names), tight=True)


def _origins(
    found: Sequence[Conversion], names: Mapping[str, str], words: Words
) -> tuple[Note, ...]:
    notes = origins([result.path for result in found], names, words)
    # The first stands apart from what is above it.
    return tuple(Note(*note.inlines, tight=at > 0) for at, note in enumerate(notes))


def _keyboard(found: Sequence[Conversion], offers: Offers, words: Words) -> Keyboard:
    asked = offers.asked
    only = found[0] if len(found) == len(asked.targets) == 1 and found[0].path.legs else None
    rows: list[list[Button]] = [_copying(found, words), []]
    if only is not None:
        rows[0].insert(0, Button(words.gettext("⇄ Swap"), asked.swapped()))
        rows[1].append(Button(words.gettext("Chart"), ShowHistory(only.base, only.quote)))
        rows[1].append(Button(words.gettext("Alert"), OfferAlert(only.base, only.quote)))
    if any(result.path.legs for result in found):
        said = words.gettext("Less") if asked.how else words.gettext("How?")
        rows[1].append(Button(said, asked.explained(not asked.how)))
    if len(asked.targets) < MOST_TARGETS:
        more = offers.more[:MORE]
        rows.append([Button(f"+ {code}", asked.into(*asked.targets, code)) for code in more])
    rows.append(readings(offers.readings[:READINGS]))
    return tuple(tuple(row) for row in rows if row)


def readings(offered: Sequence[Reread]) -> list[Button]:
    """What a name may mean, each as a button."""
    return [Button(f"{one.chosen[-1]}?", one) for one in offered]


def _copying(found: Sequence[Conversion], words: Words) -> list[Button]:
    if len(found) > COPIED:
        return []
    if len(found) == 1:
        each = [copy_button(found[0], words, words.gettext("Copy"))]
    else:
        each = [
            copy_button(one, words, words.gettext("Copy {code}", code=one.quote)) for one in found
        ]
    return [button for button in each if button is not None]
