"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.ingest.content import Content, Problem
from bot.ingest.drafts import Raw, drafts_of
from bot.ingest.feeds.entries import as_html
from bot.ingest.links import clean_url, host_of

_OF_A_FEED = ("feed_url", "home_page_url")


def read_json_feed(value: object, *, now: datetime, address: str | None) -> Content | None:
    """None for any other JSON."""
    if not isinstance(value, Mapping) or not isinstance(value.get("items"), list):
        return None
    declared = "jsonfeed.org/version" in said(value.get("version"))
    if not declared and not any(said(value.get(name)) for name in _OF_A_FEED):
        return None
    errors: list[Problem] = []
    site = clean_url(said(value.get("home_page_url")), address)
    own = clean_url(said(value.get("feed_url")), address)
    found = site or own or clean_url(address)
    drafts, left_out, warnings = drafts_of(
        _raws(value, address or site or own, errors),
        source=host_of(found) or "",
        now=now,
    )
    if not drafts and not errors and not left_out:
        warnings = (*warnings, Problem(0, "The feed has no entries."))
    return Content("json-feed", drafts, errors=(*errors, *left_out), warnings=warnings)


def said(value: object) -> str:
    """A text, or a number as one; empty for anything else."""
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else ""


def _raws(feed: Mapping[str, Any], base: str | None, errors: list[Problem]) -> Iterator[Raw]:
    for number, item in enumerate(feed["items"], start=1):
        if not isinstance(item, Mapping):
            errors.append(Problem(0, "Entry {number} is no entry.", {"number": number}))
            continue
        content = said(item.get("content_html"))
        text, summary = said(item.get("content_text")), said(item.get("summary"))
        yield Raw(
            guid=said(item.get("id")) or None,
            title=said(item.get("title")),
            body=content or text,
            summary=as_html(summary) if content and summary else summary,
            html=bool(content),
            url=said(item.get("url")) or said(item.get("external_url")) or None,
            base=base,
            published=said(item.get("date_published")),
            updated=said(item.get("date_modified")),
            topics=_topics(item.get("tags")),
            language=said(item.get("language")) or said(feed.get("language")) or None,
            image=_image(item),
        )


def _topics(tags: object) -> list[str]:
    if isinstance(tags, str):
        return [tag.strip() for tag in tags.split(",")]
    return [said(tag) for tag in tags] if isinstance(tags, Sequence) else []


def _image(item: Mapping[str, Any]) -> str | None:
    attachments = item.get("attachments")
    attached = [
        said(one.get("url"))
        for one in (attachments if isinstance(attachments, list) else ())
        if isinstance(one, Mapping) and said(one.get("mime_type")).startswith("image/")
    ]
    shown = (said(item.get("image")), said(item.get("banner_image")), *attached)
    return next((url for url in shown if url), None)
