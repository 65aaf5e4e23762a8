"""The languages the search knows: their stop words, and which one a text is in."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from .analyser import plain, words

LANGUAGES = ("en", "ru", "tr", "kk", "ky", "uz", "tg")

# In plain letters (see analyser): "және" is "жане", "için" is "icin".
_STOP_WORDS = {
    "en": """
        a about above after again against all also am an and any are aren arent as at be because
        been before being below between both but by can cannot cant could couldnt did didnt do
        does doesnt doing dont down during each few for from further had has hasnt have havent
        having he her here hers herself him himself his how i if in into is isnt it its itself
        just let me more most my myself no nor not of off on once only or other ought our ours
        ourselves out over own same she should so some such than that the their theirs them
        themselves then there these they this those through to too under until up upon very was
        wasnt we were werent what when where which while who whom whose why with wont would you
        your yours yourself yourselves
        """,
    "ru": """
        а без более больше будет будто бы был была были было быть в вам вас ведь весь во вот все
        всего всегда всех всю вы где да даже для до его ее ей если есть еще ж же за здесь и из или
        им ими их к каждый как каков какова какого какое какой каком какому какою какую какая
        какие каким какими каких когда кого ком кому который которая которого которое которой
        котором которому которую которые которым которыми которых кто куда ли либо лишь между
        меня мне много может можно мой моя мы на над надо нам нас наш не него нее ней нет ни них
        но ну о об однако он она они оно от откуда отчего очень перед по под после потом потому
        почему почти при про с сам себе себя сколько со свое своего своей своем своему своим своих
        свой свои свою так такая также такие такой такого такое там те тебя тем теперь то тогда
        того тоже той только том тому тот ту тут ты у уж уже хотя чего чей чем чему через что чтоб
        чтобы чье чья эта эти этим этих это этого этой этом этому этот эту является являются
        """,
    "tr": """
        acaba ama ancak arada asla aslinda az bana bazen bazi belki ben benim beri bile bir biri
        bircok birkac biz bizim boyle bu buna bunda bundan bunlar bunlari bunlarin bunu bunun cok
        cunku da daha de degil dolayi eger en etmistir fakat gibi hangi hangileri hangisi hatta
        hem hep hepsi her herhangi herkes hic hicbir icin ile ise iste kac kadar karsin kendi
        kendisi ki kim kimdir kime kimin kimler lakin mi mu nasil ne neden nedenle nedir neler
        nelerdir nerede nereden nereye neye neyi neydi nicin niye o olan olarak oldu oldugu
        olmustur olup olur ona ondan onlar onlari onlarin onu onun oysa oyle pek sadece sanki sen
        sey siz son sonra su sunu tarafindan tum uzere var vardir ve veya ya yani yok yoksa zaten
        zira
        """,
    "kk": """
        ал алайда ары аркайсы арине ба бар барлык барлыгы баска бе бен бери биз биздин бир бирак
        болады болар болатын болган болды болса болсын болып бойынша бул бундай бурын гана да дагы
        де дегенимиз деген дейди дейин деп егер екен еди едим емес емдик ен енди ете еш ешкандай
        жане жатады жатыр женинде жок калай кай кайда кайдан кайсы кайсысы кандай канша кашан керек
        кез кезде кезинде кейбир кейин ким кимдер кимге кимди кимнин ма ме мен менин мумкин мундай
        мына не неге неден нени неше немен немесе ол олар олардын онда оны онымен онын оган осы
        осындай осылай оз озинин па пе пен рет ретинде сен сиз сиякты сол солай сондай сондыктан
        сонымен соган соны сонын сон табылады тагы тек туралы тур турган ушин шейин ягни аталады
        """,
    "ky": """
        ага ал алар алардын албетте анан анда андай андан анткени анын ар ары аркылуу аны баары бар
        бардык бери биз биздин бир бирок болгон болду болот болсо болуп боюнча бул булар гана да
        дагы де деген дейт деле деп жана жатат жаткан же жок жонундо ичинде кайда кайдан кайсы
        кайсынын кайсыл кана канча канчанчы кандай качан катары кийин ким кимдер кимге кимдин кээ
        мен менен менин миндай муну мунун мындай мындан мына не неге ого оз озу озунун ошо ошол
        ошон ошондой ошондуктан ошентип ошону сен силер сиз сыяктуу тигил тууралуу ушу ушул ушундай
        учун чейин эле элек эми эмес эмне эмнеге эмнени эн эч эске экен
        """,
    "uz": """
        agar ammo asli aslida ba balki barcha bilan bir biri biroq biz bizning bo boladi bolgan
        bolib bolishi bolsa boldi boyicha bor bu buni buning chunki da deb degan deya edi ekan emas
        endi esa eng faqat ga ham hamda hamma har haqida hech ichida juda kabi kerak keyin kim
        kimga kimni kimning lekin lozim men mening mi mumkin necha nega nima nimaga nimadan nimani
        orqali oz ozi ozining qachon qaer qaerda qancha qanday qarshi qayer qayerda qayerdan qaysi
        sababli sen shu shunday shuning sifatida siz toki tomonidan tufayli u uchun ular ularning
        unga undan uni uning ushbu va ya yana yani yoki yoq
        """,
    "tg": """
        агар аз аммо аст ба баъд баъди балки барои бе бештар бо буд буда буданд будани ва вай вале
        вакте дар дигар дорад доранд ду е еки зеро ин инро инхо ки кадом кадоме кай кард карда кас
        касе ки кист кучо кучост ла ле лекин магар ман мебошад мебошанд мешавад мешаванд мо на нест
        нестанд низ нисбати он онро онхо ое оид оиди пас пеш ро танхо тавассути то ту у уро факат
        хам хама хамаи хамин хамон хамчун хамчунин хар харгох хаст хастанд хеч хохад худ худи
        худро чанд чаро чи чизе чист чунин чунки чунон чуз шуд шуда шумо яке як
        """,
}
_STOPS = {language: frozenset(text.split()) for language, text in _STOP_WORDS.items()}
ANY_STOPS = frozenset().union(*_STOPS.values())  # the plain words that say nothing in some language

# From here on in letters as written. A script's first language is what a text is taken for that
# tells nothing.
_SCRIPTS = {
    re.compile("[a-z]"): ("en", "tr", "uz"),
    re.compile("[а-яё]"): ("ru", "kk", "ky", "tg"),
}
_CYRILLIC = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяё0123456789")
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz'0123456789")
_ALPHABETS = {
    "en": _LATIN,
    "ru": _CYRILLIC,
    "tr": _LATIN - set("qwx") | set("çğıöşüâîû"),
    "kk": _CYRILLIC | set("әғқңөұүһі"),
    "ky": _CYRILLIC | set("ңөү"),
    "uz": _LATIN - set("w"),
    "tg": _CYRILLIC - set("щыьц") | set("ғӣқӯҳҷ"),
}
_OWN_LETTERS = {
    "tr": "[çğışöü]",
    "kk": "[әғқұһі]",
    "ky": "[ңөү]|аа|оо|уу|ээ|өө|үү",
    "uz": "[og]'|q(?!u)",
    "tg": "[ӣӯҳҷ]|[ғқ]",
}
# Ends of words that are common in one language and rare in the others of its script.
_ENDS = {
    "en": "tion|ing|ed|ly|ment|ness|ght|ck",
    "ru": "ого|ему|ой|[ыи]й|ая|[ыи]е|[ыи]х|ть(?:ся)?|тся|ние|ния|ости?|ость|[ое]в|[ая]ми|[ею]т",
    "tr": "l[ae]r[ıi]|[ıi]nd[ae]n?|[ıiuü]yor|m[ıiuü]ş|d[ıiuü]r|m[ae][ksz]|[ıiuü]n[ıiuü]n",
    "kk": "[ыі]?нд[ае]|[ндт][ыі]ң|[дт][ае]р|атын|ады|еді|ғы|гі|дағы|мен",
    "ky": "[нд][ыиу]н|т[ыи]н|нда|д[ае]г[ыи]|[лд][аео]р|ылды|[тдл]?уу|үү",
    "uz": "ning|lar[in]?i?|dagi|gan|moqda|ishi?|[ay]di|i(?:ga|dan)|ilgan|lik",
    "tg": "ҳои?|онр?о|анд|аст|ро|и[ои]|аи|ани|[ао]ти|ори",
}
_SHAPES = {
    language: re.compile(f"({_OWN_LETTERS.get(language, '(?!)')})|(?:{ends})$")
    for language, ends in _ENDS.items()
}

_READ = 8_000  # characters of a text
_LOOKED_AT = 400  # words of a text that tell its language
_SHORT = 20  # words; in fewer the letters alone may have to do
_LEAST = 0.35  # points a word that a longer text has to have, or it is in none of these languages
_FOREIGN = -3.0
_STOP, _LETTER, _END = 2.0, 1.5, 0.5


def stop_words(language: str) -> frozenset[str]:
    """The plain words that say nothing in this language of what a text is about."""
    return _STOPS.get(language, frozenset())


def is_stop(word: str, language: str) -> bool:
    """Whether a plain word says nothing in this language of what a text is about."""
    return word in stop_words(language)


def guess_language(text: str) -> str | None:
    """One of LANGUAGES, or None for a text in none of them. Letters tell, and small words.

    A short text that tells nothing is taken for English or Russian, by its letters.
    """
    said = [word.written for word in words(text[:_READ])[:_LOOKED_AT]]
    points = _points(said, LANGUAGES)
    if not points:
        return None
    best = max(points, key=points.__getitem__)
    if len(said) > _SHORT and points[best] < _LEAST * len(said):
        return None
    return best


def likeliest(said: Sequence[str], among: Collection[str]) -> str | None:
    """The language that a question is most likely in, of those that the archive has.

    said: its words, as written. None where they have no letters of a known script.
    """
    points = _points(said, among)
    return max(points, key=points.__getitem__) if points else None


def _points(said: Sequence[str], among: Collection[str]) -> dict[str, float]:
    """How much speaks for each language of the script that most of the words are in."""
    shares = [
        ([word for word in said if script.search(word)], languages)
        for script, languages in _SCRIPTS.items()
    ]
    share, languages = max(shares, key=lambda each: len(each[0]))
    if not share:
        return {}
    # In the script's order, since max() takes the first of equals.
    possible = [each for each in languages if each in among] or languages[:1]
    return {each: sum(_word_points(word, each) for word in share) for each in possible}


@lru_cache(maxsize=50_000)
def _word_points(written: str, language: str) -> float:
    if not _ALPHABETS[language].issuperset(written):
        return _FOREIGN
    points = 0.0
    if plain(written) in _STOPS[language]:
        points += _STOP
    if found := _SHAPES[language].search(written):
        points += _LETTER if found[1] else _END
    return points
