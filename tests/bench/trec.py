"""How well the search ranks: a judged collection, asked as people type.

    python -m tests.bench.trec DOCS QUERIES QRELS [--run FILE]

DOCS: JSON Lines with id, text and, where known, title and lang.  QUERIES: lines of id, a tab, text.
QRELS: TREC's lines of question, iteration, document, grade.  Each may be gzipped (.gz).
Prints the means over the questions that have something relevant, and the time of a question.
"""

import argparse
import asyncio
import gzip
import itertools
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from storage import Draft, Store
from tests.bench.metrics import Judged, ndcg, recall, reciprocal_rank

BATCH = 2_000  # articles to a transaction
DEPTH = 100  # articles ranked for a question
LONGEST_INDEXING = 3_600.0  # seconds
NO_TITLE = "—"  # a store has no article without a title; this one has no word

# Of a question, by its id: document ids, best first.
Run = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over the questions."""

    questions: int
    ndcg: float
    recall: float
    reciprocal_rank: float


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.trec", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("qrels", type=Path)
    parser.add_argument("--run", type=Path, help="write the ranked ids there, as JSON")
    options = parser.parse_args(arguments)
    queries, judged = read_queries(options.queries), read_qrels(options.qrels)
    run, seconds = asyncio.run(rank(read_documents(options.docs), queries))
    if options.run:
        options.run.write_bytes(orjson.dumps(run))
    scores = score(run, judged)
    print(f"questions  {scores.questions}")
    print(f"nDCG@10    {scores.ndcg:.4f}")
    print(f"Recall@100 {scores.recall:.4f}")
    print(f"MRR@10     {scores.reciprocal_rank:.4f}")
    print(f"ms/query   {1000 * seconds / max(1, len(queries)):.2f}")
    return 0


async def rank(documents: Iterable[Draft], queries: Mapping[str, str]) -> tuple[Run, float]:
    """Load a fresh store and ask it each question, in any-word ranking.

    Gives the run, and the seconds that asking took.
    """
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite+aiosqlite:///{folder}/trec.db", Path(folder) / "search")
        await store.open()
        try:
            ids = await _load(store, documents)
            run: dict[str, list[str]] = {}
            begun = time.perf_counter()
            for question, text in queries.items():
                found = await store.rank_any(text, limit=DEPTH)
                run[question] = [ids[article.position - 1] for article in found]
            return run, time.perf_counter() - begun
        finally:
            await store.close()


async def _load(store: Store, documents: Iterable[Draft]) -> list[str]:
    """Store the documents and index them; gives their ids in the order of their positions."""
    ids: list[str] = []
    waiting = iter(documents)
    while batch := list(itertools.islice(waiting, BATCH)):
        async with store.transaction() as connection:
            await store.articles.put(connection, batch)
        ids.extend(draft.guid or "" for draft in batch)
    if not await store.feed.caught_up(LONGEST_INDEXING):
        raise TimeoutError(f"the index lacks articles after {LONGEST_INDEXING:.0f} s")
    return ids


def score(run: Run, judged: Mapping[str, Judged]) -> Scores:
    """Over the questions of the run that have something relevant."""
    asked = [
        (ranked, judged[question])
        for question, ranked in run.items()
        if any(grade > 0 for grade in judged.get(question, {}).values())
    ]
    count = max(1, len(asked))
    return Scores(
        len(asked),
        sum(ndcg(*each) for each in asked) / count,
        sum(recall(*each) for each in asked) / count,
        sum(reciprocal_rank(*each) for each in asked) / count,
    )


def read_documents(path: Path) -> Iterator[Draft]:
    """The documents as drafts; the nth is at position n, by which it is known again."""
    for position, line in enumerate(_lines(path), 1):
        document = orjson.loads(line)
        yield Draft(
            source="trec",
            guid=str(document["id"]),
            title=document.get("title") or NO_TITLE,
            body=document.get("text") or "",
            language=document.get("lang") or None,
            position=position,
        )


def read_queries(path: Path) -> dict[str, str]:
    return {
        question: text.strip()
        for question, _, text in (line.partition("\t") for line in _lines(path))
    }


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    for line in _lines(path):
        question, _, document, grade = line.split()
        judged.setdefault(question, {})[document] = int(grade)
    return judged


def _lines(path: Path) -> Iterator[str]:
    """Those that are not blank."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield line.rstrip("\n")


if __name__ == "__main__":
    sys.exit(main())
