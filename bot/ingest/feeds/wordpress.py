"""WordPress exports (WXR): RSS with all that WordPress knows of a post."""

from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from bot.ingest.content import Content, Problem, Unreadable
from bot.ingest.drafts import Raw, drafts_of
from bot.ingest.feeds.document import Document
from bot.ingest.feeds.elements import Elements, line_of, local_name, text_within, too_many
from bot.ingest.feeds.wordpress_text import html_of
from bot.ingest.links import clean_url, host_of

_NAMESPACE = "wordpress.org/export/"
_EXCERPT = "/excerpt/"
_KINDS = ("post", "page")
_MOST_ITEMS = 200_000  # pictures and drafts too, which are passed over
_MOST_POSTS = 20_000
_LONGEST = 2_000_000  # characters of a post
_TOPICS = ("category", "post_tag")


def is_export(document: Document) -> bool:
    return document.root == "rss" and document.mentions(_NAMESPACE)


def read_export(document: Document, *, now: datetime, address: str | None) -> Content:
    """Published posts and pages without a password.

    Raises Unreadable where there is none of them.
    """
    export = _Export(document, address)
    drafts, errors, warnings = drafts_of(export.raws(), source="", now=now)
    errors = (*export.elements.errors, *export.errors, *errors)
    if not drafts:
        nothing = Problem(0, "This export of WordPress holds no published post.")
        raise Unreadable(next(iter(errors), nothing))
    return Content(
        "wordpress", drafts, errors=errors, warnings=(*export.elements.warnings, *warnings)
    )


class _Export:
    def __init__(self, document: Document, address: str | None) -> None:
        self.elements = Elements(document, ("item",), most=_MOST_ITEMS)
        self.errors: list[Problem] = []
        self._pictures = _pictures(document)
        self._address = address

    def raws(self) -> Iterator[Raw]:
        count = 0
        site: str | None = None
        language: str | None = None
        for item in self.elements:
            if site is None:
                channel = item.getparent()
                language = _of_channel(channel, "language")
                site = clean_url(_of_channel(channel, "link"), self._address) or self._address or ""
            post = _Post(item)
            if not post.is_public:
                continue
            count += 1
            if count > _MOST_POSTS:
                self.errors.append(too_many(item, _MOST_POSTS))
                return
            yield Raw(
                line=line_of(item),
                guid=post["guid"] or None,
                title=post["title"],
                title_html=True,
                body=html_of(post["content"]),
                summary=html_of(post["excerpt"]),
                html=True,
                url=post["link"] or None,
                base=site or None,
                published=_moment(post["post_date_gmt"]) or post["pubdate"],
                updated=_moment(post["post_modified_gmt"]),
                topics=post.topics,
                language=language,
                image=self._pictures.get(post.thumbnail) if post.thumbnail else None,
                source=host_of(site) or "",
            )


class _Post:
    """An item by the names of its elements; the empty text for what it does not have."""

    def __init__(self, item: etree._Element) -> None:
        self._texts: dict[str, str] = {}
        self.topics: list[str] = []
        self.thumbnail = ""
        for element in item:
            name = local_name(element)
            if name == "category":
                if element.get("domain") in _TOPICS:
                    self.topics.append(text_within(element))
            elif name == "postmeta":
                meta = {local_name(one): text_within(one) for one in element}
                if meta.get("meta_key") == "_thumbnail_id":
                    self.thumbnail = meta.get("meta_value", "")
            elif name:
                if name == "encoded":
                    name = "excerpt" if _EXCERPT in str(element.tag) else "content"
                self._texts.setdefault(name, text_within(element)[:_LONGEST])

    def __getitem__(self, name: str) -> str:
        return self._texts.get(name, "")

    @property
    def is_public(self) -> bool:
        return (
            self["post_type"] in _KINDS
            and self["status"] == "publish"
            and not self["post_password"]
        )


def _pictures(document: Document) -> dict[str, str]:
    """The addresses of attachments by their numbers: posts may name what comes after them."""
    if "_thumbnail_id" not in document.text:
        return {}
    pictures = {}
    for item in Elements(document, ("item",), most=_MOST_ITEMS):
        post = _Post(item)
        if post["post_type"] == "attachment" and post["attachment_url"]:
            pictures[post["post_id"]] = post["attachment_url"]
    return pictures


def _of_channel(channel: etree._Element | None, name: str) -> str | None:
    found = (one for one in channel if local_name(one) == name) if channel is not None else ()
    return next((text_within(one) for one in found), None)


def _moment(given: str) -> datetime | None:
    """`2024-12-21 09:30:00`, in UTC. WordPress writes zeroes for what was never set."""
    try:
        return datetime.fromisoformat(given).replace(tzinfo=UTC)
    except ValueError:
        return None
