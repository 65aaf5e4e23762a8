"""Answers in the banks' own forms, made up: the same two or three currencies in each."""

import json
from collections.abc import Mapping, Sequence

NBK = """<?xml version="1.0" encoding="utf-8"?>
<rates>
  <generator>Alternate RSS Builder</generator>
  <link>www.nationalbank.kz</link>
  <date>02.03.2026</date>
  <item><fullname>ДОЛЛАР США</fullname><title>USD</title><description>500.10</description>
    <quant>1</quant><index>UP</index><change>+0.50</change></item>
  <item><fullname>УЗБЕКСКИХ СУМОВ</fullname><title>UZS</title><description>4.10</description>
    <quant>100</quant><index>DOWN</index><change>-0.01</change></item>
</rates>
"""

NBK_FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel>
  <generator>Alternate RSS Builder</generator><link>www.nationalbank.kz</link>
  <item><title>USD</title><pubDate>02.03.2026</pubDate><description>500.10</description>
    <quant>1</quant><index/><change>0.00</change><link/></item>
</channel></rss>
"""

NBKR = """<?xml version="1.0" encoding="windows-1251" ?>
<CurrencyRates Name="Daily Exchange Rates" Date="02.03.2026">
<Currency ISOCode="USD">
<Nominal>1</Nominal>
<Value>87,4000</Value>
</Currency>
<Currency ISOCode="JPY">
<Nominal>10</Nominal>
<Value>5,4321</Value>
</Currency>
</CurrencyRates>
"""

NBT = """<?xml version="1.0" encoding="utf-8" ?>
<ValCurs Date="2026-03-02" name="Foreign Currency Market">
<Valute ID="840">
   <CharCode>USD</CharCode>
   <Nominal>1</Nominal>
   <Name>US Dollar</Name>
   <Value>9.3000</Value>
</Valute>
<Valute ID="810">
   <CharCode>RUB</CharCode>
   <Nominal>10</Nominal>
   <Name>Russian Ruble</Name>
   <Value>1.2345</Value>
</Valute>
</ValCurs>
"""

CBT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cbt_currency_rate name="CBT Currency XML">
\t<date>02.03.2026</date>
\t<rate code="USD"><name>ABŞ-NYŇ DOLLARY</name><rate_usd>1</rate_usd>
\t\t<multiplier>1</multiplier><rate_tmt>3.5</rate_tmt></rate>
\t<rate code="KZT"><name>GAZAGYSTAN TEŇŇESI</name><rate_usd>470.1</rate_usd>
\t\t<multiplier>100</multiplier><rate_tmt>0.7440</rate_tmt></rate>
</cbt_currency_rate>
"""

CBR = (
    '<?xml version="1.0" encoding="windows-1251"?>'
    '<ValCurs Date="02.03.2026" name="Foreign Currency Market">'
    '<Valute ID="R01235"><NumCode>840</NumCode><CharCode>USD</CharCode><Nominal>1</Nominal>'
    "<Name>Доллар США</Name><Value>76,5000</Value><VunitRate>76,5</VunitRate></Valute>"
    '<Valute ID="R01717"><NumCode>860</NumCode><CharCode>UZS</CharCode><Nominal>10000</Nominal>'
    "<Name>Узбекских сумов</Name><Value>62,1230</Value><VunitRate>0,0062123</VunitRate></Valute>"
    "</ValCurs>"
)

CBR_DAYS = (
    '<?xml version="1.0" encoding="windows-1251"?>'
    '<ValCurs ID="R01335" DateRange1="01.03.2026" DateRange2="04.03.2026" name="Dynamic">'
    '<Record Date="03.03.2026" Id="R01335"><Nominal>100</Nominal><Value>15,9870</Value></Record>'
    '<Record Date="04.03.2026" Id="R01335"><Nominal>100</Nominal><Value>15,8000</Value></Record>'
    "</ValCurs>"
)

ECB = (
    "KEY,FREQ,CURRENCY,CURRENCY_DENOM,TIME_PERIOD,OBS_VALUE,TITLE\r\n"
    'EXR.D.USD.EUR.SP00.A,D,USD,EUR,2026-03-02,1.1610,"US dollar, daily"\r\n'
    'EXR.D.USD.EUR.SP00.A,D,USD,EUR,2026-03-03,,"US dollar, daily"\r\n'
    'EXR.D.JPY.EUR.SP00.A,D,JPY,EUR,2026-03-02,184.3,"Japanese yen, daily"\r\n'
)


def cbu(**other: str) -> str:
    """One dollar and ten rials; `other` replaces or, where empty, takes out fields of both."""
    dollar = {"Ccy": "USD", "Nominal": "1", "Rate": "12194.20", "Diff": "-16.5"}
    rial = {"Ccy": "IRR", "Nominal": "10", "Rate": "0.09", "Diff": "0"}
    rows = [{"id": 1, **row, "Date": "02.03.2026", **other} for row in (dollar, rial)]
    return json.dumps([{name: value for name, value in row.items() if value} for row in rows])


def world(rates: Mapping[str, object] | None = None, **other: object) -> str:
    answer: dict[str, object] = {
        "result": "success",
        "provider": "https://www.exchangerate-api.com",
        "time_last_update_unix": 1772409751,  # 2 March 2026, 00:02:31
        "base_code": "USD",
        "rates": rates or {"USD": 1, "KZT": 499.87, "XAU": 0.00002},
    }
    return json.dumps(answer | other)


def nbkr_history(
    rows: Sequence[tuple[str, str]] = (("27.02.2026", "87,4500"), ("02.03.2026", "87,4000")),
    *,
    chosen: str | None = None,
) -> str:
    """chosen: the option of the list of currencies that is selected, None for no list."""
    cells = "\n".join(
        f"<tr><td><!--date-->{day}<!--date--></td><td><!--value-->{value}<!--value--></td></tr>"
        for day, value in rows
    )
    options = '<option value="15">1 US Dollar</option>' + (chosen or "")
    select = f'<select name="valuta_id">{options}</select>' if chosen else ""
    days = '<select name="beg_day"><option value="16" selected>16</option></select>'
    return f"<form>{days}{select}</form><table>\n{cells}\n</table>"
