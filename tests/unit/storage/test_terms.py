"""What the index is given of a text is what the analyser and the stemmer make of each word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search import terms as module
from storage.search.analyser import compounds, forms
from storage.search.languages import is_stop
from storage.search.stemming import pieces, stem
from storage.search.terms import Terms, pair, terms

LANGUAGES = [None, "en", "ru", "tr", "kk", "ky", "uz", "tg", "de", "fr", "zh", "xx"]
WORDS = [
    *("The", "nuclear", "plants", "2024", "Issyk-Kul", "1,000.5", "3.5%", "U.S.", "т.е.", "don't"),
    *("dogs'", "C5+1", "e-mail@example.org", "a/b", "São", "naïve", "Straße", "½", "№5", "«Жол»"),
    *("правительство", "Казахстане", "Ёлка", "қалаларымыздан", "Өзбекстандагы", "İstanbul'daki"),
    *("oʻzbekiston", "o'zbek", "ғ’арб", "日本語", "한국어", "e\u0301te\u0301", "so\u00adft", "😀"),
    *("x" * 41, "ы" * 45, "and", "и", "және", "_snake_case_", "...", "—", "end.Begin", "1.2.3.4"),
]
texts = st.one_of(
    st.text(),
    st.text("abcXYZ019 .,'-\n\t_/’‑"),
    st.text("абвгЁёйқӘ 019.,'-–\n«»ʻ’"),
    st.lists(st.sampled_from(WORDS), max_size=12).flatmap(
        lambda said: st.sampled_from([" ", "\n", ", ", ". ", "\u00a0", "-", ""]).map(
            lambda between: between.join(said)
        )
    ),
)


def word_by_word(text: str, language: str | None) -> Terms:
    found = [
        (written, plain)
        for written, plain in forms(text)
        if language is None or not is_stop(plain, language)
    ]
    plain_words = [plain for _, plain in forms(text)]
    return Terms(
        " ".join(plain_words),
        " ".join(stem(written, language) for written, _ in found),
        " ".join(piece for _, plain in found for piece in pieces(plain, language)),
        " ".join(stem(written, language) for *_, written in compounds(text)),
        " ".join(filter(None, map(pair, plain_words, plain_words[1:]))),
    )


def split(given: Terms) -> list[list[str]]:
    return [field.split() for field in given]


@given(texts, st.sampled_from(LANGUAGES))
def test_a_text_gives_what_its_words_give_one_by_one(text: str, language: str | None):
    assert split(terms(text, language)) == split(word_by_word(text, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", WORDS)
def test_a_word_has_the_same_terms_wherever_it_stands(word: str, language: str | None):
    for text in (word, f"Before {word} after", f"Слово ({word}), да.", f"{word}\n\n{word}"):
        assert split(terms(text, language)) == split(word_by_word(text, language))


def test_only_neighbours_that_both_say_nothing_are_a_pair():
    assert terms("The mine of the year, и в the end of it", "en").pairs.split() == [
        "of_the",
        "и_в",
        "в_the",
        "of_it",
    ]
    assert pair("of", "mine") is None


def test_words_that_were_forgotten_give_the_same_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "KEPT_WORDS", 3)
    module._known.cache_clear()
    text = "қала қаланың даланы көше көшеде тау таудан қала су судың жол жолдар қаланың"
    expected = split(word_by_word(text, "kk"))
    assert [split(terms(text, "kk")) for _ in range(3)] == [expected] * 3
    assert len(module._known("kk")) <= 3
    module._known.cache_clear()
