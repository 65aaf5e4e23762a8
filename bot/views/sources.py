"""Where the rates come from: each source's name, and how it does."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from bot.ingest import Problem
from bot.ingest.page import SOURCE as SITE
from bot.locales import Words
from bot.views.actions import ShowRates
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
from bot.views.loads import explain
from bot.views.message import Button, Message, compose_message
from storage import Quote, Source

# A source may ask for a link to it where its rates are shown.
_LINKS = {"world": "https://www.exchangerate-api.com"}
_ATTRIBUTION = "Rates By Exchange Rate API"  # word for word, as it asks for


def source_names(site_name: str, words: Words) -> dict[str, str]:
    """What people call each source, by its code."""
    return {
        SITE: site_name,
        "nbk": words.gettext("National Bank of Kazakhstan"),
        "nbkr": words.gettext("National Bank of the Kyrgyz Republic"),
        "cbu": words.gettext("Central Bank of Uzbekistan"),
        "nbt": words.gettext("National Bank of Tajikistan"),
        "cbt": words.gettext("Central Bank of Turkmenistan"),
        "cbr": words.gettext("Bank of Russia"),
        "ecb": words.gettext("European Central Bank"),
        "world": "ExchangeRate-API",
    }


def credit(code: str, names: Mapping[str, str]) -> Inline:
    """A source's name under its rates, with a link to it where it asks for one."""
    name = names.get(code, code)
    return Link(_LINKS[code], name) if code in _LINKS else name


def sources(
    known: Mapping[str, Source],
    asked: Sequence[str],
    quotes: Iterable[Quote],
    names: Mapping[str, str],
    now: datetime,
    words: Words,
) -> Message:
    """known: by code.  asked: those that are asked on the clock; others come as files.

    quotes: the current ones.  now: in the zone whose times older apps show.
    """
    given: dict[str, list[Quote]] = {code: [] for code in asked}
    for quote in quotes:
        given.setdefault(quote.source, []).append(quote)
    if not given:
        text = words.gettext("No source of rates is set, and nobody has loaded any.")
        return compose_message(Document(Paragraph(text)))

    def moment(at: datetime) -> Inline:
        here = at.astimezone(now.tzinfo)
        return DateTime(at, f"{words.date(here.date())}, {here:%H:%M}", form="Dt")

    items = [
        _item(code, known.get(code), code in asked, rates, names, moment, words)
        for code, rates in given.items()
    ]
    document = Document(
        Heading(words.gettext("Where the rates come from"), keep=True),
        List(*items, spaced=True),
    )
    return compose_message(document, ((Button(words.gettext("Currency rates"), ShowRates()),),))


def _item(
    code: str,
    source: Source | None,
    asked: bool,
    quotes: Sequence[Quote],
    names: Mapping[str, str],
    moment: Callable[[datetime], Inline],
    words: Words,
) -> Item:
    blocks: list[Block] = [Paragraph(_count(quotes, words))]
    if source and source.succeeded_at:
        said = words.gettext("Last success: {when}") if asked else words.gettext("Loaded: {when}")
        blocks.append(Paragraph(*compose(said, when=moment(source.succeeded_at))))
    elif asked:
        blocks.append(Paragraph(words.gettext("No success yet")))
    if asked and source and source.problem:
        blocks.append(Paragraph(explain(Problem(**source.problem), words)))
    if asked and source and source.failures:
        text = words.ngettext(
            "Failed {n} time in a row. Next try: {when}",
            "Failed {n} times in a row. Next try: {when}",
            source.failures,
            when="{when}",
        )
        blocks.append(Note(*compose(text, when=moment(source.next_run_at))))
    if code in _LINKS:
        blocks.append(Note(Link(_LINKS[code], _ATTRIBUTION)))
    return Item(f"{_mark(source, asked)} ", Bold(names.get(code, code)), blocks=tuple(blocks))


def _mark(source: Source | None, asked: bool) -> str:
    """How it does, at a glance."""
    if not asked:
        return "📄"
    if source is None or (source.succeeded_at is None and not source.failures):
        return "⏳"
    if source.failures:
        return "❌"
    return "⚠️" if source.problem else "✅"


def _count(quotes: Sequence[Quote], words: Words) -> str:
    days = sorted({quote.as_of for quote in quotes})
    number = len(quotes)
    if not days:
        return words.gettext("no rates")
    if len(days) == 1:
        return words.ngettext(
            "{n} rate of {date}", "{n} rates of {date}", number, date=words.date(days[0])
        )
    return words.ngettext(
        "{n} rate, the newest of {date}",
        "{n} rates, the newest of {date}",
        number,
        date=words.date(days[-1]),
    )
