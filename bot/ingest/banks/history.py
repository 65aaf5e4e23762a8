"""History of any source, as CSV: `date,base,quote,value,source`."""

from collections.abc import Iterator

from bot.ingest.banks.bank import Answer, Row, sort_out, to_quote
from bot.ingest.banks.table import columns, rows
from bot.ingest.content import Problem
from bot.ingest.encoding import decode
from storage import Quote, limits

_NEEDED = ("date", "base", "quote", "value", "source")


def recognises(text: str) -> bool:
    return set(columns(text)[0]) >= set(_NEEDED)


def read(data: bytes) -> Answer:
    """Raises Unreadable where no line of it is a rate."""
    text, _ = decode(data)
    return sort_out(_each(text))


def _each(text: str) -> Iterator[Quote | Problem]:
    for line, said in rows(text, _NEEDED):
        if said["source"] and len(said["source"]) <= limits.SOURCE:
            row = Row(line, said["base"], said["quote"], said["value"], said["date"])
            yield to_quote(row, said["source"], mark=".")
        else:
            yield Problem(line, "A rate needs a source, of a few letters.")
