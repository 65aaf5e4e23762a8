"""Conversions: /convert TEXT, plain text in a private chat, and the buttons under an answer."""

from bot.handlers import money
from bot.handlers.ask import Ask
from bot.handlers.money import Written
from bot.money.errors import NotUnderstood, Reason
from bot.money.request import parse_request
from bot.views import refusals
from bot.views.conversion_actions import (
    Conversion,
    Convert,
    Remembered,
    Reread,
    decode_conversion,
)
from bot.views.message import Message

# What is told to someone who did not ask by command; after any other the text is looked for.
_TOLD = frozenset((Reason.AMBIGUOUS, Reason.DIVISION_BY_ZERO))


async def convert_money(ask: Ask) -> None:
    """/convert TEXT, or as a reply to a message with an amount in it."""
    answered = ask.incoming.answered
    written = Written(_asked(ask, answered.text if answered else ""), ask.today)
    try:
        request = money.understand(ask, written)
        message = await money.compose(ask, request, written=written)
    except NotUnderstood as error:
        of_other = answered is not None and not ask.argument
        if of_other and error.reason in {Reason.NOT_MONEY, Reason.NO_AMOUNT_OR_CURRENCY}:
            await ask.reply(refusals.no_amount(ask.words))
        else:
            await ask.reply(await _refusal(ask, error, written))
    else:
        await ask.reply(message)
        await money.remember(ask, request)


async def answer_text(ask: Ask) -> bool:
    """Answer what is nothing but a conversion. False where it is more than that, or less."""
    written = Written(ask.incoming.text, ask.today)
    try:
        request = money.understand(ask, written)
        if not request.pure:
            return False
        message = await money.compose(ask, request, written=written)
    except NotUnderstood as error:
        about_money = error.reason in _TOLD or error.understood.base is not None
        if error.reason is not Reason.NO_RATE and not (error.pure and about_money):
            return False
        if error.reason is Reason.NO_RATE and len(ask.incoming.text.split()) == 1:
            return False  # a lone word: whatever it is, nothing is known of it as a currency
        await ask.reply(await _refusal(ask, error, written, command=False))
    else:
        await ask.reply(message)
        await money.remember(ask, request)
    return True


async def press(ask: Ask, pressed: Conversion) -> None:
    action = await _recall(ask, pressed)
    if action is None:
        ask.toast = refusals.gone(ask.words)
    elif isinstance(action, Reread):
        await _reread(ask, Written(action.text, action.today, action.chosen))
    else:
        await _convert(ask, action)


async def _convert(ask: Ask, action: Convert) -> None:
    try:
        request = money.requested(action)
        message = await money.compose(ask, request, how=action.how)
    except NotUnderstood as error:
        ask.toast = refusals.explain(error, ask.words)
        return
    await (ask.reply(message) if action.anew else ask.show(message))
    if len(action.targets) == 1:  # of more nobody knows which is meant
        await money.remember(ask, request)


async def _reread(ask: Ask, written: Written) -> None:
    try:
        request = money.understand(ask, written)
        message = await money.compose(ask, request, written=written)
    except NotUnderstood as error:
        await ask.show(await _refusal(ask, error, written))
    else:
        await ask.show(message)
        await money.remember(ask, request)


async def _recall(ask: Ask, action: Conversion) -> Convert | Reread | None:
    if not isinstance(action, Remembered):
        return action
    data = await ask.store.searches.recall(action.number)
    found = decode_conversion(data) if data is not None else None
    return None if isinstance(found, Remembered) else found


async def _refusal(
    ask: Ask, error: NotUnderstood, written: Written, *, command: bool = True
) -> Message:
    candidates = error.candidates if error.reason is Reason.AMBIGUOUS and error.word else ()
    offered = [written.meaning(code) for code in candidates]
    message = refusals.not_understood(error, ask.words, command=command, offered=offered)
    return await money.with_short_buttons(ask, message)


def _asked(ask: Ask, answered: str) -> str:
    """What stands after the command; the answered message where nothing does.

    Where a currency alone does, it is what the answered message's amount is wanted in.
    """
    given = ask.argument
    if not given or not answered:
        return given or answered
    both = f"{answered}\n= {given}"
    home = ask.home_currencies
    try:
        alone = parse_request(given, ask.words.language, today=ask.today, preferred=home)
        whole = parse_request(both, ask.words.language, today=ask.today, preferred=home)
    except NotUnderstood:
        return given
    wanted = [target.code for target in whole.targets]
    is_target = alone.amount == 1 and alone.base.code in wanted
    return both if is_target else given
