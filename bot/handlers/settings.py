"""/settings: language, time zone and home currencies, each stored at the press of a button.

They are each person's own, so not for groups.
"""

from dataclasses import replace

from bot.handlers.ask import Ask
from bot.locales import LOCALES
from bot.views import settings as views
from bot.views.choices import (
    Choice,
    ResetCurrencies,
    SetCurrency,
    SetLanguage,
    SetZone,
    ShowCurrencies,
    ShowLanguages,
    ShowSettings,
    ShowZones,
)
from bot.views.message import Message
from bot.views.zones import ZONES
from storage import Person


async def settings(ask: Ask) -> None:
    await ask.reply(_screen(ask, ShowSettings()))


async def press(ask: Ask, choice: Choice) -> None:
    """A button under them: what it chooses is stored, and the message shows how it is now."""
    if ask.incoming.private:
        choice = await _store(ask, choice)
    await ask.show(_screen(ask, choice))


async def _store(ask: Ask, choice: Choice) -> Choice:
    """Store what is chosen. Gives what is shown then."""
    match choice:
        case SetLanguage(code) if code is None or code in LOCALES:
            ask.meet(await ask.store.people.set(ask.person_id, language=code))
        case SetZone(name) if name is None or name in ZONES:
            ask.meet(await ask.store.people.set(ask.person_id, time_zone=name))
        case SetCurrency(code, mine, page):
            await _set_currency(ask, code, mine)
            return ShowCurrencies(page)
        case ResetCurrencies(page):
            ask.meet(await ask.store.people.set(ask.person_id, home_currencies=()))
            return ShowCurrencies(page)
        case ShowLanguages() | ShowZones() | ShowCurrencies():
            return choice
    return ShowSettings()


async def _set_currency(ask: Ask, code: str, mine: bool) -> None:
    """Take it up or off; who has none of their own begins with the site's."""
    home = ask.home_currencies
    if mine and code not in home and len(home) >= views.MOST_CURRENCIES:
        most = ask.words.number(views.MOST_CURRENCIES)
        ask.toast = ask.words.gettext("At most {most} currencies: take one off first.", most=most)
    elif not mine and home == (code,):
        ask.toast = ask.words.gettext("One currency has to stay: add another first.")
    elif not mine or code in _offered(ask):
        sites = ask.services.settings.home_currencies

        def change(person: Person) -> Person:
            home = _changed(person.home_currencies or sites, code, mine)
            return person if home is None else replace(person, home_currencies=home)

        ask.meet(await ask.store.people.change(ask.person_id, change))


def _changed(home: tuple[str, ...], code: str, mine: bool) -> tuple[str, ...] | None:
    """The currencies with this one as the last, or without it; None where they stay as they are."""
    if mine == (code in home):
        return None
    if mine:
        return (*home, code) if len(home) < views.MOST_CURRENCIES else None
    return tuple(one for one in home if one != code) or None


def _screen(ask: Ask, choice: Choice) -> Message:
    if not ask.incoming.private:
        return views.elsewhere(ask.services.bot.username, ask.words)
    standing = views.Standing(ask.person, ask.zone.key, ask.home_currencies, ask.now)
    match choice:
        case ShowLanguages():
            return views.languages(ask.person, ask.words)
        case ShowZones(page):
            return views.zones(standing, page, ask.words)
        case ShowCurrencies(page):
            return views.currencies(standing, _offered(ask), page, ask.words)
    return views.settings(standing, ask.words)


def _offered(ask: Ask) -> tuple[str, ...]:
    sites = ask.services.settings.home_currencies
    return views.offered_currencies(sites, ask.person.home_currencies)
