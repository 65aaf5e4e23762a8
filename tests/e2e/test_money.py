import pytest

from storage import Store
from tests.builders import quote
from tests.e2e.conftest import World


async def rates(store: Store):
    await store.load(
        [], [quote(), quote("KGS", "0.01149"), quote("UZS", "0.00008")], person_id=1, file_name="x"
    )


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("100 USD KZT", "100 USD = 52,356.02 KZT"),
        ("100 usd to kzt", "100 USD = 52,356.02 KZT"),
        ("1 000 KGS KZT", "1,000 KGS = 6,015.71 KZT"),
        ("usd kzt", "1 USD = 523.56 KZT"),
        ("1,000.50 USD USD", "1,000.50 USD = 1,000.50 USD"),
    ],
)
async def test_amounts_are_converted_exactly(world: World, asked: str, answer: str):
    await rates(world.store)
    assert (await world.reader.ask(f"/convert {asked}"))["text"].split("\n")[0] == answer


async def test_without_a_target_the_home_currencies_are_shown(world: World):
    await rates(world.store)
    text = (await world.reader.ask("/convert 100 USD"))["text"]
    assert "100 USD = 52,356.02 KZT" in text
    assert "KGS" in text
    assert "EUR" not in text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "/convert 100 USD KZT"),
        ("hello there everyone", "/convert 100 USD KZT"),
        ("100 doubloons", "I know no currency “doubloons”."),
        ("100 kroner", "NOK, DKK"),
        ("100 USD XQX", "I know no currency “XQX”."),
        ("100 USD JPY", "There is no rate for USD/JPY yet."),
        ("99999999999999999999 USD KZT", "too large"),
        ("-5 USD KZT", "/convert 100 USD KZT"),
    ],
)
async def test_what_cannot_be_converted_is_told(world: World, asked: str, said: str):
    await rates(world.store)
    assert said in (await world.reader.ask(f"/convert {asked}"))["text"]


async def test_a_russian_reads_numbers_as_russians_write_them(world: World):
    await rates(world.store)
    russian = world.phone("Пётр", "ru")
    text = (await russian.ask("/convert 100 USD KZT"))["text"]
    assert text.startswith("100 USD = 52\u00a0356,02 KZT")
    assert "0,00191" in (await russian.ask("/rates"))["text"]


async def test_without_rates_it_says_so(world: World):
    assert (await world.reader.ask("/rates"))["text"] == "There are no rates yet."
