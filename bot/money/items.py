"""Tokens to what they say: amounts, currencies, directions, and words that are none of these."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.money.currencies import Meaning, fold, names, qualified
from bot.money.declension import adjective_stem
from bot.money.mentions import Mention, read_mention, split_compounds
from bot.money.speech import ASKING, MEASURES, NO_CODES, ROLES, TALK, Role
from bot.money.spelling import correct, correct_number, is_place
from bot.money.sums import Money, SumReader
from bot.money.tokens import Kind, Token

MISSPELT = 6  # words of a text that are compared with names letter by letter
NOUNS = 4  # currencies named in a text whose noun an adjective may share
FEW = 2  # words that say nothing known; with so few a text may be all about a currency
_LINKS = frozenset("/-–—|:,")
_OF_PLACE = frozenset(("в", "во", "на", "in"))
_LISTS = frozenset(("top", "all"))  # top 10
_BEFORE_AMOUNTS = frozenset(("rs", "rp", "rm", "fr", "tl", "br"))  # Rs. 500
_PLACES = (Role.TO, Role.FROM, Role.PER, Role.FOR, Role.RATE, Role.ASK)
_DUE = (Role.TO, Role.FROM, Role.PER, Role.RATE, Role.ASK)  # `for` may well be for lunch


class Item(NamedTuple):
    """One of: an amount (money), a currency alone (meaning), a role, or an unknown word.

    word: as written, in an unknown word's and a currency's last token.  place: in the tokens.
    """

    place: int
    word: str
    money: Money | None = None
    meaning: Meaning | None = None
    role: Role | None = None
    everyday: bool = False

    @property
    def is_amount(self) -> bool:
        """With a currency."""
        return self.money is not None and self.money.meaning is not None

    @property
    def is_bare(self) -> bool:
        """An amount of nothing yet."""
        return self.money is not None and self.money.meaning is None

    @property
    def is_currency(self) -> bool:
        return self.meaning is not None

    @property
    def is_unknown(self) -> bool:
        return self.money is None and self.meaning is None and self.role is None


def read_items(tokens: Sequence[Token], language: str) -> list[Item]:
    """What the text says, in its order; words that say nothing more are left out.

    Misspelt names are read where a currency's place is, or where little else is said.
    """
    if language == "ru":  # a Russian's p is the р of roubles
        tokens = [one._replace(folded="р") if one.folded == "p" else one for one in tokens]
    tokens = split_compounds(tokens)
    items = _items(tokens, language)
    unknown = [place for place, item in enumerate(items) if item.is_unknown]
    if len(unknown) > FEW:
        unknown = in_currencys_place(items)
    corrected = list(tokens)
    for place in unknown[:MISSPELT]:
        at = items[place].place
        if name := correct(tokens[at].folded) or _number_meant(tokens, at, items[place:]):
            corrected[at] = tokens[at]._replace(folded=name)
    fixed = sum(new is not old for new, old in zip(corrected, tokens, strict=True))
    said = any(item.money or item.meaning or item.role in _PLACES for item in items)
    if not fixed or (fixed < len(unknown) and not said):
        return items  # one word of several that is like a name: `что такое любовь`
    return _items(corrected, language)


def _number_meant(tokens: Sequence[Token], at: int, items: Sequence[Item]) -> str | None:
    """The word for a number that is misspelt right before another one, or a currency."""
    following = items[1] if len(items) > 1 else None
    if following is None or following.place != at + 1:
        return None
    counted = following.is_currency or following.money is not None
    return correct_number(tokens[at].folded) if counted else None


def names_currency(tokens: Sequence[Token]) -> bool:
    """Whether any currency is named, wherever."""
    return bool(_mentions(tokens))


def in_currencys_place(items: Sequence[Item]) -> list[int]:
    """The places of unknown words that stand where a currency is due."""
    named = any(item.is_currency for item in items)
    priced = any(item.is_amount for item in items)
    to = next((place for place, item in enumerate(items) if item.role is Role.TO), len(items))
    return [
        place
        for place, item in enumerate(items)
        if item.is_unknown
        and _is_due(items, place, named=named, listed=to < place)
        and not is_place(folded := fold(item.word))
        and not (folded in MEASURES and _is_measured(items, place))
        and not (priced and _is_beside_the_point(items, place))
    ]


def _is_measured(items: Sequence[Item], place: int) -> bool:
    """Whether a measure is no more than that: what is changed `to usd` is meant for money."""
    if place > 0 and items[place - 1].role is Role.PER:
        return True
    following = items[place + 1 : place + 3]
    return len(following) < 2 or following[0].role is not Role.TO or not following[1].is_currency


def _is_beside_the_point(items: Sequence[Item], place: int) -> bool:
    """Where amount and direction are said elsewhere: `45 eur per night`, `100 usd from mum`.

    `на ценнике 5000 тенге, в долларах`: a direction word is a preposition of place, too.
    """
    if place == 0:
        return True
    before = items[place - 1]
    if before.role is Role.TO and before.word.casefold() in _OF_PLACE:
        pairs = pairwise(items)
        return any(one.role is Role.TO and after.is_currency for one, after in pairs)
    return before.is_bare or before.role in {Role.PER, Role.FROM}


def _is_due(items: Sequence[Item], place: int, *, named: bool, listed: bool) -> bool:
    """named: some currency is.  listed: what is wanted has begun."""
    before = items[place - 1] if place > 0 else None
    after = items[place + 1] if place + 1 < len(items) else None
    second = items[place - 2] if place > 1 else None
    wanted = place + 2 < len(items) and items[place + 2].is_currency
    to_wanted = wanted and after is not None and after.role is Role.TO
    if before is not None and (before.is_bare or before.role in _DUE):
        percent = before.money is not None and before.money.percent  # 100% sure
        return not percent and (before.role is not Role.RATE or not named)
    if second is not None and before is not None and before.role is Role.AND:
        return second.is_currency and listed  # to eur and foo
    if before is None and to_wanted:
        return named
    if second is not None and before is not None and before.is_unknown:
        if after is None:
            return second.is_bare or second.role is Role.TO  # 100 gold coins
        return second.is_bare and to_wanted  # 100 moon credits to usd
    return _looks_like_a_code(items[place], before, after)


def _looks_like_a_code(item: Item, before: Item | None, after: Item | None) -> bool:
    if len(item.word) != 3 or not item.word.isascii() or item.word.casefold() in NO_CODES:
        return False
    if before is not None and (before.is_currency or before.is_amount):
        return after is None or item.word.isupper()
    return item.word.isupper() and before is None and after is not None and after.is_currency


def _items(tokens: Sequence[Token], language: str) -> list[Item]:
    mentions = _mentions(tokens)
    sums = SumReader(tokens, mentions, language)
    items: list[Item] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if money := sums.read(place):
            items.append(Item(place, token.text, money=money))
            place = money.end
        elif mention := mentions.get(place):
            name = tokens[mention.end - 1].text
            everyday = mention.everyday
            items.append(Item(place, name, meaning=mention.meaning, everyday=everyday))
            place = mention.end
        else:
            item = _other(tokens, place)
            if item is not None:
                items.append(item)
            place += 1
    talk = any(token.folded in TALK for token in tokens)
    return _with_nouns(_in_their_place(_without_repeats(items), talk=talk), tokens)


def _mentions(tokens: Sequence[Token]) -> dict[int, Mention]:
    found: dict[int, Mention] = {}
    place = 0
    while place < len(tokens):
        mention = read_mention(tokens, place)
        if mention is not None:
            is_code = mention.leads and tokens[place].kind in {Kind.WORD, Kind.FLAG}
            if is_code and (_is_second(tokens, place, found) or _is_wanted(tokens, place)):
                mention = mention._replace(leads=False)
            found[place] = mention
        place = mention.end if mention is not None else place + 1
    return found


def _is_second(tokens: Sequence[Token], place: int, found: Mapping[int, Mention]) -> bool:
    """The code that ends a pair: in `usd kzt 100` and `usd/kzt 100` the amount is not its own."""
    last = place - 1
    if last > 0 and (tokens[last].text in _LINKS or ROLES.get(tokens[last].folded) is Role.TO):
        last -= 1
    near = (found.get(last), found.get(last - 1))
    return any(mention.end == last + 1 for mention in near if mention is not None)


def _is_wanted(tokens: Sequence[Token], place: int) -> bool:
    """Of `in kzt 100 usd` the first code: the amount after it has a currency of its own."""
    if place == 0 or ROLES.get(tokens[place - 1].folded) is not Role.TO:
        return False
    amount, unit = tokens[place + 1 : place + 2], place + 2
    counts = bool(amount) and amount[0].kind is Kind.NUMBER
    return counts and read_mention(tokens, unit) is not None if unit < len(tokens) else False


def _other(tokens: Sequence[Token], place: int) -> Item | None:
    token = tokens[place]
    if token.kind is Kind.SIGN:
        role = ROLES.get(token.text)
        return Item(place, token.text, role=role) if role else None
    if token.kind is not Kind.WORD:
        return None
    before = tokens[place - 1].folded if place > 0 else ""
    if (token.folded,) in ASKING or (before, token.folded) in ASKING:
        return Item(place, token.text, role=Role.ASK)
    role = ROLES.get(token.folded)
    if role is Role.PLAIN:
        return None
    return Item(place, token.text, role=role)


def _with_nouns(items: list[Item], tokens: Sequence[Token]) -> list[Item]:
    """The `российскому` of `белорусский рубль к российскому` is of the noun that is said."""
    nouns: list[str] = []
    for place in range(1, len(items)):
        item, before = items[place], items[place - 1]
        led = before.is_bare or before.role in _PLACES or before.role is Role.AND
        if not (item.is_unknown and led and adjective_stem(item.word.casefold())):
            continue
        if not nouns:
            families = names().families
            said = (token.folded for token in tokens if token.folded in families)
            nouns = list(dict.fromkeys(said))[:NOUNS]
        adjective = fold(item.word)
        codes = {code for noun in nouns if (code := qualified(noun, adjective))}
        if len(codes) == 1:
            items[place] = item._replace(meaning=Meaning(codes.pop()))
    return items


def _without_repeats(items: list[Item]) -> list[Item]:
    """`100 (сто) долларов` says its amount once."""
    kept: list[Item] = []
    for item in items:
        last = kept[-1] if kept else None
        if last is not None and last.is_bare and item.money is not None:
            same = last.money is not None and last.money.value == item.money.value
            if same:
                kept.pop()
        kept.append(item)
    return kept


def _in_their_place(items: list[Item], *, talk: bool) -> list[Item]:
    """Words of everyday speech are currencies only where their place says so.

    talk: there are words that make a sentence even of one item.
    """
    spoken = [item for item in items if item.role is not Role.AND]
    if len(spoken) == 1 and not talk:
        return items
    kept: list[Item] = []
    for place, item in enumerate(items):
        if not item.everyday or _is_placed(items, kept, place):
            kept.append(item)
        elif ROLES.get(item.word.casefold()) is not Role.PLAIN:
            kept.append(Item(item.place, item.word))
    return kept


def _is_placed(items: Sequence[Item], kept: Sequence[Item], place: int) -> bool:
    item = items[place]
    left = [one for one in kept[-2:] if one.role is not Role.AND]
    before = left[-1] if left else None
    if before is not None and (before.is_currency or before.money or before.role in _PLACES):
        return True
    right = [one for one in items[place + 1 : place + 3] if one.role is not Role.AND]
    if not right:
        return False
    if right[0].is_bare and item.word.casefold() in _BEFORE_AMOUNTS:
        return True
    if before is None and right[0].is_bare and len(items) == 2:
        return item.word.casefold() not in _LISTS  # cop 100
    if right[0].role is Role.TO:
        return len(right) > 1 and (right[1].is_currency or right[1].money is not None)
    return right[0].is_currency and not right[0].everyday and before is None
