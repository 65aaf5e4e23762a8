"""What SQLite finds without the search index: by FTS5, and by LIKE.

Both at their best: called directly, no thread and no pool between; FTS5 with its index in one
piece, in a file of its own, and without a second copy of the texts.
"""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from storage import Draft
from storage.search.parser import parse
from storage.search.tree import Compound, Node, Not, Or, Phrase, Prefix, Term

SIZE = 6
_COLUMNS = ("title", "summary", "body")
_FTS5 = "tokenize = 'porter unicode61 remove_diacritics 2', content = '', columnsize = 1"


class Rivals:
    """A table of articles, and an FTS5 table over it."""

    def __init__(self, folder: Path) -> None:
        self._fts = folder / "fts5.db"
        self._connection = sqlite3.connect(self._fts)
        self._connection.execute("ATTACH ? AS kept", (str(folder / "articles.db"),))
        for schema in ("main", "kept"):
            self._connection.execute(f"PRAGMA {schema}.journal_mode = WAL")
            self._connection.execute(f"PRAGMA {schema}.synchronous = OFF")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS kept.articles "
            "(id INTEGER PRIMARY KEY, title TEXT, summary TEXT, body TEXT, at REAL)"
        )
        self._connection.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS found USING fts5 ({', '.join(_COLUMNS)}, {_FTS5})"
        )

    def add(self, drafts: Sequence[Draft]) -> None:
        """Store these, and index them."""
        top = self._connection.execute("SELECT coalesce(max(id), 0) FROM kept.articles")
        first = top.fetchone()[0] + 1
        with self._connection:
            self._connection.executemany(
                "INSERT INTO kept.articles VALUES (?, ?, ?, ?, ?)",
                (
                    (number, draft.title, draft.summary, draft.body, _seconds(draft))
                    for number, draft in enumerate(drafts, first)
                ),
            )
            self._connection.executemany(
                "INSERT INTO found (rowid, title, summary, body) VALUES (?, ?, ?, ?)",
                (
                    (number, draft.title, draft.summary, draft.body)
                    for number, draft in enumerate(drafts, first)
                ),
            )

    def finish(self) -> None:
        """Bring the index into one piece."""
        with self._connection:
            self._connection.execute("INSERT INTO found (found) VALUES ('optimize')")
        self._connection.execute("PRAGMA main.wal_checkpoint(TRUNCATE)")

    @property
    def index_bytes(self) -> int:
        return self._fts.stat().st_size

    def fts5(self, text: str) -> int | None:
        """The total, after reading the first six by bm25; None where FTS5 cannot be asked this."""
        wanted = _translated(text, _fts5)
        if wanted is None:
            return None
        run = self._connection.execute
        best = run(
            "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found, 3, 2, 1) LIMIT ?",
            (wanted, SIZE),
        )
        ids = [row[0] for row in best]
        total: int = run("SELECT count(*) FROM found WHERE found MATCH ?", (wanted,)).fetchone()[0]
        self._read(ids)
        return total

    def like(self, text: str) -> int | None:
        """The total, after reading the newest six; None where LIKE cannot be asked this."""
        wanted = _translated(text, _like)
        if wanted is None:
            return None
        rows = self._connection.execute(
            "SELECT id, count(*) OVER () FROM kept.articles "
            f"WHERE {wanted} ORDER BY at DESC LIMIT ?",
            (SIZE,),
        ).fetchall()
        self._read([row[0] for row in rows])
        return rows[0][1] if rows else 0

    def close(self) -> None:
        self._connection.close()

    def _read(self, ids: Sequence[int]) -> None:
        marks = ", ".join("?" * len(ids))
        self._connection.execute(
            f"SELECT * FROM kept.articles WHERE id IN ({marks})", ids
        ).fetchall()


def _translated(text: str, translate: Callable[[Node], str | None]) -> str | None:
    """All of the nodes, as the rival writes them; None where it cannot be put that way."""
    nodes = [
        node
        for node in parse(text).telling
        # The rivals do without stop words too.
        if not (isinstance(node, Term) and node.stop_in)
    ]
    wanted = [translate(node) for node in nodes if not isinstance(node, Not)]
    refused = [translate(node.node) for node in nodes if isinstance(node, Not)]
    if not wanted or None in wanted or None in refused:
        return None
    without = " NOT " if translate is _fts5 else " AND NOT "
    return without.join([f"({' AND '.join(map(str, wanted))})", *map(str, refused)])


def _fts5(node: Node) -> str | None:
    match node:
        case Term(plain=word):
            return f'"{word}"'
        case Compound(parts):
            return f'"{" ".join(part.plain for part in parts)}"'
        case Phrase(words):
            return f'"{" ".join(words)}"'
        case Prefix(word):
            return f'"{word}"*'
        case Or(nodes):
            return _any([_fts5(one) for one in nodes])
    return None


def _like(node: Node) -> str | None:
    match node:
        case Term(plain=word) | Prefix(word):
            pattern = word
        case Compound(parts):
            pattern = "_".join(part.plain for part in parts)
        case Phrase(words):
            pattern = " ".join(words)
        case Or(nodes):
            return _any([_like(one) for one in nodes])
        case _:
            return None
    quoted = pattern.replace("'", "''")
    return _any([f"{column} LIKE '%{quoted}%'" for column in _COLUMNS])


def _any(clauses: Sequence[str | None]) -> str | None:
    return None if None in clauses else f"({' OR '.join(map(str, clauses))})"


def _seconds(draft: Draft) -> float:
    return draft.published_at.timestamp() if draft.published_at else 0.0
