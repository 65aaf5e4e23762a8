"""What was meant, where it is not what was typed."""

import logging
import time
from random import Random

import pytest

from storage import Store
from storage.search.analyser import plain_words
from tests.builders import draft
from tests.storage.searching import ask, load

ARCHIVE = (
    ("Kazakhstan exports uranium", "Most of the uranium of Kazakhstan leaves by rail."),
    ("Nuclear power plant planned", "The government of Kazakhstan plans a nuclear power plant."),
    ("Parliament adopts the budget", "Ministers and deputies of the parliament argued for weeks."),
    ("Kyrgyzstan builds a railway", "The railway leads from China to Uzbekistan."),
    ("Drought threatens the harvest", "Farmers speak of the worst drought for decades."),
    ("Қазақстан уран экспорттайды", "Қазақстан үкіметі жаңа электр станциясын салады."),
    ("Казахстан экспортирует уран", "Большая часть урана вывозится по железной дороге."),
    ("Правительство обсудило бюджет", "Министры и депутаты спорили о налогах и пенсиях."),
    ("Кыргызстан строит железную дорогу", "Дорога пройдёт из Китая в Узбекистан."),
)


@pytest.fixture
async def archive(store: Store) -> Store:
    await load(store, *(draft(title, body=body) for title, body in ARCHIVE))
    return store


async def meant(store: Store, typed: str) -> list[str]:
    """The correction and the suggestions, as plain words."""
    answer = await ask(store, typed)
    offered = [answer.corrected] if answer.corrected else []
    return [" ".join(plain_words(text)) for text in (*offered, *answer.suggestions)]


MISTYPED = (
    ("Kazahkstan", "kazakhstan"),  # swapped
    ("Kazakstan", "kazakhstan"),  # missing
    ("Kazakhhstan", "kazakhstan"),  # doubled
    ("uraniun", "uranium"),  # another
    ("parlament", "parliament"),
    ("droght", "drought"),
    ("harvezt", "harvest"),
    ("правитильство", "правительство"),
    ("правителство", "правительство"),
    ("Козахстан", "казахстан"),
    ("Кыргызтан", "кыргызстан"),
    # The wrong keyboard layout
    ("rfpf[cnfy", "казахстан"),
    ("ghfdbntkmcndj", "правительство"),
    ("лфяфлрыефт", "kazakhstan"),
    ("зфкдшфьуте", "parliament"),
    # One script for the other
    ("kazahstan", "казахстан"),
    ("pravitelstvo", "правительство"),
    ("byudzhet", "бюджет"),
    ("ураниум", "uranium"),
    ("парлиамент", "parliament"),
)


async def test_a_word_that_nothing_has_brings_the_one_that_was_meant(archive: Store) -> None:
    offered = {typed: await meant(archive, typed) for typed, _ in MISTYPED}
    assert [typed for typed, word in MISTYPED if word not in offered[typed]] == []


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("uraniun", "uranium"),
        ("rfpf[cnfy", "Казахстан"),
        ("ehfy rfpf[cnfy", "уран Казахстан"),
        ("droght", "drought"),
        ('"uraniun"', '"uranium"'),
        ("uraniun*", "uranium*"),
        ('"ehfy"', '"уран"'),
    ],
)
async def test_what_is_clearly_meant_is_searched_for_at_once(
    archive: Store, typed: str, text: str
) -> None:
    answer = await ask(archive, typed)
    assert answer.corrected is not None
    assert answer.corrected.casefold() == text.casefold()
    assert answer.page.total > 0
    assert answer.page.items == (await ask(archive, text)).page.items
    assert answer.query.text == answer.corrected
    assert answer.corrected not in answer.suggestions


async def test_a_small_word_of_another_language_is_put_right_as_it_was_typed(store: Store) -> None:
    """Letters of the question's own alphabet; the plain word says nothing in Tajik."""
    await load(store, draft("Өнөр", body="Өнөр.", language="ky"))
    assert (await ask(store, "өнрө")).corrected == "Өнөр"


async def test_one_letter_of_another_script_is_no_other_layout(store: Store) -> None:
    await load(store, draft("Toplantı yapıldı", body="Yapıldı.", language="tr"))
    assert await texts_offered(store, "yapıldг") in (["yapıldı"], ["Yapıldı"])


async def test_a_word_that_is_half_typed_finds_what_it_begins(archive: Store) -> None:
    assert (await ask(archive, "parliam")).corrected == "parliament"
    assert (await ask(archive, "правит")).corrected == "Правительство"


async def test_only_names_are_offered_with_a_capital(archive: Store) -> None:
    assert (await ask(archive, "droght")).corrected == "drought"  # "Drought threatens", a title
    assert (await ask(archive, "kazakhstann")).corrected == "Kazakhstan"


async def test_a_correction_is_spelled_as_the_articles_spell_it(archive: Store) -> None:
    for typed, spelled in (("kazakhstn", "Kazakhstan"), ("кыргызстн", "Кыргызстан")):
        answer = await ask(archive, typed)
        assert spelled in (answer.corrected, *answer.suggestions)


async def test_the_rest_of_a_question_stays_as_it_was(archive: Store) -> None:
    answer = await ask(archive, 'exports "of kazakhstan" uraniun -goat lang:en')
    assert 'exports "of kazakhstan" uranium -goat lang:en' in (
        answer.corrected,
        *answer.suggestions,
    )


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("arvest harvest", "harvest harvest"),
        ("harvest arvest", "harvest harvest"),
        ("drough -drought2", "drought -drought2"),
        ("urani* uran1 uraniu", None),
    ],
)
async def test_only_the_word_that_is_wrong_is_put_right(
    archive: Store, typed: str, text: str | None
) -> None:
    """Not the same letters within another word of the question."""
    offered = [each.casefold() for each in await texts_offered(archive, typed)]
    if text is None:
        assert all(each.startswith("urani* ") for each in offered)
    else:
        assert text in offered


async def texts_offered(store: Store, typed: str) -> list[str]:
    answer = await ask(store, typed)
    return [text for text in (answer.corrected, *answer.suggestions) if text is not None]


async def test_a_question_whose_words_are_all_there_is_left_alone(archive: Store) -> None:
    for typed in ("uranium", "uranium drought", "parliament -budget", "уран", "kazakhs*"):
        answer = await ask(archive, typed)
        assert (answer.corrected, answer.suggestions) == (None, ())


@pytest.mark.parametrize(
    "typed", ["zzqqxxyy", "🚀", "", "-uraniun", "topic:uraniun", "12345", "x" * 4_096]
)
async def test_where_nothing_is_near_nothing_is_offered(archive: Store, typed: str) -> None:
    answer = await ask(archive, typed)
    assert (answer.corrected, answer.suggestions) == (None, ())


async def test_whatever_is_offered_finds_something(archive: Store) -> None:
    chance = Random(5)
    known = sorted({word for one in ARCHIVE for text in one for word in plain_words(text)})
    for _ in range(120):
        typed = " ".join(
            mistyped(chance, chance.choice(known)) for _ in range(chance.choice((1, 2)))
        )
        for text in await texts_offered(archive, typed):
            again = await ask(archive, text)
            assert again.page.total > 0, (typed, text)
            assert again.corrected is None, (typed, text)


async def test_of_one_letter_errors_nearly_all_are_put_right(archive: Store) -> None:
    chance = Random(11)
    known = sorted({word for one in ARCHIVE for text in one for word in plain_words(text)})
    long = [word for word in known if len(word) >= 5]
    tried = right = 0
    for _ in range(200):
        word = chance.choice(long)
        typed = mistyped(chance, word)
        answer = await ask(archive, typed)
        if answer.corrected is None and answer.page.total and not answer.suggestions:
            continue  # the error made another word, or another form of the same
        tried += 1
        right += word in await meant(archive, typed)
    assert tried > 100
    assert right >= 0.95 * tried


def mistyped(chance: Random, word: str) -> str:
    """With one letter left out, doubled, swapped with the next or replaced."""
    place = chance.randrange(1, len(word)) if len(word) > 1 else 0
    letters = "абвгдежзик" if "а" <= word[0] <= "я" else "abcdefghik"
    before, letter, after = word[:place], word[place], word[place + 1 :]
    return chance.choice(
        (
            before + after,
            before + letter + letter + after,
            before + after[:1] + letter + after[1:],
            before + chance.choice(letters) + after,
        )
    )


async def test_suggestions_come_soon_and_quietly(
    archive: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        begun = time.monotonic()
        for typed in ("a" * 40, "щ" * 40, "[" * 40, "qwertyuiop" * 4, "a;b" * 300, "zx " * 300):
            await ask(archive, typed)
        assert time.monotonic() - begun < 10
    assert caplog.records == []


async def test_an_empty_archive_offers_nothing(store: Store) -> None:
    answer = await ask(store, "uranium")
    assert (answer.page.total, answer.corrected, answer.suggestions) == (0, None, ())
