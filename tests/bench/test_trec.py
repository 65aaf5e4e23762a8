"""The bench of ranking counts as TREC does, and asks the store itself."""

import gzip
import json
from pathlib import Path

import pytest

from tests.bench import trec
from tests.bench.metrics import ndcg, recall, reciprocal_rank

DOCUMENTS = [
    {"id": "flood", "title": "Flood in Osh", "text": "Rain filled the rivers.", "lang": "en"},
    {"id": "wheat", "title": "", "text": "The harvest of wheat was poor after the rain."},
    {"id": "пожар", "text": "Пожары в лесах под Алматы потушили.", "lang": "ru"},
    {"id": "кала", "title": "Қалада", "text": "Қаланың әкімі халықпен кездесті.", "lang": "kk"},
]
QUERIES = {"1": "floods", "2": "what became of the harvests?", "3": "лесной пожар", "4": "қалалар"}
RELEVANT = {"1": "flood", "2": "wheat", "3": "пожар", "4": "кала"}


@pytest.fixture
def collection(tmp_path: Path) -> list[str]:
    docs = tmp_path / "docs.jsonl.gz"
    docs.write_bytes(gzip.compress("\n".join(map(json.dumps, DOCUMENTS)).encode()))
    queries = tmp_path / "queries.tsv"
    queries.write_text("".join(f"{number}\t{text}\n" for number, text in QUERIES.items()))
    qrels = tmp_path / "qrels.txt"
    qrels.write_text("".join(f"{number} 0 {name} 1\n" for number, name in RELEVANT.items()))
    return [str(docs), str(queries), str(qrels)]


def test_a_collection_is_loaded_asked_and_scored(
    collection: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run.json"
    assert trec.main([*collection, "--run", str(run)]) == 0
    ranked = json.loads(run.read_text())
    assert {number: names[0] for number, names in ranked.items()} == RELEVANT
    printed = dict(line.split() for line in capsys.readouterr().out.splitlines())
    assert printed["questions"] == "4"
    assert printed["nDCG@10"] == printed["Recall@100"] == printed["MRR@10"] == "1.0000"
    assert float(printed["ms/query"]) > 0


def test_only_questions_with_something_relevant_count() -> None:
    run = {"1": ["a"], "2": ["b"], "3": ["a"]}
    scores = trec.score(run, {"1": {"a": 1}, "2": {"a": 1, "b": 0}, "3": {"a": 0}})
    assert (scores.questions, scores.ndcg, scores.recall) == (2, 0.5, 0.5)


def test_gain_is_discounted_by_the_logarithm_of_the_place() -> None:
    judged = {"a": 3, "b": 2, "c": 1}
    assert ndcg(["a", "b", "c"], judged) == 1
    # (2 + 3 / 1.58496 + 1 / 2) / (3 + 2 / 1.58496 + 1 / 2)
    assert ndcg(["b", "a", "c"], judged) == pytest.approx(4.392789 / 4.761859, abs=1e-6)
    assert ndcg(["x"] * 10 + ["a"], judged) == 0


def test_recall_and_rank_look_no_deeper_than_asked() -> None:
    judged = {"a": 1, "b": 1, "x": 0}
    assert recall(["x", "b"], judged) == 0.5
    assert recall(["x"] * 100 + ["a"], judged) == 0
    assert reciprocal_rank(["x", "b", "a"], judged) == 0.5
    assert reciprocal_rank(["x"] * 10 + ["a"], judged) == 0
