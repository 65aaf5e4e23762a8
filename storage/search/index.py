"""The Tantivy index in its folder. Everything here blocks; the feed calls it in a thread.

The folder holds `current`, which names the folder of the index in use, and that folder. Its name
tells the index's format and the database it was made from: one of another name is not ours. A
new index is built beside the old one, which answers until `current` names the new one.
"""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import tantivy
from tantivy import Occur

from storage.records import Article, Order

from .analyser import topic_key
from .asked import Unknown
from .damage import IndexDamaged, damage, is_whole
from .query import Query
from .schema import FORMAT, document, register, schema, stemmed
from .suggest import Correction, corrections
from .translate import Translation

# What the engine may fill before it writes a file of an index, which takes as much less time as
# the files are larger: some twelve thousand articles. Few take little of it. From eight files on
# the engine merges them, which takes memory besides: a hundred thousand articles are not merged
# while they are loaded.
WRITER_BYTES = 80_000_000
MUCH = 20_000  # articles, after which merging their files takes seconds
MOST_TOPICS = 20_000
RELATED_BY = 25  # words of an article by which others are found
FEW = 6  # articles with all the words; where there are fewer, any of the words will do


@dataclass(frozen=True, slots=True)
class Hits:
    """Article ids of one page, best first, and how many match over all.

    any_word: fewer than a page had all the words, and these have any of them.
    unknown: words that no article has.
    """

    ids: tuple[int, ...] = ()
    total: int = 0
    any_word: bool = False
    unknown: tuple[Unknown, ...] = ()


class SearchIndex:
    def __init__(self, folder: Path, identity: str) -> None:
        self.folder = folder
        self._prefix = f"v{FORMAT}-{identity[:12]}-"
        self.name: str | None = None  # of the index's own folder within the folder
        self._writer: tantivy.IndexWriter | None = None
        self._index: tantivy.Index | None = None
        self._highest_id = 0  # of the articles that the writer may have to take out first
        self._written = 0  # articles, since the files were merged

    @property
    def wrote_much(self) -> bool:
        """Whether `tidy` may take long."""
        return self._written > MUCH

    def open(self) -> bool:
        """Open what `current` names, or reopen it if it changed. False where nothing is usable."""
        name = self._current_name()
        if name is None:
            self._index = self.name = None
            return False
        if name != self.name or self._index is None:
            self._index, self.name = _open(self.folder / name), name
            self._writer = None
        else:
            with damage():
                self._index.reload()
        return True

    def is_sound(self) -> bool:
        """Whether the files of the index are as they were written. Reads all of them."""
        return self.name is None or all(map(is_whole, (self.folder / self.name).iterdir()))

    def highest_revision(self) -> int:
        """The revision up to which the index has everything; 0 for an empty one."""
        with damage():
            return _highest(self._opened().searcher(), "revision")

    def search(self, query: Query, *, offset: int, limit: int, order: Order = Order.BEST) -> Hits:
        """Live articles that have all the words, or any of them where those are few."""
        searcher = self._searcher()
        with damage(by_query=True):
            asked = self._translated(query, searcher)
            all_of = asked.all_of()
        with damage():
            found = _page(searcher, all_of, offset, limit, order)
        if found.total < FEW:
            with damage(by_query=True):
                any_of = asked.any_of()
            if any_of is not None:
                with damage():
                    found = _with_others(searcher, all_of, any_of, found, offset, limit, order)
        return replace(found, unknown=asked.unknown)

    def rank(self, query: Query, *, limit: int) -> tuple[int, ...]:
        """The best for any of the words; those with all of them have no privilege."""
        searcher = self._searcher()
        with damage(by_query=True):
            ranked = self._translated(query, searcher).ranked()
        with damage():
            return _page(searcher, ranked, 0, limit, Order.BEST).ids

    def corrections(self, query: Query, unknown: Sequence[Unknown]) -> tuple[Correction, ...]:
        """What else may have been meant, nearest first."""
        searcher = self._searcher()
        with damage(by_query=True):
            return tuple(corrections(query, unknown, searcher))

    def examples(self, plain: Sequence[str]) -> dict[str, int]:
        """For each of these words an article that has it."""
        searcher = self._searcher()
        found: dict[str, int] = {}
        with damage():
            for word in plain:
                having = tantivy.Query.term_query(schema(), "words", word)
                for number in _page(searcher, having, 0, 1, Order.BEST).ids:
                    found[word] = number
        return found

    def related(self, article: Article, *, limit: int) -> tuple[int, ...]:
        """Live articles that share the words that set this one apart, the nearest first."""
        searcher = self._searcher()
        with damage():
            alike = tantivy.Query.more_like_this_document_fields_query(
                schema(),
                {"stems": [stemmed(article)]},
                min_doc_frequency=2,
                max_doc_frequency=max(2, searcher.num_docs // 2),
                min_term_frequency=1,
                max_query_terms=RELATED_BY,
            )
            itself = tantivy.Query.term_query(schema(), "id", article.id)
            others = [(Occur.Must, alike), (Occur.MustNot, itself)]
            query = tantivy.Query.boolean_query(others)
            return _page(searcher, query, 0, limit, Order.BEST).ids

    def topics(self) -> tuple[tuple[str, int], ...]:
        """Each topic and the number of live articles about it, most first."""
        searcher = self._searcher()
        counting = {"topics": {"terms": {"field": "topic_name", "size": MOST_TOPICS}}}
        with damage():
            counted = searcher.aggregate(tantivy.Query.all_query(), counting)
        counts: dict[str, tuple[str, int]] = {}
        for each in counted["topics"]["buckets"]:
            # Of several spellings the first is the commonest.
            name, count = counts.get(topic_key(each["key"]), (each["key"], 0))
            counts[topic_key(name)] = name, count + each["doc_count"]
        counts.pop("", None)
        return tuple(sorted(counts.values(), key=lambda each: -each[1]))

    def write(self, articles: Iterable[Article]) -> None:
        """Take these in, each in place of what the index had of it; found after `commit`."""
        assert self.name is not None
        with damage():
            if self._writer is None:
                # A fresh Index each time: a long-lived one leaves orphaned segment files.
                index = _open(self.folder / self.name)
                self._writer = index.writer(WRITER_BYTES, 1)
                self._highest_id = _highest(index.searcher(), "id")
            for article in articles:
                # The engine looks for what is deleted in every file, and remembers it until then.
                if article.id <= self._highest_id:
                    self._writer.delete_documents_by_term("id", article.id)
                self._writer.add_document(document(article))
                self._highest_id = max(self._highest_id, article.id)
                self._written += 1

    def commit(self) -> None:
        assert self._writer is not None
        with damage():
            self._writer.commit()
            self._opened().reload()

    def tidy(self) -> None:
        """Wait for the merging of files that the commit began."""
        writer, self._writer, self._written = self._writer, None, 0
        if writer is not None:
            with damage():
                writer.wait_merging_threads()
                self._opened().reload()

    def let_go(self) -> None:
        """Leave the merging of files, where it would take long, to the next that writes."""
        if not self.wrote_much:
            self.tidy()
        self._writer = None

    def begin_anew(self) -> "SearchIndex":
        """An empty index beside this one, to be filled and then put in use."""
        self.folder.mkdir(parents=True, exist_ok=True)
        number = 1
        while (self.folder / f"{self._prefix}{number}").exists():
            number += 1
        fresh = SearchIndex(self.folder, "")
        fresh._prefix, fresh.name = self._prefix, f"{self._prefix}{number}"
        (self.folder / fresh.name).mkdir()
        with damage():
            fresh._index = tantivy.Index(schema(), path=str(self.folder / fresh.name))
            register(fresh._index)
            fresh._writer = fresh._index.writer(WRITER_BYTES, 1)
        return fresh

    def put_in_use(self) -> None:
        """Make this the folder's current index, and remove the others."""
        assert self.name is not None
        self.commit()
        note = self.folder / "current.new"
        note.write_text(self.name)
        note.replace(self.folder / "current")
        for other in self.folder.iterdir():
            if other.is_dir() and other.name != self.name:
                shutil.rmtree(other, ignore_errors=True)

    def _current_name(self) -> str | None:
        try:
            name = (self.folder / "current").read_text().strip()
        except (OSError, UnicodeDecodeError):
            return None
        return name if name.startswith(self._prefix) and "/" not in name else None

    def _searcher(self) -> tantivy.Searcher:
        with damage():
            return self._opened().searcher()

    def _translated(self, query: Query, searcher: tantivy.Searcher) -> Translation:
        languages = [code for code, _ in searcher.terms_with_prefix("lang", "")]
        return Translation(query, searcher, languages)

    def _opened(self) -> tantivy.Index:
        if self._index is None:
            raise IndexDamaged("no index is open")
        return self._index


def _open(path: Path) -> tantivy.Index:
    with damage():
        index = tantivy.Index.open(str(path))
        register(index)
        # Left alone, the engine watches the folder and reloads by itself, in a thread of its own:
        # what it began to read before a commit may then come in the place of what is newer, and
        # it reads on in a folder that was let go.
        index.config_reader(reload_policy="manual")
    return index


def _highest(searcher: tantivy.Searcher, field: str) -> int:
    """0 where nothing is indexed."""
    found = searcher.search(tantivy.Query.all_query(), limit=1, count=False, order_by_field=field)
    return int(str(found.hits[0][0])) if found.hits else 0


def _page(
    searcher: tantivy.Searcher, query: tantivy.Query, offset: int, limit: int, order: Order
) -> Hits:
    # The engine sets memory aside for every place up to the offset, and anyone may ask for the
    # page of any number.
    within = min(offset, searcher.num_docs)
    best = order is Order.BEST
    found = searcher.search(
        query,
        limit=max(1, limit),
        offset=within,
        order_by_field=None if best else "newest",
        weight_by_field="recency" if best else None,
    )
    addresses = [address for _, address in found.hits[:limit]]
    ids = searcher.fast_field_values("id", addresses)
    # The package's own types leave `count` out.
    total: int = found.count  # type: ignore[attr-defined]
    return Hits(tuple(int(str(number)) for number in ids), total)


def _with_others(
    searcher: tantivy.Searcher,
    all_of: tantivy.Query,
    any_of: tantivy.Query,
    found: Hits,
    offset: int,
    limit: int,
    order: Order,
) -> Hits:
    """What has all the words, and after that what has some of them."""
    if order is Order.NEWEST:
        newest = _page(searcher, any_of, offset, limit, order)
        return replace(newest, any_word=newest.total > found.total)
    others = tantivy.Query.boolean_query([(Occur.Must, any_of), (Occur.MustNot, all_of)])
    before = max(0, offset - found.total)
    rest = _page(searcher, others, before, max(0, limit - len(found.ids)), order)
    return Hits(found.ids + rest.ids, found.total + rest.total, any_word=rest.total > 0)
