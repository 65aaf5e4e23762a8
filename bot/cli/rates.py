"""`rates`: what banks publish, from the net or from an answer at hand, into the store."""

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson

from bot.cli import DONE, FAILED, REFUSED
from bot.cli.files import NOBODY, quote_for_json, read_file
from bot.config import RateSource, Settings
from bot.ingest import Content, Problem, Unreadable, read
from bot.ingest.banks import BANKS
from bot.ingest.banks.refresh import refresh
from bot.ingest.fetch import Fetcher, FetchError
from bot.locales import words_for
from bot.views import loads
from storage import Quote, Store, Tally
from storage.rates import merge


@dataclass(frozen=True, slots=True)
class _Told:
    """What one bank or file gave. name: the bank's code, or the file's name."""

    name: str
    quotes: tuple[Quote, ...] = ()
    problems: tuple[Problem, ...] = ()
    code: int = DONE


async def rates(
    settings: Settings, source: RateSource | None, file: str | None, *, dry_run: bool, as_json: bool
) -> int:
    """Take the newest rates of a source, or of all that are set, or those of a file.

    source: for a file, whose answer it must be; None tells that by its content.
    dry_run: needs no database and writes nothing. Gives the highest exit code of any.
    """
    if file is not None:
        told = [await asyncio.to_thread(_from_file, file, source, settings)]
    else:
        told = await _from_net(settings, [source] if source else settings.rate_sources)
    tallies = {} if dry_run else await _stored(settings, told)
    if as_json:
        quotes = merge(quote for one in told for quote in one.quotes)
        print(orjson.dumps([quote_for_json(quote) for quote in quotes]).decode(), flush=True)
    for one in told:
        _tell(one, tallies.get(one.name), list_quotes=dry_run and not as_json, as_json=as_json)
    return max((one.code for one in told), default=DONE)


def _from_file(path: str, source: RateSource | None, settings: Settings) -> _Told:
    # A path may hold bytes that are no text.
    name = os.fsencode(path).decode(errors="replace")
    try:
        data = read_file(path)
    except OSError as error:
        return _Told(name, problems=(Problem(0, error.strerror or str(error)),), code=FAILED)
    try:
        if source is None:
            today = datetime.now(ZoneInfo(settings.default_timezone)).date()
            return _of_content(name, read(data, today))
        answer = BANKS[source].read(data)
    except Unreadable as error:
        return _Told(name, problems=(error.problem,), code=REFUSED)
    return _Told(name, answer.quotes, (*answer.warnings, *answer.problems))


def _of_content(name: str, content: Content) -> _Told:
    problems = (*content.warnings, *content.errors)
    if content.quotes:
        return _Told(name, content.quotes, problems)
    return _Told(name, problems=(Problem(0, "There is no rate in this answer."),), code=REFUSED)


async def _from_net(settings: Settings, sources: Sequence[RateSource]) -> list[_Told]:
    now = datetime.now(UTC)
    roots = settings.rate_urls
    async with Fetcher(private=settings.fetch_private, trusted=roots.values()) as fetcher:
        return await asyncio.gather(
            *(_from_bank(source, fetcher, now, roots.get(source)) for source in sources)
        )


async def _from_bank(
    source: RateSource, fetcher: Fetcher, now: datetime, root: str | None
) -> _Told:
    try:
        fresh = await refresh(BANKS[source], fetcher, now, root=root)
    except FetchError as error:
        return _Told(source, problems=(error.problem,), code=FAILED)
    except Unreadable as error:
        return _Told(source, problems=(error.problem,), code=REFUSED)
    return _Told(source, fresh.quotes, fresh.problems)


async def _stored(settings: Settings, told: Sequence[_Told]) -> dict[str, Tally]:
    """What became of the quotes of each that gave any."""
    given = [one for one in told if one.quotes]
    if not given:
        return {}
    store = Store(settings.database_url, settings.search_folder)
    tallies = {}
    try:
        await store.open()
        for one in given:
            stored = await store.load(
                (), one.quotes, person_id=NOBODY, file_name=Path(one.name).name
            )
            if stored:
                tallies[one.name] = stored[1]
    finally:
        await store.close()
    return tallies


def _tell(one: _Told, tally: Tally | None, *, list_quotes: bool, as_json: bool) -> None:
    """To people on standard output; beside JSON on standard error."""
    if one.code != DONE:
        print(f"{one.name}: {one.problems[0]}", file=sys.stderr)
        return
    words = words_for("en")
    days = {quote.as_of for quote in one.quotes}
    lines = [loads.found(0, len(one.quotes), days, words)]
    if tally is not None:
        lines += loads.tallies(Tally(), tally, words)
    if list_quotes:
        lines += [_line(quote) for quote in one.quotes]
    lines += [loads.explain(problem, words) for problem in one.problems]
    print(f"{one.name}:", *lines, sep="\n  ", file=sys.stderr if as_json else sys.stdout)


def _line(quote: Quote) -> str:
    return f"1 {quote.base} = {quote.value:f} {quote.quote} ({quote.as_of}, {quote.source})"
