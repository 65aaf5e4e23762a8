"""News sitemaps: the pages of a site, with the titles that search engines are told."""

from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from bot.ingest.content import Content, Problem, Unreadable
from bot.ingest.drafts import Raw, drafts_of
from bot.ingest.feeds.document import Document
from bot.ingest.feeds.elements import Elements, line_of, local_name, text_within

_MOST = 20_000  # pages; a news sitemap has at most 1,000 by its own rules
ROOTS = ("urlset", "sitemapindex")


def read_sitemap(document: Document, *, now: datetime, address: str | None) -> Content:
    """Raises Unreadable for one without titles, and for a list of sitemaps."""
    if document.root == "sitemapindex":
        raise Unreadable(
            Problem(0, "This is a list of sitemaps. Please send the one that holds the news.")
        )
    pages = Elements(document, ("url",), most=_MOST)
    drafts, errors, warnings = drafts_of(_titled(pages, address), source="", now=now)
    if not drafts:
        untold = Problem(0, "This sitemap has no titles; only a news sitemap can be read.")
        broken = pages.errors if not errors else ()
        raise Unreadable(next(iter(broken), untold))
    return Content(
        "sitemap",
        drafts,
        errors=(*pages.errors, *errors),
        warnings=(*pages.warnings, *warnings),
    )


def _titled(pages: Elements, address: str | None) -> Iterator[Raw]:
    for page in pages:
        found = _texts(page)
        yield Raw(
            line=line_of(page),
            title=found.get("title", ""),
            url=found.get("loc"),
            base=address,
            published=found.get("publication_date"),
            updated=found.get("lastmod"),
            language=found.get("language"),
            topics=[topic.strip() for topic in found.get("keywords", "").split(",")],
            image=found.get("image"),
        )


def _texts(page: etree._Element) -> dict[str, str]:
    """By local name; of several the first. An image's address is "image"."""
    found: dict[str, str] = {}
    for element in page.iter():
        name = local_name(element)
        if name == "loc" and local_name(element.getparent()) == "image":
            name = "image"
        elif name == "title" and local_name(element.getparent()) not in {"news", "url"}:
            continue
        if name and not len(element):
            found.setdefault(name, text_within(element))
    return found
