"""What columns and keys are called: each field of ours has many names in other programs."""

import re
from functools import lru_cache

# The first name that has something in it counts. docs/loading.md lists them for editors.
NAMES: dict[str, str] = {
    "title": "title headline name заголовок название subject",
    "summary": "summary description excerpt lead анонс abstract teaser лид описание",
    "body": "body text content article текст content_html content_text full_text статья содержание",
    "url": "url link href ссылка permalink canonical_url external_url web_url",
    "published": "published date pubdate published_at published_on publication_date publish_date "
    "date_published дата дата_публикации created created_at datetime timestamp as_of",
    "updated": "updated updated_at modified modified_at date_modified last_modified изменено",
    "topics": "topics tags categories category keywords topic tag рубрика рубрики теги тема темы "
    "section",
    "language": "language lang язык locale",
    "image": "image picture img thumbnail image_url thumbnail_url url_to_image banner_image "
    "изображение картинка фото",
    "source": "source источник site publisher",
    "guid": "guid id uid key",
    "pair": "pair пара symbol",
    "base": "base base_currency from валюта currency code",
    "quote": "quote quote_currency counter to котировка",
    "value": "value rate price курс close значение",
    "nominal": "nominal units номинал quantity",
    "change": "change change_percent изменение percent",
}
LONGEST_NAME = 64  # characters
_WITHIN = re.compile(r"[\W_]+")


def _squeezed(name: str) -> str:
    return _WITHIN.sub("", name.casefold())


_FIELDS = {
    _squeezed(name): (field, rank)
    for field, names in NAMES.items()
    for rank, name in enumerate(names.split())
}


@lru_cache(maxsize=4096)
def field_of(name: str) -> tuple[str, int] | None:
    """Which field a column or key is, and the rank of its name among that field's, from 0.

    Case, spaces, underscores and the like do not matter. None for a name that is not known.
    """
    return _FIELDS.get(_squeezed(name)) if len(name) <= LONGEST_NAME else None


def is_rate(fields: set[str]) -> bool:
    """Whether these fields make a rate; what has a title is an article, whatever it costs."""
    pair = "pair" in fields or {"base", "quote"} <= fields
    return pair and "value" in fields and "title" not in fields


def is_article(fields: set[str]) -> bool:
    return "title" in fields or ("url" in fields and bool({"body", "summary"} & fields))
