"""/sources, in a chat: a server in the bank's place, named in RATE_URLS."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.app import Caravan
from bot.config import Settings
from bot.playground import Phone, Playground
from tests.builders import quote
from tests.unit.ingest import bank_samples as samples
from tests.unit.ingest.bank_server import BankServer

WITHIN = 10.0  # seconds


@dataclass
class Served:
    caravan: Caravan
    telegram: Playground

    def phone(self, language: str = "en") -> Phone:
        return self.telegram.phone(self.telegram.world.add_person("Aida", language_code=language))

    async def told(self, phone: Phone, wanted: str) -> str:
        """What /sources says once it says what is wanted."""
        async with asyncio.timeout(WITHIN):
            while wanted not in (said := (await phone.ask("/sources"))["text"]):
                pass
        return str(said)


@pytest.fixture
async def bank() -> AsyncIterator[BankServer]:
    async with BankServer({"/rss": samples.NBK.encode()}) as server:
        yield server


@asynccontextmanager
async def running(
    bank: BankServer, telegram: Playground, make_settings: Callable[..., Settings]
) -> AsyncIterator[Served]:
    caravan = Caravan(make_settings(rate_sources="nbk", rate_urls=f"nbk={bank.root}"))
    await caravan.start()
    try:
        yield Served(caravan, telegram)
    finally:
        await caravan.stop()


@pytest.fixture
async def served(
    bank: BankServer, telegram: Playground, make_settings: Callable[..., Settings]
) -> AsyncIterator[Served]:
    async with running(bank, telegram, make_settings) as started:
        yield started


async def test_a_bank_is_asked_by_itself_and_shown_with_its_success(served: Served) -> None:
    said = await served.told(served.phone(), "✅")
    assert "National Bank of Kazakhstan\n2 rates of 2 March 2026\nLast success: " in said
    assert "✅ Национальный банк Казахстана" in (await served.phone("ru").ask("/sources"))["text"]


async def test_a_bank_that_fails_says_why_and_its_old_rates_stay(
    bank: BankServer, telegram: Playground, make_settings: Callable[..., Settings]
) -> None:
    bank.status = 503
    async with running(bank, telegram, make_settings) as served:
        old = quote("USD", "500.10", quote="KZT", source="nbk")
        await served.caravan.store.load([], [old, quote()], person_id=1, file_name="x")
        said = await served.told(served.phone(), "❌")
        assert "127.0.0.1 answered with the status 503." in said
        assert "1 rate of 21 December 2024" in said
        assert "📄 The Post" in said
        russian = await served.told(served.phone("ru"), "❌")
        assert "отвечает кодом 503" in russian and "Следующая попытка" in russian


async def test_its_button_leads_to_the_rates(served: Served) -> None:
    phone = served.phone()
    await served.told(phone, "✅")
    answer = await phone.ask("/sources")
    assert "500.10" in (await phone.tap(answer, "Currency rates"))["text"]
