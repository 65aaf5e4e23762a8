"""Loading: what was found, what was stored, what was wrong."""

from bot.ingest import Content, Problem
from bot.locales import Words
from bot.views.actions import Decide
from bot.views.document import Block, Bold, Document, Heading, Item, List, Note, Paragraph, compose
from bot.views.message import Button, Message, compose_message
from bot.views.sentences import summary
from storage import Import, ImportState, Tally

TITLES_SHOWN = 6
PROBLEMS_SHOWN = 10
TITLE = 120  # characters
FILE_NAME = 80


def preview(
    name: str, content: Content, articles: Tally, rates: Tally, number: int, words: Words
) -> Message:
    """What a file holds, and the question what to do with it."""
    document = Document(
        Heading(_name(name, words), keep=True),
        Paragraph(found(content, words), keep=True),
        *(Paragraph(line, keep=True, tight=True) for line in tallies(articles, rates, words)),
        *(Paragraph(line, keep=True) for line in further_pages(content, words)),
        *_problems(content, words),
        List(*(Item(summary(d.title, limit=TITLE)) for d in content.drafts[:TITLES_SHOWN])),
    )
    row = (
        Button(words.gettext("Load"), Decide(number, load=True)),
        Button(words.gettext("Cancel"), Decide(number, load=False)),
    )
    return compose_message(document, (row,))


def found(content: Content, words: Words) -> str:
    """As "6 articles and 5 rates of 21 December 2024 were found."."""
    articles = words.ngettext("{n} article", "{n} articles", len(content.drafts))
    days = {quote.as_of for quote in content.quotes}
    if len(days) == 1:
        rates = words.ngettext(
            "{n} rate of {date}", "{n} rates of {date}", len(content.quotes), date=words.date(*days)
        )
    else:
        rates = words.ngettext("{n} rate", "{n} rates", len(content.quotes))
    if not content.quotes:
        return words.gettext("Found: {articles}.", articles=articles)
    if not content.drafts:
        return words.gettext("Found: {rates}.", rates=rates)
    return words.gettext("Found: {articles} and {rates}.", articles=articles, rates=rates)


def tallies(articles: Tally, rates: Tally, words: Words) -> list[str]:
    lines = []
    if articles.total:
        lines.append(words.gettext("Articles: {counts}.", counts=_counts(articles, words)))
    if rates.total:
        lines.append(words.gettext("Rates: {counts}.", counts=_counts(rates, words)))
    return lines


def further_pages(content: Content, words: Words) -> list[str]:
    """A line about results that the page speaks of and does not hold, if there are any."""
    if not content.on_further_pages:
        return []
    spoken = words.ngettext(
        "The page speaks of {n} result", "The page speaks of {n} results", content.spoken_of or 0
    )
    rest = words.ngettext(
        "{n} lies on further pages", "{n} lie on further pages", content.on_further_pages
    )
    return [words.gettext("{spoken}, so {rest}.", spoken=spoken, rest=rest)]


def loaded(name: str, articles: Tally, rates: Tally, words: Words) -> Message:
    heading = Heading(*compose(words.gettext("Loaded: {name}"), name=_name(name, words)))
    lines = (Paragraph(line, tight=True) for line in tallies(articles, rates, words))
    return compose_message(Document(heading, *lines))


def cancelled(name: str, words: Words) -> Message:
    said = compose(
        words.gettext("{name}: thrown away, nothing was loaded."), name=Bold(_name(name, words))
    )
    return compose_message(Document(Paragraph(*said)))


def decided(kept: Import | None, words: Words) -> Message:
    """A preview whose file was decided about before, or is not there."""
    if kept is None:
        text = words.gettext("This file is no longer there. Please send it again.")
    elif kept.state is ImportState.LOADED:
        text = words.gettext("This file was loaded before.")
    else:
        text = words.gettext("This file was thrown away before. To load it, send it again.")
    return compose_message(Document(Paragraph(text)))


def refused(site_name: str, words: Words) -> Message:
    text = words.gettext(
        "Loading is for the editors of {site}. You are welcome to read: /latest", site=site_name
    )
    return compose_message(Document(Paragraph(text)))


def how_to(words: Words) -> Message:
    text = words.gettext("Send the file with /load as its caption, or reply to it with /load.")
    return compose_message(Document(Paragraph(text)))


def unreadable(problem: Problem, words: Words) -> Message:
    return compose_message(Document(Paragraph(explain(problem, words))))


def explain(problem: Problem, words: Words) -> str:
    said = words.gettext(problem.message, **problem.fields)
    if not problem.line:
        return said
    return words.gettext("Line {line}: {problem}", line=problem.line, problem=said)


def _problems(content: Content, words: Words) -> list[Block]:
    problems = (*content.warnings, *content.errors)
    if not problems:
        return []
    items = [Item(explain(problem, words)) for problem in problems[:PROBLEMS_SHOWN]]
    blocks: list[Block] = [
        Paragraph(Bold(words.gettext("Please look at this:"))),
        List(*items, tight=True),
    ]
    rest = len(problems) - PROBLEMS_SHOWN
    if rest > 0:
        blocks.append(Note(words.ngettext("and {n} more", "and {n} more", rest), tight=True))
    return blocks


def _counts(tally: Tally, words: Words) -> str:
    parts = [
        (tally.new, words.ngettext("{n} new", "{n} new", tally.new)),
        (tally.changed, words.ngettext("{n} changed", "{n} changed", tally.changed)),
        (tally.unchanged, words.ngettext("{n} unchanged", "{n} unchanged", tally.unchanged)),
    ]
    return ", ".join(text for count, text in parts if count)


def _name(name: str, words: Words) -> str:
    return summary(name, limit=FILE_NAME) if name else words.gettext("pasted text")
