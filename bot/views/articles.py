"""An article in full, page by page."""

from dataclasses import dataclass, replace

from bot.locales import Words
from bot.views.actions import Articles, Keep, Open, Related, Search
from bot.views.article_pages import article_pages
from bot.views.document import Block, Document, Heading, Link, Note, Paragraph, Quote
from bot.views.links import web_address
from bot.views.lists import about, paging
from bot.views.message import Button, Keyboard, Message, Preview, compose_message, label
from bot.views.render import utf16_len
from bot.views.sentences import summary
from storage import Article, ArticleStatus

# UTF-16 units. With a page of the text, all of this fits into one message.
TITLE = 300
LEAD = 600  # a summary above the text
SHORT_LEAD = 280  # one that is shown without being unfolded
TOPICS = 3
TOPIC = 30


@dataclass(frozen=True, slots=True)
class Ways:
    """Where one can go from an open article.

    topics: each with the search for it.  newer, older: the articles beside this one, in time or
    (not by_time) in the order of what was found or saved.  saved: whether the person has saved it.
    share: whether the bot has inline mode.
    """

    topics: tuple[tuple[str, Search], ...] = ()
    newer: Open | None = None
    older: Open | None = None
    by_time: bool = True
    saved: bool = False
    share: bool = False


def article(
    shown: Article, here: Open, ways: Ways, words: Words, *, deeds: Keyboard = ()
) -> Message:
    """A page of one. Its picture is a card over the text, so that pages turn in one message.

    deeds: further buttons, of its editors, who see it also where it was taken back.
    """
    pages = article_pages(shown.body or shown.summary)
    number = min(here.page, len(pages))
    title = summary(shown.title, sentences=9, limit=TITLE)
    line = about(shown, words)
    document = Document(
        Heading(Link(shown.url, title) if shown.url else title, keep=True),
        *((Note(*line, keep=True, tight=True),) if line else ()),
        *(() if _is_live(shown) else (Note(_retracted(words), keep=True),)),
        *(_lead(shown) if number == 1 else ()),
        Paragraph(pages[number - 1]),
        *_page_line(number, len(pages), words),
    )
    here = replace(here, page=number)
    *rows, back = _keyboard(shown, here, len(pages), ways, words)
    keyboard = (*rows, *deeds, back)
    return compose_message(document, keyboard, preview=picture_of(shown))


def _is_live(shown: Article) -> bool:
    return shown.status is ArticleStatus.LIVE


def _retracted(words: Words) -> str:
    return words.gettext("Retracted: only the site’s editors see it.")


def article_gone(back: Articles, words: Words) -> Message:
    text = words.gettext("This article is no longer there.")
    return compose_message(Document(Paragraph(text)), ((Button(words.gettext("Back"), back),),))


def picture_of(shown: Article) -> Preview | None:
    """Its image as a card above the text."""
    address = web_address(shown.image)
    return Preview(address, above=True, large=True) if address else None


def share_query(article_id: int) -> str:
    """What finds just this article, in inline mode and after /start."""
    return f"a_{article_id}"


def shared_id(query: str) -> int | None:
    """The article that a `share_query` asks for."""
    number = query.removeprefix("a_")
    sound = number != query and number.isascii() and number.isdigit() and len(number) <= 18
    return int(number) if sound else None


def _lead(shown: Article) -> tuple[Block, ...]:
    """The summary, where it says what the text does not begin with."""
    if not shown.summary or not shown.body:
        return ()
    begin = _letters(shown.summary)
    if _letters(shown.body[: 2 * len(shown.summary) + LEAD]).startswith(begin):
        return ()
    text = summary(shown.summary, sentences=9, limit=LEAD)
    if utf16_len(text) <= SHORT_LEAD:
        return (Note(text),)
    return (Quote(Paragraph(text), expandable=True),)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _page_line(number: int, last: int, words: Words) -> tuple[Block, ...]:
    if last == 1:
        return ()
    line = words.gettext(
        "Page {number} of {last}", number=words.number(number), last=words.number(last)
    )
    return (Note(line, keep=True),)


def _keyboard(shown: Article, here: Open, pages: int, ways: Ways, words: Words) -> Keyboard:
    site = web_address(shown.url)
    rows = (
        *paging(here, here.page, pages),
        (
            *((Button(words.gettext("Read on the site"), url=site),) if site else ()),
            *((_share(shown, words),) if ways.share else ()),
        ),
        (_save(here, ways.saved, words), _related(here, words)) if _is_live(shown) else (),
        tuple(Button(label(name, TOPIC), search) for name, search in ways.topics[:TOPICS]),
        _beside(ways, words),
        (Button(words.gettext("Back"), here.back),),
    )
    return tuple(row for row in rows if row)


def _share(shown: Article, words: Words) -> Button:
    return Button(words.gettext("Share"), share=share_query(shown.id))


def _save(here: Open, saved: bool, words: Words) -> Button:
    text = words.gettext("Saved ✓") if saved else words.gettext("Save")
    return Button(text, Keep(here, keep=not saved))


def _related(here: Open, words: Words) -> Button:
    return Button(words.gettext("Related"), Related(here.article_id, here.back))


def _beside(ways: Ways, words: Words) -> tuple[Button, ...]:
    newer = words.gettext("◀ Newer") if ways.by_time else words.gettext("◀ Previous")
    older = words.gettext("Older ▶") if ways.by_time else words.gettext("Next ▶")
    return (
        *((Button(newer, ways.newer),) if ways.newer else ()),
        *((Button(older, ways.older),) if ways.older else ()),
    )
