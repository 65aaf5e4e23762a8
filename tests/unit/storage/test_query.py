"""A query put to one article, and the places of its words in a text."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import Article, ArticleStatus
from storage.search.parser import parse

NOW = datetime(2024, 12, 21, 12, tzinfo=UTC)
LAKE = "Issyk-Kul", "Issykkul", "Issyk Kul"


def article(title: str = "", **given: Any) -> Article:
    filled: dict[str, Any] = {
        **{"id": 1, "source": "site", "url": None, "summary": "", "body": "", "language": None},
        **{"topics": (), "image": None, "published_at": None, "sorted_at": NOW, "position": 0},
        **{"status": ArticleStatus.LIVE, "revision": 1},
    }
    return Article(**{**filled, "title": title, **given})


def matches(typed: str, title: str = "", **given: Any) -> bool:
    return parse(typed, NOW).matches(article(title, **given))


def marked(typed: str, text: str, language: str | None = None) -> str:
    """The text with the places of the words asked for in brackets."""
    for start, end in reversed(parse(typed, NOW).spans(text, language)):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("mine", "Mines"),
        ("mined", "Mining"),
        ("reactors", "A reactor"),
        ("URANIUM", "Uranium"),
        ("электростанция", "Электростанции"),
        ("атомная", "Атомной"),
        ("переговоры", "Переговоров"),
        ("елкой", "Ёлки"),
        ("қала", "Қаланың"),
        ("cafe", "Café"),
        ("Nazarbayev", "Nazarbayev’s university"),
        ("Nazarbayev's", "Nazarbayev University"),
        ("US", "The U.S. said"),
        ("U.S.", "The US said"),
        ("G20", "The G20 summit"),
        ("C5+1", "The C5+1 summit"),
        ("C5+1", "The C5 +1 summit"),
        ("covid19", "COVID-19"),
        ("covid-19", "COVID19"),
        ("covid 19", "COVID19"),
        ("covid", "COVID-19"),
    ],
)
def test_a_word_is_known_in_each_of_its_forms(typed: str, title: str) -> None:
    assert matches(typed, title)
    assert not matches(typed, "Quite another thing")


@pytest.mark.parametrize(
    "country", ["Казахстан", "Узбекистан", "Кыргызстан", "Таджикистан", "Туркменистан", "Пакистан"]
)
def test_a_country_is_found_in_every_case(country: str) -> None:
    cases = [country + ending for ending in ("", "а", "у", "е", "ом")]
    assert all(matches(typed, title) for typed in cases for title in cases)


@pytest.mark.parametrize("typed", LAKE)
@pytest.mark.parametrize("title", LAKE)
def test_a_name_is_found_joined_split_and_hyphenated(typed: str, title: str) -> None:
    assert matches(typed, title)
    assert matches(typed.upper(), f"The {title}, frozen")


@pytest.mark.parametrize("typed", ["C5+1", "С5+1", "c51", "с5 1"])  # Latin and Cyrillic
def test_a_name_whose_letters_look_alike_is_found_in_both_scripts(typed: str) -> None:
    assert matches(typed, "The C5+1 format")
    assert matches(typed, "Формат С5+1")
    assert not matches(typed, "Формат 5+1")


@pytest.mark.parametrize(
    ("typed", "ranks"),
    [
        ("lang:en topic:energy after:2024 source:site", False),
        ("topic:energy OR topic:rail -nuclear", False),
        ("", False),
        ("topic:energy nuclear", True),
        ("topic:energy OR nuclear", True),
        ('lang:en "power plant"', True),
        ("the", True),
        ("uran*", True),
    ],
)
def test_only_words_make_one_article_better_than_another(typed: str, ranks: bool) -> None:
    assert parse(typed, NOW).ranks is ranks


@pytest.mark.parametrize("typed", ["issyk", "kul", "issyk -kul", '"kul issyk"'])
def test_parts_of_a_joined_name_are_other_words(typed: str) -> None:
    assert not matches(typed, "Issykkul")


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("plants power", True),
        ("power goat", False),
        ('"power plants"', True),
        ('"power plant"', False),
        ('"plants power"', False),
        ('"plants. Nuclear"', False),
        ("power -goat", True),
        ("power -plant", False),
        ('power -"plants power"', True),
        ('-"power plants"', False),
        ("-goat", True),
        ("goat OR power", True),
        ("goat OR sheep", False),
        ("goat OR power sheep", False),
        ('goat OR "power plants"', True),
        ("pow*", True),
        ("powerful*", False),
        ("goat*", False),
        ("-pow*", False),
        ("nuclear", True),
        ("melons", True),
        ("topic:energy", True),
        ("topic:central", True),
        ('topic:"central asia"', True),
        ('topic:"central"', False),
        ("#central_asia", True),
        ("#asia_central", False),
        ("-#energy", False),
        ("source:site", True),
        ("source:sit", False),
        ("source:other", False),
        ("lang:en", True),
        ("lang:English", True),
        ("lang:ru", False),
        ("after:2024-12-20", True),
        ("after:2024-12-21", False),
        ("before:2024-12-21", True),
        ("before:2024-12-20", False),
        ("after:2024-12-20 before:2024-12-21 power", True),
        ("after:yesterday topic:energy lang:en melons", True),
        ("", False),
        ("🚀", False),
    ],
)
def test_operators_mean_what_they_say(typed: str, right: bool) -> None:
    given: dict[str, Any] = {
        "summary": "Nuclear ones",
        "body": "Not a word of melons.",
        "language": "en-GB",
        "topics": ("Energy", "Central Asia"),
        "source": "site.example",
        "sorted_at": datetime(2024, 12, 20, 8, tzinfo=UTC),
    }
    assert matches(typed, "Power plants", **given) is right


def test_what_says_nothing_need_not_be_there() -> None:
    assert matches("what is the price of uranium", "Uranium prices")
    assert matches("цена на уран", "Цены: уран", language="ru")
    # But where there is nothing else to look for, it is what is looked for.
    assert matches("who", "Who is it")
    assert not matches("who", "It is he")
    assert matches('"to be or not to be"', "To be or not to be")
    assert not matches('"to be or not to be"', "To be")


def test_a_day_ends_where_the_next_begins() -> None:
    last = datetime(2024, 12, 20, 23, 59, 59, 999_999, tzinfo=UTC)
    assert matches("before:2024-12-21", "x", sorted_at=last)
    assert not matches("after:2024-12-21", "x", sorted_at=last)
    first = datetime(2024, 12, 21, tzinfo=UTC)
    assert matches("after:2024-12-21", "x", sorted_at=first)
    assert not matches("before:2024-12-21", "x", sorted_at=first)


@pytest.mark.parametrize(
    ("typed", "text", "result"),
    [
        ("uranium", "Uranium, URANIUM’s and uraniums.", "[Uranium], [URANIUM’s] and [uraniums]."),
        ("mine", "Mining the mines of a miner", "[Mining] the [mines] of a miner"),
        ("шахта", "В шахте и у Шахты", "В [шахте] и у [Шахты]"),
        ("елка", "Ёлки-палки", "[Ёлки]-палки"),
        ("казак", "Қазақ", "[Қазақ]"),
        ("cafe", "The cafe\u0301.", "The [cafe\u0301]."),
        ("kazakh*", "Kazakh, Kazakhstani, kaz", "[Kazakh], [Kazakhstani], kaz"),
        ('"power plant"', "A power plant has power.", "A [power plant] has power."),
        ("power -plant", "A power plant", "A [power] plant"),
        ("iron OR steel", "Iron and steel", "[Iron] and [steel]"),
        ("issykkul", "Lake Issyk-Kul froze", "Lake [Issyk-Kul] froze"),
        ("issyk-kul", "Lake Issykkul froze", "Lake [Issykkul] froze"),
        ("issyk kul", "Lake Issykkul froze", "Lake [Issykkul] froze"),
        ("covid19", "COVID-19 and COVID 19", "[COVID-19] and [COVID 19]"),
        ("U.S.", "The US dollar", "The [US] dollar"),
        ("topic:energy lang:en after:2024", "Energy after 2024", "Energy after 2024"),
        ("goat", "No such animal", "No such animal"),
        ("", "Nothing", "Nothing"),
        ("uranium", "", ""),
    ],
)
def test_words_are_marked_where_they_stand(typed: str, text: str, result: str) -> None:
    assert marked(typed, text) == result


SAID = st.lists(
    st.sampled_from(
        [
            *("uranium", "Mines", "the", "Issyk-Kul", "issykkul", "C5+1", "шахты", "қала", "и"),
            *('"power', 'plant"', "-", "OR", "po*", "#x", "topic:", "🚀", "\0", "é", "1,000"),
        ]
    )
    | st.text(max_size=5),
    max_size=12,
).map(" ".join)


@given(typed=SAID, text=SAID, language=st.sampled_from([None, "en", "ru", "kk", "de", "xx"]))
def test_places_are_apart_in_order_and_within_the_text(
    typed: str, text: str, language: str | None
) -> None:
    spans = parse(typed, NOW).spans(text, language)
    before = -1
    for start, end in spans:
        assert before < start < end <= len(text)
        before = end


@given(typed=SAID, text=SAID, language=st.sampled_from([None, "en", "ru", "kk", "de"]))
def test_any_question_can_be_put_to_any_article(
    typed: str, text: str, language: str | None
) -> None:
    assert matches(typed, text, language=language) in {True, False}


@given(text=SAID)
def test_a_word_of_a_text_is_found_in_it_and_refused_it_is_not(text: str) -> None:
    found = parse("x", NOW)
    assert not found.matches(article(text)) or "x" in text.casefold()
    for word in ("uranium", "шахты", "issykkul"):
        asked, refused = parse(word, NOW), parse(f"-{word}", NOW)
        assert asked.matches(article(text)) is not refused.matches(article(text))
