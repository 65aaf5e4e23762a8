"""Words in the reader's language: gettext for texts, CLDR for numbers and dates.

English is the source; `LANGUAGE/LC_MESSAGES/caravan.po` holds the others and is read as it is.
"""

import gettext
import io
from datetime import date
from decimal import Context, Decimal, localcontext
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

DOMAIN = "caravan"
FOLDER = Path(__file__).parent
# CLDR's plain "en" is American; the site writes "21 December 2024".
LOCALES = {"en": "en_GB", "ru": "ru"}
# Babel rounds to the digits of the context even where it has nothing to round.
_ALL_DIGITS = Context(prec=10_000)


class Words:
    """What Caravan says in one language. Get it from `words_for`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(LOCALES[language])
        self._catalogue = _catalogue(language)

    def gettext(self, message: str, **fields: object) -> str:
        """The message in this language, its {fields} filled in."""
        text = self._catalogue.gettext(message)
        return text.format(**fields) if fields else text

    def ngettext(self, one: str, many: str, n: int, **fields: object) -> str:
        """The message in the plural form for n; {n} is the number as this language writes it."""
        text = self._catalogue.ngettext(one, many, n)
        return text.format(n=self.number(n), **fields)

    def number(self, value: Decimal | int) -> str:
        """A number with all the digits it has, grouped."""
        exponent = Decimal(value).as_tuple().exponent
        digits = max(0, -exponent) if isinstance(exponent, int) else 0
        return _format(value, digits, self.locale)

    def percent(self, value: Decimal) -> str:
        """A change in percent with its sign, as "+0.55 %"; "0 %" without one."""
        if value == 0:
            return f"{self.number(0)} %"
        sign = "+" if value > 0 else "−"
        return f"{sign}{self.number(abs(value))} %"

    def date(self, day: date) -> str:
        """A day with its month in words, as "21 December 2024"."""
        return _format_date(day, self.locale)


@lru_cache
def words_for(language: str) -> Words:
    """The words of a language that is spoken here. Raises KeyError for any other."""
    return Words(language)


def language_of(code: str | None, default: str) -> str:
    """The language spoken here for a Telegram language code, as "ru-RU"; else the default."""
    language = (code or "").partition("-")[0].casefold()
    return language if language in LOCALES else default


@lru_cache(maxsize=4096)
def _format(value: Decimal | int, digits: int, locale: Locale) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    with localcontext(_ALL_DIGITS):
        return format_decimal(value, format=pattern, locale=locale)


@lru_cache(maxsize=1024)
def _format_date(day: date, locale: Locale) -> str:
    return format_date(day, format="long", locale=locale)


def _catalogue(language: str) -> gettext.NullTranslations:
    file = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
