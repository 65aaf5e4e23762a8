"""Rates that someone waits for: the list of them, and that one has come."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bot.locales import Words
from bot.money.errors import NotUnderstood, Reason
from bot.money.exactness import significant
from bot.money.history import percent as moved_by
from bot.views.alert_actions import PERCENTS, DropAlert, SetAlert, ShowAlerts
from bot.views.document import Bold, Code, Document, Heading, Item, List, Note, Paragraph, compose
from bot.views.figures import DIGITS
from bot.views.lists import deep_link
from bot.views.message import Button, Message, compose_message, label
from bot.views.rate_actions import ShowHistory
from bot.views.refusals import explain
from storage.alerts import Alert

TO_ALERTS = "alerts"  # what /start is given by the link to them
EXAMPLES = ("/alert KZT 530", "/alert USD KZT 530", "/alert KZT 1%")


def alert(payload: Mapping[str, Any], words: Words) -> Message:
    """That a rate has come.  payload: see `storage.alerts`."""
    base, quote = str(payload["base"]), str(payload["quote"])
    rate = Decimal(payload["rate"])
    if payload.get("bound") is not None:
        bound = words.number(Decimal(payload["bound"]))
        said = (
            words.gettext("It has risen to {rate} or above.", rate=bound)
            if payload["above"]
            else words.gettext("It has fallen to {rate} or below.", rate=bound)
        )
    else:
        before = Decimal(payload["reference"])
        change = words.percent(moved_by(Fraction(before), Fraction(rate)))
        said = words.gettext(
            "{change} since it was {rate}.", change=change, rate=_rate(before, words)
        )
    document = Document(
        Paragraph(Bold(f"1 {base} = {_rate(rate, words)} {quote}")),
        Paragraph(said, tight=True),
    )
    row = (
        Button(words.gettext("Chart"), ShowHistory(base, quote)),
        Button(words.gettext("My alerts"), ShowAlerts()),
    )
    return compose_message(document, (row,))


def alerts(all_of_them: Sequence[Alert], words: Words) -> Message:
    if not all_of_them:
        text = words.gettext("You wait for no rate yet.")
        return compose_message(Document(Paragraph(text), *_examples(words)))
    items = [Item(_line(one, words)) for one in all_of_them]
    document = Document(
        Heading(words.gettext("Alerts")),
        List(*items, spaced=False),
        Note(words.gettext("Press one to delete it.")),
    )
    rows = [(Button(label(f"✕ {short(one, words)}"), DropAlert(one.id)),) for one in all_of_them]
    return compose_message(document, tuple(rows))


def is_set(one: Alert, words: Words) -> Message:
    now = words.gettext(
        "Now it is {rate}.", rate=f"1 {one.base} = {_rate(one.reference, words)} {one.quote}"
    )
    document = Document(
        Paragraph(Bold(words.gettext("I tell you when {event}.", event=short(one, words)))),
        Paragraph(now, tight=True),
    )
    return compose_message(document, ((Button(words.gettext("My alerts"), ShowAlerts()),),))


def choices(base: str, quote: str, now: Decimal, words: Words) -> Message:
    """By how much a pair shall move."""
    example = Code(f"/alert {base} {quote} {significant(now, 3):f}")
    document = Document(
        Paragraph(Bold(f"1 {base} = {_rate(now, words)} {quote}")),
        Paragraph(words.gettext("By how much shall it move before I tell you?"), tight=True),
        Note(*compose(words.gettext("Or name a rate: {example}"), example=example)),
    )
    row = tuple(
        Button(f"± {words.number(percent)} %", SetAlert(base, quote, percent))
        for percent in PERCENTS
    )
    return compose_message(document, (row,))


def short(one: Alert, words: Words) -> str:
    """`USD/KZT rises to 530`."""
    pair = f"{one.base}/{one.quote}"
    if one.bound is None:
        by = words.number(one.percent or 0)
        return words.gettext("{pair} moves by {percent} %", pair=pair, percent=by)
    rate = words.number(one.bound)
    if one.above:
        return words.gettext("{pair} rises to {rate}", pair=pair, rate=rate)
    return words.gettext("{pair} falls to {rate}", pair=pair, rate=rate)


def not_understood(error: NotUnderstood, words: Words) -> Message:
    if error.reason in {Reason.UNKNOWN_CURRENCY, Reason.AMBIGUOUS, Reason.NO_RATE}:
        return how_to(explain(error, words), words)
    return how_to(words.gettext("Write one currency or two, and a rate or a percentage."), words)


def how_to(said: str, words: Words) -> Message:
    return compose_message(Document(Paragraph(said), *_examples(words)))


def elsewhere(bot_name: str, words: Words) -> Message:
    """What a group reads: an alert is one person's own."""
    text = words.gettext("Alerts I set and send in our private chat.")
    row = (Button(words.gettext("My alerts"), url=deep_link(bot_name, TO_ALERTS)),)
    return compose_message(Document(Paragraph(text)), (row,))


def _line(one: Alert, words: Words) -> str:
    said = short(one, words)
    if one.bound is None:
        since = _rate(one.reference, words)
        return words.gettext("{event}, from {rate}", event=said, rate=since)
    if one.armed:
        return said
    return words.gettext("{event}: told, waits until it was away from it again", event=said)


def _examples(words: Words) -> tuple[Paragraph, List]:
    lines = (Item(Code(example)) for example in EXAMPLES)
    return Paragraph(words.gettext("For example:")), List(*lines, spaced=False, tight=True)


def _rate(rate: Decimal, words: Words) -> str:
    """Its own digits, if they are not more than can be seen."""
    digits = rate.as_tuple().digits
    return words.number(rate if len(digits) <= DIGITS else significant(Fraction(rate), DIGITS))
