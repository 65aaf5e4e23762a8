"""A web page, saved or fetched: its main text as one article."""

import logging
import re
from datetime import datetime
from typing import Any

from lxml import etree
from trafilatura import bare_extraction

from bot.ingest.content import Content, Problem, Unreadable
from bot.ingest.drafts import Raw, drafts_of
from bot.ingest.links import clean_url
from bot.ingest.markup import text_of, title_of
from bot.ingest.pagehead import PageHead, read_head
from bot.ingest.records import listed, said

# The extractor's time grows with the square of the elements: so many take a second or two.
MOST_TAGS = 15_000
LONGEST = 2_000_000  # characters
_LEAST_TEXT = 200  # characters; less of it is a menu or a notice about cookies
_SITE = re.compile(r"\s+[|–—·»:-]\s+[^|–—·»]{1,60}$")  # behind the title, in the window's title

# It warns of every page that it finds odd, and would do so on standard error.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def read_html(html: str, *, now: datetime, address: str | None) -> Content:
    """The article that a page is.

    address: where it was fetched from. Raises Unreadable for a page without a text.
    """
    everything = html
    html, warnings = _bounded(html)
    head = read_head(html)
    about = head.of_article()
    base = clean_url(head.base, address) or address
    link = clean_url(head.canonical, base) or clean_url(head.said("og:url"), base)
    title = _title(head, about)
    raw = Raw(
        title=title,
        body=_without_title(_main_text(html) or text_of(everything), title),
        summary=title_of(head.said("og:description", "description", "twitter:description")),
        url=link or clean_url(address),
        base=link or base,
        published=_published(head, about),
        updated=head.said("article:modified_time", "og:updated_time") or None,
        topics=_topics(head),
        language=head.language or head.said("og:locale", "content-language") or None,
        image=head.said("og:image", "og:image:url", "twitter:image", "twitter:image:src") or None,
    )
    if not raw.body:
        raise Unreadable(Problem(0, "This page has no text that could be an article."))
    drafts, errors, noted = drafts_of([raw], source="", now=now)
    return Content("html", drafts, errors=errors, warnings=(*warnings, *noted))


def _bounded(html: str) -> tuple[str, tuple[Problem, ...]]:
    end = min(len(html), LONGEST)
    place = -1
    for _ in range(MOST_TAGS):
        place = html.find("<", place + 1, end)
        if place < 0:
            break
    else:
        end = place
    if end == len(html):
        return html, ()
    return html[:end], (Problem(0, "This page is very long; only its beginning was read."),)


def _main_text(html: str) -> str:
    """Paragraphs apart by an empty line, lists as "- "; without menus, notices, comments."""
    try:
        document = bare_extraction(
            html, include_comments=False, include_tables=True, with_metadata=False, fast=True
        )
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError, etree.LxmlError):
        document = None  # it stumbles over odd pages in many ways
    found: Any = getattr(document, "text", None) or ""
    text = _paragraphs(found)
    if len(text) >= _LEAST_TEXT:
        return text
    everything = text_of(html)
    return everything if len(everything) > 2 * len(text) or not text else text


def _without_title(text: str, title: str) -> str:
    """The main text often begins with its heading once more."""
    first, _, rest = text.partition("\n\n")
    return rest if rest and title_of(first) == title else text


def _paragraphs(text: str) -> str:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    pieces = []
    for before, line in zip(["", *lines], lines, strict=False):
        in_list = line.startswith("- ") and before.startswith("- ")
        pieces += ["\n" if in_list else "\n\n", line]
    return "".join(pieces[1:])


def _title(head: PageHead, about: Any) -> str:
    """What the page says for others, else its window's title, without the site's name behind it."""
    for_others = head.said("og:title", "twitter:title") or said(about.get("headline"))
    heading, window = title_of(head.heading), title_of(head.title)
    if for_others:
        return title_of(for_others)
    if heading and heading in window:
        return heading
    return _SITE.sub("", window) if window and not heading else heading or window


def _published(head: PageHead, about: Any) -> str | None:
    given = (
        head.said("article:published_time", "og:article:published_time")
        or said(about.get("datePublished"))
        or head.said("datepublished", "dc.date", "dc.date.issued", "pubdate", "publishdate", "date")
        or head.time
    )
    return given or None


def _topics(head: PageHead) -> list[str]:
    tags = [*head.all("article:section"), *head.all("article:tag")]
    return tags or listed(head.said("news_keywords", "keywords"))
