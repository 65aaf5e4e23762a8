"""What a word that matches nothing was meant for."""

import random
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search.edits import distance, edits, likely_edits
from storage.search.spelling import MOST_LOOKUPS, Guess, clearly_nearest, nearest

ENGLISH = """
able account action address agency agree agreement aircraft airport allow alliance amount analyst
announce annual answer appeal approve area army arrest article attack attempt authority average
aviation award balance ballot bank barrel battle begin believe benefit bill billion board bomb
bond border branch bridge bring broadcast budget build business buyer cabinet call campaign
capital cargo carbon carry cause central century chairman challenge champion change charge
charter chief child choose church circle citizen civil claim climate close coal coalition coast
college comment commerce committee common community company compare complete concern condition
conference conflict congress consider consumer contract control convert cooperation copper
corridor corruption cotton council country course court create credit crime crisis crop crude
culture currency current customs damage danger deadline debate debt decade decision declare
decline defence deficit degree delay deliver demand democracy deposit deputy desert design
detail develop dialogue difference digital diplomat direct director disaster discover discuss
dispute district doctor document dollar domestic doubt drought earthquake economy edition
education effect effort election electric embassy emergency emission employ energy engine
engineer enrich enter environment equal equipment estimate event evidence exchange exercise
expand expect expert export express extend factory failure famous farmer father federal field
fighter figure finance flight flood follow foreign forest formal former forum forward founder
freedom freight friend frontier future gallery general glacier global government governor grain
grant ground group growth guard guest harvest health heritage highway history hospital hostage
hotel house human hundred hunger impact import improve income increase industry inflation inform
initiative injure insist inspect institute insurance interest invade invest island issue joint
journal journalist judge justice kidnap kitchen labour language launch lawyer leader league
legal letter level liberty library license limit liquid loan local machine magazine maintain
majority manage market master material measure media medical meeting member memory merchant
message metal migrant military mineral minister ministry minority missile mission mobile modern
moment monetary monitor month mountain movement museum nation nature negotiate network neutral
newspaper normal nuclear number observe office officer opinion opposition order organise origin
"""

RUSSIAN = """
авария авиация агент адвокат академия аналитик армия арест архив атака аэропорт база банк барьер
баррель беженец безопасность берег бизнес билет биржа блокада больница борьба бригада бюджет
валюта ведомство вертолет весна вершина ветеран взгляд взрыв визит власть вместе внимание вода
возможность война вокзал волна вопрос восток впечатление враг время вручение встреча выбор
выборы вывод выпуск выставка газета газопровод гарантия генерал герой глава город господин
гостиница государство граница гражданин группа губернатор движение двигатель дворец девушка
дебаты действие декабрь делегация дело демократия депутат деревня десяток деятельность диалог
дивизия директор доклад договор документ доллар должность доход дорога доставка достижение
драка друг дума единство ежегодник жалоба железо жертва женщина жилье жизнь житель журналист
забастовка завод заседание закон заместитель запад запас запрос зарплата защита заявка заявление
здание здоровье земля зерно зима знание золото игрок избиратель известие издание изменение
импорт инвестор инженер инициатива институт инфляция информация искусство испытание история
источник итог кабинет камень кампания канал кандидат капитал катастрофа качество квартира
километр класс климат книга колония команда комиссия комитет компания конгресс конкурс
конституция консул контракт контроль конфликт концерт кооператив корабль коридор корпорация
коррупция космонавт кредит кризис культура курорт ледник лекарство лидер лицензия личность
магазин майор маршрут материал машина медаль медицина меморандум месторождение метро миграция
миллиард миллион министр министерство миссия митинг молодежь монополия мост музей музыка
наблюдатель надежда налог напряжение народ население наследие наука недвижимость независимость
нефть новость номер обвинение область образование общество объект оборона озеро операция
оппозиция орган организация осень остров ответ отдел отель отношение отставка офицер охрана
оценка ошибка палата память парламент партия партнер паспорт пассажир перевозка переговоры
период перспектива письмо площадь победа погода подарок поддержка поезд позиция полиция
политика помощь порядок посольство поставка потребитель пошлина правда правило правительство
праздник предприятие президент премия преступление пресса прибыль приговор природа причина
проблема программа продукция проект производство промышленность протест процесс прокурор
птица пустыня работа равенство развитие район расследование реактор реформа регион результат
река республика ресурс референдум решение рубеж рынок санкция сборная свобода связь север
сезон секретарь семья сенатор сектор сессия система скважина словарь служба случай событие
совет соглашение соперник сотрудник союз спасатель спорт справка срок станция статья столица
"""

MEANT = """
kazakhstan exchange nuclear power philosophy covid19 government approval бюджет казахстан
правительство программа инфляция министерством объект мир не иссык куль деятельность
узбекистон tokayev washington johnson issyk kul alma ata казахстана საქართველო ყაზახეთი
"""

_VOWEL_ENDINGS = {"а": "аыеу", "я": "яиею", "о": "оауе", "е": "еяю", "ь": "ьяюи", "ы": "ыа"}


def _english_forms(word: str) -> Iterator[str]:
    yield from (word, word + "s")
    stem = word.removesuffix("e")
    yield from (stem + "ed", stem + "ing")


def _russian_forms(word: str) -> Iterator[str]:
    if endings := _VOWEL_ENDINGS.get(word[-1]):
        yield from (word[:-1] + ending for ending in endings)
    else:
        yield from (word + ending for ending in ("", "а", "у", "ом", "е"))


class Archive:
    """A vocabulary in memory that counts what it was asked."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self.words = frequencies
        self._sorted = sorted(frequencies)
        self.lookups = self.beginnings = 0

    def frequency(self, plain: str) -> int:
        self.lookups += 1
        return self.words.get(plain, 0)

    def beginning(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        self.beginnings += 1
        first = bisect_left(self._sorted, prefix)
        after = bisect_left(self._sorted, prefix + "\U0010ffff")
        found = [(word, self.words[word]) for word in self._sorted[first:after]]
        return sorted(found, key=lambda one: (-one[1], one[0]))[:limit]


def _frequencies() -> dict[str, int]:
    """Forms of the words above; the first of each list in most articles, as words have it."""
    frequencies = {}
    for bases, forms in ((ENGLISH, _english_forms), (RUSSIAN, _russian_forms)):
        for place, base in enumerate(dict.fromkeys(bases.split())):
            for rarer, form in enumerate(forms(base), 1):
                frequencies[form] = 1 + 20_000 // ((place + 5) * rarer)
    return frequencies


FREQUENCIES = _frequencies()


def archive(*words: str, frequency: int = 10) -> Archive:
    return Archive(dict.fromkeys(words, frequency))


def texts(guesses: list[Guess]) -> list[str]:
    return [guess.text for guess in guesses]


def with_one_error(word: str, chance: random.Random) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz" if word.isascii() else "абвгдежзийклмнопрстуфхцчшщъыьэюя"
    place = chance.randrange(len(word))
    head, letter, tail = word[:place], word[place], word[place + 1 :]
    other = chance.choice(letters)
    swapped = head + tail[:1] + letter + tail[1:]
    return chance.choice([head + tail, head + other + tail, head + other + letter + tail, swapped])


def cases(words: list[str], number: int, make: Callable[[str], str]) -> list[tuple[str, str]]:
    """Words and what was typed for them, where that is no word itself."""
    chance = random.Random(2024)
    found: list[tuple[str, str]] = []
    while len(found) < number:
        word = chance.choice(words)
        typed = make(word)
        if typed not in FREQUENCIES:
            found.append((word, typed))
    return found


def test_one_letter_errors_are_offered_the_right_word() -> None:
    chance = random.Random(7)
    long_enough = sorted(word for word in FREQUENCIES if len(word) >= 5)
    words = cases(long_enough, 1_000, lambda word: with_one_error(word, chance))
    vocabulary = Archive(FREQUENCIES)
    missed = [
        (word, typed) for word, typed in words if word not in texts(nearest(typed, vocabulary))
    ]
    assert len(missed) <= 50, missed


def test_two_errors_that_are_often_made_are_offered_the_right_word() -> None:
    chance = random.Random(7)

    def make(word: str) -> str:
        for _ in range(2):
            word = chance.choice(sorted({text for text, _ in likely_edits(word)}))
        return word

    words = cases(sorted(word for word in FREQUENCIES if len(word) >= 7), 300, make)
    vocabulary = Archive(FREQUENCIES)
    missed = [
        (word, typed) for word, typed in words if word not in texts(nearest(typed, vocabulary))
    ]
    assert len(missed) <= 30, missed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kazakstan", "kazakhstan"),
        ("Kazahkstan", "kazakhstan"),
        ("kazakhstaan", "kazakhstan"),
        ("казахсатн", "казахстан"),
        ("Козахстан", "казахстан"),
        ("правителство", "правительство"),
        ("програма", "программа"),
        ("инфлятсия", "инфляция"),
        ("excahnge", "exchange"),
        ("nucleer", "nuclear"),
        ("filosophy", "philosophy"),
        ("covd19", "covid19"),
        ("covid1", "covid19"),
        # Two errors in a long word.
        ("goverment's", "government"),
        ("gouvernmant", "government"),
        ("министесртовм", "министерством"),
        ("aprovall", "approval"),
        # Other keys.
        ("rfpf[cnfy", "казахстан"),
        ("Rfpf[cnfy,", "казахстан"),
        ("лфяфлрыефт", "kazakhstan"),
        (",.l;tn", "бюджет"),
        ("j,]trn", "объект"),
        ("vbh", "мир"),
        ("yt", "не"),
        ("bccsr-rekm", "иссык куль"),
        # Other letters.
        ("pravitelstvo", "правительство"),
        ("deyatel'nost'", "деятельность"),
        ("deyatelnost", "деятельность"),
        ("Oʻzbekiston", "узбекистон"),
        ("O'zbekiston", "узбекистон"),
        ("токаев", "tokayev"),
        ("вашингтон", "washington"),
        ("джонсон", "johnson"),
        ("ministerstvam", "министерством"),
        # One letter of the other alphabet that looks the same.
        ("кaзахстан", "казахстан"),
        ("kаzаkhstаn", "kazakhstan"),
        # Words written as one, one as two, and with signs between.
        ("nuclearpower", "nuclear power"),
        ("правительствоказахстана", "правительство казахстана"),
        ("kazakh stan", "kazakhstan"),
        ("kaza;khstan", "kazakhstan"),
        ("kazakh stann", "kazakhstan"),
        ("Issyk-Kyl", "issyk-kul"),
        ("Алма-Ата", "alma-ata"),
        # Scripts whose alphabet is not known.
        ("საქართველლ", "საქართველო"),
        ("საქარველო", "საქართველო"),
        ("ყაზახეტი", "ყაზახეთი"),
    ],
)
def test_what_was_meant_comes_first(typed: str, meant: str) -> None:
    vocabulary = archive(*MEANT.split())
    guesses = nearest(typed, vocabulary)
    assert texts(guesses)[:1] == [meant]


@pytest.mark.parametrize("typed", ["0fpf0cnfy", ")fpf0cnfy", "0аза0стан", "Qazaqstan", "қазахстан"])
def test_kazakh_is_found_from_other_keys_and_letters(typed: str) -> None:
    assert texts(nearest(typed, archive("казакстан"))) == ["казакстан"]


def test_a_sign_before_a_word_is_not_made_of_a_letter() -> None:
    assert texts(nearest("буш", archive("ei", "bush"))) == ["bush"]


@pytest.mark.parametrize(
    ("typed", "word"),
    [("2024", "2025"), ("", "a"), ("...", "a"), ("12:30", "1230"), ("[]", "хъ"), ("xz", "xy")],
)
def test_nothing_is_guessed_at_numbers_signs_and_scraps(typed: str, word: str) -> None:
    assert nearest(typed, archive(word)) == []


def test_nothing_near_gives_nothing() -> None:
    assert nearest("xylophone", Archive(FREQUENCIES)) == []


def test_the_word_itself_is_not_offered() -> None:
    vocabulary = archive("uranium", "uraniums")
    assert texts(nearest("Uranium", vocabulary)) == ["uraniums"]
    assert texts(nearest("uranium,", vocabulary)) == ["uraniums"]


def test_guesses_are_few_and_different() -> None:
    vocabulary = archive(*(f"{letter}ation" for letter in "abcdefghijk"))
    assert len(nearest("xation", vocabulary)) == 4
    guesses = texts(nearest("xation", vocabulary, limit=20))
    assert sorted(guesses) == sorted(vocabulary.words)


def test_likely_errors_come_before_arbitrary_ones() -> None:
    assert texts(nearest("banl", archive("bang", "bank"))) == ["bank", "bang"]
    assert texts(nearest("билот", archive("билет", "билыт"))) == ["билет", "билыт"]
    assert texts(nearest("bnak", archive("beak", "bank"))) == ["bank", "beak"]


@pytest.mark.parametrize("typed", ["kaza", "Kazakhs", "kazakhst"])
def test_a_word_that_is_not_finished_is_offered_in_full(typed: str) -> None:
    guesses = nearest(typed, archive("kazakhstan", "kazbek", "nuclear"))
    assert texts(guesses)[:1] == ["kazakhstan"]
    assert clearly_nearest(guesses)
    assert nearest("kaz", archive("kazakhstan")) == []


def test_a_word_with_an_error_comes_before_what_goes_on_longer() -> None:
    assert texts(nearest("minist", archive("minis", "ministry")))[0] == "minis"


def test_the_first_letter_is_seldom_wrong() -> None:
    assert texts(nearest("xoard", archive("board", "xoars"))) == ["xoars", "board"]


def test_a_word_of_many_articles_comes_before_a_nearer_one_of_few() -> None:
    vocabulary = Archive({"kazakhstan": 5_000, "kazaakstan": 1})
    guesses = nearest("kazakstan", vocabulary)
    assert texts(guesses) == ["kazakhstan", "kazaakstan"]
    assert clearly_nearest(guesses)


def test_two_words_must_both_be_in_some_articles() -> None:
    assert nearest("nuclearpower", Archive({"nuclear": 500, "power": 2})) == []


def test_other_keys_count_for_little_where_the_word_is_known() -> None:
    known = Archive({"руку": 50, "here": 3, "рука": 50})
    assert texts(nearest("руку", known))[0] == "рука"
    unknown = Archive({"here": 3, "рука": 50})
    assert texts(nearest("руку", unknown))[0] == "here"


def test_of_forms_of_one_word_the_nearest_can_be_asked_for() -> None:
    vocabulary = archive("минист", "министр", "министры")
    assert texts(nearest("миниистр", vocabulary, same=lambda word: word[:6])) == ["министр"]


@pytest.mark.parametrize(
    "typed", ["kazakstan", "казахсан", "rfpf[cnfy", "pravitelstvo", "nuclearpower", "иссык-кул"]
)
def test_what_is_much_nearer_than_all_else_is_clear(typed: str) -> None:
    few = archive("правительство", "nuclear", "power", "казахстана", "иссык", "куль")
    vocabulary = Archive({**few.words, "казахстан": 500, "kazakhstan": 500})
    assert clearly_nearest(nearest(typed, vocabulary))


def test_two_guesses_that_are_as_near_are_not_clear() -> None:
    assert not clearly_nearest(nearest("cat", archive("cab", "cap")))
    assert not clearly_nearest([])
    assert clearly_nearest([Guess("one", 1.0, 1)])
    assert clearly_nearest([Guess("one", 0.4, 5), Guess("two", 0.7, 5)])
    assert clearly_nearest([Guess("one", 1.0, 50), Guess("two", 1.0, 5)])
    assert not clearly_nearest([Guess("one", 0.4, 5), Guess("two", 0.6, 5)])


@given(typed=st.text() | st.text("казkaz'[];,.-2 ʻ", max_size=60) | st.text("абвгдеж", min_size=30))
def test_any_text_costs_bounded_work_and_gives_what_the_archive_has(typed: str) -> None:
    vocabulary = Archive(FREQUENCIES)
    guesses = nearest(typed, vocabulary)
    assert vocabulary.lookups <= MOST_LOOKUPS
    assert vocabulary.beginnings <= 10
    assert len(set(texts(guesses))) == len(guesses) <= 4
    assert all(guess.frequency > 0 and guess.cost > 0 for guess in guesses)
    assert nearest(typed, vocabulary) == guesses


def test_the_longest_text_is_no_burden() -> None:
    begun = time.monotonic()
    nearest("ш" * 1_000_000, Archive(FREQUENCIES))
    nearest("a\u0301\u0316" * 300_000, Archive(FREQUENCIES))
    assert time.monotonic() - begun < 20


@given(one=st.text("abc", max_size=7), other=st.text("abc", max_size=7))
def test_distance_is_the_same_both_ways_and_nought_for_the_same_word(one: str, other: str) -> None:
    assert distance(one, other, 2) == distance(other, one, 2)
    assert (distance(one, other, 2) == 0) == (one == other)


@given(word=st.text("abcdпрст12", min_size=1, max_size=8))
def test_every_edit_that_changes_single_letters_is_one_error(word: str) -> None:
    found = {text for text, _ in edits(word)}
    assert word not in found
    swaps = {
        word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        for place in range(len(word) - 1)
    }
    assert swaps - {word} <= found
    assert {word[:place] + word[place + 1 :] for place in range(len(word))} <= found
    assert all(distance(word, text, 3) <= 3 for text in found)
