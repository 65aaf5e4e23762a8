"""Articles: a page of a list, and one in full."""

from functools import lru_cache

from bot.locales import Words
from bot.views.actions import Latest, Nothing, Open, Search
from bot.views.document import (
    Bold,
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
from bot.views.message import Button, Keyboard, Message, compose_message
from bot.views.render import MAX_TEXT, utf16_len
from bot.views.sentences import summary
from storage import Article, Found, Page

PAGE_SIZE = 6
# Characters, in UTF-16 units.
TITLE = 200
SUMMARY = 700  # two or three sentences are hardly longer
META = 40
HEADER = 300  # what stands above the items: a heading with the query, the count, a note
BETWEEN = 8  # around an item's parts: its number, line breaks
QUERY = 100


@lru_cache(maxsize=64)
def latest(page: Page[Article], words: Words) -> Message:
    """A page of the newest. Kept while it is the same page, for it is asked for most of all."""
    if not page.total:
        return compose_message(Document(Paragraph(words.gettext("There are no articles yet."))))
    return _list(page, Latest(page.number), Heading(words.gettext("Latest articles")), words)


def search_results(found: Found[Article], asked: Search, query: str, words: Words) -> Message:
    """asked: the search as a button can carry it.  query: its words."""
    preparing = (
        (Note(words.gettext("Search is being prepared; articles may be missing.")),)
        if found.preparing
        else ()
    )
    shown = Bold(summary(query, sentences=1, limit=QUERY))
    if not found.page.total:
        nothing = compose(words.gettext("Nothing was found for {words}."), words=shown)
        hint = words.gettext("Try fewer words, or other ones.")
        return compose_message(Document(Paragraph(*nothing, " ", hint), *preparing))
    heading = Heading(*compose(words.gettext("Search: {words}"), words=shown))
    return _list(found.page, asked, heading, words, preparing)


def article(shown: Article, back: Latest | Search, words: Words) -> Message:
    """One in full, as far as a message goes."""
    title = Link(shown.url, shown.title) if shown.url else shown.title
    about = _about(shown, words)
    document = Document(
        Heading(title, keep=True),
        *((Note(about, keep=True, tight=True),) if about else ()),
        Paragraph(shown.body or shown.summary),
    )
    to_site = Button(words.gettext("Read on the site"), url=shown.url)
    to_list = Button(words.gettext("Back"), back)
    rows = ((to_site,), (to_list,)) if shown.url else ((to_list,),)
    return compose_message(document, rows)


def article_gone(back: Latest | Search, words: Words) -> Message:
    text = words.gettext("This article is no longer there.")
    return compose_message(Document(Paragraph(text)), ((Button(words.gettext("Back"), back),),))


def no_words(words: Words) -> Message:
    """What /search says when nothing is asked."""
    hint = words.gettext("Write what you are looking for after the command, as in:")
    return compose_message(
        Document(Paragraph(hint), Paragraph("/search " + words.gettext("uranium"), tight=True))
    )


def _list(
    page: Page[Article],
    here: Latest | Search,
    heading: Heading,
    words: Words,
    notes: tuple[Note, ...] = (),
) -> Message:
    viewing = words.gettext(
        "Viewing results {first} – {last} of {total}",
        first=words.number(page.first_item),
        last=words.number(page.last_item),
        total=words.number(page.total),
    )
    document = Document(
        Heading(*heading.inlines, keep=True),
        Paragraph(viewing, keep=True, tight=True),
        *notes,
        List(*_items(page, words), spaced=True),
    )
    return compose_message(document, _keyboard(page, here))


def _items(page: Page[Article], words: Words) -> list[Item]:
    """Two or three sentences of each, as far as all of them fit into one message.

    What one article leaves of its share goes to those after it.
    """
    titles = [summary(shown.title, sentences=9, limit=TITLE) for shown in page.items]
    abouts = [_about(shown, words) for shown in page.items]
    taken = sum(utf16_len(text) for text in (*titles, *abouts)) + BETWEEN * len(titles)
    room = MAX_TEXT - HEADER - taken
    items = []
    for number, (shown, title, about) in enumerate(zip(page.items, titles, abouts, strict=True), 1):
        share = min(SUMMARY, room // (len(titles) - number + 1))
        text = summary(shown.summary or shown.body, sentences=3, limit=share)
        room -= utf16_len(text)
        lead: Inline = Bold(Link(shown.url, title) if shown.url else title)
        blocks = (*((Note(about),) if about else ()), *((Paragraph(text),) if text else ()))
        items.append(Item(lead, blocks=blocks, number=number))
    return items


def _about(shown: Article, words: Words) -> str:
    """Topic and date, where they are known."""
    parts = [summary(topic, limit=META) for topic in shown.topics[:1]]
    if shown.published_at:
        parts.append(words.date(shown.published_at.date()))
    return " · ".join(parts)


def _keyboard(page: Page[Article], here: Latest | Search) -> Keyboard:
    numbers = tuple(
        Button(str(number), Open(shown.id, here)) for number, shown in enumerate(page.items, 1)
    )
    if page.last == 1:
        return (numbers,) if numbers else ()
    before = Button("◀", _at(here, page.number - 1)) if page.number > 1 else Button(" ", Nothing())
    after = (
        Button("▶", _at(here, page.number + 1))
        if page.number < page.last
        else Button(" ", Nothing())
    )
    return numbers, (before, Button(f"{page.number}/{page.last}", Nothing()), after)


def _at(here: Latest | Search, page: int) -> Latest | Search:
    if isinstance(here, Latest):
        return Latest(page)
    return Search(page, here.words, here.number)
