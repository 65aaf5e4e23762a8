"""Feeds of all kinds, and what is written like them: sitemaps, lists of feeds, exports."""

from datetime import datetime

from bot.ingest.content import Content, Deadline
from bot.ingest.feeds import sitemap, syndication
from bot.ingest.feeds.document import open_document
from bot.ingest.feeds.jsonfeed import read_json_feed
from bot.ingest.feeds.opml import read_opml
from bot.ingest.feeds.wordpress import is_export, read_export
from bot.ingest.feeds.wordpress_rest import read_posts

__all__ = ["read_feed", "read_json"]


def read_feed(
    text: str, *, now: datetime, address: str | None = None, deadline: Deadline | None = None
) -> Content | None:
    """What a feed, a WordPress export, a sitemap or an OPML list holds; None for anything else.

    address: where it was fetched from: relative links are resolved against it.
    deadline: after it, only what was read so far is given, with an error that says so.
    Raises Unreadable for what is one of these, and cannot be read.
    """
    document = open_document(text)
    if document is None:
        return None
    document.deadline = deadline
    if is_export(document):
        return read_export(document, now=now, address=address)
    if document.root in syndication.ROOTS:
        return syndication.read_syndication(document, now=now, address=address)
    if document.root in sitemap.ROOTS:
        return sitemap.read_sitemap(document, now=now, address=address)
    return read_opml(document, address=address) if document.root == "opml" else None


def read_json(value: object, *, now: datetime, address: str | None = None) -> Content | None:
    """What a JSON Feed or the answer of WordPress's REST interface holds; None for other JSON.

    value: the JSON, parsed.
    """
    feed = read_json_feed(value, now=now, address=address)
    return feed or read_posts(value, now=now, address=address)
