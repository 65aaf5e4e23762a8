"""What a search finds, what else may have been meant, and how to search."""

import re
from collections.abc import Sequence

from bot.locales import Words
from bot.views.actions import Latest, Search, Topics
from bot.views.document import (
    Bold,
    Code,
    Document,
    Heading,
    Inline,
    Item,
    List,
    Note,
    Paragraph,
    Quote,
    compose,
)
from bot.views.lists import QUERY, article_list
from bot.views.message import Button, Keyboard, Message, compose_message, label
from bot.views.sentences import summary
from storage import Article, Found, Order

SUGGESTION = 40  # UTF-16 units of a suggestion's label

_QUOTES = re.compile('["“”„«»‟＂]')
_TOPIC = re.compile(r'topic:"([^"]+)"')

Suggestions = Sequence[tuple[str, Search]]  # a whole query and the search for it


def results(
    found: Found[Article],
    asked: Search,
    query: str,
    words: Words,
    suggestions: Suggestions = (),
    conversion: Button | None = None,
) -> Message:
    """asked: the search as a button can carry it.  query: its words.

    conversion: converts the money that the words speak of.
    """
    notes = tuple(Note(*note) for note in _notes(found, asked, query, words))
    rows = (*_suggested(suggestions, words), *(((conversion,),) if conversion else ()))
    if not found.page.total:
        nothing = compose(words.gettext("Nothing was found for {words}."), words=_shown(query))
        hint = words.gettext("Try fewer words, or other ones.")
        return compose_message(Document(Paragraph(*nothing, " ", hint), *notes), rows)
    topic = topic_of(query)
    said = words.gettext("Topic: {words}") if topic else words.gettext("Search: {words}")
    heading = Heading(*compose(said, words=_shown(topic or query)))
    rows = (*rows, *_sorting(found, asked, words), *_to_topics(topic, words))
    return article_list(
        found.page, asked, heading, words, notes=notes, query=found.query, rows=rows
    )


def how_to(words: Words) -> Message:
    """What /search says when nothing is asked."""
    hint = words.gettext("Write what you are looking for after the command, as in:")
    forms = (
        (words.gettext('"nuclear power"'), words.gettext("these words, one after the other")),
        (words.gettext("export -oil"), words.gettext("without this word")),
        (words.gettext("zinc OR lead"), words.gettext("one of them, or both")),
        (words.gettext("kazakh*"), words.gettext("words that begin like this")),
        (words.gettext("topic:energy"), words.gettext("on a topic; /topics shows them all")),
        (words.gettext("source:site"), words.gettext("from a source")),
        (words.gettext("lang:ru"), words.gettext("in a language")),
        (words.gettext("after:2024-12-01"), words.gettext("from this day on")),
        (words.gettext("before:last week"), words.gettext("until before then")),
    )
    items = (Item(Code(form), f" – {meaning}") for form, meaning in forms)
    return compose_message(
        Document(
            Paragraph(hint),
            Paragraph("/search " + words.gettext("uranium"), tight=True),
            Quote(
                Paragraph(Bold(words.gettext("More exactly"))),
                List(*items, tight=True),
                expandable=True,
            ),
        )
    )


def gone(words: Words) -> Message:
    """A button under a search that is no longer known."""
    text = words.gettext("This search is no longer there. Please ask again.")
    row = (
        Button(words.gettext("Latest articles"), Latest()),
        Button(words.gettext("Topics"), Topics()),
    )
    return compose_message(Document(Paragraph(text)), (row,))


def topic_query(topic: str) -> str:
    """The search for all articles on a topic."""
    return f'topic:"{_QUOTES.sub(" ", topic)}"'


def topic_of(query: str) -> str | None:
    """The topic, where a query asks for one and nothing else."""
    found = _TOPIC.fullmatch(query)
    return found[1] if found else None


def _shown(query: str) -> Inline:
    return Bold(summary(query, sentences=1, limit=QUERY))


def _notes(
    found: Found[Article], asked: Search, query: str, words: Words
) -> list[tuple[Inline, ...]]:
    """What the reader has to know of these results."""
    notes: list[tuple[Inline, ...]] = []
    if found.preparing:
        notes.append((words.gettext("Search is being prepared; articles may be missing."),))
    if found.corrected is not None:
        said = words.gettext("Nothing was found for {words}; these are results for {others}.")
        notes.append(compose(said, words=_shown(query), others=_shown(found.corrected)))
    if found.any_word and found.page.total:
        notes.append((_some_words(found, asked, words),))
    return notes


def _some_words(found: Found[Article], asked: Search, words: Words) -> str:
    """Only the first page, best first, begins with those that have all the words, if any has."""
    if asked.order is not Order.BEST or found.page.number > 1:
        return words.gettext("Some of these have only some of the words.")
    if found.page.items and found.query.matches(found.page.items[0]):
        return words.gettext("Few articles have all the words; those come first.")
    return words.gettext("No article has all the words; these have some of them.")


def _suggested(suggestions: Suggestions, words: Words) -> Keyboard:
    return tuple(
        (Button(words.gettext("Did you mean {words}?", words=label(text, SUGGESTION)), search),)
        for text, search in suggestions
    )


def _sorting(found: Found[Article], asked: Search, words: Words) -> Keyboard:
    if found.page.total == 1 or not found.query.ranks:
        return ()
    if asked.order is Order.BEST:
        newest = Search(1, asked.words, asked.number, Order.NEWEST)
        return ((Button(words.gettext("Newest first"), newest),),)
    return ((Button(words.gettext("Best first"), Search(1, asked.words, asked.number)),),)


def _to_topics(topic: str | None, words: Words) -> Keyboard:
    return ((Button(words.gettext("All topics"), Topics()),),) if topic else ()
