"""Answers that the banks gave, where they are at hand: all their rates, to the digit.

What to expect is taken out of the files by other means: one pattern for each rate, and moving the
point in the text.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.ingest import read
from bot.ingest.banks import BANKS

FOLDER = Path(__file__).parents[4] / "shared" / "rates"
TODAY = date(2026, 6, 1)
VALUTE = (
    r"<CharCode>(?P<base>\w+)</CharCode>\s*<Nominal>(?P<units>\d+)</Nominal>.*?"
    r"<Value>(?P<value>[^<]+)</Value>"
)
DYNAMIC = (
    r'<Record Date="(?P<day>[\d.]+)"[^>]*><Nominal>(?P<units>1)</Nominal><Value>(?P<value>[^<]+)<'
)
HISTORY = r"<!--date-->(?P<day>[\d.]+)<!--date-->.*?<!--value-->(?P<value>[\d,]+)<!--value-->"
NBK = (
    r"<title>(?P<base>[A-Z]{3})</title>\s*<description>(?P<value>[^<]+)<.*?"
    r"<quant>(?P<units>\d+)</quant>"
)
NBKR = (
    r'ISOCode="(?P<base>\w+)">\s*<Nominal>(?P<units>\d+)</Nominal>.*?'
    r"<Value>(?P<value>[^<]+)</Value>"
)
CBU = r'"Ccy":"(?P<base>\w+)".*?"Nominal":"(?P<units>\d+)","Rate":"(?P<value>[\d.]+)"'
CBT = (
    r'<rate code="(?P<base>\w+)">.*?<multiplier>(?P<units>\d+)</multiplier>\s*'
    r"<rate_tmt>(?P<value>[\d.]+)</rate_tmt>"
)
ECB = r"\nD,(?P<quote>\w{3}),(?P<day>[\d-]+),(?P<value>[\d.]+)"

# bank, file, how many rates, their day, what is the same for all, the pattern of one
RECORDED = [
    ("nbk", "nbk_01.xml", 39, "01.04.2026", {"quote": "KZT"}, NBK),
    ("nbkr", "nbkr_live_01.xml", 5, "24.05.2026", {"quote": "KGS"}, NBKR),
    ("nbkr", "nbkr_live_02.xml", 40, "23.05.2026", {"quote": "KGS"}, NBKR),
    ("nbkr", "nbkr_historical_01.html", 4, "", {"base": "USD", "quote": "KGS"}, HISTORY),
    ("cbu", "cbu_01.json", 75, "01.04.2026", {"quote": "UZS"}, CBU),
    ("nbt", "nbt_01.xml", 36, "18.05.2026", {"quote": "TJS"}, VALUTE),
    ("cbt", "cbt_01.xml", 48, "20.05.2026", {"quote": "TMT"}, CBT),
    ("cbr", "cbr_01.xml", 54, "25.04.2026", {"quote": "RUB"}, VALUTE),
    ("cbr", "cbr_02.xml", 3, "", {"base": "AUD", "quote": "RUB"}, DYNAMIC),
    ("ecb", "ecb_recent_01.csv", 638, "", {"base": "EUR"}, ECB),
]


def shift(value: str, units: str) -> str:
    """The point moved left by as many places as there are zeros; other digits untouched."""
    whole, _, part = value.replace(",", ".").partition(".")
    zeros = len(units) - 1
    whole = whole.rjust(zeros + 1, "0")
    head, tail = whole[: len(whole) - zeros], whole[len(whole) - zeros :] + part
    return f"{head.lstrip('0') or '0'}.{tail}" if tail else head


def iso(day: str) -> str:
    return "-".join(reversed(day.split("."))) if "." in day else day


@pytest.mark.parametrize(("code", "name", "count", "day", "same", "pattern"), RECORDED)
def test_a_recorded_answer_gives_exactly_its_rates(
    code: str, name: str, count: int, day: str, same: dict[str, str], pattern: str
) -> None:
    file = FOLDER / name
    if not file.exists():
        pytest.skip(f"no recorded answer at {file}")
    data = file.read_bytes()
    expected = []
    for found in re.finditer(pattern, data.decode("latin-1"), re.DOTALL):
        said = {"day": day, "units": "1", **same, **found.groupdict()}
        value = shift(said["value"], said["units"])
        expected.append((said["base"], said["quote"], value, iso(said["day"]), code))
    content = read(data, TODAY)
    given = [
        (q.base, q.quote, f"{q.value:f}", q.as_of.isoformat(), q.source) for q in content.quotes
    ]
    assert given == expected and len(given) == count
    assert BANKS[code].read(data).quotes == content.quotes
    assert (content.drafts, content.errors) == ((), ())
