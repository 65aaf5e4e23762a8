"""The words around an amount and its currencies: directions, questions, and mere politeness."""

from enum import Enum, auto


class Role(Enum):
    """What a word says of the currencies beside it."""

    TO = auto()  # what follows is wanted
    FROM = auto()  # what follows is had
    FOR = auto()  # either: `usd for kzt`, `how many usd for 5000 kzt`
    PER = auto()  # what follows is the unit: `tenge per dollar`
    AND = auto()  # what follows is as what stands before
    ASK = auto()  # `how many`: what follows is wanted
    PLAIN = auto()  # belongs to the request and says nothing more
    RATE = auto()  # `курс`: what follows is a currency


_ROLES = {
    Role.TO: "to in into = => -> ==> --> → ⇒ ➡ ➔ ⟶ > » в во на к ко ↔ ⇄ vs versus against против",
    Role.FROM: "from из с со",
    Role.FOR: "for за with",
    Role.PER: "per",
    Role.AND: "and & , ; / | + \n и или or плюс also также",
    Role.RATE: "rate rates course курс курса курсу курсом курсы kurs kursi құны",
}
# Words of a request that say nothing more.
_PLAIN = """
a an the all of is are was be how much what what's whats many convert converting conversion
exchange change swap value price cost costs worth equals equal equivalent make makes please pls
plz me tell show give get calculate calc compute currency currencies money would will do does
can could you i it that this now right today's current currently about approximately approx
roughly around only just exactly total sum there one cash hi hello hey ok okay thanks thank so
then if my by at on as want need like official bank market let us see check find out buy sell
buying selling between pair x i'd i'll i'm i've let's it's that's how's what're thats tomorrow
х сколько будет это стоит стоят стоил стоила стоило равно составляет получится получу выйдет
переведи перевести переведите перевод переводе перевожу конвертируй конвертировать конвертация
конвертируйте пересчитай пересчитать пересчете пересчёте посчитай посчитать обмен обмена
обменять обменяй обменный поменять поменяй разменять валюта валюты валюте валюту валют деньги
денег пожалуйста плиз пж пжл скажи скажите подскажи подскажите покажи покажите мне дай дайте
сейчас теперь нынешний текущий официальный официальному банка цб нацбанка нацбанк рынке какой
каков какая какое чему что а то ли же у меня есть примерно около ровно всего только можно нужно
надо хочу узнать знать там тут по сумма суммы сумму сумме привет здравствуйте спасибо эквивалент
эквиваленте стоимость цена цену цены новых новые новый бы мы я ты вы он если вот ну давай купить
куплю продать продам почем был была было были дадут дают завтра обойдется обойдутся выходит
составит составят придется заплачу поменяю обменяю наличными нал щас ща щаз нынче кстати
болады болад бола болот болады тұрады турат турады болсо bo'ladi turadi екен экен кандай қандай pul
lol btw idk tbh omg imo thx tnx ty yo hmm um uh
"""
ROLES = {word: role for role, words in _ROLES.items() for word in words.split(" ")}
ROLES |= dict.fromkeys(_PLAIN.split(), Role.PLAIN)

# Words that make a question for the currency after them: how many tenge, сколько тенге.
_ASKING = (
    "сколько скока скок сколка неше қанша канча неча қанча necha qancha nechta чанд qansha neshe"
)
ASKING = frozenset((("how", "many"), *((word,) for word in _ASKING.split())))

# With one of these `real` or `won` is talk, whatever else a text lacks: `is it real?`
_TALK = "it that this i you we he she they my your here there это я ты вы мы он она они там тут"
TALK = frozenset(_TALK.split())

# Measures of time, length and weight: an amount of these is no money, `at 3pm`, `20 лет`.
_MEASURES = (
    "am pm sec secs second seconds min mins minute minutes hour hours hr hrs day days week weeks "
    "month months year years km kms kilometer kilometers kilometre kilometres mile miles meter "
    "meters metre metres cm kg kgs kilo kilos kilogram kilograms gram grams gr ton tons tonne "
    "tonnes litre litres liter liters lb lbs oz ounce ounces barrel barrels degrees people times "
    "night nights piece pieces "
    "секунд секунды секунду минут минуты минуту час часа часов день дня дней неделя недели недель "
    "неделю месяц месяца месяцев год года лет км километр километра километров метр метра метров "
    "см кг килограмм килограмма килограммов кило гр грамм грамма граммов тонна тонны тонн тонну "
    "литр литра литров баррель барреля баррелей унция унции унций унцию градус градуса градусов "
    "человек человека людей раз раза ночь ночи ночей штуке шт"
)
MEASURES = frozenset(_MEASURES.split())

# Three letters that end no request as a code would: `500 usd fee`.
_NO_CODES = (
    "fee tax day pay bet win car bid ask buy low high off all any but not new old day ago "
    "hit two one six ten big bad top her his our who why yet out per via was has had did "
    "vat gst tip due net ltd inc llc usa ok lot man men guy yes too sir bro far "
    "way job run end use say see put set got let few own boy kid mom dad son bus box bag oil gas"
)
NO_CODES = frozenset(_NO_CODES.split())
