"""Text to words: what counts as the same word, and where it stands."""

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.limits import SEARCH_WORDS
from storage.search.analyser import LONGEST_WORD, Word, compounds, plain, plain_words, words

TEXTS = (
    st.text()
    | st.text(st.characters(categories=["Ll", "Lu", "Lm", "Lo", "Mn", "Mc", "Nd", "No", "Zs"]))
    | st.text("aeёйқўo'’‘ʻs\u0301\u0307\u0306\u00ad\u200b \u00a0İßﹰ.,-+1")
)


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
        ("Iğdır", "igdir"),
        ("за́мок", "замок"),
        ("Казахста́н", "Казахстан"),
        ("и\u0306од", "йод"),
        ("Kazakhstan's", "kazakhstan"),
        ("Kazakhstan’s", "kazakhstan"),
        ("traders’", "traders"),
        ("Nazarbayev's", "Nazarbayev"),
        ("Türkiye'nin", "turkiye"),
        ("O'zbekiston", "Oʻzbekiston"),
        ("O‘zbekiston", "Oʻzbekiston"),
        ("Oʼzbekiston", "Oʻzbekiston"),
        ("Oʻzbekiston", "ozbekiston"),
        ("ﬁnance", "finance"),
        ("ＫＺＴ", "kzt"),
        ("Straße", "STRASSE"),
        ("U.S.", "US"),
        ("т.е.", "те"),
        ("1,000", "1000"),
        ("3,5", "3.5"),
        ("soft\u00adhyphen", "softhyphen"),
        ("zero\u200bwidth", "zerowidth"),
    ],
)
def test_ways_to_write_a_word_are_one_word(text: str, other: str) -> None:
    assert len(words(text)) == 1
    assert plain_words(text) == plain_words(other)


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        # Kazakh
        ("Қазақстан", "Казакстан"),
        ("өңір", "онир"),
        ("ұлттық", "улттык"),
        ("үкімет", "укимет"),
        ("әкім", "аким"),
        ("ғарыш", "гарыш"),
        ("қаһарман", "кахарман"),
        # Kyrgyz
        ("Өкмөт", "окмот"),
        ("жаңы", "жаны"),
        ("Үч", "уч"),
        # Tajik
        ("ҷумҳурӣ", "чумхури"),
        ("Тоҷикӣ", "точики"),
        ("ӯзбек", "узбек"),
        ("ғалаба", "галаба"),
        # Uzbek, in either script
        ("Ўзбекистон", "узбекистон"),
        ("ҳуқуқ", "хукук"),
        ("oʻzbek", "ozbek"),
        ("o'zbek", "ozbek"),
        ("Gʻalaba", "galaba"),
    ],
)
def test_letters_of_central_asia_are_found_by_the_keys_that_everyone_has(
    word: str, typed: str
) -> None:
    assert plain_words(word) == plain_words(typed) == [typed.casefold()]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("йод", "иод"),
        ("май", "маи"),
        ("uranium", "uranius"),
        ("2024", "2025"),
        ("3.5", "35"),
        ("G20", "G7"),
    ],
)
def test_other_words_are_other_words(text: str, other: str) -> None:
    assert plain_words(text) != plain_words(other)


def test_the_written_form_keeps_the_letters_of_its_language() -> None:
    written = [word.written for word in words("Қазақстан Ёлка Türkiye'nin oʻzbek")]
    assert written == ["қазақстан", "ёлка", "türkiye", "o'zbek"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("C5+1", ["c5", "1"]),
        ("COVID-19", ["covid", "19"]),
        ("COVID19", ["covid19"]),
        ("G20", ["g20"]),
        ("Issyk-Kul", ["issyk", "kul"]),
        ("Issykkul", ["issykkul"]),
        ("АЭС-1", ["аэс", "1"]),
        ("iron/steel", ["iron", "steel"]),
        ("foo_bar", ["foo", "bar"]),
        ("21.12.2024", ["21", "12", "2024"]),
        ("2024-12-21", ["2024", "12", "21"]),
        ("editor@site.kz", ["editor", "site", "kz"]),
        ("½", ["1", "2"]),
        ("日本語", ["日", "本", "語"]),
        ("don't", ["dont"]),
    ],
)
def test_what_a_chunk_consists_of(text: str, parts: list[str]) -> None:
    assert plain_words(text) == parts


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Issyk-Kul", ["Issyk-Kul"]),
        ("Issyk‑Kul", ["Issyk‑Kul"]),
        ("Issyk Kul", []),
        ("Issyk - Kul", []),
        ("Issyk--Kul", []),
        ("the C5+1 and COVID-19", ["C5+1", "COVID-19"]),
        ("AT&T", ["AT&T"]),
        ("one/two-three+four.five", []),
        ("one, two", []),
        ("lone", []),
        ("", []),
    ],
)
def test_words_that_one_sign_joins_are_a_compound(text: str, joined: list[str]) -> None:
    assert [text[start:end] for start, end, _ in compounds(text)] == joined


def test_words_come_in_the_order_of_the_text_with_repeats_and_places() -> None:
    text = "One, two — one! (3.5 km) C5+1"
    found = words(text)
    assert [word.plain for word in found] == ["one", "two", "one", "3.5", "km", "c5", "1"]
    assert [text[word.start : word.end] for word in found] == [
        "One",
        "two",
        "one",
        "3.5",
        "km",
        "C5",
        "1",
    ]
    assert words("Ёлки!") == [Word("ёлки", "елки", 0, 4)]


@pytest.mark.parametrize("text", ["", " \n", "?!…", "'’", "«»", "\u0301", "🚀", "\0", "ʻ", "_"])
def test_where_there_is_no_letter_there_is_no_word(text: str) -> None:
    assert words(text) == []


@given(text=TEXTS)
def test_any_text_gives_words_that_an_index_can_split_at_white_space(text: str) -> None:
    found = words(text)
    assert plain_words(text) == [word.plain for word in found]
    assert " ".join(word.plain for word in found).split() == [word.plain for word in found]
    # A letter may become several as it is folded, as "ß" does.
    assert all(0 < len(word.plain) <= 3 * LONGEST_WORD for word in found)
    assert all(0 < len(word.written) <= LONGEST_WORD for word in found)


@given(text=TEXTS)
def test_words_stand_in_the_text_one_after_the_other(text: str) -> None:
    found = words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert all(
        one.end <= other.start or (one.start, one.end) == (other.start, other.end)
        for one, other in pairwise(found)
    )


@given(text=TEXTS)
def test_runs_of_compounds_are_apart_and_within_what_was_found(text: str) -> None:
    before = 0
    for start, end, written in compounds(text):
        assert before <= start < end <= len(text)
        assert written == "".join(word.written for word in words(text[start:end]))
        before = end


@given(text=TEXTS)
def test_the_plain_form_is_made_of_the_written_one_and_is_final(text: str) -> None:
    for word in words(text):
        assert word.plain == plain(word.written)
        assert plain(word.plain) == word.plain


@given(text=st.text("абвйёқңabcé ", max_size=60))
def test_case_and_composition_of_letters_do_not_matter(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert plain_words(text) == plain_words(text.upper()) == plain_words(decomposed)


def test_what_is_longer_than_any_word_is_cut() -> None:
    assert plain_words("x" * (LONGEST_WORD + 1)) == ["x" * LONGEST_WORD]


def test_a_question_of_nothing_but_marks_is_no_burden() -> None:
    begun = time.monotonic()
    assert plain_words("a" + "\u0301\u0316" * (SEARCH_WORDS // 2)) == ["a"]
    assert time.monotonic() - begun < 20
