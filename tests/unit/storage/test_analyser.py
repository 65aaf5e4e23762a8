"""Text to terms: what counts as the same word."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.limits import SEARCH_WORDS
from storage.search.analyser import LONGEST_WORD, terms


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("URANIUM", "uranium"),
        ("ЁЛКА", "елка"),
        ("ещё", "еще"),
        ("café", "cafe"),
        ("cafe\u0301", "cafe"),
        ("Erdoğan", "erdogan"),
        ("à", "a"),
        ("İstanbul", "istanbul"),
        ("за́мок", "замок"),
        ("Казахста́н", "Казахстан"),
        ("и\u0306од", "йод"),
        ("Kazakhstan's", "kazakhstan"),
        ("Kazakhstan’s", "kazakhstan"),
        ("Kazakhstans", "kazakhstan"),
        ("traders’", "trader"),
        ("O'zbekiston", "Oʻzbekiston"),
        ("O‘zbekiston", "Oʻzbekiston"),
        ("Oʼzbekiston", "Oʻzbekiston"),
        ("mines", "mine"),
        ("mining", "mined"),
        ("reactors", "reactor"),
        ("ﬁnance", "finance"),
        ("ＫＺＴ", "kzt"),
        ("Straße", "STRASSE"),
        ("электростанции", "электростанция"),
        ("атомной", "атомная"),
        ("переговоры", "переговоров"),
        ("ҚАЗАҚСТАН", "қазақстан"),
    ],
)
def test_forms_of_a_word_are_one_term(text: str, other: str) -> None:
    assert len(terms(text)) == 1
    assert terms(text) == terms(other)


@pytest.mark.parametrize(
    "country", ["Казахстан", "Узбекистан", "Кыргызстан", "Таджикистан", "Туркменистан", "Пакистан"]
)
def test_a_country_is_found_in_every_case(country: str) -> None:
    cases = " ".join(country + ending for ending in ("", "а", "у", "е", "ом"))
    assert terms(cases) == [country.lower()] * 5


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("йод", "иод"),
        ("қала", "кала"),
        ("ұшу", "ушу"),
        ("өң", "он"),
        ("әке", "аке"),
        ("uranium", "uranus"),
        ("2024", "2025"),
    ],
)
def test_other_words_are_other_terms(text: str, other: str) -> None:
    assert terms(text) != terms(other)


def test_kazakh_letters_stay() -> None:
    assert terms("әғқңөұүһі") == ["әғқңөұүһі"]
    assert terms("Ғарыш")[0].startswith("ғ")


def test_terms_come_in_the_order_of_the_text_with_repeats() -> None:
    assert terms("One, two — one! (3.5 km) C5+1") == [
        "one",
        "two",
        "one",
        "3",
        "5",
        "km",
        "c5",
        "1",
    ]


@pytest.mark.parametrize("text", ["", " \n", "?!…", "'’", "«»", "\u0301", "🚀"])
def test_where_there_is_no_word_there_is_no_term(text: str) -> None:
    assert terms(text) == []


@given(
    text=st.text()
    | st.text(st.characters(categories=["Ll", "Lu", "Lm", "Mn", "Nd", "Zs", "Pf"]))
    | st.text("aeёйқ'’‘ʻs\u0301\u0307\u0306 \u00a0İß")
)
def test_any_text_gives_terms_that_an_index_can_split_at_white_space(text: str) -> None:
    found = terms(text)
    assert " ".join(found).split() == found
    # A letter may become several as it is folded, as "ß" does.
    assert all(0 < len(term) <= 3 * LONGEST_WORD for term in found)


@given(text=st.text("абвйёқңabcé ", max_size=60))
def test_case_and_composition_of_letters_do_not_matter(text: str) -> None:
    assert terms(text) == terms(text.upper()) == terms(unicodedata.normalize("NFD", text))


def test_a_question_of_nothing_but_marks_is_no_burden() -> None:
    begun = time.monotonic()
    assert terms("a" + "\u0301\u0316" * (SEARCH_WORDS // 2)) == ["a"]
    assert time.monotonic() - begun < 20
