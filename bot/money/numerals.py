"""Words that are numbers, in English and in Russian."""

from fractions import Fraction

_COUNTS = """
0 zero nought ноль нуль нуля
1 one один одна одно одного одной одному одним одном одну
2 two два две двух двум двумя
3 three три трех трем тремя
4 four четыре четырех четырем четырьмя
5 five пять пяти пятью
6 six шесть шести шестью
7 seven семь семи семью
8 eight восемь восьми восемью
9 nine девять девяти девятью
10 ten десять десяти десятью
11 eleven одиннадцать одиннадцати
12 twelve двенадцать двенадцати
13 thirteen тринадцать тринадцати
14 fourteen четырнадцать четырнадцати
15 fifteen пятнадцать пятнадцати
16 sixteen шестнадцать шестнадцати
17 seventeen семнадцать семнадцати
18 eighteen восемнадцать восемнадцати
19 nineteen девятнадцать девятнадцати
20 twenty двадцать двадцати двадцатью
30 thirty тридцать тридцати тридцатью
40 forty fourty сорок сорока
50 fifty пятьдесят пятидесяти
60 sixty шестьдесят шестидесяти
70 seventy семьдесят семидесяти
80 eighty восемьдесят восьмидесяти
90 ninety девяносто девяноста
100 сто ста стам
150 полтораста
200 двести двухсот двумстам двумястами двухстах
300 триста трехсот тремстам тремястами трехстах
400 четыреста четырехсот четыремстам четырьмястами
500 пятьсот пятисот пятистам пятьюстами
600 шестьсот шестисот
700 семьсот семисот
800 восемьсот восьмисот
900 девятьсот девятисот
2 couple пара пару пары
3/2 полтора полторы полутора
1/2 half пол половина половину половины
1/3 third треть трети
1/4 quarter четверть четверти
1/3 thirds
1/4 quarters
"""

# Slang for a sum that is one word; only right before a currency.
_SUMS = """
10 червонец червонца чирик чирика
50 полтинник полтинника полтос
100 сотка сотку стольник сотню сотня
500 пятихатка пятихатку пятихатки
"""

_SCALES = """
10 десяток десятка десятков десятки
12 dozen dozens дюжина дюжину дюжины дюжин
100 hundred hundreds сотня сотни сотен сотню
1000 thousand thousands thousend thousnd k grand thou тысяча тысячи тысяч тысячу тысячам тысячами
1000 мың миң минг ming мингта mingta
1000 косарь косаря косарей косари тысячей тысячью тысячах тыс тыщ тыща тыщи тыщу к т
100000 lakh lakhs лакх
1000000 million millions m mn mln mio mil mm kk кк м мн mlns миллион миллиона миллионов миллионы
1000000 миллиону миллионом миллионе миллионами миллионах млн мил милион милиона милионов мильон
1000000 мильонов лям ляма лямов лямы
10000000 crore crores
1000000000 billion billions bn bln b bil миллиард миллиарда миллиардов миллиарды миллиарду
1000000000 миллиардом миллиардами млрд mlrd милиард милиарда милиардов
1000000000000 trillion trillions tn trn трлн триллион триллиона триллионов триллионы трилион
1000000000000000 quadrillion quadrillions квадриллион квадриллиона квадриллионов
1000000000000000000 quintillion quintillions квинтиллион квинтиллиона квинтиллионов
"""

# Words for scales that are words for other things as well: only between a number, or nothing,
# and a currency.
_SLANG_SCALES = """
1000 штука штуки штук штуку косых кусок куска кусков
1000000 лимон лимона лимонов лимоны
1000000000 ярд ярда ярдов
"""


def _table(rows: str) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for row in rows.strip().splitlines():
        value, *words = row.split()
        found |= dict.fromkeys(words, Fraction(value))
    return found


COUNTS = _table(_COUNTS)
SUMS = _table(_SUMS)
SCALES = _table(_SCALES)
SLANG_SCALES = _table(_SLANG_SCALES)
SCALES_OF_MANY = frozenset(("тысяч", "тыщ", "миллионов", "миллиардов"))
_PORTIONS = """
half third quarter thirds quarters couple треть трети четверть четверти половина половину
"""
_PERCENT = "% percent pct процент процента процентов проц"
_ORDINALS = "st nd rd th й го я е ой ый ая ого му"

PORTIONS = frozenset(_PORTIONS.split())  # they take `a` or `of` before what they are of
_SEVERAL = "half third quarter thirds quarters треть трети четверть четверти"
SEVERAL = frozenset(_SEVERAL.split())  # so many of them: one third, три четверти
PERCENT = frozenset(_PERCENT.split())
ORDINALS = frozenset(_ORDINALS.split())
ARTICLES = frozenset(("a", "an"))
OF = frozenset(("of", "от"))
BEGINNINGS = frozenset((*COUNTS, *SUMS, *SCALES, *SLANG_SCALES, *ARTICLES))  # words of a number
# One letter is a scale only where it touches a number, or stands between one and a currency.
LETTERS = frozenset(word for word in SCALES if len(word) == 1)
