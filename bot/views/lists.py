"""Lists of articles, a page at a time: the latest, saved ones, related ones."""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from bot.locales import Words
from bot.views.actions import Articles, Latest, Nothing, Open, Saved, Topics
from bot.views.admin_actions import ShowAudit
from bot.views.choices import ShowCurrencies, ShowZones
from bot.views.document import (
    Block,
    Bold,
    DateTime,
    Document,
    Heading,
    Inline,
    Item,
    Link,
    List,
    Note,
    Paragraph,
    compose,
)
from bot.views.excerpts import Excerpt, bold_words, excerpt
from bot.views.feed_actions import ShowFeeds
from bot.views.message import Button, Keyboard, Message, compose_message
from bot.views.render import MAX_TEXT, utf16_len
from bot.views.sentences import summary
from bot.views.subscription_actions import ShowPart
from storage import Article, Draft, Page
from storage.search.query import Query

TO_SAVED = "saved"  # what /start is given by the link to the saved articles
IN_A_ROW = 8  # buttons; more are too narrow for a thumb
# Characters, in UTF-16 units.
TITLE = 200
SUMMARY = 700  # two or three sentences are hardly longer
SHORTEST = 40  # a summary with less room than this says nothing
META = 40
HEADER = 300  # what stands above the items: a heading with the query, the count, a note
BETWEEN = 8  # around an item's parts: its number, line breaks
QUERY = 100


@lru_cache(maxsize=64)
def latest(page: Page[Article], words: Words) -> Message:
    """A page of the newest. Kept while it is the same page, for it is asked for most of all."""
    if not page.total:
        return compose_message(Document(Paragraph(words.gettext("There are no articles yet."))))
    return article_list(
        page, Latest(page.number, page.size), Heading(words.gettext("Latest articles")), words
    )


def saved(page: Page[Article], words: Words) -> Message:
    if not page.total:
        text = words.gettext("You have saved nothing yet. “Save” under an article keeps it here.")
        row = (Button(words.gettext("Latest articles"), Latest()),)
        return compose_message(Document(Paragraph(text)), (row,))
    heading = Heading(words.gettext("Saved articles"))
    return article_list(page, Saved(page.number), heading, words)


def saved_elsewhere(bot_name: str, words: Words) -> Message:
    """What a group reads: whose list it would be is nobody else's business."""
    text = words.gettext("What you saved I show to you alone, in our private chat.")
    row = (Button(words.gettext("My saved articles"), url=deep_link(bot_name, TO_SAVED)),)
    return compose_message(Document(Paragraph(text)), (row,))


def related(shown: Article, items: tuple[Article, ...], back: Articles, words: Words) -> Message:
    """Articles like the one shown. What is opened from here leads back to where that came from."""
    title = Bold(summary(shown.title, sentences=1, limit=QUERY))
    document = Document(
        Heading(*compose(words.gettext("Related to: {title}"), title=title), keep=True),
        List(*article_items(items, words), spaced=True),
    )
    to_article = (Button(words.gettext("Back"), Open(shown.id, back)),)
    return compose_message(document, (*number_rows(items, back), to_article))


def article_list(
    page: Page[Article],
    here: Articles,
    heading: Heading,
    words: Words,
    *,
    notes: tuple[Note, ...] = (),
    query: Query | None = None,
    rows: Keyboard = (),
) -> Message:
    """A page of any list.

    query: what was asked for; its words are bold.
    rows: further buttons under those that open and turn.
    """
    document = Document(
        Heading(*heading.inlines, keep=True),
        viewing(page, words),
        *notes,
        List(*article_items(page.items, words, query), spaced=True),
    )
    keyboard = (*number_rows(page.items, here), *paging(here, page.number, page.last), *rows)
    return compose_message(document, keyboard)


def viewing(page: Page[Article] | Page[tuple[str, int]], words: Words) -> Block:
    """Which part of a list this is."""
    text = words.gettext(
        "Viewing results {first} – {last} of {total}",
        first=words.number(page.first_item),
        last=words.number(page.last_item),
        total=words.number(page.total),
    )
    return Paragraph(text, keep=True, tight=True)


def about(shown: Article | Draft, words: Words) -> tuple[Inline, ...]:
    """Topic and date, where they are known. Each reader sees the date of their own time zone."""
    parts: list[Inline] = [summary(topic, limit=META) for topic in shown.topics[:1]]
    if shown.published_at:
        day = words.date(shown.published_at.date())
        parts += [" · "] * len(parts) + [DateTime(_within_day(shown.published_at), day)]
    return tuple(parts)


def _within_day(published_at: datetime) -> datetime:
    """The moment, or noon where only the day is known: it is the same day nearly everywhere."""
    only_day = published_at.astimezone(UTC).time() == time.min
    return published_at + timedelta(hours=12) if only_day else published_at


def number_rows(items: tuple[Article, ...], here: Articles) -> Keyboard:
    """Buttons that open the articles, in rows of equal length as far as that goes."""
    buttons = [Button(str(number), Open(shown.id, here)) for number, shown in enumerate(items, 1)]
    rows = max(1, -(-len(buttons) // IN_A_ROW))
    length = max(1, -(-len(buttons) // rows))
    return tuple(tuple(buttons[start : start + length]) for start in range(0, len(buttons), length))


def paging(
    here: Articles | Topics | Open | ShowZones | ShowCurrencies | ShowPart | ShowAudit | ShowFeeds,
    number: int,
    last: int,
) -> Keyboard:
    """The row that turns pages, where there is more than one."""
    if last == 1:
        return ()
    blank = Button(" ", Nothing())
    before = Button("◀", here.at(number - 1)) if number > 1 else blank
    after = Button("▶", here.at(number + 1)) if number < last else blank
    return ((before, Button(f"{number}/{last}", Nothing()), after),)


def deep_link(bot_name: str, payload: str) -> str:
    """Opens the private chat with the bot, which hears "/start PAYLOAD"."""
    return f"https://t.me/{bot_name}?start={payload}"


def _title(shown: Article, title: str, query: Query | None) -> tuple[Inline, ...]:
    """Bold, or with the words asked for in bold."""
    inlines = bold_words(title, query, shown.language) if query else (Bold(title),)
    return (Link(shown.url, *inlines),) if shown.url else inlines


def article_items(
    items: tuple[Article, ...], words: Words, query: Query | None = None
) -> list[Item]:
    """Two or three sentences of each, as far as all of them fit into one message.

    What one article leaves of its share goes to those after it.
    """
    share = (MAX_TEXT - HEADER) // max(1, len(items))
    titles = [summary(one.title, sentences=9, limit=min(TITLE, share // 2)) for one in items]
    abouts = [about(one, words) for one in items]
    taken = sum(map(utf16_len, titles)) + sum(map(_length, abouts)) + BETWEEN * len(items)
    room = MAX_TEXT - HEADER - taken
    shown = []
    for at, (one, title) in enumerate(zip(items, titles, strict=True)):
        text = _excerpt(one, query, min(SUMMARY, room // (len(items) - at)))
        room -= utf16_len(text.text)
        blocks = (
            *((Note(*abouts[at]),) if abouts[at] else ()),
            *((Paragraph(*text.inlines),) if text.text else ()),
        )
        shown.append(Item(*_title(one, title, query), blocks=blocks, number=at + 1))
    return shown


def _excerpt(shown: Article, query: Query | None, room: int) -> Excerpt:
    return excerpt(shown, query, room) if room >= SHORTEST else Excerpt("")


def _length(inlines: tuple[Inline, ...]) -> int:
    return sum(utf16_len(one) if isinstance(one, str) else _length(one.inlines) for one in inlines)
