"""A word's forms have one stem, in each language by its own rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search.analyser import words
from storage.search.languages import LANGUAGES
from storage.search.stemming import pieces, stem

FORMS = [
    ("en", "election elections"),
    ("en", "nation nations nation's"),
    ("ru", "дом дома дому домом доме домов домами домах"),
    ("ru", "Казахстан Казахстана Казахстану Казахстаном Казахстане"),
    ("ru", "ёлка елка елки ёлками"),
    ("tr", "ev evi evin eve evde evden evle evler evlerin evlerde evlerinde evimizde"),
    ("tr", "şehir şehri şehrin şehirde şehirler şehirlerden sehir sehirde"),
    ("tr", "kitap kitabı kitabın kitaptan kitaplar kitaplarımız"),
    ("tr", "Türkiye'nin Türkiye Türkiye'de turkiye"),
    ("kk", "қала қаланың қаланы қалаға қалада қаладан қаламен қалалар қалаларда қаласы қаласында"),
    ("kk", "қаламыз қалаларымыздың қаладағы кала калада"),
    ("kk", "ел елдің елді елге елде елден елі елдер"),
    ("kk", "үй үйде үйі уйде"),
    ("kk", "кітап кітабы кітаптар кітабында"),
    ("kk", "халық халқы халқының халыққа"),
    ("kk", "президент президенті президентке президенттің президенттен президенттері"),
    ("kk", "Алматы Алматыда Алматыдан Алматының"),
    ("kk", "Қазақстан Қазақстанда Қазақстанның Қазақстанға"),
    ("ky", "шаар шаардын шаарды шаарга шаарда шаардан шаарлар шаарларында шаары шаарына"),
    ("ky", "үй үйдүн үйгө үйдө үйдөн уйдо"),
    ("ky", "китеп китеби китептер китептердин"),
    ("ky", "Бишкек Бишкекте Бишкектин Бишкектеги"),
    ("ky", "президент президенти президенттин президентке"),
    ("uz", "shahar shaharning shaharni shaharga shaharda shahardan shaharlar shahri shahridagi"),
    ("uz", "kitob kitobni kitoblar kitobi kitobimiz"),
    ("uz", "oʻzbek o'zbeklar o‘zbekning ozbek"),
    ("uz", "yurak yuragi yuraklar"),
    ("uz", "шаҳар шаҳарда шаҳарлар шаҳарнинг"),
    ("tg", "китоб китоби китобҳо китобҳои китобро китобам"),
    ("tg", "шаҳр шаҳри шаҳрҳо шаҳрҳои шаҳрро"),
    ("tg", "Тоҷикистон Тоҷикистони Тоҷикистонро"),
]
ANY_LANGUAGE = st.sampled_from([*LANGUAGES, "de", "az", "uk", "zh", None])


def stems(text: str, language: str | None) -> set[str]:
    return {stem(word.written, language) for word in words(text)}


@pytest.mark.parametrize(("language", "forms"), FORMS)
def test_the_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    assert len(stems(forms, language)) == 1


@pytest.mark.parametrize(
    ("language", "pair"),
    [
        ("ru", "дом дума"),
        ("tr", "ada ad"),
        ("kk", "Алматы алма"),
        ("kk", "ата ат"),
        ("ky", "ата ат"),
        ("ky", "эне эл"),
        ("uz", "yurak yer"),
        ("tg", "шаҳр шом"),
    ],
)
def test_other_words_have_other_stems(language: str, pair: str) -> None:
    assert len(stems(pair, language)) == 2


@pytest.mark.parametrize("language", ["en", "ru", "tr", "kk", "ky", "tg", None])
def test_a_word_in_another_script_is_stemmed_by_it(language: str | None) -> None:
    other = "elections" if language in {"ru", "kk", "ky", "tg"} else "выборов"
    assert stem(other, language) == {"elections": "elect", "выборов": "выбор"}[other]


def test_a_language_without_a_stemmer_is_stemmed_by_script() -> None:
    assert stem("elections", "xx") == "elect"
    assert stem("выборов", "uk") == stem("выборов", None) == "выбор"


def test_a_short_stem_of_one_language_is_no_word_of_another() -> None:
    assert stem("путин", "kk") != stem("путь", "ru")


def test_numbers_and_signs_are_their_own_stems() -> None:
    assert [stem(each, "kk") for each in ("2024", "3.5", "東")] == ["2024", "3.5", "東"]


@given(st.text(), ANY_LANGUAGE)
def test_no_text_gives_an_empty_stem_or_one_with_a_space(text: str, language: str | None) -> None:
    for word in words(text):
        for each in (stem(word.written, language), *pieces(word.plain, language)):
            assert each
            assert each.split() == [each]


def test_pieces_are_the_beginning_and_where_endings_are_many_all_fours() -> None:
    assert pieces("парламент", "ru") == ("^парл",)
    assert pieces("parliament", "en") == ("^parli",)
    assert pieces("шаарда", "ky") == ("^шаар", "шаар", "аард", "арда")
    assert pieces("ел", "kk") == ("^ел", "ел")


def test_numbers_and_languages_that_gain_nothing_have_no_pieces() -> None:
    assert pieces("2024", "kk") == pieces("wahl", "de") == pieces("vote", None) == ()
