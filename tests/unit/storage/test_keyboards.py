"""What was typed with another keyboard layout on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search.keyboards import NEIGHBOURS, mixes_scripts, other_layouts
from storage.search.spelling import clearly_nearest, nearest

# What comes out when someone forgot to change the layout, and what was meant.
RUSSIAN_TYPED_AS_ENGLISH = """
rfpf[cnfy казахстан  ep,trbcnfy узбекистан  rshuspcnfy кыргызстан  nfl;brbcnfy таджикистан
nehrvtybcnfy туркменистан  hjccbz россия  rbnfq китай  fcnfyf астана  fkvfns алматы
,birtr бишкек  nfirtyn ташкент  leify,t душанбе  vjcrdf москва  ghfdbntkmcndj правительство
ghtpbltyn президент  gfhkfvtyn парламент  vbybcnh министр  ,.l;tn бюджет  ytanm нефть  ufp газ
ehfy уран  pjkjnj золото  rehc курс  ljkkfh доллар  he,km рубль  ntyut тенге
'rjyjvbrf экономика  byakzwbz инфляция  gjujlf погода  djlf вода  'ythubz энергия
'ktrnhjcnfywbz электростанция  j,]trn объект  gjl]tpl подъезд  c]tpl съезд  [jpzqcndj хозяйство
;bpym жизнь  ;ehyfkbcn журналист  obn щит  .hbcn юрист  `krf ёлка  cx`n счёт  yfkju налог
cel суд  dscnfdrf выставка  hsyjr рынок  wtyf цена  gjtpl поезд  heccrbq русский  zpsr язык
'rcgjhn экспорт  ,eleott будущее  [kjgjr хлопок  .;ysq южный  'nf; этаж
"""
ENGLISH_TYPED_AS_RUSSIAN = """
лфяфлрыефт kazakhstan  гкфтшгь uranium  тгсдуфк nuclear  зщцук power  ьштшыеук minister
зкуышвуте president  пщмуктьуте government  кфшдцфн railway  учсрфтпу exchange
ащкусфые forecast  цуферук weather  ьфклуе market  зкшсу price  штадфешщт inflation
игвпуе budget  ифтл bank  шыыгу issue  вщддфк dollar  кгиду ruble  утукпн energy  щшд oil
пфы gas  пщдв gold  цфеук water  дфлу lake  куыгде result  уфкерйгфлу earthquake  мщеу vote
удусешщт election  зфкдшфьуте parliament  сщгке court  дфц law  сгккутсн currency  ефч tax
екфву trade  учзщке export  шьзщке import  вшздщьфе diplomat  сщаауу coffee  щиоусе object
огвпу judge  рщкыу horse  ящту zone  йгщеф quota  ысрщщд school  ощгктфд journal
мшддфпу village  ьштштп mining  ишырлул bishkek  ефырлуте tashkent  фыефтф astana  офяя jazz
чукщч xerox
"""


def pairs(table: str) -> list[tuple[str, str]]:
    words = table.split()
    return list(zip(words[::2], words[1::2], strict=True))


BOTH_WAYS = pairs(RUSSIAN_TYPED_AS_ENGLISH) + pairs(ENGLISH_TYPED_AS_RUSSIAN)


class Words:
    """An archive of nothing but the words that were meant."""

    def __init__(self) -> None:
        self.words = {meant.replace("ё", "е") for _, meant in BOTH_WAYS}

    def frequency(self, plain: str) -> int:
        return int(plain in self.words)

    def beginning(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        return [(word, 1) for word in sorted(self.words) if word.startswith(prefix)][:limit]


def test_there_are_enough_words_each_way() -> None:
    assert len(pairs(RUSSIAN_TYPED_AS_ENGLISH)) >= 50
    assert len(pairs(ENGLISH_TYPED_AS_RUSSIAN)) >= 50


@pytest.mark.parametrize(("typed", "meant"), BOTH_WAYS)
def test_a_word_in_the_wrong_layout_is_read_in_the_right_one(typed: str, meant: str) -> None:
    assert other_layouts(typed)[0] == meant


@pytest.mark.parametrize(("typed", "meant"), BOTH_WAYS)
def test_a_word_in_the_wrong_layout_is_clearly_meant(typed: str, meant: str) -> None:
    guesses = nearest(typed, Words())
    assert guesses[0].text == meant.replace("ё", "е")
    assert clearly_nearest(guesses)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rehc ljkkfhf", "курс доллара"),
        ("fcnfyf  2024", "астана  2024"),
        ("Rfpf[cnfy", "Казахстан"),
        ('{JPZQCNDJ >HBCN <"J :EH ~KRF }', "ХОЗЯЙСТВО ЮРИСТ БЭО ЖУР ЁЛКА }"),
        ("тгсдуфк зщцук", "nuclear power"),
        ("ЛФЯФЛРЫЕФТ", "KAZAKHSTAN"),
    ],
)
def test_whole_questions_keep_their_white_space_case_and_numbers(typed: str, meant: str) -> None:
    assert other_layouts(typed)[0] == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0fpf0cnfy", "қазақстан"),
        ("0fpf0cnfy 2024", "қазақстан 2024"),
        (")fpf0cnfy", "Қазақстан"),
        ("2kt3", "әлеі"),
        ("8rsvtn", "үкымет"),
        ("9ksc", "ұлыс"),
        ("5fksv", "ғалым"),
        ("-yth", "өнер"),
        ("0аза0стан", "қазақстан"),
    ],
)
def test_letters_of_kazakh_stand_in_the_row_of_digits(typed: str, meant: str) -> None:
    assert meant in other_layouts(typed)


def test_digits_typed_with_the_kazakh_layout_are_read() -> None:
    assert "covid-19" in other_layouts("сщмшвө19")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ehfy,", "уран,"),
        ("(ehfy)", "(уран)"),
        ('"ehfy".', '"уран".'),
        ("ehfy, ufp.", "уран, газ."),
    ],
)
def test_signs_around_a_word_may_be_signs(typed: str, meant: str) -> None:
    assert meant in other_layouts(typed)


@pytest.mark.parametrize("text", ["", " ", "2024", "12:30", "...", "ქართული", "中文", "2024-05-01"])
def test_what_has_no_letter_of_a_layout_means_itself(text: str) -> None:
    assert other_layouts(text) == []


@given(typed=st.text() | st.text("abйцуqж;'[]2 \n", max_size=30))
def test_readings_are_few_as_long_and_never_the_text_itself(typed: str) -> None:
    readings = other_layouts(typed)
    assert len(set(readings)) == len(readings) <= 8
    assert typed not in readings
    assert all(len(reading) == len(typed) for reading in readings)


@pytest.mark.parametrize(
    ("key", "beside"),
    [("g", "fhtyvb"), ("q", "wa"), ("m", "njk"), ("а", "впкепм"), ("х", "зъжэ"), ("5", "46")],
)
def test_keys_that_touch_are_neighbours(key: str, beside: str) -> None:
    assert set(beside) <= set(NEIGHBOURS[key])


def test_neighbours_are_so_both_ways_and_of_one_layout() -> None:
    for key, beside in NEIGHBOURS.items():
        assert key not in beside
        assert all(key in NEIGHBOURS[other] for other in beside)
        assert all(key.isascii() == other.isascii() for other in beside)


@pytest.mark.parametrize(
    ("typed", "mixes"),
    [("yapıldг", True), ("budget казаxстан", True), ("budget казахстан", False), ("0аза0", False)],
)
def test_a_word_of_both_scripts_is_told(typed: str, mixes: bool) -> None:
    assert mixes_scripts(typed) is mixes
