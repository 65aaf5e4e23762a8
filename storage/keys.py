"""What tells one article from another, and one text of it from another."""

import hashlib
from collections.abc import Iterable

import orjson

from . import limits
from .records import Draft


def external_key(draft: Draft) -> str:
    """What tells an article of a source from the others: guid, else link, else its title."""
    key = draft.guid or draft.url
    if key is None:
        key = "title:" + hashlib.sha256(draft.title.casefold().encode()).hexdigest()
    if len(key) > limits.KEY:
        key = "hash:" + hashlib.sha256(key.encode()).hexdigest()
    return key


def content_hash(draft: Draft) -> str:
    """The same for the same content. The place on the page is no content.

    Of JSON in just this form, with its spaces: another hash would make all that is stored look
    changed.
    """
    published = None if draft.published_at is None else str(draft.published_at)
    canonical = b"".join(
        (
            *(b'{"body": ', orjson.dumps(draft.body)),
            *(b', "image": ', orjson.dumps(draft.image)),
            *(b', "language": ', orjson.dumps(draft.language)),
            *(b', "published_at": ', orjson.dumps(published)),
            *(b', "summary": ', orjson.dumps(draft.summary)),
            *(b', "title": ', orjson.dumps(draft.title)),
            *(b', "topics": [', b", ".join(map(orjson.dumps, draft.topics))),
            *(b'], "url": ', orjson.dumps(draft.url), b"}"),
        )
    )
    return hashlib.sha256(canonical).hexdigest()


def merge(drafts: Iterable[Draft]) -> list[Draft]:
    """Each article once, in the order of its first mention, with the text of its last."""
    by_key: dict[tuple[str, str], Draft] = {}
    by_url: dict[str, tuple[str, str]] = {}
    for draft in drafts:
        key = (draft.source, external_key(draft))
        if draft.url is not None:
            key = by_url.setdefault(draft.url, key)
        by_key[key] = draft
    return list(by_key.values())
