"""What someone asks to have converted: text in, amount, currencies and day out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction

from bot.money.currencies import Meaning
from bot.money.digits import read_digits
from bot.money.errors import NotUnderstood, Reason, Understood
from bot.money.items import Item, in_currencys_place, names_currency, read_items
from bot.money.speech import Role
from bot.money.sums import Money
from bot.money.tokens import read_tokens

LARGEST = 10**18  # of a unit
MOST_BARE = 8  # amounts without a currency that are tried for one
_SHOWN = Context(prec=28)  # digits of an amount whose own have no end, as of 100/3
_WORD_LIMIT = 40  # characters of what someone wrote that an answer repeats
# Endings of a noun that goes with `сколько`: of many. `сколько доллар` asks for a price.
_OF_MANY = ("ов", "ев", "ей", "ий", "ен", "ек", "вон", "лир", "крон", "йен")
_CONSONANTS = "бвгджзклмнпрстфхцчшщь"
_NAME = re.compile(r"\s*\w+[-–−/+]\w+\s*")  # 24/7, 16+1, Евро-2024: names rather than sums


@dataclass(frozen=True, slots=True)
class Currency:
    """others: what else the word may have meant, likelier first."""

    code: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """amount: exact.  shown: the same in decimal, as written where nothing was worked out.

    targets: what was named; empty where nothing was.
    pure: the text says nothing but this.
    """

    amount: Fraction
    shown: Decimal
    base: Currency
    targets: tuple[Currency, ...]
    day: date | None
    pure: bool

    @property
    def understood(self) -> Understood:
        codes = tuple(target.code for target in self.targets)
        return Understood(self.shown, self.base.code, codes, self.day)


def parse_request(
    text: str,
    language: str,
    *,
    today: date,
    preferred: Sequence[str] = (),
    chosen: Sequence[str] = (),
) -> Request:
    """`100 usd to kzt, kgs`, `сколько тенге за полтора миллиона сумов`, `usd kzt` (means 1).

    language: decides what a lone mark before three digits means.
    preferred: the person's own currencies, which go before the region's sense of a name.
    chosen: what the person said names in this text mean, which goes before both.
    Reads the first 4,096 characters. Raises NotUnderstood.
    """
    tokens = read_tokens(text, today)
    try:
        items = read_items(tokens.all, language)
    except NotUnderstood as error:
        error.pure = names_currency(tokens.all)
        raise _with(error, Understood(day=tokens.day)) from None
    reading = _Reading(items, tokens.day, preferred, chosen)
    try:
        return reading.request()
    except NotUnderstood as error:
        lacking = error.reason is Reason.NO_AMOUNT_OR_CURRENCY
        error.pure = reading.is_pure and not (lacking and _NAME.fullmatch(text))
        raise


def parse_amount(text: str, language: str) -> Decimal:
    """A number in digits as people write it. Raises NotUnderstood for what is none."""
    value = read_digits(text.strip(), language)
    if value is None:
        raise NotUnderstood(Reason.NO_AMOUNT_OR_CURRENCY, text[:_WORD_LIMIT], unfit=True)
    return value


class _Reading:
    """One text's items on their way to a request."""

    def __init__(
        self,
        items: list[Item],
        day: date | None,
        preferred: Sequence[str],
        chosen: Sequence[str],
    ) -> None:
        self._items = items
        self._day = day
        self._preferred = preferred
        self._chosen = chosen
        self._currencies = [p for p, item in enumerate(items) if item.is_currency]
        self._unknown = [p for p, item in enumerate(items) if item.is_unknown]
        self._bare = [p for p, item in enumerate(items) if item.is_bare]
        self._due = in_currencys_place(items)
        self._led_by = self._links()

    def request(self) -> Request:
        amounts = [place for place, item in enumerate(self._items) if item.is_amount]
        if not amounts and not self._currencies:
            raise self._without_currency()
        base: int | None
        if amounts:
            base = amount = amounts[0]
        elif self._bare:
            of_bare = ((self._of_bare(bare), bare) for bare in self._bare[:MOST_BARE])
            placed = (pair for pair in of_bare if pair[0] is not None)
            base, amount = next(placed, (None, self._bare[0]))
        else:
            base, amount = self._of_none(), -1
        money = self._items[amount].money if amount >= 0 else None
        return self._request(base, money, crowded=bool(amounts) and self._is_crowded(amounts[0]))

    def _request(self, base: int | None, money: Money | None, *, crowded: bool) -> Request:
        targets = self._targets(base)
        wanted = [one for place in targets if (one := self._meaning(place)) is not None]
        value = money.value if money is not None else Fraction(1)
        written = money.written if money is not None else None
        shown = _shown(value, written) if value is not None else None
        meaning = self._meaning(base)
        known = Understood(
            shown,
            meaning.code if meaning else None,
            tuple(dict.fromkeys(one.code for one in wanted if one.code)),
            self._day,
        )
        if word := self._unknown_word():
            raise NotUnderstood(Reason.UNKNOWN_CURRENCY, word, understood=known)
        if value is None or value < 0 or crowded or (money is not None and money.percent):
            shownless = replace(known, amount=None)
            raise NotUnderstood(Reason.NO_AMOUNT_OR_CURRENCY, understood=shownless, unfit=True)
        if value > LARGEST:
            raise NotUnderstood(Reason.TOO_LARGE, understood=replace(known, amount=None))
        if meaning is None or shown is None:
            raise NotUnderstood(Reason.NO_AMOUNT_OR_CURRENCY, understood=known)
        self._refuse_mixtures(base, known)
        for place in (base, *targets):
            one = self._meaning(place)
            if one is not None and one.code is None:
                raise NotUnderstood(
                    Reason.AMBIGUOUS,
                    self._word(place),
                    candidates=one.others,
                    understood=known,
                )
        return Request(
            value,
            shown,
            _currency(meaning),
            tuple({one.code: _currency(one) for one in wanted}.values()),
            self._day,
            pure=self.is_pure,
        )

    @property
    def is_pure(self) -> bool:
        """Nothing but a conversion. A lone `real` or `лев` may well be looked for."""
        lone = len(self._items) == 1 and self._items[0].everyday
        return not self._unknown and len(self._bare) <= 1 and not lone

    def _is_crowded(self, place: int) -> bool:
        """`1 0 0 usd`, `5 * * 3 usd`: digits that are no one number."""
        return place > 0 and self._items[place - 1].is_bare and not self._unknown

    def _without_currency(self) -> NotUnderstood:
        known = Understood(day=self._day)
        if self._unknown:
            named = self._due
            if named and len(named) == len(self._unknown) and (self._bare or self._has(Role.RATE)):
                word = self._word(named[0])
                return NotUnderstood(
                    Reason.UNKNOWN_CURRENCY, word, understood=self._with_amount(known)
                )
            return NotUnderstood(Reason.NOT_MONEY, understood=known)
        if not self._bare:
            return NotUnderstood(Reason.NOT_MONEY, understood=known)
        value = self._value(self._bare[0])
        money = self._items[self._bare[0]].money
        if value is not None and value > LARGEST:
            return NotUnderstood(Reason.TOO_LARGE, understood=known)
        return NotUnderstood(
            Reason.NO_AMOUNT_OR_CURRENCY,
            understood=self._with_amount(known),
            unfit=value is None or value < 0 or (money is not None and money.percent),
        )

    def _of_bare(self, bare: int) -> int | None:
        """The currency that an amount without one belongs to."""
        items = self._items
        for place, item in enumerate(items):
            if item.role is Role.FROM and self._is_currency(place + 1):
                return place + 1
        after = bare + 1
        while after < len(items) and (items[after].role is Role.AND or items[after].is_unknown):
            after += 1
        if self._is_currency(after):
            return after
        first = before = self._without_and(bare - 1, -1)
        if self._is_currency(before) and not self._is_led(before, (Role.FOR, Role.PER)):
            first = self._first_of_chain(before)
            if self._is_led(first, (Role.ASK,)) and first != before:
                first = before  # how many usd for kzt 5000
        if self._is_currency(first) and not self._is_led(first, (Role.TO, Role.ASK)):
            return first
        free = (p for p in self._currencies if not self._is_led(p, (Role.TO, Role.ASK, Role.AND)))
        return next(free, None)

    def _first_of_chain(self, place: int) -> int:
        """Of `usd to kzt 100` the dollar: the first of currencies with only links between."""
        first = place
        while place > 0:
            place -= 1
            if self._items[place].is_currency:
                first = place
            elif self._items[place].role not in {Role.AND, Role.TO}:
                break
        return first

    def _of_none(self) -> int:
        """The currency that one is meant of where no amount is said."""
        items = self._items
        for place, item in enumerate(items):
            if item.role in {Role.FROM, Role.PER} and self._is_currency(place + 1):
                return place + 1
            links = place > 0 and items[place - 1].is_currency and self._is_currency(place + 1)
            if links and item.word.casefold() == "за":
                return place + 1  # тенге за доллар
        first = self._currencies[0]
        if len(self._currencies) > 1:
            if self._is_led(first, (Role.ASK,)) and not self._asks_for_price(first):
                return self._currencies[1]
            if self._is_led(first, (Role.TO,)):
                free = (p for p in self._currencies if not self._is_led(p, (Role.TO, Role.AND)))
                return next(free, first)
        return first

    def _asks_for_price(self, first: int) -> bool:
        """`сколько доллар в тенге`, `сколько евро в рублях`: not how many of the first."""
        word = self._items[first].word.casefold()
        second = self._items[self._currencies[1]].word.casefold()
        alone = word[-1] in _CONSONANTS and not word.endswith(_OF_MANY) and not word.isascii()
        return alone or second.endswith(("ах", "ях"))

    def _targets(self, base: int | None) -> list[int]:
        """The places of what is wanted; in a text that says more only what is tied to the base."""
        found: list[int] = []
        for place, item in enumerate(self._items):
            if place == base or not (item.is_currency or item.is_amount):
                continue
            led = self._is_led(place, (Role.TO, Role.FOR, Role.ASK))
            if item.is_amount:
                if led and self._code(place) != self._code(base):
                    found.append(place)
            elif not led and self._says_the_base_again(place, base):
                continue
            elif not self._unknown or led or self._is_tied(place, base, found):
                found.append(place)
        return found

    def _says_the_base_again(self, place: int, base: int | None) -> bool:
        """`100 USD (US dollars)`; but `100 usd usd` is in itself."""
        code = self._code(place)
        if base is None or code is None or code != self._code(base):
            return False
        twice = self._word(base).upper() == self._word(place).upper() == code
        return not twice or place != base + 1

    def _is_tied(self, place: int, base: int | None, found: Sequence[int]) -> bool:
        before = self._without_and(place - 1, -1)
        if before == base or (found and before == found[-1]):
            return True
        after = place + 1
        links = {Role.AND, Role.TO, Role.PER, Role.FOR}
        while after < len(self._items) and self._items[after].role in links:
            after += 1
        return after == base

    def _refuse_mixtures(self, base: int | None, known: Understood) -> None:
        """`100 usd + 50 eur` is of no one currency; in a longer text the first amount counts."""
        if self._unknown:
            return
        loose = [
            place
            for place, item in enumerate(self._items)
            if item.is_amount and place != base and not self._is_led(place, (Role.TO, Role.FOR))
        ]
        codes = dict.fromkeys(code for p in (base, *loose) if (code := self._code(p)))
        if len(codes) > 1:
            raise NotUnderstood(Reason.AMBIGUOUS, candidates=tuple(codes), understood=known)

    def _unknown_word(self) -> str:
        """The word in a currency's place that is none, if it is what the text hangs on."""
        named = self._due
        amounts = any(item.is_amount for item in self._items)
        hanging = [p for p in named if p > 0 and self._items[p - 1].is_bare and not amounts]
        if named and (len(named) == len(self._unknown) or hanging):
            return self._word((hanging or named)[0])
        return ""

    def _is_led(self, place: int, roles: Sequence[Role]) -> bool:
        """Whether the last link before a place is one of these; `and` carries on."""
        if Role.AND in roles and place > 0 and self._items[place - 1].role is Role.AND:
            return True
        return self._led_by[place] in roles

    def _links(self) -> list[Role | None]:
        """For each place the last link before it; a list of currencies has its first one's."""
        found: list[Role | None] = [None] * (len(self._items) + 1)
        for place in range(1, len(found)):
            before = self._items[place - 1]
            if before.role is not Role.AND:
                found[place] = before.role
            elif self._is_currency(place - 2):
                found[place] = found[place - 2]
            else:
                found[place] = found[place - 1]
        return found

    def _without_and(self, place: int, step: int) -> int:
        """The next place in a direction where something other than `and` stands."""
        while 0 <= place < len(self._items) and self._items[place].role is Role.AND:
            place += step
        return place

    def _is_currency(self, place: int) -> bool:
        return 0 <= place < len(self._items) and self._items[place].is_currency

    def _has(self, role: Role) -> bool:
        return any(item.role is role for item in self._items)

    def _meaning(self, place: int | None) -> Meaning | None:
        if place is None:
            return None
        item = self._items[place]
        meaning = item.money.meaning if item.money is not None else item.meaning
        if meaning is None:
            return None
        as_chosen = meaning.preferring(self._chosen)
        return as_chosen if as_chosen.code in self._chosen else meaning.preferring(self._preferred)

    def _code(self, place: int | None) -> str | None:
        meaning = self._meaning(place)
        return meaning.code if meaning is not None else None

    def _value(self, place: int) -> Fraction | None:
        money = self._items[place].money
        return money.value if money is not None else None

    def _with_amount(self, known: Understood) -> Understood:
        if not self._bare or (value := self._value(self._bare[0])) is None or value < 0:
            return known
        money = self._items[self._bare[0]].money
        return replace(known, amount=_shown(value, money.written if money else None))

    def _word(self, place: int | None) -> str:
        if place is None:
            return ""
        item = self._items[place]
        return ((item.money.name if item.money else "") or item.word)[:_WORD_LIMIT]


def _currency(meaning: Meaning) -> Currency:
    assert meaning.code is not None
    return Currency(meaning.code, meaning.others)


def _shown(value: Fraction, written: Decimal | None) -> Decimal:
    """In decimal; 100/3 with as many threes as are ever wanted."""
    if written is not None:
        return written
    quotient = _SHOWN.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Decimal(format(quotient.normalize(_SHOWN), "f"))


def _with(error: NotUnderstood, understood: Understood) -> NotUnderstood:
    error.understood = understood
    return error
