"""A text's language is told by its letters and small words; a question's by what there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search.analyser import plain, words
from storage.search.languages import _STOPS, LANGUAGES, guess_language, is_stop, likeliest

TEXTS = {
    "en": "The government said on Monday that it would raise the price of gas from next year.",
    "ru": "Правительство сообщило в понедельник, что со следующего года цены на газ вырастут.",
    "tr": "Hükümet pazartesi günü gelecek yıldan itibaren gaz fiyatlarının artacağını duyurdu.",
    "kk": "Үкімет дүйсенбі күні келесі жылдан бастап газ бағасы өсетінін хабарлады.",
    "ky": "Өкмөт дүйшөмбү күнү кийинки жылдан баштап газдын баасы көтөрүлөөрүн билдирди.",
    "uz": "Hukumat dushanba kuni kelasi yildan gaz narxi oshishini maʼlum qildi, deb yozdi nashr.",
    "tg": "Ҳукумат рӯзи душанбе хабар дод, ки аз соли оянда нархи газ боло меравад.",
}
HEADLINES = [
    ("en", "Two dead after flood in Osh"),
    ("ru", "Токаев встретился с президентом"),
    ("tr", "Merkez Bankası faizi düşürdü"),
    ("kk", "Үкімет жаңа мектеп ашады"),
    ("ky", "Бишкек шаарында жол оңдолот"),
    ("uz", "Toshkentda yangi maktablar ochildi"),
    ("tg", "Дар Душанбе мактаби нав кушода шуд"),
]
ABROAD = [
    "Die Regierung teilte am Montag mit, dass die Preise für Gas ab dem nächsten Jahr steigen und "
    "dass die Menschen in den Städten mehr zahlen müssen als bisher, wie es heißt.",
    "Le gouvernement a annoncé lundi que les prix du gaz vont augmenter dès l'année prochaine et "
    "que les habitants des villes devront payer plus que ceux des campagnes.",
    "Уряд повідомив у понеділок, що з наступного року ціни на газ зростуть, і що її мешканці міст "
    "мають платити більше, ніж є зараз, бо держава не має їхніх грошей.",
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_of_news_tells_its_language(language: str) -> None:
    assert guess_language(TEXTS[language]) == language


@pytest.mark.parametrize(("language", "headline"), HEADLINES)
def test_a_headline_tells_its_language(language: str, headline: str) -> None:
    assert guess_language(headline) == language


@pytest.mark.parametrize("text", ABROAD)
def test_a_longer_text_in_another_language_is_in_none_of_these(text: str) -> None:
    assert guess_language(text) is None


def test_a_short_text_that_tells_nothing_goes_by_its_script() -> None:
    assert [guess_language(text) for text in ("Alpha", "Бишкек", "東京", "2024", "")] == [
        "en",
        "ru",
        None,
        None,
        None,
    ]


def test_a_question_is_in_a_language_of_the_archive() -> None:
    def question(text: str, *archive: str) -> str | None:
        return likeliest([word.written for word in words(text)], archive)

    assert question("Бишкек президент", "ky") == "ky"
    assert question("Бишкек президент", "ru", "ky") == "ru"
    assert question("Бишкекте эмне болду", "ru", "ky") == "ky"
    assert question("Бишкекте не болды", "ru", "kk") == "kk"
    assert question("Osh flood", "ru", "ky") == "en"
    assert question("2024", "ru", "ky") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_question_words_are_stop_words(language: str) -> None:
    asked = {
        "en": "what who where when which how why",
        "ru": "что кто где когда какой как почему",
        "tr": "ne kim nerede hangi nasıl neden kaç",
        "kk": "не кім қайда қашан қандай қалай неге",
        "ky": "эмне ким кайда качан кандай кайсы эмнеге",
        "uz": "nima kim qayerda qachon qanday qaysi nega",
        "tg": "чӣ кӣ куҷо кай кадом чаро чанд",
    }
    assert all(is_stop(word.plain, language) for word in words(asked[language]))


def test_a_stop_word_of_one_language_is_none_in_the_next() -> None:
    assert is_stop("kim", "tr")
    assert not is_stop("kim", "en")
    assert not is_stop("kim", "xx")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stop_words_of_a_text_are_found_as_the_analyser_spells_them(language: str) -> None:
    assert {plain(word) for word in _STOPS[language]} == _STOPS[language]


@given(st.text())
def test_any_text_is_in_one_of_the_languages_or_in_none(text: str) -> None:
    assert guess_language(text) in {*LANGUAGES, None}
