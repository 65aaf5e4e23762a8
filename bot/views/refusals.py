"""Why an amount is not converted, and what to write instead."""

from collections.abc import Sequence

from bot.locales import Words
from bot.money.errors import NotUnderstood, Reason
from bot.money.request import LARGEST
from bot.views.conversion_actions import Reread
from bot.views.conversions import no_rate, readings
from bot.views.document import Document, Paragraph
from bot.views.message import Message, compose_message

IN_A_ROW = 4
EXAMPLE = "100 USD KZT"


def explain(error: NotUnderstood, words: Words) -> str:
    """Why there is no answer, in one sentence."""
    if error.unfit:
        return words.gettext("Only amounts from zero up, written plainly, can be converted.")
    match error.reason:
        case Reason.UNKNOWN_CURRENCY:
            return words.gettext("I know no currency “{word}”.", word=error.word)
        case Reason.AMBIGUOUS if error.word:
            return words.gettext(
                "This may be any of {candidates}: which one?",
                candidates=", ".join(error.candidates),
            )
        case Reason.AMBIGUOUS:
            return words.gettext(
                "These are amounts in several currencies ({candidates}): ask for one at a time.",
                candidates=", ".join(error.candidates),
            )
        case Reason.TOO_LARGE:
            return words.gettext(
                "This amount is too large: {most} is the most.", most=words.number(LARGEST)
            )
        case Reason.DIVISION_BY_ZERO:
            return words.gettext("Nothing can be divided by zero.")
        case Reason.NO_RATE:
            return no_rate(error.word, error.understood.day, words)
        case Reason.NO_AMOUNT_OR_CURRENCY if error.understood.amount is not None:
            amount = words.number(error.understood.amount)
            return words.gettext("{amount} of which currency?", amount=amount)
        case Reason.NOT_MONEY | Reason.NO_AMOUNT_OR_CURRENCY:
            return words.gettext("Write an amount and two currencies after the command.")


def not_understood(
    error: NotUnderstood, words: Words, *, command: bool = True, offered: Sequence[Reread] = ()
) -> Message:
    """command: whether a conversion has to be asked for with one.

    offered: the meanings of an ambiguous name, which need no example.
    """
    said = Paragraph(explain(error, words))
    if offered:
        buttons = readings(offered)
        rows = (buttons[at : at + IN_A_ROW] for at in range(0, len(buttons), IN_A_ROW))
        return compose_message(Document(said), tuple(tuple(row) for row in rows))
    example = f"/convert {EXAMPLE}" if command else EXAMPLE
    hint = words.gettext("For example: {example}", example=example)
    return compose_message(Document(said, Paragraph(hint)))


def no_amount(words: Words) -> Message:
    """Of a message that someone answered with the command."""
    said = Paragraph(words.gettext("I see no amount of money in that message."))
    hint = words.gettext("For example: {example}", example=f"/convert {EXAMPLE}")
    return compose_message(Document(said, Paragraph(hint)))


def gone(words: Words) -> str:
    """Of a button whose question is no longer known."""
    return words.gettext("This conversion is no longer there. Please ask again.")
