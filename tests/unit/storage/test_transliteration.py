"""One language's words in the other's letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search.transliteration import (
    MOST_READINGS,
    MOST_SOFTENED,
    look_alike,
    one_script,
    softened,
    transliterations,
)


def readings(written: str) -> list[str]:
    return [text for text, _ in transliterations(written)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("moskva", "москва"),
        ("kazakhstan", "казахстан"),
        ("kazahstan", "казахстан"),
        ("kyrgyzstan", "кыргызстан"),
        ("tashkent", "ташкент"),
        ("zhurnalist", "журналист"),
        ("jurnalist", "журналист"),
        ("obshchestvo", "общество"),
        ("obschestvo", "общество"),
        ("chernyy", "черный"),
        ("cherniy", "черный"),
        ("russkij", "русский"),
        ("yuzhnyy", "южный"),
        ("juzhnyj", "южный"),
        ("tsentr", "центр"),
        ("centr", "центр"),
        ("yolka", "елка"),
        ("elka", "елка"),
        ("ekonomika", "экономика"),
        ("obyekt", "объект"),
        ("ob'ekt", "обьект"),
        ("s'ezd", "сьезд"),
        ("syezd", "съезд"),
        ("hozyaystvo", "хозяйство"),
        ("xozyajstvo", "хозяйство"),
        ("rossiya", "россия"),
        ("rossija", "россия"),
        ("rossia", "россия"),
        ("philippov", "филиппов"),
        ("nefť", "нефт"),
        ("žizň", "жизн"),
        ("qazaqstan", "казакстан"),
        ("toqaev", "токаев"),
        ("tokayev", "токаев"),
        ("mirziyoyev", "мирзиеев"),
        ("şymkent", "шымкент"),
        ("qırğızstan", "кыргызстан"),
        ("o'zbekiston", "узбекистон"),
        ("g'azna", "газна"),
        ("xalq", "халк"),
        ("deyatelnost", "деятелност"),
    ],
)
def test_latin_is_read_as_cyrillic(written: str, meant: str) -> None:
    assert meant in readings(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("казахстан", "kazakhstan"),
        ("токаев", "tokaev"),
        ("токаев", "tokayev"),
        ("қазақстан", "qazaqstan"),
        ("шымкент", "shymkent"),
        ("ўзбекистон", "ozbekiston"),
        ("вашингтон", "washington"),
        ("байден", "biden"),
        ("трамп", "trump"),
        ("твиттер", "twitter"),
        ("майкрософт", "microsoft"),
        ("оксфорд", "oxford"),
        ("гарвард", "harvard"),
        ("джонсон", "jonson"),
        ("зеленский", "zelensky"),
        ("мирзиёев", "mirzieev"),
        ("щербаков", "shcherbakov"),
        ("объект", "obyekt"),
        ("ньютон", "newton"),
    ],
)
def test_cyrillic_is_read_as_latin(written: str, meant: str) -> None:
    assert meant in readings(written)


def test_the_usual_reading_comes_first() -> None:
    for written, meant in [
        ("pravda", "правда"),
        ("zhizn", "жизн"),
        ("shchit", "щит"),
        ("казахстан", "kazakhstan"),
    ]:
        assert transliterations(written)[0] == (meant, 0)
    how_unusual = [unusual for _, unusual in transliterations("вашингтон")]
    assert how_unusual == sorted(how_unusual)


@pytest.mark.parametrize("written", ["", "2024", "ქართული", "中文", "عربي"])
def test_other_scripts_and_numbers_have_no_reading(written: str) -> None:
    assert transliterations(written) == []


@given(written=st.text(max_size=40) | st.text("aeoyhzcsjx'", max_size=40) | st.text("еуахкий"))
def test_readings_are_bounded_and_different(written: str) -> None:
    found = readings(written)
    assert len(set(found)) == len(found) <= MOST_READINGS
    assert all(found)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("правителство", "правительство"),
        ("независимост", "независимость"),
        ("деятелност", "деятельность"),
        ("ден", "день"),
    ],
)
def test_soft_signs_are_put_where_latin_letters_leave_them_out(word: str, meant: str) -> None:
    assert meant in softened(word)


@given(word=st.text("лнстдьа", max_size=40))
def test_soft_signs_are_put_in_boundedly(word: str) -> None:
    found = softened(word)
    assert len(found) <= MOST_SOFTENED
    assert all(text.replace("ь", "") == word.replace("ь", "") for text in found)
    assert all(1 <= len(text) - len(word) <= 2 for text in found)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("кaзахстан", "казахстан"),
        ("kаzаkhstаn", "kazakhstan"),
        ("мockва", "москва"),
        ("moscow", "moscow"),
        ("москва", "москва"),
        ("covid19", "covid19"),
    ],
)
def test_letters_that_look_alike_become_one_script(written: str, meant: str) -> None:
    assert one_script(written) == meant


@pytest.mark.parametrize(("written", "other"), [("c5", "с5"), ("т34", "t34"), ("b52h", "в52н")])
def test_a_name_of_letters_and_digits_may_be_in_either_script(written: str, other: str) -> None:
    assert look_alike(written) == (other,)
    assert look_alike(other) == (written,)


@pytest.mark.parametrize("written", ["cop", "сор", "2024", "g20", "covid19", "5-й", "c5ы", "+"])
def test_what_tells_its_script_has_no_other_reading(written: str) -> None:
    assert look_alike(written) == ()
