"""The Tantivy index in its folder. Everything here blocks; the feed calls it in a thread.

The folder holds `current`, which names the folder of the index in use, and that folder. Its name
tells the index's format and the database it was made from: one of another name is not ours. A
new index is built beside the old one, which answers until `current` names the new one.
"""

import contextlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import tantivy

from storage.errors import CaravanError
from storage.records import Article, ArticleStatus

from .analyser import terms

FORMAT = 1  # raise it when fields or the analyser change: every index is then built anew
WRITER_BYTES = 32_000_000
# How much a word counts in each field. Where it stands in several, the best of them counts
# whole and the others a little.
FIELDS = {"title": 3.0, "summary": 1.5, "body": 1.0}
OTHERS_COUNT = 0.2

_LIVE = 1


class IndexDamaged(CaravanError):
    """The index cannot be read or written; it has to be built anew."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Article ids of one page, best first, and how many match over all."""

    ids: tuple[int, ...]
    total: int


class SearchIndex:
    def __init__(self, folder: Path, identity: str) -> None:
        self.folder = folder
        self._prefix = f"v{FORMAT}-{identity[:12]}-"
        self._name: str | None = None
        self._index: tantivy.Index | None = None

    def open(self) -> bool:
        """Open what `current` names, or reopen it if it changed. False where nothing is usable."""
        name = self._current_name()
        if name is None:
            self._index = self._name = None
            return False
        if name != self._name or self._index is None:
            self._index, self._name = _open(self.folder / name), name
        else:
            with _damage():
                self._index.reload()
        return True

    def highest_revision(self) -> int:
        """The revision up to which the index has everything; 0 for an empty one."""
        with _damage():
            searcher = self._opened().searcher()
            newest = searcher.search(
                tantivy.Query.all_query(), limit=1, count=False, order_by_field="revision"
            )
            return int(str(newest.hits[0][0])) if newest.hits else 0

    def search(self, words: str, *, offset: int, limit: int) -> Hits:
        """Live articles that have all of the words."""
        wanted = list(dict.fromkeys(terms(words)))
        if not wanted:
            return Hits((), 0)
        with _damage():
            index = self._opened()
            query = _all_of(wanted, index.schema)
            searcher = index.searcher()
            # The engine sets memory aside for every place up to the offset, and anyone may ask
            # for the page of any number.
            within = min(offset, searcher.num_docs)
            found = searcher.search(query, limit=max(1, limit), offset=within)
            ids = searcher.fast_field_values("id", [address for _, address in found.hits])
            # The package's own types leave `count` out.
            total: int = found.count  # type: ignore[attr-defined]
            return Hits(tuple(int(str(number)) for number in ids), total)

    def write(self, articles: Iterable[Article]) -> None:
        """Take these in, each in place of what the index had of it."""
        assert self._name is not None
        with _damage():
            # A fresh Index for each batch: a long-lived one leaves orphaned segment files.
            _write(_open(self.folder / self._name), articles)
            self._opened().reload()

    def begin_anew(self) -> "SearchIndex":
        """An empty index beside this one, to be filled and then put in use."""
        self.folder.mkdir(parents=True, exist_ok=True)
        number = 1
        while (self.folder / f"{self._prefix}{number}").exists():
            number += 1
        fresh = SearchIndex(self.folder, "")
        fresh._prefix, fresh._name = self._prefix, f"{self._prefix}{number}"
        (self.folder / fresh._name).mkdir()
        with _damage():
            fresh._index = tantivy.Index(_schema(), path=str(self.folder / fresh._name))
            _register(fresh._index)
        return fresh

    def put_in_use(self) -> None:
        """Make this the folder's current index, and remove the others."""
        assert self._name is not None
        note = self.folder / "current.new"
        note.write_text(self._name)
        note.replace(self.folder / "current")
        for other in self.folder.iterdir():
            if other.is_dir() and other.name != self._name:
                shutil.rmtree(other, ignore_errors=True)

    def _current_name(self) -> str | None:
        try:
            name = (self.folder / "current").read_text().strip()
        except (OSError, UnicodeDecodeError):
            return None
        return name if name.startswith(self._prefix) and "/" not in name else None

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            raise IndexDamaged("no index is open")
        return self._index


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_integer_field("revision", fast=True)
    builder.add_integer_field("live", indexed=True)
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="terms", index_option="position")
    return builder.build()


def _open(path: Path) -> tantivy.Index:
    with _damage():
        index = tantivy.Index.open(str(path))
        _register(index)
    return index


def _register(index: tantivy.Index) -> None:
    splitting = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("terms", splitting)


def _write(index: tantivy.Index, articles: Iterable[Article]) -> None:
    writer = index.writer(WRITER_BYTES, 1)
    for article in articles:
        writer.delete_documents_by_term("id", article.id)
        document = tantivy.Document()
        document.add_integer("id", article.id)
        document.add_integer("revision", article.revision)
        document.add_integer("live", int(article.status is ArticleStatus.LIVE))
        for field in FIELDS:
            document.add_text(field, " ".join(terms(getattr(article, field))))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _all_of(words: list[str], schema: tantivy.Schema) -> tantivy.Query:
    live = tantivy.Query.const_score_query(tantivy.Query.term_query(schema, "live", _LIVE), 0.0)
    clauses = [(tantivy.Occur.Must, live)]
    for word in words:
        fields = [
            tantivy.Query.boost_query(tantivy.Query.term_query(schema, field, word), weight)
            for field, weight in FIELDS.items()
        ]
        anywhere = tantivy.Query.disjunction_max_query(fields, OTHERS_COUNT)
        clauses.append((tantivy.Occur.Must, anywhere))
    return tantivy.Query.boolean_query(clauses)


class _damage(contextlib.AbstractContextManager[None]):
    """Whatever the engine raises over a folder it cannot use, as IndexDamaged.

    A panic of the engine is no Exception, and is known only by its name.
    """

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        if error is None or kind is None:
            return
        if isinstance(error, ValueError | OSError) or kind.__name__ == "PanicException":
            raise IndexDamaged(str(error)) from error
