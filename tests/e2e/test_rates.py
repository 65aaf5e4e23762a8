"""/rates in a chat: tables, histories and their pictures."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.playground import Phone
from storage import Quote
from tests.e2e.conftest import World

PNG = b"\x89PNG"


@pytest.fixture
async def rates(world: World) -> AsyncIterator[World]:
    """Banks with a year of their rates, the last of today, and an old ticker."""
    quotes = [
        *year("USD/KZT", "nbk", 500),
        *year("USD/KGS", "nbkr", 87),
        *year("USD/UZS", "cbu", 12_100),
        *year("USD/RUB", "cbr", 80),
        *year("EUR/USD", "ecb", 1),
        Quote("TJS", "USD", Decimal("0.09217"), date(2024, 12, 21), "site", Decimal("0.55")),
    ]
    await world.store.load([], quotes, person_id=1, file_name="x")
    yield world
    await world.caravan._services.painter.close()


def year(pair: str, source: str, least: int, days: int = 380) -> list[Quote]:
    base, _, other = pair.partition("/")
    today = datetime.now(UTC).date()
    return [
        Quote(
            base,
            other,
            Decimal(least) + Decimal(abs(back % 40 - 20)).scaleb(-1) + Decimal("0.1001"),
            today - timedelta(days=back),
            source,
        )
        for back in range(days)
    ]


def squeezed(message: dict[str, Any]) -> str:
    return " ".join((message.get("text") or message["caption"]).split())


def picture(world: World, message: dict[str, Any]) -> bytes:
    file = world.telegram.world.files.by_id(message["photo"][0]["file_id"])
    assert file is not None
    return file.data


def labels(message: dict[str, Any]) -> list[list[str]]:
    rows = message["reply_markup"]["inline_keyboard"]
    return [[button["text"] for button in row] for row in rows]


async def test_the_home_currencies_and_the_regions_are_a_table_both_ways(rates: World) -> None:
    table = await rates.reader.ask("/rates")
    said = squeezed(table)
    assert "USD/KZT 502.1001 +0.02 % ▲" in said and "USD/UZS 12,102.1001" in said
    assert "USD/TJS" in said and "21 December 2024 · The Post" in said
    assert said.index("USD/EUR") < said.index("USD/KZT") < said.index("USD/TJS")
    turned = await rates.reader.tap(table, "⇄ As EUR/USD")
    assert turned["message_id"] == table["message_id"]
    assert "KZT/USD 0.00199163 −0.02 % ▼" in squeezed(turned)
    assert "TJS/USD 0.09217 +0.55 % ▲" in squeezed(turned)
    again = await rates.reader.tap(turned, "⇄ As USD/EUR")
    assert squeezed(again) == said


async def test_any_currency_may_be_the_base(rates: World) -> None:
    said = squeezed(await rates.reader.ask("/rates EUR"))
    assert "EUR/USD 3.1001" in said and "EUR/KZT 1,556.56" in said


async def test_a_currency_alone_is_its_history_under_a_picture(rates: World) -> None:
    page = await rates.reader.ask("/rates KZT")
    data = picture(rates, page)
    assert data.startswith(PNG) and len(data) < 100_000
    said = squeezed(page)
    assert "1 USD = 502.1001 KZT" in said and "In 30 days: low 500.1001" in said
    assert "Change: 7 days " in said and "365 days" in said
    assert labels(page) == [["7 days", "• 30 •", "365 days"], ["⇄ KZT/USD", "All rates: USD"]]


async def test_buttons_change_the_span_in_place_and_turn_the_pair(rates: World) -> None:
    page = await rates.reader.ask("/rates тенге")
    year = await rates.reader.tap(page, "365 days")
    assert year["message_id"] == page["message_id"]
    assert picture(rates, year) != picture(rates, page)
    assert "In 365 days: low 500.1001" in squeezed(year)
    turned = await rates.reader.tap(year, "⇄ KZT/USD")
    assert turned["message_id"] == page["message_id"]
    assert "1 KZT = 0.00199163 USD" in squeezed(turned)
    table = await rates.reader.tap(turned, "All rates: USD")
    assert table["message_id"] != page["message_id"]
    assert "USD/KZT" in table["text"]


async def test_from_the_table_a_currency_opens_in_a_message_of_its_own(rates: World) -> None:
    table = await rates.reader.ask("/rates")
    page = await rates.reader.tap(table, "KGS")
    assert page["message_id"] != table["message_id"]
    assert picture(rates, page) and "1 USD = 89.1001 KGS" in squeezed(page)


async def test_two_currencies_are_a_pair_whatever_leads_from_one_to_the_other(
    rates: World,
) -> None:
    page = await rates.reader.ask("/rates EUR KGS")
    assert "1 EUR = 276.219 KGS" in squeezed(page)
    assert "European Central Bank · National Bank of the Kyrgyz Republic" in squeezed(page)
    assert picture(rates, page)


async def test_a_quote_without_a_past_is_a_page_without_a_picture(rates: World) -> None:
    page = await rates.reader.ask("/rates TJS")
    assert "1 TJS = 0.09217 USD" in squeezed(page) and "photo" not in page
    year = await rates.reader.tap(page, "365 days")
    assert year["message_id"] == page["message_id"] and "• 365 •" in labels(year)[0]


async def test_a_source_with_a_past_stands_in_for_one_without(rates: World) -> None:
    today = datetime.now(UTC).date()
    exact = Quote("USD", "RUB", Decimal("80.123456"), today, "world")
    await rates.store.load([], [exact], person_id=1, file_name="x")
    page = await rates.reader.ask("/rates RUB")
    assert "Bank of Russia" in squeezed(page) and picture(rates, page)


async def test_a_russian_has_it_all_in_russian(rates: World) -> None:
    russian = rates.phone("Пётр", "ru")
    page = await russian.ask("/rates KZT")
    said = squeezed(page)
    assert "1 USD = 502,1001 KZT" in said and "За 30 дней: минимум 500,1001" in said
    assert "Национальный банк Казахстана" in said
    english = await rates.reader.ask("/rates KZT")
    assert picture(rates, page) != picture(rates, english)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("крона", "any of SEK, NOK"),
        ("hello there", "Write one currency or two"),
        ("JPY KZT", "There is no rate for JPY/KZT yet."),
    ],
)
async def test_what_cannot_be_shown_is_told(rates: World, asked: str, said: str) -> None:
    assert said in (await rates.reader.ask(f"/rates {asked}"))["text"]


async def test_without_the_painter_the_page_is_words(
    rates: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates.caravan._services.painter, "_command", ("/nowhere/to/be/found",))
    page = await rates.reader.ask("/rates KZT")
    assert "photo" not in page and "1 USD = 502.1001 KZT" in page["text"]


async def test_a_picture_whose_next_cannot_be_drawn_is_followed_by_words(
    rates: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await rates.reader.ask("/rates KZT")
    painter = rates.caravan._services.painter
    await painter._end()
    monkeypatch.setattr(painter, "_command", ("/nowhere/to/be/found",))
    year = await rates.reader.tap(page, "365 days")
    assert year["message_id"] != page["message_id"]
    assert "In 365 days: low 500.1001" in squeezed(year)


async def test_answers_do_not_wait_for_a_picture(
    rates: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter = rates.caravan._services.painter
    drawing, drawn = painter._draw, asyncio.Event()

    async def held(content: bytes) -> bytes:
        await drawn.wait()
        return await drawing(content)

    monkeypatch.setattr(painter, "_draw", held)
    waiting = asyncio.create_task(rates.reader.ask("/rates KZT"))
    other: Phone = rates.phone("Marat")
    assert "KZT" in (await other.ask("/convert 100 USD KZT"))["text"]
    assert not waiting.done()
    drawn.set()
    assert "photo" in await waiting
