"""What a person has set, and what they may choose from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.locales import LOCALES, Words
from bot.views.choices import (
    ResetCurrencies,
    SetCurrency,
    SetLanguage,
    SetZone,
    ShowCurrencies,
    ShowLanguages,
    ShowSettings,
    ShowZones,
)
from bot.views.choosing import (
    LANGUAGES,
    ZONE_ROWS,
    ZONES_IN_A_ROW,
    in_rows,
    part_of,
    ticked,
    zone_label,
)
from bot.views.document import Document, Heading, Item, List, Note, Paragraph
from bot.views.lists import deep_link, paging
from bot.views.message import Button, Message, compose_message
from bot.views.zones import ZONES, described
from storage import Person

TO_SETTINGS = "settings"  # what /start is given by the link to them
MOST_CURRENCIES = 8
CURRENCIES_IN_A_ROW, CURRENCY_ROWS = 4, 6

# The region's and its neighbours', then those that the world trades in.
_CURRENCIES = (
    *("KZT", "KGS", "TJS", "UZS", "TMT", "RUB", "CNY", "USD", "EUR", "GBP", "TRY", "AZN"),
    *("AMD", "GEL", "BYN", "UAH", "MNT", "AFN", "PKR", "INR", "IRR", "AED", "SAR", "ILS"),
    *("JPY", "KRW", "HKD", "SGD", "THB", "VND", "MYR", "IDR", "CHF", "SEK", "NOK", "DKK"),
    *("PLN", "CZK", "HUF", "RON", "CAD", "AUD", "NZD", "MXN", "BRL", "ZAR", "EGP"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for someone: what they set, else the site's.

    own: what they set.  now: the moment, in their zone.
    """

    own: Person
    zone: str
    home_currencies: tuple[str, ...]
    now: datetime


def settings(standing: Standing, words: Words) -> Message:
    own = standing.own
    language = LANGUAGES[words.language]
    if own.language is None:
        language = words.gettext("{value} (as in Telegram)", value=language)
    zone = _or_sites(described(standing.zone, standing.now, words), own.time_zone, words)
    home = _or_sites(", ".join(standing.home_currencies), own.home_currencies, words)
    document = Document(
        Heading(words.gettext("Settings")),
        Paragraph(words.gettext("Language: {value}", value=language)),
        Paragraph(words.gettext("Time zone: {value}", value=zone), tight=True),
        Paragraph(words.gettext("Home currencies: {value}", value=home), tight=True),
        Note(words.gettext("Press what you want to change.")),
    )
    rows = (
        (
            Button(words.gettext("Language"), ShowLanguages()),
            Button(words.gettext("Time zone"), ShowZones()),
        ),
        (Button(words.gettext("Home currencies"), ShowCurrencies()),),
    )
    return compose_message(document, rows)


def languages(own: Person, words: Words) -> Message:
    document = Document(
        Heading(words.gettext("Language")),
        Paragraph(words.gettext("In which language shall I speak to you?")),
    )
    rows = [
        (Button(ticked(LANGUAGES[code], own.language == code), SetLanguage(code)),)
        for code in LOCALES
    ]
    as_in_telegram = ticked(words.gettext("As in Telegram"), own.language is None)
    return compose_message(
        document, (*rows, (Button(as_in_telegram, SetLanguage(None)),), _back(words))
    )


def zones(standing: Standing, number: int, words: Words) -> Message:
    """A page of them; one past the end is the last."""
    now, own = standing.now, standing.own.time_zone
    here = described(standing.zone, now, words)
    time = f"{now:%H:%M}"
    document = Document(
        Heading(words.gettext("Time zone")),
        Paragraph(words.gettext("{zone}: it is {time} there.", zone=here, time=time)),
    )
    page, last, shown = part_of(ZONES, number, ZONES_IN_A_ROW * ZONE_ROWS)
    buttons = [
        Button(ticked(zone_label(zone, now, words), own == zone), SetZone(zone)) for zone in shown
    ]
    as_on_site = Button(ticked(words.gettext("As on the site"), own is None), SetZone(None))
    return compose_message(
        document,
        (
            *in_rows(buttons, ZONES_IN_A_ROW),
            *paging(ShowZones(page), page, last),
            (as_on_site,),
            _back(words),
        ),
    )


def currencies(standing: Standing, offered: Sequence[str], number: int, words: Words) -> Message:
    """A page of those on offer; one past the end is the last."""
    home = standing.home_currencies
    lines = (
        Item(_named(code, words), number=position) for position, code in enumerate(home, start=1)
    )
    document = Document(
        Heading(words.gettext("Home currencies")),
        Paragraph(
            words.gettext("Where you name no currency to convert into, I convert into these:")
        ),
        List(*lines),
        Note(
            words.gettext(
                "At most {most}. What you add comes last.", most=words.number(MOST_CURRENCIES)
            )
        ),
    )
    page, last, shown = part_of(offered, number, CURRENCIES_IN_A_ROW * CURRENCY_ROWS)
    buttons = [
        Button(ticked(code, code in home), SetCurrency(code, code not in home, page))
        for code in shown
    ]
    is_sites = not standing.own.home_currencies
    as_on_site = Button(ticked(words.gettext("As on the site"), is_sites), ResetCurrencies(page))
    return compose_message(
        document,
        (
            *in_rows(buttons, CURRENCIES_IN_A_ROW),
            *paging(ShowCurrencies(page), page, last),
            (as_on_site,),
            _back(words),
        ),
    )


def offered_currencies(*further: Iterable[str]) -> tuple[str, ...]:
    """The currencies to choose from, with further ones that are chosen already."""
    return tuple(dict.fromkeys([*_CURRENCIES, *(code for codes in further for code in codes)]))


def elsewhere(bot_name: str, words: Words) -> Message:
    """What a group reads: settings are each person's own."""
    text = words.gettext("Your settings I show to you alone, in our private chat.")
    row = (Button(words.gettext("My settings"), url=deep_link(bot_name, TO_SETTINGS)),)
    return compose_message(Document(Paragraph(text)), (row,))


def _or_sites(value: str, own: object, words: Words) -> str:
    return value if own else words.gettext("{value} (as on the site)", value=value)


def _named(code: str, words: Words) -> str:
    name = words.locale.currencies.get(code)
    return f"{code} – {name}" if name else code


def _back(words: Words) -> tuple[Button, ...]:
    return (Button(words.gettext("Back"), ShowSettings()),)
