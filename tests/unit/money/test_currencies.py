"""Names of currencies and the coins they have."""

import ast
from pathlib import Path

import pytest

import bot.money
from bot.money import names as table
from bot.money.currencies import fold, is_currency, minor_units, names, of_flag, tender
from bot.money.declension import adjective_stem, noun_forms
from bot.money.spelling import correct


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("USD", 2),
        ("JPY", 0),
        ("KWD", 3),
        ("CLF", 4),
        ("UZS", 2),
        ("KZT", 2),
        ("HUF", 2),
        ("ISK", 0),
    ],
)
def test_coins_are_those_of_iso_4217(code: str, digits: int) -> None:
    assert is_currency(code)
    assert minor_units(code) == digits


@pytest.mark.parametrize("code", ["", "US", "usd", "ABCD", "QQQ", "XXX", "XTS"])
def test_what_is_no_currency_is_none(code: str) -> None:
    assert not is_currency(code)


def test_the_table_names_real_currencies_and_no_name_twice() -> None:
    said: dict[str, str] = {}
    for rows in (table.CURRENCIES, table.SUBUNITS):
        for row in rows.strip().splitlines():
            head, _, words = row.partition(": ")
            codes = [code for code in head.split() if code != "?" and not code.isdecimal()]
            assert all(is_currency(code) for code in codes), row
            for word in words.split():
                assert said.setdefault(word, row) is row, word


def test_every_currency_of_today_has_its_full_names() -> None:
    for code in ("USD", "KZT", "KGS", "UZS", "TJS", "TMT", "RUB", "CNY", "EUR", "GBP", "TRY"):
        assert code in tender()
    known = names().phrases
    for phrase, code in {
        "kazakhstani tenges": "KZT",
        "киргизских сома": "KGS",
        "доллар сша": "USD",
        "trinidad and tobago dollars": "TTD",
        "papua new guinean kina": "PGK",
    }.items():
        assert known[tuple(phrase.split())].code == code


@pytest.mark.parametrize(("flag", "code"), [("🇰🇿", "KZT"), ("🇪🇺", "EUR"), ("🇩🇪", "EUR")])
def test_a_flag_is_its_countrys_currency(flag: str, code: str) -> None:
    meaning = of_flag(flag)
    assert meaning is not None and meaning.code == code


def test_a_flag_of_nowhere_is_none() -> None:
    assert of_flag("🇽🇽") is None


@pytest.mark.parametrize(
    ("noun", "forms"),
    [
        ("доллар", "доллар доллара доллару долларом долларе доллары долларов долларам долларах"),
        ("рубль", "рубль рубля рублю рублем рубле рубли рублей рублям рублях"),
        ("копейка", "копейка копейки копейке копейку копейкой копейкам копейках"),
        ("рупия", "рупия рупии рупию рупий рупиями"),
        ("лей", "лей лея лею леем лее леи леев леях"),
        ("злотый", "злотый злотого злотых злотыми"),
        ("франк", "франк франка франки франков"),
    ],
)
def test_russian_nouns_stand_in_their_cases(noun: str, forms: str) -> None:
    assert set(forms.split()) <= noun_forms(noun)


def test_adjectives_have_a_stem_and_nouns_have_none() -> None:
    assert {adjective_stem(word) for word in ("канадский", "канадских", "канадскую")} == {"канадск"}
    assert adjective_stem("сша") is None


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("dolar", "dollar"),
        ("dollra", "dollar"),
        ("dollaar", "dollar"),
        ("tence", None),  # tenge, or pence
        ("тэнге", "тенге"),
        ("рублеи", "рублей"),
        ("sound", None),
        ("france", None),
        ("hello", None),
        ("usb", None),
        ("", None),
    ],
)
def test_one_wrong_letter_is_forgiven_where_one_currency_is_near(
    word: str, name: str | None
) -> None:
    found = correct(fold(word))
    same = names().phrases
    if name is None:
        assert found is None
    else:
        assert found is not None and same[found,].codes == same[name,].codes


def test_no_module_of_money_knows_floats() -> None:
    for file in Path(next(iter(bot.money.__path__))).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Name) and node.id == "float"), file
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), file
