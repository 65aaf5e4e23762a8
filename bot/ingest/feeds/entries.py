"""What feedparser found in an entry, as an article's raw parts."""

import html
import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Any

from bot.ingest.drafts import Raw
from bot.ingest.markup import looks_like_html

Found = Mapping[str, Any]

_HTML = ("text/html", "application/xhtml+xml")
_PAIR = re.compile(r"<([A-Za-z][A-Za-z0-9]{0,15})\b[^<>]*>.*?</\1\s*>", re.DOTALL)
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for all entries of a feed.

    atom: whether it is an Atom feed.  base: what its links are relative to.
    """

    atom: bool
    base: str | None
    language: str | None


def raw_of(entry: Found, line: int, setting: Setting) -> Raw:
    body, summary, is_html = _texts(entry)
    title = entry.get("title") or ""
    return Raw(
        line=line,
        guid=entry.get("id"),
        title=title,
        title_html=_is_html_title(title, entry, setting),
        body=body,
        summary=summary,
        html=is_html,
        url=_link(entry, setting),
        base=setting.base,
        published=_moment(entry, "published"),
        updated=_moment(entry, "updated"),
        topics=[tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", ())],
        language=_language(entry) or setting.language,
        image=_image(entry),
    )


def _is_html_title(title: str, entry: Found, setting: Setting) -> bool:
    """Atom says it. In RSS a title is text, and often enough HTML all the same."""
    if setting.atom:
        return bool(_detail(entry, "title").get("type", "text/plain") != "text/plain")
    if _detail(entry, "title").get("type") in _HTML:
        return True
    return looks_like_html(title) or bool("</" in title and _PAIR.search(title))


def _link(entry: Found, setting: Setting) -> str | None:
    """feedparser takes an identifier for a link where there is no link."""
    link = entry.get("link")
    if not link or (link == entry.get("id") and entry.get("guidislink")):
        if link and not setting.atom and link.lower().startswith(_WEB):
            return str(link)
        others = (one for one in entry.get("links", ()) if one.get("rel") == "alternate")
        return next((one["href"] for one in others if one.get("href")), None)
    return str(link)


def _moment(entry: Found, name: str) -> datetime | str | None:
    """What feedparser could not read is left to our own reader of dates."""
    # By dict's own method: feedparser's would give the one date in the place of the other.
    parsed = dict.get(entry, f"{name}_parsed")  # type: ignore[call-overload]
    if isinstance(parsed, struct_time):
        try:
            return datetime.fromtimestamp(timegm(parsed), UTC)
        except (ValueError, OverflowError, OSError):
            pass
    given = dict.get(entry, name)  # type: ignore[call-overload]
    return str(given) if given else None


def _texts(entry: Found) -> tuple[str, str, bool]:
    """The body, the summary, and whether both are HTML. A lone text is a body."""
    contents = [one for one in entry.get("content", ()) if _is_text(one) and one.get("value")]
    contents.sort(key=lambda one: one.get("type") not in _HTML)
    summary = entry.get("summary") or ""
    summary_html = _detail(entry, "summary").get("type") in _HTML
    if not contents:
        return summary, "", summary_html
    body, body_html = contents[0]["value"], contents[0].get("type") in _HTML
    if any(summary == one["value"] for one in contents):
        summary = ""
    if not summary or summary_html == body_html:
        return body, summary, body_html
    if body_html:
        return body, as_html(summary), True
    return as_html(body), summary, True


def _is_text(content: Found) -> bool:
    kind = content.get("type") or ""
    return kind.startswith("text/") or kind in _HTML


def as_html(text: str) -> str:
    """A plain text as HTML that reads the same."""
    paragraphs = re.split(r"\n\s*\n", text)
    return "".join(f"<p>{html.escape(one, quote=False)}</p>" for one in paragraphs)


def _language(entry: Found) -> str | None:
    """Its own, or that of the element which its title stands in."""
    given = entry.get("language") or _detail(entry, "title").get("language")
    return str(given) if given else None


def _image(entry: Found) -> str | None:
    return next((url for url in _images(entry) if url), None)


def _images(entry: Found) -> Iterator[str | None]:
    contents = entry.get("media_content", ())
    yield from (one.get("url") for one in contents if _shows(one))
    yield from (one.get("url") for one in entry.get("media_thumbnail", ()))
    enclosures = (one for one in entry.get("links", ()) if one.get("rel") == "enclosure")
    yield from (one.get("href") for one in enclosures if _shows(one))
    image = entry.get("image")
    if isinstance(image, Mapping):
        yield image.get("href")


def _shows(media: Found) -> bool:
    return media.get("medium") == "image" or (media.get("type") or "").startswith("image/")


def _detail(entry: Found, name: str) -> Found:
    detail = entry.get(f"{name}_detail")
    return detail if isinstance(detail, Mapping) else {}
