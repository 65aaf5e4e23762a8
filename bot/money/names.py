"""Names of currencies that CLDR lacks: cases, slang, local names, symbols, and the region's sense.

A row is codes and names. The first code is what a name means where nothing else is said, the
others what it may mean as well; after `?` none of them goes without saying. A Russian noun
with `*` stands in all its cases, `_` is a space within a name.
"""

CURRENCIES = """
USD CAD AUD NZD SGD HKD TWD: $ dollar dollars dollari доллар* дол долл
USD: buck bucks бакс* greenback greenbacks us$ уе у_е юсд усд баков зелень зелени зеленых 💵
USD: united_states_dollar united_states_dollars
EUR: € euro euros euro's eur евро евр еврик* евров евром еврами еврос* еуро 💶
GBP EGP: £ pound pounds фунт*
GBP: ₤ quid quids sterling sterlings pound_sterling pounds_sterling фунт*_стерлингов стерлинг* 💷
JPY: jp¥ yen yens иена* йена* ена* 円 💴
CNY: cn¥ yuan yuans renminbi rmb юань* женьминьби жэньминьби 元 人民币 kuai
CNY JPY: ¥
RUB BYN: ₽ ruble rubles rouble roubles rubl рубль* руб р рэ rub rur rubs рублик* rubley
RUB: деревянных рубас*
BYN: зайчик* br
KZT: ₸ tenge tenges тенге тенги тенгов тенгам тенгами тенгах теңге тг тнг tg tng кзт
KGS UZS: som soms сом* кгс
KGS: ⃀ сомдор
UZS: so'm so'ms soum soums sum sums сум* сумм сўм сўма сўмов сўмга узс so'mga
TJS: somoni somonis сомони сомонӣ smn смн
TMT AZN: manat manats манат*
AZN: ₼
TRY: ₺ lira liras lirasi лира* tl тл
GEL: ₾ lari laris лари
AMD: ֏ dram drams драм*
UAH: ₴ hryvnia hryvnias hryvna hryvnya grivna grivnas гривна* гривня грн гривень гривней hrn uah
INR PKR LKR NPR: rupee rupees рупия* rs ₨
INR: ₹
IDR: rupiah rupiahs rp
XOF XAF: cfa_franc cfa_francs
CHF XAF XOF: franc francs frank franks франк* sfr fr
PLN: zł zl zloty zlotys zlote zlotych złoty złotych złote злотый* злота
CZK: kč koruna korunas koruny korun
HUF: ft forint forints форинт*
RON MDL: leu lei лей*
BGN: лв лев* lev leva levs
ILS: ₪ shekel shekels sheqel sheqels shekalim шекель* nis шекелей
KRW KPW: ₩ won wons вона* вон
THB: ฿ baht bahts бат*
VND: ₫ dong dongs донг*
MNT: ₮ tugrik tugriks tögrög tugrug тугрик*
IRR OMR YER: rial rials риал* ﷼ ریال
SAR QAR: riyal riyals риял*
AED MAD: dirham dirhams дирхам* дирхем* dirhem dirhems dh dhs
BRL: r$ real reais reals реал*
ZAR: rand rands рэнд* ранд*
MYR: ringgit ringgits ринггит* rm
PHP: ₱
NGN: ₦ naira nairas найра*
GHS: ₵ cedi cedis
LAK: ₭ kip kips кип*
KHR: ៛ riel riels
BDT: ৳ taka takas така*
CRC: ₡
PYG: ₲ guarani guaranis гуарани
AFN: ؋ afghani afghanis афгани
ALL: lek leks лек*
PEN: sol soles
CAD: c$ ca$ can$ cad$ loonie loonies
AUD: a$ au$ aud$
NZD: nz$
HKD: hk$
SGD: s$ sg$
TWD: nt$
MXN: mx$ mex$
XCD: ec$
? SEK NOK DKK CZK ISK: крона* crown crowns kr корун*
? SEK ISK: krona kronas kronur
? NOK DKK: krone kroner krones kronen
SEK: kronor
? MXN ARS CLP COP PHP UYU DOP CUP: peso pesos песо песос
? RSD KWD BHD JOD IQD TND DZD LYD: dinar dinars динар*
MKD: denar denars денар*
? KES TZS UGX SOS: shilling shillings шиллинг*
? CRC SVC: colon colons колон*
? MWK ZMW: kwacha kwachas квача*
"""

# Parts of a unit: how many make one, then rows as above.
SUBUNITS = """
100 USD EUR CAD AUD: ¢ cent cents цент*
100 EUR: eurocent eurocents euro_cent euro_cents евроцент*
100 RUB UAH BYN: копейка* копеек коп kopek kopeks kopeck kopecks copeck copecks
100 GBP: p penny pence pennies пенс* пенни пенсов
100 KZT: tiyn tiyns тиын* тиин*
100 KGS: tyiyn tyiyns тыйын*
100 UZS: tiyin tiyins тийин*
100 TJS: diram dirams дирам*
100 CNY: fen фэнь* фынь*
10 CNY: jiao цзяо mao
100 GEL: tetri tetris тетри
100 AZN: qapik qepik qəpik qapiks гяпик*
100 PLN: grosz groszy grosze грош*
100 BGN: stotinka stotinki стотинка* стотинок
100 INR PKR: paisa paise пайса*
100 TRY: kurus kuruş куруш*
100 ILS: agora agorot агора*
100 CHF: rappen centime centimes сантим*
100 UAH: копійка копійки копійок
"""

# Whose currency: an adjective's stem ends with `*`.
QUALIFIERS = """
USD: us usa usd aqsh ақш акш american америк* американск* сша штатов states
GBP: british uk english english британск* английск* великобритании britain
EUR: european европейск*
KZT: kazakh kazakhstani kazakhstan qazaq казахск* казахстанск* казахстана рк kz
KGS: kyrgyz kirghiz kyrgyzstani kyrgystani kyrgyzstan киргизск* кыргызск* киргизстана кр
KGS: кыргызстанск* киргизии кыргызстана кырг kg
UZS: uzbek uzbekistani uzbekistan узбекск* узбекистанск* узбекистана узб uz
TJS: tajik tajikistani tajikistan таджикск* таджикистанск* таджикистана
TMT: turkmen turkmenistani turkmenistan туркменск* туркменистанск* туркменистана
AZN: azeri azerbaijani azerbaijan азербайджанск* азербайджана азерб
RUB: russian russia российск* русск* россии рф
BYN: belarusian belarussian belorussian belarus белорусск* беларусск* белоруссии беларуси бел
UAH: ukrainian ukraine украинск* украины
CNY: chinese china китайск* китая кнр
JPY: japanese japan японск* японии
CAD: canadian canada канадск* канады
AUD: australian australia aussie австралийск* австралии
NZD: nz zealand kiwi новозеландск*
HKD: hk гонконгск* hongkong
SGD: sg singaporean singapore сингапурск* сингапура
TWD: taiwan taiwanese тайваньск*
CHF: swiss швейцарск* швейцарии
SEK: swedish sweden шведск* швеции
NOK: norwegian norway норвежск* норвегии
DKK: danish denmark датск* дании
CZK: czech чешск* чехии
ISK: icelandic iceland исландск* исландии
TRY: turkish turkey турецк* турции
INR: indian india индийск* индии
PKR: pakistani pakistan пакистанск* пакистана
IDR: indonesian indonesia индонезийск* индонезии
EGP: egyptian egypt египетск* египта
MXN: mexican mexico мексиканск* мексики
ARS: argentine argentinian argentinean argentina аргентинск* аргентины
CLP: chilean chile чилийск* чили
COP: colombian colombia колумбийск* колумбии
PHP: philippine philippines filipino филиппинск*
CUP: cuban cuba кубинск* кубы
RSD: serbian serbia сербск* сербии
KWD: kuwaiti kuwait кувейтск* кувейта
BHD: bahraini bahrain бахрейнск* бахрейна
JOD: jordanian jordan иорданск* иордании
IQD: iraqi iraq иракск* ирака
TND: tunisian tunisia тунисск*
DZD: algerian algeria алжирск*
AED: emirati uae emirates оаэ эмиратск* арабск*
SAR: saudi саудовск*
QAR: qatari qatar катарск*
OMR: omani oman оманск*
IRR: iranian iran иранск* ирана
YER: yemeni йеменск*
MAD: moroccan марокканск*
KRW: korean korea корейск* южнокорейск* кореи
KPW: северокорейск*
ILS: israeli israel израильск* израиля
RON: romanian romania румынск* румынии
MDL: moldovan moldova молдавск* молдовы
BGN: bulgarian bulgaria болгарск* болгарии
PLN: polish poland польск* польши
HUF: hungarian hungary венгерск* венгрии
GEL: georgian georgia грузинск* грузии
AMD: armenian armenia армянск* армении
MNT: mongolian mongolia монгольск* монголии
THB: thai thailand тайск* таиландск* таиланда
VND: vietnamese vietnam вьетнамск* вьетнама
BRL: brazilian brazil бразильск* бразилии
ZAR: african южноафриканск*
"""

# EVERYDAY: codes and names that are words of everyday speech too. They are money in a currency's
# place (after an amount or a direction, beside another currency), or in capitals.
_EVERYDAY = """
php cve npr ron sdg std irr all top try cup mop pen mad sos gel bob cop bam ang bad sit sur dem
bel nic pes plz fim esp mag lak won real reals sum sums crown crowns sol rand lei leu colon
franks frank sterling p fr tl rm br dh rp rs ft fen mao kip kuai rands takas soles reais grosz
grosze bahts drams dongs leks levs afghani afghanis krones kronen
вон лев лева леве левом львов лей лея лею драма драму драмы драме драмой колон колона бат бата
ранд тг тл лв р рэ дол баков зелень зелени кип кипа лек лека грош гроша зайчик зайчика зайчики
така таки так таку ена ены коп ранда марка юсд
"""

# NO_TYPOS: one letter away from a currency's name, yet words of their own.
_NO_TYPOS = """
double doubles trouble troubles talas talass sound found round bound mound wound around collar
cellar brown grown drown crowd crows frown clown hence fence tents rents gents tense france
frame grand brand ranch books ducks backs lucks bucket yours heros hours peace pierce level
seven lever lyric liar lairs dinner diner manta mandate royal royals trial trials serial equal
equals ideal ideals domes songs don't works wrong dang ding doing doings donors drama dreams
yearn years centre center centers scent event corona pents dance dances balance franco sounds
hands rule rules ruler takes reads colony gross sole afghan colonies rubble rumble rupert pupils
heroes scents benny jenny baths rails vials meals deals seals realm drone drones drums grams
hound
талас таласа таласе таласу корона короны короне корону коронах центр центре центру центра сумма
суммы сумму сумме сборов домов томов слов сомон соков сомнение золотых золотые золотой пункты
грунты франция франции фронт фронта марта марте маркет рублем картины доклад долгов батон динамо
левый левые левых левая левой первый верный реалии реально реальный лидера лидеры тренд центом
проценты процент процентов процента центров центры центрам центрами канат каната канаты канатов
фраков домам домах думах думам сумок сумка сумках сумке именами именам имена золота золотом
золоту пенсий боксов кроме мандат мандаты
"""

# Places that no list of countries and capitals has.
_PLACES = """
us usa uk uae eu america china osh astana karakol jalal-abad naryn talas samarkand bukhara andijan
namangan khujand shymkent novosibirsk
сша рф оаэ ес рк кр америке ош оше астана астане каракол караколе нарын нарыне самарканд
самарканде бухара бухаре андижан андижане наманган намангане худжанд худжанде шымкент шымкенте
новосибирск новосибирске питере кыргызстан кыргызстане кыргызстана киргизстан киргизстане
"""

PLACES = frozenset(_PLACES.split())
EVERYDAY = frozenset(_EVERYDAY.split())
NO_TYPOS = frozenset(_NO_TYPOS.split())
