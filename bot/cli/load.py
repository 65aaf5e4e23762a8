"""`load`: files into the store, without a chat."""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from bot.cli import DONE, FAILED, REFUSED
from bot.cli.files import NOBODY, quote_for_json, read_file
from bot.config import Settings
from bot.ingest import Content, Problem, Unreadable, read
from bot.locales import words_for
from bot.views import loads
from storage import Store, Tally

ERRORS_SHOWN = 1_000
INDEX_WITHIN = 10.0  # seconds; what is not in the index by then, the next start takes up


async def load(files: Sequence[str], settings: Settings, *, dry_run: bool, as_json: bool) -> int:
    """Read and store each file. Gives the highest exit code of any.

    dry_run: needs no database and writes nothing.
    """
    today = datetime.now(ZoneInfo(settings.default_timezone)).date()
    if dry_run:
        return max([await _one(name, None, today, as_json) for name in files])
    store = Store(settings.database_url, settings.search_folder)
    try:
        await store.open()
        code = max([await _one(name, store, today, as_json) for name in files])
        await store.feed.caught_up(within=INDEX_WITHIN)
    finally:
        await store.close()
    return code


async def _one(path: str, store: Store | None, today: date, as_json: bool) -> int:
    # A path may hold bytes that are no text.
    name = os.fsencode(path).decode(errors="replace")
    try:
        data = await asyncio.to_thread(read_file, path)
    except OSError as error:
        _tell_unread(name, Problem(0, error.strerror or str(error)), as_json)
        return FAILED
    try:
        content = await asyncio.to_thread(read, data, today)
    except Unreadable as error:
        _tell_unread(name, error.problem, as_json)
        return REFUSED
    tallies: tuple[Tally, Tally] | None = None
    if store is not None:
        tallies = await store.load(
            content.drafts, content.quotes, person_id=NOBODY, file_name=Path(name).name
        )
    if as_json:
        _print_json(_as_dict(name, content, tallies))
    else:
        _tell(name, content, tallies)
    return DONE


def _tell(name: str, content: Content, tallies: tuple[Tally, Tally] | None) -> None:
    words = words_for("en")
    lines = [loads.found(content, words), *loads.further_pages(content, words)]
    if tallies is not None:
        lines += loads.tallies(*tallies, words)
    problems = (*content.warnings, *content.errors)
    lines += [loads.explain(problem, words) for problem in problems]
    print(f"{name}:", *lines, sep="\n  ")


def _tell_unread(name: str, problem: Problem, as_json: bool) -> None:
    if as_json:
        _print_json(
            {
                "file": name,
                "format": None,
                "articles": [],
                "quotes": [],
                "feeds": [],
                "errors": [_problem(problem)],
                "errors_total": 1,
                "warnings": [],
            }
        )
    print(f"{name}: {problem}", file=sys.stderr)


def _as_dict(name: str, content: Content, tallies: tuple[Tally, Tally] | None) -> dict[str, Any]:
    described: dict[str, Any] = {
        "file": name,
        "format": content.format,
        "articles": [
            {
                "title": draft.title,
                "url": draft.url,
                "published": draft.published_at.isoformat() if draft.published_at else None,
                "language": draft.language,
                "topics": draft.topics,
                "summary_chars": len(draft.summary),
                "body_chars": len(draft.body),
            }
            for draft in content.drafts
        ],
        "quotes": [quote_for_json(quote) for quote in content.quotes],
        "feeds": [],
        "errors": [_problem(problem) for problem in content.errors[:ERRORS_SHOWN]],
        "errors_total": len(content.errors),
        "warnings": [_problem(problem) for problem in content.warnings],
        "results_spoken_of": content.spoken_of,
    }
    if tallies is not None:
        for kind, tally in zip(("articles", "quotes"), tallies, strict=True):
            described[f"{kind}_stored"] = {
                "new": tally.new,
                "changed": tally.changed,
                "unchanged": tally.unchanged,
            }
    return described


def _problem(problem: Problem) -> dict[str, object]:
    return {"line": problem.line, "message": problem.message.format(**problem.fields)}


def _print_json(value: dict[str, Any]) -> None:
    print(orjson.dumps(value).decode(), flush=True)
