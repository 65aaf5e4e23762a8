"""What each bank's answer is read as, and what is refused."""

import re
from datetime import UTC, date, datetime

import pytest

from bot.ingest import Content, Unreadable, read
from bot.ingest.banks import BANKS, NoRates
from bot.ingest.banks.xml import DEEPEST, LONGEST, MOST
from tests.unit.ingest import bank_samples as samples

TODAY = date(2026, 3, 5)

ANSWERS: list[tuple[str, str, list[str]]] = [
    ("nbk", samples.NBK, ["USD/KZT 500.10 2026-03-02", "UZS/KZT 0.0410 2026-03-02"]),
    ("nbk", samples.NBK_FEED, ["USD/KZT 500.10 2026-03-02"]),
    ("nbkr", samples.NBKR, ["USD/KGS 87.4000 2026-03-02", "JPY/KGS 0.54321 2026-03-02"]),
    (
        "nbkr",
        samples.nbkr_history(),
        ["USD/KGS 87.4500 2026-02-27", "USD/KGS 87.4000 2026-03-02"],
    ),
    ("cbu", samples.cbu(), ["USD/UZS 12194.20 2026-03-02", "IRR/UZS 0.009 2026-03-02"]),
    ("nbt", samples.NBT, ["USD/TJS 9.3000 2026-03-02", "RUB/TJS 0.12345 2026-03-02"]),
    ("cbt", samples.CBT, ["USD/TMT 3.5 2026-03-02", "KZT/TMT 0.007440 2026-03-02"]),
    ("cbr", samples.CBR, ["USD/RUB 76.5000 2026-03-02", "UZS/RUB 0.00621230 2026-03-02"]),
    ("cbr", samples.CBR_DAYS, ["KZT/RUB 0.159870 2026-03-03", "KZT/RUB 0.158000 2026-03-04"]),
    ("ecb", samples.ECB, ["EUR/USD 1.1610 2026-03-02", "EUR/JPY 184.3 2026-03-02"]),
    ("world", samples.world(), ["USD/KZT 499.87 2026-03-02", "USD/XAU 0.00002 2026-03-02"]),
]
EACH_ANSWER = pytest.mark.parametrize(("code", "text", "expected"), ANSWERS)
EACH_BANK = pytest.mark.parametrize("code", BANKS)


def encoded(text: str) -> bytes:
    return text.encode("windows-1251" if "windows-1251" in text[:80] else "utf-8")


def shown(content: Content) -> list[str]:
    return [f"{q.base}/{q.quote} {q.value:f} {q.as_of}" for q in content.quotes]


def answer_of(code: str) -> str:
    return next(text for bank, text, _ in ANSWERS if bank == code)


def reason(code: str, text: str | bytes) -> str:
    data = text if isinstance(text, bytes) else encoded(text)
    with pytest.raises(Unreadable) as refused:
        BANKS[code].read(data)
    return str(refused.value)


@EACH_ANSWER
def test_a_banks_file_is_known_by_its_content(code: str, text: str, expected: list[str]) -> None:
    content = read(encoded(text), TODAY)
    assert (content.format, content.drafts, content.errors) == ("rates", (), ())
    assert shown(content) == expected
    assert {quote.source for quote in content.quotes} == {code}


@EACH_ANSWER
def test_no_bank_takes_anothers_answer(code: str, text: str, expected: list[str]) -> None:
    for other in BANKS.values():
        if other.code != code:
            with pytest.raises(Unreadable):
                other.read(encoded(text))
            assert not other.recognises(text)


@EACH_ANSWER
def test_an_answer_that_is_cut_anywhere_is_refused_or_short_of_nothing(
    code: str, text: str, expected: list[str]
) -> None:
    data = encoded(text)
    for end in range(len(data.rstrip()) - 1):
        try:
            content = BANKS[code].read(data[:end])
        except Unreadable:
            continue
        said = [f"{q.base}/{q.quote} {q.value:f} {q.as_of}" for q in content.quotes]
        # Whole lines of CSV are an answer too.
        lines = code == "ecb" and data[:end].endswith(b"\n") and said == expected[: len(said)]
        assert lines or said == expected


@EACH_ANSWER
def test_white_space_around_an_answer_does_not_matter(
    code: str, text: str, expected: list[str]
) -> None:
    if code != "ecb":
        assert shown(read(b"\r\n\n" + encoded(text) + b"\n\n", TODAY)) == expected


@EACH_BANK
@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"   ",
        b"<!DOCTYPE html><html><body>Under maintenance</body></html>",
        b"<html><body><h1>502 Bad Gateway</h1></body></html>",
        b'{"error": "no such thing"}',
        b"[]",
        b"[1, 2]",
        b"null",
        b"<ValCurs>Error in parameters</ValCurs>",
        b"date,value\n2026-03-02,1\n",
        b"\xff\xfe\x00\x01",
        b"[" * 100_000,
        b"<a>" * 100_000,
    ],
)
def test_what_is_no_answer_is_refused(code: str, page: bytes) -> None:
    assert reason(code, page)


@pytest.mark.parametrize("code", BANKS)
def test_a_page_in_a_banks_place_is_not_told_as_a_damaged_answer(code: str) -> None:
    page = b"\r\n<HTML><body>Sorry &nbsp; we are back soon<br></body></HTML>"
    assert "layout has changed" in reason(code, page)


@pytest.mark.parametrize(("code", "text"), [("nbkr", samples.NBKR), ("cbt", samples.CBT)])
def test_white_space_in_an_attribute_does_not_matter(code: str, text: str) -> None:
    spaced = re.sub(r'(ISOCode|code|Date)="([^"]+)"', r'\1 = " \2 "', text)
    assert spaced != text
    assert BANKS[code].read(spaced.encode()) == BANKS[code].read(text.encode())


@pytest.mark.parametrize(
    ("code", "present", "instead", "problem"),
    [
        ("nbk", "500.10", "0", "USD/KZT: a rate is above zero, not 0."),
        ("nbk", "500.10", "-5.2", "USD/KZT: a rate is above zero, not -5.2."),
        ("nbk", "<description>500.10</description>", "", "USD/KZT: “” for “1” units is no rate."),
        ("nbk", "<quant>1</quant>", "", "USD/KZT: “500.10” for “” units is no rate."),
        ("nbk", ">1</quant>", ">0</quant>", "USD/KZT: “500.10” for “0” units is no rate."),
        ("nbk", ">1</quant>", ">7</quant>", "USD/KZT: “500.10” for “7” units is no rate."),
        ("nbk", "<title>USD</title>", "<title>US</title>", "“US” is no currency's code."),
        ("nbkr", "87,4000", "about 87", "USD/KGS: “about 87” for “1” units is no rate."),
        ("nbkr", "87,4000", "1e999", "USD/KGS: “1e999” for “1” units is no rate."),
        ("nbkr", ' ISOCode="USD"', "", "“” is no currency's code."),
        ("nbt", "9.3000", "9,300", "USD/TJS: “9,300” for “1” units is no rate."),
        ("nbt", "9.3000", "9." + "3" * 40, "is no rate."),
        ("cbt", "<rate_tmt>3.5</rate_tmt>", "", "USD/TMT: “” for “1” units is no rate."),
        ("cbr", "76,5000", "0,0000", "USD/RUB: a rate is above zero, not 0,0000."),
        ("ecb", "1.1610", "-1.1610", "EUR/USD: a rate is above zero, not -1.1610."),
        ("ecb", "D,USD,EUR,2026-03-02", "D,USD,EUR,", "EUR/USD: “” is no day."),
        ("world", "499.87", "0", "USD/KZT: a rate is above zero, not 0."),
        ("world", "499.87", "null", "USD/KZT: “” for “1” units is no rate."),
    ],
)
def test_a_rate_that_is_none_is_refused_and_the_others_stay(
    code: str, present: str, instead: str, problem: str
) -> None:
    text = answer_of(code)
    whole = BANKS[code].read(encoded(text))
    answer = BANKS[code].read(encoded(text.replace(present, instead, 1)))
    assert answer.quotes == whole.quotes[1:]
    assert [str(one).endswith(problem) for one in answer.problems] == [True]


def test_a_problem_is_told_with_its_line() -> None:
    answer = BANKS["nbkr"].read(encoded(samples.NBKR.replace("5,4321", "?")))
    assert [problem.line for problem in answer.problems] == [7]


@pytest.mark.parametrize(
    ("code", "present", "instead"),
    [
        ("nbk", "<date>02.03.2026</date>", ""),
        ("nbk", "02.03.2026", "31.02.2026"),
        ("nbkr", ' Date="02.03.2026"', ""),
        ("nbt", "2026-03-02", "yesterday"),
        ("cbt", "<date>02.03.2026</date>", ""),
        ("cbr", "02.03.2026", "02.03.0026"),
        ("nbk", "description>", "rate>"),
        ("nbkr", "Currency>", "Money>"),
        ("nbt", "CharCode", "Code"),
        ("cbt", "rate_tmt", "tmt"),
        ("cbr", "ValCurs", "Rates"),
        ("ecb", "OBS_VALUE", "VALUE"),
        ("world", "success", "error"),
        ("world", "1772409751", '"soon"'),
        ("world", "1772409751", "9" * 30),
    ],
)
def test_an_answer_without_its_day_or_in_another_layout_is_refused(
    code: str, present: str, instead: str
) -> None:
    text = answer_of(code)
    assert present in text
    assert reason(code, text.replace(present, instead))


@pytest.mark.parametrize("field", ["Ccy", "Rate", "Nominal", "Date"])
def test_an_answer_that_lacks_a_field_throughout_is_refused(field: str) -> None:
    assert reason("cbu", samples.cbu(**{field: ""}))


def test_a_day_without_rates_is_told_from_another_layout() -> None:
    none = samples.NBK.partition("<item>")[0] + "<info>нет</info></rates>"
    with pytest.raises(NoRates):
        BANKS["nbk"].read(none.encode())
    with pytest.raises(NoRates):
        BANKS["cbu"].read(b"[]")


@pytest.mark.parametrize("code", ["nbk", "nbkr", "nbt", "cbt", "cbr"])
def test_entities_and_document_types_are_refused(code: str) -> None:
    head, _, rest = answer_of(code).partition("?>")
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert "DOCTYPE" in reason(code, f"{head}?>{bomb}{rest}")
    assert reason(code, f"{head}?>{rest}".replace("</", "&x;</", 1))


def test_an_xml_that_is_too_deep_or_too_much_is_refused() -> None:
    deep = "<i>" * DEEPEST + "</i>" * DEEPEST
    assert reason("nbk", f"<rates><date>02.03.2026</date>{deep}</rates>")
    assert reason("nbk", f"<rates><date>02.03.2026</date>{'<i/>' * MOST}</rates>")
    long = "x" * 10 * LONGEST
    assert reason("nbk", f"<rates><date>02.03.2026</date>{long}</rates>")


@pytest.mark.parametrize("declared", ["utf-8", "utf-16", "shift_jis", "klingon", "us-ascii"])
def test_an_encoding_that_is_not_what_it_says_is_refused(declared: str) -> None:
    data = samples.CBR.replace("windows-1251", declared, 1).encode("windows-1251")
    assert reason("cbr", data)


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ('<option value="20" selected>1 Euro</option>', "EUR/KGS 87.4500"),
        ('<option selected="selected" value="36">10 Japanese Yen</option>', "JPY/KGS 8.74500"),
        ("<option value='36' SELECTED>Japanese Yen</option>", "JPY/KGS 8.74500"),
    ],
)
def test_a_history_is_of_the_currency_that_its_page_has_chosen(option: str, expected: str) -> None:
    content = read(samples.nbkr_history(chosen=option).encode(), TODAY)
    assert shown(content)[0] == f"{expected} 2026-02-27"
    assert content.warnings == ()


def test_a_history_without_its_page_is_the_dollars_and_says_so() -> None:
    content = read(samples.nbkr_history().encode(), TODAY)
    assert [warning.line for warning in content.warnings] == [0]
    assert "dollar" in str(content.warnings[0])


@pytest.mark.parametrize(
    ("present", "instead"),
    [
        ("</table>", ""),
        ("<!--date-->27", "<!-- date -->27"),
        ("<td><!--value-->87,4500<!--value--></td>", ""),
        ("<!--value-->87,4500<!--value-->", "<!--date-->87,4500<!--date-->"),
        ('value="20"', 'value="9999"'),
        ("selected>1", ">1"),
    ],
)
def test_a_history_that_is_not_as_it_was_is_refused(present: str, instead: str) -> None:
    page = samples.nbkr_history(chosen='<option value="20" selected>1 Euro</option>')
    assert present in page
    assert reason("nbkr", page.replace(present, instead))


def test_a_bank_of_another_country_in_the_same_form_is_no_page_of_articles() -> None:
    other = samples.NBT.replace("<CharCode>", "<NumCode>1</NumCode><CharCode>")
    with pytest.raises(Unreadable, match="not what the bank publishes"):
        read(other.encode(), TODAY)


def test_an_unknown_number_of_a_currency_is_told() -> None:
    assert "R99999" in reason("cbr", samples.CBR_DAYS.replace("R01335", "R99999"))


def test_older_days_of_turkmenistan_are_written_otherwise() -> None:
    content = read(samples.CBT.replace("02.03.2026", "2020-04-17").encode(), TODAY)
    assert {quote.as_of for quote in content.quotes} == {date(2020, 4, 17)}


def test_thousands_may_stand_apart() -> None:
    for space in (" ", "\u00a0", "\u202f"):
        answer = BANKS["cbu"].read(samples.cbu(Rate=f"12{space}194.20").encode())
        assert str(answer.quotes[0].value) == "12194.20"


@pytest.mark.parametrize(
    ("code", "expected"), [("nbk", ["0.10", "-0.24"]), ("cbu", ["-0.14", "0.00"])]
)
def test_a_change_is_told_in_percent_of_the_rate_before(code: str, expected: list[str]) -> None:
    answer = BANKS[code].read(encoded(answer_of(code)))
    assert [str(quote.change) for quote in answer.quotes] == expected


def test_a_change_that_cannot_be_read_is_none() -> None:
    for change in ("", "n/a", "500.10", "999"):
        text = samples.NBK.replace("+0.50", change)
        assert BANKS["nbk"].read(text.encode()).quotes[0].change is None


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_history_may_be_of_any_source(separator: str) -> None:
    lines = ("date,base,quote,value,source", "2025-01-02,USD,KZT,525.10,nbk")
    table = "\n".join([*lines, "03.01.2025,KZT,USD,0.0019,Halyk", ""])
    content = read(table.replace(",", separator).encode(), TODAY)
    assert shown(content) == ["USD/KZT 525.10 2025-01-02", "KZT/USD 0.0019 2025-01-03"]
    assert [quote.source for quote in content.quotes] == ["nbk", "Halyk"]


def test_a_line_of_history_that_is_no_rate_is_told_and_left_out() -> None:
    lines = [
        "source,value,quote,base,date",
        "nbk,525,KZT,USD,2025-01-02",
        "nbk,0,KZT,USD,2025-01-03",
        ",525,KZT,USD,2025-01-04",
        "",
        "nbk,525,KZT",
        "x" * 65 + ",525,KZT,USD,2025-01-04",
    ]
    content = read("\r\n".join(lines).encode("utf-8-sig"), TODAY)
    assert shown(content) == ["USD/KZT 525 2025-01-02"]
    assert [problem.line for problem in content.errors] == [3, 4, 6, 7]


def test_a_history_without_a_rate_is_refused() -> None:
    for rows in ("", "\n2025-01-02,USD,KZT,0,nbk", '\n2025-01-02,USD,"KZT'):
        with pytest.raises(Unreadable):
            read(f"date,base,quote,value,source{rows}".encode(), TODAY)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("nbk", ["https://nationalbank.kz/rss/get_rates.cfm?fdate=02.03.2026"]),
        ("nbkr", ["https://www.nbkr.kg/XML/daily.xml", "https://www.nbkr.kg/XML/weekly.xml"]),
        ("cbu", ["https://cbu.uz/en/arkhiv-kursov-valyut/json/all/2026-03-02/"]),
        ("nbt", ["https://www.nbt.tj/en/kurs/export_xml.php?date=2026-03-02&export=xmlout"]),
        ("cbt", ["https://cbt.tm/kurs/2026/02032026.xml"]),
        ("cbr", ["https://www.cbr.ru/scripts/XML_daily.asp"]),
        (
            "ecb",
            [
                "https://data-api.ecb.europa.eu/service/data/EXR/D..EUR.SP00.A"
                "?format=csvdata&startPeriod=2026-02-20"
            ],
        ),
        ("world", ["https://open.er-api.com/v6/latest/USD"]),
    ],
)
def test_a_day_has_its_address(code: str, expected: list[str]) -> None:
    assert list(BANKS[code].addresses(date(2026, 3, 2))) == expected


def test_a_banks_day_is_that_of_its_own_clock() -> None:
    now = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)
    days = [BANKS[code].day(now).day for code in ("nbk", "nbkr", "cbr", "world")]
    assert days == [2, 2, 1, 1]
