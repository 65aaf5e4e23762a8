"""What subscribed chats get: articles, lists of them, rates. Never a button that calls the bot.

Under a post in a channel anyone may press, and an answer would be a post of its own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.locales import Words
from bot.views.articles import picture_of, share_query
from bot.views.document import (
    Block,
    Bold,
    Document,
    Heading,
    Inline,
    Item,
    Link,
    List,
    Note,
    Paragraph,
    Strike,
)
from bot.views.links import web_address
from bot.views.lists import about, article_items, deep_link
from bot.views.message import Message, compose_message
from bot.views.rate_tables import Rate, origins, table_of
from bot.views.render import MAX_TEXT, utf16_len
from bot.views.sentences import summary
from storage import Article, ArticleStatus
from storage.deliveries import Format, Mode, Subscription

OWN_TEXT = 200  # characters of an owner's header or footer
SUMMARY = 900  # UTF-16 units of a summary
# Of a list's room its heading, its last line, and what stands around each title.
AROUND_LIST = 150
AROUND_ITEM = 8
WITH_SUMMARIES = 6  # articles of a digest, at most, that are shown with some sentences each

_NO_TAG = re.compile(r"[^\w\u200c\u00b7\u0d80-\u0dff]+")


@dataclass(frozen=True, slots=True)
class Site:
    """bot_name: what a link to an article without an address of its own leads to."""

    name: str
    bot_name: str


def post(shown: Article, subscription: Subscription, words: Words, site: Site) -> Message:
    """One article. The title is whole; of the text as much as the format and a message take."""
    address = _address(shown, site)
    plain = subscription.format is Format.TITLE
    line = _about(shown, subscription, words)
    document = Document(
        *_own(subscription.header),
        Heading(Link(address, shown.title) if address else shown.title, keep=True),
        *((Note(*line, keep=True, tight=True),) if line else ()),
        *_text(shown, subscription.format),
        *(() if plain or not address else _read_on(shown, address, words)),
        *_hashtags([shown], subscription),
        *_own(subscription.footer),
    )
    return compose_message(document, preview=picture_of(shown) if subscription.picture else None)


def bundle(
    shown: Sequence[Article],
    subscription: Subscription,
    words: Words,
    site: Site,
    *,
    more: int = 0,
) -> Message:
    """The articles of one load, as a list.  more: that are not among these."""
    heading = words.ngettext("{n} new article", "{n} new articles", len(shown) + more)
    return _list(heading, shown, more, subscription, words, site)


def digest(
    shown: Sequence[Article],
    subscription: Subscription,
    words: Words,
    site: Site,
    *,
    more: int = 0,
) -> Message:
    """What came since the one before.  more: that are not among these."""
    if subscription.mode is Mode.WEEKLY:
        heading = words.gettext("{site}: the week", site=site.name)
    else:
        heading = words.gettext("{site}: the day", site=site.name)
    if len(shown) > WITH_SUMMARIES or subscription.format is Format.TITLE:
        return _list(heading, shown, more, subscription, words, site)
    document = Document(
        *_own(subscription.header),
        Heading(heading, keep=True),
        List(*article_items(tuple(shown), words), spaced=True),
        *_rest(more, words, site),
        *_hashtags(shown, subscription),
        *_own(subscription.footer),
    )
    return compose_message(document)


def rates(
    table: Sequence[Rate], names: Mapping[str, str], subscription: Subscription, words: Words
) -> Message:
    """The rates of the day.  names: of sources, by code."""
    document = Document(
        *_own(subscription.header),
        Heading(words.gettext("Currency rates"), keep=True),
        *_rates(table, words),
        *origins([rate.path for rate in table], names, words),
        *_own(subscription.footer),
    )
    return compose_message(document)


def taken_back(shown: Article, subscription: Subscription, words: Words) -> Message:
    """In place of a post that Telegram does not let be deleted any more."""
    known = shown.status is not ArticleStatus.DELETED and shown.title
    document = Document(
        *((Paragraph(Strike(shown.title), keep=True),) if known else ()),
        Note(words.gettext("This article was taken back by its publisher."), keep=True),
        *_own(subscription.footer),
    )
    return compose_message(document)


def hashtag(topic: str) -> str:
    """`#Central_Asia`; empty for a topic that Telegram would make no hashtag of."""
    tag = _NO_TAG.sub("_", topic).strip("_")
    return f"#{tag}" if any(map(str.isalpha, tag)) else ""


def _text(shown: Article, form: Format) -> tuple[Block, ...]:
    match form:
        case Format.TITLE:
            text = ""
        case Format.SUMMARY:
            text = summary(shown.summary or shown.body, sentences=3, limit=SUMMARY)
        case Format.FULL:
            text = shown.body or shown.summary
    return (Paragraph(text),) if text else ()


def _address(shown: Article, site: Site) -> str | None:
    """Where an article can be read: on its site, or else in the bot."""
    own = web_address(shown.url)
    if own is None and site.bot_name:
        return deep_link(site.bot_name, share_query(shown.id))
    return own


def _read_on(shown: Article, address: str, words: Words) -> tuple[Block, ...]:
    on_site = web_address(shown.url) is not None
    said = words.gettext("Read on the site") if on_site else words.gettext("Read on")
    return (Paragraph(Link(address, said), keep=True),)


def _about(shown: Article, subscription: Subscription, words: Words) -> tuple[Inline, ...]:
    """Topic and date; a topic that is a hashtag needs no second mention."""
    line = about(shown, words)
    if subscription.hashtags and shown.topics and hashtag(shown.topics[0]):
        return line[2:]
    return line


def _own(text: str) -> tuple[Block, ...]:
    """The owner's text, line by line."""
    lines = [line for line in text.splitlines() if line.strip()]
    return tuple(Paragraph(line, keep=True, tight=at > 0) for at, line in enumerate(lines))


def _hashtags(shown: Sequence[Article], subscription: Subscription) -> tuple[Block, ...]:
    if not subscription.hashtags:
        return ()
    tags = dict.fromkeys(hashtag(topic) for one in shown for topic in one.topics)
    line = " ".join(tag for tag in tags if tag)
    return (Paragraph(summary(line, limit=MAX_TEXT // 8), keep=True),) if line else ()


def _list(
    heading: str,
    shown: Sequence[Article],
    more: int,
    subscription: Subscription,
    words: Words,
    site: Site,
) -> Message:
    """Titles under each other: all that fit, and the number of the others."""
    own = utf16_len(subscription.header) + utf16_len(subscription.footer)
    tags = _hashtags(shown, subscription) if len(shown) <= WITH_SUMMARIES else ()
    room = MAX_TEXT - AROUND_LIST - utf16_len(heading) - own
    room -= sum(utf16_len(str(one)) for block in tags for one in getattr(block, "inlines", ()))
    items: list[Item] = []
    for number, one in enumerate(shown, 1):
        room -= utf16_len(one.title) + AROUND_ITEM
        if room < 0 and items:
            break
        address = _address(one, site)
        title = Bold(one.title)
        items.append(Item(Link(address, title) if address else title, number=number))
    document = Document(
        *_own(subscription.header),
        Heading(heading, keep=True),
        List(*items, spaced=False),
        *_rest(more + len(shown) - len(items), words, site),
        *tags,
        *_own(subscription.footer),
    )
    return compose_message(document)


def _rest(more: int, words: Words, site: Site) -> tuple[Block, ...]:
    if not more:
        return ()
    said = words.ngettext("and {n} more", "and {n} more", more)
    there = Link(f"https://t.me/{site.bot_name}", said) if site.bot_name else said
    return (Paragraph(there, keep=True),)


def _rates(table: Sequence[Rate], words: Words) -> tuple[Block, ...]:
    if not table:
        return (Paragraph(words.gettext("There are no rates yet.")),)
    return (table_of(table, words),)
