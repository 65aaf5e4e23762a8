"""The search bench asks what it says it asks, of the articles that it was given."""

import itertools
import json
import re
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from storage import Draft
from tests.bench import search
from tests.bench.archive import Note
from tests.bench.articles import BODY, generate, read
from tests.bench.load import BenchFailed
from tests.bench.questions import Census, misspellings
from tests.bench.rivals import Rivals
from tests.bench.search_report import Class

COUNT = 200  # articles


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of everything: what is tested is the bench, not the speed."""
    monkeypatch.setattr("tests.bench.articles.VOCABULARY", 20_000)
    for name in ("ASKED", "TURNED", "LIKES", "CHANGES", "TYPOS"):
        monkeypatch.setattr(search, name, 4)
    monkeypatch.setattr("gc.freeze", lambda: None)  # it would last for the other tests


@pytest.fixture
def drafts() -> list[Draft]:
    return list(generate(COUNT, seed=1))


def options(**given: Any) -> Namespace:
    usual = {"articles_count": COUNT, "articles": None, "queries": None, "keep": None}
    return Namespace(**usual | {"database": "sqlite"} | given)


def test_the_same_seed_gives_the_same_articles(drafts: list[Draft]) -> None:
    assert list(itertools.islice(generate(COUNT + 50, seed=1), COUNT)) == drafts
    assert next(generate(1, seed=2)) != drafts[0]
    assert {len(draft.body.split()) for draft in drafts} == {BODY}


def test_questions_are_of_the_class_they_say(drafts: list[Draft]) -> None:
    census = Census(seed=1)
    for draft in drafts:
        census.count(draft)
    asked = census.questions()
    texts = [
        f" {' '.join(re.findall('[a-z]+', f'{one.title} {one.summary} {one.body}'.casefold()))} "
        for one in drafts
    ]

    def articles_with(words: str) -> int:
        return sum(f" {words} " in text for text in texts)

    assert all(articles_with(word) <= 3 for word in asked["rare word"])
    assert all(0.8 <= articles_with(word) / COUNT <= 0.97 for word in asked["word of 90 %"])
    assert all(articles_with(phrase.strip('"')) for phrase in asked["phrase"])
    assert all(text.count(" OR ") == 5 for text in asked["any of six"])
    assert len(asked["phrase"]) >= COUNT / 2


def test_a_misspelt_word_has_one_error() -> None:
    right = "nuclear"
    for wrong in itertools.islice(misspellings(right, 1), 200):
        shorter, longer = sorted((wrong, right), key=len)
        if len(longer) > len(shorter):
            assert shorter in {longer[:n] + longer[n + 1 :] for n in range(len(longer))}
        else:
            places = [n for n in range(len(right)) if wrong[n] != right[n]]
            swapped = sorted(wrong) == sorted(right) and places[1:] == [places[0] + 1]
            assert len(places) == 1 or swapped


async def test_all_is_measured_of_made_up_articles(capsys: pytest.CaptureFixture[str]) -> None:
    assert await search.bench(options()) == 0
    shown = capsys.readouterr().out
    assert f"{COUNT} articles" in shown
    for row in ("rare word", "two words", "phrase", "change found,", "the right word offered"):
        assert re.search(rf"^{row} .*\d", shown, re.MULTILINE)


async def test_files_are_measured_and_a_kept_folder_is_used_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    articles, queries = tmp_path / "articles.jsonl", tmp_path / "queries.json"
    lines = [
        {"id": 1, "title": "Uranium exports", "text": "Kazakhstan sold more.", "lang": "en"},
        {"id": 2, "title": "Cotton", "body": "A good year.", "published": "2024-12-21T10:00:00"},
    ]
    articles.write_text("\n".join(json.dumps(line) for line in lines))
    queries.write_text(json.dumps({"metals": ["uranium", "exports OR cotton"]}))
    given = options(articles=articles, queries=queries, keep=tmp_path / "kept")
    assert await search.bench(given) == 0
    assert re.search(r"^metals +2 +1 ", capsys.readouterr().out, re.MULTILINE)
    loaded = (tmp_path / "kept" / "SQLite" / "caravan.db").stat().st_ino
    assert await search.bench(given) == 0
    assert (tmp_path / "kept" / "SQLite" / "caravan.db").stat().st_ino == loaded
    assert await search.bench(options(keep=tmp_path / "kept")) == 1
    assert "holds" in capsys.readouterr().err


def test_a_line_that_is_no_article_is_named(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text('{"title": "One"}\n\n{"title": "Two", "published": "soon"}\n')
    with pytest.raises(BenchFailed, match=r"articles\.jsonl, line 3: .*soon"):
        list(read(file))


def test_the_rivals_find_what_is_asked(tmp_path: Path) -> None:
    rivals = Rivals(tmp_path)
    rivals.add(
        [
            Draft(source="bench", title="Iron and steel", body="Exports of iron ore rose."),
            Draft(source="bench", title="Copper", body="Steel exports fell. It's O'Brien's."),
        ]
    )
    rivals.finish()
    for text, found in {
        "iron": 1,
        "iron OR copper": 2,
        "steel -iron": 1,
        '"steel exports"': 1,
        "expor*": 2,
        "iron copper": 0,
    }.items():
        assert (rivals.fts5(text), rivals.like(text)) == (found, found), text
    assert rivals.fts5("topic:metals") is rivals.like("topic:metals") is None
    rivals.close()


def test_stores_that_find_different_numbers_are_told_apart() -> None:
    one = Class("words", 2, totals={"SQLite": {"a": 1, "b": 2}, "PostgreSQL": {"a": 1, "b": 3}})
    assert one.differing == ["b"]
    assert Class("words", 1, totals={"SQLite": {"a": 1}}).differing == []


def test_a_folder_with_other_articles_is_refused(tmp_path: Path) -> None:
    Note("10 generated articles").write(tmp_path)
    assert Note.read(tmp_path, "10 generated articles").articles == 0
    with pytest.raises(BenchFailed, match="holds 10 generated articles, not 20"):
        Note.read(tmp_path, "20 generated articles")
