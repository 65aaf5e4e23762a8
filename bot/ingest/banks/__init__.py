"""The banks whose rates are taken, and histories of rates: bytes in, quotes out."""

from bot.ingest.banks import cbr, cbt, cbu, ecb, history, nbk, nbkr, nbt, world
from bot.ingest.banks.bank import Answer, Bank, NoRates, other_layout
from bot.ingest.content import Content

__all__ = ["BANKS", "Answer", "Bank", "NoRates", "read_rates"]

# By their codes, as in RATE_SOURCES.
BANKS: dict[str, Bank] = {
    module.BANK.code: module.BANK for module in (nbk, nbkr, cbu, nbt, cbt, cbr, ecb, world)
}


_READERS = (
    *((bank.recognises, bank.read) for bank in BANKS.values()),
    (history.recognises, history.read),
)


def read_rates(data: bytes, text: str) -> Content | None:
    """What a bank's answer or a history of rates holds; None for any other file.

    text: the same, decoded; XML says itself how to.
    Raises Unreadable for what is a bank's, and damaged.
    """
    for recognises, read in _READERS:
        if recognises(text):
            answer = read(data)
            return Content(
                "rates", quotes=answer.quotes, errors=answer.problems, warnings=answer.warnings
            )
    if "<ValCurs" in text[:1024]:
        raise other_layout()  # of another country's bank: rates all the same, and no page
    return None
