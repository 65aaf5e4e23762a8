"""Rows and objects to articles and rates: a forgiving mapping, the same for JSON and tables."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.ingest.banks import numbers
from bot.ingest.banks.bank import Row, to_quote
from bot.ingest.columns import field_of, is_rate
from bot.ingest.content import ERRORS_KEPT, Content, Problem, Unreadable
from bot.ingest.drafts import NO_HOST, Raw, make_draft
from bot.ingest.links import clean_url
from bot.ingest.markup import looks_like_html
from bot.ingest.moments import parse_moment
from storage import ArticleStatus, Draft, Quote, limits

# What a line of our own export has; others that say `kind` do not have all of these.
_EXPORTED_ARTICLE = frozenset(("kind", "source", "title", "url", "body", "published"))
_EXPORTED_QUOTE = frozenset(("kind", "base", "quote", "value", "as_of", "source"))
# Where an object stands for a text, the text is under one of these.
_TEXT_KEYS = ("rendered", "value", "text", "#text", "_", "content")
_NAME_KEYS = ("name", "title", "label", "term", "slug")
_LINK_KEYS = ("url", "href", "link", "src", "#text", "contentUrl")
_MOST_LISTED = 10 * limits.TOPICS
_WARNINGS_KEPT = 1_000
MOST_ERRORS = 200_000


class Records:
    """Takes objects one by one, and gives what they were in batches.

    today: of rates without a date.  now: what lies ahead of it has no date.
    address: what links are relative to.  mark: what stands before decimals, where it is unclear.
    """

    def __init__(
        self, format_: str, today: date, now: datetime, address: str | None, mark: str = "."
    ) -> None:
        self.format = format_
        self._today = today
        self._now = now
        self._address = address
        self._mark = mark
        self._position = 0
        self._warned = 0
        self._undated_told = False
        self._drafts: list[Draft] = []
        self._quotes: list[Quote] = []
        self._errors: list[Problem] = []
        self._errors_total = 0
        self._refused = 0
        self._warnings: list[Problem] = []

    def __len__(self) -> int:
        """What waits to be given, errors too."""
        return len(self._drafts) + len(self._quotes) + self._errors_total

    def give(self) -> Content:
        """What was taken since the last time."""
        content = Content(
            self.format,
            tuple(self._drafts),
            tuple(self._quotes),
            tuple(self._errors),
            tuple(self._warnings),
            errors_total=self._errors_total,
        )
        for one in (self._drafts, self._quotes, self._errors, self._warnings):
            one.clear()
        self._errors_total = 0
        return content

    def refuse(self, problem: Problem) -> None:
        """Raises Unreadable where so much is wrong that it is another kind of file."""
        self._errors_total += 1
        self._refused += 1
        if self._refused > MOST_ERRORS:
            said: dict[str, object] = {"count": MOST_ERRORS}
            raise Unreadable(
                Problem(
                    problem.line,
                    "More than {count} entries cannot be read; the rest was not looked at.",
                    said,
                )
            )
        if len(self._errors) < ERRORS_KEPT:
            self._errors.append(problem)

    def warn(self, problem: Problem) -> None:
        self._warned += 1
        if self._warned <= _WARNINGS_KEPT:
            self._warnings.append(problem)

    def take(self, given: object, line: int, text: bytes | None = None) -> None:
        """text: the object's own JSON, where it is from one: numbers keep their digits there."""
        if not isinstance(given, dict):
            self.refuse(Problem(line, "This is no object with names and values."))
            return
        kind = given.get("kind")
        if kind == "article" and given.keys() >= _EXPORTED_ARTICLE:
            self._take_exported(given, line)
        elif kind == "quote" and given.keys() >= _EXPORTED_QUOTE:
            self._take_exported_quote(given, line)
        else:
            self.take_fields(fields_of(given), line, text)

    def take_fields(self, found: dict[str, Any], line: int, text: bytes | None = None) -> None:
        """found: values by our own names for them."""
        if is_rate(set(found)):
            if isinstance(found["value"], float) and text is not None:
                with suppress(ValueError, RecursionError):
                    found = fields_of(json.loads(text, parse_float=str, parse_int=str))
            self._take_rate(found, line)
        else:
            self._take_article(found, line)

    def _take_article(self, found: dict[str, Any], line: int) -> None:
        title, summary, body = (said(found.get(name)) for name in ("title", "summary", "body"))
        raw = Raw(
            line=line,
            guid=said(found.get("guid")) or None,
            title=title,
            summary=summary,
            body=body,
            html=looks_like_html(body) or looks_like_html(summary),
            title_html=looks_like_html(title),
            url=said(found.get("url"), _LINK_KEYS) or None,
            base=self._address,
            published=said(found.get("published")) or None,
            updated=said(found.get("updated")) or None,
            topics=listed(found.get("topics")),
            language=said(found.get("language")) or None,
            image=said(found.get("image"), _LINK_KEYS) or None,
            source=said(found.get("source"), _NAME_KEYS),
        )
        made = make_draft(raw, source="", now=self._now, position=self._position + 1)
        if made.draft is not None:
            self._position += 1
            self._drafts.append(made.draft)
        for problem in made.errors:
            self.refuse(problem)
        for problem in made.warnings:
            self.warn(problem)

    def _take_rate(self, found: dict[str, Any], line: int) -> None:
        base, quote = said(found.get("base")), said(found.get("quote"))
        if pair := said(found.get("pair")):
            base, quote = _currencies(pair)
        row = Row(
            line,
            base=base.upper(),
            quote=quote.upper(),
            value=said(found["value"]),
            day=self._day(said(found.get("published")), line),
            units=said(found.get("nominal")) or "1",
        )
        made = to_quote(row, said(found.get("source"))[: limits.SOURCE] or NO_HOST, self._mark)
        if isinstance(made, Problem):
            self.refuse(made)
            return
        change = said(found.get("change")).rstrip("% ")
        exact = numbers.exact(change, self._mark) if change else None
        self._quotes.append(replace(made, change=exact))

    def _day(self, given: str, line: int) -> str:
        if not given:
            if not self._undated_told:
                self._undated_told = True
                self.warn(Problem(line, "Rates without a date are taken as today's."))
            return self._today.isoformat()
        moment = parse_moment(given, self._now)
        return moment.date().isoformat() if moment else given

    def _take_exported(self, given: dict[str, Any], line: int) -> None:
        """Just as it was stored: it is clean already, and cleaning more would be a change."""
        published = given["published"]
        try:
            draft = Draft(
                source=_text(given["source"]),
                title=_text(given["title"]),
                body=_text(given["body"]),
                summary=_text(given.get("summary")),
                url=_link(_text(given["url"])),
                guid=_text(given.get("guid") or given.get("key")) or None,
                language=_text(given.get("language"))[: limits.LANGUAGE] or None,
                topics=tuple(_text(topic) for topic in _list(given.get("topics"))),
                image=_link(_text(given.get("image"))),
                published_at=_moment(published) if published is not None else None,
                position=_position(given.get("position")),
                first_seen_at=_moment(given["first_seen"]) if given.get("first_seen") else None,
                status=_status(given.get("status")),
            )
        except (ValueError, OverflowError):
            self.refuse(Problem(line, "This line of an export is damaged."))
            return
        self._drafts.append(draft)

    def _take_exported_quote(self, given: dict[str, Any], line: int) -> None:
        change = given.get("change")
        try:
            made = Quote(
                base=_code(given["base"]),
                quote=_code(given["quote"]),
                value=Decimal(_text(given["value"])),
                as_of=date.fromisoformat(_text(given["as_of"])),
                source=_text(given["source"])[: limits.SOURCE],
                change=Decimal(_text(change)) if change is not None else None,
            )
        except (ValueError, InvalidOperation):
            self.refuse(Problem(line, "This line of an export is damaged."))
            return
        self._quotes.append(made)


def fields_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an object by our names; of several for one field that of the first name."""
    found: dict[str, Any] = {}
    ranks: dict[str, int] = {}
    for name, value in given.items():
        known = field_of(name)
        if known is None or value is None or value == "":
            continue
        field, rank = known
        if rank < ranks.get(field, rank + 1):
            found[field], ranks[field] = value, rank
    return found


def said(value: object, keys: Sequence[str] = _TEXT_KEYS) -> str:
    """A value as text: of an object the one under the first of these keys, of a list its first."""
    for _ in range(3):
        if isinstance(value, str):
            return value
        if isinstance(value, dict):
            value = next((value[key] for key in keys if value.get(key)), None)
        elif isinstance(value, list):
            value = value[0] if value else None
        else:
            break
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def listed(value: object) -> list[str]:
    """Topics: a list of texts or objects, or one text with ";", "|" or "," between them."""
    if isinstance(value, list):
        return [name for one in value[:_MOST_LISTED] if (name := said(one, _NAME_KEYS))]
    text = said(value, _NAME_KEYS)
    mark = next((mark for mark in ";|," if mark in text), None)
    return text.split(mark, _MOST_LISTED)[:_MOST_LISTED] if mark else [text]


def _currencies(pair: str) -> tuple[str, str]:
    """`USD/KZT`, `USD-KZT`, `USDKZT`."""
    letters = "".join(letter for letter in pair if letter.isalpha())
    return letters[:3], letters[3:]


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _code(value: object) -> str:
    code = _text(value)
    if len(code) != 3 or not code.isascii() or not code.isupper():
        raise ValueError(code)
    return code


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _link(text: str) -> str | None:
    """As it is: what was stored before a rule of cleaning came may differ from its clean form."""
    return text if clean_url(text) else None


def _status(value: object) -> ArticleStatus:
    return ArticleStatus.RETRACTED if value == ArticleStatus.RETRACTED else ArticleStatus.LIVE


def _position(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 2**31 else 0
