"""A bank's newest rates, from where it publishes them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.ingest.banks.bank import Answer, Bank, NoRates
from bot.ingest.content import Problem, Unreadable
from bot.ingest.fetch import Fetcher, FetchError, Seen, moved_to
from storage import CaravanError, Quote

NOT_FOUND = 404
# What may be wrong with an answer; each has a `problem` to tell.
FAILURES = (FetchError, Unreadable)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """quotes: none where nothing is new.
    problems: rates that were refused, and addresses that failed while another answered.
    seen: by address, to be given to the next refresh once the quotes are stored.
    """

    quotes: tuple[Quote, ...]
    problems: tuple[Problem, ...]
    seen: Mapping[str, Seen]

    @property
    def unchanged(self) -> bool:
        return not self.quotes


async def refresh(
    bank: Bank,
    fetcher: Fetcher,
    now: datetime,
    *,
    seen: Mapping[str, Seen] | None = None,
    root: str | None = None,
) -> Refreshed:
    """Ask a bank for the rates of its day, or of the last day before that it has any for.

    now: aware.  root: in place of the bank's own scheme and host.
    Raises FetchError or Unreadable where no address gives rates; what is stored stays then.
    """
    known = seen or {}
    today = bank.day(now)
    for back in range(bank.days_back):
        try:
            return await _one_day(bank, fetcher, today - timedelta(days=back), known, root)
        except NoRates:
            continue
        except FetchError as error:
            if error.status != NOT_FOUND:
                raise
    return await _one_day(bank, fetcher, today - timedelta(days=bank.days_back), known, root)


async def _one_day(
    bank: Bank, fetcher: Fetcher, day: date, known: Mapping[str, Seen], root: str | None
) -> Refreshed:
    addresses = [moved_to(address, root) for address in bank.addresses(day)]
    answers = await asyncio.gather(*(_ask(bank, fetcher, one, known) for one in addresses))
    failures = [answer for answer in answers if isinstance(answer, CaravanError)]
    if len(failures) == len(answers):
        raise failures[0]
    quotes: list[Quote] = []
    problems = [failure.problem for failure in failures]
    marks: dict[str, Seen] = {}
    for address, answer in zip(addresses, answers, strict=True):
        if answer is None:
            marks[address] = known[address]
        elif isinstance(answer, tuple):
            read, marks[address] = answer
            quotes += read.quotes
            problems += read.problems
    return Refreshed(tuple(quotes), tuple(problems), marks)


async def _ask(
    bank: Bank, fetcher: Fetcher, address: str, known: Mapping[str, Seen]
) -> tuple[Answer, Seen] | FetchError | Unreadable | None:
    """None where the answer is what is known already."""
    try:
        fetched = await fetcher.get(address, known.get(address))
        if fetched is None:
            return None
        # Away from the loop: updates do not wait while an answer is read.
        return await asyncio.to_thread(bank.read, fetched.body), fetched.seen
    except FAILURES as failure:
        return failure
