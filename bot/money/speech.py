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
    Role.RATE: "rate rates course курс курса курсу курсом курсы",
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
составит составят придется заплачу поменяю обменяю наличными нал
"""
ROLES = {word: role for role, words in _ROLES.items() for word in words.split(" ")}
ROLES |= dict.fromkeys(_PLAIN.split(), Role.PLAIN)

# Words that make a question for the currency after them: how many tenge, сколько тенге.
ASKING = frozenset((("how", "many"), ("сколько",)))

# Three letters that end no request as a code would: `500 usd fee`.
_NO_CODES = (
    "fee tax day pay bet win car bid ask buy low high off all any but not new old day ago "
    "hit two one six ten big bad top her his our who why yet out per via was has had did "
    "due net ltd inc llc usa ok"
)
NO_CODES = frozenset(_NO_CODES.split())
