"""Files to articles and rates: bytes in, drafts out. Nothing here stores or sends."""

from dataclasses import replace
from datetime import date

from bot.ingest.banks import read_rates
from bot.ingest.content import Content, Problem, Unreadable
from bot.ingest.encoding import decode
from bot.ingest.page import read_page

__all__ = ["Content", "Problem", "Unreadable", "read"]


def read(data: bytes, today: date) -> Content:
    """What a file holds, its format told by its content.

    today: the site's day, for rates that come without a date.
    Raises Unreadable with the reason.
    """
    text, warnings = decode(data)
    content = read_rates(data, text) or read_page(text, today)
    return replace(content, warnings=(*warnings, *content.warnings))
