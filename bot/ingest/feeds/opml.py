"""OPML: lists of feeds, as readers of feeds exchange them."""

from bot.ingest.content import Content, FeedLink, Problem, Unreadable
from bot.ingest.feeds.document import Document
from bot.ingest.feeds.elements import Elements, line_of
from bot.ingest.links import clean_url
from bot.ingest.markup import title_of

_MOST = 20_000  # outlines, folders among them


def read_opml(document: Document, *, address: str | None) -> Content:
    """Each feed once, folders left aside. Raises Unreadable where none is named."""
    outlines = Elements(document, ("outline",), most=_MOST)
    feeds: dict[str, FeedLink] = {}
    errors: list[Problem] = []
    for outline in outlines:
        given = {name.lower(): value for name, value in outline.attrib.items()}
        link = given.get("xmlurl")
        if not link:
            continue
        url = clean_url(_as_web(link), address)
        if url is None:
            errors.append(
                Problem(line_of(outline), "“{address}” is no web address.", {"address": link[:200]})
            )
        else:
            title = title_of(given.get("title") or given.get("text") or "", html=False)
            feeds.setdefault(url, FeedLink(url, title))
    if not feeds:
        problems = [*outlines.errors, *errors, Problem(0, "This list names no feed.")]
        raise Unreadable(problems[0])
    return Content(
        "opml",
        feeds=tuple(feeds.values()),
        errors=(*outlines.errors, *errors),
        warnings=tuple(outlines.warnings),
    )


def _as_web(link: str) -> str:
    """Some programs write feed://host/path, or feed:http://host/path."""
    link = link.strip()
    if link.lower().startswith("feed://"):
        return "http" + link[4:]
    return link[5:] if link.lower().startswith("feed:http") else link
