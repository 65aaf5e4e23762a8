"""Why no rates are shown, and what to write instead."""

from bot.locales import Words
from bot.money.errors import NotUnderstood, Reason
from bot.views import conversions
from bot.views.document import Document, Paragraph
from bot.views.message import Message, compose_message
from bot.views.refusals import explain


def not_understood(error: NotUnderstood, words: Words) -> Message:
    if error.reason in {Reason.UNKNOWN_CURRENCY, Reason.AMBIGUOUS}:
        text = explain(error, words)
    else:
        text = words.gettext("Write one currency or two after the command.")
    hint = words.gettext("For example: {example}", example="/rates KZT")
    return compose_message(Document(Paragraph(text), Paragraph(hint)))


def no_rate(base: str, quote: str, words: Words) -> Message:
    said = conversions.no_rate(f"{base}/{quote}", None, words)
    return compose_message(Document(Paragraph(said)))
