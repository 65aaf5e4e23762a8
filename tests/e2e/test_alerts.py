"""Rates that a person waits for."""

import pytest

from storage import Store
from tests.builders import quote
from tests.e2e.conftest import World
from tests.e2e.reading import answer_to, button, rows, toast
from tests.e2e.subscribing import next_message


@pytest.fixture
async def rates(world: World) -> None:
    await world.store.load([], [_rate("523.56"), _rate("1.08", "EUR", "USD")], person_id=1,
                           file_name="rates")  # fmt: skip


def _rate(value: str, base: str = "USD", other: str = "KZT", **given):
    from datetime import UTC, datetime

    day = given.pop("as_of", datetime.now(UTC).date())
    return quote(base, value, quote=other, as_of=day, source="nbk")


async def _alerts(store: Store, person_id: int) -> list[str]:
    found = await store.alerts.of_person(person_id)
    return [
        f"{one.base}/{one.quote} {'>' if one.above else '<'} {one.bound}"
        if one.bound is not None
        else f"{one.base}/{one.quote} {one.percent}%"
        for one in found
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("KZT 530", "USD/KZT > 530"),
        ("kzt 500.5", "USD/KZT < 500.5"),
        ("usd kzt 530", "USD/KZT > 530"),
        ("USD/KZT 530", "USD/KZT > 530"),
        ("KZT USD 0.0018", "KZT/USD < 0.0018"),
        ("KZT 0.0018", "KZT/USD < 0.0018"),
        ("USD 530", "USD/KZT > 530"),
        ("EUR 1.1", "EUR/USD > 1.1"),
        ("usd kzt 1%", "USD/KZT 1%"),
        ("KZT 1.5 %", "USD/KZT 1.5%"),
        ("tenge 530", "USD/KZT > 530"),
        ("USD KZT 1,000", "USD/KZT > 1000"),
    ],
)
async def test_an_alert_is_understood(world: World, rates: None, said: str, expected: str):
    await world.store.people.set(world.reader.person.id, home_currencies=("USD", "KZT"))
    answer = await world.reader.ask(f"/alert {said}")
    assert answer["text"].startswith("I tell you when ")
    assert await _alerts(world.store, world.reader.person.id) == [expected]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("KZT 523.56", "It is at this rate now"),
        ("KZT 0%", "From 0.1 to 100 percent."),
        ("KZT 500%", "From 0.1 to 100 percent."),
        ("usd to XAQ 5", "I know no currency"),
        ("TJS 11", "There is no rate for USD/TJS yet."),
        ("hello 5", "Write one currency or two"),
        ("530", "You wait for no rate yet."),
        ("", "You wait for no rate yet."),
        ("KZT", "You wait for no rate yet."),
        ("KZT 0", "It is at this rate now"),
    ],
)
async def test_what_is_not_understood_is_told(world: World, rates: None, said: str, told: str):
    answer = await world.reader.ask(f"/alert {said}")
    assert told in answer["text"] and "/alert KZT 530" in answer["text"]
    assert await _alerts(world.store, world.reader.person.id) == []


async def test_alerts_are_listed_and_deleted(world: World, rates: None):
    await world.reader.ask("/alert KZT 530")
    await world.reader.ask("/alert KZT 2%")
    shown = await world.reader.ask("/alerts")
    assert "USD/KZT rises to 530" in shown["text"]
    assert "USD/KZT moves by 2 %, from 523.56" in shown["text"]
    assert rows(shown) == [["✕ USD/KZT rises to 530"], ["✕ USD/KZT moves by 2 %"]]
    stranger = world.phone("Timur")
    theirs = await stranger.ask("/start")
    world.forge(stranger, theirs, button(shown, "✕ USD/KZT rises to 530")["callback_data"])
    await answer_to(stranger)
    left = await world.reader.tap(shown, "✕ USD/KZT moves by 2 %")
    assert rows(left) == [["✕ USD/KZT rises to 530"]]
    assert (
        "You wait for no rate yet."
        in (await world.reader.tap(left, "✕ USD/KZT rises to 530"))["text"]
    )


async def test_a_conversion_offers_alerts(world: World, rates: None):
    shown = await world.reader.ask("100 usd kzt")
    await world.reader.press(shown, "Alert")
    choices = await next_message(world.reader)
    assert rows(choices) == [["± 1 %", "± 2 %", "± 5 %"]]
    done = await world.reader.tap(choices, "± 2 %")
    assert done["message_id"] == choices["message_id"]
    assert "I tell you when USD/KZT moves by 2 %." in done["text"]
    assert await _alerts(world.store, world.reader.person.id) == ["USD/KZT 2%"]


async def test_it_is_told_once_the_rate_is_there(world: World, rates: None):
    await world.reader.ask("/alert KZT 530")
    await world.store.load([], [_rate("531.20")], person_id=1, file_name="rates")
    told = await next_message(world.reader)
    assert told["text"] == "1 USD = 531.20 KZT\nIt has risen to 530 or above."
    listed = await world.reader.tap(told, "My alerts")
    assert "USD/KZT rises to 530: told" in listed["text"]


async def test_a_group_is_led_to_the_private_chat(world: World, rates: None):
    group = world.telegram.world.add_supergroup("Talk", world.reader.person)
    phone = world.telegram.phone(world.reader.person, group)
    for said in ("/alert KZT 530", "/alerts"):
        hint = await phone.ask(said)
        assert "in our private chat" in hint["text"]
    shown = await phone.ask("/convert 100 usd kzt")
    assert "in our private chat" in (await toast(phone, shown, "Alert")).text
    await world.reader.open_link(button(hint, "My alerts")["url"])
    assert "You wait for no rate yet." in (await next_message(world.reader))["text"]


async def test_a_person_has_at_most_twenty(world: World, rates: None):
    for number in range(20):
        await world.reader.ask(f"/alert KZT {600 + number}")
    assert "At most 20 alerts" in (await world.reader.ask("/alert KZT 700"))["text"]
    assert "I tell you when" in (await world.reader.ask("/alert KZT 605"))["text"]
