"""Posts as WordPress's REST interface gives them (/wp-json/wp/v2/posts), one or many."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.ingest.content import Content, Problem
from bot.ingest.drafts import Raw, drafts_of
from bot.ingest.feeds.jsonfeed import said
from bot.ingest.feeds.wordpress_text import html_of

_KINDS = ("", "post", "page")
_SHOWN = ("", "publish")


def read_posts(value: object, *, now: datetime, address: str | None) -> Content | None:
    """Published posts and pages without a password; None for any other JSON."""
    posts = value if isinstance(value, list) else [value]
    if not any(_is_post(post) for post in posts[:10]):
        return None
    others: list[Problem] = []
    drafts, errors, warnings = drafts_of(_raws(posts, address, others), source="", now=now)
    errors = (*others, *errors)
    if not drafts and not errors:
        errors = (Problem(0, "This answer of WordPress holds no published post."),)
    return Content("wordpress", drafts, errors=errors, warnings=warnings)


def _is_post(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and _rendered(value, "title") is not None
        and (_rendered(value, "content") is not None or _rendered(value, "excerpt") is not None)
    )


def _raws(posts: Sequence[Any], address: str | None, others: list[Problem]) -> Iterator[Raw]:
    for number, post in enumerate(posts, start=1):
        if not _is_post(post):
            others.append(Problem(0, "Entry {number} is no entry.", {"number": number}))
        elif _is_public(post):
            yield Raw(
                guid=_rendered(post, "guid") or said(post.get("guid")) or None,
                title=_rendered(post, "title") or "",
                title_html=True,
                body=html_of(_rendered(post, "content") or ""),
                summary=html_of(_rendered(post, "excerpt") or ""),
                html=True,
                url=said(post.get("link")) or None,
                base=address,
                published=_moment(post, "date"),
                updated=_moment(post, "modified"),
                topics=_topics(post),
                image=_image(post),
            )


def _is_public(post: Mapping[str, Any]) -> bool:
    content = post.get("content")
    protected = isinstance(content, Mapping) and content.get("protected")
    return said(post.get("status")) in _SHOWN and said(post.get("type")) in _KINDS and not protected


def _rendered(post: Mapping[str, Any], name: str) -> str | None:
    part = post.get(name)
    rendered = part.get("rendered") if isinstance(part, Mapping) else None
    return rendered if isinstance(rendered, str) else None


def _moment(post: Mapping[str, Any], name: str) -> str | datetime | None:
    """In UTC where it says so; else by the site's clock, of which nothing is known."""
    given = said(post.get(f"{name}_gmt"))
    try:
        return datetime.fromisoformat(given).replace(tzinfo=UTC)
    except ValueError:
        return said(post.get(name)) or None


def _embedded(post: Mapping[str, Any], name: str) -> list[Any]:
    embedded = post.get("_embedded")
    found = embedded.get(name) if isinstance(embedded, Mapping) else None
    return found if isinstance(found, list) else []


def _topics(post: Mapping[str, Any]) -> list[str]:
    terms = [
        term for group in _embedded(post, "wp:term") if isinstance(group, list) for term in group
    ]
    return [said(term.get("name")) for term in terms if isinstance(term, Mapping)]


def _image(post: Mapping[str, Any]) -> str | None:
    for media in _embedded(post, "wp:featuredmedia"):
        if isinstance(media, Mapping) and said(media.get("source_url")):
            return said(media["source_url"])
    return said(post.get("jetpack_featured_media_url")) or None
