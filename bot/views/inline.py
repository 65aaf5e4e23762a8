"""Inline mode: cards to choose from in any chat, and what a chosen one sends."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.locales import Words
from bot.money.convert import Conversion
from bot.views import conversions
from bot.views.articles import picture_of, share_query
from bot.views.conversions import Results
from bot.views.document import Document, Heading, Link, Note, Paragraph
from bot.views.excerpts import excerpt
from bot.views.links import web_address
from bot.views.lists import about, deep_link
from bot.views.message import Button, Message, Preview, compose_message, label
from bot.views.sentences import summary
from storage import Article
from storage.search.query import Query

PAGE_SIZE = 20  # cards in an answer; Telegram takes 50
FOR_WORDS = 60  # seconds that Telegram may give the same answer again
FOR_LATEST = 30
MOST_MONEY = 8  # currencies with a card each
ID = 60  # bytes of a card's id; Bot API, InlineQueryResultArticle: 64
TO_SEARCH = "search"  # what /start is given by the button where nothing was found
# Characters of a body in which words are looked for: people type while they wait for the cards.
LOOKED_AT = 3_000
# UTF-16 units.
TITLE = 120
DESCRIPTION = 160
FULL_TITLE = 300
SUMMARY = 700


@dataclass(frozen=True, slots=True)
class Card:
    """One result. thumbnail: the address of its picture, empty for none."""

    id: str
    title: str
    description: str
    thumbnail: str
    message: Message


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """All that one inline query finds, or a page of it.

    cache_time: seconds that Telegram may give it again to who asked: language, zone and currencies
    are each person's own.  next_offset: what the next page is asked for with, empty where there is
    none.  otherwise: a button above the cards that opens the private chat, and the payload that
    /start has there.
    """

    cards: tuple[Card, ...]
    cache_time: int
    next_offset: str = ""
    otherwise: str = ""
    payload: str = ""


def card(shown: Article, query: Query | None, bot_name: str, words: Words) -> Card:
    """query: what was asked for; None where nothing was."""
    found = excerpt(shown, query, DESCRIPTION, looked_at=LOOKED_AT)
    picture = picture_of(shown)
    return Card(
        id=str(shown.id),
        title=label(shown.title, TITLE),
        description=label(found.text, DESCRIPTION) if found.text else "",
        thumbnail=picture.url if picture else "",
        message=_message(shown, picture, bot_name, words),
    )


def money_cards(
    results: Results, names: Mapping[str, str], words: Words, day: date | None
) -> tuple[Card, ...]:
    """One for all that an amount is worth, where that is more than one thing, and one for each.

    names: of sources, by code.  day: whose rates were asked for; None for today's.
    """
    found = [result for result in results if isinstance(result, Conversion)]
    each = tuple(_money_card((one,), names, words, day) for one in found[:MOST_MONEY])
    return (_money_card(results, names, words, day), *each) if len(results) > 1 else each


def _money_card(results: Results, names: Mapping[str, str], words: Words, day: date | None) -> Card:
    first = next(result for result in results if isinstance(result, Conversion))
    if len(results) == 1:
        title = conversions.line(first, words)
        description = conversions.small_print(results, names, words)
    else:
        title = " · ".join((conversions.sum_of(first, words), *(one.quote for one in results)))
        description = " · ".join(
            f"{conversions.figure(one, words)} {one.quote}"
            for one in results
            if isinstance(one, Conversion)
        )
    copy = conversions.copy_button(first, words, words.gettext("Copy"))
    message = conversions.conversion(results, words, names, day=day)
    return Card(
        id="=" + ".".join(one.quote for one in results)[:ID],
        title=label(title, TITLE),
        description=label(description, DESCRIPTION) if description else "",
        thumbnail="",
        message=replace(message, keyboard=((copy,),)) if copy and len(results) == 1 else message,
    )


def nothing_found(words: Words) -> str:
    """The button where no card is."""
    return words.gettext("Nothing found: search in the bot")


def _message(shown: Article, picture: Preview | None, bot_name: str, words: Words) -> Message:
    site = web_address(shown.url)
    title = summary(shown.title, sentences=9, limit=FULL_TITLE)
    line = about(shown, words)
    document = Document(
        Heading(Link(site, title) if site else title, keep=True),
        *((Note(*line, keep=True, tight=True),) if line else ()),
        Paragraph(summary(shown.summary or shown.body, sentences=3, limit=SUMMARY)),
    )
    to_bot = deep_link(bot_name, share_query(shown.id))
    rows = (
        *(((Button(words.gettext("Read on the site"), url=site),),) if site else ()),
        (Button(words.gettext("Open in the bot"), url=to_bot),),
    )
    return compose_message(document, rows, preview=picture or (Preview(site) if site else None))
