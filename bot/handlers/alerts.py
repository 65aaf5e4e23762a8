"""/alert and /alerts: rates that a person waits for. They are their own, so not for groups."""

import re
from decimal import Decimal
from fractions import Fraction

from bot.delivery.rate_rows import WORLD
from bot.handlers import money
from bot.handlers.ask import Ask
from bot.handlers.rates import BASES
from bot.money.errors import NotUnderstood
from bot.money.exactness import significant
from bot.money.history import own_figure
from bot.money.paths import Path
from bot.money.request import parse_amount, parse_request
from bot.views import alerts as views
from bot.views import refusals
from bot.views.alert_actions import AlertAction, DropAlert, OfferAlert, SetAlert
from storage.alerts import MOST, TooManyAlerts
from storage.text import one_line

DIGITS = 12  # of a rate that was worked out, as it is kept
LENGTH = 200  # characters that are read
LEAST, LARGEST = Decimal("0.1"), Decimal(100)  # percent

_ASKED = re.compile(
    r"(?P<pair>.*?)(?:^|[\s:=])[+±-]?\s?(?P<figure>\d[\d.,'’\s]*?)\s?(?P<percent>%|percent)?",
    re.IGNORECASE,
)


async def alert(ask: Ask) -> None:
    """/alert KZT 530, /alert USD KZT 1%."""
    if not ask.incoming.private:
        await ask.reply(views.elsewhere(ask.services.bot.username, ask.words))
        return
    asked = _ASKED.fullmatch(one_line(ask.argument)[:LENGTH])
    if asked is None or not asked["pair"].strip():
        await alerts(ask)
        return
    try:
        figure = parse_amount(asked["figure"], ask.words.language)
        base, quote, is_named = _pair(ask, asked["pair"])
        path = await _path(ask, base, quote)
        if not asked["percent"] and not is_named and _is_nearer_turned(path, figure):
            path = await _path(ask, quote, base)
    except NotUnderstood as error:
        await ask.reply(views.not_understood(error, ask.words))
        return
    await _set(ask, path, figure, percent=bool(asked["percent"]))


async def alerts(ask: Ask) -> None:
    """/alerts."""
    if not ask.incoming.private:
        await ask.reply(views.elsewhere(ask.services.bot.username, ask.words))
        return
    found = await ask.store.alerts.of_person(ask.person_id)
    await ask.reply(views.alerts(found, ask.words))


async def press(ask: Ask, action: AlertAction) -> None:
    if not ask.incoming.private:
        ask.toast = ask.words.gettext("Alerts I set and send in our private chat.")
        return
    match action:
        case OfferAlert(base, quote):
            await _offer(ask, base, quote)
        case SetAlert(base, quote, percent):
            await _set_by_button(ask, base, quote, percent)
        case DropAlert(number):
            await ask.store.alerts.remove(number, ask.person_id)
            await _show(ask)
        case _:
            await alerts(ask)


async def _offer(ask: Ask, base: str, quote: str) -> None:
    try:
        path = await _path(ask, base, quote)
    except NotUnderstood as error:
        ask.toast = refusals.explain(error, ask.words)
        return
    await ask.reply(views.choices(base, quote, _rate(path), ask.words))


async def _set_by_button(ask: Ask, base: str, quote: str, percent: Decimal) -> None:
    try:
        path = await _path(ask, base, quote)
    except NotUnderstood as error:
        ask.toast = refusals.explain(error, ask.words)
        return
    await _set(ask, path, percent, percent=True)


async def _set(ask: Ask, path: Path, figure: Decimal, *, percent: bool) -> None:
    if percent and not LEAST <= figure <= LARGEST:
        least, most = ask.words.number(LEAST), ask.words.number(LARGEST)
        said = ask.words.gettext("From {least} to {most} percent.", least=least, most=most)
        await ask.reply(views.how_to(said, ask.words))
        return
    rate = _rate(path)
    if not percent and (figure <= 0 or figure == rate):
        said = ask.words.gettext("It is at this rate now. Name another one.")
        await ask.reply(views.how_to(said, ask.words))
        return
    try:
        added = await ask.store.alerts.add(
            ask.person_id,
            path.base,
            path.quote,
            reference=rate,
            bound=None if percent else figure,
            percent=figure if percent else None,
            above=figure > rate,
        )
    except TooManyAlerts:
        most = ask.words.number(MOST)
        said = ask.words.gettext("At most {most} alerts: delete one with /alerts first.", most=most)
        await ask.reply(views.how_to(said, ask.words))
        return
    answer = views.is_set(added, ask.words)
    await (ask.show(answer) if ask.incoming.query_id is not None else ask.reply(answer))


async def _show(ask: Ask) -> None:
    found = await ask.store.alerts.of_person(ask.person_id)
    await ask.show(views.alerts(found, ask.words))


def _pair(ask: Ask, text: str) -> tuple[str, str, bool]:
    """The pair, and whether both of it were named. Raises NotUnderstood."""
    request = parse_request(
        text, ask.words.language, today=ask.today, preferred=ask.home_currencies
    )
    base = request.base.code
    other = next((target.code for target in request.targets if target.code != base), None)
    if other is not None:
        return base, other, True
    if base == WORLD:
        home = (code for code in ask.home_currencies if code not in BASES)
        return WORLD, next(home, "EUR"), False
    return (base, WORLD, False) if base in BASES else (WORLD, base, False)


async def _path(ask: Ask, base: str, quote: str) -> Path:
    """Raises NotUnderstood where there is no rate."""
    return (await money.quotes_of(ask, None)).path(base, quote)


def _rate(path: Path) -> Decimal:
    own = own_figure(path.legs)
    return own if own is not None else significant(path.rate, DIGITS)


def _is_nearer_turned(path: Path, figure: Decimal) -> bool:
    """Whether the figure is a rate of the pair the other way round."""
    if not figure or not path.legs:
        return False
    there, turned = Fraction(figure) / path.rate, Fraction(figure) * path.rate
    return max(turned, 1 / turned) < max(there, 1 / there)
