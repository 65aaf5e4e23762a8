"""The store: articles, rates, the inbox and imports, in SQLite or PostgreSQL, and the search index.

`Store` is the one door. It knows nothing of Telegram.
"""

from .errors import CaravanError, DatabaseUnavailable
from .records import (
    Article,
    ArticleStatus,
    Draft,
    Found,
    Import,
    ImportState,
    Order,
    Page,
    Person,
    Quote,
    Tally,
)
from .search.query import Query
from .sources import Source
from .store import Store

__all__ = [
    "Article",
    "ArticleStatus",
    "CaravanError",
    "DatabaseUnavailable",
    "Draft",
    "Found",
    "Import",
    "ImportState",
    "Order",
    "Page",
    "Person",
    "Query",
    "Quote",
    "Source",
    "Store",
    "Tally",
]
