"""Where sentences end, and the summary of an article."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.views.characters import utf16_len
from bot.views.cutting import cut_text
from bot.views.sentences import sentences, summary
from tests.unit.views.any_document import texts


def split(text: str) -> list[str]:
    return [sentence.rstrip() for sentence in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["It rained.", "Did it stop?", "It did not!", "Nobody knew why…", "It went on."],
        [
            "“We agree,” he said.",
            "“We do.”",
            "Then they left (by train).",
            "[It was late.]",
            "End.",
        ],
        ["He asked: “Why?” and left.", "Nobody answered."],
        ["The river fell by 3.5 m on 21.12.2024.", "It rose again by 12.30 p.m. on Sunday."],
        ["Dr. Amin met Mr. Lee and Gen. Omarov vs. Col. Ryan, e.g. in St. Paul.", "All agreed."],
        ["J. R. Olden wrote it.", "A. B. Sy read it."],
        ["I saw Vol. 2.", "The end."],
        ["See No. 5 and pp. 3 of Vol. 2.", "The answer was no.", "Nothing more was said."],
        ["Talks of Dec. 12 and Jan. 3 failed.", "It happened in Dec.", "Snow fell."],
        [
            "The U.S. Treasury and the U.N. Council met.",
            "They met in the U.S.",
            "The rest is known.",
        ],
        ["Acme Inc. Chairman Lee spoke.", "He left Acme Inc.", "His shares fell."],
        ["Fruit, nuts, etc. were sold.", "They sold fruit, nuts, etc.", "However, few bought."],
        ["It trailed off... and came back.", "It trailed off...", "Then it came back."],
        ["The site is example.org now.", "Write to it."],
        ["1. First point.", "2. Second point.", "It was so in 2024.", "It is so now."],
        ["Growth was 5%.", "$3 bn. was lost.", "20 people came."],
        ["Он приехал в 10 ч. утра.", "Его ждали.", "«Да.» — сказал он.", "«Нет!»", "Все ушли."],
        ["К. Ахметов и А. В. Ли встретились.", "В зале было тихо."],
        ["Это было в 2024 г.", "Бюро закрылось."],
        ["Он живёт в г. Алматы на ул. Абая, д. 5, т.е. рядом с пл. Республики.", "Там тихо."],
        ["Цена — 5 тыс. долларов, или 2,5 млн тенге.", "Всего 10 млн.", "Это много."],
        ["Купили хлеб, соль и т.д.", "Потом ушли.", "Были и др.", "Всё им. Пушкина."],
        ["В т.ч. НДС — 12 руб.", "Скидки нет."],
        ["今天天气很好。", "我们走吧！", "「好。」", "再见？"],
        ["დღეს კარგი ამინდია.", "ხვალ წვიმს."],
        ["A title without a stop", "The text under it."],
    ],
    ids=lambda expected: expected[0][:40],
)
def test_text_falls_into_its_sentences(expected: list[str]) -> None:
    glue = "" if expected[0][0] == "今" else "\n\n" if expected[0].startswith("A title") else " "
    assert split(glue.join(expected)) == expected


def test_no_text_has_no_sentences() -> None:
    assert sentences("") == []


@settings(deadline=None)
@given(texts)
def test_the_sentences_together_are_the_text(text: str) -> None:
    found = sentences(text)
    assert "".join(found) == text
    assert all(found)


@pytest.mark.parametrize(
    "text",
    [
        part * 10**5 + "x"
        for part in ("\n", "\n ", " ", ".", ". ", "! ", "1. ", ".)", "“", "a", "。")
    ],
    ids=lambda text: ascii(text[:2]),
)
def test_no_text_takes_long(text: str) -> None:
    begun = time.process_time()
    assert "".join(sentences(text)) == text
    assert time.process_time() - begun < 2


ARTICLE = (
    "The pass was closed for two days. Drivers slept in their lorries, Mr. Osh said. "
    "It opened again on Friday. Nobody was hurt. The road is old and..."
)


def test_a_summary_is_the_first_sentences() -> None:
    assert summary(ARTICLE, sentences=2, limit=120) == (
        "The pass was closed for two days. Drivers slept in their lorries, Mr. Osh said."
    )
    assert summary(ARTICLE, limit=120) == ARTICLE[: ARTICLE.index(" Nobody")]


def test_a_summary_takes_only_sentences_that_fit_whole() -> None:
    assert summary(ARTICLE, limit=100) == ARTICLE[: ARTICLE.index(" It opened")]


def test_a_text_that_fits_is_its_own_summary() -> None:
    assert summary(f" {ARTICLE}\n") == ARTICLE


def test_a_summary_breaks_a_sentence_only_where_the_first_is_too_long() -> None:
    assert summary(ARTICLE, limit=25) == "The pass was closed for…"


@pytest.mark.parametrize("dots", ["....", "….", "…..."])
def test_an_excerpt_that_trails_off_ends_in_one_ellipsis(dots: str) -> None:
    assert summary(f"It is unclear{dots}") == "It is unclear…"
    assert summary(f"It is old and unclear{dots} So it goes, on and on.", limit=24) == (
        "It is old and unclear…"
    )


@settings(deadline=None)
@given(texts, st.integers(1, 5), st.integers(1, 400))
def test_a_summary_never_exceeds_its_limit(text: str, count: int, limit: int) -> None:
    assert utf16_len(summary(text, sentences=count, limit=limit)) <= limit


@settings(deadline=None)
@given(texts, st.integers(0, 300), st.sampled_from(["sentence", "word"]))
def test_a_cut_text_never_exceeds_its_limit_and_is_whole_where_it_fits(
    text: str, limit: int, by: str
) -> None:
    cut = cut_text(text, limit, by="word" if by == "word" else "sentence")
    assert utf16_len(cut) <= limit
    if utf16_len(text) <= limit:
        assert cut == text


def test_a_text_is_cut_by_sentence_or_by_word() -> None:
    assert cut_text(ARTICLE, 100) == ARTICLE[: ARTICLE.index(" It opened")] + " …"
    assert cut_text(ARTICLE, 100, by="word") == ARTICLE[: ARTICLE.index(" Friday")] + "…"


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("Rice, bread and tea", 8, "Rice…"),
        ("Rice (and tea)", 8, "Rice…"),
        ("Rice — and tea", 8, "Rice…"),
        ("Rice? And tea", 6, "Rice?…"),
        ("今天天气很好我们走吧", 6, "今天天气很…"),
        ("unbreakable", 5, "unbr…"),
        ("a unbreakable", 6, "a unb…"),
        ("😀😀😀", 4, "😀…"),
        ("word", 1, "…"),
        ("word", 0, ""),
    ],
)
def test_a_word_cut_leaves_no_loose_end(text: str, limit: int, cut: str) -> None:
    assert cut_text(text, limit) == cut
