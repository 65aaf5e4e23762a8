"""The topics, with the number of their articles."""

from bot.locales import Words
from bot.views.actions import Search, Topics
from bot.views.document import Bold, Document, Heading, Paragraph, compose
from bot.views.lists import QUERY, paging, viewing
from bot.views.message import Button, Keyboard, Message, compose_message, label
from bot.views.sentences import summary
from storage import Page

PAGE_SIZE = 12
IN_A_ROW = 2
LABEL = 28  # UTF-16 units of a topic in a button, beside its number

Topic = tuple[str, int]  # its name, and how many articles it has


def topics(page: Page[Topic], searches: dict[str, Search], words: Words) -> Message:
    """searches: for each topic of the page, the search that its button asks for."""
    if not page.total:
        return compose_message(Document(Paragraph(words.gettext("There are no topics yet."))))
    document = Document(
        Heading(words.gettext("Topics")),
        viewing(page, words),
        Paragraph(words.gettext("Press a topic for its newest articles.")),
    )
    return compose_message(document, _keyboard(page, searches, words))


def unknown(
    name: str,
    page: Page[Topic],
    searches: dict[str, Search],
    words: Words,
    in_text: Search,
) -> Message:
    """No topic has this name; these are those there are.  in_text: the search for the words."""
    shown = Bold(summary(name, sentences=1, limit=QUERY))
    said = compose(words.gettext("There is no topic {name}."), name=shown)
    look = Button(words.gettext("Search: {words}", words=label(name, LABEL)), in_text)
    if not page.total:
        return compose_message(Document(Paragraph(*said)), ((look,),))
    hint = words.gettext("These are the topics:")
    document = Document(Paragraph(*said, " ", hint))
    return compose_message(document, ((look,), *_keyboard(page, searches, words)))


def page_of(topics: tuple[Topic, ...], number: int) -> Page[Topic]:
    """A page of them; one past the end is the last."""
    last = max(1, -(-len(topics) // PAGE_SIZE))
    number = min(max(1, number), last)
    start = (number - 1) * PAGE_SIZE
    return Page(topics[start : start + PAGE_SIZE], number, PAGE_SIZE, len(topics))


def _keyboard(page: Page[Topic], searches: dict[str, Search], words: Words) -> Keyboard:
    buttons = [
        Button(f"{label(name, LABEL)} · {words.number(count)}", searches[name])
        for name, count in page.items
    ]
    rows = tuple(
        tuple(buttons[start : start + IN_A_ROW]) for start in range(0, len(buttons), IN_A_ROW)
    )
    return (*rows, *paging(Topics(page.number), page.number, page.last))
