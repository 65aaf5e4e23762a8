"""Money in what people write: understood, worked out, and made a message with its buttons.

Shared by /convert, plain text, search and inline mode.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

from bot.handlers.ask import Ask
from bot.locales import Words
from bot.money.convert import Conversion, NoRate, answer
from bot.money.errors import NotUnderstood, Reason
from bot.money.paths import Board, Quotes
from bot.money.request import LARGEST, Currency, Request, parse_request
from bot.money.wording import from_text, to_text
from bot.views import conversions
from bot.views.conversion_actions import (
    MOST_TARGETS,
    Convert,
    Remembered,
    Reread,
    encode_conversion,
    fits,
)
from bot.views.conversion_actions import Conversion as ConversionAction
from bot.views.message import Button, Message
from bot.views.sources import source_names
from storage.text import one_line

HOME = ""  # in the place of a last pair's second currency: no one currency was asked for

_BOARD = Board()

Results = list[Conversion | NoRate]


@dataclass(frozen=True, slots=True)
class Written:
    """Where a request was read: its buttons for other meanings read it again."""

    text: str
    today: date
    chosen: tuple[str, ...] = ()

    def meaning(self, code: str, instead_of: Sequence[str] = ()) -> Reread:
        kept = (one for one in self.chosen if one not in instead_of)
        return Reread(one_line(self.text), (*kept, code), self.today)


def understand(ask: Ask, written: Written) -> Request:
    """A bare number is of the pair that the person converted last. Raises NotUnderstood."""
    try:
        return _read(written, ask.words.language, tuple(ask.home_currencies))
    except NotUnderstood as error:
        request = _of_last_pair(ask, error)
        if request is None:
            raise
        return request


@lru_cache(maxsize=256)
def _read(written: Written, language: str, home: tuple[str, ...]) -> Request:
    return parse_request(
        written.text, language, today=written.today, preferred=home, chosen=written.chosen
    )


def requested(asked: Convert) -> Request:
    """What a button asks for. Raises NotUnderstood for an amount that no answer offers."""
    amount, shown = from_text(asked.amount)
    if amount > LARGEST:
        raise NotUnderstood(Reason.TOO_LARGE)
    targets = tuple(map(Currency, dict.fromkeys(asked.targets)))
    return Request(amount, shown, Currency(asked.base), targets, asked.day, pure=True)


async def quotes_of(ask: Ask, day: date | None) -> Quotes:
    """Those that count today, or did on another day."""
    if day is None or day == ask.today:
        return _BOARD.on(ask.today, await ask.store.rates.current())
    return Quotes(await ask.store.rates.around(day), ask.today, day)


def work_out(request: Request, quotes: Quotes, home: Sequence[str]) -> Results:
    """In what was asked for, all of it; else in those home currencies that have a rate.

    Raises NotUnderstood with NO_RATE.
    """
    results = answer(request, quotes, home)[:MOST_TARGETS]
    if request.targets:
        return results
    return [result for result in results if isinstance(result, Conversion)]


async def compose(
    ask: Ask, request: Request, *, written: Written | None = None, how: bool = False
) -> Message:
    """The answer to a request. Raises NotUnderstood with NO_RATE."""
    quotes = await quotes_of(ask, request.day)
    settings = ask.services.settings
    home = tuple(ask.home_currencies)
    offered = tuple(dict.fromkeys((*home, *settings.home_currencies)))
    site = settings.site_name
    # 1.0 and 1.00 are the same number, but not the same answer.
    digits = str(request.shown)
    message = _message(request, digits, written, how, quotes, home, offered, site, ask.words)
    return await with_short_buttons(ask, message)


@lru_cache(maxsize=256)
def _message(
    request: Request,
    _digits: str,
    written: Written | None,
    how: bool,
    quotes: Quotes,
    home: tuple[str, ...],
    offered: tuple[str, ...],
    site_name: str,
    words: Words,
) -> Message:
    """Kept while the rates are the same, for the same few amounts are asked for most."""
    results = work_out(request, quotes, home)
    targets = tuple(result.quote for result in results)
    asked = replace(as_action(request, targets), how=how)
    more = _more(request, quotes, targets, offered)
    offers = conversions.Offers(asked, more, _readings(request, written) if written else ())
    names = source_names(site_name, words)
    return conversions.conversion(results, words, names, day=request.day, offers=offers)


async def offer(ask: Ask, text: str) -> Button | None:
    """The button that converts what a longer text speaks of; None where that is nothing."""
    try:
        request = understand(ask, Written(text, ask.today))
    except NotUnderstood as error:
        known = error.understood
        if error.reason is not Reason.UNKNOWN_CURRENCY or not known.base or known.amount is None:
            return None
        of = Currency(known.base)
        request = Request(Fraction(known.amount), known.amount, of, (), known.day, pure=False)
    quotes = await quotes_of(ask, request.day)
    base = request.base.code
    wanted = [target.code for target in request.targets] or ask.home_currencies
    targets = tuple(code for code in wanted if code != base and quotes.leads(base, code))
    if not targets:
        return None
    asked = replace(as_action(request, targets[:MOST_TARGETS]), anew=True)
    label = conversions.offer_label(request.shown, base, targets, ask.words)
    return Button(label, await _short(ask, asked))


async def remember(ask: Ask, request: Request) -> None:
    """A bare number is of this pair from now on."""
    target = request.targets[0].code if request.targets else HOME
    await ask.store.people.remember_pair(ask.person_id, request.base.code, target)


async def with_short_buttons(ask: Ask, message: Message) -> Message:
    """What is too long for a button is in the store, and the button carries its number."""
    if all(_is_short(button) for row in message.keyboard for button in row):
        return message
    rows = [[await _short_button(ask, button) for button in row] for row in message.keyboard]
    return replace(message, keyboard=tuple(map(tuple, rows)))


def as_action(request: Request, targets: tuple[str, ...]) -> Convert:
    amount = to_text(request.amount, request.shown)
    return Convert(amount, request.base.code, targets, request.day)


def _is_short(button: Button) -> bool:
    return not isinstance(button.action, ConversionAction) or fits(button.action)


async def _short_button(ask: Ask, button: Button) -> Button:
    if isinstance(button.action, ConversionAction):
        return replace(button, action=await _short(ask, button.action))
    return button


async def _short(ask: Ask, action: ConversionAction) -> ConversionAction:
    if fits(action):
        return action
    return Remembered(await ask.store.searches.remember(encode_conversion(action)))


def _of_last_pair(ask: Ask, error: NotUnderstood) -> Request | None:
    known, pair = error.understood, ask.person.last_pair
    bare = error.reason is Reason.NO_AMOUNT_OR_CURRENCY and error.pure and not error.unfit
    if pair is None or known.amount is None or known.base or known.targets or not bare:
        return None
    base, target = pair
    targets = (Currency(target),) if target != HOME else ()
    return Request(
        Fraction(known.amount), known.amount, Currency(base), targets, known.day, pure=True
    )


def _more(
    request: Request, quotes: Quotes, targets: tuple[str, ...], offered: Sequence[str]
) -> tuple[str, ...]:
    base = request.base.code
    others = (code for code in offered if code not in (base, *targets))
    return tuple(code for code in others if quotes.leads(base, code))


def _readings(request: Request, written: Written) -> tuple[Reread, ...]:
    return tuple(
        written.meaning(other, instead_of=(currency.code, *currency.others))
        for currency in (request.base, *request.targets)
        for other in currency.others
    )
