"""The one place with the rules of what an article is, and of what it is made."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from bot.ingest.content import Problem
from bot.ingest.languages import language_of
from bot.ingest.links import clean_url, host_of
from bot.ingest.markup import first_words, text_of, title_of
from bot.ingest.moments import parse_moment
from bot.ingest.summaries import first_sentences
from storage import Draft, limits
from storage.articles import merge
from storage.text import plain

NO_HOST = "file"  # the source of what names none
TITLE_FROM_TEXT = 80  # characters
AHEAD = timedelta(days=1)  # what lies further ahead is a mistake, or bait for the top of a list
_TOPICS_READ = 10 * limits.TOPICS
_TEXT_READ = 2 * limits.BODY  # characters; the rest would be cut off anyhow
_READ = 700  # characters, for a summary or a title


@dataclass(slots=True)
class Raw:
    """An article as its file has it: nothing is cleaned, resolved or parsed yet.

    line: where it begins, from 1; 0 where that is not known.
    html: whether summary and body are HTML.  title_html: whether the title is.
    base: what its links are relative to.
    source: its own; empty for that of the file.
    """

    line: int = 0
    guid: str | None = None
    title: str = ""
    summary: str = ""
    body: str = ""
    html: bool = False
    title_html: bool = False
    url: str | None = None
    base: str | None = None
    published: str | datetime | None = None
    updated: str | datetime | None = None
    topics: Sequence[str] = ()
    language: str | None = None
    image: str | None = None
    source: str = ""


def drafts_of(
    raws: Iterable[Raw], *, source: str, now: datetime, language: str | None = None
) -> tuple[tuple[Draft, ...], tuple[Problem, ...], tuple[Problem, ...]]:
    """The articles in the file's order, each once; what was left out; what should be known.

    source: of those that name none; empty for the host of each link.
    language: of those that say none; theirs is guessed where this is None.
    """
    drafts: list[Draft] = []
    errors: list[Problem] = []
    warnings: list[Problem] = []
    for made in each_draft(raws, source=source, now=now, language=language):
        if made.draft is not None:
            drafts.append(made.draft)
        errors += made.errors
        warnings += made.warnings
    return tuple(merge(drafts)), tuple(errors), tuple(warnings)


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one Raw. draft: None where it is no article."""

    draft: Draft | None
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def each_draft(
    raws: Iterable[Raw],
    *,
    source: str,
    now: datetime,
    language: str | None = None,
    first: int = 1,
) -> Iterator[Made]:
    """One at a time, repeated ones too. first: the position of the first article."""
    position = first
    for raw in raws:
        made = make_draft(raw, source=source, now=now, language=language, position=position)
        position += made.draft is not None
        yield made


def make_draft(
    raw: Raw, *, source: str, now: datetime, language: str | None = None, position: int = 0
) -> Made:
    """An article is what has a title, or a text and a link.

    Without a title the first words of the text become it; without a summary its first sentences.
    """
    body = text_of(raw.body) if raw.html else raw.body[:_TEXT_READ]
    summary = text_of(raw.summary) if raw.html else raw.summary[:_TEXT_READ]
    url = clean_url(raw.url, raw.base)
    title = title_of(raw.title, html=raw.title_html)
    # Draft cleans what is plain already; only what is looked at here is cleaned here.
    text = plain((body if not body.isspace() else "")[:_READ] or summary[:_READ])
    if not title and text and (url or _is_path(raw.url)):
        title = title_of(first_words(text, TITLE_FROM_TEXT))
    if not title:
        return Made(None, (Problem(raw.line, "It has neither a title nor a text with a link."),))
    warnings: list[Problem] = []
    published = _published(raw, now, warnings)
    draft = Draft(
        source=raw.source or source or host_of(url) or NO_HOST,
        title=title,
        body=body,
        summary=summary if summary and not summary.isspace() else first_sentences(text),
        url=url,
        guid=plain(raw.guid) or None if raw.guid else None,
        language=_language(raw.language) or language or language_of(f"{title}\n{text}"),
        topics=tuple(title_of(topic) for topic in islice(raw.topics, _TOPICS_READ)),
        image=clean_url(raw.image, raw.base),
        published_at=published,
        position=position,
    )
    return Made(draft, (), tuple(warnings))


def _is_path(link: str | None) -> bool:
    """Whether it is a link that leads on from an address which is not known."""
    return bool(link and link.strip() and ":" not in link.partition("/")[0])


def _published(raw: Raw, now: datetime, warnings: list[Problem]) -> datetime | None:
    """When it was published, else updated. None, with a warning, for what lies ahead."""
    for given in (raw.published, raw.updated):
        if given is None or given == "":
            continue
        if isinstance(given, datetime):
            moment: datetime | None = _in_utc(given)
        else:
            moment = parse_moment(given, now)
        said: dict[str, object] = {"date": str(given)[:40]}
        if moment is None:
            warnings.append(Problem(raw.line, "“{date}” is no date that can be read.", said))
        elif moment > now + AHEAD:
            warnings.append(
                Problem(raw.line, "“{date}” lies ahead; the article is left without a date.", said)
            )
            return None
        else:
            return moment
    return None


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _language(given: str | None) -> str | None:
    """`en` of `en-US`, `en_GB` and `EN`; None for what is no language's code."""
    code = (given or "").strip().replace("_", "-").partition("-")[0].casefold()
    return code if code.isascii() and code.isalpha() and 2 <= len(code) <= 3 else None
