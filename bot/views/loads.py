"""Loading: what a file holds, what was stored of it, what was wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bot.ingest import Content, Problem
from bot.locales import Words
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
    compose,
)
from bot.views.figures import duration
from bot.views.lists import about
from bot.views.load_actions import DoLoad, LoadDeed
from bot.views.message import Button, Keyboard, Message, compose_message
from bot.views.sentences import summary
from storage import Draft, Import, ImportState, Quote, Tally

CARDS = 4  # articles of a file that are shown, and rates
PROBLEMS_SHOWN = 6
# UTF-16 units.
TITLE = 120
TEXT = 160
FILE_NAME = 80
MEGABYTE = 1024 * 1024  # bytes


@dataclass(slots=True)
class Found:
    """What is found in a file, counted as it is read.

    articles, rates: what loading would do with them.  days: of the rates.
    drafts, quotes, problems: the first ones, as they are shown.
    left_out: how much of the file is wrong.  feeds: how many it names.
    spoken_of: how many results its pages speak of, and beyond: how many of these are elsewhere.
    """

    name: str
    size: int
    format: str = ""
    articles: Tally = field(default_factory=Tally)
    rates: Tally = field(default_factory=Tally)
    days: set[date] = field(default_factory=set)
    drafts: list[Draft] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warned: int = 0
    left_out: int = 0
    feeds: int = 0
    spoken_of: int = 0
    beyond: int = 0

    @property
    def total(self) -> int:
        return self.articles.total + self.rates.total

    def add(self, content: Content) -> None:
        """All that need not be looked for in the store."""
        self.format = content.format if self.format in {"", content.format} else "zip"
        self.days.update(quote.as_of for quote in content.quotes)
        self.drafts += content.drafts[: CARDS - len(self.drafts)]
        self.quotes += content.quotes[: CARDS - len(self.quotes)]
        self.warned += len(content.warnings)
        self.left_out += content.errors_total
        for problem in (*content.warnings, *content.errors):
            if len(self.problems) < PROBLEMS_SHOWN:
                self.problems.append(problem)
        self.feeds += len(content.feeds)
        self.spoken_of += content.spoken_of or 0
        self.beyond += content.on_further_pages


def preview(shown: Found, number: int, words: Words) -> Message:
    """What a file holds, and the question what to do with it.  number: of its import."""
    document = Document(
        Heading(file_name(shown.name, words), keep=True),
        Note(_kind(shown, words), keep=True, tight=True),
        Paragraph(found(shown.articles.total, shown.rates.total, shown.days, words), keep=True),
        *(Paragraph(line, keep=True, tight=True) for line in _counted(shown, words)),
        *(Paragraph(line, keep=True) for line in _beyond(shown, words)),
        *_problems(shown, words),
        *_cards(shown, words),
    )
    return compose_message(document, _decisions(shown, number, words) if shown.total else ())


def found(articles: int, rates: int, days: Iterable[date], words: Words) -> str:
    """As "Found: 6 articles and 5 rates of 21 December 2024."."""
    said_articles = words.ngettext("{n} article", "{n} articles", articles)
    days = set(days)
    if len(days) == 1:
        said_rates = words.ngettext(
            "{n} rate of {date}", "{n} rates of {date}", rates, date=words.date(*days)
        )
    else:
        said_rates = words.ngettext("{n} rate", "{n} rates", rates)
    if not rates and not articles:
        return words.gettext("There is nothing in it to be loaded.")
    if not rates:
        return words.gettext("Found: {articles}.", articles=said_articles)
    if not articles:
        return words.gettext("Found: {rates}.", rates=said_rates)
    return words.gettext("Found: {articles} and {rates}.", articles=said_articles, rates=said_rates)


def tallies(articles: Tally, rates: Tally, words: Words) -> list[str]:
    lines = []
    if articles.total:
        lines.append(words.gettext("Articles: {counts}.", counts=_counts(articles, words)))
    if rates.total:
        lines.append(words.gettext("Rates: {counts}.", counts=_counts(rates, words)))
    return lines


def further_pages(content: Content, words: Words) -> list[str]:
    """A line about results that the page speaks of and does not hold, if there are any."""
    beyond = content.on_further_pages
    return [_further(content.spoken_of or 0, beyond, words)] if beyond else []


def loaded(load: Import, words: Words, *, too_old: bool = False) -> Message:
    """What became of a file.  too_old: it was asked to be taken back, and cannot be any more."""
    heading = compose(words.gettext("Loaded: {name}"), name=file_name(load.file_name, words))
    left_out = rejected(load)
    blocks: list[Block] = [
        Paragraph(line, tight=True) for line in tallies(load.articles, load.quotes, words)
    ]
    if left_out:
        blocks.append(Paragraph(said_left_out(left_out, words), tight=True))
    if load.announce and load.articles.new:
        text = words.gettext("The new articles go out to those who subscribed.")
        blocks.append(Paragraph(text, tight=True))
    if load.seconds is not None:
        took = duration(timedelta(seconds=max(1, round(load.seconds))), words)
        blocks.append(Note(words.gettext("It took {time}.", time=took)))
    if too_old:
        blocks.append(Note(words.gettext("This is too long ago to be taken back.")))
    row = []
    if load.articles.total + load.quotes.total and not too_old:
        row.append(Button(words.gettext("Undo"), DoLoad(load.id, LoadDeed.UNDO)))
    if load.errors:
        row.append(Button(words.gettext("Show errors"), DoLoad(load.id, LoadDeed.ERRORS)))
    return compose_message(Document(Heading(*heading), *blocks), (tuple(row),) if row else ())


def ended(load: Import, words: Words) -> Message:
    """An import that is thrown away, stopped or taken back."""
    name = Bold(file_name(load.file_name, words))
    if load.state is ImportState.UNDONE:
        said = compose(words.gettext("Taken back: {name}"), name=name)
        note = words.gettext("Articles and rates are as they would be without it.")
        return compose_message(Document(Paragraph(*said), Note(note)))
    text = (
        words.gettext("{name}: stopped, nothing of it stays.")
        if load.chat_id is not None
        else words.gettext("{name}: thrown away, nothing was loaded.")
    )
    return compose_message(Document(Paragraph(*compose(text, name=name))))


def failed(load: Import, short_id: str, words: Words) -> Message:
    """A load that we could not carry out."""
    name = Bold(file_name(load.file_name, words))
    said = words.gettext("{name} could not be loaded; nothing of it stays.")
    fault = words.gettext("Something went wrong on our side, number {id}.", id=short_id)
    return compose_message(Document(Paragraph(*compose(said, name=name)), Note(fault)))


def before(load: Import | None, words: Words) -> str:
    """Why a button does nothing any more."""
    match load.state if load else None:
        case ImportState.LOADED:
            return words.gettext("This file was loaded before.")
        case ImportState.CANCELLED:
            return words.gettext("This file was thrown away before. To load it, send it again.")
        case ImportState.UNDONE:
            return words.gettext("This file was taken back before. To load it, send it again.")
        case ImportState.LOADING:
            return words.gettext("This file is being loaded.")
        case ImportState.CANCELLING | ImportState.UNDOING:
            return words.gettext("This file is being taken back.")
    return words.gettext("This file is no longer there. Please send it again.")


def gone(words: Words) -> Message:
    """A preview whose file is not there any more."""
    text = words.gettext("This file is no longer there. Please send it again.")
    return compose_message(Document(Paragraph(text)))


def refused(site_name: str, words: Words) -> Message:
    text = words.gettext(
        "Loading is for the editors of {site}. You are welcome to read: /latest", site=site_name
    )
    return compose_message(Document(Paragraph(text)))


def how_to(words: Words) -> Message:
    text = words.gettext(
        "Send me a file or a link, or reply to one with /load. Short texts may stand after the "
        "command."
    )
    kinds = words.gettext(
        "I read feeds, news sitemaps, WordPress exports, tables, JSON, web pages and what the site "
        "shows; also packed."
    )
    return compose_message(Document(Paragraph(text), Note(kinds)))


def unreadable(problem: Problem, words: Words) -> Message:
    return compose_message(Document(Paragraph(explain(problem, words))))


def explain(problem: Problem, words: Words) -> str:
    said = words.gettext(problem.message, **problem.fields)
    if problem.line:
        said = words.gettext("Line {line}: {problem}", line=problem.line, problem=said)
    return f"{problem.file}: {said}" if problem.file else said


def file_name(name: str, words: Words) -> str:
    return summary(name, limit=FILE_NAME) if name else words.gettext("pasted text")


def rejected(load: Import) -> int:
    """How much of a file was left out."""
    return load.counts.get("rejected", 0)


def said_left_out(count: int, words: Words) -> str:
    return words.gettext("Wrong, and left out: {n}.", n=words.number(count))


def problems_of(errors: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """What was left out, as an import keeps it."""
    return [
        Problem(
            int(one.get("line") or 0),
            str(one.get("message") or "?"),
            dict(one.get("fields") or {}),
            str(one.get("file") or ""),
        )
        for one in errors
    ]


def _kind(shown: Found, words: Words) -> str:
    """What it is, and how large."""
    names = {
        "page": words.gettext("the site’s page"),
        "rates": words.gettext("rates of a bank"),
        "rss": words.gettext("RSS feed"),
        "atom": words.gettext("Atom feed"),
        "cdf": words.gettext("CDF feed"),
        "json-feed": words.gettext("JSON Feed"),
        "sitemap": words.gettext("news sitemap"),
        "wordpress": words.gettext("WordPress export"),
        "csv": words.gettext("table"),
        "html": words.gettext("web page"),
        "opml": words.gettext("list of feeds"),
        "zip": words.gettext("several files"),
        "json": "JSON",
        "jsonl": "JSON Lines",
    }
    name = names.get(shown.format, shown.format)
    return f"{name} · {megabytes(shown.size, words)}" if shown.size >= MEGABYTE // 10 else name


def megabytes(count: int, words: Words) -> str:
    tenths = round(count * 10 / MEGABYTE)
    whole, rest = divmod(tenths, 10)
    point = words.locale.number_symbols["latn"]["decimal"]
    number = f"{words.number(whole)}{point}{rest}" if rest and whole < 10 else words.number(whole)
    return words.gettext("{n} MB", n=number)


def _counted(shown: Found, words: Words) -> list[str]:
    lines = tallies(shown.articles, shown.rates, words)
    if shown.left_out:
        lines.append(said_left_out(shown.left_out, words))
    if shown.feeds:
        text = words.ngettext(
            "It names {n} feed; /feeds follows feeds.",
            "It names {n} feeds; /feeds follows feeds.",
            shown.feeds,
        )
        lines.append(text)
    return lines


def _beyond(shown: Found, words: Words) -> list[str]:
    return [_further(shown.spoken_of, shown.beyond, words)] if shown.beyond else []


def _further(spoken_of: int, beyond: int, words: Words) -> str:
    spoken = words.ngettext(
        "The page speaks of {n} result", "The page speaks of {n} results", spoken_of
    )
    rest = words.ngettext("{n} lies on further pages", "{n} lie on further pages", beyond)
    return words.gettext("{spoken}, so {rest}.", spoken=spoken, rest=rest)


def _problems(shown: Found, words: Words) -> list[Block]:
    if not shown.problems:
        return []
    blocks: list[Block] = [
        Paragraph(Bold(words.gettext("Please look at this:"))),
        List(*(Item(explain(problem, words)) for problem in shown.problems), tight=True),
    ]
    rest = shown.warned + shown.left_out - len(shown.problems)
    if rest > 0:
        blocks.append(Note(words.ngettext("and {n} more", "and {n} more", rest), tight=True))
    return blocks


def _cards(shown: Found, words: Words) -> list[Block]:
    """The first articles as they are read, else the first rates."""
    if not shown.articles.total:
        items = [Item(_rate(one, shown, words)) for one in shown.quotes]
        return [List(*items)] if items else []
    return [List(*(_card(draft, words) for draft in shown.drafts), spaced=True)]


def _card(draft: Draft, words: Words) -> Item:
    title = summary(draft.title, sentences=9, limit=TITLE)
    line = about(draft, words)
    text = summary(draft.summary or draft.body, sentences=2, limit=TEXT)
    lead: Inline = Link(draft.url, Bold(title)) if draft.url else Bold(title)
    blocks = (
        *((Note(*line),) if line else ()),
        *((Paragraph(text),) if text else ()),
    )
    return Item(lead, blocks=blocks)


def _rate(one: Quote, shown: Found, words: Words) -> str:
    said = f"{one.base}/{one.quote} = {words.number(one.value)}"
    return said if len(shown.days) == 1 else f"{said} · {words.date(one.as_of)}"


def _decisions(shown: Found, number: int, words: Words) -> Keyboard:
    quiet = DoLoad(number, LoadDeed.QUIET)
    # Where nothing is new, there is nothing that could be announced.
    load: tuple[Button, ...] = (Button(words.gettext("Load"), quiet),)
    if shown.articles.new:
        announce = DoLoad(number, LoadDeed.ANNOUNCE)
        load = (
            Button(words.gettext("Load and announce"), announce),
            Button(words.gettext("Load quietly"), quiet),
        )
    cancel = Button(words.gettext("Cancel"), DoLoad(number, LoadDeed.CANCEL))
    if not shown.left_out:
        return (load, (cancel,))
    errors = Button(words.gettext("Show errors"), DoLoad(number, LoadDeed.ERRORS))
    return (load, (errors, cancel))


def _counts(tally: Tally, words: Words) -> str:
    parts = [
        (tally.new, words.ngettext("{n} new", "{n} new", tally.new)),
        (tally.changed, words.ngettext("{n} changed", "{n} changed", tally.changed)),
        (tally.unchanged, words.ngettext("{n} unchanged", "{n} unchanged", tally.unchanged)),
    ]
    return ", ".join(text for count, text in parts if count)
