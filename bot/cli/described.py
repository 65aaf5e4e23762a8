"""`load --dry-run`: what files hold, told and not stored."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import orjson

from bot.cli import DONE, FAILED, REFUSED
from bot.cli.files import quote_for_json
from bot.cli.inputs import Input, inputs
from bot.config import Settings
from bot.ingest import Content, FeedLink, Problem, Unreadable, iterate
from bot.ingest.content import Deadline
from bot.locales import words_for
from bot.views import loads
from storage import Draft, Import, Quote
from storage.articles import external_key

READ_WITHIN = 6.0  # seconds; with what comes before and after it a file takes less than 10
ERRORS_TOLD = 1_000  # of a file, and as many warnings; the others are counted only


@dataclass(slots=True)
class Described:
    """What is told of a file. Its texts are not kept, so that it may be of any size.

    articles: each as JSON, by its key, in the file's order; repeated ones once, as last said.
    """

    file: str
    full: bool = False
    format: str | None = None
    articles: dict[tuple[str, str], bytes] = field(default_factory=dict)
    quotes: list[Quote] = field(default_factory=list)
    feeds: list[FeedLink] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    errors_total: int = 0
    warnings: list[Problem] = field(default_factory=list)
    pages: list[Content] = field(default_factory=list)
    _by_url: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.articles or self.quotes or self.feeds)

    def add(self, content: Content) -> None:
        self.format = content.format if self.format in {None, content.format} else "zip"
        for draft in content.drafts:
            # A copy: what orjson gives takes the memory that it was built in.
            told = bytes(memoryview(orjson.dumps(article_for_json(draft, self.full))))
            self.articles[self._key(draft)] = told
        self.quotes += content.quotes
        self.feeds += content.feeds
        self.errors += content.errors[: max(0, ERRORS_TOLD - len(self.errors))]
        self.errors_total += content.errors_total
        self.warnings += content.warnings[: max(0, ERRORS_TOLD - len(self.warnings))]
        if content.spoken_of is not None:
            self.pages.append(content)

    def refuse(self, problem: Problem) -> None:
        """It could not be read, or not to its end."""
        if problem not in self.errors:
            self.errors.append(problem)
            self.errors_total += 1

    def _key(self, draft: Draft) -> tuple[str, str]:
        """The same for what is the same article: see `storage.articles.merge`."""
        key = (draft.source, external_key(draft))
        return self._by_url.setdefault(draft.url, key) if draft.url is not None else key

    def json(self, stored: Import | None = None) -> Iterator[str]:
        """One JSON object on one line, in pieces. stored: what became of it."""
        yield f'{{"file":{_dumps(self.file)},"format":{_dumps(self.format)},"articles":['
        for number, article in enumerate(self.articles.values()):
            yield ("," if number else "") + article.decode()
        yield '],"quotes":['
        for number, quote in enumerate(self.quotes):
            yield ("," if number else "") + _dumps(quote_for_json(quote))
        spoken = [page.spoken_of or 0 for page in self.pages]
        rest = {
            "feeds": [{"url": feed.url, "title": feed.title} for feed in self.feeds],
            "errors": [problem_for_json(problem) for problem in self.errors],
            "errors_total": self.errors_total,
            "warnings": [problem_for_json(problem) for problem in self.warnings],
            "results_spoken_of": sum(spoken) if spoken else None,
        }
        if stored is not None:
            rest["articles_stored"] = asdict(stored.articles)
            rest["quotes_stored"] = asdict(stored.quotes)
        yield "]," + _dumps(rest)[1:]

    def lines(self, stored: Import | None = None) -> Iterator[str]:
        """The same for people."""
        words = words_for("en")
        articles = stored.articles.total if stored else len(self.articles)
        days = {quote.as_of for quote in self.quotes}
        rates = words.ngettext("{n} rate", "{n} rates", len(self.quotes))
        parts = [
            (articles, words.ngettext("{n} article", "{n} articles", articles)),
            (self.quotes, f"{rates} of {words.date(*days)}" if len(days) == 1 else rates),
            (self.feeds, words.ngettext("{n} feed", "{n} feeds", len(self.feeds))),
        ]
        yield f"Found: {' and '.join(text for things, text in parts if things) or 'nothing'}."
        for page in self.pages:
            yield from loads.further_pages(page, words)
        if stored:
            yield from loads.tallies(stored.articles, stored.quotes, words)
        for problem in (*self.warnings, *self.errors):
            yield loads.explain(problem, words)
        if self.errors_total > len(self.errors):
            yield words.ngettext(
                "and {n} more", "and {n} more", self.errors_total - len(self.errors)
            )


def article_for_json(draft: Draft, full: bool) -> dict[str, object]:
    """full: with its texts, not only their length."""
    texts = {"summary": draft.summary, "body": draft.body} if full else {}
    return {
        "title": draft.title,
        "url": draft.url,
        "published": draft.published_at.isoformat() if draft.published_at else None,
        "language": draft.language,
        "topics": draft.topics,
        "summary_chars": len(draft.summary),
        "body_chars": len(draft.body),
        **texts,
    }


def problem_for_json(problem: Problem) -> dict[str, object]:
    """line: 0 for the file as a whole.  file: which one, in an archive."""
    told: dict[str, object] = {"line": problem.line, "message": problem.said}
    return {**told, "file": problem.file} if problem.file else told


async def describe(
    arguments: Sequence[str], settings: Settings, *, as_json: bool, full: bool
) -> int:
    """Tell what each file holds. Gives the highest exit code of any.

    arguments: see `bot.cli.inputs`.
    """
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo(settings.default_timezone)).date()
    code = DONE
    async for one in inputs(arguments, settings):
        code = max(code, await asyncio.to_thread(_describe, one, today, now, as_json, full))
    return code


def _describe(one: Input, today: date, now: datetime, as_json: bool, full: bool) -> int:
    described = Described(one.name, full)
    code = DONE
    if one.given is None:
        assert one.problem is not None
        described.refuse(one.problem)
        code = REFUSED if one.refused else FAILED
    else:
        try:
            deadline = Deadline(READ_WITHIN)
            reading = iterate(
                one.given,
                today,
                name=one.name,
                address=one.address,
                now=now,
                deadline=deadline,
            )
            over = False
            for batch in reading:
                if over:
                    described.refuse(deadline.problem(batch.lines))
                    break
                described.add(batch.content)
                over = deadline.is_over
        except OSError as error:
            described.refuse(Problem(0, error.strerror or str(error)))
            code = FAILED
        except Unreadable as error:
            described.refuse(error.problem)
            code = REFUSED if described.is_empty else DONE
    tell(described, code, as_json)
    return code


def tell(described: Described, code: int, as_json: bool, stored: Import | None = None) -> None:
    """stored: what became of it, where it was loaded."""
    if as_json:
        for piece in described.json(stored):
            sys.stdout.write(piece)
        sys.stdout.write("\n")
        sys.stdout.flush()
    if code != DONE:
        print(f"{described.file}: {described.errors[0]}", file=sys.stderr)
    elif not as_json:
        print(f"{described.file}:", *described.lines(stored), sep="\n  ", flush=True)


def _dumps(value: object) -> str:
    return orjson.dumps(value).decode()
